"""How far the envelopes that the relay held have come, by the times that their ids carry.

The relay does not tell how many it holds; the newest id, which it does tell, says until when.
"""

from typing import Final

from desktop.core.events import CatchUpProgressed
from protocol.ids import EnvelopeId, envelope_time_ms

STEP: Final = 25
"""After how many held envelopes progress is told."""


class CatchUp:
    """Counts the deliveries of one connection until it is drained."""

    def __init__(self, newest_issued: int) -> None:
        """Begin.

        Args:
            newest_issued: Highest envelope id that the mailbox ever had at the sign-in.
        """
        self._newest = newest_issued
        self._first = 0
        self._taken = 0

    def note(self, one: EnvelopeId) -> CatchUpProgressed | None:
        """Note that an envelope was taken; returns what to tell, if anything.

        Args:
            one: Its id; held envelopes come in order of id.
        """
        self._first = self._first or one
        self._taken += 1
        if self._taken % STEP:
            return None
        way = self._newest - self._first
        share = (one - self._first) / way if way > 0 else 1.0
        return CatchUpProgressed(
            done=self._taken,
            share=min(max(share, 0.0), 1.0),
            reached_ms=envelope_time_ms(one),
        )
