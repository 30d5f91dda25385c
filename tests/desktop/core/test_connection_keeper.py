"""Staying connected: which end of a connection is tried again, and which is not."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.core.connection_keeper import FIRST_PAUSE_S, LONGEST_PAUSE_S
from desktop.core.events import ConnectionChanged
from desktop.core.mailbox_keys import CHECK_S
from desktop.core.records import ConnectionState, ConnectionTrouble
from desktop.core.rows.received import ReceivedContent, ReceivedOutcome
from desktop.core.sleep_watch import LOOK_S
from desktop.errors import ConnectionLost, DiskFull, RelayIncompatible
from protocol.errors import ErrorCode, Refused
from protocol.ids import Realm, Username
from protocol.messages import DeliveryKeyRule
from tests.helpers.fake_relay import FakeAuthLink, FakeRelay, FakeRelayClient
from tests.helpers.messengers import DEADLINE_S, Person, TestProfile, run, system_clock
from tests.helpers.virtual_time import InlineFolder, LoopClock, run_virtually


def last_change(person: Person) -> ConnectionChanged:
    return [event for event in person.events if isinstance(event, ConnectionChanged)][-1]


async def until_trouble(person: Person, trouble: ConnectionTrouble) -> ConnectionChanged:
    await person.until(
        lambda: person.connection_states() and last_change(person).trouble is trouble
    )
    return last_change(person)


def test_states_of_a_good_connection_come_in_order(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()
        assert alice.connection_states() == [
            ConnectionState.CONNECTING,
            ConnectionState.CATCHING_UP,
            ConnectionState.ONLINE,
            ConnectionState.STOPPED,
        ]

    run(story())


def test_answers_that_stand_behind_deliveries_are_not_waited_for_before_taking_them(
    relay: FakeRelay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection with many deliveries is not read on, so their answers would never come."""
    set_keys = FakeAuthLink.set_keys

    async def answer_behind_deliveries(link: FakeAuthLink, keys: Sequence[DeliveryKeyRule]) -> None:
        while not link._queue.empty():  # noqa: ASYNC110 - the queue has no event for it
            await asyncio.sleep(0)
        await set_keys(link, keys)

    monkeypatch.setattr(FakeAuthLink, "set_keys", answer_behind_deliveries)

    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        bob = Person("bob", tmp_path, relay.client)
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_bob = await alice.chat_with(bob)
            for text in ("one", "two", "three"):
                await alice.engine.send_text(to_bob, text)
            assert await bob.received(3) == ["one", "two", "three"]
            assert bob.connection_states()[-1] is ConnectionState.ONLINE

    run(story())


def test_unreachable_relay_is_tried_again_after_growing_pauses(
    relay: FakeRelay, tmp_path: Path
) -> None:
    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()
            relay.is_up = False
            relay.cut_all()
            pauses: list[float] = []
            for tries in range(1, 9):
                await alice.until(
                    lambda tries=tries: (
                        alice.connection_states().count(ConnectionState.OFFLINE)  # type: ignore[misc]
                        == tries
                    )
                )
                change = last_change(alice)
                assert change.trouble is ConnectionTrouble.UNREACHABLE
                assert change.retry_in_s is not None
                pauses.append(change.retry_in_s)
                alice.engine.reconnect_now()
            assert pauses[0] == FIRST_PAUSE_S / 2
            assert pauses == sorted(pauses)
            assert pauses[-1] == LONGEST_PAUSE_S / 2
            relay.is_up = True
            await alice.until(
                lambda: (
                    alice.connection_states().count(ConnectionState.OFFLINE) > len(pauses)
                    or alice.connection_states()[-1] is ConnectionState.ONLINE
                )
            )
            alice.engine.reconnect_now()
            await alice.online()

    run(story())


