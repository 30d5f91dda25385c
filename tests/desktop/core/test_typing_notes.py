"""Typing: told to accepted contacts that are online, forgotten by itself, never stored."""

import asyncio
from pathlib import Path

import pytest

from desktop.core import typing_notes
from desktop.core.events import Event, TypingChanged
from desktop.core.records import ContactId, Privacy
from desktop.core.typing_notes import TypingNotes
from protocol.messages import PresenceState
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.messengers import Person, run, system_clock

BOB = ContactId(1)


def told(events: list[Event]) -> list[bool]:
    return [event.is_typing for event in events if isinstance(event, TypingChanged)]


def test_note_is_told_once_and_forgotten_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typing_notes, "SHOWN_FOR_S", 0.01)

    async def story() -> None:
        events: list[Event] = []
        notes = TypingNotes(events.append)
        notes.on_typing(BOB, True)
        notes.on_typing(BOB, True)
        assert told(events) == [True]
        async with asyncio.timeout(10):
            while len(events) < 2:  # noqa: ASYNC110 - a timer of the part under test
                await asyncio.sleep(0.001)
        assert told(events) == [True, False]
        notes.on_typing(BOB, False)
        assert told(events) == [True, False]

    run(story())


def test_message_ends_the_note_and_closing_is_silent() -> None:
    async def story() -> None:
        events: list[Event] = []
        notes = TypingNotes(events.append)
        notes.on_message(BOB)
        notes.on_typing(BOB, True)
        notes.on_message(BOB)
        assert told(events) == [True, False]
        notes.on_typing(BOB, True)
        notes.close()
        assert told(events) == [True, False, True]

    run(story())


async def befriend(alice: Person, bob: Person) -> ContactId:
    for person in (alice, bob):
        await person.create_account()
    to_bob = await alice.chat_with(bob)
    await alice.engine.send_text(to_bob, "hello")
    await bob.received(1)
    await bob.accept(alice)
    running = alice.engine._session.running
    assert running is not None
    await alice.until(lambda: running.presence.is_online(to_bob))
    return to_bob


def test_typing_reaches_an_accepted_contact_and_is_stored_nowhere(tmp_path: Path) -> None:
    """PR-21: passed on from memory, no row at the relay, no message, no gap."""
    relay = FakeRelay(system_clock)

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        async with alice, bob:
            to_bob = await befriend(alice, bob)
            await alice.until(lambda: not any(box.held for box in relay.mailboxes.values()))
            alice.engine.note_typing(to_bob)
            alice.engine.note_typing(to_bob)
            await bob.until(lambda: told(bob.events) == [True])
            sent = await alice.engine.send_text(to_bob, "typed")
            await alice.delivered(sent)
            assert told(bob.events) == [True, False]
            assert await bob.texts() == ["hello", "typed"]
            assert sum(item.is_transient for item in relay.submitted) == 1

    run(story())


def test_setting_and_presence_decide_whether_it_is_told(tmp_path: Path) -> None:
    relay = FakeRelay(system_clock)

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        async with alice, bob:
            to_bob = await befriend(alice, bob)
            running = alice.engine._session.running
            assert running is not None
            await alice.engine.save_privacy(Privacy(typing=False))
            await running.typing_sender.send(to_bob)
            assert not [item for item in relay.submitted if item.is_transient]
            assert running.typing_sender.take_turn(to_bob)
            assert not running.typing_sender.take_turn(to_bob)
            running.presence._known[to_bob] = PresenceState.UNKNOWN
            running.typing_sender._told_ms.clear()
            assert not running.typing_sender.take_turn(to_bob)

    run(story())


def test_nothing_is_typed_on_a_session_that_an_older_copy_left(tmp_path: Path) -> None:
    """Its ratchet may be further on than the copy knows: a step of it must not be taken twice."""
    relay = FakeRelay(system_clock)

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        async with alice, bob:
            to_bob = await befriend(alice, bob)
            running = alice.engine._session.running
            assert running is not None
            peer = next(box for box in relay.mailboxes if relay.username(box) == "bob")
            for session in await running.profile.keys.load_sessions(peer):
                await running.profile.upkeep.archive_session(peer, session.session_id)
            before = await running.profile.keys.load_sessions(peer)
            await running.typing_sender.send(to_bob)
            assert not [item for item in relay.submitted if item.is_transient]
            assert await running.profile.keys.load_sessions(peer) == before

    run(story())


def test_clock_that_was_set_back_keeps_nothing_untold(tmp_path: Path) -> None:
    """FT-10."""
    relay = FakeRelay(system_clock)

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        async with alice, bob:
            to_bob = await befriend(alice, bob)
            running = alice.engine._session.running
            assert running is not None
            running.typing_sender._told_ms[to_bob] = system_clock() + 10**12
            assert running.typing_sender.take_turn(to_bob)
            assert not running.typing_sender.take_turn(to_bob)

    run(story())
