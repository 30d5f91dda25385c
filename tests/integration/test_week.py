"""A scripted week of three people, and everything that the relay received, stored and logged in it.

Each person reaches the relay by a wire of their own on which every frame is kept, so that it is
known whose it was, as the relay never does.
"""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from desktop.core.records import DeliveryState
from desktop.network.relay_address import parse_relay_address
from desktop.network.relay_client import RelayClient
from protocol.codec import decode_client_frame
from protocol.messages import Ask, ConnectionKind, Send
from tests.e2e.leak_search import LeakSearch
from tests.helpers.messengers import DEADLINE_S, Person
from tests.helpers.relay_parts import ManualClock, config_in, relay_here

NAMES = ("alice.in-the-week", "bob.in-the-week", "dave.in-the-week")
DAY_S = 86_400

GONE_OUT = {DeliveryState.SENT, DeliveryState.DELIVERED}


@dataclass(frozen=True)
class Frame:
    """What one person sent to the relay at once.

    Attributes:
        sender: Whose app it was.
        kind: On which connection.
        raw: The bytes.
    """

    sender: str
    kind: ConnectionKind
    raw: bytes


@dataclass
class Week:
    """What a week left behind.

    Attributes:
        frames: All that the relay received, in order.
        accounts: Account id by name.
        texts: All that was written.
        nights: The relay's database after each day, as its files' bytes.
        rows: Of each row that was stored on some night, its table and all its values.
        log: All that was logged at debug level.
    """

    frames: list[Frame] = field(default_factory=list)
    accounts: dict[str, bytes] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    nights: list[bytes] = field(default_factory=list)
    rows: set[tuple[str, bytes]] = field(default_factory=set)
    log: str = ""

    def people_in(self, data: bytes) -> set[str]:
        """Return the names of those whose id or name stands in some bytes."""
        return {
            name
            for name, account in self.accounts.items()
            if account in data or name.encode() in data
        }


@asynccontextmanager
async def wire(url: str, sender: str, frames: list[Frame]) -> AsyncIterator[str]:
    """Stand between one person and the relay, and keep what the person sends."""

    async def pass_up(
        client: ServerConnection, upstream: ClientConnection, kind: ConnectionKind
    ) -> None:
        async for raw in client:
            assert isinstance(raw, bytes)
            frames.append(Frame(sender, kind, raw))
            await upstream.send(raw)
        await upstream.close()

    async def pass_down(client: ServerConnection, upstream: ClientConnection) -> None:
        async for raw in upstream:
            await client.send(raw)
        await client.close()

    async def handle(client: ServerConnection) -> None:
        assert client.request is not None
        path = client.request.path
        async with connect(
            url + path, proxy=None, user_agent_header=None, compression=None
        ) as upstream:
            with contextlib.suppress(ConnectionClosed):
                try:
                    async with asyncio.TaskGroup() as group:
                        group.create_task(pass_up(client, upstream, ConnectionKind(path)))
                        group.create_task(pass_down(client, upstream))
                except* ConnectionClosed:
                    pass

    async with serve(handle, "127.0.0.1", 0, compression=None) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"ws://127.0.0.1:{port}"


def make_person(name: str, folder: Path, url: str, clock: ManualClock) -> Person:
    """Return somebody whose wire ends at `url`."""
    person = Person(
        name,
        folder,
        lambda _address: RelayClient(parse_relay_address(url), spawn=person._supervisor.spawn),
        address=url,
        clock=clock.now_ms,
    )
    return person


class Script:
    """Plays the week."""

    def __init__(self, week: Week, people: dict[str, Person]) -> None:
        self._week = week
        self.alice, self.bob, self.dave = (people[name] for name in NAMES)

    async def say(self, sender: Person, recipient: Person, *, is_there: bool = True) -> None:
        """Write to somebody and wait until it is delivered, or held for who is not there."""
        text = f"text {len(self._week.texts)} of the week, for nobody else to read"
        self._week.texts.append(text)
        contact = (await sender.contact_of(recipient)).id
        message = await sender.engine.send_text(contact, text)
        states = {DeliveryState.DELIVERED} if is_there else GONE_OUT

        async def is_out() -> bool:
            found = await sender.engine.load_messages(contact)
            return any(
                one.position.row == message.position.row and one.state in states for one in found
            )

        await sender.until(is_out)

    async def befriend(self, asker: Person, asked: Person) -> None:
        """Ask and accept."""
        await asker.chat_with(asked)
        await self.say(asker, asked, is_there=False)

        async def knows() -> bool:
            conversations = await asked.conversations()
            return asker.name in [one.contact.username for one in conversations]

        await asked.until(knows)
        await asked.accept(asker)

    async def play_day(self, day: int) -> None:
        """Play one day; on the last one somebody is away."""
        alice, bob, dave = self.alice, self.bob, self.dave
        match day:
            case 0:
                await self.befriend(alice, bob)
                await self.say(bob, alice)
            case 1:
                await self.befriend(dave, alice)
                await self.say(alice, dave)
                await self.say(alice, bob)
            case 2:
                link = await dave.engine.create_invite()
                await bob.engine.open_invite(link)
                await self.say(bob, dave)
                await self.say(dave, bob)
            case 6:
                await dave.__aexit__(None, None, None)
                await self.say(alice, dave, is_there=False)
                await self.say(bob, dave, is_there=False)
                await self.say(alice, bob)
            case _:
                for sender in (alice, bob, dave):
                    for recipient in (alice, bob, dave):
                        if sender is not recipient:
                            await self.say(sender, recipient)


