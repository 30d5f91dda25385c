"""A list of rows with heights of their own: where they stand, what is painted, where keys lead."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from desktop.ui.measured_list_view import MeasuredListView
from tests.ui.conftest import show_active

HEIGHTS = [30, 100, 20, 50, 400, 10, 90]
PAGE = 200
_Hint = QAbstractItemView.ScrollHint


@dataclass
class Painted:
    """A row that was painted.

    Attributes:
        row: Its number.
        is_current: Whether it was painted as the one that has the focus.
        is_chosen: Whether it was painted as chosen.
    """

    row: int
    is_current: bool
    is_chosen: bool


class Recorder(QStyledItemDelegate):
    """Paints nothing, and notes what it should have painted."""

    def __init__(self, view: "Rows") -> None:
        super().__init__(view)
        self.painted: list[Painted] = []

    def paint(
        self,
        _painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        self.painted.append(
            Painted(
                index.row(),
                is_current=bool(option.state & QStyle.StateFlag.State_HasFocus),
                is_chosen=bool(option.state & QStyle.StateFlag.State_Selected),
            )
        )

    def take(self) -> list[int]:
        """Return the rows painted since the last time, and forget them."""
        QTest.qWait(0)
        rows = [one.row for one in self.painted]
        self.painted.clear()
        return rows


class Rows(MeasuredListView):
    """Rows as high as the numbers in their model say."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = QStandardItemModel(self)
        self.recorder = Recorder(self)
        self.setItemDelegate(self.recorder)
        self.setModel(self.rows)

    def add(self, height: int, *, at: int | None = None) -> None:
        item = QStandardItem()
        item.setData(height, Qt.ItemDataRole.UserRole)
        self.rows.insertRow(self.rows.rowCount() if at is None else at, item)

    def change(self, row: int, height: int) -> None:
        self.rows.item(row).setData(height, Qt.ItemDataRole.UserRole)

    def ground(self) -> QColor:
        return QColor("white")

    def row_height(self, row: int) -> int:
        return int(self.rows.item(row).data(Qt.ItemDataRole.UserRole))

    def sizeHint(self) -> QSize:
        return QSize(100, PAGE)


@pytest.fixture
def view(qtbot: QtBot) -> Rows:
    view = Rows()
    qtbot.addWidget(view)
    for height in HEIGHTS:
        view.add(height)
    view.resize(100, PAGE)
    show_active(view)
    view.doItemsLayout()
    view.recorder.take()
    return view


def scroll(view: Rows, value: int) -> None:
    view.verticalScrollBar().setValue(value)


def rows_in_order(view: Rows) -> list[int]:
    """Return the tops of all rows as they stand in the viewport."""
    return [view.visualRect(view.rows.index(row, 0)).top() for row in range(view.rows.rowCount())]


def test_rows_stand_below_each_other(view: Rows) -> None:
    assert view.content_height == sum(HEIGHTS)
    assert rows_in_order(view) == [0, 30, 130, 150, 200, 600, 610]
    assert view.verticalScrollBar().maximum() == sum(HEIGHTS) - PAGE

    scroll(view, 140)

    assert rows_in_order(view)[:4] == [-140, -110, -10, 10]
    assert view.visualRect(QModelIndex()).isNull()


def test_each_point_has_its_row(view: Rows) -> None:
    for point, row in [(0, 0), (29, 0), (30, 1), (129, 1), (130, 2), (199, 3)]:
        assert view.indexAt(QPoint(5, point)).row() == row
    assert not view.indexAt(QPoint(5, -1)).isValid()
    assert not view.indexAt(QPoint(view.viewport().width(), 5)).isValid()

    scroll(view, 500)

    assert view.indexAt(QPoint(5, 0)).row() == 4
    assert view.indexAt(QPoint(5, 199)).row() == 6


def test_no_row_is_below_the_last(view: Rows) -> None:
    while view.rows.rowCount() > 1:
        view.rows.removeRow(1)
    view.doItemsLayout()

    assert not view.indexAt(QPoint(5, 30)).isValid()
    assert view.verticalScrollBar().maximum() == 0


