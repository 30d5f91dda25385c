"""Running the measurements of benchmarks/ in the project's environment."""

import subprocess

from tools.devkit.child_processes import child_environment
from tools.devkit.environment import ensure_setup
from tools.devkit.places import Places
from tools.devkit.system_libraries import (
    GAJIM_NEEDS,
    QT_NEEDS,
    RELAY_BENCH_NEEDS,
    TEST_NEEDS,
)


def bench_crypto(places: Places) -> int:
    """Measure what one message costs in time and bytes, and print it as a table.

    Returns:
        The exit code of the measurement; its figures are judged by who reads them.

    Raises:
        Stop: the set-up failed.
    """
    ensure_setup(places, "all", ())
    return _run(places, "benchmarks.crypto")


def bench_desktop(places: Places) -> int:
    """Measure what the window costs in time and memory beside Gajim's; at most 12 minutes.

    Returns:
        The exit code of the measurement, 1 if Gajim is missing; its figures are judged by who
        reads them.

    Raises:
        Stop: the set-up failed, or Gajim cannot be installed here.
    """
    ensure_setup(places, "all", QT_NEEDS + TEST_NEEDS + GAJIM_NEEDS)
    return _run(places, "benchmarks.desktop", "--json")


def bench_relay(places: Places, *, is_hold: bool = False) -> int:
    """Measure what the relay costs beside a bare forwarder, ejabberd and Prosody; 12 minutes.

    Args:
        places: The checkout.
        is_hold: Hold 10,000 connections under load for five minutes instead.

    Returns:
        The exit code of the measurement, 1 if ejabberd or Prosody is missing; its figures are
        judged by who reads them.

    Raises:
        Stop: the set-up failed, or one of both cannot be installed here.
    """
    ensure_setup(places, "all", RELAY_BENCH_NEEDS)
    return _run(places, "benchmarks.relay", "--json", *(["--hold"] if is_hold else []))


def soak(places: Places, *, minutes: float, seed: int) -> int:
    """Let people come, go and write to each other at a relay for long (FT-21).

    Args:
        places: The checkout.
        minutes: For how long; the limits are for 60.
        seed: What the order of things is drawn from.

    Returns:
        0 if nothing was lost or doubled and neither memory nor open files grew, otherwise 1.

    Raises:
        Stop: the set-up failed.
    """
    ensure_setup(places, "all", ())
    return _run(places, "benchmarks.soak", "--minutes", f"{minutes:g}", "--seed", str(seed))


def _run(places: Places, module: str, *arguments: str) -> int:
    command = [str(places.venv_python), "-m", module, *arguments]
    environment = child_environment(places)
    return subprocess.run(command, cwd=places.root, env=environment, check=False).returncode
