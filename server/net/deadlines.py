"""Deadlines of all connections under one timer, which stands still while there is none."""

import heapq
import math
from collections.abc import Callable
from typing import Final, Protocol

TICK_S: Final = 0.25
"""Deadlines are kept up to this much late: those of one tick share one turn of the loop."""

NEVER: Final = math.inf


class Timed(Protocol):
    """Something that wants to be looked at from time to time.

    Attributes:
        tick: When it will be, in ticks; 0 if it will not. Only the sweeper writes it.
    """

    tick: int

    def look(self, now_s: float) -> float:
        """Do what is due and return when to look again, in seconds, or NEVER."""
        ...


class Timer(Protocol):
    """A call that is to come."""

    def cancel(self) -> None:
        """Do not call."""
        ...


class Sweeper:
    """Looks at each connection when its next deadline may have come.

    A deadline that moves later costs nothing: the connection is looked at when it was due before,
    and says then when to look again. One that moves earlier is told with `arm`.

    Attributes:
        now_s: Seconds that only grow.
    """

    def __init__(
        self,
        *,
        now_s: Callable[[], float],
        call_at: Callable[[float, Callable[[], None]], Timer],
    ) -> None:
        """Connect the parts; `now_s` and `call_at` are those of the loop."""
        self.now_s = now_s
        self._call_at = call_at
        self._buckets: dict[int, set[Timed]] = {}
        self._ticks: list[int] = []
        self._timer: Timer | None = None
        self._timer_tick = 0

    def arm(self, timed: Timed, due_s: float) -> None:
        """Have something looked at once a time has come, unless it is looked at before that."""
        if due_s == NEVER:
            return
        tick = int(due_s / TICK_S) + 1
        if timed.tick:
            if timed.tick <= tick:
                return
            self.disarm(timed)
        timed.tick = tick
        bucket = self._buckets.get(tick)
        if bucket is None:
            bucket = self._buckets[tick] = set()
            heapq.heappush(self._ticks, tick)
            self._set_timer()
        bucket.add(timed)

    def disarm(self, timed: Timed) -> None:
        """Look at something no more, until it is armed again."""
        if timed.tick:
            self._buckets[timed.tick].discard(timed)
            timed.tick = 0

    def _set_timer(self) -> None:
        """Be called at the next tick that somebody waits for."""
        tick = self._ticks[0]
        if self._timer is not None:
            if self._timer_tick <= tick:
                return
            self._timer.cancel()
        self._timer_tick = tick
        self._timer = self._call_at(tick * TICK_S, self._sweep)

    def _sweep(self) -> None:
        now_s = self.now_s()
        self._timer = None
        while self._ticks and self._ticks[0] * TICK_S <= now_s:
            tick = heapq.heappop(self._ticks)
            bucket = self._buckets[tick]
            while bucket:
                timed = bucket.pop()
                timed.tick = 0
                self.arm(timed, max(timed.look(now_s), now_s))
            del self._buckets[tick]
        if self._ticks:
            self._set_timer()
