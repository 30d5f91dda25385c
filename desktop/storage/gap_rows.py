"""Rows of gaps: which seqs of a sender are missing, and the lines that show it.

Gaps are kept as ranges, so that a jump to any seq costs one row. Each range keeps the hashes at its
two ends; a content that fills it must fit them, else the sender was used from two copies.

Source: docs/protocol/sessions.md, section 3.
"""

import enum
from dataclasses import dataclass
from typing import Final

import apsw

from desktop.core.records import ContactId, MessageKind, MessageRecord, MessageRow
from desktop.core.rows.peers import StreamPosition
from desktop.core.rows.received import ChangedMessage, ReceivedContent
from desktop.storage import message_rows, session_rows
from desktop.storage.columns import (
    Row,
    find_row,
    load_rows,
    read_address,
    read_seq,
    seq_column,
)
from protocol.content import SeqRange
from protocol.ids import ConversationId, DeviceAddress

RESTORED_JUMP: Final = 2**31
"""From this many seqs on, a jump without a `prev` says "restored there". A restored profile goes on
at least 2**32 above what it remembers; what it wrote after its snapshot, and forgot, must still
leave the jump recognisable."""

MOST_COUNT: Final = 2**63 - 1
"""Highest count that the database holds; a gap of more shows as so many."""

_NO_HASH: Final = bytes(32)

_GAP = "SELECT id, contact, account, device, conversation, first, last, before, after, message"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """One range of missing seqs.

    Attributes:
        id: Local number.
        contact: In whose conversation.
        sender: Whose seqs.
        conversation: Where.
        missing: The range.
        before: Hash of the body context just below it.
        after: `prev` of the body context just above it.
        message: The line that shows it.
    """

    id: int
    contact: ContactId
    sender: DeviceAddress
    conversation: ConversationId
    missing: SeqRange
    before: bytes
    after: bytes
    message: MessageRow


@dataclass(slots=True)
class Arrival:
    """What the arrival of a content changed beside its message.

    Attributes:
        notices: Lines that were added.
        changed: Lines that say something else now.
        removed: Lines that are gone.
        opened_gap: Whether something is known to be missing that was not before.
    """

    notices: list[MessageRecord]
    changed: list[ChangedMessage]
    removed: list[MessageRecord]
    opened_gap: bool = False


class _Place(enum.Enum):
    NEXT = enum.auto()
    JUMP = enum.auto()
    RESTORED = enum.auto()
    BEHIND = enum.auto()


def note_arrival(
    connection: apsw.Connection, received: ReceivedContent, before: StreamPosition
) -> Arrival:
    """Compare a content with what its sender's stream led to expect.

    Args:
        connection: In a transaction, before the content's message is inserted.
        received: The content, not seen before; a transient one stands outside the count.
        before: The stream's newest position before it.
    """
    arrival = Arrival(notices=[], changed=[], removed=[])
    if received.stream.seq == 0:
        return arrival
    match _place(received, before):
        case _Place.NEXT:
            if received.body_prev != before.prev:
                _note_fork(connection, received, arrival)
        case _Place.JUMP:
            _open(connection, received, before, arrival)
        case _Place.RESTORED:
            arrival.notices.append(
                message_rows.insert_notice(
                    connection,
                    received.contact,
                    kind=MessageKind.RESTORED,
                    count=0,
                    now_ms=received.received_at_ms,
                )
            )
        case _Place.BEHIND:
            _fill(connection, received, arrival)
    return arrival


def _place(received: ReceivedContent, before: StreamPosition) -> _Place:
    seq = received.stream.seq
    if seq <= before.seq:
        return _Place.BEHIND
    if seq == before.seq + 1:
        return _Place.NEXT
    if seq - before.seq >= RESTORED_JUMP and received.body_prev == _NO_HASH:
        return _Place.RESTORED
    return _Place.JUMP


def _open(
    connection: apsw.Connection,
    received: ReceivedContent,
    before: StreamPosition,
    arrival: Arrival,
) -> None:
    missing = SeqRange(first=before.seq + 1, last=received.stream.seq - 1)
    line = _insert_line(connection, received, missing)
    _insert_gap(
        connection,
        received,
        missing,
        ends=(before.prev, received.body_prev),
        line=line,
        asked_ms=0,
    )
    arrival.notices.append(line)
    arrival.opened_gap = True


def _fill(connection: apsw.Connection, received: ReceivedContent, arrival: Arrival) -> None:
    seq = received.stream.seq
    gap, asked_ms = _find_gap(connection, received)
    if gap is None:
        _note_fork(connection, received, arrival)
        return
    is_lowest, is_highest = seq == gap.missing.first, seq == gap.missing.last
    if (is_lowest and received.body_prev != gap.before) or (
        is_highest and received.stream.prev != gap.after
    ):
        _note_fork(connection, received, arrival)
    if is_lowest and is_highest:
        _remove(connection, gap, arrival)
    elif is_lowest:
        _shrink(connection, gap, first=seq + 1, before=received.stream.prev, arrival=arrival)
    elif is_highest:
        _shrink(connection, gap, last=seq - 1, after=received.body_prev, arrival=arrival)
    else:
        upper = SeqRange(first=seq + 1, last=gap.missing.last)
        line = _insert_line(connection, received, upper)
        _insert_gap(
            connection,
            received,
            upper,
            ends=(received.stream.prev, gap.after),
            line=line,
            asked_ms=asked_ms,
        )
        arrival.notices.append(line)
        _shrink(connection, gap, last=seq - 1, after=received.body_prev, arrival=arrival)


