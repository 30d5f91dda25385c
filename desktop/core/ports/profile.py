"""The folder of a profile, its secrets, and the profile once it is open."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from desktop.core.ports.composer import ComposerStore
from desktop.core.ports.contacts import ContactStore
from desktop.core.ports.history import HistoryStore
from desktop.core.ports.keys import ChainStore, KeyStore, UpkeepStore
from desktop.core.ports.messages import MessageStore
from desktop.core.ports.outbox import OutboxStore, RepairStore
from desktop.core.ports.search import SearchStore
from desktop.core.ports.space import SpaceStore
from desktop.core.records import KeyringState, LockRecord, ProfileLabel, ProfileState
from desktop.core.rescue_records import RescueRecord, SalvageReport
from desktop.crypto.recovery_code import RecoveryCode


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
    def search(self) -> SearchStore:
        """The index of what was said."""

    @property
    def space(self) -> SpaceStore:
        """The room that it all takes."""

    @property
    def upkeep(self) -> UpkeepStore:
        """The own keys over time."""

    @property
    def chains(self) -> ChainStore:
        """The own key chain while it grows."""

    async def close(self) -> None:
        """Close the database after its last transaction and drop the key."""


MoveKeys = Callable[[bytes, SecretStore, OpenProfile], Awaitable[dict[str, str]]]
"""Given the old STORE, its secret store and the copy of the profile under the new STORE: puts what
is pickled under STORE over in the copy, and returns the secret entries under the new STORE."""


class ProfileAccess(Protocol):
    """What opens a profile: the lock, its password, and the recovery code.

    Every change is made whole or not at all, and makes a new keyring secret; the code does not.
    """

    async def find(self) -> LockRecord:
        """Tell what opens the profile. Raises StorageError."""

    async def check_password(self, password: str) -> None:
        """Return if the password opens the lock, which is on. Raises WrongPassphrase."""

    async def put(self, password: str | None) -> None:
        """Make a new keyring secret for the open profile, with the lock on, or off with None."""

    async def offer(self, password: str) -> None:
        """Let a new password open the lock, too, until `settle` or the next opening."""

    async def settle(self, *, takes_offer: bool) -> None:
        """Keep one of the two passwords of `offer`."""

    async def put_recovery_code(self, code: RecoveryCode, *, is_kept: bool) -> None:
        """Let a recovery code open the profile; once kept, no earlier one does."""


class ProfileRescue(Protocol):
    """What can be done about a profile whose history does not open; nothing is ever deleted."""

    def note_damaged(self, store_key: bytes, secrets: SecretStore) -> None:
        """Keep the key of a database that turned out to be damaged, until `forget_key`."""

    def forget_key(self) -> None:
        """Let go of the key."""

    async def find(self) -> RescueRecord:
        """Tell what can be done. Raises StorageError."""

    async def restore_copy(self) -> None:
        """Put the copy made before the last upgrade in the place of the database.

        Raises:
            DatabaseUnreadable: there is no copy, or it does not open either; nothing was changed.
            StorageError: as it says.
        """

    async def salvage(self) -> tuple[OpenProfile, SalvageReport]:
        """Open what can be read of the database, as a database of its own.

        Raises:
            DatabaseUnreadable: nothing can be read, or its key is not known.
            StorageError: as it says.
        """


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

    async def open(
        self, *, vault_passphrase: str | None = None, password: str | None = None
    ) -> OpenProfile:
        """Open the profile.

        Args:
            vault_passphrase: For a profile in the vault.
            password: Of the account, for a profile with the lock on.

        Raises:
            WrongPassphrase: vault or lock did not open.
            KeyringError: the keyring is locked, missing or lost the secret.
            DatabaseUnreadable, DatabaseTooNew: as they say; nothing was changed.
        """

    async def open_with_code(
        self, code: RecoveryCode, *, vault_passphrase: str | None = None
    ) -> OpenProfile:
        """Open the profile by its recovery code, and give it a new keyring secret, unlocked.

        Args:
            code: The code.
            vault_passphrase: Use this instead of the keyring from now on; None for the keyring.

        Raises:
            WrongPassphrase: it is not this profile's code.
            KeyringError: the code is right, but the keyring did not take a new secret; nothing
                was changed.
            DatabaseUnreadable, DatabaseTooNew: as they say; nothing was changed.
        """

    async def renew_store(
        self, code: RecoveryCode, *, password: str | None, move: MoveKeys
    ) -> None:
        """Encrypt everything anew under another STORE; the profile is closed after it.

        Args:
            code: The only recovery code that opens it from then on.
            password: Of the lock or the vault, if there is one.
            move: Brings what else depends on STORE over to the new one.

        Raises:
            WrongPassphrase: the password is not the one that counts; the profile is open still.
            KeyringError, StorageError: as they say; the old STORE still counts.
        """

    async def settle_label(self, label: ProfileLabel) -> None:
        """Let other windows call the open profile so, if the keyring alone opens it; else not.

        Raises:
            KeyringError, StorageError: as they say; the label is as it was.
        """

    @property
    def access(self) -> ProfileAccess:
        """What opens this profile, and changing that."""

    @property
    def rescue(self) -> ProfileRescue:
        """What can be done when it does not open."""

    async def erase(self) -> None:
        """Remove every file of the profile and its keyring entries."""


class NeighbourProfiles(Protocol):
    """The profiles of this computer beside the open one; nothing of them is opened."""

    def names(self) -> list[str]:
        """Return the names of their folders, sorted."""

    async def find_labels(self) -> dict[str, ProfileLabel]:
        """Return the label of each that has one and whose keyring gives it."""
