"""The bot answers every text once, whenever it is ended and started again."""

import asyncio
from pathlib import Path

import pytest

from desktop.core.records import ContactId, MessageKind, Relation
from desktop.errors import SendingStopped
from desktop.supervisor import Supervisor
from examples.echo_bot import EchoBot, ensure_secret, unanswered
from tests.helpers.fake_messenger import FakeMessenger
from tests.helpers.messengers import run


async def work(messenger: FakeMessenger, *arriving: tuple[ContactId, str]) -> None:
    """Run a bot until it has nothing to do, and end it."""
    async with Supervisor() as supervisor:
        supervisor.spawn(EchoBot(messenger).run(), "bot")
        await settle()
        for contact, text in arriving:
            messenger.add_message(contact, text, is_unread=True)
            await settle()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def answers(messenger: FakeMessenger) -> list[str]:
    return [str(call[2]) for call in messenger.calls if call[0] == "send_text"]


def test_texts_are_answered_in_order(messenger: FakeMessenger) -> None:
    bob = messenger.add_contact("bob")
    messenger.add_message(bob, "before", is_unread=True)
    run(work(messenger, (bob, "one"), (bob, "two")))
    assert answers(messenger) == ["before", "one", "two"]
    assert messenger.conversation(bob).unread_count == 0


def test_nothing_is_answered_twice_after_a_restart(messenger: FakeMessenger) -> None:
    bob = messenger.add_contact("bob")
    carol = messenger.add_contact("carol")
    run(work(messenger, (bob, "one"), (carol, "two")))
    messenger.add_message(bob, "meanwhile", is_told=False)
    run(work(messenger))
    run(work(messenger))
    assert answers(messenger) == ["one", "two", "meanwhile"]


def test_end_between_answer_and_mark_does_not_answer_twice(messenger: FakeMessenger) -> None:
    bob = messenger.add_contact("bob")
    messenger.gates["mark_read"] = asyncio.Event()
    run(work(messenger, (bob, "one")))
    assert messenger.conversation(bob).unread_count == 1
    messenger.gates.clear()
    run(work(messenger))
    assert answers(messenger) == ["one"]


def test_request_is_accepted_and_answered(messenger: FakeMessenger) -> None:
    early = messenger.add_contact("early", relation=Relation.REQUEST)
    messenger.add_message(early, "may I?")
    late = messenger.add_contact("late", relation=Relation.REQUEST)
    run(work(messenger, (late, "and I?")))
    assert {call for call in messenger.calls if call[0] == "accept"} == {
        ("accept", early),
        ("accept", late),
    }
    assert answers(messenger) == ["may I?", "and I?"]


def test_who_cannot_be_answered_now_is_answered_later(messenger: FakeMessenger) -> None:
    bob = messenger.add_contact("bob")
    carol = messenger.add_contact("carol")
    messenger.faults["send_text"] = SendingStopped()
    run(work(messenger, (bob, "one"), (carol, "two"), (bob, "three")))
    # The first call was refused, so bob's first text was asked for twice.
    assert sorted(answers(messenger)) == ["one", "one", "three", "two"]
    said = run(messenger.load_messages(bob))
    assert [one.text for one in said if one.is_own] == ["one", "three"]


def test_notices_and_own_texts_are_not_answered(messenger: FakeMessenger) -> None:
    bob = messenger.add_contact("bob")
    history = [
        messenger.add_message(bob, "", kind=MessageKind.GAP, count=2),
        messenger.add_message(bob, "one"),
        messenger.add_message(bob, "two"),
        messenger.add_message(bob, "one", is_own=True),
    ]
    assert [message.text for message in unanswered(history)] == ["two"]


def test_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "bot" / "passphrase"
    made = ensure_secret(file)
    assert len(made) >= 32
    assert ensure_secret(file) == made
    assert file.stat().st_mode & 0o077 == 0


@pytest.fixture
def messenger() -> FakeMessenger:
    return FakeMessenger()
