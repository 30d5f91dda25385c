"""The relay's time beside the local clock: neither alone may expire or destroy anything (P2)."""

from typing import Final

from desktop.core.ports.runtime import Clock

_DAY_MS: Final = 24 * 60 * 60 * 1000

TOLERANCE_MS: Final = _DAY_MS
"""While the two differ by more, nothing is made, replaced or destroyed, and the person is told."""


class RelayTime:
    """Tells the time by both clocks.

    The relay's goes on from its hello by a clock that nobody sets, so that a jump of the local
    clock in mid-connection is noticed and not taken for the relay's.
    """

    def __init__(self, clock: Clock, *, elapsed: Clock) -> None:
        """Make it; until the first hello the local clock stands for both.

        Args:
            clock: Local time.
            elapsed: Milliseconds since any fixed moment; never set, only going on.
        """
        self._clock = clock
        self._elapsed = elapsed
        self._hello: tuple[int, int] | None = None

    def note_hello(self, time_ms: int) -> None:
        """The relay said what time it is."""
        self._hello = (time_ms, self._elapsed())

    @property
    def now_ms(self) -> int:
        """The relay's time now."""
        if self._hello is None:
            return self._clock()
        told_ms, at_ms = self._hello
        return told_ms + self._elapsed() - at_ms

    @property
    def clocks_differ(self) -> bool:
        """Whether the two are more than a day apart."""
        return abs(self.now_ms - self._clock()) > TOLERANCE_MS

    def latest_ms(self) -> int:
        """Return the later of both: what either calls expired is refused."""
        return max(self.now_ms, self._clock())

    def earliest_ms(self) -> int:
        """Return the earlier of both: what is destroyed is due by each."""
        return min(self.now_ms, self._clock())
