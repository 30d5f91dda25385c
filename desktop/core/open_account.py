"""An open account: every part of the messenger built, connected, started and stopped.

What one part must tell another is decided here; `engine` only opens accounts and passes on what the
window asks.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from desktop.core.account import OwnAccount
from desktop.core.account_changes import AccountChanges
from desktop.core.account_maker import AccountMaker
from desktop.core.chain_watch import ChainWatch
from desktop.core.connection_keeper import ConnectionKeeper
from desktop.core.contacts import ContactBook
from desktop.core.conversations import Conversations
from desktop.core.events import (
    Event,
    MessageAdded,
    MessageChanged,
    MessageRemoved,
    NoticeRaised,
    PresenceChanged,
)
from desktop.core.invites import Invites
from desktop.core.key_upkeep import KeyUpkeep
from desktop.core.lost_account import LostAccount
from desktop.core.mailbox_keys import MailboxKeys
from desktop.core.name_check import NameCheck
from desktop.core.old_state import OldStates
from desktop.core.outbox import Outbox
from desktop.core.own_chain import OwnChain
from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.relay import AuthLink, Relay
from desktop.core.ports.runtime import Clock, Spawn
from desktop.core.presence import PresenceWatch
from desktop.core.receipts import Receipts
from desktop.core.records import AccountNotice, ContactId, MessageRecord
from desktop.core.relations import Relations
from desktop.core.relay_time import RelayTime
from desktop.core.relay_trust import RelayTrust
from desktop.core.repair import Repairs
from desktop.core.rows.peers import ContactRow
from desktop.core.rows.received import ChangedMessage, ReceivedContent, ReceivedOutcome
from desktop.core.rows.relay import RelayGreeting, SignedInState
from desktop.core.search import SearchIndex
from desktop.core.sleep_watch import SleepWatch
from desktop.core.sync import InboundPipeline
from desktop.core.typing_notes import TypingNotes, TypingSender
from desktop.core.verification import Verification
from desktop.crypto.random_source import Random
from desktop.errors import StorageError
from protocol.messages import PresenceState

_log = logging.getLogger(__name__)

RESTART_AFTER_S: Final = 5.0
"""Pause after a local fault (a full disk, say) ended a part that must go on."""

SETTLED_AFTER_S: Final = 4.0
"""A device is seen online a moment before it has told the relay which keys open its mailbox."""


class OpenAccount:
    """The parts that exist while an account is open.

    Attributes:
        profile: Where everything is stored.
        relay: The relay of the account.
        contacts, verification, mailbox_keys, invites, typing, outbox, relations, conversations,
        repairs, receipts, names, presence, keeper, typing_sender, account_changes, own_chain,
        chain_watch, relay_trust, lost_account: The parts, each told about in its own module.
    """

    def __init__(
        self,
        profile: OpenProfile,
        *,
        account: OwnAccount,
        relay: Relay,
        maker: AccountMaker,
        clock: Clock,
        random: Random,
        emit: Callable[[Event], None],
    ) -> None:
        """Build and connect every part; nothing runs yet.

        Args:
            profile: The open profile.
            account: Its account, with its keys.
            relay: The relay of the account.
            maker: To finish a registration whose answer was lost.
            clock: Unix milliseconds.
            random: Source of our own randomness.
            emit: Told every event.
        """
        self.profile = profile
        self.relay = relay
        self._emit = emit
        self._tasks: list[asyncio.Task[None]] = []
        self._settling: dict[ContactId, asyncio.TimerHandle] = {}
        ratchet_lock, secrets_lock = asyncio.Lock(), asyncio.Lock()
        relay_time = RelayTime(clock, elapsed=_loop_ms)
        self.contacts = ContactBook(
            profile.contacts,
            relay=relay,
            account=account,
            clock=clock,
            latest=relay_time.latest_ms,
            ratchet_lock=ratchet_lock,
            on_renewed=self._on_keys_told,
        )
        self.chain_watch = ChainWatch(
            profile.contacts,
            contacts=self.contacts,
            clock=clock,
            random=random,
            on_changed=self._on_keys_told,
        )
        self.verification = Verification(
            profile.contacts,
            account=account,
            contacts=self.contacts,
            emit=emit,
            on_changed=self._on_contact_changed,
        )
        self.mailbox_keys = MailboxKeys(
            profile.keys, account=account, clock=clock, relay_time=relay_time, random=random
        )
        self.invites = Invites(
            profile.keys,
            account=account,
            contacts=self.contacts,
            mailbox_keys=self.mailbox_keys,
            clock=clock,
            random=random,
        )
        self.relay_trust = RelayTrust(profile.keys, account=account)
        self.typing = TypingNotes(emit)
        self._search_index = SearchIndex(profile.search, emit=emit)
        self.outbox = Outbox(
            profile,
            relay=relay,
            account=account,
            contacts=self.contacts,
            clock=clock,
            random=random,
            ratchet_lock=ratchet_lock,
            on_changed=self._on_outbox_changed,
            on_gone=self.verification.check_name,
            relay_time=relay_time,
            refresh=self._refresh,
        )
        self.relations = Relations(
            profile,
            mailbox_keys=self.mailbox_keys,
            clock=clock,
            random=random,
            emit=emit,
            refresh=self._refresh,
            on_queued=self.outbox.wake,
        )
        self.conversations = Conversations(
            profile,
            clock=clock,
            random=random,
            check_may_write=self.relations.check_may_write,
            emit=emit,
            on_queued=self.outbox.wake,
        )
        upkeep = KeyUpkeep(
            profile,
            account=account,
            relay_time=relay_time,
            random=random,
            ratchet_lock=ratchet_lock,
            secrets_lock=secrets_lock,
            emit=emit,
        )
        self.own_chain = OwnChain(
            profile,
            account=account,
            relay=relay,
            clock=clock,
            random=random,
            ratchet_lock=ratchet_lock,
            secrets_lock=secrets_lock,
            find_link=self._find_link,
            find_drained_link=self._find_drained_link,
        )
        self._old_states = OldStates(
            profile,
            account=account,
            upkeep=upkeep,
            relay_time=relay_time,
            clock=clock,
            random=random,
            emit=emit,
            replace_delivery_key=self._replace_delivery_key,
            note_told=self.mailbox_keys.note_told,
            on_queued=self.outbox.wake,
        )
        self.repairs = Repairs(
            profile,
            own_account=account.address.account,
            clock=clock,
            random=random,
            on_queued=self.outbox.wake,
        )
        self.receipts = Receipts(
            profile.outbox,
            profile.keys,
            clock=clock,
            random=random,
            on_queued=self.outbox.wake,
        )
        self.names = NameCheck(
            self.contacts,
            clock=clock,
            random=random,
            on_confirmed=self._on_name_confirmed,
        )
        self.presence = PresenceWatch(self.contacts, relay=relay, emit=self._on_presence)
        self.keeper = ConnectionKeeper(
            profile,
            relay=relay,
            account=account,
            maker=maker,
            inbound=InboundPipeline(
                profile,
                account=account,
                contacts=self.contacts,
                clock=clock,
                ratchet_lock=ratchet_lock,
                find_invite=self.invites.find_by_proof,
                on_committed=self._on_received,
                on_typing=self.typing.on_typing,
                on_notice=self._on_notice,
                on_lost=self._on_lost,
            ),
            settle=self.own_chain.settle,
            note_signed_in=(self._note_signed_in, self.own_chain.note_signed_in),
            publish=(self.own_chain.publish, self.mailbox_keys.publish),
            online_tasks=(
                ("outbox", self.outbox.run),
                ("repairs", self.repairs.run),
                ("chains", self.chain_watch.run),
                ("old states", self._old_states.run),
                ("keys", upkeep.run),
                ("mailbox keys", self.mailbox_keys.run),
                ("name check", self.names.run),
                ("presence", self.presence.run),
            ),
            random=random,
            emit=emit,
        )
        self.typing_sender = TypingSender(
            profile,
            relay=relay,
            account=account,
            contacts=self.contacts,
            presence=self.presence,
            clock=clock,
            random=random,
            ratchet_lock=ratchet_lock,
        )
        self.account_changes = AccountChanges(
            profile, account=account, clock=clock, find_link=self.keeper.find_link
        )
        self._sleep_watch = SleepWatch(clock, elapsed=_loop_ms, on_slept=self.keeper.note_slept)
        self.lost_account = LostAccount(
            profile,
            relay=relay,
            account=account,
            maker=maker,
            upkeep=upkeep,
            clock=clock,
            on_registered=self.keeper.reconnect_now,
        )

    def start(self, spawn: Spawn, *, connect_after_s: float = 0.0) -> None:
        """Run what goes on for as long as the account is open, the connection after a pause."""
        self._tasks = [
            spawn(_keep_running(self.conversations.run), "conversation list"),
            spawn(_keep_running(self.receipts.run), "receipts"),
            spawn(_keep_running(self._search_index.run), "search index"),
            spawn(_after(connect_after_s, self.keeper.run), "connection"),
            spawn(self._sleep_watch.run(), "sleep watch"),
        ]

    async def close(self) -> None:
        """Stop every part, finish the running commit and disconnect."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.typing.close()
        # A timer would keep everything here, keys too, in memory until it rings.
        for contact in tuple(self._settling):
            self._stop_settling(contact)
        await self.relay.close()

    async def _note_signed_in(self, greeting: RelayGreeting, state: SignedInState) -> None:
        await self.relay_trust.note_signed_in(greeting)
        await self._old_states.note_signed_in(greeting, state)

    def _find_link(self) -> AuthLink | None:
        return self.keeper.find_link()

    def _find_drained_link(self) -> AuthLink | None:
        return self.keeper.find_drained_link()

    async def _replace_delivery_key(self) -> None:
        await self.mailbox_keys.replace_key()
        self.mailbox_keys.publish_soon()

    def _on_presence(self, change: PresenceChanged) -> None:
        self._emit(change)
        if change.presence is PresenceState.ONLINE:
            # A mailbox that was not there may be again: the relay had lost their account, too.
            self._stop_settling(change.contact)
            self._settling[change.contact] = asyncio.get_running_loop().call_later(
                SETTLED_AFTER_S, self.outbox.release, change.contact
            )

    def _stop_settling(self, contact: ContactId) -> None:
        timer = self._settling.pop(contact, None)
        if timer is not None:
            timer.cancel()

    def _on_outbox_changed(self, contact: ContactId, changed: ChangedMessage) -> None:
        self._emit(MessageChanged(message=changed.message, old_position=changed.old_position))
        self.conversations.refresh(contact)

    def _refresh(self, contact: ContactId) -> None:
        self.conversations.refresh(contact)

    def _on_contact_changed(self, contact: ContactRow) -> None:
        self._refresh(contact.record.id)
        self.presence.add(contact)
        self.outbox.release(contact.record.id)

    def _on_keys_told(self, contact: ContactRow, notice: MessageRecord | None) -> None:
        """A contact's chain grew, or the relay withholds an end of it."""
        if notice is not None:
            self._emit(MessageAdded(message=notice))
        self._on_contact_changed(contact)

    async def _on_received(self, received: ReceivedContent, outcome: ReceivedOutcome) -> None:
        if outcome.added is not None:
            self.typing.on_message(received.contact)
            self._emit(MessageAdded(message=outcome.added))
        for line in outcome.notices:
            self._emit(MessageAdded(message=line))
        for changed in outcome.changed:
            self._emit(MessageChanged(message=changed.message, old_position=changed.old_position))
        for line in outcome.removed:
            self._emit(MessageRemoved(message=line))
        if outcome.added is not None or outcome.changed or outcome.notices or outcome.removed:
            self.conversations.refresh(received.contact)
        if received.wants_receipt:
            self.receipts.note_due()
        self.names.note_contact(outcome.contact.record)
        self.chain_watch.note_contact(outcome.contact)
        if received.delivery_key:
            self.presence.add(outcome.contact)
            self.outbox.release(received.contact)
        await self.relations.on_committed(received, outcome)
        await self.repairs.note_received(received, outcome)

    def _on_notice(self, line: MessageRecord) -> None:
        self._emit(MessageAdded(message=line))
        self._refresh(line.contact)

    def _on_lost(self, count: int) -> None:
        self._emit(NoticeRaised(notice=AccountNotice.KEYS_LOST, count=count))

    def _on_name_confirmed(self, contact: ContactRow) -> None:
        self.presence.add(contact)
        self._refresh(contact.record.id)


async def _after(pause_s: float, run: Callable[[], Awaitable[None]]) -> None:
    if pause_s:
        await asyncio.sleep(pause_s)
    await run()


async def _keep_running(run: Callable[[], Awaitable[None]]) -> None:
    """Run a part again after a local fault; what it had not done it finds in the store."""
    while True:
        try:
            await run()
        except StorageError:
            _log.exception("a part of the messenger begins anew after a local fault")
        await asyncio.sleep(RESTART_AFTER_S)


def _loop_ms() -> int:
    """Return milliseconds of the loop's clock, which nobody sets."""
    return int(asyncio.get_running_loop().time() * 1000)
