"""The engine: one profile's messenger, put together; implements `core.messenger.Messenger`."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from desktop.core.access import AccessControl, note_lost_keys
from desktop.core.account import (
    AccountMaker,
    AccountRequest,
    is_pending,
    load_account,
    move_to_store,
)
from desktop.core.account_entry import REFUSED_FOR_GOOD, AccountEntry, parse_typed_code
from desktop.core.events import Event, Listener
from desktop.core.invites import read_first_invite
from desktop.core.messenger import Progress
from desktop.core.open_account import OpenAccount
from desktop.core.own_names import clean_own_name
from desktop.core.password_advice import rate_password, suggest_password
from desktop.core.ports.profile import OpenProfile, ProfileFolder
from desktop.core.ports.relay import Relay, RelayFactory
from desktop.core.ports.runtime import Clock, Spawn
from desktop.core.records import (
    ContactId,
    ConversationRecord,
    Draft,
    InviteFound,
    KeyringState,
    LockRecord,
    MessagePosition,
    MessageRecord,
    MessageRow,
    MessageTimes,
    NameChecked,
    PasswordRating,
    PersonFound,
    Privacy,
    ProfileRecord,
    ProfileState,
    SafetyNumber,
    StorageUse,
)
from desktop.core.relay_place import RelayPlace, parse_place
from desktop.core.rescue_records import RescueRecord, SavedHistory
from desktop.core.rows.own_keys import AccountRow, Duty
from desktop.core.rows.peers import ContactRow
from desktop.core.search_records import SearchPage, SearchQuery
from desktop.crypto.random_source import Random
from desktop.crypto.recovery_code import RecoveryCode
from desktop.errors import (
    DatabaseUnreadable,
    NetworkError,
    ReadOnlyHistory,
    RelayIncompatible,
    RelayKeyChanged,
    SignInFailed,
    WrongPassphrase,
)
from protocol.errors import Refused
from protocol.ids import parse_username

_log = logging.getLogger(__name__)


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
        connect_after_s: float = 0.0,
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
            connect_after_s: Pause between opening a profile and its first connection.
        """
        self._folder = folder
        self._relay_factory = relay_factory
        self._clock = clock
        self._random = random
        self._spawn = spawn
        self._relay_address = relay_address
        self._connect_after_s = connect_after_s
        self._listeners: list[Listener] = []
        self._profile: OpenProfile | None = None
        self._running: OpenAccount | None = None
        self._saved: OpenProfile | None = None
        self._opening = asyncio.Lock()
        self._access = AccessControl(folder.access, random=random)
        self._entry = AccountEntry(relay_factory, maker_of=self._maker)

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

    async def open_profile(
        self, *, vault_passphrase: str | None = None, password: str | None = None
    ) -> ProfileRecord | None:
        """Open the profile and connect in the background."""
        async with self._opening:
            if self._saved is not None:
                await self.close()
            if self._profile is None:
                self._profile = await self._folder.open(
                    vault_passphrase=vault_passphrase, password=password
                )
            return await self._open_found(self._profile)

    async def open_with_code(
        self, code: str, *, vault_passphrase: str | None = None
    ) -> ProfileRecord | None:
        """Open the profile by its recovery code, and connect in the background."""
        async with self._opening:
            profile = await self._folder.open_with_code(
                RecoveryCode.parse(code), vault_passphrase=vault_passphrase
            )
            self._profile = profile
            try:
                await note_lost_keys(profile)
            except BaseException:
                await self.close()
                raise
            return await self._open_found(profile)

    async def _open_found(self, profile: OpenProfile) -> ProfileRecord | None:
        try:
            row = await profile.keys.find_account()
            if row is not None and is_pending(row):
                row = await self._resume(profile, row)
            return None if row is None else await self._start(profile, row)
        except DatabaseUnreadable:
            await self._close_damaged()
            raise
        except BaseException:
            # Another way in must find it closed, and nothing of it may stay in memory.
            await self.close()
            raise

    async def find_rescue(self) -> RescueRecord:
        """Tell what can be done about a history that does not open; an open one is closed."""
        async with self._opening:
            if self._saved is None:
                await self._close_damaged()
            return await self._folder.rescue.find()

    async def _close_damaged(self) -> None:
        """Close what is open, and keep its key so that something can be done about it."""
        if self._profile is not None:
            self._folder.rescue.note_damaged(self._profile.store_key, self._profile.secrets)
        await self.close()

    async def restore_copy(self) -> None:
        """Go back to the copy made before the last upgrade; the damaged history is kept."""
        async with self._opening:
            await self.close()
            await self._folder.rescue.restore_copy()

    async def open_saved(self) -> SavedHistory:
        """Open what can be read of a damaged history, to be read alone."""
        async with self._opening:
            await self.close()
            self._profile, report = await self._folder.rescue.salvage()
            self._saved = self._profile
            row = await self._profile.keys.find_account()
            return SavedHistory(username=None if row is None else row.username, report=report)

    async def lock(self) -> None:
        """Disconnect, close the database and let go of every key."""
        async with self._opening:
            await self.close()

    async def _resume(self, profile: OpenProfile, row: AccountRow) -> AccountRow | None:
        """Bring a pending account to the relay; None if the relay refused it for good."""
        try:
            await self._register(profile, row)
        except REFUSED_FOR_GOOD:
            return None
        except (NetworkError, RelayKeyChanged, Refused):
            _log.info("the registration waits")
        return row

    async def check_name(self, relay_address: str, name: str) -> NameChecked:
        """Tell whether somebody has the name at that relay, and who may make an account there."""
        return await self._entry.check_name(relay_address, parse_username(name))

    async def rate_password(self, password: str, *, name: str) -> PasswordRating:
        """Tell how good a password is."""
        return await asyncio.to_thread(rate_password, password, names=[name])

    async def suggest_password(self) -> str:
        """Return a password of words drawn at random."""
        return suggest_password(self._random)

    async def create_account(
        self,
        *,
        relay_address: str,
        name: str,
        password: str,
        vault_passphrase: str | None = None,
        code: str = "",
        progress: Progress,
    ) -> ProfileRecord:
        """Make keys and an account, and connect in the background."""
        build = partial(
            self._entry.build_request,
            relay_address,
            parse_username(name),
            password,
            takes_over=False,
            code=parse_typed_code(code),
        )
        return await self._enter(build, vault_passphrase, progress)

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
        build = partial(
            self._entry.build_request,
            relay_address,
            parse_username(name),
            password,
            takes_over=True,
        )
        return await self._enter(build, vault_passphrase, progress)

    async def _enter(
        self,
        build: Callable[[], Awaitable[AccountRequest]],
        vault_passphrase: str | None,
        progress: Progress,
    ) -> ProfileRecord:
        async with self._opening:
            progress("server")
            request = await build()
            progress("keys")
            profile = self._profile
            if profile is None:
                profile = await self._open_or_create(vault_passphrase)
                self._profile = profile
            row = await self._entry.pending_row(profile, request)
            progress("saving")
            await self._register(profile, row, code=request.code)
            return await self._start(profile, row)

    async def _open_or_create(self, vault_passphrase: str | None) -> OpenProfile:
        if await self._folder.find_state() is ProfileState.EMPTY:
            return await self._folder.create(vault_passphrase=vault_passphrase)
        return await self._folder.open(vault_passphrase=vault_passphrase)

    def _relay_of(self, row: AccountRow) -> Relay:
        place = RelayPlace(address=row.relay_address, pinned_key=row.relay_pin)
        if self._relay_address:
            place = replace(place, address=parse_place(self._relay_address).address)
        return place.relay(self._relay_factory)

    def _maker(self, profile: OpenProfile) -> AccountMaker:
        return AccountMaker(profile, clock=self._clock, random=self._random)

    async def _register(self, profile: OpenProfile, row: AccountRow, *, code: bytes = b"") -> None:
        try:
            await self._entry.register(profile, row, self._relay_of(row), code=code)
        except REFUSED_FOR_GOOD:
            await self._undo(profile)
            raise

    async def _undo(self, profile: OpenProfile) -> None:
        """Leave nothing of a try that the relay refused for good."""
        await self._maker(profile).discard()
        await profile.close()
        self._profile = None
        await self._folder.erase()

    # ── running ───────────────────────────────────────────────────────────────────────────────

    async def _start(self, profile: OpenProfile, row: AccountRow) -> ProfileRecord:
        self._running = OpenAccount(
            profile,
            account=await load_account(profile, row),
            relay=self._relay_of(row),
            maker=self._maker(profile),
            clock=self._clock,
            random=self._random,
            emit=self._emit,
        )
        self._running.start(self._spawn, connect_after_s=self._connect_after_s)
        return ProfileRecord(
            account=row.account,
            username=row.username,
            relay_address=self._relay_address or row.relay_address,
        )

    @property
    def _readable(self) -> OpenProfile:
        """What can be read: the profile of the open account, or what was saved of a damaged one."""
        return self._open.profile if self._saved is None else self._saved

    @property
    def _open(self) -> OpenAccount:
        if self._saved is not None:
            raise ReadOnlyHistory
        assert self._running is not None, "no account is open"
        return self._running

    # ── what the window asks ──────────────────────────────────────────────────────────────────

    async def load_conversations(self) -> list[ConversationRecord]:
        """Return the conversation list, newest activity first."""
        if self._saved is not None:
            return await self._saved.history.load_conversations()
        return await self._open.conversations.load_all()

    async def load_messages(
        self,
        contact: ContactId,
        *,
        before: MessagePosition | None = None,
        after: MessagePosition | None = None,
        around: MessageRow | None = None,
        limit: int = 200,
    ) -> list[MessageRecord]:
        """Return a part of a conversation, oldest first."""
        if self._saved is None:
            self._open.names.hurry(contact)
        history = self._readable.history
        if around is not None:
            return await history.load_page_around(contact, message=around, limit=limit)
        if after is not None:
            return await history.load_page_after(contact, after=after, limit=limit)
        return await history.load_page(contact, before=before, limit=limit)

    async def search(
        self, query: SearchQuery, *, before: MessageRow | None = None, limit: int = 50
    ) -> SearchPage:
        """Find messages that hold every word of a query, newest first."""
        return await self._readable.search.find(query, before=before, limit=limit)

    async def find_message_since(self, contact: ContactId, since_ms: int) -> MessageRow | None:
        """Return the first message of a conversation shown with this time or later, if any."""
        return await self._readable.search.find_since(contact, since_ms)

    async def look_up(self, name: str) -> PersonFound:
        """Find a person by exact name."""
        return await self._open.contacts.look_up(name)

    async def start_chat(self, name: str) -> ConversationRecord:
        """Pin the person as a contact and return the conversation."""
        return await self._begin_conversation(await self._open.contacts.start_chat(name))

    async def _begin_conversation(self, contact: ContactRow) -> ConversationRecord:
        self._open.presence.add(contact)
        await self._open.profile.messages.list_again(contact.record.id)
        self._open.conversations.refresh(contact.record.id)
        return await self._open.profile.history.get_conversation(contact.record.id)

    async def send_text(self, contact: ContactId, text: str) -> MessageRecord:
        """Commit a message to the outbox; it leaves as soon as it can."""
        return await self._open.conversations.send_text(contact, text)

    async def retry(self, message: MessageRow) -> None:
        """Try a FAILED message again."""
        await self._open.conversations.retry(message)

    async def has_unsent(self) -> bool:
        """Tell whether anything waits to leave, or to be sent again to a restored relay."""
        profile = self._open.profile
        if await profile.outbox.load_contacts_with_work():
            return True
        return Duty.RESEND in await profile.upkeep.load_duties()

    async def delete_messages(self, contact: ContactId, messages: Sequence[MessageRow]) -> None:
        """Erase messages on this computer alone."""
        await self._open.conversations.delete(contact, messages)

    async def delete_chat(self, contact: ContactId) -> None:
        """Erase a whole conversation on this computer alone."""
        await self._open.profile.messages.delete_all(contact)
        self._open.conversations.refresh(contact)

    async def rename_contact(self, contact: ContactId, own_name: str) -> None:
        """Call a contact by an own name."""
        await self._open.profile.contacts.set_own_name(contact, clean_own_name(own_name))
        self._open.conversations.refresh(contact)

    async def set_muted(self, contact: ContactId, *, is_muted: bool) -> None:
        """Announce nothing of a contact, or everything again."""
        await self._open.profile.contacts.set_muted(contact, is_muted=is_muted)
        self._open.conversations.refresh(contact)

    async def find_message_times(self, message: MessageRow) -> MessageTimes | None:
        """Return when what happened with a message."""
        return await self._open.profile.messages.find_times(message)

    async def save_draft(self, contact: ContactId, draft: Draft | None) -> None:
        """Keep what is written to a contact, None for nothing."""
        await self._open.conversations.save_draft(contact, draft)

    async def load_used_emoji(self, *, limit: int) -> list[str]:
        """Return emoji that the person picked, the most used first."""
        return await self._open.profile.composer.load_used_emoji(limit=limit)

    async def note_emoji_used(self, emoji: str) -> None:
        """Count that the person picked an emoji."""
        await self._open.profile.composer.note_emoji_used(emoji, now_ms=self._clock())

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
        if self._running is None:
            return read_first_invite(link)
        return self._running.invites.read(link)

    async def open_invite(self, link: str) -> ConversationRecord:
        """Pin who made the invite and return the conversation."""
        return await self._begin_conversation(await self._open.invites.open(link))

    async def load_privacy(self) -> Privacy:
        """Return what this account tells others."""
        return await self._open.profile.keys.load_privacy()

    async def save_privacy(self, privacy: Privacy) -> None:
        """Change what this account tells others; the relay learns its part when it is there."""
        await self._open.mailbox_keys.save_privacy(privacy)

    async def move_relay(self, address: str) -> ProfileRecord:
        """Reach the same relay at another address from now on."""
        async with self._opening:
            running = self._open
            row = await running.profile.keys.find_account()
            assert row is not None, "an account is open"
            place = parse_place(address)
            # An address alone says nothing of the key: the one that was pinned stays.
            place = replace(place, pinned_key=place.pinned_key or row.relay_pin)
            greeting = await place.greet(self._relay_factory)
            if greeting.realm != row.realm:
                raise RelayIncompatible(relay_is_newer=None)
            await running.profile.keys.save_relay_place(place.address, pinned_key=place.pinned_key)
            await running.close()
            self._relay_address = None
            row = replace(row, relay_address=place.address, relay_pin=place.pinned_key)
            return await self._start(running.profile, row)

    async def measure_storage(self) -> StorageUse:
        """Tell how much room the profile takes on this computer."""
        return await self._open.profile.space.measure()

    async def give_back_space(self) -> StorageUse:
        """Write the database anew without what is empty."""
        await self._open.profile.space.give_back()
        return await self._open.profile.space.measure()

    async def delete_copies(self) -> StorageUse:
        """Delete the copies that were made before upgrades."""
        await self._open.profile.space.delete_copies()
        return await self._open.profile.space.measure()

    def note_typing(self, contact: ContactId) -> None:
        """The person types in the composer of that conversation."""
        running = self._open
        if running.typing_sender.take_turn(contact):
            self._spawn(running.typing_sender.send(contact), "typing")

    async def change_password(self, old: str, new: str) -> None:
        """Change the account's password."""
        changes = self._open.account_changes
        await self._access.change_password(new, lambda: changes.change_password(old, new))

    async def load_lock(self) -> LockRecord:
        """Tell what opens the profile."""
        return await self._access.find()

    async def turn_on_lock(self, password: str) -> None:
        """Ask for the account's password from the next start or lock on."""
        await self._access.turn_on(password, self._open.account_changes.check_password)

    async def turn_off_lock(self, password: str) -> None:
        """Open with the keyring alone from now on."""
        await self._access.turn_off(password)

    async def make_recovery_code(self) -> tuple[str, ...]:
        """Make a recovery code beside the one there is, and return its six groups."""
        return await self._access.make_code()

    async def keep_recovery_code(
        self, code: str, *, renews_store: bool = False, password: str | None = None
    ) -> None:
        """Let the code that was shown last be the only one."""
        if not renews_store:
            await self._access.keep_code(code)
            return
        kept = RecoveryCode.parse(code)
        async with self._opening:
            running, self._running = self._open, None
            await running.close()
            profile = running.profile
            move = partial(move_to_store, random=self._random)
            try:
                await self._folder.renew_store(kept, password=password, move=move)
            except WrongPassphrase:
                await self._open_found(profile)
                raise SignInFailed from None
            finally:
                if self._running is None:
                    # As it was or under the new STORE: the chats go on either way.
                    await self.close()
                    self._profile = await self._folder.open(
                        vault_passphrase=password, password=password
                    )
                    await self._open_found(self._profile)

    async def delete_account(self, password: str) -> None:
        """End the account at the relay and remove the profile from this computer."""
        await self._open.account_changes.delete_account(password)
        await self.close()
        await self._folder.erase()

    async def accept_relay_key(self, key: bytes) -> None:
        """The password may go to a relay with this key from now on."""
        if self._running is not None:
            await self._running.relay_trust.accept(key)
        elif self._profile is not None:
            await self._profile.keys.save_relay_key(key)

    async def register_again(self, password: str, *, code: str = "") -> None:
        """Bring the account back to a relay that no longer knows it."""
        lost, typed = self._open.lost_account, parse_typed_code(code)
        await self._access.change_password(
            password, lambda: lost.register_again(password, code=typed)
        )

    async def renew_identity(self) -> None:
        """Replace the account's RSA identity."""
        await self._open.own_chain.renew_identity()

    async def renew_device(self) -> None:
        """Replace every key of this computer."""
        await self._open.own_chain.renew_device()

    async def request_repair(self, contact: ContactId) -> None:
        """Ask a contact to send again what could not be opened."""
        await self._open.repairs.request(contact)

    def reconnect_now(self) -> None:
        """Do not wait for the next planned try."""
        self._open.keeper.reconnect_now()

    async def close(self) -> None:
        """Disconnect, finish the running commit and close the database."""
        if self._running is not None:
            await self._running.close()
        self._running = None
        self._saved = None
        profile, self._profile = self._profile, None
        if profile is not None:
            await profile.close()
