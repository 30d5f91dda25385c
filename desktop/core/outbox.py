"""The outbox: what waits is encrypted once and submitted until the relay has it.

Every later try sends the same bytes, so the relay recognises a repeat. Rows of one contact are
worked off in order.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from desktop.core.account import OwnAccount
from desktop.core.ageing import UNDELIVERED_MS
from desktop.core.contacts import AccountClosed, ContactBook, SealPairExpired, SealPairMissing
from desktop.core.envelope_maker import EnvelopeMaker, KeysOutdated
from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.relay import AuthLink, Relay
from desktop.core.ports.runtime import Clock
from desktop.core.records import ContactId, FailureReason
from desktop.core.relations import sends_by_request
from desktop.core.relay_time import RelayTime
from desktop.core.rows.peers import ContactRow
from desktop.core.rows.received import ChangedMessage
from desktop.core.rows.relay import OutgoingEnvelope
from desktop.core.rows.sent import OutboxRow, OutboxState
from desktop.crypto.random_source import Random
from desktop.errors import AuthenticationFailed
from protocol import limits
from protocol.content import ContentKind
from protocol.errors import Refused
from protocol.ids import EnvelopeId
from protocol.messages import SendResult, SendVerdict

_log = logging.getLogger(__name__)

BATCH_ROWS: Final = 32
"""Rows of one contact submitted in one request."""

BATCH_BYTES: Final = limits.MAX_FRAME_BYTES - 64 * 1024
"""Envelope bytes in one request: a frame less room for the rest of it."""

RETRY_DELAY_S: Final = 5.0
"""Pause before a contact is tried again when the relay does not say how long."""

KEYLESS_DELAY_S: Final = 600.0
"""Pause before a contact is tried again who renews the device and has brought no keys yet."""

_DAY_S: Final = 24 * 60 * 60

_FAILURES: Final[dict[SendVerdict, FailureReason]] = {
    SendVerdict.NO_SUCH_MAILBOX: FailureReason.NO_SUCH_MAILBOX,
    SendVerdict.FULL: FailureReason.MAILBOX_FULL,
}


class _RetryLater(Exception):
    """The relay takes nothing for this contact for a while.

    Attributes:
        delay_s: Seconds until the next try.
    """

    def __init__(self, delay_s: float) -> None:
        super().__init__("retry later")
        self.delay_s = delay_s


class Outbox:
    """Works off outgoing contents while the relay is there."""

    def __init__(
        self,
        profile: OpenProfile,
        *,
        relay: Relay,
        account: OwnAccount,
        contacts: ContactBook,
        clock: Clock,
        random: Random,
        ratchet_lock: asyncio.Lock,
        on_changed: Callable[[ContactId, ChangedMessage], None],
        on_gone: Callable[[ContactId], Awaitable[object]],
        relay_time: RelayTime | None = None,
        refresh: Callable[[ContactId], None] = lambda _contact: None,
    ) -> None:
        """Make the outbox.

        Args:
            profile: Where the rows are.
            relay: Where they go.
            account: The sender.
            contacts: For the recipients' keys.
            clock: The time that contents carry.
            random: Source of body keys and seal secrets.
            ratchet_lock: Held from loading a session to its commit, by this and by `sync`.
            on_changed: Told of each change of a shown message, after its commit.
            on_gone: Asked to find out what became of a contact whose account the relay calls gone.
            relay_time: Both clocks; None for the local one alone.
            refresh: Told of each contact for whom something cannot be delivered now, or can again.
        """
        self._profile = profile
        self._relay = relay
        self._contacts = contacts
        self._clock = clock
        self._on_changed = on_changed
        self._on_gone = on_gone
        self._refresh = refresh
        self._relay_time = relay_time or RelayTime(clock, elapsed=clock)
        self._maker = EnvelopeMaker(
            profile,
            relay=relay,
            account=account,
            contacts=contacts,
            clock=clock,
            random=random,
            ratchet_lock=ratchet_lock,
            relay_time=self._relay_time,
        )
        self._work = asyncio.Event()
        self._link: AuthLink | None = None
        # Contacts whose mailbox refused our key on this connection.
        self._held: set[ContactId] = set()
        # Contacts without a seal pair in force when last asked.
        self._keyless: set[ContactId] = set()
        self._is_day_new = True

    def wake(self) -> None:
        """There may be something to do."""
        self._work.set()

    def release(self, contact: ContactId) -> None:
        """A contact's mailbox may take our envelopes again."""
        self._held.discard(contact)
        self._keyless.discard(contact)
        self._work.set()

    async def run(self, link: AuthLink) -> None:
        """Work until cancelled or until the relay is lost.

        Args:
            link: The signed-in connection, for envelopes that go by way of a request.

        Raises:
            NetworkError: the relay is lost; what was not accepted stays and is sent again.
            StorageError: a commit failed.
        """
        self._link = link
        self.begin_day()
        loop = asyncio.get_running_loop()
        # The timers of the window's loop do not tell their time.
        next_day_s = loop.time() + _DAY_S
        next_day = loop.call_later(_DAY_S, self.begin_day)
        next_try: asyncio.TimerHandle | None = None
        try:
            while True:
                await self._work.wait()
                self._work.clear()
                if next_day_s <= loop.time():
                    next_day_s = loop.time() + _DAY_S
                    next_day = loop.call_later(_DAY_S, self.begin_day)
                delay_s = await self._run_pass()
                # One at a time: each pass finds anew what has to be tried again.
                if next_try is not None:
                    next_try.cancel()
                next_try = None if delay_s is None else loop.call_later(delay_s, self._work.set)
        finally:
            next_day.cancel()
            if next_try is not None:
                next_try.cancel()

    def begin_day(self) -> None:
        """Try again what had no key or no mailbox, and look for what was never delivered."""
        self._keyless.clear()
        self._held.clear()
        self._is_day_new = True
        self._work.set()

    async def _run_pass(self) -> float | None:
        """Work off what is there; return seconds after which some of it is worth another try."""
        if self._is_day_new:
            self._is_day_new = False
            await self._give_up()
        delays = []
        for contact in await self._profile.outbox.load_contacts_with_work():
            if contact in self._held or contact in self._keyless:
                continue
            try:
                await self._work_off(contact)
            except _RetryLater as error:
                delays.append(error.delay_s)
            except Refused as error:
                delays.append(error.retry_after_s or RETRY_DELAY_S)
        return min(delays, default=None)

    async def _give_up(self) -> None:
        """After 30 days without a receipt, by both clocks, a message is not delivered."""
        if self._relay_time.clocks_differ:
            return
        before_ms = self._relay_time.earliest_ms() - UNDELIVERED_MS
        for changed in await self._profile.outbox.give_up(before_ms=before_ms):
            await self._tell(changed.message.contact, changed)

    async def _work_off(self, contact: ContactId) -> None:
        while contact not in self._held and contact not in self._keyless:
            rows = await self._profile.outbox.load_work(contact, limit=BATCH_ROWS)
            if not rows:
                return
            await self._encrypt_missing(contact, rows)
            if contact in self._keyless:
                return
            ready = await self._profile.outbox.load_work(contact, limit=BATCH_ROWS)
            batch = _fitting([row for row in ready if row.state is OutboxState.ENCRYPTED])
            if batch:
                await self._submit(contact, batch)

    # ── encrypting ────────────────────────────────────────────────────────────────────────────

    async def _encrypt_missing(self, contact: ContactId, rows: Sequence[OutboxRow]) -> None:
        queued = [row for row in rows if self._maker.is_to_be_made(row)]
        if not queued:
            return
        contact_row = await self._contacts.get(contact)
        try:
            recipient = await self._contacts.recipient_keys(contact_row)
            if contact_row.record.keyless_since_ms:
                await self._set_keyless(contact, since_ms=0)
            for row in queued:
                await self._maker.make(row, recipient, contact_row)
        except SealPairMissing:
            raise _RetryLater(KEYLESS_DELAY_S) from None
        except KeysOutdated:
            raise _RetryLater(0.0) from None
        except SealPairExpired:
            # They were away for too long: it waits, and is tried at each sign-in and daily.
            self._keyless.add(contact)
            if not contact_row.record.keyless_since_ms:
                await self._set_keyless(contact, since_ms=self._clock())
        except AccountClosed:
            await self._find_out(contact, queued)
        except AuthenticationFailed:
            _log.warning("keys of a contact do not verify")
            await self._fail(contact, queued, FailureReason.KEYS_UNUSABLE)

    async def _set_keyless(self, contact: ContactId, *, since_ms: int) -> None:
        await self._profile.contacts.set_keyless(contact, since_ms=since_ms)
        self._refresh(contact)

    async def _fail(
        self, contact: ContactId, rows: Sequence[OutboxRow], reason: FailureReason
    ) -> None:
        for row in rows:
            await self._tell(contact, await self._profile.outbox.commit_failed(row.id, reason))

    async def _find_out(self, contact: ContactId, rows: Sequence[OutboxRow]) -> None:
        """An account is called gone: another one has the name, or the messages are FAILED."""
        await self._on_gone(contact)
        if (await self._contacts.get(contact)).may_send:
            await self._fail(contact, rows, FailureReason.ACCOUNT_GONE)
        else:
            self._held.add(contact)

    # ── submitting ────────────────────────────────────────────────────────────────────────────

    async def _submit(self, contact: ContactId, batch: Sequence[OutboxRow]) -> None:
        contact_row = await self._contacts.get(contact)
        asked = [row for row in batch if _goes_by_request(row, contact_row)]
        sent = [row for row in batch if not _goes_by_request(row, contact_row)]
        for row in asked:
            await self._settle(contact_row, row, await self._ask(row))
        if sent:
            results = await self._relay.submit([_outgoing(row, contact_row) for row in sent])
            for row, result in zip(sent, results, strict=True):
                await self._settle(contact_row, row, result)

    async def _ask(self, row: OutboxRow) -> SendResult:
        assert self._link is not None
        assert row.peer is not None
        return await self._link.ask(row.peer, row.envelope)

    async def _settle(self, contact_row: ContactRow, row: OutboxRow, result: SendResult) -> None:
        contact = contact_row.record.id
        if contact in self._held:
            # One before it was refused: the later ones wait in order.
            return
        match result.verdict:
            case SendVerdict.ACCEPTED:
                changed = await self._profile.outbox.commit_accepted(
                    row.id, EnvelopeId(result.id), now_ms=self._clock()
                )
                await self._tell(contact, changed)
                if contact_row.record.held_since_ms and not _goes_by_request(row, contact_row):
                    await self._profile.contacts.release(contact)
                    self._refresh(contact)
            case SendVerdict.NO_SUCH_MAILBOX if contact_row.gave_key and contact_row.delivery_key:
                # They replaced their key: what waits is kept until they tell us the new one (P9).
                self._held.add(contact)
                await self._profile.contacts.hold(contact, now_ms=self._clock())
                self._refresh(contact)
            case SendVerdict.GONE:
                await self._find_out(contact, [row])
            case SendVerdict.RETRY:
                pause_ms = min(result.retry_after_ms, limits.MAX_RETRY_AFTER_MS)
                raise _RetryLater(pause_ms / 1000 or RETRY_DELAY_S)
            case verdict:
                await self._tell(
                    contact,
                    await self._profile.outbox.commit_failed(row.id, _FAILURES[verdict]),
                )

    async def _tell(self, contact: ContactId, changed: ChangedMessage | None) -> None:
        if changed is not None:
            self._on_changed(contact, changed)


def _outgoing(row: OutboxRow, contact: ContactRow) -> OutgoingEnvelope:
    assert row.peer is not None
    return OutgoingEnvelope(
        mailbox=row.peer,
        delivery_key=contact.delivery_key or contact.invite_open_key,
        is_transient=False,
        envelope=row.envelope,
    )


def _goes_by_request(row: OutboxRow, contact: ContactRow) -> bool:
    return row.kind == ContentKind.ASK or sends_by_request(contact)


def _fitting(rows: Sequence[OutboxRow]) -> list[OutboxRow]:
    """Return the first rows whose envelopes fit one frame together."""
    batch: list[OutboxRow] = []
    size = 0
    for row in rows:
        size += len(row.envelope)
        if batch and size > BATCH_BYTES:
            break
        batch.append(row)
    return batch
