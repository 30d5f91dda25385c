"""A list that knows where each row stands, so that one row more moves only what is below it.

Qt's own list asks for the size of every row and paints all of them anew whenever one changes.
"""

from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from desktop.ui.list_view import FocusListView

_Index = QModelIndex | QPersistentModelIndex
_Hint = QAbstractItemView.ScrollHint
_Action = QAbstractItemView.CursorAction


class MeasuredListView(FocusListView):
    """Parent of a list whose rows have heights of their own; one column, from top to bottom."""

    # Qt asks before the construction is over.
    _feet: Sequence[int] = ()
    """Where each row ends, in pixels from the beginning of the first one."""
    _is_all_new = True

    def __init__(self, parent: QWidget | None = None) -> None:
        """Set up without model."""
        super().__init__(parent)
        # Only an opaque pane is moved when it scrolls; any other is painted anew.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @abstractmethod
    def ground(self) -> QColor:
        """Return the colour behind the rows."""

    @abstractmethod
    def row_height(self, row: int) -> int:
        """Return the height of a row in pixels for the width that the view has now."""

    @property
    def content_height(self) -> int:
        """Height of all rows together in pixels."""
        return self._feet[-1] if self._feet else 0

    def _head_of(self, row: int) -> int:
        return self._feet[row - 1] if row else 0

    def _row_at(self, y: int) -> int:
        """Return the row at a height of the content; the number of rows below the last one."""
        return bisect_right(self._feet, y)

    # ── layout ────────────────────────────────────────────────────────────────────────────────

    def doItemsLayout(self) -> None:
        """Measure every row; what stands where it stood is not painted again."""
        model: QAbstractItemModel | None = self.model()
        count = 0 if model is None else model.rowCount()
        before, self._feet = self._feet, list(accumulate(map(self.row_height, range(count))))
        is_longer_at_most = list(self._feet[: len(before)]) == list(before)
        if self._is_all_new or not is_longer_at_most:
            self._is_all_new = False
            QAbstractItemView.doItemsLayout(self)
        else:
            self.updateGeometries()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted; only what comes into sight is painted anew."""
        self.viewport().scroll(dx, dy)

    def updateGeometries(self) -> None:
        """Let the scroll bar reach over all rows."""
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(page)
        bar.setRange(0, max(0, self.content_height - page))
        QAbstractItemView.updateGeometries(self)

    def reset(self) -> None:
        """Forget where the rows of the old model stood."""
        self._feet, self._is_all_new = (), True
        super().reset()

    def rowsInserted(self, parent: _Index, start: int, end: int) -> None:
        """Paint everything anew, unless the rows came below all others."""
        self._is_all_new |= start < len(self._feet)
        super().rowsInserted(parent, start, end)

    def rowsAboutToBeRemoved(self, parent: _Index, start: int, end: int) -> None:
        """Paint everything anew after it."""
        self._is_all_new = True
        super().rowsAboutToBeRemoved(parent, start, end)

    def dataChanged(self, first: _Index, last: _Index, roles: Sequence[int] = ()) -> None:
        """Paint the changed rows alone; where their heights changed, a layout follows."""
        super().dataChanged(first, last, roles)
        self.viewport().update(self.visualRect(first) | self.visualRect(last))

    # ── places ────────────────────────────────────────────────────────────────────────────────

    def verticalOffset(self) -> int:
        """Return how much of the content is above the viewport."""
        return self.verticalScrollBar().value()

    def visualRect(self, index: _Index) -> QRect:
        """Return where a row stands in the viewport, perhaps outside of what is seen."""
        row = index.row()
        if not index.isValid() or row >= len(self._feet):
            return QRect()
        head = self._head_of(row)
        top = head - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), self._feet[row] - head)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the row at a point of the viewport."""
        y = point.y() + self.verticalOffset()
        row = self._row_at(y)
        is_beside = not 0 <= point.x() < self.viewport().width()
        if y < 0 or is_beside or row >= len(self._feet):
            return QModelIndex()
        return self.model().index(row, 0)

    def scrollTo(self, index: _Index, hint: _Hint = _Hint.EnsureVisible) -> None:
        """Bring a row into the viewport."""
        rect, page = self.visualRect(index), self.viewport().height()
        if rect.isNull():
            return
        foot = rect.top() + rect.height()
        match hint:
            case _Hint.PositionAtTop:
                step = rect.top()
            case _Hint.PositionAtBottom:
                step = foot - page
            case _Hint.PositionAtCenter:
                step = rect.top() - (page - rect.height()) // 2
            case _:
                # The beginning of a row that is higher than the viewport.
                step = min(rect.top(), max(foot - page, 0)) if foot > page else min(rect.top(), 0)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + step)

    def moveCursor(self, action: _Action, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Return the row that a key leads to."""
        count = len(self._feet)
        if not count:
            return QModelIndex()
        current = self.currentIndex().row()
        if current < 0:
            return self.model().index(0, 0)
        page = self.viewport().height()
        match action:
            case _Action.MoveUp | _Action.MoveLeft | _Action.MovePrevious:
                row = current - 1
            case _Action.MoveDown | _Action.MoveRight | _Action.MoveNext:
                row = current + 1
            case _Action.MoveHome:
                row = 0
            case _Action.MoveEnd:
                row = count - 1
            case _Action.MovePageUp:
                row = min(self._row_at(max(self._feet[current] - page, 0)), current - 1)
            case _:
                row = max(self._row_at(self._head_of(current) + page) - 1, current + 1)
        return self.model().index(min(max(row, 0), count - 1), 0)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Return what must be painted anew when this is chosen or no longer is."""
        region, seen = QRegion(), self.viewport().rect()
        for index in selection.indexes():
            region += self.visualRect(index) & seen
        return region

    # ── painting ──────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let the delegate paint the rows that are to be painted."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.ground())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state
        current = self.currentIndex() if self.hasFocus() else QModelIndex()
        delegate, chosen, area = self.itemDelegate(), self.selectionModel(), event.rect()
        below = area.bottom() + self.verticalOffset()
        for row in range(max(self._row_at(area.top() + self.verticalOffset()), 0), len(self._feet)):
            if self._head_of(row) > below:
                break
            index = self.model().index(row, 0)
            option.rect = self.visualRect(index)
            option.state = plain
            if chosen.isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if index == current:
                option.state |= QStyle.StateFlag.State_HasFocus
            delegate.paint(painter, option, index)
        painter.end()
