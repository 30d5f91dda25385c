"""The conversation list as a Qt model: one row a contact, newest activity first."""

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.core.records import ContactId, ConversationRecord
from desktop.ui import time_text
from desktop.ui.contact_text import contact_name, presence_words
from desktop.ui.message_text import preview_text
from desktop.ui.text_direction import one_line
from desktop.ui.trust_text import spoken_trust
from protocol.messages import PresenceState

_Index = QModelIndex | QPersistentModelIndex

RECORD_ROLE = Qt.ItemDataRole.UserRole
PRESENCE_ROLE = Qt.ItemDataRole.UserRole + 1
TIME_ROLE = Qt.ItemDataRole.UserRole + 2
PREVIEW_ROLE = Qt.ItemDataRole.UserRole + 3
TYPING_ROLE = Qt.ItemDataRole.UserRole + 4


class ConversationListModel(QAbstractListModel):
    """Rows of ConversationRecord.

    Roles: RECORD_ROLE (ConversationRecord), PRESENCE_ROLE (PresenceState), TIME_ROLE and
    PREVIEW_ROLE (one line of text), TYPING_ROLE (bool), and the accessible text.
    """

    def __init__(self, now_ms: Callable[[], int], parent: QObject | None = None) -> None:
        """Begin empty.

        Args:
            now_ms: The clock, Unix milliseconds: decides what is called "today".
            parent: Qt parent.
        """
        super().__init__(parent)
        self._now_ms = now_ms
        self._rows: list[ConversationRecord] = []
        self._presence: dict[ContactId, PresenceState] = {}
        self._typing: set[ContactId] = set()
        self._is_connected = True
        self._answers: dict[int, Callable[[ConversationRecord], object]] = {
            Qt.ItemDataRole.DisplayRole: _name,
            Qt.ItemDataRole.AccessibleTextRole: self._accessible_text,
            RECORD_ROLE: _record,
            PRESENCE_ROLE: self._presence_of,
            TIME_ROLE: self._time,
            PREVIEW_ROLE: _preview,
            TYPING_ROLE: lambda record: record.contact.id in self._typing,
        }

    def set_conversations(self, conversations: list[ConversationRecord]) -> None:
        """Show exactly these; only for the first load."""
        self.beginResetModel()
        self._rows = sorted(conversations, key=_order)
        self.endResetModel()

    def put(self, conversation: ConversationRecord) -> None:
        """Show a new or changed conversation at its place."""
        row = self.find_row(conversation.contact.id)
        if row is None:
            place = bisect_left(self._rows, _order(conversation), key=_order)
            self.beginInsertRows(QModelIndex(), place, place)
            self._rows.insert(place, conversation)
            self.endInsertRows()
            return
        others = self._rows[:row] + self._rows[row + 1 :]
        place = bisect_left(others, _order(conversation), key=_order)
        if place != row:
            target = place if place < row else place + 1
            self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), target)
            others.insert(place, self._rows[row])
            self._rows = others
            self.endMoveRows()
        self._rows[place] = conversation
        self._tell_changed(place)

    def remove(self, contact: ContactId) -> None:
        """Take a conversation out of the list, if it is there."""
        row = self.find_row(contact)
        if row is not None:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._rows[row]
            self.endRemoveRows()

    def set_typing(self, contact: ContactId, *, is_typing: bool) -> None:
        """Show that a contact types, or stopped."""
        if is_typing:
            self._typing.add(contact)
        else:
            self._typing.discard(contact)
        row = self.find_row(contact)
        if row is not None:
            self._tell_changed(row)

    def is_typing(self, contact: ContactId) -> bool:
        """Tell whether a contact types now."""
        return contact in self._typing

    def records(self) -> list[ConversationRecord]:
        """Return every conversation of the list in its order."""
        return list(self._rows)

    def set_presence(self, contact: ContactId, presence: PresenceState) -> None:
        """Remember a contact's presence, also before the contact has a row."""
        if self._presence.get(contact, PresenceState.UNKNOWN) is presence:
            return
        self._presence[contact] = presence
        row = self.find_row(contact)
        if row is not None:
            self._tell_changed(row)

    def set_connected(self, *, is_connected: bool) -> None:
        """Without a connection nobody's presence is known."""
        if is_connected != self._is_connected:
            self._is_connected = is_connected
            self.refresh_rows()

    def refresh_rows(self) -> None:
        """Write every row anew: a new day began, or presence is known no more."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def presence(self, contact: ContactId) -> PresenceState:
        """Return what is known of a contact's presence."""
        if not self._is_connected:
            return PresenceState.UNKNOWN
        return self._presence.get(contact, PresenceState.UNKNOWN)

    def find_row(self, contact: ContactId) -> int | None:
        """Return the row of a contact, None if it has none."""
        for row, record in enumerate(self._rows):
            if record.contact.id == contact:
                return row
        return None

    def find_record(self, contact: ContactId) -> ConversationRecord | None:
        """Return a contact's conversation, None if it has no row."""
        row = self.find_row(contact)
        return None if row is None else self._rows[row]

    def unread_total(self) -> int:
        """Return how many messages are unread in all conversations."""
        return sum(record.unread_count for record in self._rows)

    def _tell_changed(self, row: int) -> None:
        index = self.index(row)
        self.dataChanged.emit(index, index)

    def _accessible_text(self, record: ConversationRecord) -> str:
        parts = [contact_name(record.contact)]
        trust = spoken_trust(record.contact.trust)
        if trust:
            parts.append(trust)
        if record.contact.is_muted:
            parts.append(self.tr("muted"))
        presence = presence_words(self.presence(record.contact.id))
        if presence:
            parts.append(presence)
        if record.unread_count:
            parts.append(self.tr("%n unread", "", record.unread_count))
        message = record.last_message
        if message is None:
            parts.append(self.tr("no messages yet"))
        else:
            time = time_text.spoken_text(message.shown_at_ms, now_ms=self._now_ms())
            text = preview_text(message, name=contact_name(record.contact))
            parts.append(self.tr("last message {time}: {text}").format(time=time, text=text))
        if record.draft is not None:
            draft = one_line(record.draft.text)
            parts.append(self.tr("not sent yet: {text}").format(text=draft))
        if record.contact.id in self._typing:
            parts.append(self.tr("typing"))
        return ", ".join(parts)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of conversations."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return what a role says of a row."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        record = self._rows[index.row()]
        answer = self._answers.get(role)
        return None if answer is None else answer(record)

    def _time(self, record: ConversationRecord) -> str:
        message = record.last_message
        if message is None:
            return ""
        return time_text.list_text(message.shown_at_ms, now_ms=self._now_ms())

    def _presence_of(self, record: ConversationRecord) -> PresenceState:
        return self.presence(record.contact.id)


def _name(record: ConversationRecord) -> str:
    return contact_name(record.contact)


def _record(record: ConversationRecord) -> ConversationRecord:
    return record


def _preview(record: ConversationRecord) -> str:
    message = record.last_message
    if message is None:
        return ""
    return one_line(preview_text(message, name=contact_name(record.contact)))


def _order(record: ConversationRecord) -> tuple[int, int]:
    return (-record.last_activity_ms, record.contact.id)
