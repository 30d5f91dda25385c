"""Rows of own sent contents: kept so that what is missing on the other side can be sent again.

What goes again goes under the same body context and content id, encrypted anew; what is no longer
kept goes as an empty content, so that the other side at least knows that nothing more will come.

Source: docs/protocol/sessions.md, section 4.
"""

import apsw

from desktop.core.records import ContactId
from desktop.core.rows.received import ReceivedContent
from desktop.core.rows.sent import EncryptedContent, OutboxRow
from desktop.storage import session_rows
from desktop.storage.columns import find_row, load_rows, read_address, seq_column
from protocol.content import CONTENT_VERSION, ContentKind, SeqRange
from protocol.ids import ContentId

_RECEIPTS = frozenset({ContentKind.DELIVERED, ContentKind.READ})
_NEVER_SHOWN = _RECEIPTS | {ContentKind.EMPTY, ContentKind.REPAIR, ContentKind.ASK}


def save_sent(connection: apsw.Connection, row: OutboxRow, encrypted: EncryptedContent) -> None:
    """Keep a content as it was encrypted; a repeat replaces it."""
    if encrypted.stream.seq == 0:
        return
    connection.execute(
        "INSERT INTO sent_content (conversation, seq, contact, account, device, olm_key,"
        " content_id, body_context, kind, version, data, session_id, session_number, sent_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (conversation, seq) DO UPDATE SET olm_key = excluded.olm_key,"
        " kind = excluded.kind, version = excluded.version, data = excluded.data,"
        " session_id = excluded.session_id,"
        " session_number = excluded.session_number",
        (
            encrypted.conversation,
            seq_column(encrypted.stream.seq),
            row.contact,
            encrypted.peer.account,
            encrypted.peer.device,
            encrypted.peer_olm,
            row.content_id,
            encrypted.body_context,
            row.kind,
            row.version,
            row.data,
            encrypted.session.session_id,
            encrypted.session.sent_count,
            encrypted.encrypted_ms,
        ),
    )


def note_receipted(connection: apsw.Connection, contact: ContactId, content_id: ContentId) -> None:
    """A receipt named a content: the session that carried it works."""
    row = find_row(
        connection,
        "SELECT account, device, session_id, session_number FROM sent_content"
        " WHERE content_id = ? AND contact = ?",
        (content_id, contact),
    )
    if row is not None:
        session_rows.note_receipted(connection, read_address(row[0], row[1]), row[2], row[3])


def queue_again(connection: apsw.Connection, received: ReceivedContent) -> bool:
    """Queue what a repair asks for, unless it waits in the outbox already.

    A text is sent again only to the very device entry that it was encrypted for; to a successor it
    stays missing. Receipts go to a successor too, and what says nothing by itself goes there as an
    empty content, which closes the gap.

    Returns:
        Whether there is anything to send.
    """
    if received.repair is None:
        return False
    # Oldest first: the other side's lines then shrink from above.
    counts = [
        _queue_range(connection, received, missing) for missing in reversed(received.repair.ranges)
    ]
    return sum(counts) > 0


def _queue_range(connection: apsw.Connection, received: ReceivedContent, missing: SeqRange) -> int:
    rows = load_rows(
        connection,
        "SELECT content_id, kind, version, data, seq, body_context, olm_key FROM sent_content"
        " WHERE conversation = ? AND seq BETWEEN ? AND ? AND contact = ?"
        " AND account = ? AND device = ?"
        " AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.contact = sent_content.contact"
        " AND outbox.content_id = sent_content.content_id AND state IN ('queued', 'encrypted'))"
        " ORDER BY seq",
        (
            received.conversation,
            seq_column(missing.first),
            seq_column(missing.last),
            received.contact,
            received.sender.account,
            received.sender.device,
        ),
    )
    again = []
    for content_id, kind, version, data, seq, body_context, olm_key in rows:
        content = (kind, version, data)
        if olm_key != received.sender_olm and kind not in _RECEIPTS:
            if kind not in _NEVER_SHOWN:
                continue
            content = (int(ContentKind.EMPTY), CONTENT_VERSION, b"")
        again.append((content_id, *content, seq, body_context))
    connection.executemany(
        "INSERT INTO outbox (contact, created_ms, content_id, kind, version, data, state, seq,"
        " body_context) VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?)",
        [(received.contact, received.received_at_ms, *each) for each in again],
    )
    return len(again)


def forget_data(connection: apsw.Connection, *, before_ms: int) -> None:
    """Empty contents sent before a time; they would go again as kind 0."""
    connection.execute(
        "UPDATE sent_content SET kind = ?, version = ?, data = x'' WHERE sent_ms < ? AND kind != ?",
        (int(ContentKind.EMPTY), CONTENT_VERSION, before_ms, int(ContentKind.EMPTY)),
    )


def forget_rows(connection: apsw.Connection, *, before_ms: int) -> None:
    """Forget contents sent before a time altogether."""
    connection.execute("DELETE FROM sent_content WHERE sent_ms < ?", (before_ms,))
