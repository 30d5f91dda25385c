"""A menu at a point: inside the window, moved through by the arrow keys, closed before it acts."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.ui.dialogs.popup_menu import PopupMenu
from desktop.ui.menu_row import MenuRow
from desktop.ui.theme import Theme


def open_menu(theme: Theme, window: QWidget, point: QPoint) -> tuple[PopupMenu, list[str]]:
    menu = PopupMenu(theme, point, window)
    chosen: list[str] = []
    for name in ("one", "two", "three"):
        menu.add_entry("copy", name, lambda name=name: chosen.append(name))  # type: ignore[misc]
    menu.add_line()
    menu.add_entry("x", "four", lambda: chosen.append(f"four {menu.isHidden()}"), shortcut="Del")
    menu.open()
    return menu, chosen


def focused(menu: PopupMenu) -> str:
    row = menu.window().focusWidget()
    assert isinstance(row, MenuRow)
    return row.text()


@pytest.mark.parametrize("x", [0, 600, 1179])
@pytest.mark.parametrize("y", [0, 300, 739])
def test_menu_stands_inside_the_window(theme: Theme, window: QWidget, x: int, y: int) -> None:
    menu, _ = open_menu(theme, window, QPoint(x, y))
    assert window.rect().contains(menu.card.geometry())

    menu.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    menu.place_card()

    assert window.rect().contains(menu.card.geometry())
    assert not menu.grab().isNull()


def test_arrow_keys_move_in_a_circle(theme: Theme, window: QWidget) -> None:
    menu, chosen = open_menu(theme, window, QPoint(100, 100))
    assert focused(menu) == "one"

    row = menu.window().focusWidget()
    QTest.keyClick(row, Qt.Key.Key_Up)
    assert focused(menu) == "four"
    QTest.keyClick(menu.window().focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(menu.window().focusWidget(), Qt.Key.Key_Down)
    assert focused(menu) == "two"
    QTest.keyClick(menu.window().focusWidget(), Qt.Key.Key_Return)

    assert chosen == ["two"]


def test_menu_is_closed_before_it_acts(theme: Theme, window: QWidget) -> None:
    menu, chosen = open_menu(theme, window, QPoint(100, 100))

    menu._rows[-1].click()

    assert chosen == ["four True"]


def test_escape_closes_without_acting(theme: Theme, window: QWidget) -> None:
    menu, chosen = open_menu(theme, window, QPoint(100, 100))

    QTest.keyClick(menu.window().focusWidget(), Qt.Key.Key_Escape)

    assert menu.isHidden()
    assert chosen == []
