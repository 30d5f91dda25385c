"""Gaps are ranges with a line each; forks and restorations are told apart from them."""

from dataclasses import replace

from desktop.core.records import ContactId, MessageKind, MessageRecord
from desktop.core.rows.peers import StreamPosition
from desktop.core.rows.received import ReceivedContent, ReceivedOutcome
from desktop.storage.database import Database
from desktop.storage.gap_rows import MOST_COUNT, RESTORED_JUMP, load_gaps
from tests.desktop.storage.sample_rows import NOW_MS, Stores, received

DAY_MS = 24 * 60 * 60 * 1000


def hash_of(seq: int) -> bytes:
    """Return the hash that `received` gives the content with a seq."""
    return (seq % 2**32).to_bytes(32, "big")


def content(contact: ContactId, seq: int, **changes: object) -> ReceivedContent:
    """Return a text that goes on where its sender's stream was before it."""
    row = received(contact, seq=seq, envelope_id=100 + min(seq, 1000))
    return replace(row, **{"body_prev": hash_of(seq - 1), **changes})  # type: ignore[arg-type]


class Reader:
    """Commits contents and looks at what is missing."""

    def __init__(self, database: Database) -> None:
        self.stores = Stores(database)
        self.contact: ContactId

    async def begin(self) -> None:
        await self.stores.add_account()
        self.contact = (await self.stores.add_contact()).record.id

    async def take(self, seq: int, **changes: object) -> ReceivedOutcome:
        return await self.stores.history.commit_received(content(self.contact, seq, **changes))

    async def missing(self) -> list[tuple[int, int]]:
        gaps = await self.stores.database.run(
            "load", lambda connection: load_gaps(connection, self.contact)
        )
        return [(gap.missing.first, gap.missing.last) for gap in gaps]

    async def shown(self) -> list[tuple[MessageKind, int]]:
        page = await self.stores.history.load_page(self.contact, before=None, limit=99)
        return [(line.kind, line.count or line.position.seq) for line in page]


async def reader(database: Database) -> Reader:
    made = Reader(database)
    await made.begin()
    return made


TEXT, GAP = MessageKind.TEXT, MessageKind.GAP


async def test_stream_without_a_gap_adds_no_line(database: Database) -> None:
    bob = await reader(database)
    for seq in (1, 2, 3):
        outcome = await bob.take(seq)
        assert (outcome.notices, outcome.removed, outcome.opened_gap) == ((), (), False)
    assert await bob.missing() == []


async def test_gap_is_one_line_where_the_missing_ones_belong(database: Database) -> None:
    bob = await reader(database)
    await bob.take(1)
    outcome = await bob.take(5)
    assert outcome.opened_gap
    assert [line.count for line in outcome.notices] == [3]
    assert await bob.shown() == [(TEXT, 1), (GAP, 3), (TEXT, 5)]
    assert await bob.missing() == [(2, 4)]


async def test_gap_shrinks_splits_and_goes(database: Database) -> None:
    bob = await reader(database)
    await bob.take(1)
    await bob.take(7)
    await bob.take(4)
    assert await bob.shown() == [(TEXT, 1), (GAP, 2), (TEXT, 4), (GAP, 2), (TEXT, 7)]
    assert await bob.missing() == [(5, 6), (2, 3)]
    outcome = await bob.take(2)
    assert [change.message.count for change in outcome.changed] == [1]
    outcome = await bob.take(6)
    assert [change.message.count for change in outcome.changed] == [1]
    for seq in (3, 5):
        outcome = await bob.take(seq)
        assert [line.kind for line in outcome.removed] == [GAP]
    assert await bob.shown() == [(TEXT, seq) for seq in range(1, 8)]
    assert await bob.missing() == []


async def test_jump_to_any_seq_costs_one_range(database: Database) -> None:
    """PR-34."""
    bob = await reader(database)
    await bob.take(1)
    await bob.take(3_000_000)
    await bob.take(2**64 - 1)
    assert await bob.missing() == [(3_000_001, 2**64 - 2), (2, 2_999_999)]
    counts = [count for kind, count in await bob.shown() if kind is GAP]
    assert counts == [2_999_998, min(2**64 - 2 - 3_000_000, MOST_COUNT)]


async def test_restored_sender_is_no_gap(database: Database) -> None:
    bob = await reader(database)
    await bob.take(1)
    outcome = await bob.take(1 + RESTORED_JUMP, body_prev=bytes(32))
    assert [line.kind for line in outcome.notices] == [MessageKind.RESTORED]
    assert not outcome.opened_gap
    assert await bob.missing() == []
    outcome = await bob.take(2 + RESTORED_JUMP)
    assert outcome.notices == ()


async def test_shorter_jump_without_prev_is_a_gap(database: Database) -> None:
    bob = await reader(database)
    await bob.take(1)
    outcome = await bob.take(RESTORED_JUMP, body_prev=bytes(32))
    assert [line.kind for line in outcome.notices] == [GAP]


def kinds(lines: tuple[MessageRecord, ...]) -> list[MessageKind]:
    return [line.kind for line in lines]


async def test_another_prev_is_a_fork_told_once_a_day(database: Database) -> None:
    bob = await reader(database)
    await bob.take(1)
    assert kinds((await bob.take(2, body_prev=b"!" * 32)).notices) == [MessageKind.FORKED]
    assert kinds((await bob.take(3, body_prev=b"!" * 32)).notices) == []
    later = {"received_at_ms": NOW_MS + 2 * DAY_MS}
    assert kinds((await bob.take(4, body_prev=b"!" * 32, **later)).notices) == [MessageKind.FORKED]


async def test_seq_that_was_there_before_is_a_fork(database: Database) -> None:
    bob = await reader(database)
    await bob.take(1)
    await bob.take(2)
    again = replace(content(bob.contact, 2), content_id=content(bob.contact, 99).content_id)
    outcome = await bob.stores.history.commit_received(again)
    assert kinds(outcome.notices) == [MessageKind.FORKED]
    assert outcome.added is not None


async def test_what_fills_a_gap_must_fit_its_ends(database: Database) -> None:
    for changes, forked in (
        ({}, False),
        ({"body_prev": b"!" * 32}, True),
        ({"stream": StreamPosition(seq=2, prev=b"!" * 32)}, True),
    ):
        bob = await reader(database)
        await bob.take(1)
        await bob.take(3)
        outcome = await bob.take(2, **changes)
        assert (kinds(outcome.notices) == [MessageKind.FORKED]) is forked
        assert await bob.missing() == []
        await database.run("clean", _forget_everything)


def _forget_everything(connection: object) -> None:
    for table in ("gap", "message", "seen", "stream", "session", "conversation", "contact"):
        connection.execute(f"DELETE FROM {table}")  # type: ignore[attr-defined]
    connection.execute("DELETE FROM own_account")  # type: ignore[attr-defined]
    connection.execute("DELETE FROM own_seal_pair")  # type: ignore[attr-defined]
    connection.execute("DELETE FROM own_prekey")  # type: ignore[attr-defined]


async def test_transient_content_stands_outside(database: Database) -> None:
    bob = await reader(database)
    await bob.take(1)
    outcome = await bob.take(0, body_prev=bytes(32))
    assert outcome.notices == ()
