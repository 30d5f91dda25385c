"""Benchmarks run as modules of the checkout, in its environment."""

import pytest

from tools.devkit import benchmark_runs
from tools.devkit.benchmark_runs import bench_crypto, bench_desktop
from tools.devkit.places import Places


@pytest.mark.parametrize("code", [0, 3])
def test_measurement_runs_in_the_checkout(
    checkout: Places, capfd: pytest.CaptureFixture[str], code: int
) -> None:
    folder = checkout.root / "benchmarks"
    folder.mkdir()
    (folder / "__init__.py").touch()
    program = f"import sys\nprint('measured')\nsys.exit({code})\n"
    (folder / "crypto.py").write_text(program, "utf-8")

    assert bench_crypto(checkout) == code
    assert "measured" in capfd.readouterr().out


def test_window_is_measured_with_gajim_installed(
    checkout: Places, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = checkout.root / "benchmarks"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "desktop.py").write_text("import sys\nprint(sys.argv[1:])\n", "utf-8")
    packages: list[str] = []
    monkeypatch.setattr(
        benchmark_runs,
        "ensure_setup",
        lambda _places, _lock, needs: packages.extend(need.package for need in needs),
    )

    assert bench_desktop(checkout) == 0
    assert "['--json']" in capfd.readouterr().out
    assert {"gajim", "xvfb", "openbox", "gnome-keyring"} <= set(packages)
