"""What was sent is kept for a repair, and only for the device entry that it was for."""

from dataclasses import replace

from desktop.core.rows.sent import OutboxState
from desktop.storage.database import Database
from desktop.storage.sent_rows import forget_data, forget_rows
from protocol.content import Repair, SeqRange
from tests.desktop.storage.sample_rows import (
    BOB,
    CONVERSATION,
    NOW_MS,
    Stores,
    content_id,
    encrypted,
    received,
)

OLM = b"o" * 32


async def sender(database: Database, *seqs: int) -> Stores:
    """Return stores that sent contents under these seqs; nothing waits any more."""
    stores = Stores(database)
    await stores.add_account()
    contact = (await stores.add_contact()).record.id
    for seq in seqs:
        await stores.queue(contact, seq, f"text {seq}")
        (row,) = await stores.outbox.load_work(contact, limit=9)
        made = replace(encrypted(row.id, seq), peer_olm=OLM, encrypted_ms=NOW_MS)
        await stores.outbox.commit_encrypted(made)
        await stores.outbox.commit_accepted(row.id, made.outbox_id, now_ms=NOW_MS)  # type: ignore[arg-type]
    return stores


async def ask(stores: Stores, *ranges: tuple[int, int], olm: bytes = OLM, number: int = 1) -> bool:
    (contact,) = await stores.contacts.load_all()
    asked = received(
        contact.record.id,
        seq=number,
        envelope_id=number,
        kind=None,
        body_prev=(number - 1).to_bytes(32, "big"),
        sender_olm=olm,
        repair=Repair(
            conversation=CONVERSATION,
            ranges=tuple(SeqRange(first=first, last=last) for first, last in ranges),
        ),
    )
    return (await stores.history.commit_received(asked)).sent_again


async def again(stores: Stores) -> list[tuple[bytes, bytes]]:
    (contact,) = await stores.contacts.load_all()
    rows = await stores.outbox.load_work(contact.record.id, limit=99)
    assert {row.state for row in rows} <= {OutboxState.QUEUED}
    return [(row.body_context, row.data) for row in rows]


async def test_asked_seqs_are_queued_under_their_contexts_oldest_first(database: Database) -> None:
    stores = await sender(database, 1, 2, 3, 4)
    assert await ask(stores, (4, 4), (1, 2))
    assert await again(stores) == [
        (b"context 1", b"text 1"),
        (b"context 2", b"text 2"),
        (b"context 4", b"text 4"),
    ]


async def test_what_waits_already_is_not_queued_twice(database: Database) -> None:
    stores = await sender(database, 1, 2)
    assert await ask(stores, (1, 1))
    assert await ask(stores, (1, 2), number=2)
    assert not await ask(stores, (1, 2), number=3)
    assert len(await again(stores)) == 2


async def test_another_device_entry_gets_nothing(database: Database) -> None:
    stores = await sender(database, 1)
    assert not await ask(stores, (1, 1), olm=b"x" * 32)
    assert not await ask(stores, (5, 9), number=2)
    assert await again(stores) == []


async def test_old_data_goes_before_the_row(database: Database) -> None:
    stores = await sender(database, 1)
    await database.run("forget", lambda connection: forget_data(connection, before_ms=NOW_MS))
    assert await ask(stores, (1, 1))
    assert await again(stores) == [(b"context 1", b"text 1")]
    await database.run("clean", lambda connection: connection.execute("DELETE FROM outbox"))
    await database.run("forget", lambda connection: forget_data(connection, before_ms=NOW_MS + 1))
    assert await ask(stores, (1, 1), number=2)
    assert await again(stores) == [(b"context 1", b"")]
    await database.run("clean", lambda connection: connection.execute("DELETE FROM outbox"))
    await database.run("forget", lambda connection: forget_rows(connection, before_ms=NOW_MS + 1))
    assert not await ask(stores, (1, 1), number=3)


async def test_receipt_is_noted_on_the_session_that_carried_it(database: Database) -> None:
    stores = await sender(database, 1, 2)
    (contact,) = await stores.contacts.load_all()
    page = await stores.history.load_page(contact.record.id, before=None, limit=9)
    assert len(page) == 2
    receipt = received(contact.record.id, seq=1, envelope_id=9, kind=None, body_prev=bytes(32))
    await stores.history.commit_received(replace(receipt, delivered_ids=(content_id(2),)))
    sessions = await stores.keys.load_sessions(BOB)
    assert [row.receipted_count for row in sessions] == [0]
