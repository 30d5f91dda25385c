"""The folder of a profile, its secrets, and the profile once it is open."""

from typing import Protocol

from desktop.core.ports.composer import ComposerStore
from desktop.core.ports.contacts import ContactStore
from desktop.core.ports.history import HistoryStore
from desktop.core.ports.keys import KeyStore, UpkeepStore
from desktop.core.ports.messages import MessageStore
from desktop.core.ports.outbox import OutboxStore, RepairStore
from desktop.core.records import KeyringState, ProfileState


class SecretStore(Protocol):
    """The operating system's keyring, or the vault that replaces it. Calls never block the loop."""

    async def find(self, entry: str) -> str | None:
        """Return an entry, None if it does not exist. Raises KeyringError."""

    async def save(self, entry: str, value: str) -> None:
        """Write an entry and read it back. Raises KeyringError, KeyringEntryLost if it differs."""

    async def delete(self, entry: str) -> None:
        """Delete an entry; nothing happens if it does not exist. Raises KeyringError."""


class OpenProfile(Protocol):
    """A profile whose STORE key is at hand and whose database, one for all stores, is open."""

    @property
    def store_key(self) -> bytes:
        """STORE, 32 bytes."""

    @property
    def secrets(self) -> SecretStore:
        """Where the RSA keys are."""

    @property
    def keys(self) -> KeyStore:
        """Own account, prekeys, seal pairs and sessions."""

    @property
    def contacts(self) -> ContactStore:
        """Contacts and their keys."""

    @property
    def history(self) -> HistoryStore:
        """Messages and conversations."""

    @property
    def messages(self) -> MessageStore:
        """Single messages."""

    @property
    def composer(self) -> ComposerStore:
        """Drafts and used emoji."""

    @property
    def outbox(self) -> OutboxStore:
        """Outgoing contents."""

    @property
    def repairs(self) -> RepairStore:
        """What is missing."""

    @property
    def upkeep(self) -> UpkeepStore:
        """The own keys over time."""

    async def close(self) -> None:
        """Close the database after its last transaction and drop the key."""


class ProfileFolder(Protocol):
    """The folder of one profile, locked for this process."""

    async def find_state(self) -> ProfileState:
        """Tell what is there. Raises StorageError."""

    async def find_keyring_state(self) -> KeyringState:
        """Tell whether a safe keyring can be used; the desktop may ask the person to open it."""

    async def create(self, *, vault_passphrase: str | None) -> OpenProfile:
        """Make STORE, its slots and an empty database.

        Args:
            vault_passphrase: None to keep the secret in the keyring.

        Raises:
            KeyringError: the keyring did not take the secret; nothing is left behind.
            StorageError: the files could not be made.
        """

    async def open(self, *, vault_passphrase: str | None) -> OpenProfile:
        """Open the profile.

        Raises:
            WrongPassphrase: the vault did not open.
            KeyringError: the keyring is locked, missing or lost the secret.
            DatabaseUnreadable, DatabaseTooNew: as they say; nothing was changed.
        """

    async def erase(self) -> None:
        """Remove every file of the profile and its keyring entries."""
