"""Single messages in the database: erasing them here, and when what happened with them."""

from collections.abc import Sequence

import apsw

from desktop.core.records import (
    ContactId,
    DeliveryState,
    MessageRecord,
    MessageRow,
    MessageTimes,
)
from desktop.core.rows.sent import OutboxState
from desktop.storage import outbox_rows
from desktop.storage.columns import find_row
from desktop.storage.database import Database
from desktop.storage.message_rows import RECORD_COLUMNS, read_message


class DatabaseMessageStore:
    """`desktop.core.ports.MessageStore` over one database.

    Source: docs/protocol/local-store.md, section 6.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def delete(
        self, contact: ContactId, messages: Sequence[MessageRow]
    ) -> list[MessageRecord]:
        """Erase messages here; those that still wait to be sent stay.

        The row stays without its text: places, receipts and limits count it.

        Returns:
            What is gone, as it was.
        """

        def delete(connection: apsw.Connection) -> list[MessageRecord]:
            gone = []
            for message in messages:
                row = find_row(
                    connection,
                    f"{RECORD_COLUMNS} WHERE id = ? AND contact = ? AND is_deleted = 0",
                    (message, contact),
                )
                record = read_message(row) if row else None
                if record is not None and record.state is not DeliveryState.WAITING:
                    _erase(connection, message)
                    gone.append(record)
            return gone

        return await self._database.run("delete messages", delete)

    async def delete_all(self, contact: ContactId) -> None:
        """Erase a whole conversation here; what still waits to be sent stays until it left.

        The chat leaves the list until something new stands in it.
        """

        def delete(connection: apsw.Connection) -> None:
            connection.execute(
                "DELETE FROM outbox WHERE contact = ? AND message IN (SELECT id FROM message"
                " WHERE contact = ? AND state = 'failed')",
                (contact, contact),
            )
            connection.execute(
                "UPDATE message SET is_deleted = 1, text = '', raw_data = x'', is_unread = 0"
                " WHERE contact = ? AND is_deleted = 0 AND state != 'waiting'",
                (contact,),
            )
            connection.execute("DELETE FROM draft WHERE contact = ?", (contact,))
            connection.execute(
                "UPDATE conversation SET is_listed = EXISTS (SELECT 1 FROM message"
                " WHERE contact = ? AND is_deleted = 0) WHERE contact = ?",
                (contact, contact),
            )

        await self._database.run("delete chat", delete)

    async def list_again(self, contact: ContactId) -> None:
        """Put a chat that was deleted back into the list."""
        await self._database.run(
            "list chat",
            lambda connection: connection.execute(
                "UPDATE conversation SET is_listed = 1 WHERE contact = ?", (contact,)
            ),
        )

    async def find_times(self, message: MessageRow) -> MessageTimes | None:
        """Return when what happened with a message, None if it is not there (any more)."""

        def find(connection: apsw.Connection) -> MessageTimes | None:
            row = find_row(
                connection,
                "SELECT shown_at_ms, local_ms, accepted_ms, delivered_ms, read_ms FROM message"
                " WHERE id = ? AND is_deleted = 0",
                (message,),
            )
            if row is None:
                return None
            sent_ms, local_ms, accepted_ms, delivered_ms, read_ms = row
            return MessageTimes(
                sent_ms=sent_ms,
                local_ms=local_ms,
                accepted_ms=accepted_ms or None,
                delivered_ms=delivered_ms or None,
                read_ms=read_ms or None,
            )

        return await self._database.run("find message times", find)


def _erase(connection: apsw.Connection, message: MessageRow) -> None:
    connection.execute(
        "UPDATE message SET is_deleted = 1, text = '', raw_data = x'', is_unread = 0 WHERE id = ?",
        (message,),
    )
    outbox = outbox_rows.find_outbox_of_message(connection, message)
    if outbox is not None and outbox.state is OutboxState.FAILED:
        outbox_rows.delete_outbox(connection, outbox.id)
