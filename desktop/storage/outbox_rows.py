"""Rows of the outbox; written in the transactions of outbox and history."""

import apsw

from desktop.core.message_state import OutboxMove, next_state
from desktop.core.records import ContactId, MessageRow
from desktop.core.rows.sent import OutboxRow, OutboxState
from desktop.storage.columns import Row, find_row, load_rows, read_address, read_seq
from protocol.ids import ContentId

_OUTBOX = (
    "SELECT id, contact, content_id, kind, version, data, created_ms, state, message, peer_account,"
    " peer_device, body_context, inner, envelope, seal_key_id, wants_new_session, encrypted_ms,"
    " seal_expires_ms FROM outbox"
)


def insert_outbox(
    connection: apsw.Connection,
    contact: ContactId,
    *,
    content_id: ContentId,
    content: tuple[int, int, bytes],
    message: MessageRow | None,
    now_ms: int,
    wants_new_session: bool = False,
) -> None:
    """Queue a content, given as (kind, version, data)."""
    kind, version, data = content
    connection.execute(
        "INSERT INTO outbox (contact, content_id, kind, version, data, created_ms, state, message,"
        " wants_new_session) VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?)",
        (contact, content_id, kind, version, data, now_ms, message, int(wants_new_session)),
    )


def find_outbox(connection: apsw.Connection, outbox_id: int) -> OutboxRow | None:
    """Return one row, None if it is done with."""
    row = find_row(connection, f"{_OUTBOX} WHERE id = ?", (outbox_id,))
    return _read_outbox(row) if row else None


def find_outbox_of_message(connection: apsw.Connection, message: MessageRow) -> OutboxRow | None:
    """Return the row on which a shown message hangs, None if it is done with."""
    row = find_row(connection, f"{_OUTBOX} WHERE message = ?", (message,))
    return _read_outbox(row) if row else None


def load_work(connection: apsw.Connection, contact: ContactId, *, limit: int) -> list[OutboxRow]:
    """Return the oldest QUEUED and ENCRYPTED rows of a contact, in order."""
    rows = load_rows(
        connection,
        f"{_OUTBOX} WHERE contact = ? AND state IN ('queued', 'encrypted') ORDER BY id LIMIT ?",
        (contact, limit),
    )
    return [_read_outbox(row) for row in rows]


def get_seq(connection: apsw.Connection, outbox_id: int) -> int:
    """Return the own sequence number under which a row was encrypted, 0 if it was not."""
    row = find_row(connection, "SELECT seq FROM outbox WHERE id = ?", (outbox_id,))
    if row is None:
        raise KeyError(outbox_id)
    return read_seq(row[0])


def set_state(connection: apsw.Connection, outbox_id: int, state: OutboxState) -> None:
    """Set how far a row is."""
    connection.execute("UPDATE outbox SET state = ? WHERE id = ?", (state.value, outbox_id))


def encrypt_anew(
    connection: apsw.Connection, contact: ContactId | None, *, only_shown: bool
) -> None:
    """What was encrypted and is not known to have arrived does not open any more: QUEUED again.

    Each keeps its body context, so that it is shown once and counts once (PROTOCOL P3).

    Args:
        connection: In a transaction.
        contact: Whose rows; None for everybody's.
        only_shown: True to leave what the relay took and no shown message hangs on.
    """
    rows = load_rows(
        connection,
        "SELECT id, state FROM outbox WHERE (contact = ? OR ? IS NULL) AND (state = 'encrypted'"
        " OR state = 'accepted' AND (message IS NOT NULL OR NOT ?)) ORDER BY id",
        (contact, contact, int(only_shown)),
    )
    for number, state in rows:
        set_state(connection, number, next_state(OutboxState(state), OutboxMove.OUTDATED))
    # What FAILED begins from the start, too, if the person tries it again.
    connection.execute(
        "UPDATE outbox SET envelope = x'', inner = x'', seal_key_id = x'', peer_account = x'',"
        " peer_device = 0, encrypted_ms = 0, seal_expires_ms = 0"
        " WHERE (contact = ? OR ? IS NULL) AND state IN ('queued', 'failed')",
        (contact, contact),
    )


def delete_outbox(connection: apsw.Connection, outbox_id: int) -> None:
    """Forget a row that is done with."""
    connection.execute("DELETE FROM outbox WHERE id = ?", (outbox_id,))


def _read_outbox(row: Row) -> OutboxRow:
    state = OutboxState(row[7])
    peer_account: bytes = row[9]
    return OutboxRow(
        id=row[0],
        contact=ContactId(row[1]),
        content_id=ContentId(row[2]),
        kind=row[3],
        version=row[4],
        data=row[5],
        created_ms=row[6],
        state=state,
        message=None if row[8] is None else MessageRow(row[8]),
        peer=read_address(peer_account, row[10]) if peer_account else None,
        body_context=row[11],
        inner=row[12],
        envelope=row[13],
        seal_key_id=row[14],
        wants_new_session=bool(row[15]),
        encrypted_ms=row[16],
        seal_expires_ms=row[17],
    )
