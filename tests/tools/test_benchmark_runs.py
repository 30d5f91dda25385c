"""Benchmarks run as modules of the checkout, in its environment."""

import pytest

from tools.devkit.benchmark_runs import bench_crypto
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
