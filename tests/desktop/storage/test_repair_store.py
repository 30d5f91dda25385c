"""A repair and the note that it was asked are one commit."""

from desktop.storage.database import Database
from desktop.storage.repair_store import DatabaseRepairStore
from protocol.content import SeqRange
from tests.desktop.storage.sample_rows import NOW_MS, Stores, content_id, received


async def test_repair_notes_what_was_asked(database: Database) -> None:
    stores = Stores(database)
    await stores.add_account()
    contact = (await stores.add_contact()).record.id
    repairs = DatabaseRepairStore(database)
    for seq in (1, 4):
        content = received(contact, seq=seq, envelope_id=seq)
        await stores.history.commit_received(content)
    assert await repairs.load_contacts_with_new_gaps() == [contact]
    assert await repairs.load_missing(contact) == [SeqRange(first=2, last=3)]

    await repairs.queue_repair(
        contact, content_id=content_id(7), kind=5, version=1, data=b"ranges", now_ms=NOW_MS
    )

    assert await repairs.load_contacts_with_new_gaps() == []
    assert await repairs.load_missing(contact) == [SeqRange(first=2, last=3)]
    assert (await stores.contacts.get(contact)).repair_asked_ms == NOW_MS
    (row,) = await stores.outbox.load_work(contact, limit=9)
    assert (row.kind, row.data, row.wants_new_session, row.message) == (5, b"ranges", True, None)
