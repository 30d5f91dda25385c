"""Parts of the relay for tests: a clock to move, an open store, a relay in this process."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest

from protocol.ids import AccountId, ChainHead, DeviceAddress, EnvelopeId, Username, message_id
from protocol.messages import Message
from server.app import run_relay
from server.config import Budget, Config, Options, build_config
from server.metrics import Metrics
from server.rate_limits import RateLimit
from server.services.peers import ConnectionNumber
from server.store import account_change_rows, account_rows, envelope_rows
from server.store.account_rows import NewAccount
from server.store.delivery_key_rows import NewKey
from server.store.engine import Database, Transaction, open_database
from server.store.envelope_ids import EnvelopeIds
from server.store.envelope_rows import Arrival, Mailboxes, MailboxLimits, Placed
from server.store.reader import Reader
from server.store.writer import Writer
from tests.helpers.people import NOW_MS, REALM
from tests.helpers.relay_client import DELIVERY_KEY, fake_envelope
from tests.helpers.seeded_random import SeededRandom

DEADLINE_S = 30.0

_Result = TypeVar("_Result")


def run(story: Coroutine[Any, Any, _Result]) -> _Result:
    """Run one story on a loop of its own, within a deadline."""
    return asyncio.run(asyncio.wait_for(story, DEADLINE_S))


class ManualClock:
    """A clock that stands until a test moves it.

    Attributes:
        ms: Unix milliseconds.
        monotonic: Monotonic seconds.
    """

    def __init__(self, ms: int = NOW_MS) -> None:
        self.ms = ms
        self.monotonic = 1_000.0

    def now_ms(self) -> int:
        return self.ms

    def monotonic_s(self) -> float:
        return self.monotonic

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.ms += int(seconds * 1000)
        self.monotonic += seconds

    def jump(self, seconds: float) -> None:
        """Set the wall clock without any time passing."""
        self.ms += int(seconds * 1000)


class Pushes:
    """A push that notes what services want to send.

    Attributes:
        sent: Pairs of connection and message, in order.
        gone: Connections that have no room any more, as after their end.
    """

    def __init__(self) -> None:
        self.sent: list[tuple[int, Message]] = []
        self.gone: set[int] = set()
        self.may_continue = asyncio.Event()
        self.may_continue.set()
        self._came = asyncio.Event()

    def push(self, connection: ConnectionNumber, message: Message) -> None:
        self.sent.append((connection, message))
        self._came.set()

    async def until(self, count: int) -> None:
        """Wait until that many messages were pushed."""
        while len(self.sent) < count:
            self._came.clear()
            await self._came.wait()

    async def room(self, connection: ConnectionNumber) -> bool:
        await self.may_continue.wait()
        return connection not in self.gone

    def to(self, connection: int) -> list[Message]:
        """Return what was pushed to one connection."""
        return [message for number, message in self.sent if number == connection]


class Parts:
    """A store with its threads, and the counters and limits that services need.

    Attributes:
        database: The open database.
        clock: The clock of everything.
        metrics: Counters.
        mailboxes: The writer's memory.
        writer: The writer.
        reader: The reader.
    """

    def __init__(self, database: Database, clock: ManualClock, limits: MailboxLimits) -> None:
        self.database = database
        self.clock = clock
        self.metrics = Metrics()
        self.mailboxes = Mailboxes(ids=EnvelopeIds(clock, newest=0), limits=limits)
        self.failed = 0
        self.writer = Writer(database.writing, on_failed=self._on_failed)
        self.writer.on_rollback(self.mailboxes.forget)
        self.reader = Reader(database.reading)

    def _on_failed(self) -> None:
        self.failed += 1

    def limit(self, burst: float = 1_000, per_s: float = 1) -> RateLimit:
        """Return a budget on the parts' clock."""
        return RateLimit(Budget(burst=burst, per_s=per_s), self.clock)

    async def write(self, work: Callable[[Transaction], _Result]) -> _Result:
        """Run a named write and return its result."""
        return await self.writer.submit("test", work)

    async def add_device(self, name: str) -> DeviceAddress:
        """Write an account with one device, with stand-ins for keys."""
        return await self.write(lambda connection: add_device(connection, name, self.mailboxes.ids))


MANY = MailboxLimits(envelopes=10_000, size_bytes=256 * 1024 * 1024)


