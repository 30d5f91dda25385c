"""Stories of the engine over the real store and a relay in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from desktop.core.events import Event, MessageRemoved
from desktop.core.records import ConnectionState, DeliveryState, Draft
from desktop.errors import (
    NotYourself,
    RelayUnreachable,
    UnknownPerson,
)
from protocol.errors import InvalidForm
from protocol.messages import SendVerdict
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.messengers import Person, run


def people(relay: FakeRelay, path: Path) -> tuple[Person, Person]:
    return Person("alice", path, relay.client), Person("bob", path, relay.client)


@asynccontextmanager
async def two_accounts(relay: FakeRelay, folder: Path) -> AsyncIterator[tuple[Person, Person]]:
    """Open two people, each with an account."""
    alice, bob = people(relay, folder)
    async with alice, bob:
        await alice.create_account()
        await bob.create_account()
        yield alice, bob


def test_two_people_write_to_each_other_and_see_delivery(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        async with two_accounts(relay, tmp_path) as (alice, bob):
            to_bob = await alice.chat_with(bob)
            first = await alice.engine.send_text(to_bob, "Hello Bob")
            assert await bob.received(1) == ["Hello Bob"]
            await bob.accept(alice)
            await alice.delivered(first)
            (conversation,) = await bob.conversations()
            assert conversation.unread_count == 1
            answer = await bob.engine.send_text(conversation.contact.id, "Hello Alice")
            assert await alice.received(1) == ["Hello Alice"]
            await bob.delivered(answer)
            assert await alice.texts() == await bob.texts() == ["Hello Bob", "Hello Alice"]

    run(story())


def test_order_and_texts_hold_over_restarts(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        async with two_accounts(relay, tmp_path) as (alice, bob):
            to_bob = await alice.chat_with(bob)
        async with alice:
            await alice.reopen()
            sent = [await alice.engine.send_text(to_bob, f"number {n}") for n in range(3)]
        async with alice, bob:
            await bob.reopen()
            await alice.reopen()
            await bob.received(3)
            expected = [message.text for message in sent]
            assert await bob.texts() == expected
            assert await alice.texts() == expected

    run(story())


def test_message_written_offline_leaves_later_with_the_same_bytes_once_encrypted(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """PR-19: after a lost answer the very same envelope is sent again and stored once."""

    async def story() -> None:
        alice, bob = people(relay, tmp_path)
        async with bob:
            await bob.create_account()
        async with alice:
            await alice.create_account()
            to_bob = await alice.chat_with(bob)
            relay.lose_next_answer = True
            await alice.engine.send_text(to_bob, "once")
            await alice.until(lambda: alice.connection_states()[-1] is ConnectionState.OFFLINE)
            alice.engine.reconnect_now()
            await alice.online()
            await alice.until(lambda: len(relay.submitted) == 2)
        assert relay.submitted[0].envelope == relay.submitted[1].envelope
        async with bob:
            await bob.reopen()
            assert await bob.received(1) == ["once"]

    run(story())


def test_something_waits_until_a_restored_relay_has_what_it_lacks(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """FT-15: who leaves once nothing waits any more has sent it again."""

    async def story() -> None:
        alice, bob = people(relay, tmp_path)
        async with bob:  # and away before anything is written to him
            await bob.create_account()
        async with alice:
            await alice.create_account()
            to_bob = await alice.chat_with(bob)
            backup = relay.back_up()
            await alice.engine.send_text(to_bob, "after the copy")
            await all_left(alice)
        relay.restore(backup, epoch=b"another".ljust(16))
        before = len(relay.submitted)
        async with alice:
            await alice.reopen()
            await all_left(alice)
        assert len(relay.submitted) > before
        async with bob:
            await bob.reopen()
            assert await bob.received(1) == ["after the copy"]

    run(story())


async def all_left(person: Person) -> None:
    """Wait, as programs do, until nothing waits to be sent."""
    while await person.engine.has_unsent():  # noqa: ASYNC110  # no event tells of it
        await asyncio.sleep(0)


def test_replayed_envelope_is_shown_once(relay: FakeRelay, tmp_path: Path) -> None:
    """PR-03: the same envelope again, while held, after its acknowledgement and after restart."""

    async def story() -> None:
        async with two_accounts(relay, tmp_path) as (alice, bob):
            await alice.engine.send_text(await alice.chat_with(bob), "one")
            await bob.received(1)
            await bob.accept(alice)
            replay = relay.submitted[0]
            await bob.until(lambda: not relay.mailboxes[replay.mailbox].held)
            relay.submit(replay)
            await bob.engine.send_text((await bob.conversations())[0].contact.id, "two")
            await alice.received(1)
        async with bob:
            await bob.reopen()
            relay.submit(replay)
            await alice_sends_marker(relay, alice)
            await bob.received(1)
            assert await bob.texts() == ["one", "two", "marker"]

    async def alice_sends_marker(relay: FakeRelay, alice: Person) -> None:
        async with alice:
            await alice.reopen()
            (conversation,) = await alice.conversations()
            sent = await alice.engine.send_text(conversation.contact.id, "marker")
            await alice.delivered(sent)

    run(story())


def test_both_write_first_and_nothing_is_lost(relay: FakeRelay, tmp_path: Path) -> None:
    """PR-06: two first messages that cross both open; an answer settles on one session."""

    async def story() -> None:
        async with two_accounts(relay, tmp_path) as (alice, bob):
            to_bob = await alice.chat_with(bob)
            to_alice = await bob.chat_with(alice)
            await alice.engine.send_text(to_bob, "from alice")
            await bob.engine.send_text(to_alice, "from bob")
            assert await alice.received(1) == ["from bob"]
            assert await bob.received(1) == ["from alice"]
            await alice.engine.send_text(to_bob, "and again")
            assert (await bob.received(2))[1] == "and again"
            assert len(await alice.conversations()) == len(await bob.conversations()) == 1

    run(story())


def test_refused_sends_are_failed_with_a_reason_and_can_be_retried(
    relay: FakeRelay, tmp_path: Path
) -> None:
    async def story() -> None:
        async with two_accounts(relay, tmp_path) as (alice, bob):
            to_bob = await alice.chat_with(bob)
            relay.verdicts.append(SendVerdict.FULL)
            message = await alice.engine.send_text(to_bob, "please")

            async def state() -> DeliveryState:
                (record,) = await alice.engine.load_messages(to_bob)
                return record.state

            async def has_failed() -> bool:
                return await state() is DeliveryState.FAILED

            await alice.until(has_failed)
            await alice.engine.retry(message.position.row)
            assert await bob.received(1) == ["please"]
            await bob.accept(alice)
            await alice.delivered(message)

    run(story())


def test_composer_and_single_messages_are_kept_and_told(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        async with two_accounts(relay, tmp_path) as (alice, bob):
            to_bob = await alice.chat_with(bob)
            events: list[Event] = []
            alice.engine.listen(events.append)
            await alice.engine.save_draft(to_bob, Draft(text="hell", cursor=4))
            [conversation] = await alice.conversations()
            assert conversation.draft == Draft(text="hell", cursor=4)

            message = await alice.engine.send_text(to_bob, "hello")
            [conversation] = await alice.conversations()
            assert conversation.draft is None
            assert await bob.received(1) == ["hello"]
            await bob.accept(alice)
            await alice.delivered(message)
            row = message.position.row
            around = await alice.engine.load_messages(to_bob, around=row, limit=2)
            assert [each.text for each in around] == ["hello"]
            assert await alice.engine.load_messages(to_bob, after=around[0].position) == []
            times = await alice.engine.find_message_times(row)
            assert times is not None
            assert times.accepted_ms is not None
            assert times.delivered_ms is not None

            await alice.engine.delete_messages(to_bob, [row])
            assert await alice.engine.load_messages(to_bob) == []
            assert [event.message.text for event in events if isinstance(event, MessageRemoved)]
            await alice.engine.note_emoji_used("🥖")
            assert await alice.engine.load_used_emoji(limit=8) == ["🥖"]

    run(story())


def test_contact_is_renamed_and_muted_and_the_chat_deleted(
    relay: FakeRelay, tmp_path: Path
) -> None:
    async def story() -> None:
        async with two_accounts(relay, tmp_path) as (alice, bob):
            to_bob = await alice.chat_with(bob)
            message = await alice.engine.send_text(to_bob, "hello")
            assert await bob.received(1) == ["hello"]
            await bob.accept(alice)
            await alice.delivered(message)

            await alice.engine.rename_contact(to_bob, " Bob\nBuilder ")
            await alice.engine.set_muted(to_bob, is_muted=True)
            [conversation] = await alice.conversations()
            assert conversation.contact.own_name == "Bob Builder"
            assert conversation.contact.is_muted

            await alice.engine.delete_chat(to_bob)
            [conversation] = await alice.conversations()
            assert (conversation.is_listed, conversation.last_message) == (False, None)
            assert await alice.engine.load_messages(to_bob) == []
            await alice.engine.start_chat("bob")
            [conversation] = await alice.conversations()
            assert conversation.is_listed

    run(story())


def test_looking_people_up_says_clearly_what_is_wrong(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        alice, bob = people(relay, tmp_path)
        async with alice:
            await alice.create_account()
            with pytest.raises(UnknownPerson):
                await alice.engine.look_up("bob")
            with pytest.raises(NotYourself):
                await alice.engine.look_up("@Alice")
            with pytest.raises(InvalidForm):
                await alice.engine.look_up("b o b")
            relay.is_up = False
            with pytest.raises(RelayUnreachable):
                await alice.engine.look_up(bob.name)

    run(story())


def test_relay_that_goes_away_is_found_again(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        alice, _ = people(relay, tmp_path)
        async with alice:
            await alice.create_account()
            relay.cut_all()
            await alice.until(lambda: alice.connection_states()[-1] is ConnectionState.OFFLINE)
            await alice.online()

    run(story())