def test_row_below_all_others_is_painted_alone(view: Rows) -> None:
    scroll(view, view.verticalScrollBar().maximum())
    view.recorder.take()

    view.add(15)
    view.doItemsLayout()
    scroll(view, view.verticalScrollBar().maximum())

    assert set(view.recorder.take()) == {7}


@pytest.mark.parametrize("at", [0, 3])
def test_row_between_others_has_all_painted(view: Rows, at: int) -> None:
    view.add(30, at=at)
    view.doItemsLayout()

    assert view.recorder.take() == [0, 1, 2, 3, 4]


def test_row_that_goes_has_all_painted(view: Rows) -> None:
    view.rows.removeRow(2)
    view.doItemsLayout()

    assert view.recorder.take() == [0, 1, 2, 3]


def test_new_content_is_painted_though_its_heights_are_the_old_ones(view: Rows) -> None:
    view.rows.clear()
    for height in HEIGHTS:
        view.add(height)
    view.doItemsLayout()

    assert view.recorder.take() == [0, 1, 2, 3]


def test_changed_rows_are_painted_alone(view: Rows) -> None:
    view.rows.dataChanged.emit(view.rows.index(1, 0), view.rows.index(2, 0), [])

    assert view.recorder.take() == [1, 2]


def test_row_of_another_height_moves_what_is_below(view: Rows) -> None:
    view.change(1, 60)
    view.doItemsLayout()

    assert view.recorder.take() == [0, 1, 2, 3, 4]
    assert rows_in_order(view)[:4] == [0, 30, 90, 110]


def test_rows_are_painted_as_chosen_and_as_current(view: Rows) -> None:
    flag = QItemSelectionModel.SelectionFlag
    view.setFocus()
    view.selectionModel().setCurrentIndex(view.rows.index(1, 0), flag.NoUpdate)
    view.selectionModel().select(view.rows.index(2, 0), flag.Select)
    view.viewport().update()
    QTest.qWait(0)

    newest = {one.row: one for one in view.recorder.painted}
    assert [row for row, one in newest.items() if one.is_current] == [1]
    assert [row for row, one in newest.items() if one.is_chosen] == [2]


@pytest.mark.parametrize(
    ("row", "hint", "value"),
    [
        (3, _Hint.EnsureVisible, 0),
        (5, _Hint.EnsureVisible, 410),
        (4, _Hint.EnsureVisible, 200),
        (3, _Hint.PositionAtTop, 150),
        (5, _Hint.PositionAtBottom, 410),
        (3, _Hint.PositionAtCenter, 75),
        (0, _Hint.PositionAtCenter, 0),
        (6, _Hint.PositionAtTop, 500),
    ],
)
def test_row_is_brought_into_sight(view: Rows, row: int, hint: _Hint, value: int) -> None:
    view.scrollTo(view.rows.index(row, 0), hint)

    assert view.verticalScrollBar().value() == value


def test_row_above_is_brought_into_sight(view: Rows) -> None:
    scroll(view, 140)

    view.scrollTo(view.rows.index(1, 0))

    assert view.verticalScrollBar().value() == 30


@pytest.mark.parametrize(
    ("start", "key", "row"),
    [
        (2, Qt.Key.Key_Down, 3),
        (2, Qt.Key.Key_Up, 1),
        (0, Qt.Key.Key_Up, 0),
        (6, Qt.Key.Key_Down, 6),
        (3, Qt.Key.Key_Home, 0),
        (3, Qt.Key.Key_End, 6),
        (0, Qt.Key.Key_PageDown, 3),
        (3, Qt.Key.Key_PageDown, 4),
        (4, Qt.Key.Key_PageDown, 5),
        (3, Qt.Key.Key_PageUp, 0),
        (6, Qt.Key.Key_PageUp, 4),
        (5, Qt.Key.Key_PageUp, 4),
    ],
)
def test_keys_lead_from_row_to_row(view: Rows, start: int, key: Qt.Key, row: int) -> None:
    view.setCurrentIndex(view.rows.index(start, 0))

    QTest.keyClick(view, key)

    assert view.currentIndex().row() == row


def test_first_key_goes_to_the_first_row_and_nothing_without_rows(view: Rows) -> None:
    view.setCurrentIndex(QModelIndex())
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 0

    view.rows.clear()
    view.doItemsLayout()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert not view.currentIndex().isValid()
