"""Rows of ratchet sessions and stream positions; written in the transactions of other stores."""

import apsw

from desktop.core.rows.peers import SessionRow, StreamPosition
from desktop.storage.columns import (
    Row,
    find_row,
    load_rows,
    read_address,
    read_seq,
    seq_column,
)
from protocol.ids import ConversationId, DeviceAddress

MAX_SESSIONS_PER_DEVICE = 5
"""As many as PROTOCOL P7 allows: crossing first messages and repairs need more than one, and each
more is one more old state that a thief could use."""

_NEW_STREAM = StreamPosition(seq=0, prev=bytes(32))


def load_sessions(connection: apsw.Connection, peer: DeviceAddress) -> list[SessionRow]:
    """Return the sessions with a device: the one last received on first, then the newest."""
    rows = load_rows(
        connection,
        "SELECT account, device, session_id, pickle, created_ms, last_received_ms,"
        " sent_since_received, received_in_row, sent_count, receipted_count, is_archived"
        " FROM session WHERE account = ? AND device = ?"
        " ORDER BY last_received_ms DESC, created_ms DESC, id DESC",
        (peer.account, peer.device),
    )
    return [_read_session(row) for row in rows]


def save_session(connection: apsw.Connection, session: SessionRow) -> None:
    """Insert or replace a session; beyond five, the one longest without a receive goes.

    One that was just begun counts from its beginning: its first answer may be on the way. One that
    was just received on is the last received on, though the clock was set back since another was.
    """
    peer = session.peer
    if session.received_in_row:
        connection.execute(
            "UPDATE session SET last_received_ms = min(last_received_ms, ?),"
            " created_ms = min(created_ms, ?) WHERE account = ? AND device = ? AND session_id != ?",
            (
                session.last_received_ms - 1,
                session.last_received_ms - 1,
                peer.account,
                peer.device,
                session.session_id,
            ),
        )
    connection.execute(
        "INSERT INTO session (account, device, session_id, pickle, created_ms, last_received_ms,"
        " sent_since_received, received_in_row, sent_count) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (account, device, session_id) DO UPDATE SET pickle = excluded.pickle,"
        " created_ms = excluded.created_ms, last_received_ms = excluded.last_received_ms,"
        " sent_since_received = excluded.sent_since_received,"
        " received_in_row = excluded.received_in_row, sent_count = excluded.sent_count",
        (
            peer.account,
            peer.device,
            session.session_id,
            session.pickle,
            session.created_ms,
            session.last_received_ms,
            session.sent_since_received,
            session.received_in_row,
            session.sent_count,
        ),
    )
    # The saved one is in use, so it never goes, even when nothing was received on it yet.
    connection.execute(
        "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE account = ? AND device = ?"
        " AND session_id != ? ORDER BY max(last_received_ms, created_ms) DESC, id DESC"
        " LIMIT -1 OFFSET ?)",
        (peer.account, peer.device, session.session_id, MAX_SESSIONS_PER_DEVICE - 1),
    )


def delete_sessions(connection: apsw.Connection, peer: DeviceAddress) -> None:
    """Forget every session with a device that was revoked."""
    connection.execute(
        "DELETE FROM session WHERE account = ? AND device = ?", (peer.account, peer.device)
    )


def archive_session(connection: apsw.Connection, peer: DeviceAddress, session_id: bytes) -> None:
    """Send nothing on a session any more; it still opens what comes."""
    connection.execute(
        "UPDATE session SET is_archived = 1 WHERE account = ? AND device = ? AND session_id = ?",
        (peer.account, peer.device, session_id),
    )


def note_receipted(
    connection: apsw.Connection, peer: DeviceAddress, session_id: bytes, number: int
) -> None:
    """A receipt named the message with this number on a session."""
    connection.execute(
        "UPDATE session SET receipted_count = max(receipted_count, ?)"
        " WHERE account = ? AND device = ? AND session_id = ?",
        (number, peer.account, peer.device, session_id),
    )


def find_stream(
    connection: apsw.Connection, sender: DeviceAddress, conversation: ConversationId
) -> StreamPosition:
    """Return the newest position of a stream, (0, 32 zero bytes) for a new one."""
    row = find_row(
        connection,
        "SELECT seq, prev FROM stream WHERE account = ? AND device = ? AND conversation = ?",
        (sender.account, sender.device, conversation),
    )
    return StreamPosition(seq=read_seq(row[0]), prev=row[1]) if row else _NEW_STREAM


def advance_stream(
    connection: apsw.Connection,
    sender: DeviceAddress,
    conversation: ConversationId,
    position: StreamPosition,
) -> bool:
    """Keep a position if it is the highest so far.

    Returns:
        Whether it is; a lower one, a repeated one and the 0 of transient content change nothing.
    """
    if position.seq <= find_stream(connection, sender, conversation).seq:
        return False
    connection.execute(
        "INSERT INTO stream (account, device, conversation, seq, prev) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (account, device, conversation) DO UPDATE"
        " SET seq = excluded.seq, prev = excluded.prev",
        (
            sender.account,
            sender.device,
            conversation,
            seq_column(position.seq),
            position.prev,
        ),
    )
    return True


def _read_session(row: Row) -> SessionRow:
    return SessionRow(
        peer=read_address(row[0], row[1]),
        session_id=row[2],
        pickle=row[3],
        created_ms=row[4],
        last_received_ms=row[5],
        sent_since_received=row[6],
        received_in_row=row[7],
        sent_count=row[8],
        receipted_count=row[9],
        is_archived=bool(row[10]),
    )
