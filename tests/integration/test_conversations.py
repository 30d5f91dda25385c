"""Two whole messengers and a real relay process: conversations on good days and on bad ones."""

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from desktop.core.events import PresenceChanged
from desktop.core.ports import Relay, Spawn
from desktop.core.records import ConnectionState, ContactId, DeliveryState, MessageRecord
from desktop.core.rows import OutgoingEnvelope
from desktop.errors import MessageTooLong, NetworkError
from desktop.network.relay_address import parse_relay_address
from desktop.network.relay_client import RelayClient
from protocol import limits, messages
from protocol.codec import build_frames, decode_relay_frame, encode_message
from protocol.messages import ConnectionKind, PresenceState, SendResult
from tests.faults.kill_points import Countdown, KillPoint
from tests.helpers.client_process import RelayProgram
from tests.helpers.messengers import DEADLINE_S, PASSWORD, Person, run
from tests.helpers.relay_process import RelayProcess
from tests.helpers.seeded_random import SeededRandom

LONG_TEXT = ("Hello שלום 🚲 — " * 1_400)[:20_000]
"""20,000 characters of Latin, Hebrew and emoji."""


class KeepingClient(RelayClient):
    """A real client that keeps every envelope that it submits."""

    def __init__(self, url: str, *, spawn: Spawn, submitted: list[OutgoingEnvelope]) -> None:
        super().__init__(parse_relay_address(url), spawn=spawn)
        self._submitted = submitted

    async def submit(self, envelopes: Sequence[OutgoingEnvelope]) -> list[SendResult]:
        self._submitted += envelopes
        return await super().submit(envelopes)


class Messenger(Person):
    """A person whose messenger reaches a relay over real connections.

    Attributes:
        url: Where, whatever address the profile remembers.
        submitted: Every envelope that was handed to the relay, each time.
    """

    def __init__(self, name: str, path: Path, url: str) -> None:
        super().__init__(name, path, self.make_client, address=url)
        self.url = url
        self.submitted: list[OutgoingEnvelope] = []

    def make_client(self, _remembered: str = "") -> Relay:
        """Return another client of the relay."""
        return KeepingClient(self.url, spawn=self._supervisor.spawn, submitted=self.submitted)

    async def offline(self) -> None:
        """Wait until the newest connection state is OFFLINE."""
        await self.until(lambda: self.connection_states()[-1:] == [ConnectionState.OFFLINE])

    async def back_online(self) -> None:
        """Try at once and wait until online."""
        self.engine.reconnect_now()
        await self.online()

    async def contact(self) -> ContactId:
        """Return the only contact."""
        (conversation,) = await self.conversations()
        return conversation.contact.id

    async def history(self) -> list[MessageRecord]:
        """Return every message of the only conversation, in display order."""
        return await self.engine.load_messages(await self.contact(), limit=10_000)

    async def texts_of(self, *, is_own: bool) -> list[str]:
        """Return the shown texts of one side, in display order."""
        return [one.text for one in await self.history() if one.is_own is is_own]

    async def say(self, text: str) -> MessageRecord:
        """Write to the only contact."""
        return await self.engine.send_text(await self.contact(), text)

    async def all_own(self, state: DeliveryState) -> None:
        """Wait until every own message is in a state."""

        async def holds() -> bool:
            return all(one.state is state for one in await self.history() if one.is_own)

        await self.until(holds)

    async def sees(self, state: PresenceState) -> None:
        """Wait until the newest presence told is a state."""

        def told() -> list[PresenceState]:
            return [one.presence for one in self.events if isinstance(one, PresenceChanged)]

        await self.until(lambda: told()[-1:] == [state])


