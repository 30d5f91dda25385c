"""A profile whose key is at hand: the stores over one database, and the secrets beside it."""

from desktop.core.ports.profile import SecretStore
from desktop.errors import StorageError
from desktop.storage.chain_store import DatabaseChainStore
from desktop.storage.composer_store import DatabaseComposerStore
from desktop.storage.contact_store import DatabaseContactStore
from desktop.storage.database import Database
from desktop.storage.history_store import DatabaseHistoryStore
from desktop.storage.key_store import DatabaseKeyStore
from desktop.storage.message_store import DatabaseMessageStore
from desktop.storage.outbox_store import DatabaseOutboxStore
from desktop.storage.repair_store import DatabaseRepairStore
from desktop.storage.search_store import DatabaseSearchStore
from desktop.storage.space_store import DatabaseSpaceStore
from desktop.storage.upkeep_store import DatabaseUpkeepStore


class LocalOpenProfile:
    """`desktop.core.ports.OpenProfile` over a database and a secret store.

    Source: docs/protocol/local-store.md, section 4.
    """

    def __init__(self, store_key: bytes, secrets: SecretStore, database: Database) -> None:
        self._store_key: bytes | None = store_key
        self._secrets = secrets
        self._database = database
        self._keys = DatabaseKeyStore(database)
        self._contacts = DatabaseContactStore(database)
        self._history = DatabaseHistoryStore(database)
        self._messages = DatabaseMessageStore(database)
        self._composer = DatabaseComposerStore(database)
        self._outbox = DatabaseOutboxStore(database)
        self._repairs = DatabaseRepairStore(database)
        self._search = DatabaseSearchStore(database)
        self._space = DatabaseSpaceStore(database)
        self._upkeep = DatabaseUpkeepStore(database)
        self._chains = DatabaseChainStore(database)

    @property
    def is_open(self) -> bool:
        """Tell whether `close` was not called yet."""
        return self._store_key is not None

    @property
    def store_key(self) -> bytes:
        """STORE, 32 bytes. Raises StorageError after `close`."""
        if self._store_key is None:
            raise StorageError("closed")
        return self._store_key

    @property
    def secrets(self) -> SecretStore:
        """Where the RSA keys are."""
        return self._secrets

    @property
    def keys(self) -> DatabaseKeyStore:
        """Own account, prekeys, seal pairs and sessions."""
        return self._keys

    @property
    def contacts(self) -> DatabaseContactStore:
        """Contacts and their keys."""
        return self._contacts

    @property
    def history(self) -> DatabaseHistoryStore:
        """Messages and conversations."""
        return self._history

    @property
    def messages(self) -> DatabaseMessageStore:
        """Single messages."""
        return self._messages

    @property
    def composer(self) -> DatabaseComposerStore:
        """Drafts and used emoji."""
        return self._composer

    @property
    def outbox(self) -> DatabaseOutboxStore:
        """Outgoing contents."""
        return self._outbox

    @property
    def repairs(self) -> DatabaseRepairStore:
        """What is missing."""
        return self._repairs

    @property
    def search(self) -> DatabaseSearchStore:
        """The index of what was said."""
        return self._search

    @property
    def space(self) -> DatabaseSpaceStore:
        """The room that it all takes."""
        return self._space

    @property
    def upkeep(self) -> DatabaseUpkeepStore:
        """The own keys over time."""
        return self._upkeep

    @property
    def chains(self) -> DatabaseChainStore:
        """The own key chain while it grows."""
        return self._chains

    async def close(self) -> None:
        """Close the database after its last transaction and drop the key; may be repeated."""
        self._store_key = None
        await self._database.close()
