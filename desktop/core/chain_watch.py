"""Fetching the chain of a contact whose opened content names a head that we do not know (P5).

The relay must show the entries up to that head. An answer without it is an alarm: an entry, a
revocation perhaps, is withheld. Only content that opened counts: what anybody can write in
somebody's name asks for nothing.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from desktop.core.contacts import ContactBook
from desktop.core.due_times import wait_ms
from desktop.core.ports.contacts import ContactStore
from desktop.core.ports.relay import AuthLink
from desktop.core.ports.runtime import Clock
from desktop.core.receipts import random_between
from desktop.core.records import ContactId, MessageRecord
from desktop.core.rows.peers import ContactRow, HeadState
from desktop.crypto.random_source import Random
from protocol.errors import Refused

_log = logging.getLogger(__name__)

MIN_WAIT_S: Final = 5
MAX_WAIT_S: Final = 60
"""A fetch that follows a delivery waits this long at random, so that the relay cannot join them."""

REFUSED_S: Final = 600.0
"""Pause after the relay refused to answer and did not say for how long."""

ASK_PAUSE_MS: Final = 60 * 60 * 1000
"""How long after an answer the chain of the same contact may be fetched again."""


class ChainWatch:
    """Asks for the chains that contents named."""

    def __init__(
        self,
        store: ContactStore,
        *,
        contacts: ContactBook,
        clock: Clock,
        random: Random,
        on_changed: Callable[[ContactRow, MessageRecord | None], None],
    ) -> None:
        """Make it.

        Args:
            store: Where contacts are.
            contacts: Fetches and keeps chains.
            clock: Local time.
            random: Source of pauses.
            on_changed: Told of a contact whose keys are withheld, with the notice.
        """
        self._store = store
        self._contacts = contacts
        self._clock = clock
        self._random = random
        self._on_changed = on_changed
        self._due_ms: dict[ContactId, int] = {}
        self._news = asyncio.Event()

    def note_contact(self, contact: ContactRow) -> None:
        """A content of theirs was committed: perhaps it named a head that no chain has."""
        if not _is_wanted(contact) or contact.record.id in self._due_ms:
            return
        now_ms = self._clock()
        pause_ms = int(random_between(self._random, MIN_WAIT_S, MAX_WAIT_S) * 1000)
        passed_ms = now_ms - contact.chain_asked_ms
        # A clock that was set back must not put a fetch off for longer than the pause itself.
        if 0 <= passed_ms < ASK_PAUSE_MS:
            pause_ms = max(pause_ms, ASK_PAUSE_MS - passed_ms)
        self._due_ms[contact.record.id] = now_ms + pause_ms
        self._news.set()

    async def run(self, _link: AuthLink) -> None:
        """Ask until cancelled; what was not answered before is asked again.

        Raises:
            NetworkError: the relay could not be asked; it is asked after the next sign-in.
        """
        for contact in await self._store.load_all():
            self.note_contact(contact)
        loop = asyncio.get_running_loop()
        while True:
            self._news.clear()
            pause_ms = await self.ask_due()
            timer = loop.call_later(pause_ms / 1000, self._news.set) if pause_ms else None
            try:
                await self._news.wait()
            finally:
                if timer is not None:
                    timer.cancel()

    async def ask_due(self) -> int:
        """Ask for every chain whose time has come.

        Returns:
            Milliseconds until the next, 0 if there is none.

        Raises:
            NetworkError, StorageError: the rest stays due.
        """
        for contact, due_ms in sorted(self._due_ms.items()):
            if not self._wait_ms(due_ms):
                await self._ask(contact)
        return min((max(self._wait_ms(due), 1) for due in self._due_ms.values()), default=0)

    def _wait_ms(self, due_ms: int) -> int:
        return wait_ms(due_ms, now_ms=self._clock(), longest_ms=ASK_PAUSE_MS)

    async def _ask(self, contact: ContactId) -> None:
        row = next((row for row in await self._store.load_all() if row.record.id == contact), None)
        if row is None or not _is_wanted(row):
            del self._due_ms[contact]
            return
        try:
            is_shown = await self._contacts.refresh(row)
        except Refused as error:
            # Too many questions, perhaps of somebody else at this address: no end of a connection.
            pause_s = error.retry_after_s or REFUSED_S
            self._due_ms[contact] = self._clock() + int(pause_s * 1000)
            return
        if not is_shown:
            _log.warning("the relay does not show a head that a contact named")
        row, notice = await self._store.note_chain_asked(
            contact, is_withheld=not is_shown, now_ms=self._clock()
        )
        del self._due_ms[contact]
        if notice is not None:
            self._on_changed(row, notice)
        self.note_contact(row)


def _is_wanted(contact: ContactRow) -> bool:
    return bool(contact.wanted_head) and contact.head_state is not HeadState.DISMISSED
