"""A menu of choices: by click and arrow, few or many."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.dialogs.choice_menu import ChoiceMenu
from desktop.ui.theme import Theme


def build(theme: Theme, window: QWidget, count: int) -> ChoiceMenu:
    choices = [("user-round", f"Person {number}") for number in range(count)]
    menu = ChoiceMenu(theme, choices, QRect(80, 64, 70, 28), window)
    menu.open()
    return menu


@pytest.mark.parametrize("count", [1, 3, 300])
def test_menu_stands_inside_the_window(theme: Theme, window: QWidget, count: int) -> None:
    menu = build(theme, window, count)

    assert window.rect().contains(menu.card.geometry())
    assert menu.rows[0].hasFocus()
    assert not window.grab().isNull()
    menu.close_overlay()


def test_choice_is_told_by_its_number(theme: Theme, window: QWidget) -> None:
    menu = build(theme, window, 3)
    chosen: list[int] = []
    menu.chosen.connect(chosen.append)

    menu.rows[2].click()

    assert chosen == [2]
    assert menu.isHidden()


def test_arrows_move_and_bring_into_sight(theme: Theme, window: QWidget) -> None:
    menu = build(theme, window, 30)

    for _ in range(25):
        QTest.keyClick(QApplication.focusWidget() or menu, Qt.Key.Key_Down)

    assert menu.rows[25].hasFocus()
    assert not menu.rows[25].visibleRegion().isEmpty()
    QTest.keyClick(menu.rows[25], Qt.Key.Key_Up)
    assert menu.rows[24].hasFocus()


def test_menu_stands_above_where_there_is_no_room_below(theme: Theme, window: QWidget) -> None:
    button = QRect(80, window.height() - 40, 120, 28)
    menu = ChoiceMenu(theme, [("", f"Choice {n}") for n in range(6)], button, window, current=5)
    menu.open()

    assert menu.card.geometry().bottom() < button.top()
    assert menu.rows[5].hasFocus()
    assert not menu.rows[5].visibleRegion().isEmpty()
