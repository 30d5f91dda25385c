"""The list of messages: what is clicked, marked and copied in it."""

from dataclasses import replace

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.core.records import DeliveryState, MessageKind, MessageRow
from desktop.core.search_words import SearchWord
from desktop.ui.delegates.message_delegate import MessageDelegate
from desktop.ui.delegates.search_marks import utf16_place
from desktop.ui.measures import Px
from desktop.ui.message_copy import copied_text
from desktop.ui.message_hits import MessageHit, find_hit
from desktop.ui.message_selection import MessageSelection
from desktop.ui.models.message_list_model import ROW_ROLE, MessageListModel, ShownMessage
from desktop.ui.theme import Theme
from desktop.ui.views.anchored_list import AnchoredListView

_SCROLL_EVERY_MS = 40
_PLACE_MARGIN = Px(24)
_NO_UPDATE = QItemSelectionModel.SelectionFlag.NoUpdate
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -8,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_Home: -1_000,
    Qt.Key.Key_End: 1_000,
}


class MessageView(AnchoredListView):
    """Shows a MessageListModel.

    Signals:
        failure_opened(ShownMessage, QRect): A message that was not sent was clicked; its bubble in
            the view's coordinates.
        repair_requested(): What could not be opened should be sent again.
        link_opened(str, QRect): An address was clicked; its bubble in the view's coordinates.
        menu_requested(str, QPoint): The menu of `targets` is wanted at a point of the view; the
            address there, or empty.
        copy_requested(): What is marked should be copied.
        delete_requested(): `targets` should be deleted.
    """

    failure_opened = Signal(object, QRect)
    repair_requested = Signal()
    link_opened = Signal(str, QRect)
    menu_requested = Signal(str, QPoint)
    copy_requested = Signal()
    delete_requested = Signal()

    def __init__(
        self, theme: Theme, model: MessageListModel, parent: QWidget | None = None
    ) -> None:
        """Show the messages of a model."""
        super().__init__(model, parent)
        self._theme = theme
        self._has_ring = True
        self._delegate = MessageDelegate(theme, self, model)
        self._pressed: QPointF | None = None
        self._is_dragging = False
        self._dragged_to = QPoint()
        self._scroll_step = 0
        self._scroll_timer = QTimer(self)
        self._scroll_timer.setInterval(_SCROLL_EVERY_MS)
        self._scroll_timer.timeout.connect(self._on_scroll_step)
        self.setAccessibleName(self.tr("Messages"))
        self.setItemDelegate(self._delegate)
        self.begin(self._delegate)
        self.setSelectionMode(self.SelectionMode.ExtendedSelection)
        self._selection = MessageSelection(model, self.selectionModel(), self._delegate, self)
        self._selection.changed.connect(self.viewport().update)
        self.setMouseTracking(True)
        self.entered_by_key.connect(self._on_entered)
        model.modelReset.connect(self.clear_ring)
        theme.changed.connect(self.viewport().update)
        theme.zoomed.connect(self.measure_anew)

    # ── what is marked ────────────────────────────────────────────────────────────────────────

    @property
    def selection(self) -> MessageSelection:
        """What is marked to be copied."""
        return self._selection

    def copied_text(self, own_name: str) -> str:
        """Return what copying now would put on the clipboard."""
        marked = self._selection.marked_text()
        if marked:
            return marked
        records = [shown.record for shown in self.targets()]
        sender = self._messages.sender_name
        return copied_text(records, sender=sender, own_name=own_name) if records else ""

    def targets(self) -> list[ShownMessage]:
        """Return the messages that a command would be for: the chosen ones, else the current."""
        chosen = self._selection.chosen()
        if chosen:
            return chosen
        shown: ShownMessage | None = self.currentIndex().data(ROW_ROLE)
        return [] if shown is None or shown.notice else [shown]

    def set_links_shown(self, *, are_shown: bool) -> None:
        """Show addresses as links, or as any other text."""
        self._delegate.are_links_shown = are_shown
        self.viewport().update()

    # ── what is done ──────────────────────────────────────────────────────────────────────────

    def _hit_at(self, point: QPoint) -> MessageHit | None:
        index = self.indexAt(QPoint(1, min(max(point.y(), 0), self.viewport().height() - 1)))
        return self._hit_in(index, point.toPointF()) if index.isValid() else None

    def _hit_in(self, index: QModelIndex, point: QPointF) -> MessageHit:
        row = index.row()
        shown = self._messages.shown(row)
        return find_hit(self._delegate, row, shown, self.visualRect(index).toRectF(), point)

    def _act(self, hit: MessageHit) -> None:
        rect = self._in_view(hit.rect)
        if hit.link is not None:
            self.link_opened.emit(hit.link.url, rect)
        elif hit.is_more:
            self._selection.clear()
            self._messages.unfold(hit.shown.record.position.row)
        elif hit.is_failed:
            self.failure_opened.emit(hit.shown, rect)
        elif hit.is_repair:
            self.repair_requested.emit()

    def _in_view(self, rect: QRectF) -> QRect:
        whole = rect.toRect()
        return QRect(self.viewport().mapTo(self, whole.topLeft()), whole.size())

    def _on_entered(self, index: QModelIndex) -> None:
        hit = self._hit_in(index, QPointF(-1, -1))
        kind, state = hit.shown.record.kind, hit.shown.record.state
        bubble = None if hit.shown.notice else self._delegate.bubble(hit.shown)
        links = bubble.links if bubble is not None and self._delegate.are_links_shown else ()
        self._act(
            replace(
                hit,
                link=links[0] if links else None,
                is_more=bubble is not None and bool(bubble.more),
                is_failed=state is DeliveryState.FAILED,
                is_repair=kind is MessageKind.FIRST_FAILED,
            )
        )

    def _open_menu(self, index: QModelIndex, point: QPoint | None) -> None:
        """Ask for the menu of a row, at a point of the viewport or beside its bubble."""
        if not index.isValid() or self._messages.shown(index.row()).notice:
            return
        hit = self._hit_in(index, QPointF(-1, -1) if point is None else point.toPointF())
        if not self.selectionModel().isSelected(index):
            self.selectionModel().setCurrentIndex(index, _NO_UPDATE)
            if self._selection.has_chosen:
                self._selection.clear()
        place = hit.rect.center().toPoint() if point is None else point
        self._delegate.set_ringed(hit.shown.record.position.row)
        self.viewport().update()
        self.menu_requested.emit(
            "" if hit.link is None else hit.link.url, self.viewport().mapTo(self, place)
        )

    def show_message(self, message: MessageRow) -> None:
        """Show a message of the window in the middle of the pane, with a ring around it.

        If it is the one with the current hit, and long, it is unfolded and shown where the hit is.
        """
        row = self._messages.find_row(message)
        if row is not None:
            place = self._delegate.place_of_hit(message)
            if place is not None:
                self._messages.unfold_to(message, place + 1)
            # Shown is not chosen: what is chosen is copied and deleted together.
            self.selectionModel().setCurrentIndex(self._messages.index(row), _NO_UPDATE)
            self.show_row_in_middle(row)
            if place is not None:
                self._show_place(row, place)
            self._delegate.set_ringed(message if self._has_ring else None)
            self.viewport().update()

    def _show_place(self, row: int, place: int) -> None:
        """Scroll within a message that does not fit, until a letter of it is in sight."""
        shown = self._messages.shown(row)
        bubble = self._delegate.bubble(shown)
        rect = self._delegate.bubble_rect(
            self.visualRect(self._messages.index(row)).toRectF(), shown
        )
        boxes = bubble.lines.boxes(utf16_place(shown.record.text, place), 1)
        height = self.viewport().height()
        if boxes:
            y = round(rect.top() + bubble.text_corner.y() + boxes[0].center().y())
            if not _PLACE_MARGIN <= y <= height - _PLACE_MARGIN:
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + y - height // 2)

    def set_search(
        self,
        words: tuple[SearchWord, ...],
        current: MessageRow | None,
        place: int | None = None,
        *,
        has_ring: bool | None = None,
    ) -> None:
        """Mark words in every message.

        Args:
            words: What was looked for; nothing is marked without words.
            current: The message in which they are marked more strongly.
            place: Where in its text the one hit begins that is marked so, in characters; None for
                all of them.
            has_ring: Whether the message that is shown next gets a ring; None for one without
                words alone, as then nothing else tells which it is.
        """
        self._has_ring = not words if has_ring is None else has_ring
        self._delegate.set_search(words, current, place)
        if not self._has_ring or current is None:
            self._delegate.set_ringed(None)
        self.viewport().update()

    def clear_ring(self) -> None:
        """Take the ring away from the message that was shown or had the menu."""
        self._delegate.set_ringed(None)
        self.viewport().update()

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def ground(self) -> QColor:
        """Return the colour of the page."""
        return self._theme.tokens.color("window")

    def row_height(self, row: int) -> int:
        """Return the height of a message with what stands above it."""
        return self._delegate.height_of(self._messages.shown(row))

    def selectionCommand(
        self, _index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Let the current row move without choosing it; going on without Shift ends a choice."""
        if event is not None and event.type() == QEvent.Type.KeyPress:
            self._selection.clear()
        return _NO_UPDATE

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to mark, or to click."""
        point = event.position().toPoint()
        self.clear_ring()
        hit = self._hit_at(point)
        self._pressed = None
        if event.button() is not Qt.MouseButton.LeftButton or hit is None:
            return
        self.is_focus_shown = False
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.currentIndex().isValid():
            self._selection.extend(self.currentIndex().row(), hit.row)
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._selection.toggle(hit.row)
        else:
            self._pressed = event.position()
            self._selection.press(hit)
        self.selectionModel().setCurrentIndex(self._messages.index(hit.row), _NO_UPDATE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark up to here, or show what can be clicked."""
        point = event.position().toPoint()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._show_cursor(self._hit_at(point))
            return
        if self._pressed is None:
            return
        distance = (event.position() - self._pressed).manhattanLength()
        if self._is_dragging or distance >= QApplication.startDragDistance():
            self._is_dragging = True
            self._drag_to(point)

    def _drag_to(self, point: QPoint) -> None:
        self._dragged_to = point
        hit = self._hit_at(point)
        if hit is not None:
            self._selection.drag_to(hit)
        beyond = min(point.y(), 0) + max(point.y() - self.viewport().height(), 0)
        self._scroll_step = (beyond > 0) - (beyond < 0)
        if self._scroll_step and not self._scroll_timer.isActive():
            self._scroll_timer.start()
        elif not self._scroll_step:
            self._scroll_timer.stop()

    def _on_scroll_step(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self._scroll_step * bar.singleStep())
        self._drag_to(self._dragged_to)

    def _show_cursor(self, hit: MessageHit | None) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if hit is not None and hit.is_action:
            shape = Qt.CursorShape.PointingHandCursor
        elif hit is not None and hit.is_letter:
            shape = Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End marking, or click."""
        was_dragging, self._is_dragging = self._is_dragging, False
        was_pressed, self._pressed = self._pressed is not None, None
        self._scroll_timer.stop()
        if event.button() is not Qt.MouseButton.LeftButton or was_dragging or not was_pressed:
            return
        hit = self._hit_at(event.position().toPoint())
        if self._selection.has_chosen and hit is not None and hit.is_inside:
            self._selection.toggle(hit.row)
        elif not self._selection.is_empty:
            self._selection.clear()
        elif hit is not None:
            self._act(hit)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Mark a word."""
        hit = self._hit_at(event.position().toPoint())
        if hit is not None and hit.is_letter and not hit.is_action:
            self._selection.mark_word(hit)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the message under the pointer, or of the current one."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._open_menu(self.currentIndex(), None)
            return
        point = event.pos()
        hit = self._hit_at(point)
        if hit is not None and hit.is_inside:
            self._open_menu(self._messages.index(hit.row), point)

    def event(self, event: QEvent) -> bool:
        """Take Escape while anything is marked, before a shortcut of the window does."""
        is_escape = (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        )
        if is_escape and not self._selection.is_empty:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, choose, delete, or ask for the menu; anything else moves."""
        current = self.currentIndex()
        has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.clear_ring()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._selection.choose(0, self._messages.rowCount() - 1)
        elif event.matches(QKeySequence.StandardKey.Delete):
            self.delete_requested.emit()
        elif event.key() == Qt.Key.Key_Escape and not self._selection.is_empty:
            self._selection.clear()
        elif event.key() == Qt.Key.Key_Space and current.isValid():
            self.is_focus_shown = True
            self._selection.toggle(current.row())
        elif event.key() == Qt.Key.Key_F10 and has_shift:
            self._open_menu(current, None)
        elif has_shift and event.key() in _STEPS and current.isValid():
            self._extend_by_key(_STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _extend_by_key(self, step: int) -> None:
        self.is_focus_shown = True
        current = self.currentIndex().row()
        row = min(max(current + step, 0), self._messages.rowCount() - 1)
        self._selection.extend(current, row)
        self.selectionModel().setCurrentIndex(self._messages.index(row), _NO_UPDATE)
        self.scrollTo(self._messages.index(row))
