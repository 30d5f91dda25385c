"""The engine: one profile's messenger, put together; implements `core.messenger.Messenger`."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from desktop.core.access import AccessControl
from desktop.core.account_entry import parse_typed_code
from desktop.core.events import Event, Listener
from desktop.core.invites import read_first_invite
from desktop.core.messenger import Progress
from desktop.core.open_account import OpenAccount
from desktop.core.own_names import clean_own_name
from desktop.core.password_advice import rate_password, suggest_password
from desktop.core.ports.profile import ProfileFolder
from desktop.core.profile_session import ProfileSession
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
from desktop.core.rescue_records import RescueRecord, SavedHistory
from desktop.core.rows.own_keys import Duty
from desktop.core.rows.peers import ContactRow
from desktop.core.search_records import SearchPage, SearchQuery
from desktop.core.surroundings import Surroundings
from desktop.crypto.recovery_code import RecoveryCode
from protocol.ids import parse_username


class Engine:
    """The messenger of one profile; see `core.messenger.Messenger` for every call."""

    def __init__(self, folder: ProfileFolder, surroundings: Surroundings) -> None:
        """Make an engine that has nothing open yet.

        Args:
            folder: The profile, locked for this process.
            surroundings: What the program gives it.
        """
        self._folder = folder
        self._surroundings = surroundings
        self._listeners: list[Listener] = []
        self._session = ProfileSession(folder, surroundings, emit=self._emit)
        self._access = AccessControl(folder.access, random=surroundings.random)

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
        return await self._session.open(vault_passphrase=vault_passphrase, password=password)

    async def open_with_code(
        self, code: str, *, vault_passphrase: str | None = None
    ) -> ProfileRecord | None:
        """Open the profile by its recovery code, and connect in the background."""
        return await self._session.open_with_code(
            RecoveryCode.parse(code), vault_passphrase=vault_passphrase
        )

    async def find_rescue(self) -> RescueRecord:
        """Tell what can be done about a history that does not open; an open one is closed."""
        return await self._session.find_rescue()

    async def restore_copy(self) -> None:
        """Go back to the copy made before the last upgrade; the damaged history is kept."""
        await self._session.restore_copy()

    async def open_saved(self) -> SavedHistory:
        """Open what can be read of a damaged history, to be read alone."""
        return await self._session.open_saved()

    async def lock(self) -> None:
        """Disconnect, close the database and let go of every key."""
        await self._session.lock()

    async def check_name(self, relay_address: str, name: str) -> NameChecked:
        """Tell whether somebody has the name at that relay, and who may make an account there."""
        return await self._session.entry.check_name(relay_address, parse_username(name))

    async def rate_password(self, password: str, *, name: str) -> PasswordRating:
        """Tell how good a password is."""
        return await asyncio.to_thread(rate_password, password, names=[name])

    async def suggest_password(self) -> str:
        """Return a password of words drawn at random."""
        return suggest_password(self._surroundings.random)

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
            self._session.entry.build_request,
            relay_address,
            parse_username(name),
            password,
            takes_over=False,
            code=parse_typed_code(code),
        )
        return await self._session.enter(build, vault_passphrase, progress)

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
            self._session.entry.build_request,
            relay_address,
            parse_username(name),
            password,
            takes_over=True,
        )
        return await self._session.enter(build, vault_passphrase, progress)

    # ── what the window asks ──────────────────────────────────────────────────────────────────

    @property
    def _open(self) -> OpenAccount:
        return self._session.open_account

    async def load_conversations(self) -> list[ConversationRecord]:
        """Return the conversation list, newest activity first."""
        if self._session.saved is not None:
            return await self._session.saved.history.load_conversations()
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
        if self._session.saved is None:
            self._open.names.hurry(contact)
        history = self._session.readable.history
        if around is not None:
            return await history.load_page_around(contact, message=around, limit=limit)
        if after is not None:
            return await history.load_page_after(contact, after=after, limit=limit)
        return await history.load_page(contact, before=before, limit=limit)

    async def search(
        self, query: SearchQuery, *, before: MessageRow | None = None, limit: int = 50
    ) -> SearchPage:
        """Find messages that hold every word of a query, newest first."""
        return await self._session.readable.search.find(query, before=before, limit=limit)

    async def find_message_since(self, contact: ContactId, since_ms: int) -> MessageRow | None:
        """Return the first message of a conversation shown with this time or later, if any."""
        return await self._session.readable.search.find_since(contact, since_ms)

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
        await self._open.profile.composer.note_emoji_used(emoji, now_ms=self._surroundings.clock())

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
        running = self._session.running
        return read_first_invite(link) if running is None else running.invites.read(link)

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
        return await self._session.move_relay(address)

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
            self._surroundings.spawn(running.typing_sender.send(contact), "typing")

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
        await self._session.settle_label()

    async def turn_off_lock(self, password: str) -> None:
        """Open with the keyring alone from now on."""
        await self._access.turn_off(password)
        await self._session.settle_label()

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
        await self._session.renew_store(RecoveryCode.parse(code), password=password)

    async def delete_account(self, password: str) -> None:
        """End the account at the relay and remove the profile from this computer."""
        await self._open.account_changes.delete_account(password)
        await self._session.delete()

    async def accept_relay_key(self, key: bytes) -> None:
        """The password may go to a relay with this key from now on."""
        session = self._session
        if session.running is not None:
            await session.running.relay_trust.accept(key)
        elif session.profile is not None:
            await session.profile.keys.save_relay_key(key)

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
        await self._session.close()