@dataclass(frozen=True)
class Town:
    """A relay with two registered people who never met, all stopped."""

    folder: Path
    secrets: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Made once: making keys and stretching passwords takes seconds."""
    folder = tmp_path_factory.mktemp("town")
    (folder / "relay").mkdir()

    async def register(name: str, url: str) -> dict[str, str]:
        async with Messenger(name, folder, url) as person:
            await person.create_account()
        return person.folder.secrets.entries

    with RelayProcess(folder / "relay") as relay:
        secrets = {name: run(register(name, relay.url)) for name in ("alice", "bob")}
    return Town(folder, secrets)


@pytest.fixture
def relay(town: Town, tmp_path: Path) -> Iterator[RelayProcess]:
    """A copy of the town's relay, running."""
    shutil.copytree(town.folder / "relay", tmp_path / "relay")
    with RelayProcess(tmp_path / "relay") as process:
        yield process


def move_in(name: str, town: Town, path: Path, url: str) -> Messenger:
    """Return a copy of one of the two people, closed."""
    shutil.copytree(town.folder / name, path / name)
    person = Messenger(name, path, url)
    person.folder.secrets.entries = dict(town.secrets[name])
    person._random = SeededRandom(f"{name} after moving")
    return person


@pytest.fixture
def alice(town: Town, relay: RelayProcess, tmp_path: Path) -> Messenger:
    return move_in("alice", town, tmp_path, relay.url)


@pytest.fixture
def bob(town: Town, relay: RelayProcess, tmp_path: Path) -> Messenger:
    return move_in("bob", town, tmp_path, relay.url)


def play(story: Callable[[], Coroutine[Any, Any, None]], *people: Messenger) -> None:
    """Open everybody, play a story, and close everybody."""

    async def whole() -> None:
        async with asyncio.timeout(2 * DEADLINE_S):
            for person in people:
                await person.__aenter__()
            try:
                await asyncio.gather(*[person.reopen() for person in people])
                await story()
            finally:
                for person in people:
                    await person.__aexit__(None, None, None)

    asyncio.run(whole())


def test_two_people_chat_both_ways(alice: Messenger, bob: Messenger) -> None:
    async def story() -> None:
        await alice.chat_with(bob)
        await alice.delivered(await alice.say("Hello Bob"))
        assert await bob.received(1) == ["Hello Bob"]
        for number in range(5):
            await bob.delivered(await bob.say(f"b{number}"))
            await alice.delivered(await alice.say(f"a{number}"))
        assert await alice.texts() == await bob.texts()
        assert await bob.texts() == [
            "Hello Bob",
            *["b0", "a0", "b1", "a1", "b2", "a2", "b3", "a3", "b4", "a4"],
        ]

    play(story, alice, bob)


def test_first_messages_that_cross_both_arrive(alice: Messenger, bob: Messenger) -> None:
    async def story() -> None:
        await asyncio.gather(alice.chat_with(bob), bob.chat_with(alice))
        await asyncio.gather(alice.say("from alice"), bob.say("from bob"))
        await asyncio.gather(alice.all_own(DELIVERED), bob.all_own(DELIVERED))
        await asyncio.gather(alice.say("second of alice"), bob.say("second of bob"))
        await asyncio.gather(alice.all_own(DELIVERED), bob.all_own(DELIVERED))
        for person in (alice, bob):
            of_alice = await person.texts_of(is_own=person is alice)
            of_bob = await person.texts_of(is_own=person is bob)
            assert of_alice == ["from alice", "second of alice"]
            assert of_bob == ["from bob", "second of bob"]

    play(story, alice, bob)


DELIVERED, SENT = DeliveryState.DELIVERED, DeliveryState.SENT


def test_message_waits_at_the_relay_for_somebody_offline(
    alice: Messenger, bob: Messenger, relay: RelayProcess
) -> None:
    """The relay is started anew meanwhile, and the sender goes away."""
    texts = [f"while you were away {number}" for number in range(5)]

    async def write() -> None:
        await alice.chat_with(bob)
        for text in texts:
            await alice.say(text)
        await alice.all_own(SENT)

    async def read() -> None:
        assert await bob.received(5) == texts
        (conversation,) = await bob.conversations()
        assert conversation.unread_count == 5

    play(write, alice)
    assert relay.terminate() == 0
    relay.restart()
    play(read, bob)


