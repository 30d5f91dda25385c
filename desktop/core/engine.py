"""The engine: one profile's messenger, put together; implements `core.messenger.Messenger`."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from desktop.core.account import (
    AccountMaker,
    AccountRequest,
    is_pending,
    load_account,
)
from desktop.core.account_changes import AccountChanges
from desktop.core.connection_keeper import ConnectionKeeper
from desktop.core.contacts import ContactBook
from desktop.core.conversations import Conversations
from desktop.core.events import Event, Listener, MessageAdded, MessageChanged, MessageRemoved
from desktop.core.invites import Invites
from desktop.core.key_upkeep import KeyUpkeep
from desktop.core.mailbox_keys import MailboxKeys
from desktop.core.messenger import Progress
from desktop.core.name_check import NameCheck
from desktop.core.old_state import OldStates
from desktop.core.outbox import Outbox
from desktop.core.ports import Clock, OpenProfile, ProfileFolder, Relay, RelayFactory, Spawn
from desktop.core.presence import PresenceWatch
from desktop.core.receipts import Receipts
from desktop.core.records import (
    ContactId,
    ConversationRecord,
    InviteFound,
    KeyringState,
    MessagePosition,
    MessageRecord,
    MessageRow,
    PersonFound,
    Privacy,
    ProfileRecord,
    ProfileState,
    SafetyNumber,
)
from desktop.core.relations import Relations
from desktop.core.relay_time import RelayTime
from desktop.core.repair import Repairs
from desktop.core.rows import (
    AccountRow,
    ChangedMessage,
    ContactRow,
    PeerKeysState,
    ReceivedContent,
    ReceivedOutcome,
)
from desktop.core.sync import InboundPipeline
from desktop.core.typing_notes import TypingNotes, TypingSender
from desktop.core.verification import Verification
from desktop.crypto.random_source import Random
from desktop.errors import NameTaken, NetworkError, SignInFailed
from protocol.errors import ErrorCode, Refused
from protocol.ids import AccountId, Username, parse_username
from protocol.proofs import verify_chain

_log = logging.getLogger(__name__)

_REFUSED_FOR_GOOD = {
    ErrorCode.NAME_TAKEN: NameTaken,
    ErrorCode.SIGN_IN_FAILED: SignInFailed,
    ErrorCode.UNKNOWN_ACCOUNT: SignInFailed,
}


def _loop_ms() -> int:
    """Return milliseconds of the loop's clock, which nobody sets."""
    return int(asyncio.get_running_loop().time() * 1000)


@dataclass(slots=True)
class _Running:
    """The parts that exist while an account is open."""

    profile: OpenProfile
    relay: Relay
    contacts: ContactBook
    conversations: Conversations
    receipts: Receipts
    names: NameCheck
    presence: PresenceWatch
    keeper: ConnectionKeeper
    mailbox_keys: MailboxKeys
    relations: Relations
    verification: Verification
    invites: Invites
    typing: TypingNotes
    typing_sender: TypingSender
    account_changes: AccountChanges
    outbox: Outbox
    repairs: Repairs
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


