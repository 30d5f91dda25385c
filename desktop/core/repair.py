"""Asking for what is missing, and the answers that keep a ratchet going (PROTOCOL P7).

Nothing here is ever caused by an envelope that did not open: anybody can seal to us and name a
contact. Only a gap seen in opened content asks by itself; a person may ask with a tap.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.relay import AuthLink
from desktop.core.ports.runtime import Clock
from desktop.core.records import ContactId
from desktop.core.rows.peers import ContactRow
from desktop.core.rows.received import ReceivedContent, ReceivedOutcome
from desktop.core.session_life import owes_answer
from desktop.crypto.random_source import Random
from desktop.errors import SendingStopped, TryLater
from protocol import limits
from protocol.content import CONTENT_VERSION, ContentKind, Repair, SeqRange
from protocol.ids import STAGE_ONE_DEVICE, AccountId, ContentId, DeviceAddress
from protocol.transcript import conversation_of_pair

ASK_PAUSE_MS: Final = 60 * 60 * 1000
"""How long after a repair the next one may be asked of the same device."""

_HIGHEST_SEQ: Final = 2**64 - 1


def choose_ranges(missing: Sequence[SeqRange], *, most: int) -> tuple[SeqRange, ...]:
    """Return the newest seqs of what is missing, as far as one repair goes.

    Args:
        missing: Disjoint ranges, newest first.
        most: How many seqs at most.
    """
    chosen: list[SeqRange] = []
    for each in missing:
        if most == 0:
            break
        taken = SeqRange(first=max(each.first, each.last - most + 1), last=each.last)
        chosen.append(taken)
        most -= taken.count
    return tuple(chosen)


class Repairs:
    """Asks accepted contacts to send again what is missing, and answers long monologues."""

    def __init__(
        self,
        profile: OpenProfile,
        *,
        own_account: AccountId,
        clock: Clock,
        random: Random,
        on_queued: Callable[[], None],
    ) -> None:
        """Make it.

        Args:
            profile: Where everything is stored.
            own_account: The open account.
            clock: Local time.
            random: Source of content ids.
            on_queued: Told when the outbox has work.
        """
        self._profile = profile
        self._own_account = own_account
        self._clock = clock
        self._random = random
        self._on_queued = on_queued
        self._news = asyncio.Event()

    async def note_received(self, received: ReceivedContent, outcome: ReceivedOutcome) -> None:
        """A content was committed: something may be missing, or an answer be due."""
        if outcome.opened_gap:
            self._news.set()
        if outcome.sent_again:
            self._on_queued()
        if owes_answer(received.session) and outcome.contact.is_accepted:
            await self._profile.outbox.queue_content(
                received.contact,
                content_id=ContentId(self._random(limits.CONTENT_ID_BYTES)),
                kind=ContentKind.EMPTY,
                version=CONTENT_VERSION,
                data=b"",
                now_ms=self._clock(),
                unless_waiting=True,
            )
            self._on_queued()

    async def run(self, _link: AuthLink) -> None:
        """Ask until cancelled; runs while the app is online and drained."""
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
        """Ask everybody of whom something is missing that was never asked for.

        Returns:
            Milliseconds until somebody may be asked who may not be asked now, 0 for nobody.
        """
        pauses = []
        for contact in await self._profile.repairs.load_contacts_with_new_gaps():
            row = await self._profile.contacts.get(contact)
            if not row.is_accepted or not row.may_send:
                continue
            wait_ms = self._wait_ms(row)
            if wait_ms:
                pauses.append(wait_ms)
            else:
                await self._ask(row, await self._profile.repairs.load_missing(contact))
        return min(pauses, default=0)

    async def request(self, contact: ContactId) -> None:
        """The person asks for what could not be opened; see `Messenger.request_repair`.

        Raises:
            SendingStopped: the contact is not accepted, or nothing may be sent there now.
            TryLater: it was asked less than an hour ago.
        """
        row = await self._profile.contacts.get(contact)
        if not row.is_accepted or not row.may_send:
            raise SendingStopped
        if wait_ms := self._wait_ms(row):
            raise TryLater(wait_ms / 1000)
        missing = await self._profile.repairs.load_missing(contact)
        # What could not be opened may have been the newest: ask beyond what is known as well.
        newest = (await self._stream_seq(row)) + 1
        last = min(newest + limits.MAX_REPAIR_SEQS // 2, _HIGHEST_SEQ)
        beyond = SeqRange(first=newest, last=max(newest, last))
        await self._ask(row, [beyond, *missing] if newest <= _HIGHEST_SEQ else missing)

    async def _stream_seq(self, row: ContactRow) -> int:
        account = row.record.account
        peer = DeviceAddress(account=account, device=STAGE_ONE_DEVICE)
        conversation = conversation_of_pair(self._own_account, account)
        return (await self._profile.history.find_stream(peer, conversation)).seq

    def _wait_ms(self, row: ContactRow) -> int:
        passed_ms = self._clock() - row.repair_asked_ms
        # A clock that was set back must not lock repairs for longer than the pause itself.
        return ASK_PAUSE_MS - passed_ms if 0 <= passed_ms < ASK_PAUSE_MS else 0

    async def _ask(self, row: ContactRow, missing: Sequence[SeqRange]) -> None:
        ranges = choose_ranges(missing, most=limits.MAX_REPAIR_SEQS)
        if not ranges:
            return
        conversation = conversation_of_pair(self._own_account, row.record.account)
        said = Repair(conversation=conversation, ranges=ranges)
        await self._profile.repairs.queue_repair(
            row.record.id,
            content_id=ContentId(self._random(limits.CONTENT_ID_BYTES)),
            kind=said.kind,
            version=CONTENT_VERSION,
            data=said.encode(),
            now_ms=self._clock(),
        )
        self._on_queued()
