"""From the start of a program to its window: first paint, stable, memory, idle; beside Gajim."""

import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.desktop_session import Session, cpu_s, pss_mib
from benchmarks.screen_watch import first_paint, last_change
from tests.e2e.picture import Rectangle
from tests.e2e.processes import RunningProcess

WATCHED_S: Final = 11.0
"""Long enough that memory is read 10 s after the window."""

# The parts of the window that must rest: the rows of the list, and the messages without head,
# connection bar and composer.
_LIST: Final = Rectangle(56, 72, 312, 660)
_MESSAGES: Final = Rectangle(384, 112, 780, 540)


@dataclass(frozen=True)
class Start:
    """One start.

    Attributes:
        window_s: To the first look at which the window showed something.
        stable_s: To the last change of chats and messages.
        window_cpu_s: Processor time used until the first paint.
        stable_cpu_s: Processor time used until the last change.
        pss_mib: Memory, 10 s after.
    """

    window_s: float
    stable_s: float
    window_cpu_s: float
    stable_cpu_s: float
    pss_mib: float


def median(starts: Sequence[Start]) -> Start:
    """Return the median of each figure."""
    names = Start.__dataclass_fields__
    return Start(
        **{name: statistics.median(getattr(one, name) for one in starts) for name in names}
    )


def app_command(session: Session, data_dir: Path) -> list[str]:
    """Return how the app is started on a profile."""
    return [
        *(sys.executable, "-m", "desktop", "--data-dir", str(data_dir)),
        *("--relay", session.relay_url),
    ]


def measure_start(
    session: Session, name: str, command: list[str], environment: Mapping[str, str] | None = None
) -> Start:
    """Start a program, watch it, and end it.

    Raises:
        LookupError: its window stayed empty.
    """
    started_s = time.monotonic()
    process = session.start(name, command, environment)
    try:
        looks = session.watch.watch(WATCHED_S, lambda: cpu_s(process.pid))
        window = session.find_window(process.pid)
        painted = first_paint(looks, window)
        stable = last_change(looks, [_within(window, part) for part in (_LIST, _MESSAGES)])
        return Start(
            window_s=painted.at_s - started_s,
            stable_s=stable.at_s - started_s,
            window_cpu_s=painted.cpu_s,
            stable_cpu_s=stable.cpu_s,
            pss_mib=pss_mib(process.pid),
        )
    finally:
        process.end(10.0)


def measure_starts(
    session: Session,
    name: str,
    command: list[str],
    environment: Mapping[str, str] | None = None,
    *,
    times: int,
) -> Start:
    """Start a program once to warm up, then as often as said; return the medians."""
    measure_start(session, name, command, environment)
    return median([measure_start(session, name, command, environment) for _ in range(times)])


def measure_idle(process: RunningProcess, seconds: float) -> float:
    """Return the share of one processor, in percent, that a running program uses."""
    before_s = cpu_s(process.pid)
    time.sleep(seconds)
    return (cpu_s(process.pid) - before_s) / seconds * 100


def _within(window: Rectangle, part: Rectangle) -> Rectangle:
    moved = Rectangle(window.left + part.left, window.top + part.top, part.width, part.height)
    return moved.intersection(window)
