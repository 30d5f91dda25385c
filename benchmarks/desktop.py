"""What the window costs: `python -m benchmarks.desktop [--json]`, docs in benchmarks/README.md.

Everything is its own: Xvfb, openbox, D-Bus, keyring, relay and homes. Gajim is measured in the same
run on the same screen.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from benchmarks import search
from benchmarks.desktop_held import longest_s
from benchmarks.desktop_session import Session, open_bench_session
from benchmarks.desktop_start import (
    Start,
    app_command,
    measure_idle,
    measure_starts,
)
from benchmarks.gajim import GajimMissing, find_gajim
from tests.e2e.waiting import StoryFailed

TIMES: Final = 5
MESSAGES: Final = 100_000
MANY_MESSAGES: Final = 1_000_000
HELD: Final = 10_000
IDLE_AFTER_S: Final = 60.0
IDLE_S: Final = 120.0

LIMITS: Final = {
    "window_s": 0.5,
    "stable_s": 0.8,
    "pss_mib": 110.0,
    "idle_cpu_pct": 0.1,
    "switch_ms": 50.0,
    "append_ms": 8.0,
    "scroll_frame_ms": 8.0,
    "search_p95_ms": 50.0,
    "catchup_stall_ms": 50.0,
    "start_vs_gajim": 0.6,
    "pss_vs_gajim": 0.8,
}


@dataclass(frozen=True)
class Amounts:
    """How much is measured; less only in tests and while working on it.

    Attributes:
        times: Starts of each program.
        messages: Of the history behind starts, idle, switch and catch-up.
        many_messages: Of the history behind append, scroll and search.
        held: Messages that come in at once.
        idle_after_s: Pause before idle is measured.
        idle_s: For how long.
    """

    times: int = TIMES
    messages: int = MESSAGES
    many_messages: int = MANY_MESSAGES
    held: int = HELD
    idle_after_s: float = IDLE_AFTER_S
    idle_s: float = IDLE_S


def measure(amounts: Amounts, logs: Path) -> dict[str, object]:
    """Measure everything.

    Raises:
        GajimMissing: it is not installed.
        StoryFailed, LookupError: a program did not start or show anything.
    """
    found = search.measure(amounts.many_messages).two_words_p95_ms
    with open_bench_session(logs) as session, find_gajim(session) as gajim:
        data_dir, large_dir = session.home / "data", session.home / "large"
        _make_profile(session, data_dir, amounts.messages)
        other = measure_starts(
            session, "gajim", gajim.command, gajim.environment, times=amounts.times
        )
        app = measure_starts(session, "app", app_command(session, data_dir), times=amounts.times)
        idle = _measure_idle(session, data_dir, amounts)
        figures = _inside(session, data_dir, "switch_ms")
        _make_profile(session, large_dir, amounts.many_messages, "--copy")
        figures |= _inside(session, large_dir, "append_ms", "scroll_frame_ms")
        figures |= measure_catch_up(session, data_dir, amounts.held)
    return _report(app, other, idle, figures | {"search_p95_ms": found})


def _make_profile(session: Session, data_dir: Path, messages: int, *more: str) -> None:
    arguments = [str(data_dir), str(messages), session.relay_url, *more]
    session.run_module("benchmarks.desktop_profile", *arguments)


def _measure_idle(session: Session, data_dir: Path, amounts: Amounts) -> float:
    process = session.start("app", app_command(session, data_dir))
    try:
        time.sleep(amounts.idle_after_s)
        return measure_idle(process, amounts.idle_s)
    finally:
        process.end(10.0)


def measure_catch_up(session: Session, data_dir: Path, held: int) -> dict[str, float]:
    """Let messages be held for a profile, and measure its window while they come in.

    Raises:
        StoryFailed: they were not held, or did not come in, in time.
    """
    within_s = longest_s(held)
    session.run_module(
        "benchmarks.desktop_held",
        *(str(data_dir), session.relay_url, str(held)),
        within_s=within_s + 10,
    )
    return _inside(session, data_dir, "catchup_stall_ms", within_s=within_s)


def _inside(
    session: Session, data_dir: Path, *names: str, within_s: float = 120.0
) -> dict[str, float]:
    output = session.run_module(
        "benchmarks.desktop_inside",
        *("--data-dir", str(data_dir), "--relay", session.relay_url),
        *("--within-s", str(within_s), *names),
        within_s=within_s + 20,
    )
    figures: dict[str, float] = json.loads(output.splitlines()[-1])
    return figures


def _report(app: Start, other: Start, idle: float, figures: dict[str, float]) -> dict[str, object]:
    return {
        "window_s": app.window_s,
        "stable_s": app.stable_s,
        "pss_mib": app.pss_mib,
        "idle_cpu_pct": idle,
        "switch_ms": figures["switch_ms"],
        "append_ms": figures["append_ms"],
        "scroll_frame_ms": figures["scroll_frame_ms"],
        "search_p95_ms": figures["search_p95_ms"],
        "catchup_stall_ms": figures["catchup_stall_ms"],
        "window_cpu_s": app.window_cpu_s,
        "stable_cpu_s": app.stable_cpu_s,
        "gajim": asdict(other),
        "ratios": {
            "start_vs_gajim": app.window_s / other.window_s,
            "pss_vs_gajim": app.pss_mib / other.pss_mib,
        },
    }


def table(report: dict[str, object]) -> str:
    """Return the figures for reading, each with its limit where it has one."""
    ratios = report["ratios"]
    assert isinstance(ratios, dict)
    numbers = {name: value for name, value in (report | ratios).items() if _is_number(value)}
    limits = {name: f"at most {limit:g}" for name, limit in LIMITS.items()}
    rows = (f"{name:<18}{value:>10.3f}   {limits.get(name, '')}" for name, value in numbers.items())
    return "\n".join(row.rstrip() for row in rows)


def _is_number(value: object) -> bool:
    return isinstance(value, float | int)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; with --json one object on the last line.

    Returns:
        0; 1 if Gajim is missing, or a step failed or had no end in time.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desktop", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on one line")
    parser.add_argument("--quick", action="store_true", help="little of everything, to try it out")
    options = parser.parse_args(arguments)
    amounts = Amounts(1, 2_000, 2_000, 100, 5.0, 5.0) if options.quick else Amounts()
    with tempfile.TemporaryDirectory(prefix="securechat-bench-logs-") as logs:
        try:
            report = measure(amounts, Path(logs))
        except (GajimMissing, StoryFailed) as error:
            print(error, file=sys.stderr)
            return 1
    print(json.dumps(report) if options.json else table(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
