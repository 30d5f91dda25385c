"""Stories of requests, accepting, blocking and asking again, over a relay in memory."""

from pathlib import Path

import pytest

from desktop.core.events import ConversationChanged, ConversationRemoved
from desktop.core.records import ASK_AGAIN_AFTER_MS, ContactId, DeliveryState, Privacy, Relation
from desktop.core.relations import UNANSWERED_TEXTS
from desktop.errors import NotAcceptedYet, SendingStopped, TryLater
from protocol.messages import PresenceRule
from tests.helpers.correspondents import Correspondent, play
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.messengers import ManualClock, Person, run, system_clock


def people(relay: FakeRelay, path: Path, *names: str) -> list[Person]:
    return [Person(name, path, relay.client) for name in names]


async def relation(person: Person, other: Person) -> Relation:
    """Return how a person stands with another, by username."""
    return (await person.contact_of(other)).relation


def test_first_message_is_a_request_and_reveals_nothing(relay: FakeRelay, tmp_path: Path) -> None:
    """PR-20: until accepted no receipt, no key and no typing goes back."""

    async def story() -> None:
        alice, bob = people(relay, tmp_path, "alice", "bob")
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_bob = await alice.chat_with(bob)
            message = await alice.engine.send_text(to_bob, "hello")
            assert await bob.received(1) == ["hello"]
            assert await relation(bob, alice) is Relation.REQUEST
            assert await relation(alice, bob) is Relation.ASKED
            assert len(relay.requests) == len(relay.submitted) == 1
            with pytest.raises(SendingStopped):
                await bob.engine.send_text((await bob.contact_of(alice)).id, "no")
            await bob.engine.accept((await bob.contact_of(alice)).id)
            await alice.delivered(message)
            assert await relation(bob, alice) is Relation.ACCEPTED
            assert await relation(alice, bob) is Relation.ACCEPTED
            await alice.engine.send_text(to_bob, "now sealed")
            await bob.received(2)
            assert len(relay.requests) == 1

    run(story())


def test_fourth_text_before_an_accept_is_kept_in_the_composer(
    relay: FakeRelay, tmp_path: Path
) -> None:
    async def story() -> None:
        alice, bob = people(relay, tmp_path, "alice", "bob")
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_bob = await alice.chat_with(bob)
            for number in range(UNANSWERED_TEXTS):
                await alice.engine.send_text(to_bob, f"number {number}")
            with pytest.raises(NotAcceptedYet):
                await alice.engine.send_text(to_bob, "one too many")
            await bob.received(UNANSWERED_TEXTS)
            await bob.engine.accept((await bob.contact_of(alice)).id)
            await alice.until(lambda: is_accepted(alice, bob))
            await alice.engine.send_text(to_bob, "one more")
            await bob.received(UNANSWERED_TEXTS + 1)

    run(story())


async def is_accepted(person: Person, other: Person) -> bool:
    return await relation(person, other) is Relation.ACCEPTED


def test_both_asking_at_once_have_both_accepted(relay: FakeRelay, tmp_path: Path) -> None:
    """PR-33: if both asked, both have accepted, and nobody answers an answer."""

    async def story() -> None:
        alice, bob = people(relay, tmp_path, "alice", "bob")
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_bob, to_alice = await alice.chat_with(bob), await bob.chat_with(alice)
            await alice.engine.send_text(to_bob, "from alice")
            await bob.engine.send_text(to_alice, "from bob")
            await alice.until(lambda: is_accepted(alice, bob))
            await bob.until(lambda: is_accepted(bob, alice))
            assert await alice.received(1) == ["from bob"]
            assert await bob.received(1) == ["from alice"]

    run(story())


