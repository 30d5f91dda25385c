"""The list of messages: stands on the newest, keeps its place when anything else changes."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop.core.records import DeliveryState, MessageRow
from desktop.ui.delegates.message_delegate import MessageDelegate
from desktop.ui.list_view import FocusListView
from desktop.ui.message_text import body_text
from desktop.ui.models.message_list_model import ROW_ROLE, MessageListModel, ShownMessage
from desktop.ui.theme import Theme

_FOOT = 8
_END_SLACK = 4
_NEAR_END_PX = 600
"""A page is asked for before its first row is reached."""


class MessageView(FocusListView):
    """Shows a MessageListModel.

    Signals:
        older_wanted(): The upper end is near.
        newer_wanted(): The lower end is near.
        end_changed(bool): True when the newest message came into sight, False when it left.
        failure_opened(ShownMessage, QRect): A message that was not sent was clicked; its bubble in
            the view's coordinates.
    """

    older_wanted = Signal()
    newer_wanted = Signal()
    end_changed = Signal(bool)
    failure_opened = Signal(object, QRect)

    # Qt measures the view before its construction is over.
    _top_margin = 0

    def __init__(
        self, theme: Theme, model: MessageListModel, parent: QWidget | None = None
    ) -> None:
        """Show the messages of a model."""
        super().__init__(parent)
        self._messages = model
        self._sticks = True
        self._delegate = MessageDelegate(theme, self, model)
        self.setAccessibleName(self.tr("Messages"))
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self.setMouseTracking(True)
        self.setViewportMargins(0, 0, 0, _FOOT)
        self.entered_by_key.connect(self._on_entered)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._on_range_changed)
        model.dataChanged.connect(self.scheduleDelayedItemsLayout)
        theme.changed.connect(self.viewport().update)

    @property
    def is_at_end(self) -> bool:
        """True while the newest message is in sight."""
        return self._sticks and not self._messages.has_newer

    def go_to_end(self) -> None:
        """Show the lower end of the window and stay there."""
        self.doItemsLayout()
        self._set_sticks(sticks=True)
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def show_row(self, row: int) -> None:
        """Show a row at the upper end of the pane, if there is enough below it."""
        self.doItemsLayout()
        self.scrollTo(self._messages.index(row), self.ScrollHint.PositionAtTop)
        self._on_scrolled(self.verticalScrollBar().value())

    @contextmanager
    def keep_place(self) -> Iterator[None]:
        """Change the model without moving what the person reads."""
        if self._sticks and not self._messages.has_newer:
            yield
            return
        anchor = self._first_visible()
        row = None if anchor is None else self._messages.find_row(anchor)
        # Its foot counts: a day or a gap above it may come and go.
        before = 0 if row is None else self.visualRect(self._messages.index(row)).bottom()
        self._sticks = False
        yield
        self.doItemsLayout()
        row = None if anchor is None else self._messages.find_row(anchor)
        if row is not None:
            bar = self.verticalScrollBar()
            after = self.visualRect(self._messages.index(row)).bottom()
            bar.setValue(bar.value() + after - before)

    def _first_visible(self) -> MessageRow | None:
        shown: ShownMessage | None = self.indexAt(QPoint(1, 1)).data(ROW_ROLE)
        return None if shown is None else shown.record.position.row

    def _set_sticks(self, *, sticks: bool) -> None:
        was_at_end = self.is_at_end
        self._sticks = sticks
        if was_at_end != self.is_at_end:
            self.end_changed.emit(self.is_at_end)

    def _on_scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        self._set_sticks(sticks=value >= bar.maximum() - _END_SLACK)
        if value < _NEAR_END_PX and self._messages.has_older:
            self.older_wanted.emit()
        if bar.maximum() - value < _NEAR_END_PX and self._messages.has_newer:
            self.newer_wanted.emit()

    def _on_range_changed(self, _minimum: int, maximum: int) -> None:
        if self._sticks:
            self.verticalScrollBar().setValue(maximum)

    def _failed_at(self, index: QModelIndex) -> tuple[ShownMessage, QRect] | None:
        shown: ShownMessage | None = index.data(ROW_ROLE) if index.isValid() else None
        if shown is None or shown.record.state is not DeliveryState.FAILED:
            return None
        rect = self._delegate.bubble_rect(self.visualRect(index).toRectF(), shown).toRect()
        return shown, rect

    def _on_entered(self, index: QModelIndex) -> None:
        failed = self._failed_at(index)
        if failed is not None:
            self._open_failure(*failed)

    def _open_failure(self, shown: ShownMessage, rect: QRect) -> None:
        corner = self.viewport().mapTo(self, rect.topLeft())
        self.failure_opened.emit(shown, QRect(corner, rect.size()))

    def copy_current(self) -> None:
        """Put the text of the current message on the clipboard."""
        shown: ShownMessage | None = self.currentIndex().data(ROW_ROLE)
        if shown is not None:
            QGuiApplication.clipboard().setText(body_text(shown.record))

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def updateGeometries(self) -> None:
        """Let few messages stand at the foot of the pane, not at its head."""
        super().updateGeometries()
        free = self.viewport().height() + self._top_margin - self.contentsSize().height()
        margin = max(0, free)
        if margin != self._top_margin:
            self._top_margin = margin
            self.setViewportMargins(0, margin, 0, _FOOT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over what can be clicked."""
        super().mouseMoveEvent(event)
        point = event.position().toPoint()
        failed = self._failed_at(self.indexAt(point))
        is_over = failed is not None and failed[1].contains(point)
        shape = Qt.CursorShape.PointingHandCursor if is_over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell a click on a message that was not sent."""
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        failed = self._failed_at(self.indexAt(point))
        if failed is not None and failed[1].contains(point):
            self._open_failure(*failed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the current message."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_current()
            return
        super().keyPressEvent(event)
