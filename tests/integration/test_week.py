"""A scripted week of three people, and everything that the relay received, stored and logged in it.

Each person reaches the relay by a wire of their own on which every frame is kept, so that it is
known whose it was, as the relay never does. Every search is also run over something planted, which
it has to find.
"""

import asyncio
import contextlib
import itertools
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
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
from protocol.codec import build_frames, decode_client_frame, encode_message
from protocol.limits import MIN_ENVELOPE_BYTES
from protocol.messages import (
    Ask,
    ConnectionKind,
    Lookup,
    Message,
    Send,
    SendItem,
    WatchAccount,
    WatchName,
)
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
        connection: Number of the connection, different for each one.
        kind: On which kind of connection.
        raw: The bytes.
    """

    sender: str
    connection: int
    kind: ConnectionKind
    raw: bytes

    @property
    def messages(self) -> list[Message]:
        """What the frame says."""
        return decode_client_frame(self.raw)


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


_connections = itertools.count()


@asynccontextmanager
async def wire(url: str, sender: str, frames: list[Frame]) -> AsyncIterator[str]:
    """Stand between one person and the relay, and keep what the person sends."""

    async def pass_up(
        client: ServerConnection, upstream: ClientConnection, kind: ConnectionKind
    ) -> None:
        connection = next(_connections)
        async for raw in client:
            assert isinstance(raw, bytes)
            frames.append(Frame(sender, connection, kind, raw))
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

    def make_client(_address: str, /, *, pinned_key: bytes = b"") -> RelayClient:
        return RelayClient(parse_relay_address(url), spawn=person._supervisor.spawn)

    person = Person(name, folder, make_client, address=url, clock=clock.now_ms)
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
    """Keep the relay's files, without empty room at their ends, and every row in them."""
    week.nights += [path.read_bytes().strip(b"\0") for path in sorted(relay.glob("relay.db*"))]
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


# --- the searches --------------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class Joined:
    """Two or more people whom the relay sees together.

    Attributes:
        where: The kind of message that shows them, or the table.
        by: Whose app said it; empty for what is stored. On an anonymous connection the relay sees
            an address in this place, and no name.
        others: Those named.
    """

    where: str
    by: str
    others: tuple[str, ...]


FIRST_CONTACT = "first-contact request on the signed-in connection"
WATCH_SET = "watch set on an anonymous connection"


def exceptions_in(week: Week, frames: Sequence[Frame]) -> set[Joined]:
    """Return every first-contact request and every watch set, with whom they show together."""
    found = set()
    watched: dict[int, set[str]] = {}
    for frame in frames:
        for message in frame.messages:
            named = week.people_in(encode_message(message))
            match message:
                case Ask():
                    found.add(Joined(FIRST_CONTACT, frame.sender, tuple(sorted(named))))
                case WatchAccount() | WatchName():
                    watched.setdefault(frame.connection, set()).update(named)
                    others = tuple(sorted(watched[frame.connection]))
                    found.add(Joined(WATCH_SET, frame.sender, others))
                case _:
                    pass
    return found


def others_named_signed_in(week: Week, frames: Sequence[Frame]) -> set[Joined]:
    """Return what names somebody else on a signed-in connection and is no first contact."""
    return {
        Joined(type(message).__name__, frame.sender, tuple(sorted(others)))
        for frame in frames
        if frame.kind is ConnectionKind.AUTH
        for message in frame.messages
        if not isinstance(message, Ask)
        and (others := week.people_in(encode_message(message)) - {frame.sender})
    }


def senders_named(week: Week, frames: Sequence[Frame]) -> set[Joined]:
    """Return what names its own sender on an anonymous connection."""
    return {
        Joined(type(message).__name__, frame.sender, (frame.sender,))
        for frame in frames
        if frame.kind is not ConnectionKind.AUTH
        for message in frame.messages
        if frame.sender in week.people_in(encode_message(message))
    }


def sealed_sends_that_name_more(week: Week, frames: Sequence[Frame]) -> set[Joined]:
    """Return sends that name anybody but the one recipient, or whose envelope names anybody."""
    found = set()
    for frame in frames:
        for send in frame.messages:
            if not isinstance(send, Send):
                continue
            recipients = {item.account for item in send.items}
            named = week.people_in(encode_message(send))
            in_envelopes = {one for item in send.items for one in week.people_in(item.envelope)}
            if (
                {week.accounts[one] for one in named} != recipients
                or len(named) > 1
                or in_envelopes
            ):
                found.add(Joined("Send", frame.sender, tuple(sorted(named))))
    return found


def rows_that_pair(week: Week, rows: Iterable[tuple[str, bytes]]) -> set[Joined]:
    """Return stored rows in which two people stand, and held envelopes in which anybody does."""
    return {
        Joined(table, "", tuple(sorted(named)))
        for table, row in rows
        if len(named := week.people_in(row)) > 1 or (named and table == "envelope")
    }


def frame_of(sender: str, kind: ConnectionKind, *messages: Message) -> Frame:
    """Return a planted frame, on a connection of its own."""
    (raw,) = build_frames([encode_message(one) for one in messages])
    return Frame(sender, -1, kind, raw)


# --- what they find ------------------------------------------------------------------------------