def test_connection_comes_back_after_the_relay_was_killed(
    alice: Messenger, bob: Messenger, relay: RelayProcess
) -> None:
    async def story() -> None:
        await alice.chat_with(bob)
        await alice.say("before")
        await bob.received(1)
        relay.kill()
        await asyncio.gather(alice.offline(), bob.offline())
        await alice.say("meanwhile")
        await bob.say("from me too")
        await asyncio.to_thread(relay.restart)
        await asyncio.gather(alice.back_online(), bob.back_online())
        await alice.say("after")
        assert await bob.received(3) == ["before", "meanwhile", "after"]
        assert await alice.received(1) == ["from me too"]
        await asyncio.gather(alice.all_own(DELIVERED), bob.all_own(DELIVERED))

    play(story, alice, bob)


def test_relay_that_is_stopped_and_started_again_is_found_by_itself(
    alice: Messenger, bob: Messenger, relay: RelayProcess
) -> None:
    async def story() -> None:
        await alice.chat_with(bob)
        assert await asyncio.to_thread(relay.terminate) == 0
        await alice.offline()
        await asyncio.to_thread(relay.restart)
        await asyncio.gather(alice.online(), bob.online())
        await alice.delivered(await alice.say("again"))

    play(story, alice, bob)


def test_registration_whose_answer_was_lost_succeeds_when_repeated(tmp_path: Path) -> None:
    """The relay is killed after its commit, before its answer; the person types the same again."""

    async def story() -> None:
        relay = RelayProgram(tmp_path / "relay")
        await relay.start(Countdown.describe(KillPoint.RELAY_REGISTERED, 1))
        carol = Messenger("carol", tmp_path, relay.url)
        async with carol:
            try:
                with pytest.raises(NetworkError):
                    await carol.create_account()
                assert await relay.wait() < 0
                await relay.start()
                await carol.create_account()
            finally:
                relay.kill()
                await relay.wait()

    run(story())


def test_registration_whose_answer_was_lost_is_finished_at_the_next_start(tmp_path: Path) -> None:
    async def story() -> None:
        relay = RelayProgram(tmp_path / "relay")
        await relay.start(Countdown.describe(KillPoint.RELAY_REGISTERED, 1))
        carol = Messenger("carol", tmp_path, relay.url)
        try:
            async with carol:
                with pytest.raises(NetworkError):
                    await carol.create_account()
                assert await relay.wait() < 0
            await relay.start()
            async with carol:
                await carol.reopen()
        finally:
            relay.kill()
            await relay.wait()

    run(story())


def test_long_text_of_many_scripts_arrives_whole(alice: Messenger, bob: Messenger) -> None:
    async def story() -> None:
        await alice.chat_with(bob)
        await alice.delivered(await alice.say(LONG_TEXT))
        assert await bob.received(1) == [LONG_TEXT]

    assert len(LONG_TEXT) == 20_000
    play(story, alice, bob)


def test_text_over_the_limit_is_refused_before_anything_is_queued(
    alice: Messenger, bob: Messenger
) -> None:
    async def story() -> None:
        await alice.chat_with(bob)
        with pytest.raises(MessageTooLong):
            await alice.say("x" * (limits.MAX_TEXT_BYTES + 1))
        assert await alice.history() == []
        longest = "x" * limits.MAX_TEXT_BYTES
        await alice.delivered(await alice.say(longest))
        assert await bob.texts() == [longest]

    play(story, alice, bob)


def test_app_starts_without_its_relay_and_sends_once_it_is_there(
    alice: Messenger, bob: Messenger, relay: RelayProcess
) -> None:
    async def meet() -> None:
        await alice.chat_with(bob)
        await alice.delivered(await alice.say("first"))

    async def story() -> None:
        async with alice, bob:
            assert await alice.engine.open_profile() is not None
            await alice.offline()
            assert await alice.texts() == ["first"]
            await alice.say("written offline")
            await asyncio.to_thread(relay.restart)
            await asyncio.gather(alice.back_online(), bob.reopen())
            assert await bob.received(1) == ["written offline"]

    play(meet, alice, bob)
    relay.kill()
    run(story())


