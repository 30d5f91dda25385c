"""Rows of the outbox as other transactions use them; the stories are in test_outbox_store."""

import pytest

from desktop.core.records import MessageRow
from desktop.core.rows.sent import OutboxState
from desktop.storage import outbox_rows
from desktop.storage.database import Database
from tests.desktop.storage.sample_rows import NOW_MS, Stores, content_id


async def test_row_is_found_by_number_and_by_message(database: Database) -> None:
    stores = Stores(database)
    await stores.add_account()
    contact = (await stores.add_contact()).record.id
    message = (await stores.queue(contact, 1)).position.row
    (row,) = await stores.outbox.load_work(contact, limit=9)

    def find(connection):  # type: ignore[no-untyped-def]
        return (
            outbox_rows.find_outbox(connection, row.id),
            outbox_rows.find_outbox_of_message(connection, message),
            outbox_rows.find_outbox(connection, row.id + 1),
            outbox_rows.find_outbox_of_message(connection, MessageRow(99)),
            outbox_rows.get_seq(connection, row.id),
        )

    assert await database.run("find", find) == (row, row, None, None, 0)
    with pytest.raises(KeyError):
        await database.run("seq", lambda connection: outbox_rows.get_seq(connection, 99))


async def test_number_of_a_deleted_row_is_not_used_again(database: Database) -> None:
    stores = Stores(database)
    await stores.add_account()
    contact = (await stores.add_contact()).record.id

    async def insert() -> int:
        await database.run(
            "insert",
            lambda connection: outbox_rows.insert_outbox(
                connection,
                contact,
                content_id=content_id(1),
                content=(2, 1, b"data"),
                message=None,
                now_ms=NOW_MS,
            ),
        )
        (row,) = await stores.outbox.load_work(contact, limit=9)
        assert (row.kind, row.version, row.data, row.state) == (2, 1, b"data", OutboxState.QUEUED)
        return row.id

    first = await insert()
    await database.run("delete", lambda connection: outbox_rows.delete_outbox(connection, first))

    assert await insert() > first
