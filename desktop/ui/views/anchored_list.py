"""A list of messages that stays where the person reads, whatever changes around it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.core.records import MessageRow
from desktop.ui.measured_list_view import MeasuredListView
from desktop.ui.measures import Px
from desktop.ui.models.message_list_model import MessageListModel

_FOOT = Px(8)
_END_SLACK = Px(4)
_NEAR_END_PX = 600
"""A page is asked for before its first row is reached."""
_REST_MS = 150
"""After a border was dragged or the zoom changed for so long no more, the rest is measured."""
_ROWS_AT_ONCE = 20
"""So many that nobody who does something meanwhile waits for them."""


class RowMeasurer(Protocol):
    """Knows how high rows are, exactly or about."""

    def is_measured(self, row: int) -> bool:
        """Tell whether a row's size is exact."""

    def measure(self, row: int) -> None:
        """Make a row's size exact."""

    def take_estimated(self) -> bool:
        """Tell whether the size of any row was given about since this was last asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Anchor:
    """Where a message stood in the pane when the scroll bar had this value."""

    message: MessageRow
    top: int
    foot: int
    value: int


class AnchoredListView(MeasuredListView):
    """Parent of the list of messages: stands on the newest, or keeps its place.

    Signals:
        older_wanted(): The upper end is near.
        newer_wanted(): The lower end is near.
        end_changed(bool): True when the newest message came into sight, False when it left.
    """

    older_wanted = Signal()
    newer_wanted = Signal()
    end_changed = Signal(bool)

    # Qt measures the view before its construction is over.
    _top_margin = 0
    _head: QWidget | None = None
    _lift = 0
    _is_laying_out = True

    def __init__(self, model: MessageListModel, parent: QWidget | None = None) -> None:
        """Stand at the end of an empty model; `begin` makes it the view's own."""
        super().__init__(parent)
        self._messages = model
        self._sticks = True
        self._was_at_end = True
        self._anchors: list[_Anchor] = []
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)

    def begin(self, rows: RowMeasurer) -> None:
        """Show the model, now that the delegate is there.

        Args:
            rows: The delegate; what is in sight is measured by it at once, the rest after a rest.
        """
        self._rows = rows
        self._rest.timeout.connect(self._measure_some)
        self.setModel(self._messages)
        self.setViewportMargins(0, 0, 0, _FOOT)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._on_range_changed)
        self._messages.dataChanged.connect(self.scheduleDelayedItemsLayout)
        self._messages.modelReset.connect(self._on_reset)
        self._is_laying_out = False

    @property
    def is_at_end(self) -> bool:
        """True while the newest message is in sight."""
        return self._sticks and not self._messages.has_newer

    def go_to_end(self) -> None:
        """Show the lower end of the window and stay there."""
        self._anchors = []
        self.doItemsLayout()
        self._set_sticks(sticks=True)
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def show_row(self, row: int) -> None:
        """Show a row at the upper end of the pane, if there is enough below it."""
        self._show_row(row, self.ScrollHint.PositionAtTop)

    def show_row_in_middle(self, row: int) -> None:
        """Show a row in the middle of the pane, if there is enough around it."""
        self._show_row(row, self.ScrollHint.PositionAtCenter)

    def _show_row(self, row: int, hint: QAbstractItemView.ScrollHint) -> None:
        self._anchors = []
        self._sticks = False
        self._measure(range(self._messages.rowCount()))
        self.doItemsLayout()
        self.scrollTo(self._messages.index(row), hint)
        self._on_scrolled(self.verticalScrollBar().value())

    # ── place ─────────────────────────────────────────────────────────────────────────────────

    def doItemsLayout(self) -> None:
        """Measure anew without moving what the person reads."""
        bar = self.verticalScrollBar()
        before = bar.value()
        was_laying_out, self._is_laying_out = self._is_laying_out, True
        super().doItemsLayout()
        if not was_laying_out:
            self._stand(before)
            # What is in sight must be as high as it is; what comes into sight by that, too.
            while self._measure(self._rows_in_sight()):
                super().doItemsLayout()
                self._stand(before)
        self._is_laying_out = was_laying_out
        if was_laying_out:
            return
        self._on_scrolled(bar.value())
        if self._rows.take_estimated():
            self._rest.start(_REST_MS)

    def _stand(self, value_before: int) -> None:
        bar = self.verticalScrollBar()
        if self._sticks:
            bar.setValue(bar.maximum())
        else:
            self._restore_place(value_before)

    def _measure(self, rows: Iterable[int]) -> bool:
        """Make the sizes of these rows exact; return whether one was not."""
        rough = [row for row in rows if not self._rows.is_measured(row)]
        for row in rough:
            self._rows.measure(row)
        return bool(rough)

    def _measure_some(self) -> None:
        """Measure what is out of sight bit by bit, and lay out once all is exact."""
        rows = range(self._messages.rowCount())
        rough = [row for row in rows if not self._rows.is_measured(row)]
        self._measure(rough[:_ROWS_AT_ONCE])
        if len(rough) > _ROWS_AT_ONCE:
            self._rest.start(0)
        else:
            self.doItemsLayout()

    def _rows_in_sight(self) -> Iterator[int]:
        """Yield the number of each row that is in sight, as far as they stand."""
        index = self.indexAt(QPoint(1, 1))
        row = index.row() if index.isValid() else 0
        while row < self._messages.rowCount():
            if self.visualRect(self._messages.index(row)).top() >= self.viewport().height():
                return
            yield row
            row += 1

    def _restore_place(self, value_before: int) -> None:
        for anchor in self._anchors:
            row = self._messages.find_row(anchor.message)
            if row is None:
                continue
            bar = self.verticalScrollBar()
            top = self.viewport().y()
            rect = self.visualRect(self._messages.index(row)).translated(0, top)
            # The person may have scrolled on between the last look and this layout.
            moved = value_before - anchor.value
            wanted = anchor.foot - moved
            if anchor.foot > self.height():
                # One message fills the pane: what counts is how much of it was read.
                read = (top - anchor.top + moved) / max(1, anchor.foot - anchor.top)
                wanted = round(top + (1 - read) * rect.height())
            bar.setValue(bar.value() + rect.bottom() - wanted)
            return

    def _note_place(self) -> None:
        """Remember where everything in sight stands, the message that is read first."""
        self._anchors = []
        top, value = self.viewport().y(), self.verticalScrollBar().value()
        for row in self._rows_in_sight():
            rect = self.visualRect(self._messages.index(row))
            message = self._messages.shown(row).record.position.row
            self._anchors.append(
                _Anchor(
                    message=message, top=rect.top() + top, foot=rect.bottom() + top, value=value
                )
            )

    def _set_sticks(self, *, sticks: bool) -> None:
        was_at_end = self._was_at_end
        self._sticks = sticks
        self._was_at_end = self.is_at_end
        if was_at_end != self._was_at_end:
            self.end_changed.emit(self._was_at_end)

    def _on_scrolled(self, value: int) -> None:
        if self._is_laying_out:
            return
        bar = self.verticalScrollBar()
        self._set_sticks(sticks=value >= bar.maximum() - _END_SLACK)
        self._note_place()
        is_rough = self._rest.isActive()
        if is_rough and not all(map(self._rows.is_measured, self._rows_in_sight())):
            self.doItemsLayout()
            return
        if value < _NEAR_END_PX and self._messages.has_older:
            self.older_wanted.emit()
        if bar.maximum() - value < _NEAR_END_PX and self._messages.has_newer:
            self.newer_wanted.emit()

    def _on_range_changed(self, _minimum: int, maximum: int) -> None:
        if self._sticks and not self._is_laying_out:
            self.verticalScrollBar().setValue(maximum)

    def _on_reset(self) -> None:
        self._anchors = []

    def measure_anew(self) -> None:
        """Every row has another height, and the gap at the foot too."""
        self._set_margins()
        self.scheduleDelayedItemsLayout()

    def _set_margins(self) -> None:
        self.setViewportMargins(0, self._top_margin, 0, _FOOT + self._lift)

    def lift(self, top: int, height: int) -> int:
        """Let what stands at a height stand so high that something fits beside and below it.

        Args:
            top: Where it stands, in the view's coordinates.
            height: How much room there must be from there on.

        Returns:
            By how much everything stands higher, until `settle` or a new message.
        """
        by = min(top + height - self.height(), top)
        if by <= 0:
            return 0
        bar = self.verticalScrollBar()
        if not self._sticks:
            # Further down in the conversation is room enough, as far as it goes.
            scrolled = min(by, bar.maximum() - bar.value())
            bar.setValue(bar.value() + scrolled)
            self._lift = by - scrolled
        else:
            self._lift = by
        self._set_margins()
        self.doItemsLayout()
        return by

    def settle(self) -> None:
        """Stand as ever again."""
        self._lift = 0
        self._set_margins()
        self.doItemsLayout()

    def set_head(self, head: QWidget | None) -> None:
        """Show a widget of fixed height above the first message, in place of any before."""
        if self._head is not None and self._head is not head:
            self._head.hide()
        self._head = head
        if head is not None:
            head.setParent(self)
            head.show()
        self.updateGeometries()

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def updateGeometries(self) -> None:
        """Let few messages stand at the foot of the pane, not at its head."""
        super().updateGeometries()
        free = self.height() - _FOOT - self._lift - self.content_height
        margin = max(0 if self._head is None else self._head.height(), free)
        if self._head is not None:
            height = self._head.height()
            self._head.setGeometry(0, margin - height, self.width(), height)
        if margin != self._top_margin:
            self._top_margin = margin
            self._set_margins()
