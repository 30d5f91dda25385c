"""Parts of the relay for tests: a clock to move, an open store, a relay in this process."""

import asyncio
import contextlib
import hashlib
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from protocol.ids import AccountId, ChainHead, DeviceAddress, EnvelopeId, Username, message_id
from protocol.messages import Ask, Message, Send, SendResult, SendResults
from server.app import run_relay
from server.config import Budget, Config, Options, build_config
from server.metrics import Metrics
from server.rate_limits import RateLimit
from server.services.delivery import Delivery
from server.services.mailbox import MailboxService
from server.services.mailboxes import Mailboxes, MailboxLimits
from server.services.peers import ConnectionNumber
from server.store import account_change_rows, account_rows, envelope_rows
from server.store.account_rows import NewAccount
from server.store.delivery_key_rows import NewKey
from server.store.engine import Database, Transaction, driver_of, open_database
from server.store.envelope_ids import EnvelopeIds
from server.store.envelope_rows import MailboxWork, Taken
from server.store.reader import Reader
from server.store.writer import Writer
from tests.helpers.people import NOW_MS, REALM
from tests.helpers.relay_client import DELIVERY_KEY, fake_envelope
from tests.helpers.seeded_random import SeededRandom

DEADLINE_S = 30.0

ASKER = AccountId(b"a" * 32)
"""Somebody signed in who asks others."""

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

    def mailbox_service(
        self,
        pushes: Pushes,
        *,
        sends: float = 1_000,
        per_mailbox: float = 1_000,
        requests: float = 30,
    ) -> tuple[MailboxService, Delivery]:
        """Return the services of mailboxes, with budgets that come back at one a second."""
        delivery = Delivery(
            reader=self.reader, push=pushes.push, room=pushes.room, metrics=self.metrics
        )
        mailbox = MailboxService(
            writer=self.writer,
            mailboxes=self.mailboxes,
            held_for_ms=30 * 24 * 3600 * 1000,
            sends=self.limit(sends, 1),
            per_mailbox=self.limit(per_mailbox, 1),
            requests=self.limit(requests, requests / (24 * 3600)),
            delivery=delivery,
            clock=self.clock,
            metrics=self.metrics,
        )
        return mailbox, delivery


async def send(
    mailbox: MailboxService,
    request: Send,
    *,
    by: int = 1,
    refused: set[DeviceAddress] | None = None,
) -> list[SendResult]:
    """Send and return what became of each item."""
    answer: asyncio.Future[SendResults] = asyncio.get_running_loop().create_future()
    mailbox.send(
        request,
        sender_connection=ConnectionNumber(by),
        refused=set() if refused is None else refused,
        answer=answer.set_result,
    )
    return (await answer).results


async def ask(
    mailbox: MailboxService, address: DeviceAddress, marker: str, *, asker: AccountId = ASKER
) -> SendResult:
    """Send a request and return what became of it."""
    answer: asyncio.Future[SendResults] = asyncio.get_running_loop().create_future()
    request = Ask(
        request=1,
        account=address.account,
        device=address.device,
        envelope=fake_envelope(marker),
    )
    mailbox.ask(request, asker=asker, refused=set(), answer=answer.set_result)
    (result,) = (await answer).results
    return result


async def blocked(parts: Parts) -> threading.Event:
    """Hold the writer up, so that what is queued next makes one batch; set the event to go on."""
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def wait(_connection: Transaction) -> None:
        loop.call_soon_threadsafe(begun.set)
        go_on.wait()

    parts.writer.enqueue("wait", wait, lambda _: None)
    await begun.wait()
    return go_on


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


def store(
    connection: Transaction,
    address: DeviceAddress,
    ids: EnvelopeIds,
    *markers: str,
    is_request: bool = False,
) -> list[EnvelopeId]:
    """Write rows of envelopes, as the writer does, and return their ids."""
    mailbox = envelope_rows.load_mailbox(connection, address).key
    envelopes = [fake_envelope(marker) for marker in markers]
    rows = [(ids.next(), mailbox, message_id(one), one, int(is_request)) for one in envelopes]
    written = envelope_rows.write(driver_of(connection), MailboxWork(rows=rows))
    assert written.repeats == {}
    return [row[0] for row in rows]


def acknowledge(connection: Transaction, address: DeviceAddress, *ids: int) -> Taken:
    """Delete rows of envelopes by ids that a device named, as the writer does."""
    mailbox = envelope_rows.load_mailbox(connection, address).key
    work = MailboxWork(takes=[(mailbox, [EnvelopeId(one) for one in ids])])
    (taken,) = envelope_rows.write(driver_of(connection), work).taken
    return taken


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