@contextlib.asynccontextmanager
async def store_parts(folder: Path, *, limits: MailboxLimits = MANY) -> AsyncIterator[Parts]:
    """Give an open store; everything ends with the block."""
    database = open_database(folder / "relay.db")
    try:
        parts = Parts(database, ManualClock(), limits)
        try:
            yield parts
        finally:
            await parts.writer.close()
            await parts.reader.close()
    finally:
        database.close()


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[Transaction]:
    """Give one transaction on a new or existing database in `folder`."""
    database = open_database(folder / "relay.db")
    try:
        with database.writing.begin() as connection:
            yield connection
    finally:
        database.close()


def new_account(name: str, *, number: int = 0, predecessor: AccountId | None = None) -> NewAccount:
    """Return a registration with stand-ins for keys; another number is another account."""
    random = SeededRandom(f"{name}/{number}")
    return NewAccount(
        account=AccountId(random(32)),
        username=Username(name),
        chain=f"chain of {name} {number}".encode(),
        chain_head=ChainHead(random(32)),
        auth_hash=f"hash of {name} {number}",
        device=1,
        signing_key=random(32),
        predecessor=predecessor,
    )


def add_device(connection: Transaction, name: str, ids: EnvelopeIds) -> DeviceAddress:
    """Write an account with one device, open to `DELIVERY_KEY`, and return its address."""
    new = new_account(name)
    account_rows.register(connection, new, ids)
    account_change_rows.set_keys(connection, new.account, [new_key()])
    return DeviceAddress(account=new.account, device=1)


def new_key(key: bytes = DELIVERY_KEY, *, uses: int = 0, expires_ms: int = 0) -> NewKey:
    """Return an entry of a list of delivery keys."""
    return NewKey(key_hash=hashlib.sha256(key).digest(), uses=uses, expires_ms=expires_ms)


def arrival(
    address: DeviceAddress,
    marker: str,
    *,
    key: bytes | None = DELIVERY_KEY,
    is_transient: bool = False,
    is_over_budget: bool = False,
    size: int = 2_554,
) -> Arrival:
    """Return one item of a send, or a request if it has no key."""
    envelope = fake_envelope(marker, size)
    return Arrival(
        address=address,
        msg_id=message_id(envelope),
        envelope=envelope,
        key_hash=None if key is None else hashlib.sha256(key).digest(),
        is_transient=is_transient,
        is_over_budget=is_over_budget,
    )


class NoLimit:
    """An allowance that is never spent."""

    def has(self, _key: DeviceAddress) -> bool:
        return True

    def take(self, _key: DeviceAddress) -> bool:
        return True


def append(
    connection: Transaction,
    arrivals: Sequence[Arrival],
    mailboxes: Mailboxes,
    *,
    refused: set[DeviceAddress] | None = None,
    now_ms: int = NOW_MS,
) -> list[Placed]:
    """Store envelopes for mailboxes that take any number of them."""
    return envelope_rows.append(
        connection,
        arrivals,
        mailboxes=mailboxes,
        refused=set() if refused is None else refused,
        allowance=NoLimit(),
        now_ms=now_ms,
    )


def held(connection: Transaction, address: DeviceAddress) -> list[tuple[EnvelopeId, bytes]]:
    """Return everything that a mailbox holds, in order."""
    device = account_rows.find_device(connection, address)
    assert device is not None
    ids = envelope_rows.held_ids(connection, device.key, above=EnvelopeId(0))
    page = envelope_rows.load_page(connection, device.key, ids, most_bytes=1 << 40)
    return [(one, envelope) for one, envelope in page if envelope is not None]


def config_in(folder: Path) -> Config:
    """Return the shipped settings for a relay whose database is in `folder`."""
    database = f"sqlite:///{folder / 'relay.db'}"
    return build_config(Options(listen="127.0.0.1:0", database=database, realm=REALM))


@contextlib.asynccontextmanager
async def relay_here(
    config: Config, *, clock: ManualClock | None = None, reload: asyncio.Event | None = None
) -> AsyncIterator[str]:
    """Run a whole relay in this process and give its URL; `reload` has certificates read anew."""
    stop = asyncio.Event()
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    async with asyncio.TaskGroup() as group:
        group.create_task(
            run_relay(config, stop=stop, on_listening=port.set_result, clock=clock, reload=reload),
            name="relay of a test",
        )
        try:
            scheme = "ws" if config.tls is None else "wss"
            yield f"{scheme}://127.0.0.1:{await port}"
        finally:
            stop.set()


@pytest.fixture
def clock() -> ManualClock:
    """A clock that a test moves."""
    return ManualClock()
