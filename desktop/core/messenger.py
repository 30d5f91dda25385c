"""What a window or a bot may ask of the messenger; `desktop.core.engine.Engine` answers it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from desktop.core.events import Listener
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
from desktop.core.search_records import SearchPage, SearchQuery


class Progress(Protocol):
    """Told how far a long step is."""

    def __call__(self, step: str) -> None:
        """Report a step by one fixed word: "keys", "saving", "server"."""


class Messenger(Protocol):
    """The messenger of one profile. Every call is made on the event loop.

    Life: `find_profile_state` → (`open_profile` | `create_account` | `sign_in`) → everything else.
    """

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` every event from now on; the returned call ends that."""

    async def find_profile_state(self) -> ProfileState:
        """Tell what is in the profile's folder. Raises StorageError."""

    async def find_keyring_state(self) -> KeyringState:
        """Tell whether secrets can be kept in the keyring; may make the desktop ask to open it."""

    async def open_profile(
        self, *, vault_passphrase: str | None = None, password: str | None = None
    ) -> ProfileRecord | None:
        """Open the profile and connect in the background.

        Args:
            vault_passphrase: For a profile in the vault.
            password: Of the account, for a profile that is locked.

        Returns:
            The account, None if the profile holds no finished account (first run again).

        Raises:
            WrongPassphrase, KeyringError, StorageError: as they say; nothing was changed.
        """

    async def open_with_code(
        self, code: str, *, vault_passphrase: str | None = None
    ) -> ProfileRecord | None:
        """Open the profile by its recovery code and connect; the lock is off after that.

        The keyring gets a new secret. Keys that it lost stay lost: a new seal pair is made, and
        `NoticeRaised` counts what was sent to the old one.

        Args:
            code: As typed.
            vault_passphrase: Asked for from now on instead of using the keyring.

        Returns:
            As `open_profile`.

        Raises:
            CodeMistyped: it is no code; says where the slip is.
            WrongPassphrase: it is not the code of this profile.
            KeyringError: the code is right, but the keyring takes no new secret; nothing was
                changed, and a passphrase helps.
            StorageError: as it says; nothing was changed.
        """

    async def lock(self) -> None:
        """Disconnect, close the database and let go of every key; `open_profile` unlocks."""

    async def find_rescue(self) -> RescueRecord:
        """Tell what can be done about a history that does not open; an open one is closed.

        Raises:
            StorageError: the folder cannot be read.
        """

    async def restore_copy(self) -> None:
        """Put the copy made before the last upgrade in the place of a history that does not open.

        That history is kept beside it. `open_profile` opens the copy; what came since it was made
        is missing in it.

        Raises:
            DatabaseUnreadable: there is no copy, or it does not open either; nothing was changed.
            StorageError: as it says; nothing was changed.
        """

    async def open_saved(self) -> SavedHistory:
        """Open what can be read of a damaged history, which is not changed.

        It can be read and searched; everything else raises ReadOnlyHistory, and nothing is sent or
        received, until `open_profile`.

        Raises:
            DatabaseUnreadable: nothing can be read.
            StorageError: as it says.
        """

    async def check_name(self, relay_address: str, name: str) -> NameChecked:
        """Tell whether somebody has the name at that relay, and who may make an account there.

        Args:
            relay_address: An address, or an invite to that relay.
            name: As typed.

        Raises:
            InvalidForm: not a username.
            NetworkError, Refused: the relay could not be asked.
        """

    async def rate_password(self, password: str, *, name: str) -> PasswordRating:
        """Tell how good a password is; nothing leaves this computer.

        Args:
            password: As typed.
            name: The username, which is tried first.
        """

    async def suggest_password(self) -> str:
        """Return a password of words drawn at random."""

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
        """Make keys and an account, and connect in the background.

        Repeating it after a lost answer succeeds.

        Args:
            relay_address: An address, or an invite: then the relay must be the one that it means
                and have the key that it names, if it names one.
            name: As typed.
            password: Of the account.
            vault_passphrase: Opens the profile in place of the keyring; None to use the keyring.
            code: The registration code as typed, empty for none.
            progress: Told each step.

        Raises:
            InvalidForm: not a username, an address, an invite or a registration code.
            CodeNeeded: the relay asks for a registration code; nothing was made.
            RelayKeyChanged: as `change_password` says; only when an earlier try is repeated.
            NameTaken, RegistrationClosed, CodeRefused: the relay refused it; nothing is left of
                the try.
            KeyringError: the keyring did not take the keys; nothing is left of the try.
            NetworkError, Refused: the relay could not be asked; the try can be repeated.
        """

    async def sign_in(
        self,
        *,
        relay_address: str,
        name: str,
        password: str,
        vault_passphrase: str | None = None,
        progress: Progress,
    ) -> ProfileRecord:
        """Take over an existing account on this computer with new keys (PROTOCOL P3).

        Raises:
            SignInFailed: wrong name or password; nothing is left of the try.
            Otherwise as `create_account`.
        """

    async def load_conversations(self) -> list[ConversationRecord]:
        """Return the conversation list, newest activity first."""

    async def load_messages(
        self,
        contact: ContactId,
        *,
        before: MessagePosition | None = None,
        after: MessagePosition | None = None,
        around: MessageRow | None = None,
        limit: int = 200,
    ) -> list[MessageRecord]:
        """Return a part of a conversation, oldest first; the newest messages if nothing is named.

        Args:
            contact: Whose conversation.
            before: Return the newest messages before this position.
            after: Return the oldest messages after this position.
            around: Return this message with at most half of `limit` before it and the rest behind
                it; nothing if it is not in the conversation (any more).
            limit: Most messages to return.
        """

    async def search(
        self, query: SearchQuery, *, before: MessageRow | None = None, limit: int = 50
    ) -> SearchPage:
        """Find messages that hold every word of a query, newest first.

        Args:
            query: What is looked for; without a letter or digit nothing is found.
            before: `next_before` of the page before, None for the first.
            limit: How many hits, at least 1.
        """

    async def find_message_since(self, contact: ContactId, since_ms: int) -> MessageRow | None:
        """Return the first message of a conversation shown with this time or later, if any."""

    async def look_up(self, name: str) -> PersonFound:
        """Find a person by exact name.

        Raises:
            InvalidForm, UnknownPerson, NotYourself, NetworkError, Refused: as they say.
        """

    async def start_chat(self, name: str) -> ConversationRecord:
        """Pin the person as a contact (or find the contact) and return the conversation.

        Raises:
            As `look_up`.
        """

    async def send_text(self, contact: ContactId, text: str) -> MessageRecord:
        """Commit a message to the outbox; it leaves as soon as it can.

        Raises:
            MessageEmpty, MessageTooLong, StorageError: nothing was queued.
        """

    async def retry(self, message: MessageRow) -> None:
        """Try a FAILED message again."""

    async def has_unsent(self) -> bool:
        """Tell whether anything waits to leave: a message, a receipt, an answer to a request.

        So does what a relay that was restored may lack, until it is queued again.
        """

    async def delete_messages(self, contact: ContactId, messages: Sequence[MessageRow]) -> None:
        """Erase messages on this computer alone; those that still wait to be sent stay."""

    async def delete_chat(self, contact: ContactId) -> None:
        """Erase a whole conversation here; what still waits to be sent stays until it left.

        The contact stays, and the chat comes back with the next message.
        """

    async def rename_contact(self, contact: ContactId, own_name: str) -> None:
        """Call a contact by an own name, or again by the username if it is empty."""

    async def set_muted(self, contact: ContactId, *, is_muted: bool) -> None:
        """Announce nothing of a contact, or everything again."""

    async def find_message_times(self, message: MessageRow) -> MessageTimes | None:
        """Return when what happened with a message, None if it is not there (any more)."""

    async def save_draft(self, contact: ContactId, draft: Draft | None) -> None:
        """Keep what is written to a contact, None for nothing. `send_text` forgets it too."""

    async def load_used_emoji(self, *, limit: int) -> list[str]:
        """Return emoji that the person picked, the most used first."""

    async def note_emoji_used(self, emoji: str) -> None:
        """Count that the person picked an emoji."""

    async def mark_read(self, contact: ContactId) -> None:
        """Every message of the conversation has been seen."""

    async def accept(self, contact: ContactId) -> None:
        """Accept a request: our delivery key goes to them, and what they sent is answered."""

    async def block(self, contact: ContactId, *, hide_presence: bool) -> None:
        """Discard everything of them from now on and replace our delivery key.

        Args:
            contact: Whom.
            hide_presence: Also set presence to CONTACTS, since EVERYBODY includes the blocked.
        """

    async def unblock(self, contact: ContactId) -> None:
        """Listen to them again; to be accepted they ask anew."""

    async def delete_request(self, contact: ContactId) -> None:
        """Forget a request without a word to them; they may ask again."""

    async def ask_again(self, contact: ContactId) -> None:
        """Ask a contact whose mailbox no longer takes our key for the new one."""

    async def request_repair(self, contact: ContactId) -> None:
        """Ask a contact to send again what could not be opened; at most once an hour.

        Raises:
            TryLater: it was asked less than an hour ago.
        """

    async def load_safety_number(self, contact: ContactId) -> SafetyNumber:
        """Return what to compare with the contact; takes about 10 ms, off the loop."""

    async def mark_verified(self, contact: ContactId, *, is_verified: bool) -> None:
        """The person compared the numbers, or takes that back.

        Raises:
            NumberOutdated: the contact has another key now than `load_safety_number` showed.
        """

    async def check_code(self, contact: ContactId, code: bytes) -> bool:
        """Compare the other's QR code; if it matches, the contact is verified."""

    async def accept_new_key(self, contact: ContactId) -> None:
        """Go on with an unverified contact whose key changed.

        Raises:
            VerificationNeeded: the contact had been verified.
        """

    async def create_invite(self) -> str:
        """Make an invite link, good for one person within 7 days. Raises NetworkError, Refused."""

    async def read_invite(self, link: str) -> InviteFound:
        """Tell what an invite says, with or without an account; sends nothing.

        Raises:
            InvalidForm, NotYourself: as they say.
        """

    async def open_invite(self, link: str) -> ConversationRecord:
        """Pin who made the invite and return the conversation; the first message is accepted.

        Raises:
            InvalidForm, NotYourself, NetworkError, Refused: as they say.
            AuthenticationFailed: the relay does not answer with the account of the invite.
        """

    async def load_privacy(self) -> Privacy:
        """Return what this account tells others."""

    async def save_privacy(self, privacy: Privacy) -> None:
        """Change it here; the relay learns its part now, or at the next connection."""

    def note_typing(self, contact: ContactId) -> None:
        """The person types in the composer of that conversation."""

    async def move_relay(self, address: str) -> ProfileRecord:
        """Reach the same relay at another address from now on.

        Args:
            address: As in `create_account`; a key that it names is the one to expect from now on,
                while an address alone keeps the one that was expected before.

        Raises:
            InvalidForm, InsecureAddress: it is no address that may be used.
            RelayIncompatible: another relay is there.
            NetworkError, Refused: nobody answered; the old address stays.
        """

    async def measure_storage(self) -> StorageUse:
        """Tell how much room the profile takes on this computer. Raises StorageError."""

    async def give_back_space(self) -> StorageUse:
        """Write the database anew without what is empty. Raises DiskFull, StorageError."""

    async def delete_copies(self) -> StorageUse:
        """Delete the copies that were made before upgrades. Raises StorageError."""

    async def change_password(self, old: str, new: str) -> None:
        """Change the account's password.

        Raises:
            SignInFailed: the old one is wrong.
            RelayKeyChanged: the relay has another key than the one trusted with the password;
                nothing was sent. After `accept_relay_key` it may be asked again.
            NetworkError, Refused: as they say; the old one stays.
        """

    async def load_lock(self) -> LockRecord:
        """Tell what opens the profile; may be asked before it is open. Raises StorageError."""

    async def turn_on_lock(self, password: str) -> None:
        """Ask for the account's password from the next start or lock on.

        Raises:
            SignInFailed: it is not the account's password.
            NetworkError, Refused: the relay, which knows that, could not be asked.
            KeyringError, StorageError: as they say; the lock stays off.
        """

    async def turn_off_lock(self, password: str) -> None:
        """Open with the keyring alone from now on.

        Raises:
            SignInFailed: it is not the lock's password.
            KeyringError, StorageError: as they say; the lock stays on.
        """

    async def make_recovery_code(self) -> tuple[str, ...]:
        """Make a recovery code and return its six groups; the one before counts until it is kept.

        Raises:
            StorageError: it could not be written.
        """

    async def keep_recovery_code(
        self, code: str, *, renews_store: bool = False, password: str | None = None
    ) -> None:
        """Let the code that was made last be the only one.

        Args:
            code: The code.
            renews_store: Also encrypt everything anew, so that whoever had the old code and a copy
                of the files reads nothing that comes from now on; takes seconds, and the
                connection ends and begins anew meanwhile.
            password: Of the lock or the vault, where there is one; needed to encrypt anew.

        Raises:
            SignInFailed: the password is not the one that counts; nothing was changed.
            CodeMistyped, KeyringError, StorageError: as they say; the code before still counts.
        """

    async def delete_account(self, password: str) -> None:
        """End the account at the relay and remove the profile from this computer.

        Raises:
            SignInFailed: the password is wrong; nothing was changed.
            RelayKeyChanged: as `change_password` says.
            NetworkError, Refused: as they say; nothing was changed.
        """

    async def accept_relay_key(self, key: bytes) -> None:
        """The person agreed that the password may go to a relay with another key.

        Args:
            key: Of `RelayKeyChanged`, and no other.
        """

    async def register_again(self, password: str, *, code: str = "") -> None:
        """Bring the account back to a relay that no longer knows it, with the keys it has.

        What the relay lost (keys, messages without a receipt) follows by itself. The lock asks for
        this password from then on.

        Args:
            password: As typed.
            code: The registration code as typed, empty for none.

        Raises:
            InvalidForm: not a registration code.
            CodeNeeded, RegistrationClosed, CodeRefused: as `create_account` says.
            NameTaken: somebody registered the name meanwhile.
            SignInFailed: it does know the account, with another password.
            RelayKeyChanged: as `change_password` says.
            NetworkError, Refused: as they say; it can be repeated.
        """

    async def renew_identity(self) -> None:
        """Replace the account's RSA identity; contacts see a notice, and verified ones stay so.

        Repeating it after a lost answer finishes what was begun.

        Raises:
            ChainFull: keys were renewed too often.
            KeyringError: the keyring did not take or lost a key; nothing was changed.
            NetworkError: there is no connection and nothing was changed, or the answer was lost:
                then it is finished by itself.
            Refused: not now; it is tried again by itself.
        """

    async def renew_device(self) -> None:
        """Replace every key of this computer; whoever has a copy of the old ones is shut out.

        Contacts see a notice. The connection ends and comes back with the new keys.

        Raises:
            As `renew_identity`.
        """

    def reconnect_now(self) -> None:
        """Do not wait for the next planned try."""

    async def close(self) -> None:
        """Disconnect, finish the running commit and close the database."""