def test_deleted_request_is_gone_and_may_come_again(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        alice, bob = people(relay, tmp_path, "alice", "bob")
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_bob = await alice.chat_with(bob)
            await alice.engine.send_text(to_bob, "hello")
            await bob.received(1)
            contact = (await bob.contact_of(alice)).id
            await bob.engine.delete_request(contact)
            assert await bob.conversations() == []
            assert any(isinstance(event, ConversationRemoved) for event in bob.events)
            await alice.engine.send_text(to_bob, "again")
            assert (await bob.received(2))[1] == "again"
            assert await relation(bob, alice) is Relation.REQUEST

    run(story())


async def befriend(asker: Person, other: Person) -> None:
    """Let one ask and the other accept."""
    await asker.engine.send_text(await asker.chat_with(other), f"hello from {asker.name}")
    await other.until(lambda: knows(other, asker))
    await other.engine.accept((await other.contact_of(asker)).id)
    await asker.until(lambda: is_accepted(asker, other))


async def knows(person: Person, other: Person) -> bool:
    conversations = await person.conversations()
    return any(each.contact.username == other.name for each in conversations)


def test_block_refuses_one_and_loses_no_message_of_a_friend(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """PR-18: the blocked one has no key that opens; friends are told the new one."""

    async def story() -> None:
        alice, bob, mallory = people(relay, tmp_path, "alice", "bob", "mallory")
        async with alice, bob, mallory:
            for person in (alice, bob, mallory):
                await person.create_account()
            await befriend(alice, bob)
            await befriend(mallory, bob)
            await bob.engine.block((await bob.contact_of(mallory)).id, hide_presence=True)
            assert await relation(bob, mallory) is Relation.BLOCKED
            privacy = await bob.engine.load_privacy()
            assert privacy == Privacy(presence=PresenceRule.CONTACTS)
            before = len(bob.added())
            to_bob = (await mallory.contact_of(bob)).id
            ignored = await mallory.engine.send_text(to_bob, "listen")
            message = await alice.engine.send_text((await alice.contact_of(bob)).id, "friend")
            await alice.delivered(message)
            assert [added.text for added in bob.added()[before:]] == ["friend"]
            (state,) = [
                record.state
                for record in await mallory.engine.load_messages(to_bob)
                if record.position.row == ignored.position.row
            ]
            assert state in {DeliveryState.WAITING, DeliveryState.SENT}
            await bob.engine.unblock((await bob.contact_of(mallory)).id)
            assert await relation(bob, mallory) is Relation.REQUEST
            assert not (await bob.contact_of(mallory)).was_written_to

    run(story())


def test_who_was_written_to_is_known_until_they_accept(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        alice, bob = people(relay, tmp_path, "alice", "bob")
        async with alice, bob:
            for person in (alice, bob):
                await person.create_account()
            asked = (await alice.engine.start_chat("bob")).contact
            assert (asked.relation, asked.was_written_to) == (Relation.ASKED, False)
            await alice.engine.send_text(asked.id, "hello")
            assert (await alice.contact_of(bob)).was_written_to
            await bob.received(1)
            assert not (await bob.contact_of(alice)).was_written_to

    run(story())


def test_block_ends_what_the_old_key_opens(
    relay: FakeRelay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PR-18: once the friends were told, the relay itself refuses the blocked one."""
    monkeypatch.setattr("desktop.core.mailbox_keys.CHECK_S", 0.02)

    async def story() -> None:
        alice, bob, mallory = people(relay, tmp_path, "alice", "bob", "mallory")
        async with alice, bob, mallory:
            for person in (alice, bob, mallory):
                await person.create_account()
            await befriend(alice, bob)
            await befriend(mallory, bob)
            address = next(a for a in relay.mailboxes if relay.username(a) == "bob")
            (old,) = relay.mailboxes[address].keys
            await bob.engine.block((await bob.contact_of(mallory)).id, hide_presence=False)
            await bob.until(lambda: old not in relay.mailboxes[address].keys)
            to_bob = (await mallory.contact_of(bob)).id
            await mallory.engine.send_text(to_bob, "listen")
            assert mallory.engine._session.running is not None
            store = mallory.engine._session.running.profile.contacts

            async def is_held() -> bool:
                return (await store.get(to_bob)).record.held_since_ms > 0

            await mallory.until(is_held)
            message = await alice.engine.send_text((await alice.contact_of(bob)).id, "friend")
            await alice.delivered(message)

    run(story())


async def is_told_held(person: Person, contact: ContactId) -> bool:
    """Tell whether the window was last told that the contact's mailbox takes nothing."""
    await person.until(lambda: bool(person.events))
    rows = [
        event.conversation.contact
        for event in person.events
        if isinstance(event, ConversationChanged) and event.conversation.contact.id == contact
    ]
    return rows[-1].held_since_ms > 0


def test_asking_again_is_answered_silently_by_a_friend(relay: FakeRelay, tmp_path: Path) -> None:
    """PR-18, PR-33: whose mailbox does not take our key any more may be asked after a day."""
    clock = ManualClock(system_clock())

    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client, clock=clock)
        bob = Person("bob", tmp_path, relay.client, clock=clock)
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            await befriend(alice, bob)
            address = next(a for a in relay.mailboxes if relay.username(a) == "bob")
            relay.mailboxes[address].keys = {}
            to_bob = (await alice.contact_of(bob)).id
            message = await alice.engine.send_text(to_bob, "held")
            assert alice.engine._session.running is not None
            store = alice.engine._session.running.profile.contacts

            async def is_held() -> bool:
                return (await store.get(to_bob)).record.held_since_ms > 0

            await alice.until(is_held)
            await alice.until(lambda: is_told_held(alice, to_bob))
            with pytest.raises(TryLater):
                await alice.engine.ask_again(to_bob)
            clock.advance(seconds=ASK_AGAIN_AFTER_MS / 1000 + 1)
            assert bob.engine._session.running is not None
            bob.engine._session.running.mailbox_keys.publish_soon()
            await bob.until(lambda: relay.mailboxes[address].keys)
            await alice.engine.ask_again(to_bob)
            with pytest.raises(TryLater):
                await alice.engine.ask_again(to_bob)
            await alice.delivered(message)
            assert not await is_told_held(alice, to_bob)

    run(story())


def test_clock_that_was_set_back_locks_nobody_out_of_asking(tmp_path: Path) -> None:
    """FT-10."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await alice.befriend(bob)
        to_bob = await alice.contact_of(bob)
        await alice.profile.contacts.hold(to_bob, now_ms=alice.clock())
        with pytest.raises(TryLater):
            await alice.relations.ask_again(to_bob)
        alice.clock.advance(days=-3_650)
        await alice.relations.ask_again(to_bob)

    play(tmp_path, story, "alice", "bob")
