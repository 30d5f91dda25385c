"""Delivery receipts: batched, paused, and only where they are due."""

import asyncio
from pathlib import Path

import pytest

from desktop.core import receipts
from desktop.core.receipts import RECEIPT_IDS, Receipts, random_between
from protocol import limits
from protocol.content import (
    CONTENT_VERSION,
    Content,
    ContentKind,
    Delivered,
    Text,
    build_content,
    find_data,
)
from protocol.ids import ContentId
from tests.helpers.messengers import DEADLINE_S
from tests.helpers.parties import Party, play


def test_even_draw_covers_the_range() -> None:
    assert random_between(bytes, 2.0, 6.0) == 2.0
    assert random_between(lambda size: b"\x80" + bytes(size - 1), 2.0, 6.0) == 4.0
    assert 5.99 < random_between(lambda size: b"\xff" * size, 2.0, 6.0) < 6.0


def test_due_receipts_go_together_and_each_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "MIN_PAUSE_S", 0.0)
    monkeypatch.setattr(receipts, "MAX_PAUSE_S", 0.0)

    async def story(alice: Party, bob: Party) -> None:
        await bob.contacts.start_chat("alice")
        key = alice.account.row.delivery_key
        count = RECEIPT_IDS + 3
        expected = set()
        for number in range(count):
            said = build_content(Text(text=f"number {number}"), delivery_key=key)
            sealed = await alice.write(bob, said)
            assert await bob.take(sealed.envelope) is not None
            expected.add(sealed.context.content_id)
        queued = asyncio.Event()
        part = Receipts(
            bob.profile.outbox,
            bob.profile.keys,
            clock=bob.relay.now_ms,
            random=bob.random,
            on_queued=queued.set,
        )
        async with asyncio.TaskGroup() as group:
            running = group.create_task(part.run())
            await asyncio.wait_for(queued.wait(), DEADLINE_S)
            queued.clear()
            part.note_due()
            await asyncio.wait_for(queued.wait(), DEADLINE_S)
            running.cancel()
        (contact,) = await bob.profile.outbox.load_contacts_with_work()
        rows = await bob.profile.outbox.load_work(contact, limit=10)
        assert [row.kind for row in rows] == [ContentKind.DELIVERED] * 2
        named: list[bytes] = []
        for row in rows:
            assert row.message is None
            data = find_data(
                Content(
                    kind=row.kind,
                    version=row.version,
                    delivery_key=b"",
                    invite_proof=b"",
                    data=row.data,
                )
            )
            assert isinstance(data, Delivered)
            assert len(data.content_ids) <= RECEIPT_IDS
            named += data.content_ids
        assert set(named) == expected
        assert len(named) == count

    play(tmp_path, story, "alice", "bob")


def test_full_receipt_fits_the_smallest_envelope(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        await bob.meet(alice)
        await bob.take((await alice.write(bob, Text(text="hello"))).envelope)
        ids = tuple(ContentId(bytes([number] * 16)) for number in range(RECEIPT_IDS))
        contact = (await bob.profile.contacts.load_all())[0].record.id
        await bob.profile.outbox.queue_receipts(
            contact,
            content_id=ContentId(bob.random(16)),
            kind=ContentKind.DELIVERED,
            version=CONTENT_VERSION,
            build_data=lambda _due: Delivered(content_ids=ids).encode(),
            limit=RECEIPT_IDS,
            now_ms=bob.relay.now_ms(),
        )
        await bob.outbox._run_pass()
        assert len(bob.relay.submitted[0].envelope) == limits.MIN_ENVELOPE_BYTES

    play(tmp_path, story, "alice", "bob")
