"""Ids of envelopes: ordered by time and never going back, whatever the clock does."""

from typing import Final

from protocol.ids import ENVELOPE_ID_TIME_SHIFT, EnvelopeId
from server.config import Clock

TIME_BITS: Final = 41
NODE_BITS: Final = 10
COUNTER_BITS: Final = 12
_LOW_BITS = ENVELOPE_ID_TIME_SHIFT
assert _LOW_BITS == NODE_BITS + COUNTER_BITS
_COUNTER_MASK = (1 << COUNTER_BITS) - 1


def first_id_at(time_ms: int) -> EnvelopeId:
    """Return the lowest id that can be made at a Unix time in milliseconds, 0 before 1970."""
    return EnvelopeId(max(0, time_ms) << _LOW_BITS)


class EnvelopeIds:
    """Makes ids; only the writer's thread uses it.

    41 bits of Unix milliseconds (until the year 2039), 10 bits node, 12 bits counter. After a
    clock was set back, ids go on from the newest one.
    """

    def __init__(self, clock: Clock, *, newest: int, node: int = 0) -> None:
        """Begin after `newest`, the highest id that was ever made for this database."""
        assert 0 <= node < 1 << NODE_BITS
        self._clock = clock
        self._node = node << COUNTER_BITS
        self._time_ms = newest >> _LOW_BITS
        self._counter = newest & _COUNTER_MASK if newest else -1
        self.newest = EnvelopeId(newest)

    def next(self) -> EnvelopeId:
        """Return an id higher than every one before it."""
        now_ms = self._clock.now_ms()
        if now_ms > self._time_ms:
            self._time_ms, self._counter = now_ms, -1
        self._counter += 1
        if self._counter > _COUNTER_MASK:
            self._time_ms, self._counter = self._time_ms + 1, 0
        self.newest = EnvelopeId(self._time_ms << _LOW_BITS | self._node | self._counter)
        return self.newest