def test_week_was_lived(week: Week) -> None:
    """What is searched is there: three accounts, all texts, sends of each, rows of each night."""
    assert sorted(week.accounts) == sorted(NAMES)
    assert len(week.texts) == 28
    senders = {
        frame.sender
        for frame in week.frames
        if any(isinstance(message, Send) for message in frame.messages)
    }
    assert senders == set(NAMES)
    assert len(week.nights) >= 7
    assert len([row for table, row in week.rows if table == "envelope"]) >= 2
    assert any(week.people_in(row) for table, row in week.rows if table == "account")


def test_no_text_reaches_the_relay(week: Week) -> None:
    search = LeakSearch({f"text {number}": text for number, text in enumerate(week.texts)})
    received = b"\n".join(frame.raw for frame in week.frames)
    stored = b"\n".join(week.nights)

    assert search.in_bytes(received, "received") == []
    assert search.in_bytes(stored, "stored") == []
    assert search.in_bytes(week.log.encode(), "logged") == []
    for text in week.texts:
        assert search.in_bytes(received + text.encode(), "planted") != []


def test_both_exceptions_of_the_threat_model_are_these_and_no_more(week: Week) -> None:
    """Who asked whom for a first contact, and which address watches whom: nothing else joins two.

    Bob met Dave by an invite, which needs no request.
    """
    alice, bob, dave = NAMES
    found = exceptions_in(week, week.frames)

    asked = {one for one in found if one.where == FIRST_CONTACT}
    assert asked == {Joined(FIRST_CONTACT, alice, (bob,)), Joined(FIRST_CONTACT, dave, (alice,))}
    watched = {one for one in found if one.where == WATCH_SET}
    assert {
        Joined(WATCH_SET, alice, (bob, dave)),
        Joined(WATCH_SET, bob, (alice, dave)),
        Joined(WATCH_SET, dave, (alice, bob)),
    } <= watched
    assert all(one.by not in one.others for one in watched)
    assert found == asked | watched


def test_exceptions_are_found_where_they_are_planted(week: Week) -> None:
    alice, bob, dave = NAMES
    ids = week.accounts
    ask = Ask(request=1, account=ids[bob], device=1, envelope=bytes(MIN_ENVELOPE_BYTES))
    watches = [
        WatchAccount(request=1, account=ids[alice], delivery_key=b""),
        WatchName(request=2, name=dave),
    ]

    assert exceptions_in(week, [frame_of(dave, ConnectionKind.AUTH, ask)]) == {
        Joined(FIRST_CONTACT, dave, (bob,))
    }
    assert Joined(WATCH_SET, bob, (alice, dave)) in exceptions_in(
        week, [frame_of(bob, ConnectionKind.WATCH, *watches)]
    )


def test_signed_in_connection_names_somebody_else_only_in_a_request(week: Week) -> None:
    alice, bob, _ = NAMES
    planted = Lookup(request=1, name=bob)

    assert others_named_signed_in(week, week.frames) == set()
    assert others_named_signed_in(week, [frame_of(alice, ConnectionKind.AUTH, planted)]) == {
        Joined("Lookup", alice, (bob,))
    }


def test_anonymous_connection_never_names_its_sender(week: Week) -> None:
    """On /send and /watch."""
    alice, bob, _ = NAMES
    planted = WatchAccount(request=1, account=week.accounts[alice], delivery_key=b"")

    assert senders_named(week, week.frames) == set()
    assert senders_named(week, [frame_of(alice, ConnectionKind.WATCH, planted)]) == {
        Joined("WatchAccount", alice, (alice,))
    }
    assert senders_named(week, [frame_of(bob, ConnectionKind.WATCH, planted)]) == set()


def test_sealed_send_names_its_recipient_and_nobody_else(week: Week) -> None:
    alice, bob, dave = NAMES

    def send(*recipients: str, envelope: bytes = bytes(MIN_ENVELOPE_BYTES)) -> Send:
        return Send(
            request=1,
            items=[
                SendItem(
                    account=week.accounts[name],
                    device=1,
                    delivery_key=b"",
                    transient=False,
                    envelope=envelope,
                )
                for name in recipients
            ],
        )

    def found(planted: Send) -> set[Joined]:
        return sealed_sends_that_name_more(week, [frame_of(alice, ConnectionKind.SEND, planted)])

    assert sealed_sends_that_name_more(week, week.frames) == set()
    assert found(send(bob)) == set()
    assert found(send(bob, dave)) == {Joined("Send", alice, (bob, dave))}
    named = week.accounts[alice].ljust(MIN_ENVELOPE_BYTES, b"x")
    assert found(send(bob, envelope=named)) == {Joined("Send", alice, (alice, bob))}


def test_no_stored_row_names_two_people(week: Week) -> None:
    alice, bob, _ = NAMES
    both = week.accounts[alice] + b"\n" + bob.encode()

    assert rows_that_pair(week, week.rows) == set()
    assert rows_that_pair(week, [("account", both)]) == {Joined("account", "", (alice, bob))}
    assert rows_that_pair(week, [("envelope", week.accounts[bob])]) == {
        Joined("envelope", "", (bob,))
    }


def test_no_log_line_names_anybody(week: Week) -> None:
    assert week.log
    assert week.people_in(week.log.encode()) == set()
    assert week.people_in(week.log.encode() + NAMES[2].encode()) == {NAMES[2]}
