"""A window of at most 400 messages over one conversation, as a Qt model."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.core.records import (
    ContactId,
    DeliveryState,
    MessagePosition,
    MessageRecord,
    MessageRow,
)
from desktop.ui import time_text
from desktop.ui.message_text import NOTICES, accessible_text, body_text, notice_text, preview_text
from desktop.ui.text_folding import wishes_to_reach

_Index = QModelIndex | QPersistentModelIndex

PAGE_ROWS = 200
MAX_ROWS = 2 * PAGE_ROWS
"""A view measures every loaded row on each insert; beyond this an append takes too long."""

_GROUP_MS = 5 * 60 * 1000
"""Messages of one sender closer than this stand together."""

ROW_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownMessage:
    """A message and how it stands among its neighbours.

    Attributes:
        record: The message.
        day: Name of the day to write above it, or empty.
        unread_count: With the first unread message, how many there were when the conversation was
            opened; else 0.
        starts_group: False if it stands close below an earlier message of the same sender.
        ends_group: False if a later message of the same sender stands close below it.
        notice: What is said between the bubbles in place of one, or empty.
        unfolded: How often the person asked to see more of it.
    """

    record: MessageRecord
    day: str
    unread_count: int
    starts_group: bool
    ends_group: bool
    notice: str = ""
    unfolded: int = 0


class MessageListModel(QAbstractListModel):
    """Rows of ShownMessage (ROW_ROLE) in display order."""

    def __init__(self, now_ms: Callable[[], int], parent: QObject | None = None) -> None:
        """Begin empty.

        Args:
            now_ms: The clock, Unix milliseconds: decides what is called "today".
            parent: Qt parent.
        """
        super().__init__(parent)
        self._now_ms = now_ms
        self._contact: ContactId | None = None
        self._sender = ""
        self._rows: list[MessageRecord] = []
        # A view asks for every row at each insert: what did not change is not built again.
        self._shown: dict[MessageRow, ShownMessage] = {}
        self._unfolded: dict[MessageRow, int] = {}
        self._has_older = False
        self._has_newer = False
        self._newest_missed: MessagePosition | None = None
        self._first_unread: MessageRow | None = None
        self._unread_count = 0

    @property
    def contact(self) -> ContactId | None:
        """Whose conversation is shown."""
        return self._contact

    @property
    def sender_name(self) -> str:
        """What the other person is called."""
        return self._sender

    @property
    def has_older(self) -> bool:
        """True if there are messages before the window."""
        return self._has_older

    @property
    def has_newer(self) -> bool:
        """True if there are messages after the window."""
        return self._has_newer

    @property
    def first(self) -> MessagePosition | None:
        """Position of the first row."""
        return self._rows[0].position if self._rows else None

    @property
    def last(self) -> MessagePosition | None:
        """Position of the last row."""
        return self._rows[-1].position if self._rows else None

    @property
    def unread_count(self) -> int:
        """How many messages were unread when the conversation was opened."""
        return self._unread_count

    def find_row(self, message: MessageRow) -> int | None:
        """Return where a message stands, None if it is not in the window."""
        for row, record in enumerate(self._rows):
            if record.position.row == message:
                return row
        return None

    def find_unread_row(self) -> int | None:
        """Return the row above which the line of new messages stands."""
        return None if self._first_unread is None else self.find_row(self._first_unread)

    @property
    def waiting_count(self) -> int:
        """How many own messages of the window were not accepted by the server yet."""
        return sum(record.state is DeliveryState.WAITING for record in self._rows)

    # ── changes ───────────────────────────────────────────────────────────────────────────────

    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self._contact, self._sender, self._rows = None, "", []
        self._shown.clear()
        self._has_older, self._has_newer, self._newest_missed = False, False, None
        self._first_unread, self._unread_count = None, 0
        self.endResetModel()

    def open(self, contact: ContactId, sender: str, records: list[MessageRecord]) -> None:
        """Show the newest messages of a conversation.

        Args:
            contact: Whose.
            sender: What the person is called.
            records: The newest page, oldest first.
        """
        self.beginResetModel()
        self._take(contact, sender, records)
        self._has_older, self._has_newer = len(records) >= PAGE_ROWS, False
        self.endResetModel()

    def _take(self, contact: ContactId, sender: str, records: list[MessageRecord]) -> None:
        if contact != self._contact:
            self._first_unread, self._unread_count = None, 0
        self._contact, self._sender, self._rows = contact, sender, list(records)
        self._shown.clear()
        self._unfolded.clear()
        self._newest_missed = None

    def set_unread(self, first: MessageRow | None, count: int) -> None:
        """Write above a message how many were unread from there on.

        Args:
            first: As the conversation list said; None if it knew of none.
            count: As the conversation list said. Both may be older than the rows are.
        """
        unread = [record.position.row for record in self._rows if record.is_unread]
        first = first or next(iter(unread), None)
        count = max(count, len(unread))
        if (first, count) != (self._first_unread, self._unread_count):
            self._first_unread, self._unread_count = first, count
            self._tell_changed(0, len(self._rows) - 1)

    def open_around(
        self,
        contact: ContactId,
        sender: str,
        records: list[MessageRecord],
        *,
        message: MessageRow,
        limit: int,
    ) -> None:
        """Show a message from anywhere in a conversation, among its neighbours.

        Args:
            contact: Whose conversation.
            sender: What the person is called.
            records: The message and its neighbours, oldest first.
            message: Which of them was asked for.
            limit: How many were asked for; see `Messenger.load_messages`.
        """
        place = [record.position.row for record in records].index(message)
        self.beginResetModel()
        self._take(contact, sender, records)
        self._has_older = place >= limit // 2
        self._has_newer = len(records) - place >= limit - limit // 2
        self.endResetModel()

    def set_sender(self, sender: str) -> None:
        """Use another name for the person."""
        if sender != self._sender:
            self._sender = sender
            self._tell_changed(0, len(self._rows) - 1)

    def prepend(self, records: list[MessageRecord], *, limit: int) -> None:
        """Put an older page above the window and drop what is then too much below."""
        known = {record.position.row for record in self._rows}
        new = [record for record in records if record.position.row not in known]
        self._has_older = len(records) >= limit
        if new:
            self.beginInsertRows(QModelIndex(), 0, len(new) - 1)
            self._rows[:0] = new
            self._forget(len(new) - 1, len(new))
            self.endInsertRows()
            self._tell_changed(len(new) - 1, len(new))
        surplus = len(self._rows) - MAX_ROWS
        if surplus > 0:
            self._drop(len(self._rows) - surplus, len(self._rows) - 1)
            self._has_newer = True

    def append(self, records: list[MessageRecord], *, limit: int) -> None:
        """Put the next newer page below the window and drop what is then too much above."""
        known = {record.position.row for record in self._rows}
        new = [record for record in records if record.position.row not in known]
        if new:
            start = len(self._rows)
            self.beginInsertRows(QModelIndex(), start, start + len(new) - 1)
            self._rows.extend(new)
            self._forget(max(0, start - 1), start)
            self.endInsertRows()
            self._tell_changed(start - 1, start)
        surplus = len(self._rows) - MAX_ROWS
        if surplus > 0:
            self._drop(0, surplus - 1)
            self._has_older = True
        # What came while the page was on its way may be behind it.
        missed = self._newest_missed
        is_missing = bool(records) and missed is not None and missed > self._rows[-1].position
        self._has_newer = len(records) >= limit or is_missing
        if not self._has_newer:
            self._newest_missed = None

    def add(self, record: MessageRecord) -> bool:
        """Show a new message, if its place is in the window.

        Returns:
            True if it is shown now.
        """
        if record.contact != self._contact:
            return False
        place = self._place_of(record.position)
        if place == len(self._rows) and self._has_newer:
            self._newest_missed = max(record.position, self._newest_missed or record.position)
            return False
        if place == 0 and self._has_older and self._rows:
            return False
        if self.find_row(record.position.row) is not None:
            return True
        self.beginInsertRows(QModelIndex(), place, place)
        self._rows.insert(place, record)
        self._forget(max(0, place - 1), place + 1)
        self.endInsertRows()
        self._tell_changed(place - 1, place - 1)
        self._tell_changed(place + 1, place + 1)
        if len(self._rows) > MAX_ROWS:
            self._drop(0, 0)
            self._has_older = True
        return True

    def change(self, record: MessageRecord, old_position: MessagePosition) -> None:
        """Show a message as it is now, at its new place."""
        if record.contact != self._contact:
            return
        row = self._place_of(old_position)
        if row >= len(self._rows) or self._rows[row].position.row != record.position.row:
            return
        others = self._rows[:row] + self._rows[row + 1 :]
        place = bisect_left(others, record.position, key=_position)
        if place != row:
            target = place if place < row else place + 1
            self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), target)
            others.insert(place, record)
            self._rows = others
            self._forget(max(0, min(row, place) - 1), max(row, place) + 1)
            self.endMoveRows()
            self._tell_changed(min(row, place) - 1, max(row, place) + 1)
        else:
            self._rows[row] = record
            self._tell_changed(row, row)

    def remove(self, message: MessageRow) -> None:
        """Take a message out of the window, if it is there."""
        row = self.find_row(message)
        if row is not None:
            self._drop(row, row)

    def unfold(self, message: MessageRow) -> None:
        """Show more of a long message."""
        row = self.find_row(message)
        if row is not None:
            self._unfolded[message] = self._unfolded.get(message, 0) + 1
            self._tell_changed(row, row)

    def unfold_to(self, message: MessageRow, place: int) -> None:
        """Show a long message as far as a place in its text, given in characters."""
        row = self.find_row(message)
        if row is not None:
            wishes = wishes_to_reach(body_text(self._rows[row]), place)
            if wishes > self._unfolded.get(message, 0):
                self._unfolded[message] = wishes
                self._tell_changed(row, row)

    def refresh_days(self) -> None:
        """Write the names of the days anew, because a new one began."""
        self._tell_changed(0, len(self._rows) - 1)

    def _drop(self, first: int, last: int) -> None:
        self._forget(first, last)
        self.beginRemoveRows(QModelIndex(), first, last)
        del self._rows[first : last + 1]
        self._forget(max(0, first - 1), first)
        self.endRemoveRows()
        self._tell_changed(first - 1, first)

    def _place_of(self, position: MessagePosition) -> int:
        return bisect_left(self._rows, position, key=_position)

    def _tell_changed(self, first: int, last: int) -> None:
        first, last = max(0, first), min(last, len(self._rows) - 1)
        self._forget(first, last)
        if first <= last:
            self.dataChanged.emit(self.index(first), self.index(last))

    def _forget(self, first: int, last: int) -> None:
        for record in self._rows[first : last + 1]:
            self._shown.pop(record.position.row, None)

    # ── rows ──────────────────────────────────────────────────────────────────────────────────

    def shown(self, row: int) -> ShownMessage:
        """Return a message with how it stands among its neighbours."""
        known = self._shown.get(self._rows[row].position.row)
        if known is None:
            known = self._shown[self._rows[row].position.row] = self._build_shown(row)
        return known

    def _build_shown(self, row: int) -> ShownMessage:
        record = self._rows[row]
        earlier = self._rows[row - 1] if row > 0 else None
        later = self._rows[row + 1] if row + 1 < len(self._rows) else None
        is_first_unread = record.position.row == self._first_unread
        later_is_unread = later is not None and later.position.row == self._first_unread
        return ShownMessage(
            record=record,
            day=""
            if earlier is not None and _same_day(earlier, record)
            else time_text.day_text(record.shown_at_ms, now_ms=self._now_ms()),
            unread_count=self._unread_count if is_first_unread else 0,
            starts_group=is_first_unread or earlier is None or not _same_group(earlier, record),
            ends_group=later_is_unread or later is None or not _same_group(record, later),
            notice=notice_text(record, name=self._sender),
            unfolded=self._unfolded.get(record.position.row, 0),
        )

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of messages in the window."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return what a role says of a row."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        if role == ROW_ROLE:
            return self.shown(index.row())
        record = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return preview_text(record, name=self._sender)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            time = time_text.spoken_text(record.shown_at_ms, now_ms=self._now_ms())
            return accessible_text(record, sender=self._sender, time=time)
        return None


def _position(record: MessageRecord) -> MessagePosition:
    return record.position


def _same_day(earlier: MessageRecord, later: MessageRecord) -> bool:
    return time_text.day_number(earlier.shown_at_ms) == time_text.day_number(later.shown_at_ms)


def _same_group(earlier: MessageRecord, later: MessageRecord) -> bool:
    return (
        earlier.is_own == later.is_own
        and earlier.kind not in NOTICES
        and later.kind not in NOTICES
        and abs(later.shown_at_ms - earlier.shown_at_ms) < _GROUP_MS
        and _same_day(earlier, later)
    )
