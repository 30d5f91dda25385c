"""A day is chosen from the menu of the calendar button."""

from PySide6.QtCore import QDate, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.ui.dialogs.day_menu import DayMenu
from desktop.ui.theme import Theme


def test_choosing_a_day_closes_the_menu(theme: Theme, window: QWidget) -> None:
    menu = DayMenu(theme, QDate(2026, 11, 24), QRect(1150, 60, 32, 32), window)
    chosen: list[QDate] = []
    menu.day_chosen.connect(chosen.append)
    menu.open()
    assert menu.picker.grid.hasFocus()
    assert window.rect().contains(menu.card.geometry())
    assert not window.grab().isNull()

    QTest.keyClick(menu.picker.grid, Qt.Key.Key_Left)
    QTest.keyClick(menu.picker.grid, Qt.Key.Key_Return)

    assert chosen == [QDate(2026, 11, 23)]
    assert menu.isHidden()
