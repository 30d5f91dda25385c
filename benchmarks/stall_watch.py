"""Says what kept the main thread from turning its loop, by looks at its stack from another one."""

import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final

LATE_S: Final = 0.025
"""From how long a pause on the stack is looked at."""

LOOK_EVERY_S: Final = 0.005
SHOWN_STALLS: Final = 5
SHOWN_FRAMES: Final = 8
_LOOP: Final = "qasync"
_ROOT: Final = f"{Path(__file__).parents[1]}/"


@dataclass
class Stall:
    """One pause between two beats.

    Attributes:
        wall_ms: How long it was.
        cpu_ms: What the main thread used of the processor in it; the rest it waited, for the
            interpreter's lock or on a busy machine.
        stacks: What it was seen doing, innermost first, and how often.
    """

    wall_ms: float = 0.0
    cpu_ms: float = 0.0
    stacks: Counter[str] = field(default_factory=Counter)


class StallWatch:
    """Collects the pauses between the beats that the main thread gives.

    Attributes:
        longest_ms: The longest pause.
        longest_cpu_ms: The most that the main thread computed between two beats.
    """

    def __init__(self) -> None:
        """Made and beaten on the thread that is watched."""
        self.longest_ms = 0.0
        self.longest_cpu_ms = 0.0
        self._watched = threading.get_ident()
        self._stalls: list[Stall] = []
        self._looks: list[str] = []
        self._last_s = time.perf_counter()
        self._last_cpu_s = time.thread_time()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="stall watch", daemon=True)
        self._thread.start()

    def beat(self) -> None:
        """The loop turned."""
        now_s, cpu_s = time.perf_counter(), time.thread_time()
        wall_ms, cpu_ms = (now_s - self._last_s) * 1000, (cpu_s - self._last_cpu_s) * 1000
        self.longest_ms = max(self.longest_ms, wall_ms)
        self.longest_cpu_ms = max(self.longest_cpu_ms, cpu_ms)
        looks, self._looks = self._looks, []
        self._last_s, self._last_cpu_s = now_s, cpu_s
        if looks:
            self._stalls.append(Stall(wall_ms, cpu_ms, Counter(looks)))

    def stop(self) -> None:
        """Look no more."""
        self._is_over.set()
        self._thread.join()

    def report(self) -> str:
        """Return the longest pauses with what was seen in them, for reading."""
        longest = sorted(self._stalls, key=lambda stall: stall.wall_ms, reverse=True)
        head = (
            f"{len(longest)} pauses over {LATE_S * 1000:.0f} ms; most processor between two beats "
            f"{self.longest_cpu_ms:.0f} ms"
        )
        return "\n".join([head, *(_describe(stall) for stall in longest[:SHOWN_STALLS])])

    def _watch(self) -> None:
        while not self._is_over.wait(LOOK_EVERY_S):
            if time.perf_counter() - self._last_s > LATE_S:
                # Nothing is named: what holds a frame must end within the expression.
                places = _places(sys._current_frames().get(self._watched))  # noqa: SLF001
                self._looks.append(_stack(places))


def _describe(stall: Stall) -> str:
    lines = [f"{stall.wall_ms:.0f} ms, of them {stall.cpu_ms:.0f} ms of processor:"]
    lines += [f"  {count}x {stack}" for stack, count in stall.stacks.most_common(3)]
    return "\n".join(lines)


def _places(frame: FrameType | None) -> list[tuple[str, int, str]]:
    """Return where a thread is, innermost first.

    No frame may be kept while the thread goes on: it would keep what a function had, a painter say,
    beyond the function's end, and Qt crashes on that.
    """
    places: list[tuple[str, int, str]] = []
    while (
        frame is not None and len(places) < SHOWN_FRAMES and _LOOP not in frame.f_code.co_filename
    ):
        places.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    return places


def _stack(places: list[tuple[str, int, str]]) -> str:
    return (
        "in the loop itself"
        if not places
        else " < ".join(
            f"{file.removeprefix(_ROOT)}:{line} {function}" for file, line, function in places
        )
    )
