"""Parts of a conversation as they are read: before, after and around a message."""

import apsw

from desktop.core.records import ContactId, MessagePosition, MessageRecord, MessageRow
from desktop.storage.columns import find_row, load_rows, seq_column
from desktop.storage.message_rows import RECORD_COLUMNS, read_message

_SHOWN = f"{RECORD_COLUMNS} WHERE contact = ? AND is_deleted = 0"
_UPWARDS = "ORDER BY place DESC, seq DESC, id DESC LIMIT ?"
_DOWNWARDS = "ORDER BY place, seq, id LIMIT ?"


def load_before(
    connection: apsw.Connection,
    contact: ContactId,
    *,
    before: MessagePosition | None,
    limit: int,
) -> list[MessageRecord]:
    """Return the newest messages before a position (None: the end), oldest first."""
    if before is None:
        rows = load_rows(connection, f"{_SHOWN} {_UPWARDS}", (contact, limit))
    else:
        rows = load_rows(
            connection,
            f"{_SHOWN} AND (place, seq, id) < (?, ?, ?) {_UPWARDS}",
            (contact, *_columns(before), limit),
        )
    return [read_message(row) for row in reversed(rows)]


def load_after(
    connection: apsw.Connection, contact: ContactId, *, after: MessagePosition, limit: int
) -> list[MessageRecord]:
    """Return the oldest messages after a position, oldest first."""
    rows = load_rows(
        connection,
        f"{_SHOWN} AND (place, seq, id) > (?, ?, ?) {_DOWNWARDS}",
        (contact, *_columns(after), limit),
    )
    return [read_message(row) for row in rows]


def load_around(
    connection: apsw.Connection, contact: ContactId, *, message: MessageRow, limit: int
) -> list[MessageRecord]:
    """Return a message in the middle of its neighbours; empty if it is not in the conversation.

    Args:
        connection: In a transaction.
        contact: Whose conversation.
        message: Local number of the message.
        limit: At most half of it is older than the message, at most half is not.
    """
    row = find_row(connection, f"{_SHOWN} AND id = ?", (contact, message))
    if row is None:
        return []
    middle = read_message(row)
    older = load_before(connection, contact, before=middle.position, limit=limit // 2)
    newer = load_after(
        connection, contact, after=middle.position, limit=max(0, limit - limit // 2 - 1)
    )
    return [*older, middle, *newer]


def find_first_unread(connection: apsw.Connection, contact: ContactId) -> MessageRow | None:
    """Return the first unread message of a conversation in display order."""
    row = find_row(
        connection,
        "SELECT id FROM message WHERE contact = ? AND is_unread = 1"
        " ORDER BY place, seq, id LIMIT 1",
        (contact,),
    )
    return MessageRow(row[0]) if row else None


def _columns(position: MessagePosition) -> tuple[int, bytes, int]:
    return position.place, seq_column(position.seq), position.row
