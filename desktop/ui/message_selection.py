"""What is marked in the message list: a part of one text, or whole messages."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Signal

from desktop.ui.delegates.message_delegate import MarkedText, MessageDelegate
from desktop.ui.message_hits import MessageHit
from desktop.ui.models.message_list_model import MessageListModel, ShownMessage

_Flag = QItemSelectionModel.SelectionFlag


class MessageSelection(QObject):
    """Marks text inside one message and chooses whole messages, never both.

    Signals:
        changed(): Something else is marked; paint anew.
    """

    changed = Signal()

    def __init__(
        self,
        messages: MessageListModel,
        rows: QItemSelectionModel,
        delegate: MessageDelegate,
        parent: QObject | None = None,
    ) -> None:
        """Begin with nothing.

        Args:
            messages: What is shown.
            rows: Holds which messages are chosen.
            delegate: Paints what is marked.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._messages = messages
        self._rows = rows
        self._delegate = delegate
        self._marked: MarkedText | None = None
        self._began: MessageHit | None = None
        self._pivot: int | None = None
        messages.modelReset.connect(self.clear)

    @property
    def is_empty(self) -> bool:
        """True if nothing is marked."""
        return self._marked is None and not self._rows.hasSelection()

    @property
    def has_chosen(self) -> bool:
        """True if whole messages are chosen."""
        return bool(self._rows.hasSelection())

    def chosen(self) -> list[ShownMessage]:
        """Return the chosen messages in their order; notices are none."""
        rows = sorted(index.row() for index in self._rows.selectedIndexes())
        found = [self._messages.shown(row) for row in rows]
        return [shown for shown in found if not shown.notice]

    def marked_text(self) -> str:
        """Return the marked part of a text, empty without one."""
        marked = self._marked
        row = None if marked is None else self._messages.find_row(marked.message)
        if marked is None or row is None:
            return ""
        lines = self._delegate.bubble(self._messages.shown(row)).lines
        return lines.text(marked.start, marked.end)

    def clear(self) -> None:
        """Mark nothing."""
        self._pivot = None
        self._mark(None)
        self._rows.clearSelection()
        self.changed.emit()

    # ── mouse ─────────────────────────────────────────────────────────────────────────────────

    def press(self, hit: MessageHit) -> None:
        """A button went down there; what is marked stays until it is known for what."""
        self._began = hit

    def drag_to(self, hit: MessageHit) -> None:
        """Mark from where the button went down to here: letters in one text, else messages."""
        began = self._began
        if began is None:
            return
        is_same = hit.shown.record.position.row == began.shown.record.position.row
        if is_same and began.is_inside and began.place is not None and hit.place is not None:
            self._rows.clearSelection()
            start, end = sorted((began.place, hit.place))
            message = hit.shown.record.position.row
            self._mark(MarkedText(message=message, start=start, end=end) if start < end else None)
            self.changed.emit()
            return
        row = self._messages.find_row(began.shown.record.position.row)
        if row is not None:
            self.choose(row, hit.row)

    def mark_word(self, hit: MessageHit) -> None:
        """Mark the word there."""
        if hit.place is None:
            return
        start, end = self._delegate.bubble(hit.shown).lines.word_at(hit.place)
        self._rows.clearSelection()
        if start < end:
            message = hit.shown.record.position.row
            self._mark(MarkedText(message=message, start=start, end=end))
        self.changed.emit()

    # ── messages ──────────────────────────────────────────────────────────────────────────────

    def toggle(self, row: int) -> None:
        """Choose a message too, or no more."""
        self._mark(None)
        self._pivot = row
        self._rows.select(self._messages.index(row), _Flag.Toggle)
        self.changed.emit()

    def choose(self, first: int, last: int) -> None:
        """Choose every message between two rows, and no other."""
        self._mark(None)
        first, last = sorted((first, last))
        rows = QItemSelection(self._messages.index(first), self._messages.index(last))
        self._rows.select(rows, _Flag.ClearAndSelect)
        self.changed.emit()

    def extend(self, current: int, row: int) -> None:
        """Choose from where choosing began, `current` if it begins now, to a row."""
        if self._pivot is None or not self._rows.hasSelection():
            self._pivot = current
        self.choose(self._pivot, row)

    def _mark(self, marked: MarkedText | None) -> None:
        self._marked = marked
        self._delegate.set_marked(marked)