def test_registering_at_no_relay_is_told_and_can_be_repeated(
    relay: RelayProcess, tmp_path: Path
) -> None:
    carol = Messenger("carol", tmp_path, relay.url)

    async def story() -> None:
        async with carol:
            relay.kill()
            with pytest.raises(NetworkError):
                await carol.engine.create_account(
                    relay_address=relay.url,
                    name="carol",
                    password=PASSWORD,
                    progress=lambda _step: None,
                )
            await asyncio.to_thread(relay.restart)
            await carol.create_account()

    run(story())


def test_each_sees_the_other_come_and_go(alice: Messenger, bob: Messenger) -> None:
    async def story() -> None:
        await alice.chat_with(bob)
        await alice.sees(PresenceState.RECENTLY)
        async with bob:
            await bob.reopen()
            await alice.sees(PresenceState.ONLINE)
            await bob.chat_with(alice)
            await bob.sees(PresenceState.ONLINE)
        await alice.sees(PresenceState.RECENTLY)

    async def be_there_once() -> None:
        await bob.online()

    play(be_there_once, bob)
    play(story, alice)


def test_200_messages_queued_on_each_side_arrive_in_order(
    alice: Messenger, bob: Messenger, relay: RelayProcess
) -> None:
    async def story() -> None:
        await asyncio.gather(alice.chat_with(bob), bob.chat_with(alice))
        relay.kill()
        await asyncio.gather(alice.offline(), bob.offline())
        for number in range(200):
            await alice.say(f"a{number}")
            await bob.say(f"b{number}")
        await asyncio.to_thread(relay.restart)
        await asyncio.gather(alice.back_online(), bob.back_online())
        await asyncio.gather(alice.all_own(DELIVERED), bob.all_own(DELIVERED))
        for person in (alice, bob):
            of_alice = await person.texts_of(is_own=person is alice)
            of_bob = await person.texts_of(is_own=person is bob)
            assert of_alice == [f"a{number}" for number in range(200)]
            assert of_bob == [f"b{number}" for number in range(200)]

    play(story, alice, bob)


@pytest.mark.parametrize("kind", ConnectionKind)
def test_garbage_on_another_connection_disturbs_nobody(
    alice: Messenger, bob: Messenger, relay: RelayProcess, kind: ConnectionKind
) -> None:
    """SV-05: whoever sends it is cut off; a conversation beside it goes on."""

    async def throw_garbage(frame: bytes | str) -> int | None:
        async with connect(relay.url + kind.value, proxy=None, user_agent_header=None) as socket:
            await socket.recv()
            await socket.send(frame)
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await socket.recv()
            return socket.close_code

    async def story() -> None:
        await alice.chat_with(bob)
        for number in range(3):
            codes = await asyncio.gather(
                throw_garbage(b"\xff" * 1000), throw_garbage("text"), throw_garbage(b"\x90")
            )
            assert 1000 not in codes
            await alice.delivered(await alice.say(f"{number}"))
            await bob.delivered(await bob.say(f"re {number}"))
        assert set(alice.connection_states()[-1:]) == {ConnectionState.ONLINE}
        assert ConnectionState.OFFLINE not in bob.connection_states()

    play(story, alice, bob)


