"""What is missing is shown, asked for and sent again; junk never asks for anything."""

from functools import partial
from pathlib import Path

import apsw
import pytest

from desktop.core.events import MessageRemoved
from desktop.core.records import ContactId, DeliveryState, MessageKind, MessageRow
from desktop.core.repair import ASK_PAUSE_MS, choose_ranges
from desktop.errors import TryLater
from protocol.content import ContentKind, SeqRange
from protocol.ids import ConversationId, DeviceAddress
from protocol.transcript import conversation_of_pair
from tests.helpers.correspondents import Correspondent, drop, play
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.junk import JUNK, junk
from tests.helpers.messengers import Person, run, system_clock


async def talk(one: Correspondent, other: Correspondent) -> None:
    """Let each write once, so that the session is answered and everything is receipted."""
    for writer, reader in ((one, other), (other, one)):
        await writer.write(reader, "hello")
        await writer.visit()
        await reader.visit()
    await one.visit()
    await other.visit()


def test_newest_seqs_are_asked_for_first() -> None:
    missing = [SeqRange(first=50, last=60), SeqRange(first=1, last=40)]
    assert choose_ranges(missing, most=100) == tuple(missing)
    assert choose_ranges(missing, most=13) == (
        SeqRange(first=50, last=60),
        SeqRange(first=39, last=40),
    )
    assert choose_ranges(missing, most=11) == (SeqRange(first=50, last=60),)
    assert choose_ranges([SeqRange(first=1, last=2**64 - 2)], most=1000) == (
        SeqRange(first=2**64 - 1001, last=2**64 - 2),
    )


def test_lost_messages_are_shown_missing_and_come_again(tmp_path: Path) -> None:
    """PR-05: lost ones are flagged at their place; the repair brings them to it."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        for text in ("one", "two", "three", "four"):
            await alice.write(bob, text)
        await alice.send()
        drop(bob, 1, 2)
        await bob.receive()
        assert await bob.texts(alice) == ["hello", "one", "four"]
        assert await bob.missing(alice) == [2]
        assert (await bob.kinds(alice))[-3:] == [
            MessageKind.TEXT,
            MessageKind.GAP,
            MessageKind.TEXT,
        ]
        await bob.visit()
        await alice.visit()
        await bob.visit()
        assert await bob.texts(alice) == ["hello", "one", "two", "three", "four"]
        assert await bob.missing(alice) == []
        removed = [line for _, outcome in bob.outcomes for line in outcome.removed]
        assert [line.kind for line in removed] == [MessageKind.GAP]

    play(tmp_path, story, "alice", "bob")


def test_repair_is_asked_at_most_once_an_hour(tmp_path: Path) -> None:
    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        for number in range(3):
            await alice.write(bob, f"lost {number}")
            await alice.send()
            drop(bob, -1)
            await alice.write(bob, f"kept {number}")
            await alice.send()
            await bob.receive()
            if number == 0:
                assert await bob.repairs.ask_due() == 0
            else:
                assert await bob.repairs.ask_due() == ASK_PAUSE_MS
        bobs = await bob.contact_of(alice)
        with pytest.raises(TryLater) as caught:
            await bob.repairs.request(bobs)
        assert caught.value.wait_s == ASK_PAUSE_MS / 1000
        bob.clock.advance(seconds=3600)
        await bob.repairs.ask_due()
        await bob.send()
        await alice.visit()
        await bob.visit()
        assert await bob.missing(alice) == []
        assert len([text for text in await bob.texts(alice) if text.startswith("lost")]) == 3

    play(tmp_path, story, "alice", "bob")


def test_person_may_ask_for_the_newest_that_was_lost(tmp_path: Path) -> None:
    """Dropping the last message leaves no gap; a tap asks beyond what is known."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        await alice.write(bob, "the last")
        await alice.send()
        drop(bob, 0)
        await bob.repairs.request(await bob.contact_of(alice))
        await bob.send()
        await alice.visit()
        await bob.visit()
        assert await bob.texts(alice) == ["hello", "the last"]

    play(tmp_path, story, "alice", "bob")


def test_what_is_no_longer_kept_comes_as_nothing_and_closes_the_gap(tmp_path: Path) -> None:
    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        for text in ("gone", "kept"):
            await alice.write(bob, text)
        await alice.send()
        drop(bob, 0)
        await bob.receive()
        await alice.profile.database.run(
            "forget",
            lambda connection: connection.execute(
                "UPDATE sent_content SET kind = 0, data = x'' WHERE data = ?", (b"gone",)
            ),
        )
        await bob.visit()
        await alice.visit()
        await bob.visit()
        assert await bob.missing(alice) == []
        assert await bob.texts(alice) == ["hello", "kept"]

    play(tmp_path, story, "alice", "bob")


def test_repair_of_somebody_not_accepted_is_not_answered(tmp_path: Path) -> None:
    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        contact = await alice.contact_of(bob)

        def forget_key(connection: object) -> None:
            connection.execute(  # type: ignore[attr-defined]
                "UPDATE contact SET gave_key = 0 WHERE id = ?", (contact,)
            )

        await alice.profile.database.run("forget", forget_key)
        await bob.repairs.request(await bob.contact_of(alice))
        await bob.send()
        await alice.receive()
        assert await alice.profile.outbox.load_work(contact, limit=9) == []

    play(tmp_path, story, "alice", "bob")


