"""Rows of messages and their places; written in the transactions of history and outbox.

A conversation stands in the order (place, seq, row). A place is the relay's id of the envelope, but
within one sender device seq decides: what comes out of order gets a place between its neighbours
of that sender, so that nothing that stands already has to move.

Source: docs/protocol/local-store.md, section 6.
"""

from dataclasses import dataclass, replace

import apsw

from desktop.core.records import (
    PENDING_PLACE,
    ContactId,
    DeliveryState,
    FailureReason,
    MessageKind,
    MessagePosition,
    MessageRecord,
    MessageRow,
)
from desktop.core.rows.received import ChangedMessage
from desktop.storage.columns import (
    NO_SEQ,
    Row,
    find_row,
    get_value,
    load_rows,
    read_seq,
    seq_column,
)
from protocol.ids import ContentId, DeviceAddress

MAX_SEQ = 2**64 - 1
"""Stands after every message of the same place; notices have no sender's sequence number."""

_DAY_MS = 24 * 60 * 60 * 1000

RECORD_COLUMNS = (
    "SELECT id, contact, place, seq, is_own, kind, text, shown_at_ms, state, failure, is_unread,"
    " count FROM message"
)
"""What `read_message` reads; a condition follows."""

_NOTE_TIME = {
    DeliveryState.SENT: "UPDATE message SET accepted_ms = ? WHERE accepted_ms = 0 AND id = ?",
    DeliveryState.DELIVERED: "UPDATE message SET delivered_ms = ? WHERE delivered_ms = 0"
    " AND id = ?",
    DeliveryState.READ: "UPDATE message SET read_ms = ? WHERE read_ms = 0 AND id = ?",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMessage:
    """A message to insert.

    Attributes:
        contact: In whose conversation.
        sender: The device that wrote it.
        content_id: Id of its content.
        is_own: Whether this account wrote it.
        place: As in `MessagePosition`.
        seq: As in `MessagePosition`.
        kind: How it is shown.
        text: Plain text with TEXT.
        raw: (content kind, version, data) of what cannot be shown yet.
        shown_at_ms: Time to show.
        local_ms: Local time at which it was written or came.
        state: WAITING or RECEIVED.
        is_unread: Whether it counts as unread.
    """

    contact: ContactId
    sender: DeviceAddress
    content_id: ContentId
    is_own: bool
    place: int
    seq: int
    kind: MessageKind
    text: str
    raw: tuple[int, int, bytes]
    shown_at_ms: int
    local_ms: int
    state: DeliveryState
    is_unread: bool


def insert_message(connection: apsw.Connection, message: NewMessage) -> MessageRecord:
    """Insert a message and note the activity of its conversation."""
    # A text is kept once, readable; only what cannot be shown yet is kept as it came.
    raw = (0, 0, b"") if message.kind is MessageKind.TEXT else message.raw
    raw_kind, raw_version, raw_data = raw
    connection.execute(
        "INSERT INTO message (contact, sender_account, sender_device, content_id, is_own, place,"
        " seq, kind, text, raw_kind, raw_version, raw_data, shown_at_ms, local_ms, state, failure,"
        " is_unread) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            message.contact,
            message.sender.account,
            message.sender.device,
            message.content_id,
            int(message.is_own),
            message.place,
            seq_column(message.seq),
            message.kind.value,
            message.text,
            raw_kind,
            raw_version,
            raw_data,
            message.shown_at_ms,
            message.local_ms,
            message.state.value,
            FailureReason.NONE.value,
            int(message.is_unread),
        ),
    )
    row = MessageRow(connection.last_insert_rowid())
    connection.execute(
        "UPDATE conversation SET last_activity_ms = max(last_activity_ms, ?), is_listed = 1"
        " WHERE contact = ?",
        (message.local_ms, message.contact),
    )
    return get_message(connection, row)


def insert_notice(
    connection: apsw.Connection,
    contact: ContactId,
    *,
    kind: MessageKind,
    count: int,
    now_ms: int,
    place: int | None = None,
) -> MessageRecord:
    """Insert a line that nobody wrote.

    Args:
        connection: In a transaction.
        contact: In whose conversation.
        kind: What it says.
        count: With GAP, how many messages are missing.
        now_ms: Local time.
        place: Where it stands; None for behind everything that has a place.
    """
    if place is None:
        place = get_value(
            connection,
            "SELECT coalesce(max(place), 0) FROM message WHERE contact = ? AND place < ?",
            (contact, PENDING_PLACE),
        )
    connection.execute(
        "INSERT INTO message (contact, sender_account, sender_device, content_id, is_own, place,"
        " seq, kind, shown_at_ms, local_ms, state, count)"
        " VALUES (?, x'', 0, x'', 0, ?, ?, ?, ?, ?, ?, ?)",
        (
            contact,
            place,
            seq_column(MAX_SEQ),
            kind.value,
            now_ms,
            now_ms,
            DeliveryState.RECEIVED.value,
            count,
        ),
    )
    return get_message(connection, MessageRow(connection.last_insert_rowid()))