@asynccontextmanager
async def disorderly_proxy(url: str) -> AsyncIterator[str]:
    """Stand between a client and a relay, and deliver every envelope twice and in wrong order."""

    async def pass_up(client: ServerConnection, upstream: ClientConnection) -> None:
        async for frame in client:
            await upstream.send(frame)
        await upstream.close()

    async def pass_down(client: ServerConnection, upstream: ClientConnection) -> None:
        async for frame in upstream:
            assert isinstance(frame, bytes)
            for disorderly in build_frames(map(encode_message, disorder(frame))):
                await client.send(disorderly)
        await client.close()

    def disorder(frame: bytes) -> list[messages.Message]:
        said = decode_relay_frame(frame)
        found = [one for one in said if isinstance(one, messages.Deliver)]
        before = [one for one in said if isinstance(one, messages.Reply | messages.Hello)]
        after = [one for one in said if one not in found and one not in before]
        return [*before, *reversed(found), *found, *after]

    async def handle(client: ServerConnection) -> None:
        assert client.request is not None
        async with connect(
            url + client.request.path, proxy=None, user_agent_header=None, compression=None
        ) as upstream:
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(pass_up(client, upstream), name="up")
                    group.create_task(pass_down(client, upstream), name="down")
            except* ConnectionClosed:
                pass

    async with serve(handle, "127.0.0.1", 0, compression=None) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"ws://127.0.0.1:{port}"


def test_doubled_and_reordered_deliveries_are_shown_once_and_in_order(
    alice: Messenger, bob: Messenger
) -> None:
    """FT-08: also the first messages of all, which come in wrong order."""
    texts = [f"number {number}" for number in range(20)]

    async def write() -> None:
        await alice.chat_with(bob)
        for text in texts:
            await alice.say(text)
        await alice.all_own(SENT)

    async def read() -> None:
        async with disorderly_proxy(bob.url) as url, bob:
            bob.url = url
            await bob.engine.open_profile()
            await bob.online()
            assert sorted(await bob.received(20)) == sorted(texts)
            assert await bob.texts() == texts
            await bob.say("answer")
            await bob.all_own(SENT)

    play(write, alice)
    run(read())


def test_envelope_sent_again_by_somebody_else_is_shown_once(
    alice: Messenger, bob: Messenger, relay: RelayProcess
) -> None:
    """PR-03: while it is held, after its acknowledgement, and after a restart."""

    async def repeat(person: Messenger, envelope: OutgoingEnvelope) -> None:
        client = person.make_client()
        try:
            (result,) = await client.submit([envelope])
            assert result.verdict is messages.SendVerdict.ACCEPTED
        finally:
            await client.close()

    async def write() -> None:
        await alice.chat_with(bob)
        await alice.say("once")
        await alice.all_own(SENT)
        await repeat(alice, alice.submitted[0])

    async def read() -> None:
        assert await bob.received(1) == ["once"]
        await repeat(bob, alice.submitted[0])
        await bob.delivered(await bob.say("seen"))
        await repeat(bob, alice.submitted[0])

    async def look() -> None:
        await alice.delivered(await alice.say("last"))
        assert await bob.texts() == await alice.texts() == ["once", "seen", "last"]

    play(write, alice)
    play(read, bob, alice)
    play(look, bob, alice)


def test_send_whose_answer_was_lost_is_repeated_byte_for_byte_and_stored_once(
    town: Town, tmp_path: Path
) -> None:
    """PR-19: the relay is killed after its commit, before its answer."""

    async def story() -> None:
        shutil.copytree(town.folder / "relay", tmp_path / "relay")
        relay = RelayProgram(tmp_path / "relay")
        await relay.start(Countdown.describe(KillPoint.RELAY_COMMITTED, 1))
        alice = move_in("alice", town, tmp_path, relay.url)
        bob = Messenger("bob", tmp_path, relay.url)
        try:
            async with alice:
                await alice.reopen()
                await alice.chat_with(bob)
                await alice.say("once")
                assert await relay.wait() < 0
                await relay.start()
                alice.engine.reconnect_now()
                await alice.all_own(SENT)
        finally:
            relay.kill()
            await relay.wait()
        first, *repeats = [one.envelope for one in alice.submitted]
        assert repeats
        assert set(repeats) == {first}
        with contextlib.closing(sqlite3.connect(relay.database)) as connection:
            assert connection.execute("SELECT envelope FROM envelope").fetchall() == [(first,)]

    run(story())
