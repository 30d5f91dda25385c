"""What a window or a bot may ask of the messenger; `desktop.core.engine.Engine` answers it."""

from collections.abc import Callable
from typing import Protocol

from desktop.core.events import Listener
from desktop.core.records import (
    ContactId,
    ConversationRecord,
    KeyringState,
    MessagePosition,
    MessageRecord,
    MessageRow,
    PersonFound,
    ProfileRecord,
    ProfileState,
)


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

    async def open_profile(self, *, vault_passphrase: str | None = None) -> ProfileRecord | None:
        """Open the profile and connect in the background.

        Returns:
            The account, None if the profile holds no finished account (first run again).

        Raises:
            WrongPassphrase, KeyringError, StorageError: as they say; nothing was changed.
        """

    async def find_name_owner(self, relay_address: str, name: str) -> bool:
        """Tell whether somebody has the name at that relay.

        Raises:
            InvalidForm: not a username.
            NetworkError, Refused: the relay could not be asked.
        """

    async def create_account(
        self,
        *,
        relay_address: str,
        name: str,
        password: str,
        vault_passphrase: str | None = None,
        progress: Progress,
    ) -> ProfileRecord:
        """Make keys and an account, and connect in the background.

        Repeating it after a lost answer succeeds.

        Raises:
            InvalidForm: not a username.
            NameTaken: somebody has it; nothing is left of the try.
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
        self, contact: ContactId, *, before: MessagePosition | None = None, limit: int = 200
    ) -> list[MessageRecord]:
        """Return up to `limit` messages before a position (None: the newest), oldest first."""

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

    async def mark_read(self, contact: ContactId) -> None:
        """Every message of the conversation has been seen."""

    def reconnect_now(self) -> None:
        """Do not wait for the next planned try."""

    async def close(self) -> None:
        """Disconnect, finish the running commit and close the database."""