def insert_daily_notice(
    connection: apsw.Connection, contact: ContactId, *, kind: MessageKind, now_ms: int
) -> MessageRecord | None:
    """Insert a line, unless one of its kind was added within the last day; then return None."""
    told = get_value(
        connection,
        "SELECT count(*) FROM message WHERE contact = ? AND kind = ? AND local_ms > ?",
        (contact, kind.value, now_ms - _DAY_MS),
    )
    return None if told else insert_notice(connection, contact, kind=kind, count=0, now_ms=now_ms)


def get_message(connection: apsw.Connection, row: MessageRow) -> MessageRecord:
    """Return one message. Raises KeyError."""
    found = find_row(connection, f"{RECORD_COLUMNS} WHERE id = ?", (row,))
    if found is None:
        raise KeyError(row)
    return read_message(found)


def find_own_by_content(
    connection: apsw.Connection, contact: ContactId, content_id: ContentId
) -> MessageRow | None:
    """Return the own message in a conversation that a content id names."""
    row = find_row(
        connection,
        "SELECT id FROM message WHERE content_id = ? AND contact = ? AND is_own = 1",
        (content_id, contact),
    )
    return MessageRow(row[0]) if row else None


def fitting_place(
    connection: apsw.Connection,
    contact: ContactId,
    sender: DeviceAddress,
    *,
    seq: int,
    place: int,
) -> int:
    """Return the place for a message so that its sender's messages stand in the order of seq.

    Places of one sender never fall while seq grows, so only the two neighbours need a look.

    Args:
        connection: In a transaction.
        contact: In whose conversation.
        sender: The device that wrote it.
        seq: Its sequence number; 0 has no order.
        place: The relay's id; 0 of a transient envelope stands behind everything that has a place.
    """
    if place == 0:
        place = get_value(
            connection,
            "SELECT coalesce(max(place), 0) + 1 FROM message WHERE contact = ? AND place < ?",
            (contact, PENDING_PLACE),
        )
    if seq == 0:
        return place
    of_sender = (
        "SELECT place FROM message WHERE contact = ? AND sender_account = ? AND sender_device = ?"
        " AND place < ?"
    )
    scope = (contact, sender.account, sender.device, PENDING_PLACE)
    lower = find_row(
        connection,
        f"{of_sender} AND seq < ? AND seq > ? ORDER BY seq DESC, place DESC LIMIT 1",
        (*scope, seq_column(seq), NO_SEQ),
    )
    higher = find_row(
        connection,
        f"{of_sender} AND seq > ? ORDER BY seq, place LIMIT 1",
        (*scope, seq_column(seq)),
    )
    if lower is not None:
        place = max(place, lower[0])
    if higher is not None:
        place = min(place, higher[0])
    return place


def change_own(
    connection: apsw.Connection,
    row: MessageRow,
    *,
    state: DeliveryState,
    failure: FailureReason = FailureReason.NONE,
    seq: int = 0,
    place: int = PENDING_PLACE,
) -> ChangedMessage | None:
    """Set the state of an own message, and its place if it has none yet.

    Args:
        connection: In a transaction.
        row: An own message.
        state: Its new state.
        failure: With FAILED, why.
        seq: Own sequence number that it was sent under.
        place: The relay's id; PENDING_PLACE leaves the message where it is.

    Returns:
        The message before and after, None if nothing changed.
    """
    old = get_message(connection, row)
    position = old.position
    if position.place == PENDING_PLACE and place != PENDING_PLACE:
        account, device = load_rows(
            connection, "SELECT sender_account, sender_device FROM message WHERE id = ?", (row,)
        )[0]
        sender = DeviceAddress(account=account, device=device)
        place = fitting_place(connection, old.contact, sender, seq=seq, place=place)
        position = MessagePosition(place=place, seq=seq, row=row)
    new = replace(old, position=position, state=state, failure=failure)
    if new == old:
        return None
    connection.execute(
        "UPDATE message SET place = ?, seq = ?, state = ?, failure = ? WHERE id = ?",
        (position.place, seq_column(position.seq), state.value, failure.value, row),
    )
    return ChangedMessage(message=new, old_position=old.position)


def note_time(
    connection: apsw.Connection, row: MessageRow, state: DeliveryState, now_ms: int
) -> None:
    """Note when an own message came to a state; the first time counts."""
    connection.execute(_NOTE_TIME[state], (now_ms, row))


def read_message(row: Row) -> MessageRecord:
    """Return the record of a row of `RECORD_COLUMNS`."""
    number, contact, place, seq, is_own, kind, text, shown_at_ms, state, failure = row[:10]
    return MessageRecord(
        position=MessagePosition(place=place, seq=read_seq(seq), row=MessageRow(number)),
        contact=ContactId(contact),
        is_own=bool(is_own),
        kind=MessageKind(kind),
        text=text,
        shown_at_ms=shown_at_ms,
        state=DeliveryState(state),
        failure=FailureReason(failure),
        is_unread=bool(row[10]),
        count=row[11],
    )