def _note_fork(connection: apsw.Connection, received: ReceivedContent, arrival: Arrival) -> None:
    line = message_rows.insert_daily_notice(
        connection, received.contact, kind=MessageKind.FORKED, now_ms=received.received_at_ms
    )
    if line is not None:
        arrival.notices.append(line)


def _insert_line(
    connection: apsw.Connection, received: ReceivedContent, missing: SeqRange
) -> MessageRecord:
    place = message_rows.fitting_place(
        connection,
        received.contact,
        received.sender,
        seq=missing.first,
        place=received.envelope_id,
    )
    line = message_rows.insert_notice(
        connection,
        received.contact,
        kind=MessageKind.GAP,
        count=min(missing.count, MOST_COUNT),
        now_ms=received.received_at_ms,
        place=place,
    )
    # The line takes the seq of what is missing, so that it stands among its sender's messages.
    connection.execute(
        "UPDATE message SET seq = ?, sender_account = ?, sender_device = ? WHERE id = ?",
        (
            seq_column(missing.first),
            received.sender.account,
            received.sender.device,
            line.position.row,
        ),
    )
    return message_rows.get_message(connection, line.position.row)


def _insert_gap(
    connection: apsw.Connection,
    received: ReceivedContent,
    missing: SeqRange,
    *,
    ends: tuple[bytes, bytes],
    line: MessageRecord,
    asked_ms: int,
) -> None:
    before, after = ends
    connection.execute(
        "INSERT INTO gap (contact, account, device, conversation, first, last, before, after,"
        " asked_ms, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            received.contact,
            received.sender.account,
            received.sender.device,
            received.conversation,
            seq_column(missing.first),
            seq_column(missing.last),
            before,
            after,
            asked_ms,
            line.position.row,
        ),
    )


def _find_gap(connection: apsw.Connection, received: ReceivedContent) -> tuple[Gap | None, int]:
    seq = seq_column(received.stream.seq)
    row = find_row(
        connection,
        f"{_GAP}, asked_ms FROM gap WHERE account = ? AND device = ? AND conversation = ?"
        " AND first <= ? AND last >= ?",
        (received.sender.account, received.sender.device, received.conversation, seq, seq),
    )
    return (_read_gap(row[:-1]), row[-1]) if row else (None, 0)


def _shrink(
    connection: apsw.Connection,
    gap: Gap,
    *,
    first: int | None = None,
    last: int | None = None,
    before: bytes | None = None,
    after: bytes | None = None,
    arrival: Arrival,
) -> None:
    missing = SeqRange(
        first=gap.missing.first if first is None else first,
        last=gap.missing.last if last is None else last,
    )
    connection.execute(
        "UPDATE gap SET first = ?, last = ?, before = ?, after = ? WHERE id = ?",
        (
            seq_column(missing.first),
            seq_column(missing.last),
            gap.before if before is None else before,
            gap.after if after is None else after,
            gap.id,
        ),
    )
    old = message_rows.get_message(connection, gap.message)
    connection.execute(
        "UPDATE message SET seq = ?, count = ? WHERE id = ?",
        (seq_column(missing.first), min(missing.count, MOST_COUNT), gap.message),
    )
    new = message_rows.get_message(connection, gap.message)
    arrival.changed.append(ChangedMessage(message=new, old_position=old.position))


def _remove(connection: apsw.Connection, gap: Gap, arrival: Arrival) -> None:
    arrival.removed.append(message_rows.get_message(connection, gap.message))
    connection.execute("DELETE FROM gap WHERE id = ?", (gap.id,))
    connection.execute("DELETE FROM message WHERE id = ?", (gap.message,))


def is_missing(
    connection: apsw.Connection, sender: DeviceAddress, conversation: ConversationId, seq: int
) -> bool:
    """Tell whether a seq did not come yet: it is above the stream, or in a gap."""
    if seq == 0:
        return False
    if seq > session_rows.find_stream(connection, sender, conversation).seq:
        return True
    row = find_row(
        connection,
        "SELECT 1 FROM gap WHERE account = ? AND device = ? AND conversation = ?"
        " AND first <= ? AND last >= ?",
        (sender.account, sender.device, conversation, seq_column(seq), seq_column(seq)),
    )
    return row is not None


def load_gaps(connection: apsw.Connection, contact: ContactId) -> list[Gap]:
    """Return what is missing in a conversation, the newest seqs first."""
    rows = load_rows(
        connection, f"{_GAP} FROM gap WHERE contact = ? ORDER BY first DESC", (contact,)
    )
    return [_read_gap(row) for row in rows]


def load_contacts_with_new_gaps(connection: apsw.Connection) -> list[ContactId]:
    """Return contacts of whom something is missing that was never asked for."""
    rows = load_rows(
        connection, "SELECT DISTINCT contact FROM gap WHERE asked_ms = 0 ORDER BY contact"
    )
    return [ContactId(contact) for (contact,) in rows]


def note_asked(connection: apsw.Connection, contact: ContactId, now_ms: int) -> None:
    """Everything that is missing in a conversation was asked for, as far as one repair goes."""
    connection.execute("UPDATE gap SET asked_ms = max(?, 1) WHERE contact = ?", (now_ms, contact))


def _read_gap(row: Row) -> Gap:
    return Gap(
        id=row[0],
        contact=ContactId(row[1]),
        sender=read_address(row[2], row[3]),
        conversation=ConversationId(row[4]),
        missing=SeqRange(first=read_seq(row[5]), last=read_seq(row[6])),
        before=row[7],
        after=row[8],
        message=MessageRow(row[9]),
    )
