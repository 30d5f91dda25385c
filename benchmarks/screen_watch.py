"""Seeing from outside when a window paints: the framebuffer of an Xvfb, looked at all the time.

What is seen is the same for every program, so two programs can be compared: nobody has to say of
itself that it is ready.
"""

import mmap
import struct
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.e2e.picture import BYTES_PER_PIXEL, Rectangle

LOOK_EVERY_S: Final = 0.004
ROW_STEP: Final = 8
"""Every eighth row of pixels is looked at: a look takes 0.3 ms, and no letter is lower."""

PAINTED_COLOURS: Final = 3
"""From so many colours on a window shows something; one more than a ground and its frame."""

STRAY_PIXELS: Final = 10

_HEADER: Final = struct.Struct(">25I")


@dataclass(frozen=True)
class Look:
    """The screen at one moment, kept only when it was different from the look before.

    Attributes:
        at_s: Monotonic time.
        cpu_s: What the watched process had used of the processor.
        rows: Every eighth row of pixels.
        width: Pixels in a row.
    """

    at_s: float
    cpu_s: float
    rows: tuple[bytes, ...]
    width: int

    def part(self, area: Rectangle) -> list[bytes]:
        """Return the rows within an area of the screen."""
        left, right = area.left * BYTES_PER_PIXEL, area.right * BYTES_PER_PIXEL
        first, last = -(-area.top // ROW_STEP), -(-area.bottom // ROW_STEP)
        return [row[left:right] for row in self.rows[first:last]]


class ScreenWatch:
    """Looks at a framebuffer."""

    def __init__(self, framebuffer: Path) -> None:
        """Open the file that Xvfb keeps with -fbdir."""
        with framebuffer.open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        header = _HEADER.unpack_from(self._memory)
        self._width, self._height, self._row_bytes = header[4], header[5], header[12]
        self._offset = header[0] + header[19] * 12

    def rows(self) -> tuple[bytes, ...]:
        """Return every eighth row of what the screen shows now."""
        memory, size = self._memory, self._row_bytes
        starts = (self._offset + row * size for row in range(0, self._height, ROW_STEP))
        return tuple(memory[start : start + size] for start in starts)

    def watch(self, seconds: float, cpu_s: Callable[[], float]) -> list[Look]:
        """Look for so long and return every look at something new, in order.

        Args:
            seconds: For how long.
            cpu_s: What the watched process has used of the processor until now.
        """
        looks: list[Look] = []
        end_s = time.monotonic() + seconds
        while (now_s := time.monotonic()) < end_s:
            rows = self.rows()
            if not looks or rows != looks[-1].rows:
                looks.append(Look(at_s=now_s, cpu_s=cpu_s(), rows=rows, width=self._width))
            time.sleep(LOOK_EVERY_S)
        return looks


def first_paint(looks: Sequence[Look], window: Rectangle) -> Look:
    """Return the first look at which the inside of the window shows something.

    Raises:
        LookupError: it never did.
    """
    for look in looks:
        if _count_colours(look.part(window)) >= PAINTED_COLOURS:
            return look
    raise LookupError("the window stayed empty")


def last_change(looks: Sequence[Look], areas: Sequence[Rectangle]) -> Look:
    """Return the look from which on the areas showed what they showed in the end."""
    final = [looks[-1].part(area) for area in areas]
    stable = looks[-1]
    for look in reversed(looks):
        if [look.part(area) for area in areas] != final:
            break
        stable = look
    return stable


def _count_colours(rows: Sequence[bytes]) -> int:
    """Count the colours of more than a few pixels: what borders the picture in memory may stray."""
    colours: Counter[int] = Counter()
    for row in rows:
        colours.update(memoryview(row).cast("I"))
    return sum(count >= STRAY_PIXELS for count in colours.values())
