"""What a search everywhere found: chats by their name, then messages, with headings between."""

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.core.records import ContactId, ContactRecord
from desktop.core.search_records import SearchHit
from desktop.core.search_words import SearchWord
from desktop.ui import time_text
from desktop.ui.contact_text import contact_name
from desktop.ui.message_text import accessible_text
from desktop.ui.models.conversation_list_model import ConversationListModel

_Index = QModelIndex | QPersistentModelIndex

RESULT_ROLE = Qt.ItemDataRole.UserRole + 100
"""The ResultRow; roles of the conversation list answer for rows of chats."""


class ResultKind(enum.Enum):
    """What stands in a row."""

    HEADING = "heading"
    CHAT = "chat"
    HIT = "hit"
    NOTE = "note"


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultRow:
    """One row.

    Attributes:
        kind: What stands in it.
        text: Words of a heading or note.
        count: With a heading, words at its end.
        contact: With a chat or hit, whose.
        hit: With a hit, the message.
        time: With a hit, when it was said.
    """

    kind: ResultKind
    text: str = ""
    count: str = ""
    contact: ContactRecord | None = None
    hit: SearchHit | None = None
    time: str = ""


class SearchResultsModel(QAbstractListModel):
    """Rows of ResultRow (RESULT_ROLE).

    Attributes:
        words: What was looked for.
    """

    def __init__(
        self,
        chats: ConversationListModel,
        find_contact: Callable[[ContactId], ContactRecord | None],
        now_ms: Callable[[], int],
        parent: QObject | None = None,
    ) -> None:
        """Begin empty.

        Args:
            chats: Answers for rows of chats.
            find_contact: Tells whose conversation it is.
            now_ms: The clock, Unix milliseconds.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._chats = chats
        self._find_contact = find_contact
        self._now_ms = now_ms
        self._rows: list[ResultRow] = []
        self._foot: ResultRow | None = None
        self.words: tuple[SearchWord, ...] = ()

    def show(
        self,
        words: tuple[SearchWord, ...],
        *,
        chats: Sequence[ContactRecord] = (),
        hits: Sequence[SearchHit] = (),
        count: str = "",
        note: str = "",
    ) -> None:
        """Show what was found, in place of everything before.

        Args:
            words: What was looked for.
            chats: Whose name fits.
            hits: Messages, newest first.
            count: How many messages there are in all, in words.
            note: Said below everything.
        """
        self.beginResetModel()
        self.words = words
        rows: list[ResultRow] = []
        if chats:
            rows.append(ResultRow(kind=ResultKind.HEADING, text=self.tr("Chats")))
            rows += [ResultRow(kind=ResultKind.CHAT, contact=contact) for contact in chats]
        if hits:
            heading = self.tr("Messages")
            rows.append(ResultRow(kind=ResultKind.HEADING, text=heading, count=count))
            rows += self._hit_rows(hits)
        if note:
            rows.append(ResultRow(kind=ResultKind.NOTE, text=note))
        self._rows = rows
        self.endResetModel()

    def append(self, hits: Sequence[SearchHit]) -> None:
        """Show older hits below those that are shown."""
        rows = self._hit_rows(hits)
        at = len(self._rows)
        if at and self._rows[-1].kind is ResultKind.NOTE:
            at -= 1
        if rows:
            self.beginInsertRows(QModelIndex(), at, at + len(rows) - 1)
            self._rows[at:at] = rows
            self.endInsertRows()

    def _hit_rows(self, hits: Sequence[SearchHit]) -> list[ResultRow]:
        rows = []
        for hit in hits:
            contact = self._find_contact(hit.message.contact)
            if contact is not None:
                time = time_text.list_text(hit.message.shown_at_ms, now_ms=self._now_ms())
                rows.append(ResultRow(kind=ResultKind.HIT, contact=contact, hit=hit, time=time))
        return rows

    def result(self, row: int) -> ResultRow:
        """Return a row."""
        return self._rows[row]

    def is_choosable(self, row: int) -> bool:
        """Tell whether a row leads anywhere."""
        return self._rows[row].kind in {ResultKind.CHAT, ResultKind.HIT}

    def next_choosable(self, row: int, step: int) -> int | None:
        """Return the next row that leads somewhere, `step` rows at a time; None at the end."""
        row += step
        while 0 <= row < len(self._rows):
            if self.is_choosable(row):
                return row
            row += step
        return None

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let only chats and hits be chosen."""
        if not index.isValid() or not self.is_choosable(index.row()):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return what a role says of a row."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == RESULT_ROLE:
            return row
        if row.kind is ResultKind.CHAT and row.contact is not None:
            place = self._chats.find_row(row.contact.id)
            return None if place is None else self._chats.index(place).data(role)
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text or (row.hit.message.text if row.hit is not None else "")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        return None

    def _spoken(self, row: ResultRow) -> str:
        if row.hit is None or row.contact is None:
            return " ".join(part for part in (row.text, row.count) if part)
        name = contact_name(row.contact)
        message = row.hit.message
        time = time_text.spoken_text(message.shown_at_ms, now_ms=self._now_ms())
        spoken = accessible_text(message, sender=name, time=time)
        return self.tr("Chat with {name}. {message}").format(name=name, message=spoken)
