"""Pairs of a sender and a recipient: how much each has under way, and how long messages took.

A pair's messages arrive in the order in which they were sent, so counting them tells which one it
is; nothing has to be looked up or taken apart.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Final

from benchmarks.failure import MeasurementFailed

WITHIN_S: Final = 120.0
"""For one repetition; the slowest server needs a third of it."""


class Pair:
    """One sender and its recipient; the link of each tells it what came.

    Attributes:
        sent: Messages written so far, since `begin`.
        delivered: How many of them the recipient got.
        accepted: How many of them the server acknowledged to the sender.
        sent_ns: When each was written, nanoseconds of the performance counter.
        delivered_ns: When each came.
        accepted_ns: When each was acknowledged.
        on_progress: Called after each chunk that told something; set by whoever drives the pair.
    """

    def __init__(self, write: Callable[[bytes], None]) -> None:
        """Make a pair; `write` puts bytes on the sender's connection."""
        self._write = write
        self._frames = b""
        self._frame_bytes = 0
        self.on_progress: Callable[[Pair], None] = _ignore
        self.sent = self.delivered = self.accepted = 0
        self.sent_ns: list[int] = []
        self.delivered_ns: list[int] = []
        self.accepted_ns: list[int] = []

    @property
    def done(self) -> int:
        """How many messages both ends are through with."""
        return min(self.delivered, self.accepted)

    def begin(self, frames: Sequence[bytes]) -> None:
        """Lay messages ready and count from 0 again.

        Args:
            frames: What is written for each message; all of one size.
        """
        self._frame_bytes = len(frames[0]) if frames else 0
        assert all(len(frame) == self._frame_bytes for frame in frames)
        self._frames = b"".join(frames)
        self.sent = self.delivered = self.accepted = 0
        self.sent_ns, self.delivered_ns, self.accepted_ns = [], [], []

    def send(self, count: int) -> None:
        """Write the next messages at once."""
        start = self.sent * self._frame_bytes
        self.sent_ns.extend([time.perf_counter_ns()] * count)
        self.sent += count
        self._write(self._frames[start : start + count * self._frame_bytes])

    def on_delivered(self, count: int) -> None:
        """Note that the next messages came."""
        self.delivered_ns.extend([time.perf_counter_ns()] * count)
        self.delivered += count
        self.on_progress(self)

    def on_accepted(self, count: int) -> None:
        """Note that the next messages were acknowledged."""
        self.accepted_ns.extend([time.perf_counter_ns()] * count)
        self.accepted += count
        self.on_progress(self)

    def on_stored(self, count: int) -> None:
        """Note that the next messages were acknowledged, where nobody is there to get them."""
        self.delivered_ns.extend([time.perf_counter_ns()] * count)
        self.delivered += count
        self.on_accepted(count)

    def delivery_ms(self) -> list[float]:
        """Return how long each message took to come."""
        return _spans_ms(self.sent_ns, self.delivered_ns)

    def acceptance_ms(self) -> list[float]:
        """Return how long each acknowledgement took."""
        return _spans_ms(self.sent_ns, self.accepted_ns)


def _spans_ms(begun: Sequence[int], ended: Sequence[int]) -> list[float]:
    return [(end - begin) / 1e6 for begin, end in zip(begun, ended, strict=True)]


def _ignore(_pair: Pair) -> None:
    """Do nothing: nobody drives the pair."""


class Crowd:
    """All pairs of a measurement, driven together.

    Attributes:
        pairs: All of them.
    """

    def __init__(self) -> None:
        self.pairs: list[Pair] = []
        self._open = 0
        self._is_done = asyncio.Event()
        self._failure: BaseException | None = None

    def fail(self, error: BaseException) -> None:
        """End the present run with a failure: a link broke, or a message was refused."""
        self._failure = self._failure or error
        self._is_done.set()

    def check(self) -> None:
        """Raise what ended the run, if anything did.

        Raises:
            MeasurementFailed: a link broke, or a message was refused.
        """
        if self._failure is not None:
            raise self._failure

    async def saturate(self, *, each: int, window: int) -> float:
        """Let every pair send as fast as its window allows.

        Args:
            each: Messages of each pair; `begin` was given as many.
            window: Most messages of a pair under way at once.

        Returns:
            Seconds from the first write to the last delivery and acknowledgement.

        Raises:
            MeasurementFailed: a link broke, a message was refused, or it took too long.
        """

        def go_on(pair: Pair) -> None:
            room = min(window - (pair.sent - pair.done), each - pair.sent)
            if room > 0:
                pair.send(room)
            elif pair.done == each:
                self._count_out(pair)

        self._open_all(go_on)
        begun_s = time.perf_counter()
        for pair in self.pairs:
            pair.send(min(window, each))
        await self._wait(WITHIN_S)
        return time.perf_counter() - begun_s

    async def pace(self, *, each: int, per_s: float) -> float:
        """Let the pairs take turns, so many messages a second in all, whatever became of them.

        Returns:
            Seconds from the first write to the last delivery and acknowledgement.

        Raises:
            MeasurementFailed: as `saturate`.
        """

        def look(pair: Pair) -> None:
            if pair.done == each:
                self._count_out(pair)

        self._open_all(look)
        begun_s = time.perf_counter()
        for number in range(each * len(self.pairs)):
            pause_s = begun_s + number / per_s - time.perf_counter()
            if pause_s > 0:
                await asyncio.sleep(pause_s)
            self.pairs[number % len(self.pairs)].send(1)
        await self._wait(WITHIN_S)
        return time.perf_counter() - begun_s

    def _open_all(self, on_progress: Callable[[Pair], None]) -> None:
        self._is_done.clear()
        self._open = len(self.pairs)
        for pair in self.pairs:
            pair.on_progress = on_progress

    def _count_out(self, pair: Pair) -> None:
        pair.on_progress = _ignore
        self._open -= 1
        if not self._open:
            self._is_done.set()

    async def _wait(self, within_s: float) -> None:
        try:
            async with asyncio.timeout(within_s):
                await self._is_done.wait()
        except TimeoutError:
            missing = sum(pair.sent - pair.done for pair in self.pairs)
            raise MeasurementFailed(
                f"{missing} messages were not through after {within_s:g} s."
            ) from None
        self.check()