def test_repair_goes_only_to_the_device_entry_that_the_content_was_for(tmp_path: Path) -> None:
    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        await alice.write(bob, "for the device as it was")
        await alice.send()
        drop(bob, 0)
        await alice.profile.database.run(
            "another entry",
            lambda connection: connection.execute("UPDATE sent_content SET olm_key = zeroblob(32)"),
        )
        await bob.repairs.request(await bob.contact_of(alice))
        await bob.send()
        await alice.receive()
        assert await alice.profile.outbox.load_work(ContactId(1), limit=9) == []
        # A receipt goes to a successor, too; what says nothing closes the gap as nothing.
        kinds = {ContentKind.DELIVERED: ContentKind.DELIVERED, ContentKind.ASK: ContentKind.EMPTY}
        for kind, sent_kind in kinds.items():
            await alice.profile.database.run(
                "another kind",
                lambda connection, kind=kind: connection.execute(  # type: ignore[misc]
                    "UPDATE sent_content SET kind = ?", (int(kind),)
                ),
            )
            bob.clock.advance(seconds=3600)
            await bob.repairs.request(await bob.contact_of(alice))
            await bob.send()
            await alice.receive()
            again = await alice.profile.outbox.load_work(ContactId(1), limit=9)
            assert [row.kind for row in again] == [sent_kind]
            await alice.profile.database.run(
                "done", lambda connection: connection.execute("DELETE FROM outbox")
            )

    play(tmp_path, story, "alice", "bob")


def test_long_monologue_is_answered_once(tmp_path: Path) -> None:
    """PR-01: after 30 in a row the other's ratchet turns, whatever the person does."""

    async def story(alice: Correspondent, bob: Correspondent) -> None:
        await talk(alice, bob)
        for number in range(70):
            await alice.write(bob, f"text {number}")
        await alice.send()
        await bob.receive()
        contact = await bob.contact_of(alice)
        (row,) = await bob.profile.outbox.load_work(contact, limit=9)
        assert (row.kind, row.message) == (0, None)
        await bob.send()
        await alice.receive()
        assert await alice.missing(bob) == []

    play(tmp_path, story, "alice", "bob")


@pytest.mark.parametrize(
    "count", [300, pytest.param(10_000, marks=(pytest.mark.long, pytest.mark.timeout(0)))]
)
def test_junk_that_names_a_contact_makes_one_line_a_day(tmp_path: Path, count: int) -> None:
    """PR-15, PR-35: no repair, no session lost, no look-up, no alarm, one line, nothing grows."""

    async def story(alice: Correspondent, bob: Correspondent, carol: Correspondent) -> None:
        await talk(alice, bob)
        sessions = await bob.profile.keys.load_sessions(alice.account.address)
        rows = await count_rows(bob)
        names_alice = [*JUNK, None]
        for day in range(2):
            for number in range(count // 2):
                kind = names_alice[number % len(names_alice)]
                envelope = await junk(alice, bob, carol, kind) if kind else carol.random(2_614)
                await bob.take(envelope, 100_000 * day + number + 1)
                await bob.acknowledge()
            assert len(bob.lines) == day + 1
            bob.clock.advance(days=1)
        assert {line.kind for line in bob.lines} == {MessageKind.FIRST_FAILED}
        assert bob.inbound.dropped_count == count // 2 * 2
        assert await bob.chain_watch.ask_due() == 0
        assert await bob.profile.keys.load_sessions(alice.account.address) == sessions
        assert await count_rows(bob) == rows + len(bob.lines)
        contact = await bob.contact_of(alice)
        assert await bob.profile.outbox.load_work(contact, limit=9) == []
        await alice.write(bob, "still here")
        await alice.send()
        await bob.receive()
        assert (await bob.texts(alice))[-1] == "still here"

    play(tmp_path, story, "alice", "bob", "carol")


async def count_rows(person: Correspondent) -> int:
    """Return how many rows all tables of a profile have together."""

    def count(connection: apsw.Connection) -> int:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in tables.fetchall()]
        counts = [connection.execute(f"SELECT count(*) FROM {name}") for name in names]
        return sum(number for answer in counts for (number,) in answer)

    return await person.profile.database.run("count", count)


def test_whole_messengers_show_repair_and_forget_a_gap(tmp_path: Path) -> None:
    """PR-05: from the window's side: a line is added, texts come, the line is removed."""

    async def story() -> None:
        relay = FakeRelay(system_clock)
        alice, bob = (Person(name, tmp_path, relay.client) for name in ("alice", "bob"))
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_bob = await alice.chat_with(bob)
            await alice.engine.send_text(to_bob, "hello")
            await bob.received(1)
            await bob.accept(alice)
            address = DeviceAddress(account=(await alice.contact_of(bob)).account, device=1)
            from_alice = (await bob.contact_of(alice)).id
        async with alice:
            await alice.reopen()
            for text in ("lost", "also lost", "kept"):
                message = await alice.engine.send_text(to_bob, text)
                await alice.until(partial(is_sent, alice, to_bob, message.position.row))
        held = relay.mailboxes[address].held
        for number in sorted(held)[-3:-1]:
            del held[number]
        async with alice, bob:
            await alice.reopen()
            await bob.reopen()
            await bob.until(lambda: any(isinstance(each, MessageRemoved) for each in bob.events))
            assert [each.count for each in bob.added() if each.kind is MessageKind.GAP] == [2]
            assert await bob.texts() == ["hello", "lost", "also lost", "kept"]
            with pytest.raises(TryLater):
                await bob.engine.request_repair(from_alice)

    run(story())


async def is_sent(person: Person, contact: ContactId, row: MessageRow) -> bool:
    """Tell whether the relay holds an own message."""
    shown = await person.engine.load_messages(contact)
    return any(
        each.position.row == row and each.state is not DeliveryState.WAITING for each in shown
    )


def conversation(alice: Correspondent, bob: Correspondent) -> ConversationId:
    """Return the id of the pair's conversation."""
    return conversation_of_pair(alice.account.address.account, bob.account.address.account)
