"""A month: days by key and pointer, none in the future."""

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.day_picker import DayPicker
from desktop.ui.theme import Theme
from tests.ui.conftest import show_active

TODAY = QDate(2026, 11, 24)


@pytest.fixture
def picker(theme: Theme, qtbot: QtBot) -> DayPicker:
    picker = DayPicker(theme, TODAY)
    qtbot.addWidget(picker)
    show_active(picker)
    picker.setFocus()
    return picker


@pytest.mark.parametrize(
    ("key", "day"),
    [
        (Qt.Key.Key_Left, QDate(2026, 11, 23)),
        (Qt.Key.Key_Up, QDate(2026, 11, 17)),
        (Qt.Key.Key_PageUp, QDate(2026, 10, 24)),
        (Qt.Key.Key_Right, TODAY),
        (Qt.Key.Key_Down, TODAY),
        (Qt.Key.Key_PageDown, TODAY),
    ],
)
def test_keys_move_to_days_up_to_today(picker: DayPicker, key: Qt.Key, day: QDate) -> None:
    QTest.keyClick(picker.grid, key)

    assert picker.grid.day == day
    assert str(day.day()) in picker.grid.accessibleName()


def test_enter_chooses_the_current_day(picker: DayPicker) -> None:
    chosen: list[QDate] = []
    picker.day_chosen.connect(chosen.append)
    QTest.keyClick(picker.grid, Qt.Key.Key_Up)

    QTest.keyClick(picker.grid, Qt.Key.Key_Return)

    assert chosen == [QDate(2026, 11, 17)]


def test_clicking_a_day_chooses_it_and_later_ones_not(picker: DayPicker) -> None:
    chosen: list[QDate] = []
    picker.day_chosen.connect(chosen.append)
    grid = picker.grid

    def click(day: QDate) -> None:
        center = grid._cell(grid._first().daysTo(day)).center().toPoint()
        QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=center)

    click(QDate(2026, 11, 25))
    click(QDate(2026, 11, 12))
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))

    assert chosen == [QDate(2026, 11, 12)]
    assert not picker.grab().isNull()


def test_month_is_named_and_mirrored(picker: DayPicker) -> None:
    left = picker.grid._cell(0).left()
    picker.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    assert picker._month.text() == "November 2026"
    assert picker.grid._cell(0).left() > left
    assert not picker.grab().isNull()
