"""Benchmarks run as modules of the checkout, in its environment."""

import pytest

from tools.devkit import benchmark_runs
from tools.devkit.benchmark_runs import bench_crypto, bench_desktop, bench_relay, soak
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


@pytest.mark.parametrize(
    ("is_hold", "arguments"), [(False, "['--json']"), (True, "['--json', '--hold']")]
)
def test_relay_is_measured_with_the_other_servers_installed(
    checkout: Places,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    is_hold: bool,
    arguments: str,
) -> None:
    folder = checkout.root / "benchmarks"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "relay.py").write_text("import sys\nprint(sys.argv[1:])\n", "utf-8")
    services: list[str] = []
    monkeypatch.setattr(
        benchmark_runs,
        "ensure_setup",
        lambda _places, _lock, needs: services.extend(
            need.package for need in needs if need.is_service
        ),
    )

    assert bench_relay(checkout, is_hold=is_hold) == 0
    assert arguments in capfd.readouterr().out
    assert services == ["ejabberd", "prosody"]


def test_soak_is_as_long_as_asked(checkout: Places, capfd: pytest.CaptureFixture[str]) -> None:
    folder = checkout.root / "benchmarks"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "soak.py").write_text("import sys\nprint(sys.argv[1:])\nsys.exit(1)\n", "utf-8")

    assert soak(checkout, minutes=1.5, seed=7) == 1
    assert "['--minutes', '1.5', '--seed', '7']" in capfd.readouterr().out
