"""Where a test program ends itself, as `kill -9` would: named points, and a count of hits."""

import enum
import os
import signal
from typing import Final, Self


class KillPoint(enum.Enum):
    """A moment at which nothing may be lost, doubled or swapped."""

    CLIENT_ENCRYPTED = "client-encrypted"  # outbox commit done, the send has not left
    RELAY_RECEIVED = "relay-received"  # a send is written, its transaction not committed
    RELAY_COMMITTED = "relay-committed"  # the commit is done, `accepted` has not left
    RELAY_OVERTAKEN = "relay-overtaken"  # a receipt came, no row was written, nothing is answered
    CLIENT_DELIVERED = "client-delivered"  # opened and decrypted, nothing of it committed
    CLIENT_COMMITTED = "client-committed"  # committed, its acknowledgement has not left
    RELAY_REGISTERED = "relay-registered"  # an account is committed, its answer has not left

    @property
    def is_relays(self) -> bool:
        """Whether it is the relay that ends there."""
        return self.value.startswith("relay")


ON_THE_ROAD: Final = (
    KillPoint.CLIENT_ENCRYPTED,
    KillPoint.RELAY_RECEIVED,
    KillPoint.RELAY_COMMITTED,
    KillPoint.RELAY_OVERTAKEN,
    KillPoint.CLIENT_DELIVERED,
    KillPoint.CLIENT_COMMITTED,
)
"""The points that every message passes."""


class Countdown:
    """Ends this process at one point, the n-th time that it is reached.

    Without a point it does nothing.

    Attributes:
        point: Where, or None.
    """

    def __init__(self, point: KillPoint | None, hits: int) -> None:
        """Arm it.

        Args:
            point: Where.
            hits: Which time, from 1.
        """
        self.point = point
        self._hits_left = hits

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `describe` wrote."""
        name, _, hits = text.partition(":")
        return cls(KillPoint(name), int(hits)) if name else cls(None, 0)

    @staticmethod
    def describe(point: KillPoint, hits: int) -> str:
        """Return the point and count as one word for a command line."""
        return f"{point.value}:{hits}"

    def hit(self, point: KillPoint) -> None:
        """Say that a point is reached; may not return."""
        if point is not self.point:
            return
        self._hits_left -= 1
        if self._hits_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
