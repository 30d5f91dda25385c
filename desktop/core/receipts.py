"""Delivery receipts: batched, after a random pause, to accepted contacts only (PROTOCOL P11)."""

import asyncio
from collections.abc import Callable
from typing import Final

from desktop.core.ports.keys import KeyStore
from desktop.core.ports.outbox import OutboxStore
from desktop.core.ports.runtime import Clock
from desktop.crypto.random_source import Random
from protocol import limits
from protocol.content import CONTENT_VERSION, ContentKind, Delivered
from protocol.ids import ContentId

MIN_PAUSE_S: Final = 0.2
MAX_PAUSE_S: Final = 2.0
"""Receipts leave this long after the first message that they answer, so that their time tells the
relay little and many go in one envelope."""

SLOW_MIN_PAUSE_S: Final = 5.0
SLOW_MAX_PAUSE_S: Final = 20.0
"""The same for who prefers that receipts tell even less of when a message was opened."""

RECEIPT_IDS: Final = 24
"""Most messages that one receipt names: with them it still fits the smallest envelope."""


class Receipts:
    """Turns due receipts into outbox rows."""

    def __init__(
        self,
        outbox: OutboxStore,
        keys: KeyStore,
        *,
        clock: Clock,
        random: Random,
        on_queued: Callable[[], None],
    ) -> None:
        self._outbox = outbox
        self._keys = keys
        self._clock = clock
        self._random = random
        self._on_queued = on_queued
        self._due = asyncio.Event()
        self._due.set()

    def note_due(self) -> None:
        """A commit made a receipt due."""
        self._due.set()

    async def run(self) -> None:
        """Queue receipts until cancelled; those due since before a restart come first."""
        while True:
            await self._due.wait()
            await asyncio.sleep(await self._pause_s())
            self._due.clear()
            for contact in await self._outbox.load_contacts_with_due_receipts():
                while await self._outbox.queue_receipts(
                    contact,
                    content_id=ContentId(self._random(limits.CONTENT_ID_BYTES)),
                    kind=ContentKind.DELIVERED,
                    version=CONTENT_VERSION,
                    build_data=lambda ids: Delivered(content_ids=tuple(ids)).encode(),
                    limit=RECEIPT_IDS,
                    now_ms=self._clock(),
                ):
                    pass
            self._on_queued()

    async def _pause_s(self) -> float:
        if (await self._keys.load_privacy()).slow_receipts:
            return random_between(self._random, SLOW_MIN_PAUSE_S, SLOW_MAX_PAUSE_S)
        return random_between(self._random, MIN_PAUSE_S, MAX_PAUSE_S)


def random_between(random: Random, low: float, high: float) -> float:
    """Return a number drawn evenly from [low, high)."""
    return low + (high - low) * int.from_bytes(random(4), "big") / 2**32