class Engine:
    """The messenger of one profile; see `core.messenger.Messenger` for every call."""

    def __init__(
        self,
        folder: ProfileFolder,
        *,
        relay_factory: RelayFactory,
        clock: Clock,
        random: Random,
        spawn: Spawn,
        relay_address: str | None = None,
    ) -> None:
        """Make an engine that has nothing open yet.

        Args:
            folder: The profile, locked for this process.
            relay_factory: Makes the relay for an address.
            clock: Unix milliseconds.
            random: Source of our own randomness.
            spawn: Starts a named task of the program's task group.
            relay_address: Where the relay is now, instead of the address that the profile keeps;
                the realm stays the profile's.
        """
        self._folder = folder
        self._relay_factory = relay_factory
        self._clock = clock
        self._random = random
        self._spawn = spawn
        self._relay_address = relay_address
        self._listeners: list[Listener] = []
        self._profile: OpenProfile | None = None
        self._running: _Running | None = None
        self._opening = asyncio.Lock()

    # ── listeners ─────────────────────────────────────────────────────────────────────────────

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` every event from now on; the returned call ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _emit(self, event: Event) -> None:
        for listener in tuple(self._listeners):
            listener(event)

    # ── opening ───────────────────────────────────────────────────────────────────────────────

    async def find_profile_state(self) -> ProfileState:
        """Tell what is in the profile's folder."""
        return await self._folder.find_state()

    async def find_keyring_state(self) -> KeyringState:
        """Tell whether secrets can be kept in the keyring."""
        return await self._folder.find_keyring_state()

    async def open_profile(self, *, vault_passphrase: str | None = None) -> ProfileRecord | None:
        """Open the profile and connect in the background."""
        async with self._opening:
            profile = self._profile
            if profile is None:
                profile = await self._folder.open(vault_passphrase=vault_passphrase)
                self._profile = profile
            row = await profile.keys.find_account()
            if row is not None and is_pending(row):
                row = await self._resume(profile, row)
            return None if row is None else await self._start(profile, row)

    async def _resume(self, profile: OpenProfile, row: AccountRow) -> AccountRow | None:
        """Bring a pending account to the relay; None if the relay refused it for good."""
        try:
            await self._register(profile, row)
        except (NameTaken, SignInFailed):
            return None
        except (NetworkError, Refused):
            _log.info("the registration waits for the relay")
        return row

    async def find_name_owner(self, relay_address: str, name: str) -> bool:
        """Tell whether somebody has the name at that relay."""
        username = parse_username(name)
        relay = self._relay_factory(relay_address)
        try:
            answer = await relay.lookup(username)
        finally:
            await relay.close()
        return answer.state is PeerKeysState.FOUND

    async def create_account(
        self,
        *,
        relay_address: str,
        name: str,
        password: str,
        vault_passphrase: str | None = None,
        progress: Progress,
    ) -> ProfileRecord:
        """Make keys and an account, and connect in the background."""
        username = parse_username(name)
        return await self._enter(
            relay_address, username, password, vault_passphrase, progress, takes_over=False
        )

    async def sign_in(
        self,
        *,
        relay_address: str,
        name: str,
        password: str,
        vault_passphrase: str | None = None,
        progress: Progress,
    ) -> ProfileRecord:
        """Take over an existing account on this computer with new keys."""
        username = parse_username(name)
        return await self._enter(
            relay_address, username, password, vault_passphrase, progress, takes_over=True
        )

    async def _enter(
        self,
        relay_address: str,
        username: Username,
        password: str,
        vault_passphrase: str | None,
        progress: Progress,
        *,
        takes_over: bool,
    ) -> ProfileRecord:
        async with self._opening:
            progress("server")
            request = await self._build_request(
                relay_address, username, password, takes_over=takes_over
            )
            progress("keys")
            profile = self._profile
            if profile is None:
                profile = await self._open_or_create(vault_passphrase)
                self._profile = profile
            row = await self._pending_row(profile, request)
            progress("saving")
            await self._register(profile, row)
            return await self._start(profile, row)

    async def _build_request(
        self, relay_address: str, username: Username, password: str, *, takes_over: bool
    ) -> AccountRequest:
        """Ask the relay for its realm and, when taking over, for the account behind the name."""
        relay = self._relay_factory(relay_address)
        try:
            link = await relay.connect()
            realm = link.greeting.realm
            await link.close()
            predecessor: AccountId | None = None
            if takes_over:
                predecessor = await self._find_predecessor(relay, username)
        finally:
            await relay.close()
        return AccountRequest(
            relay_address=relay_address,
            realm=realm,
            username=username,
            password=password,
            predecessor=predecessor,
        )

    async def _find_predecessor(self, relay: Relay, username: Username) -> AccountId:
        answer = await relay.lookup(username)
        if answer.state is not PeerKeysState.FOUND:
            raise SignInFailed
        # A false chain gains the relay nothing: a predecessor proves nothing to peers (P3).
        return verify_chain(answer.chain).account

    async def _open_or_create(self, vault_passphrase: str | None) -> OpenProfile:
        if await self._folder.find_state() is ProfileState.EMPTY:
            return await self._folder.create(vault_passphrase=vault_passphrase)
        return await self._folder.open(vault_passphrase=vault_passphrase)

    def _relay_of(self, row: AccountRow) -> Relay:
        return self._relay_factory(self._relay_address or row.relay_address)

    def _maker(self, profile: OpenProfile) -> AccountMaker:
        return AccountMaker(profile, clock=self._clock, random=self._random)

    async def _pending_row(self, profile: OpenProfile, request: AccountRequest) -> AccountRow:
        """Return the account of an earlier, unanswered try of this request, or make a new one."""
        maker = self._maker(profile)
        row = await profile.keys.find_account()
        if row is not None:
            assert is_pending(row), "the profile has an account"
            if await maker.is_repeat(row, request):
                return row
            await maker.discard()
        return await maker.make(request)

    async def _register(self, profile: OpenProfile, row: AccountRow) -> None:
        relay = self._relay_of(row)
        try:
            link = await relay.connect()
            try:
                await self._maker(profile).register(row, link)
            finally:
                await link.close()
        except Refused as error:
            verdict = _REFUSED_FOR_GOOD.get(error.code)
            if verdict is None:
                raise
            await self._undo(profile)
            takes_over = verify_chain(row.chain).predecessor is not None
            raise (SignInFailed if takes_over else verdict) from error
        finally:
            await relay.close()

    async def _undo(self, profile: OpenProfile) -> None:
        """Leave nothing of a try that the relay refused for good."""
        await self._maker(profile).discard()
        await profile.close()
        self._profile = None
        await self._folder.erase()

    # ── running ───────────────────────────────────────────────────────────────────────────────

    async def _start(self, profile: OpenProfile, row: AccountRow) -> ProfileRecord:
        account = await load_account(profile, row)
        relay = self._relay_of(row)
        ratchet_lock = asyncio.Lock()
        relay_time = RelayTime(self._clock, elapsed=_loop_ms)
        contacts = ContactBook(
            profile.contacts,
            relay=relay,
            account=account,
            clock=self._clock,
            latest=relay_time.latest_ms,
        )
        verification = Verification(
            profile.contacts,
            account=account,
            contacts=contacts,
            emit=self._emit,
            on_changed=self._on_contact_changed,
        )
        mailbox_keys = MailboxKeys(
            profile.keys, account=account, clock=self._clock, random=self._random
        )
        invites = Invites(
            profile.keys,
            account=account,
            contacts=contacts,
            mailbox_keys=mailbox_keys,
            clock=self._clock,
            random=self._random,
        )
        typing = TypingNotes(self._emit)
        outbox = Outbox(
            profile,
            relay=relay,
            account=account,
            contacts=contacts,
            clock=self._clock,
            random=self._random,
            ratchet_lock=ratchet_lock,
            on_changed=self._on_outbox_changed,
            on_gone=verification.check_name,
            relay_time=relay_time,
        )
        relations = Relations(
            profile,
            mailbox_keys=mailbox_keys,
            clock=self._clock,
            random=self._random,
            emit=self._emit,
            refresh=self._refresh,
            on_queued=outbox.wake,
        )
        conversations = Conversations(
            profile,
            clock=self._clock,
            random=self._random,
            check_may_write=relations.check_may_write,
            emit=self._emit,
            on_queued=outbox.wake,
        )
        upkeep = KeyUpkeep(
            profile,
            account=account,
            relay_time=relay_time,
            random=self._random,
            ratchet_lock=ratchet_lock,
            emit=self._emit,
        )

        async def replace_delivery_key() -> None:
            await mailbox_keys.replace_key()
            mailbox_keys.publish_soon()

        old_states = OldStates(
            profile,
            account=account,
            upkeep=upkeep,
            relay_time=relay_time,
            clock=self._clock,
            random=self._random,
            emit=self._emit,
            replace_delivery_key=replace_delivery_key,
            note_told=mailbox_keys.note_told,
            on_queued=outbox.wake,
        )
        repairs = Repairs(
            profile,
            own_account=row.account,
            clock=self._clock,
            random=self._random,
            on_queued=outbox.wake,
        )
        receipts = Receipts(
            profile.outbox,
            profile.keys,
            clock=self._clock,
            random=self._random,
            on_queued=outbox.wake,
        )
        names = NameCheck(
            contacts,
            clock=self._clock,
            random=self._random,
            on_confirmed=self._on_name_confirmed,
        )
        presence = PresenceWatch(contacts, relay=relay, emit=self._emit)
        keeper = ConnectionKeeper(
            profile,
            relay=relay,
            account=account,
            maker=self._maker(profile),
            inbound=InboundPipeline(
                profile,
                account=account,
                contacts=contacts,
                clock=self._clock,
                ratchet_lock=ratchet_lock,
                find_invite=invites.find_by_proof,
                on_committed=self._on_received,
                on_typing=typing.on_typing,
                on_notice=self._on_notice,
            ),
            note_signed_in=old_states.note_signed_in,
            publish=mailbox_keys.publish,
            online_tasks=(
                ("outbox", outbox.run),
                ("repairs", repairs.run),
                ("old states", old_states.run),
                ("keys", upkeep.run),
                ("mailbox keys", mailbox_keys.run),
                ("name check", names.run),
                ("presence", presence.run),
            ),
            random=self._random,
            emit=self._emit,
        )
        running = _Running(
            profile=profile,
            relay=relay,
            contacts=contacts,
            conversations=conversations,
            receipts=receipts,
            names=names,
            presence=presence,
            keeper=keeper,
            mailbox_keys=mailbox_keys,
            relations=relations,
            verification=verification,
            invites=invites,
            typing=typing,
            typing_sender=TypingSender(
                profile,
                relay=relay,
                account=account,
                contacts=contacts,
                presence=presence,
                clock=self._clock,
                random=self._random,
                ratchet_lock=ratchet_lock,
            ),
            account_changes=AccountChanges(
                profile, account=account, clock=self._clock, find_link=keeper.find_link
            ),
            outbox=outbox,
            repairs=repairs,
        )
        self._running = running
        running.tasks = [
            self._spawn(conversations.run(), "conversation list"),
            self._spawn(receipts.run(), "receipts"),
            self._spawn(keeper.run(), "connection"),
        ]
        return ProfileRecord(
            account=row.account,
            username=row.username,
            relay_address=self._relay_address or row.relay_address,
        )

    @property
    def _open(self) -> _Running:
        assert self._running is not None, "no account is open"
        return self._running

    def _on_outbox_changed(self, contact: ContactId, changed: ChangedMessage) -> None:
        self._emit(MessageChanged(message=changed.message, old_position=changed.old_position))
        self._open.conversations.refresh(contact)

    def _refresh(self, contact: ContactId) -> None:
        self._open.conversations.refresh(contact)

    def _on_contact_changed(self, contact: ContactRow) -> None:
        self._refresh(contact.record.id)
        self._open.presence.add(contact)
        self._open.outbox.release(contact.record.id)

    async def _on_received(self, received: ReceivedContent, outcome: ReceivedOutcome) -> None:
        running = self._open
        if outcome.added is not None:
            running.typing.on_message(received.contact)
            self._emit(MessageAdded(message=outcome.added))
        for line in outcome.notices:
            self._emit(MessageAdded(message=line))
        for changed in outcome.changed:
            self._emit(MessageChanged(message=changed.message, old_position=changed.old_position))
        for line in outcome.removed:
            self._emit(MessageRemoved(message=line))
        if outcome.added is not None or outcome.changed or outcome.notices or outcome.removed:
            running.conversations.refresh(received.contact)
        if received.wants_receipt:
            running.receipts.note_due()
        running.names.note_contact(outcome.contact.record)
        if received.delivery_key:
            running.presence.add(outcome.contact)
            running.outbox.release(received.contact)
        await running.relations.on_committed(received, outcome)
        await running.repairs.note_received(received, outcome)

    def _on_notice(self, line: MessageRecord) -> None:
        self._emit(MessageAdded(message=line))
        self._refresh(line.contact)

    def _on_name_confirmed(self, contact: ContactRow) -> None:
        self._open.presence.add(contact)
        self._refresh(contact.record.id)

    # ── what the window asks ──────────────────────────────────────────────────────────────────

    async def load_conversations(self) -> list[ConversationRecord]:
        """Return the conversation list, newest activity first."""
        return await self._open.conversations.load_all()

    async def load_messages(
        self, contact: ContactId, *, before: MessagePosition | None = None, limit: int = 200
    ) -> list[MessageRecord]:
        """Return up to `limit` messages before a position, oldest first."""
        self._open.names.hurry(contact)
        return await self._open.profile.history.load_page(contact, before=before, limit=limit)

    async def look_up(self, name: str) -> PersonFound:
        """Find a person by exact name."""
        return await self._open.contacts.look_up(name)

    async def start_chat(self, name: str) -> ConversationRecord:
        """Pin the person as a contact and return the conversation."""
        return await self._begin_conversation(await self._open.contacts.start_chat(name))

    async def _begin_conversation(self, contact: ContactRow) -> ConversationRecord:
        self._open.presence.add(contact)
        self._refresh(contact.record.id)
        return await self._open.profile.history.get_conversation(contact.record.id)

    async def send_text(self, contact: ContactId, text: str) -> MessageRecord:
        """Commit a message to the outbox; it leaves as soon as it can."""
        return await self._open.conversations.send_text(contact, text)

    async def retry(self, message: MessageRow) -> None:
        """Try a FAILED message again."""
        await self._open.conversations.retry(message)

    async def mark_read(self, contact: ContactId) -> None:
        """Every message of the conversation has been seen."""
        await self._open.conversations.mark_read(contact)

    async def accept(self, contact: ContactId) -> None:
        """Accept a request."""
        await self._open.relations.accept(contact)
        self._open.receipts.note_due()

    async def block(self, contact: ContactId, *, hide_presence: bool) -> None:
        """Discard everything of them from now on and replace our delivery key."""
        await self._open.relations.block(contact, hide_presence=hide_presence)

    async def unblock(self, contact: ContactId) -> None:
        """Listen to them again."""
        await self._open.relations.unblock(contact)

    async def delete_request(self, contact: ContactId) -> None:
        """Forget a request without a word to them."""
        await self._open.relations.delete_request(contact)

    async def ask_again(self, contact: ContactId) -> None:
        """Ask a contact whose mailbox no longer takes our key for the new one."""
        await self._open.relations.ask_again(contact)
        self._open.outbox.release(contact)

    async def load_safety_number(self, contact: ContactId) -> SafetyNumber:
        """Return what to compare with the contact."""
        return await self._open.verification.load_safety_number(contact)

    async def mark_verified(self, contact: ContactId, *, is_verified: bool) -> None:
        """The person compared the numbers, or takes that back."""
        await self._open.verification.mark_verified(contact, is_verified=is_verified)

    async def check_code(self, contact: ContactId, code: bytes) -> bool:
        """Compare the other's QR code; if it matches, the contact is verified."""
        return await self._open.verification.check_code(contact, code)

    async def accept_new_key(self, contact: ContactId) -> None:
        """Go on with an unverified contact whose key changed."""
        await self._open.verification.accept_new_key(contact)

    async def create_invite(self) -> str:
        """Make an invite link, good for one person within 7 days."""
        return await self._open.invites.create()

    async def read_invite(self, link: str) -> InviteFound:
        """Tell what an invite says; sends nothing."""
        return self._open.invites.read(link)

    async def open_invite(self, link: str) -> ConversationRecord:
        """Pin who made the invite and return the conversation."""
        return await self._begin_conversation(await self._open.invites.open(link))

    async def load_privacy(self) -> Privacy:
        """Return what this account tells others."""
        return await self._open.profile.keys.load_privacy()

    async def save_privacy(self, privacy: Privacy) -> None:
        """Change what this account tells others; the relay learns its part when it is there."""
        await self._open.mailbox_keys.save_privacy(privacy)

    def note_typing(self, contact: ContactId) -> None:
        """The person types in the composer of that conversation."""
        running = self._open
        if running.typing_sender.take_turn(contact):
            self._spawn(running.typing_sender.send(contact), "typing")

    async def change_password(self, old: str, new: str) -> None:
        """Change the account's password."""
        await self._open.account_changes.change_password(old, new)

    async def delete_account(self, password: str) -> None:
        """End the account at the relay and remove the profile from this computer."""
        await self._open.account_changes.delete_account(password)
        await self.close()
        await self._folder.erase()

    async def request_repair(self, contact: ContactId) -> None:
        """Ask a contact to send again what could not be opened."""
        await self._open.repairs.request(contact)

    def reconnect_now(self) -> None:
        """Do not wait for the next planned try."""
        self._open.keeper.reconnect_now()

    async def close(self) -> None:
        """Disconnect, finish the running commit and close the database."""
        if self._running is not None:
            for task in self._running.tasks:
                task.cancel()
            await asyncio.gather(*self._running.tasks, return_exceptions=True)
            await self._running.relay.close()
        self._running = None
        profile, self._profile = self._profile, None
        if profile is not None:
            await profile.close()
