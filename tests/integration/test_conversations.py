"""Whole messengers and a real relay process: conversations on good days and on bad ones."""

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
from desktop.core.ports.relay import Relay
from desktop.core.ports.runtime import Spawn
from desktop.core.records import (
    ConnectionState,
    ContactId,
    DeliveryState,
    MessageKind,
    MessageRecord,
    Privacy,
    Relation,
)
from desktop.core.relations import UNANSWERED_TEXTS
from desktop.core.rows.relay import OutgoingEnvelope
from desktop.errors import MessageTooLong, NetworkError, NotAcceptedYet, SendingStopped
from desktop.network.relay_address import parse_relay_address
from desktop.network.relay_client import RelayClient
from protocol import limits, messages
from protocol.codec import build_frames, decode_relay_frame, encode_message
from protocol.messages import ConnectionKind, PresenceRule, PresenceState, SendResult
from tests.e2e.leak_search import LeakSearch
from tests.faults.kill_points import Countdown, KillPoint
from tests.helpers.client_process import RelayProgram
from tests.helpers.messengers import DEADLINE_S, PASSWORD, Person, run
from tests.helpers.relay_process import RelayProcess
from tests.helpers.seeded_random import SeededRandom

LONG_TEXT = ("Hello שלום 🚲 — " * 1_400)[:20_000]
"""20,000 characters of Latin, Hebrew and emoji."""


HELLO = "Hello, may I write to you?"

SENDER = "erin.who-is-searched-for"
"""A name long enough to be told from chance."""

DELIVERED, SENT = DeliveryState.DELIVERED, DeliveryState.SENT


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

    def make_client(self, _remembered: str = "", *, pinned_key: bytes = b"") -> Relay:
        """Return another client of the relay."""
        return KeepingClient(self.url, spawn=self._supervisor.spawn, submitted=self.submitted)

    async def offline(self) -> None:
        """Wait until the newest connection state is OFFLINE."""
        await self.until(lambda: self.connection_states()[-1:] == [ConnectionState.OFFLINE])

    async def back_online(self) -> None:
        """Try at once and wait until online."""
        self.engine.reconnect_now()
        await self.online()

    async def relation_to(self, other: Person) -> Relation:
        """Return how this person stands with another one."""
        return (await self.contact_of(other)).relation

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

    async def say_to(self, other: Person, text: str) -> MessageRecord:
        """Write to one of several contacts."""
        return await self.engine.send_text((await self.contact_of(other)).id, text)

    async def knows(self, other: Person) -> bool:
        """Tell whether another person is among the contacts, a request included."""
        names = [one.contact.username for one in await self.conversations()]
        return other.name in names

    async def befriend(self, other: "Messenger") -> None:
        """Ask to write to somebody who is there and accepts."""
        await self.chat_with(other)
        request = await self.say_to(other, HELLO)
        await other.until(lambda: other.knows(self))
        await other.accept(self)
        await self.delivered(request)

    async def all_own(self, *states: DeliveryState) -> None:
        """Wait until every own message is in one of the states."""

        async def holds() -> bool:
            return all(one.state in states for one in await self.history() if one.is_own)

        await self.until(holds)

    async def sees(self, state: PresenceState) -> None:
        """Wait until the newest presence told is a state."""

        def told() -> list[PresenceState]:
            return [one.presence for one in self.events if isinstance(one, PresenceChanged)]

        await self.until(lambda: told()[-1:] == [state])


@dataclass(frozen=True)
class Town:
    """A relay with registered people who never met, all stopped."""

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
        secrets = {
            name: run(register(name, relay.url)) for name in ("alice", "bob", "dave", SENDER)
        }
    return Town(folder, secrets)


@pytest.fixture
def relay(town: Town, tmp_path: Path) -> Iterator[RelayProcess]:
    """A copy of the town's relay, running."""
    shutil.copytree(town.folder / "relay", tmp_path / "relay")
    with RelayProcess(tmp_path / "relay") as process:
        yield process


def move_in(name: str, town: Town, path: Path, url: str) -> Messenger:
    """Return a copy of one of the people, closed."""
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


