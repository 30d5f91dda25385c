"""Names of people who wrote first: claimed until one anonymous look-up agrees (PROTOCOL P3)."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from desktop.core.contacts import ContactBook
from desktop.core.due_times import wait_ms
from desktop.core.ports.relay import AuthLink
from desktop.core.ports.runtime import Clock
from desktop.core.receipts import random_between
from desktop.core.records import ContactId, ContactRecord
from desktop.core.rows.peers import ContactRow
from desktop.crypto.random_source import Random
from desktop.errors import AuthenticationFailed
from protocol import limits
from protocol.errors import Refused

_log = logging.getLogger(__name__)

MIN_PAUSE_S: Final = 5.0
MAX_PAUSE_S: Final = 60.0
"""A look-up that a delivery causes waits this long, so that its time does not join the two."""

RETRY_S: Final = 600.0
"""Pause after the relay did not answer the name with the pinned account."""

_LONGEST_MS: Final = limits.MAX_RETRY_AFTER_MS


class NameCheck:
    """Asks for claimed names while the relay is there."""

    def __init__(
        self,
        contacts: ContactBook,
        *,
        clock: Clock,
        random: Random,
        on_confirmed: Callable[[ContactRow], None],
    ) -> None:
        self._contacts = contacts
        self._clock = clock
        self._random = random
        self._on_confirmed = on_confirmed
        self._due_ms: dict[ContactId, int] = {}
        self._changed = asyncio.Event()

    def note_contact(self, contact: ContactRecord) -> None:
        """Somebody wrote whose name is only claimed."""
        if not contact.is_name_confirmed and contact.id not in self._due_ms:
            self._plan(contact.id, random_between(self._random, MIN_PAUSE_S, MAX_PAUSE_S))

    def hurry(self, contact: ContactId) -> None:
        """The person looks at the conversation: ask now if the name is still open."""
        if contact in self._due_ms:
            self._plan(contact, 0)

    def _plan(self, contact: ContactId, pause_s: float) -> None:
        self._due_ms[contact] = self._clock() + int(pause_s * 1000)
        self._changed.set()

    async def run(self, _link: AuthLink) -> None:
        """Ask until cancelled.

        Raises:
            NetworkError: the relay is lost; what was not asked is asked at the next run.
        """
        for record in await self._contacts.load_unconfirmed():
            self.note_contact(record)
        while True:
            self._changed.clear()
            for contact in [contact for contact, wait in self._waits_ms().items() if not wait]:
                await self._ask(contact)
            await self._wait_for_next()

    def _waits_ms(self) -> dict[ContactId, int]:
        now_ms = self._clock()
        return {
            contact: wait_ms(due_ms, now_ms=now_ms, longest_ms=_LONGEST_MS)
            for contact, due_ms in self._due_ms.items()
        }

    async def _wait_for_next(self) -> None:
        loop = asyncio.get_running_loop()
        timer = None
        if self._due_ms:
            pause_ms = min(self._waits_ms().values())
            timer = loop.call_later(pause_ms / 1000, self._changed.set)
        try:
            await self._changed.wait()
        finally:
            if timer is not None:
                timer.cancel()

    async def _ask(self, contact: ContactId) -> None:
        try:
            row = await self._contacts.get(contact)
            confirmed = await self._contacts.confirm_name(row.record)
        except KeyError:
            # The person deleted the request meanwhile.
            del self._due_ms[contact]
            return
        except AuthenticationFailed:
            _log.warning("the answer for a claimed name does not verify")
            confirmed = None
        except Refused as error:
            self._plan(contact, error.retry_after_s or RETRY_S)
            return
        if confirmed is None:
            self._plan(contact, RETRY_S)
            return
        del self._due_ms[contact]
        self._on_confirmed(confirmed)
