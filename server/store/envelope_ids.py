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
_END_MS: Final = 1 << TIME_BITS
"""Where the time of an id ends, in the year 2039; a clock that says so is none."""

LEASE_MS: Final = 60_000
"""How far ahead of the clock ids are leased: one small write a minute while anybody writes. After
a crash ids run ahead of the clock by as much."""

LEAST_LEASE_MS: Final = 250
"""How far ahead of the newest id at least: a million ids. After a clock was set back, or relays
that died one after the other, the clock is no measure; more would let each of them add a minute."""


def first_id_at(time_ms: int) -> EnvelopeId:
    """Return the lowest id that can be made at a Unix time in milliseconds.

    It is 0 before 1970, and from 2039 on one of the last millisecond that ids have.
    """
    return EnvelopeId(min(max(0, time_ms), _END_MS - 1) << _LOW_BITS)


class EnvelopeIds:
    """Makes ids; only the event loop's thread does.

    41 bits of Unix milliseconds (until the year 2039), 10 bits node, 12 bits counter. After a
    clock was set back, and while it is beyond these bits, ids go on from the newest one.

    An id may be told to somebody before its envelope is committed once it is leased: the database
    holds that ids up to `leased` may have been used, and a relay begins above that.

    Attributes:
        newest: The newest id.
        leased: Up to here ids may be told before their commit.

    Source: docs/decisions/095-delivery-before-the-commit.md.
    """

    def __init__(self, clock: Clock, *, newest: int, node: int = 0) -> None:
        """Begin after `newest`, the highest id that was ever made for this database."""
        assert 0 <= node < 1 << NODE_BITS
        self._clock = clock
        self._node = node << COUNTER_BITS
        self._time_ms = newest >> _LOW_BITS
        self._counter = newest & _COUNTER_MASK if newest else -1
        self._renew_from = EnvelopeId(0)
        self.newest = EnvelopeId(newest)
        self.leased = EnvelopeId(0)

    def needs_lease(self) -> bool:
        """Tell whether half of the lease is used."""
        return self.newest > self._renew_from

    def next(self) -> EnvelopeId:
        """Return an id higher than every one before it."""
        now_ms = self._clock.now_ms()
        if self._time_ms < now_ms < _END_MS:
            self._time_ms, self._counter = now_ms, -1
        self._counter += 1
        if self._counter > _COUNTER_MASK:
            self._time_ms, self._counter = self._time_ms + 1, 0
        self.newest = EnvelopeId(self._time_ms << _LOW_BITS | self._node | self._counter)
        return self.newest

    def ask_lease(self) -> EnvelopeId:
        """Return up to where ids are to be leased next; `needs_lease` says no from now on."""
        newest_ms = self.newest >> _LOW_BITS
        ahead_ms = self._clock.now_ms() + LEASE_MS
        upto_ms = newest_ms + LEAST_LEASE_MS
        if upto_ms < ahead_ms < _END_MS:
            upto_ms = ahead_ms
        self._renew_from = first_id_at((newest_ms + upto_ms) // 2)
        return first_id_at(upto_ms)

    def note_lease(self, leased: EnvelopeId | None) -> None:
        """Note that a lease was committed; None if that failed, so that it is asked for again."""
        if leased is None:
            self._renew_from = EnvelopeId(0)
        else:
            self.leased = leased