@pytest.fixture
def dave(town: Town, relay: RelayProcess, tmp_path: Path) -> Messenger:
    return move_in("dave", town, tmp_path, relay.url)


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
        await alice.befriend(bob)
        for number in range(5):
            await bob.delivered(await bob.say(f"b{number}"))
            await alice.delivered(await alice.say(f"a{number}"))
        assert await alice.texts() == await bob.texts()
        assert await bob.texts() == [
            HELLO,
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


def test_message_waits_at_the_relay_for_somebody_offline(
    alice: Messenger, bob: Messenger, relay: RelayProcess
) -> None:
    """The relay is started anew meanwhile, and the sender goes away."""
    texts = [f"while you were away {number}" for number in range(5)]

    async def meet() -> None:
        await alice.befriend(bob)
        await bob.engine.mark_read(await bob.contact())

    async def write() -> None:
        for text in texts:
            await alice.say(text)
        await alice.all_own(SENT, DELIVERED)

    async def read() -> None:
        assert await bob.received(5) == texts
        (conversation,) = await bob.conversations()
        assert conversation.unread_count == 5

    play(meet, alice, bob)
    play(write, alice)
    assert relay.terminate() == 0
    relay.restart()
    play(read, bob)


def test_connection_comes_back_after_the_relay_was_killed(
    alice: Messenger, bob: Messenger, relay: RelayProcess
) -> None:
    async def story() -> None:
        await alice.befriend(bob)
        await alice.say("before")
        await bob.received(2)
        relay.kill()
        await asyncio.gather(alice.offline(), bob.offline())
        await alice.say("meanwhile")
        await bob.say("from me too")
        await asyncio.to_thread(relay.restart)
        await asyncio.gather(alice.back_online(), bob.back_online())
        await alice.say("after")
        assert await bob.received(4) == [HELLO, "before", "meanwhile", "after"]
        assert await alice.received(1) == ["from me too"]
        await asyncio.gather(alice.all_own(DELIVERED), bob.all_own(DELIVERED))

    play(story, alice, bob)


def test_relay_that_is_stopped_and_started_again_is_found_by_itself(
    alice: Messenger, bob: Messenger, relay: RelayProcess
) -> None:
    async def story() -> None:
        await alice.befriend(bob)
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
        await alice.befriend(bob)
        await alice.delivered(await alice.say(LONG_TEXT))
        assert await bob.received(2) == [HELLO, LONG_TEXT]

    assert len(LONG_TEXT) == 20_000
    play(story, alice, bob)


def test_text_over_the_limit_is_refused_before_anything_is_queued(
    alice: Messenger, bob: Messenger
) -> None:
    async def story() -> None:
        await alice.befriend(bob)
        with pytest.raises(MessageTooLong):
            await alice.say("x" * (limits.MAX_TEXT_BYTES + 1))
        assert await alice.texts() == [HELLO]
        longest = "x" * limits.MAX_TEXT_BYTES
        await alice.delivered(await alice.say(longest))
        assert await bob.texts() == [HELLO, longest]

    play(story, alice, bob)


def test_app_starts_without_its_relay_and_sends_once_it_is_there(
    alice: Messenger, bob: Messenger, relay: RelayProcess
) -> None:
    async def meet() -> None:
        await alice.befriend(bob)

    async def story() -> None:
        async with alice, bob:
            assert await alice.engine.open_profile() is not None
            await alice.offline()
            assert await alice.texts() == [HELLO]
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
        await alice.befriend(bob)
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
            assert of_alice == [HELLO, *[f"a{number}" for number in range(200)]]
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
        await alice.befriend(bob)
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


@pytest.mark.parametrize("count", [UNANSWERED_TEXTS, 20])
def test_doubled_and_reordered_deliveries_are_shown_once_and_in_order(
    alice: Messenger, bob: Messenger, count: int
) -> None:
    """FT-08: also the first messages of all, which come in wrong order."""
    texts = [f"number {number}" for number in range(count)]
    is_request = count == UNANSWERED_TEXTS

    async def meet() -> None:
        await alice.befriend(bob)

    async def write() -> None:
        if is_request:
            await alice.chat_with(bob)
        for text in texts:
            await alice.say(text)
        await alice.all_own(SENT, DELIVERED)

    async def read() -> None:
        async with disorderly_proxy(bob.url) as url, bob:
            bob.url = url
            await bob.engine.open_profile()
            await bob.online()
            shown = [*([] if is_request else [HELLO]), *texts]

            async def shows_all() -> bool:
                return await bob.texts() == shown

            await bob.until(shows_all)
            told = [one.text for one in bob.added() if one.kind is MessageKind.TEXT]
            assert sorted(told) == sorted(texts)
            await bob.engine.accept(await bob.contact())
            await bob.say("answer")
            await bob.all_own(SENT)

    if not is_request:
        play(meet, alice, bob)
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

    async def meet() -> None:
        await alice.befriend(bob)

    async def write() -> None:
        alice.submitted.clear()
        await alice.say("once")
        await alice.all_own(SENT, DELIVERED)
        await repeat(alice, alice.submitted[0])

    async def read() -> None:
        assert await bob.received(1) == ["once"]
        await repeat(bob, alice.submitted[0])
        await bob.delivered(await bob.say("seen"))
        await repeat(bob, alice.submitted[0])

    async def look() -> None:
        await alice.delivered(await alice.say("last"))
        assert await bob.texts() == await alice.texts() == [HELLO, "once", "seen", "last"]

    play(meet, alice, bob)
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
        await relay.start()
        alice = move_in("alice", town, tmp_path, relay.url)
        bob = move_in("bob", town, tmp_path, relay.url)
        try:
            async with alice, bob:
                await asyncio.gather(alice.reopen(), bob.reopen())
                await alice.befriend(bob)
                await alice.until(lambda: stored_envelopes(relay.database) == [])
            assert await relay.terminate() == 0
            await relay.start(Countdown.describe(KillPoint.RELAY_COMMITTED, 1))
            alice.submitted.clear()
            async with alice:
                await alice.reopen()
                await alice.say("once")
                assert await relay.wait() < 0
                await relay.start()
                alice.engine.reconnect_now()
                await alice.all_own(SENT, DELIVERED)
        finally:
            relay.kill()
            await relay.wait()
        first, *repeats = [one.envelope for one in alice.submitted]
        assert repeats
        assert set(repeats) == {first}
        assert stored_envelopes(relay.database) == [first]

    run(story())


def stored_envelopes(database: Path) -> list[bytes]:
    """Return every envelope that a relay holds."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return [envelope for (envelope,) in connection.execute("SELECT envelope FROM envelope")]


# --- who may write, and who may look --------------------------------------------------------------


def test_request_is_answered_only_once_it_is_accepted(alice: Messenger, bob: Messenger) -> None:
    async def story() -> None:
        await alice.chat_with(bob)
        for number in range(UNANSWERED_TEXTS):
            await alice.say(f"request {number}")
        with pytest.raises(NotAcceptedYet):
            await alice.say("one too many")
        assert await bob.received(UNANSWERED_TEXTS) == [f"request {number}" for number in range(3)]
        assert await bob.relation_to(alice) is Relation.REQUEST
        with pytest.raises(SendingStopped):
            await bob.say("not before I accept")
        await bob.engine.mark_read(await bob.contact())
        await asyncio.sleep(1)
        assert [one.state for one in await alice.history()] == [SENT] * 3
        assert await alice.relation_to(bob) is Relation.ASKED
        await bob.accept(alice)
        await alice.all_own(DELIVERED)
        await bob.delivered(await bob.say("welcome"))
        await alice.delivered(await alice.say("thank you"))

    play(story, alice, bob)


def test_what_a_stranger_wrote_beyond_three_is_shown_after_accept(
    alice: Messenger, bob: Messenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PR-36: a client that does not keep to three; repair brings what was not kept."""
    monkeypatch.setattr("desktop.core.relations.UNANSWERED_TEXTS", 5)
    texts = [f"request {number}" for number in range(5)]

    async def story() -> None:
        await alice.chat_with(bob)
        for text in texts:
            await alice.say(text)
        await alice.all_own(SENT)
        assert await bob.received(3) == texts[:3]
        await bob.accept(alice)
        await alice.say("now you hear me")

        async def shows_all() -> bool:
            return await bob.texts() == [*texts, "now you hear me"]

        await bob.until(shows_all)
        await alice.all_own(DELIVERED)

    play(story, alice, bob)


def test_blocked_sender_is_not_heard_and_friends_lose_nothing(
    alice: Messenger, bob: Messenger, dave: Messenger
) -> None:
    """PR-18: the mailbox's key is replaced while a friend goes on writing."""

    async def story() -> None:
        await alice.befriend(bob)
        await dave.befriend(bob)
        friendly = [f"friend {number}" for number in range(20)]

        async def write() -> None:
            for text in friendly:
                await dave.say(text)
                await asyncio.sleep(0.02)

        async with asyncio.TaskGroup() as group:
            group.create_task(write(), name="a friend writes")
            await bob.engine.block((await bob.contact_of(alice)).id, hide_presence=False)
            for number in range(5):
                await alice.say(f"blocked {number}")
                await asyncio.sleep(0.05)
        await dave.all_own(DELIVERED)
        await bob.delivered(await bob.say_to(dave, "I hear you"))
        heard = [one.text for one in bob.added() if not one.is_own]
        assert [text for text in heard if text.startswith("blocked")] == []
        assert [text for text in heard if text.startswith("friend")] == friendly
        assert DELIVERED not in {one.state for one in (await alice.history())[1:]}

    play(story, alice, bob, dave)


def test_invited_person_needs_no_accept(alice: Messenger, bob: Messenger) -> None:
    """PR-28: the first message is answered at once, and both may write."""

    async def story() -> None:
        await alice.engine.open_invite(await bob.engine.create_invite())
        await alice.delivered(await alice.say("you invited me"))
        assert await bob.received(1) == ["you invited me"]
        await bob.delivered(await bob.say("welcome"))
        assert await bob.relation_to(alice) is Relation.ACCEPTED
        assert await alice.relation_to(bob) is Relation.ACCEPTED

    play(story, alice, bob)


def test_presence_for_contacts_is_not_told_to_a_stranger(
    alice: Messenger, bob: Messenger, dave: Messenger
) -> None:
    """SV-17: somebody accepted sees it; whoever else knows the name does not."""

    async def story() -> None:
        await alice.befriend(bob)
        assert (await dave.engine.look_up("bob")).presence is PresenceState.ONLINE
        await bob.engine.save_privacy(Privacy(presence=PresenceRule.CONTACTS))

        async def is_hidden() -> bool:
            return (await dave.engine.look_up("bob")).presence is PresenceState.UNKNOWN

        await dave.until(is_hidden)
        await dave.chat_with(bob)
        async with asyncio.timeout(DEADLINE_S):
            await bob.engine.close()
            await alice.sees(PresenceState.RECENTLY)
            await bob.reopen()
            await alice.sees(PresenceState.ONLINE)
        told = [one.presence for one in dave.events if isinstance(one, PresenceChanged)]
        assert set(told) <= {PresenceState.UNKNOWN}

    play(story, alice, bob, dave)


# --- sealed senders -------------------------------------------------------------------------------


def test_relay_that_was_only_sent_to_anonymously_knows_no_sender(
    town: Town, relay: RelayProcess, bob: Messenger, tmp_path: Path
) -> None:
    """PR-16: searched in its database, its log at debug level and its memory.

    The sender has an account at one relay, and the envelopes go to a copy of it that never had
    that account, so that whatever is found there came with them.
    """
    erin = move_in(SENDER, town, tmp_path, relay.url)
    texts = ["nobody knows who says this", "nor this"]
    copy = tmp_path / "copy"

    async def meet() -> None:
        await erin.befriend(bob)
        await erin.until(lambda: stored_envelopes(relay.database) == [])

    async def write() -> None:
        erin.submitted.clear()
        for text in texts:
            await erin.say(text)
        await erin.all_own(SENT, DELIVERED)

    async def send_anonymously() -> None:
        async with erin:
            client = erin.make_client()
            try:
                results = await client.submit(list(erin.submitted))
            finally:
                await client.close()
        assert {one.verdict for one in results} == {messages.SendVerdict.ACCEPTED}

    async def read() -> None:
        assert await bob.received(len(texts)) == texts

    play(meet, erin, bob)
    assert relay.terminate() == 0
    copy.mkdir()
    shutil.copy(relay.database, copy)
    account_of_erin = remove_account(copy / "relay.db", SENDER)
    relay.restart()
    play(write, erin)
    search = LeakSearch({"sender's id": account_of_erin, "sender's name": SENDER})
    with RelayProcess(copy, options=["--log-level", "debug"]) as only_sent_to:
        assert search.in_memory(only_sent_to.pid) == []
        erin.url = only_sent_to.url
        run(send_anonymously())
        control = LeakSearch({"recipient's id": erin.submitted[0].mailbox.account})
        assert control.in_memory(only_sent_to.pid) != []
        assert search.in_memory(only_sent_to.pid) == []
        assert search.in_files([copy]) == []
        planted, expected = search.plant_control(copy)
        assert sorted(search.in_files([copy])) == sorted(expected)
        planted.unlink()
        bob.url = only_sent_to.url
        play(read, bob)
        assert only_sent_to.terminate() == 0
    log = only_sent_to.log.read_bytes()
    assert b"level=" in log
    assert search.in_bytes(log, "log") == []


def remove_account(database: Path, name: str) -> bytes:
    """Take an account and all that is its own out of a stopped relay, and return its id."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        (key, account) = connection.execute(
            "SELECT key, account_id FROM account JOIN username ON account = key WHERE name = ?",
            (name,),
        ).fetchone()
        (device,) = connection.execute(
            "SELECT key FROM device WHERE account = ?", (key,)
        ).fetchone()
        for parent, number in (("device", device), ("account", key)):
            references = connection.execute(
                'SELECT m.name, f."from" FROM sqlite_master AS m,'
                ' pragma_foreign_key_list(m.name) AS f WHERE f."table" = ?',
                (parent,),
            ).fetchall()
            for table, column in references:
                connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))
        connection.execute("DELETE FROM account WHERE key = ?", (key,))
        connection.commit()
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert isinstance(account, bytes)
    return account