def test_second_sign_in_elsewhere_is_not_fought_over(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()
            (address,) = relay.mailboxes
            link = relay._links[address]
            link.sign_out()
            change = await until_trouble(alice, ConnectionTrouble.SIGNED_IN_ELSEWHERE)
            assert change.state is ConnectionState.REFUSED
            alice.engine.reconnect_now()
            await alice.online()

    run(story())


def test_relay_of_another_realm_gets_no_signature(relay: FakeRelay, tmp_path: Path) -> None:
    """AU-04: a profile signs in to its own realm only, whatever address leads there."""

    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()
        signed: list[object] = []

        class Elsewhere(FakeRelayClient):
            async def connect(self) -> FakeAuthLink:
                link = await super().connect()
                link.greeting = replace(link.greeting, realm=Realm("elsewhere.test"))
                link.login = lambda **given: signed.append(given)  # type: ignore[method-assign,assignment]
                return link

        alice._relay_factory = lambda _address, **_: Elsewhere(relay)
        async with alice:
            assert await alice.engine.open_profile() is not None
            await until_trouble(alice, ConnectionTrouble.OTHER_REALM)
        assert signed == []

    run(story())


@pytest.mark.parametrize(
    ("is_newer", "trouble"),
    [(True, ConnectionTrouble.APP_TOO_OLD), (False, ConnectionTrouble.RELAY_TOO_OLD)],
)
def test_version_without_overlap_is_told_and_not_retried(
    relay: FakeRelay,
    tmp_path: Path,
    is_newer: bool,
    trouble: ConnectionTrouble,
) -> None:
    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()

        class Other(FakeRelayClient):
            async def connect(self) -> FakeAuthLink:
                raise RelayIncompatible(relay_is_newer=is_newer)

        alice._relay_factory = lambda _address, **_: Other(relay)
        async with alice:
            await alice.engine.open_profile()
            change = await until_trouble(alice, trouble)
            assert change.state is ConnectionState.REFUSED

    run(story())


def test_account_that_the_relay_does_not_know_is_told(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()
        alice._relay_factory = FakeRelay(system_clock).client
        async with alice:
            await alice.engine.open_profile()
            await until_trouble(alice, ConnectionTrouble.ACCOUNT_LOST)

    run(story())


def test_local_fault_ends_the_connection_and_the_envelope_comes_again(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """FT-03: with a full disk nothing is acknowledged and nothing is lost."""

    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        bob = Person("bob", tmp_path, relay.client)
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            assert bob.engine._session.profile is not None
            history = bob.engine._session.profile.history
            commit = history.commit_received

            async def full_disk(_received: object) -> None:
                raise DiskFull

            history.commit_received = full_disk  # type: ignore[method-assign,assignment]
            await alice.engine.send_text(await alice.chat_with(bob), "kept")
            await until_trouble(bob, ConnectionTrouble.STORAGE_FAILED)
            assert sum(len(box.held) for box in relay.mailboxes.values()) >= 1
            history.commit_received = commit  # type: ignore[method-assign]
            bob.engine.reconnect_now()
            assert await bob.received(1) == ["kept"]

    run(story())


@pytest.mark.parametrize("turns", range(4))
def test_end_is_heard_while_the_connection_is_being_lost(
    relay: FakeRelay, tmp_path: Path, turns: int
) -> None:
    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()
            relay.cut_all()
            for _ in range(turns):
                await asyncio.sleep(0)
            async with asyncio.timeout(5):
                await alice.engine.close()

    run(story())


def test_connection_lost_during_a_commit_is_made_again(relay: FakeRelay, tmp_path: Path) -> None:
    """A commit cannot be cancelled; what is to end with it must not be mistaken for the end."""

    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        bob = Person("bob", tmp_path, relay.client)
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_bob = await alice.chat_with(bob)
            loop = asyncio.get_running_loop()
            is_committing = asyncio.Event()
            commit_goes_on = threading.Event()
            (link,) = [link for link in relay._links.values() if link._address == bob_address()]
            profile = bob.engine._session.profile
            assert isinstance(profile, TestProfile)
            commit = profile.history.commit_received

            async def lose_connection(_ids: object) -> None:
                await is_committing.wait()
                loop.call_later(0.05, commit_goes_on.set)
                link.cut()
                raise ConnectionLost("lost")

            def hold_up(_connection: object) -> None:
                loop.call_soon_threadsafe(is_committing.set)
                assert commit_goes_on.wait(DEADLINE_S)

            async def commit_slowly(received: ReceivedContent) -> ReceivedOutcome:
                outcome = await commit(received)
                if received.text == "two":
                    await profile.database.run("hold up", hold_up)
                return outcome

            link.acknowledge = lose_connection  # type: ignore[method-assign,assignment]
            profile.history.commit_received = commit_slowly  # type: ignore[method-assign]
            await alice.engine.send_text(to_bob, "one")
            await alice.engine.send_text(to_bob, "two")
            await bob.until(lambda: bob.connection_states().count(ConnectionState.ONLINE) == 2)
            assert await bob.texts() == ["one", "two"]

    def bob_address() -> object:
        return next(
            address
            for address in relay.mailboxes
            if relay.by_name(Username("bob")).chain == relay.by_account(address.account).chain
        )

    run(story())


def test_connection_lost_while_the_last_of_publishing_commits_starts_nothing(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """All that was held has come by then; what runs while online belongs to the next connection."""

    async def story() -> None:
        async with Person("alice", tmp_path, relay.client) as alice:
            await alice.create_account()
            await alice.online()
            keeper = alice.engine._open.keeper
            profile = alice.engine._session.profile
            assert isinstance(profile, TestProfile)
            loop = asyncio.get_running_loop()
            commit_goes_on = threading.Event()

            def lose_connection() -> None:
                (link,) = relay._links.values()
                link.cut()
                loop.call_later(0.05, commit_goes_on.set)

            def hold_up(_connection: object) -> None:
                loop.call_soon_threadsafe(loop.call_later, 0.05, lose_connection)
                assert commit_goes_on.wait(DEADLINE_S)

            async def publish_slowly(_link: object) -> None:
                if not commit_goes_on.is_set():
                    await profile.database.run("hold up", hold_up)

            keeper._publish = (*keeper._publish, publish_slowly)
            (link,) = relay._links.values()
            link.cut()
            await alice.until(lambda: alice.connection_states().count(ConnectionState.ONLINE) == 2)
            assert commit_goes_on.is_set()

    run(story())


class Tired(Person):
    """A person whose pauses are as long as they ever are, on a loop of virtual time."""

    def __init__(self, name: str, path: Path, relay: FakeRelay, clock: LoopClock) -> None:
        super().__init__(name, path, relay.client, clock=clock)
        self.folder = InlineFolder(path / name)

    def _draw(self, size: int) -> bytes:
        return b"\xff" * size if size == 4 else super()._draw(size)

    async def queue(self, other: Person, count: int) -> None:
        contact = (await self.contact_of(other)).id
        for number in range(count):
            await self.engine.send_text(contact, f"{self.name} {number}")

    async def online_again(self) -> None:
        """Wait until it is online for the second time."""
        await self.until(lambda: self.connection_states().count(ConnectionState.ONLINE) == 2)

    async def has_read(self, texts: list[str]) -> None:
        """Wait until these are the last that others wrote, in this order."""

        def others() -> list[str]:
            return [message.text for message in self.added() if not message.is_own]

        await self.until(lambda: others()[-len(texts) :] == texts)


CUT_S = 600
BACK_S = 30
TRIED_S = 15
"""What is left of half a minute for catching up is as long."""


def test_all_that_was_queued_comes_within_half_a_minute_of_the_network(tmp_path: Path) -> None:
    """FT-07: ten minutes of nothing, and the relay is back just after a try."""
    many = 100

    async def story() -> None:
        clock = LoopClock()
        relay = FakeRelay(clock)
        loop = asyncio.get_running_loop()
        alice, bob = (Tired(name, tmp_path, relay, clock) for name in ("alice", "bob"))
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            await alice.meet(bob)
            relay.is_up = False
            relay.cut_all()
            await alice.queue(bob, many)
            await bob.queue(alice, many)
            await asyncio.sleep(CUT_S)
            tries = alice.connection_states().count(ConnectionState.OFFLINE)
            await alice.until(
                lambda: alice.connection_states().count(ConnectionState.OFFLINE) > tries
            )
            relay.is_up, began_s = True, loop.time()
            await alice.online()
            assert TRIED_S - 1 < loop.time() - began_s <= TRIED_S
            for person, other in ((alice, bob), (bob, alice)):
                written = [f"{other.name} {number}" for number in range(many)]
                await person.has_read(written)
            assert loop.time() - began_s <= BACK_S

    run_virtually(story())


@pytest.mark.parametrize("is_silent", [True, False])
def test_sleep_is_a_reason_to_doubt_the_connection(tmp_path: Path, is_silent: bool) -> None:
    """FT-11: the relay let it go in the night, and no packet tells it."""

    async def story() -> None:
        clock = LoopClock()
        relay = FakeRelay(clock)
        loop = asyncio.get_running_loop()
        async with Tired("alice", tmp_path, relay, clock) as alice:
            await alice.create_account()
            await asyncio.sleep(60)
            told = len(alice.connection_states())
            relay.is_silent = is_silent
            clock.advance(seconds=8 * 3600)
            woke_s = loop.time()
            if is_silent:
                await alice.until(
                    lambda: ConnectionState.OFFLINE in alice.connection_states()[told:]
                )
                assert loop.time() - woke_s <= LOOK_S
                relay.is_silent = False
                await alice.online()
            else:
                await asyncio.sleep(60)
                assert alice.connection_states()[told:] == []

    run_virtually(story())


def test_sleep_is_a_reason_to_try_at_once_but_not_to_fight(tmp_path: Path) -> None:
    """FT-11: the network of the morning is there before the next try that was planned."""

    async def story() -> None:
        clock = LoopClock()
        relay = FakeRelay(clock)
        loop = asyncio.get_running_loop()
        async with Tired("alice", tmp_path, relay, clock) as alice:
            await alice.create_account()
            relay.is_up = False
            relay.cut_all()
            await asyncio.sleep(CUT_S)
            tries = alice.connection_states().count(ConnectionState.OFFLINE)
            await alice.until(
                lambda: alice.connection_states().count(ConnectionState.OFFLINE) > tries
            )
            relay.is_up, woke_s = True, loop.time()
            clock.advance(seconds=8 * 3600)
            await alice.online()
            assert loop.time() - woke_s <= LOOK_S
            (link,) = relay._links.values()
            link.sign_out()
            await until_trouble(alice, ConnectionTrouble.SIGNED_IN_ELSEWHERE)
            clock.advance(seconds=8 * 3600)
            await asyncio.sleep(60)
            assert last_change(alice).trouble is ConnectionTrouble.SIGNED_IN_ELSEWHERE

    run_virtually(story())


@pytest.mark.parametrize("refused", ["set_keys", "set_presence"])
def test_relay_that_takes_nothing_new_still_delivers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    """FT-03: with a full disk, say. What it did not take it is told again."""
    takes = getattr(FakeAuthLink, refused)
    is_full, taken = True, list[FakeAuthLink]()

    async def refuse(link: FakeAuthLink, *given: object, **more: object) -> None:
        if is_full:
            raise Refused(ErrorCode.TRY_LATER, 30.0)
        taken.append(link)
        await takes(link, *given, **more)

    async def story() -> None:
        nonlocal is_full
        clock = LoopClock()
        relay = FakeRelay(clock)
        alice, bob = (Tired(name, tmp_path, relay, clock) for name in ("alice", "bob"))
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_bob = await alice.meet(bob)
            relay.cut_all()
            await bob.queue(alice, 1)
            monkeypatch.setattr(FakeAuthLink, refused, refuse)
            for person in (alice, bob):
                await person.online_again()
            await alice.has_read(["bob 0"])
            is_full = False
            await asyncio.sleep(2 * CHECK_S)
            assert len(taken) == 2
            await alice.engine.send_text(to_bob, "taken")
            await bob.has_read(["taken"])
            assert alice.connection_states()[-1] is ConnectionState.ONLINE

    run_virtually(story())
