"""What a thief of today's state can read of yesterday and of tomorrow, and how far gaps may go."""

import random
from pathlib import Path

import pytest

from desktop.core.records import MessageKind
from desktop.core.session_life import MOST_UNRECEIPTED, find_sendable
from tests.helpers.correspondents import Correspondent, Story, drop, play


async def talk(one: Correspondent, other: Correspondent) -> None:
    """Let both write, read and receipt."""
    await one.write(other, "hello")
    await other.write(one, "hello")
    for _ in range(3):
        for each in (one, other):
            each.clock.advance(seconds=1)
            await each.visit()


async def forget_seen(person: Correspondent) -> None:
    """Let the ratchet decide alone."""
    await person.profile.database.run(
        "forget", lambda connection: connection.execute("DELETE FROM seen")
    )


@pytest.mark.parametrize("rounds", [5, pytest.param(20, marks=pytest.mark.long)])
def test_todays_state_opens_nothing_that_was_read_before(tmp_path: Path, rounds: int) -> None:
    """PR-01: with every key and the whole store, no envelope that was opened opens again.

    The long one captures 500.
    """

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        captured: list[bytes] = []
        for number in range(rounds):
            for each in range(25):
                await alice.write(bob, f"{number} {each}")
            await alice.send()
            captured += bob.mailbox.held.values()
            await bob.visit()
            await alice.visit()
        assert len(captured) >= 25 * rounds
        await forget_seen(bob)
        before = len(bob.outcomes)
        for number, envelope in enumerate(captured, start=1):
            await bob.take(envelope, number)
        assert len(bob.outcomes) == before

    play(tmp_path, story, "alice", "bob")


def test_copied_state_cannot_read_what_follows_an_exchange(tmp_path: Path) -> None:
    """PR-02: one message each way heals the ratchet."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        await bob.snapshot()
        await talk(alice, bob)
        await alice.write(bob, "after the theft")
        await alice.send()
        (envelope,) = bob.mailbox.held.values()
        await bob.restore()
        before = len(bob.outcomes)
        await bob.take(envelope, 7)
        assert len(bob.outcomes) == before
        assert "after the theft" not in await bob.texts(alice)

    play(tmp_path, story, "alice", "bob")


@pytest.mark.parametrize(("lost", "late_opens"), [(40, True), (41, False)])
def test_late_messages_open_up_to_the_forty_keys_that_are_kept(
    tmp_path: Path, lost: int, *, late_opens: bool
) -> None:
    """PR-05: what does not open stays flagged until a repair brings it."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        for number in range(lost + 1):
            await alice.write(bob, f"text {number}")
        await alice.send()
        late = drop(bob, *range(lost))
        await bob.receive()
        assert await bob.missing(alice) == [lost]
        await bob.take(late[0], 1)
        assert await bob.missing(alice) == [lost - late_opens]
        await bob.visit()
        await alice.visit()
        await bob.visit()
        assert await bob.missing(alice) == []
        assert len(await bob.texts(alice)) == lost + 2

    play(tmp_path, story, "alice", "bob")


@pytest.mark.long
def test_sender_begins_a_session_before_the_other_cannot_follow(tmp_path: Path) -> None:
    """PR-05: 2,000 lost ones are stepped over; the next goes on a new session."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        rows = await alice.profile.keys.load_sessions(bob.account.address)
        first = find_sendable(rows, now_ms=alice.clock())
        assert first is not None
        unreceipted = first.sent_count - first.receipted_count
        for number in range(MOST_UNRECEIPTED - unreceipted + 2):
            await alice.write(bob, f"text {number}")
        await alice.send()
        held = sorted(bob.mailbox.held)
        for number in held[:-2]:
            del bob.mailbox.held[number]
        await bob.receive()
        assert len(await bob.texts(alice)) == 1 + 2
        assert len(await bob.profile.keys.load_sessions(alice.account.address)) > len(rows)

    play(tmp_path, story, "alice", "bob")


@pytest.mark.parametrize(
    "seeds",
    [
        range(12),
        pytest.param(range(12, 1_000), marks=(pytest.mark.long, pytest.mark.timeout(0))),
    ],
    ids=["a few", "all"],
)
def test_both_begin_at_once_and_nothing_is_lost(seeds: range) -> None:
    """PR-06: whatever the schedule, both first messages open and one session is left in use.

    The long one plays the rest of 1,000 schedules.
    """
    for seed in seeds:
        play(None, begin_at_once(seed), "alice", "bob")


def begin_at_once(seed: int) -> Story:
    """Return the story of one schedule."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        chance = random.Random(seed)
        written = {alice.name: 0, bob.name: 0}
        for _ in range(12):
            alice.clock.advance(seconds=1)
            one, other = chance.choice([(alice, bob), (bob, alice)])
            if chance.random() < 0.6:
                await one.write(other, f"{written[one.name]}")
                written[one.name] += 1
            await chance.choice([one.send, one.receive, one.visit])()
        for _ in range(3):
            for each in (alice, bob):
                each.clock.advance(seconds=1)
                await each.visit()
        for one, other in ((alice, bob), (bob, alice)):
            assert await other.texts(one) == [str(number) for number in range(written[one.name])]
            assert MessageKind.GAP not in await other.kinds(one)
        await talk(alice, bob)
        used = [
            find_sendable(
                await one.profile.keys.load_sessions(other.account.address), now_ms=one.clock()
            )
            for one, other in ((alice, bob), (bob, alice))
        ]
        assert used[0] is not None
        assert used[1] is not None
        assert used[0].session_id == used[1].session_id, seed

    return story