async def live(folder: Path, week: Week) -> None:
    """Let three people live for a week; each night all apps are closed and time goes on."""
    clock = ManualClock()
    relay_folder = folder / "relay"
    relay_folder.mkdir()
    async with AsyncExitStack() as leaving:
        await leaving.enter_async_context(asyncio.timeout(4 * DEADLINE_S))
        url = await leaving.enter_async_context(relay_here(config_in(relay_folder), clock=clock))
        people = {}
        for name in NAMES:
            own = await leaving.enter_async_context(wire(url, name, week.frames))
            people[name] = make_person(name, folder, own, clock)
        script = Script(week, people)
        for day in range(7):
            async with AsyncExitStack() as going_home:
                for person in people.values():
                    await person.__aenter__()
                    if day:
                        await person.reopen()
                    else:
                        await person.create_account()
                    if person is not script.dave or day < 6:
                        going_home.push_async_exit(person.__aexit__)
                await script.play_day(day)
            keep_night(relay_folder, week)
            clock.advance(DAY_S)
    for name, person in people.items():
        profile = await person.folder.open(vault_passphrase=None)
        account = await profile.keys.find_account()
        assert account is not None
        week.accounts[name] = account.account
        await profile.close()


def keep_night(relay: Path, week: Week) -> None:
    """Keep the relay's files and every row in them."""
    week.nights += [path.read_bytes() for path in sorted(relay.glob("relay.db*"))]
    with contextlib.closing(sqlite3.connect(relay / "relay.db")) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in connection.execute(f"SELECT * FROM {table}"):
                values = [one if isinstance(one, bytes) else str(one).encode() for one in row]
                week.rows.add((table, b"\n".join(values)))


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    """The week, lived once."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    log = logging.getLogger("server")
    before, handler = log.level, Keep()
    log.setLevel(logging.DEBUG)
    log.addHandler(handler)
    lived = Week()
    try:
        asyncio.run(live(tmp_path_factory.mktemp("week"), lived))
    finally:
        log.removeHandler(handler)
        log.setLevel(before)
    lived.log = "\n".join(lines)
    return lived


def test_week_was_lived(week: Week) -> None:
    """What is searched is there: three accounts, all texts, sends of each, requests of two."""
    assert sorted(week.accounts) == sorted(NAMES)
    assert len(week.texts) == 28
    assert {one.sender for one in week.frames if sends_in(one)} == set(NAMES)
    assert {one.sender for one in week.frames if asks_in(one)} == {NAMES[0], NAMES[2]}
    assert len(week.nights) >= 7


def sends_in(frame: Frame) -> list[Send]:
    return [one for one in decode_client_frame(frame.raw) if isinstance(one, Send)]


def asks_in(frame: Frame) -> list[Ask]:
    return [one for one in decode_client_frame(frame.raw) if isinstance(one, Ask)]


def test_no_text_reaches_the_relay(week: Week) -> None:
    search = LeakSearch({f"text {number}": text for number, text in enumerate(week.texts)})
    received = b"\n".join(frame.raw for frame in week.frames)
    stored = b"\n".join(week.nights)

    assert search.in_bytes(received, "received") == []
    assert search.in_bytes(stored, "stored") == []
    assert search.in_bytes(week.log.encode(), "logged") == []
    for text in week.texts:
        assert search.in_bytes(received + text.encode(), "planted") != []


def test_anonymous_frames_never_name_who_sent_them(week: Week) -> None:
    """On /send and /watch; a send names nobody but its recipients."""
    for frame in week.frames:
        if frame.kind is ConnectionKind.AUTH:
            continue
        assert frame.sender not in week.people_in(frame.raw)
        for send in sends_in(frame):
            recipients = {item.account for item in send.items}
            assert {week.accounts[name] for name in week.people_in(frame.raw)} >= recipients
            for item in send.items:
                assert week.people_in(item.envelope) == set()


def test_signed_in_frames_name_somebody_else_only_in_a_request(week: Week) -> None:
    """The exception: a first message is handed over by an account, for one of another."""
    for frame in week.frames:
        if frame.kind is ConnectionKind.AUTH and not asks_in(frame):
            assert week.people_in(frame.raw) <= {frame.sender}
    asked = [frame for frame in week.frames if asks_in(frame)]
    assert asked
    assert all(frame.sender not in week.people_in(frame.raw) for frame in asked)


def test_no_stored_row_names_two_people_and_no_log_line_one(week: Week) -> None:
    for table, row in week.rows:
        assert len(week.people_in(row)) <= 1, table
    assert any(week.people_in(row) for table, row in week.rows if table == "account")
    assert week.people_in(week.log.encode()) == set()
    alice, bob, _ = (week.accounts[name] for name in NAMES)
    assert len(week.people_in(alice + b"\n" + bob)) == 2


def test_no_held_envelope_names_anybody(week: Week) -> None:
    held = [row for table, row in week.rows if table == "envelope"]
    assert len(held) >= 2
    assert [row for row in held if week.people_in(row)] == []
