"""Claimed names: asked after a pause, at once when the person looks, again when refused."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from desktop.core.name_check import MAX_PAUSE_S, RETRY_S, NameCheck
from desktop.core.records import ContactRecord
from desktop.core.rows.peers import ContactRow
from desktop.core.rows.relay import PeerKeys, PeerKeysState
from protocol.content import Text
from protocol.errors import ErrorCode, Refused
from protocol.ids import Username
from tests.helpers.messengers import DEADLINE_S, ManualClock
from tests.helpers.parties import Party, play


class Asked:
    """A name check that is running, with what it asked and confirmed."""

    def __init__(self, party: Party, lookup: Callable[[Username], Awaitable[PeerKeys]]) -> None:
        self.names: list[Username] = []
        self.confirmed: list[ContactRow] = []
        self.news = asyncio.Event()

        async def ask(name: Username) -> PeerKeys:
            self.names.append(name)
            self.news.set()
            return await lookup(name)

        party.client.lookup = ask  # type: ignore[method-assign]
        self.check = NameCheck(
            party.contacts,
            clock=party.relay.now_ms,
            random=lambda size: b"\xff" * size,
            on_confirmed=self._on_confirmed,
        )

    def _on_confirmed(self, contact: ContactRow) -> None:
        self.confirmed.append(contact)
        self.news.set()

    async def until_asked(self) -> None:
        """Wait for the next look-up."""
        await asyncio.wait_for(self.news.wait(), DEADLINE_S)
        self.news.clear()
        for _ in range(50):
            await asyncio.sleep(0.001)


async def first_message(alice: Party, bob: Party) -> ContactRecord:
    await bob.take((await alice.write(bob, Text(text="hello"))).envelope)
    (record,) = await bob.contacts.load_unconfirmed()
    return record


def test_name_is_asked_when_the_person_looks_and_then_confirmed(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        record = await first_message(alice, bob)
        asked = Asked(bob, bob.client.lookup)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(asked.check.run(await bob.client.connect()))
            await asyncio.sleep(0.01)
            assert asked.names == []
            asked.check.note_contact(record)
            asked.check.hurry(record.id)
            await asked.until_asked()
            running.cancel()
        assert asked.names == ["alice"]
        assert [contact.record.id for contact in asked.confirmed] == [record.id]
        asked.check.hurry(record.id)
        assert asked.check._due_ms == {}

    play(tmp_path, story, "alice", "bob")


def test_name_is_asked_by_itself_after_the_pause(tmp_path: Path) -> None:
    clock = ManualClock()

    async def story(alice: Party, bob: Party) -> None:
        record = await first_message(alice, bob)
        asked = Asked(bob, bob.client.lookup)
        asked.check.note_contact(record)
        clock.advance(seconds=MAX_PAUSE_S)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(asked.check.run(await bob.client.connect()))
            await asked.until_asked()
            running.cancel()
        assert len(asked.confirmed) == 1

    play(tmp_path, story, "alice", "bob", clock=clock)


def test_refusal_and_disagreement_are_asked_again_later(tmp_path: Path) -> None:
    """PR-26: a name that the relay does not confirm stays unconfirmed."""
    clock = ManualClock()

    async def story(alice: Party, bob: Party) -> None:
        record = await first_message(alice, bob)
        answers: list[PeerKeys | Refused] = [
            Refused(ErrorCode.TOO_MANY_REQUESTS, 30.0),
            PeerKeys(state=PeerKeysState.UNKNOWN),
            PeerKeys(state=PeerKeysState.FOUND, chain=b"no chain"),
        ]

        async def lookup(_name: Username) -> PeerKeys:
            answer = answers.pop(0)
            if isinstance(answer, Refused):
                raise answer
            return answer

        asked = Asked(bob, lookup)
        asked.check.note_contact(record)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(asked.check.run(await bob.client.connect()))
            for pause_s in (30.0, RETRY_S, RETRY_S):
                asked.check.hurry(record.id)
                await asked.until_asked()
                assert asked.check._due_ms == {record.id: clock.now_ms + int(pause_s * 1000)}
            running.cancel()
        assert asked.confirmed == []
        assert await bob.contacts.load_unconfirmed() == [record]

    play(tmp_path, story, "alice", "bob", clock=clock)


def test_request_that_was_deleted_is_asked_for_no_more(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        record = await first_message(alice, bob)
        asked = Asked(bob, bob.client.lookup)
        asked.check.note_contact(record)
        await bob.profile.contacts.delete(record.id)
        asked.check.hurry(record.id)
        await asked.check._ask(record.id)
        assert asked.check._due_ms == {}
        assert asked.names == []

    play(tmp_path, story, "alice", "bob")


def test_clock_that_was_set_back_puts_no_look_up_off(tmp_path: Path) -> None:
    """FT-10: no timer of the window is long enough for what would be left of ten years."""
    clock = ManualClock()

    async def story(alice: Party, bob: Party) -> None:
        record = await first_message(alice, bob)
        asked = Asked(bob, bob.client.lookup)
        asked.check.note_contact(record)
        clock.advance(days=-3_650)
        assert asked.check._waits_ms() == {record.id: 0}
        async with asyncio.TaskGroup() as group:
            running = group.create_task(asked.check.run(await bob.client.connect()))
            await asked.until_asked()
            running.cancel()
        assert len(asked.confirmed) == 1

    play(tmp_path, story, "alice", "bob", clock=clock)
