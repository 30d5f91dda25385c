"""Whole messengers for tests: the real engine over the real encrypted database, any relay.

Secrets are kept in memory instead of a keyring; everything else is what the app runs.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from desktop.core.account_maker import AccountMaker
from desktop.core.engine import Engine
from desktop.core.events import ConnectionChanged, Event, MessageAdded, MessageChanged
from desktop.core.ports.profile import MoveKeys, SecretStore
from desktop.core.ports.relay import RelayFactory
from desktop.core.ports.runtime import Clock
from desktop.core.records import (
    ConnectionState,
    ContactId,
    ContactRecord,
    ConversationRecord,
    DeliveryState,
    KeyringState,
    LockKind,
    LockRecord,
    MessageRecord,
    ProfileLabel,
    ProfileState,
    RecoveryState,
    Relation,
)
from desktop.core.rescue_records import RescueRecord, SalvageReport
from desktop.core.surroundings import Surroundings
from desktop.crypto.recovery_code import RecoveryCode
from desktop.errors import DatabaseUnreadable, WrongPassphrase
from desktop.storage.chain_store import DatabaseChainStore
from desktop.storage.composer_store import DatabaseComposerStore
from desktop.storage.contact_store import DatabaseContactStore
from desktop.storage.database import Database
from desktop.storage.history_store import DatabaseHistoryStore
from desktop.storage.key_store import DatabaseKeyStore
from desktop.storage.message_store import DatabaseMessageStore
from desktop.storage.migrations import MIGRATIONS
from desktop.storage.outbox_store import DatabaseOutboxStore
from desktop.storage.repair_store import DatabaseRepairStore
from desktop.storage.salvage import salvage
from desktop.storage.search_store import DatabaseSearchStore
from desktop.storage.space_store import DatabaseSpaceStore
from desktop.storage.upkeep_store import DatabaseUpkeepStore
from desktop.supervisor import Supervisor
from tests.helpers.quick_accounts import QuickAccountMaker
from tests.helpers.seeded_random import SeededRandom

_ASK_AGAIN_S = 0.02
DEADLINE_S = 30.0
"""Longest wait for an event; generous, since nothing depends on how long it takes."""

PASSWORD = "correct horse battery"

_T = TypeVar("_T")


def run(story: Coroutine[Any, Any, _T]) -> _T:
    """Run one story on a loop of its own."""
    return asyncio.run(asyncio.wait_for(story, 2 * DEADLINE_S))


def system_clock() -> int:
    """Return Unix milliseconds."""
    return time.time_ns() // 1_000_000


class ManualClock:
    """A clock that a test moves.

    Attributes:
        now_ms: Unix milliseconds.
    """

    def __init__(self, now_ms: int = 1_800_000_000_000) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        """Return the time."""
        return self.now_ms

    def advance(self, *, days: float = 0, seconds: float = 0) -> None:
        """Move the clock forward."""
        self.now_ms += int((days * 86_400 + seconds) * 1000)


class MemorySecretStore:
    """A secret store in memory.

    Attributes:
        entries: What it holds; survives reopening the profile.
    """

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}

    async def find(self, entry: str) -> str | None:
        return self.entries.get(entry)

    async def save(self, entry: str, value: str) -> None:
        self.entries[entry] = value

    async def delete(self, entry: str) -> None:
        self.entries.pop(entry, None)


class TestProfile:
    """An open profile; implements `core.ports.OpenProfile`."""

    __test__ = False

    def __init__(self, store_key: bytes, secrets: MemorySecretStore, database: Database) -> None:
        self.store_key = store_key
        self.secrets = secrets
        self.database = database
        self.keys = DatabaseKeyStore(database)
        self.contacts = DatabaseContactStore(database)
        self.history = DatabaseHistoryStore(database)
        self.messages = DatabaseMessageStore(database)
        self.composer = DatabaseComposerStore(database)
        self.outbox = DatabaseOutboxStore(database)
        self.repairs = DatabaseRepairStore(database)
        self.search = DatabaseSearchStore(database)
        self.space = DatabaseSpaceStore(database)
        self.upkeep = DatabaseUpkeepStore(database)
        self.chains = DatabaseChainStore(database)

    async def close(self) -> None:
        await self.database.close()


class TestAccess:
    """A lock that is off; implements `core.ports.ProfileAccess`."""

    __test__ = False

    async def find(self) -> LockRecord:
        return LockRecord(kind=LockKind.OFF, recovery=RecoveryState.KEPT)

    async def check_password(self, password: str) -> None:
        """There is no lock here: `LocalProfileFolder` has one."""

    async def put(self, password: str | None) -> None:
        """There is no lock here."""

    async def offer(self, password: str) -> None:
        """There is no lock here."""

    async def settle(self, *, takes_offer: bool) -> None:
        """There is no lock here."""

    async def put_recovery_code(self, code: RecoveryCode, *, is_kept: bool) -> None:
        """There is no recovery code here."""


class TestRescue:
    """What can be done; there is no copy. Implements `core.ports.ProfileRescue`."""

    __test__ = False

    def __init__(self, path: Path, store_key: bytes, secrets: MemorySecretStore) -> None:
        self._path = path
        self._store_key = store_key
        self._secrets = secrets

    def note_damaged(self, store_key: bytes, secrets: SecretStore) -> None:
        assert store_key == self._store_key

    def forget_key(self) -> None:
        """A test folder always has it."""

    async def find(self) -> RescueRecord:
        return RescueRecord(copy_made_ms=None, can_salvage=True)

    async def restore_copy(self) -> None:
        raise DatabaseUnreadable

    async def salvage(self) -> tuple[TestProfile, SalvageReport]:
        target = self._path.with_name("saved.db")
        await (await Database.create(target, self._store_key)).close()
        report = salvage(self._path, target, self._store_key, migrations=MIGRATIONS)
        database = await Database.open(target, self._store_key)
        return TestProfile(self._store_key, self._secrets, database), report


class TestFolder:
    """A profile folder with its secrets in memory; implements `core.ports.ProfileFolder`."""

    __test__ = False

    def __init__(self, path: Path) -> None:
        self._database = path / "profile.db"
        self.store_key = bytes(range(32))
        self.secrets = MemorySecretStore()
        self.label: ProfileLabel | None = None
        path.mkdir(exist_ok=True)

    async def find_state(self) -> ProfileState:
        return ProfileState.KEYRING if self._database.exists() else ProfileState.EMPTY

    async def find_keyring_state(self) -> KeyringState:
        return KeyringState.AVAILABLE

    async def create(self, *, vault_passphrase: str | None) -> TestProfile:
        database = await Database.create(self._database, self.store_key)
        return TestProfile(self.store_key, self.secrets, database)

    async def open(
        self, *, vault_passphrase: str | None = None, password: str | None = None
    ) -> TestProfile:
        database = await Database.open(self._database, self.store_key)
        return TestProfile(self.store_key, self.secrets, database)

    async def open_with_code(
        self, code: RecoveryCode, *, vault_passphrase: str | None = None
    ) -> TestProfile:
        raise WrongPassphrase

    async def renew_store(
        self, code: RecoveryCode, *, password: str | None, move: MoveKeys
    ) -> None:
        """Its key is the same for ever."""

    async def settle_label(self, label: ProfileLabel) -> None:
        self.label = label

    @property
    def access(self) -> "TestAccess":
        return TestAccess()

    @property
    def rescue(self) -> "TestRescue":
        return TestRescue(self._database, self.store_key, self.secrets)

    async def erase(self) -> None:
        for path in self._database.parent.glob("profile.db*"):
            path.unlink()
        self.secrets.entries.clear()


class Person(AbstractAsyncContextManager["Person"]):
    """Somebody with a messenger; leaving the context closes it, entering again reopens it.

    Attributes:
        name: Username.
        folder: The profile, kept over restarts.
        engine: The messenger while it is open.
        events: Every event since it was opened.
        maker_class: Makes the keys of the account.
    """

    maker_class: type[AccountMaker] = QuickAccountMaker

    def __init__(
        self,
        name: str,
        path: Path,
        relay_factory: RelayFactory,
        *,
        address: str = "ws://127.0.0.1:1",
        clock: Clock = system_clock,
    ) -> None:
        self.name = name
        self.folder = TestFolder(path / name)
        self.engine: Engine
        self.events: list[Event] = []
        self.address = address
        self._relay_factory = relay_factory
        self._clock = clock
        self._random = SeededRandom(name)
        self._supervisor: Supervisor
        self._news: asyncio.Event

    def _draw(self, size: int) -> bytes:
        # Four bytes are drawn for pauses only: the shortest there are.
        return bytes(4) if size == 4 else self._random(size)

    async def __aenter__(self) -> Self:
        self._supervisor = await Supervisor().__aenter__()
        self._news = asyncio.Event()
        self.events = []
        self.engine = Engine(
            self.folder,
            Surroundings(
                relay_factory=self._relay_factory,
                clock=self._clock,
                random=self._draw,
                spawn=self._supervisor.spawn,
                maker_class=self.maker_class,
            ),
        )
        self.engine.listen(self._on_event)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.engine.close()
        await self._supervisor.__aexit__(kind, error, trace)

    def _on_event(self, event: Event) -> None:
        self.events.append(event)
        self._news.set()

    async def until(self, holds: Callable[[], Awaitable[object] | object]) -> None:
        """Wait until `holds` returns something true.

        It is asked again after every event and, for what no event tells, every few milliseconds.
        """
        async with asyncio.timeout(DEADLINE_S):
            while True:
                self._news.clear()
                found = holds()
                if isinstance(found, Awaitable):
                    found = await found
                if found:
                    return
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), _ASK_AGAIN_S)

    async def create_account(self, *, code: str = "") -> None:
        """Make the account of this person's name and wait until it is online."""
        await self.engine.create_account(
            relay_address=self.address,
            name=self.name,
            password=PASSWORD,
            code=code,
            progress=lambda _step: None,
        )
        await self.online()

    async def reopen(self) -> None:
        """Open the profile again and wait until it is online."""
        assert await self.engine.open_profile() is not None
        await self.online()

    def connection_states(self) -> list[ConnectionState]:
        """Return every connection state told so far."""
        return [event.state for event in self.events if isinstance(event, ConnectionChanged)]

    async def online(self) -> None:
        """Wait until the newest connection state is ONLINE."""
        await self.until(lambda: self.connection_states()[-1:] == [ConnectionState.ONLINE])

    async def contact_of(self, other: "Person") -> ContactRecord:
        """Return the contact that has another person's username."""
        (contact,) = [
            conversation.contact
            for conversation in await self.conversations()
            if conversation.contact.username == other.name
        ]
        return contact

    async def accept(self, other: "Person") -> None:
        """Accept another person's request and wait until both know it."""

        async def is_accepted(person: Person, of: Person) -> bool:
            return (await person.contact_of(of)).relation is Relation.ACCEPTED

        await self.engine.accept((await self.contact_of(other)).id)
        await other.until(lambda: is_accepted(other, self))

    async def chat_with(self, other: "Person") -> ContactId:
        """Start a chat and return its contact."""
        return (await self.engine.start_chat(other.name)).contact.id

    async def meet(self, other: "Person") -> ContactId:
        """Write "first" to somebody who is there, be accepted, and return their contact."""
        contact = await self.chat_with(other)
        first = await self.engine.send_text(contact, "first")
        await other.received(1)
        await other.accept(self)
        await self.delivered(first)
        return contact

    async def conversations(self) -> list[ConversationRecord]:
        """Return the conversation list."""
        return await self.engine.load_conversations()

    async def texts(self) -> list[str]:
        """Return every shown text of the only conversation, in display order."""
        conversations = await self.conversations()
        if not conversations:
            return []
        (conversation,) = conversations
        messages = await self.engine.load_messages(conversation.contact.id, limit=10_000)
        return [message.text for message in messages]

    def added(self) -> list[MessageRecord]:
        """Return every message told as added since the profile was opened."""
        return [event.message for event in self.events if isinstance(event, MessageAdded)]

    async def received(self, count: int) -> list[str]:
        """Wait until `count` texts of others were added, and return them."""

        def texts() -> list[str]:
            return [message.text for message in self.added() if not message.is_own]

        await self.until(lambda: len(texts()) >= count)
        return texts()

    async def delivered(self, message: MessageRecord) -> None:
        """Wait until an own message is known to be delivered."""

        def is_delivered() -> bool:
            return any(
                isinstance(event, MessageChanged)
                and event.message.position.row == message.position.row
                and event.message.state is DeliveryState.DELIVERED
                for event in self.events
            )

        await self.until(is_delivered)
