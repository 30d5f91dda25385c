"""An overlay covers its window and keeps the keyboard inside."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.ui.overlay import Overlay
from desktop.ui.theme import Theme
from tests.ui.conftest import show_active


class Window(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.resize(600, 400)
        self.below = QPushButton("below", self)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    show_active(window)
    window.below.setFocus()
    return window


def open_overlay(
    theme: Theme, window: Window, *, has_scrim: bool
) -> tuple[Overlay, list[QPushButton]]:
    overlay = Overlay(theme, has_scrim=has_scrim, parent=window)
    column = QVBoxLayout(overlay.card)
    buttons = [QPushButton(name, overlay.card) for name in ("one", "two")]
    for button in buttons:
        column.addWidget(button)
    overlay.open()
    buttons[0].setFocus()
    return overlay, buttons


def test_tab_goes_round_inside(theme: Theme, window: Window, qtbot: QtBot) -> None:
    _overlay, (one, two) = open_overlay(theme, window, has_scrim=True)

    QTest.keyClick(one, Qt.Key.Key_Tab)
    assert two.hasFocus()
    QTest.keyClick(two, Qt.Key.Key_Tab)
    assert one.hasFocus()
    QTest.keyClick(one, Qt.Key.Key_Backtab)
    assert two.hasFocus()


def test_escape_closes_and_gives_the_focus_back(theme: Theme, window: Window, qtbot: QtBot) -> None:
    overlay, (one, _two) = open_overlay(theme, window, has_scrim=True)

    with qtbot.waitSignal(overlay.closed):
        QTest.keyClick(one, Qt.Key.Key_Escape)

    assert window.below.hasFocus()


@pytest.mark.parametrize("has_scrim", [True, False])
def test_click_beside_closes_a_menu_but_not_a_dialog(
    theme: Theme, window: Window, qtbot: QtBot, has_scrim: bool
) -> None:
    overlay, _buttons = open_overlay(theme, window, has_scrim=has_scrim)

    QTest.mouseClick(overlay, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))

    assert overlay.isVisible() is has_scrim


@pytest.mark.parametrize("look", ["light", "dark"])
def test_overlay_follows_the_window_and_paints(theme: Theme, window: Window, look: str) -> None:
    theme.choose("dark" if look == "dark" else "light")
    overlay, _buttons = open_overlay(theme, window, has_scrim=True)

    window.resize(700, 500)

    assert overlay.size() == window.size()
    assert overlay.card.geometry().center().x() == pytest.approx(350, abs=2)
    assert not window.grab().isNull()


def test_closing_twice_is_closing_once(theme: Theme, window: Window) -> None:
    overlay, _buttons = open_overlay(theme, window, has_scrim=True)
    closed: list[bool] = []
    overlay.closed.connect(lambda: closed.append(True))

    overlay.close_overlay()
    overlay.close_overlay()

    assert closed == [True]


def test_focus_goes_back_past_a_dialog_that_is_gone(theme: Theme, window: Window) -> None:
    first, (one, _two) = open_overlay(theme, window, has_scrim=True)
    second, _buttons = open_overlay(theme, window, has_scrim=True)
    assert second._focus_before is one
    first.close_overlay()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(one)

    second.close_overlay()

    assert window.below.hasFocus()


def test_closing_leaves_the_focus_in_what_was_opened_above(theme: Theme, window: Window) -> None:
    first, _below = open_overlay(theme, window, has_scrim=True)
    _second, (one, _two) = open_overlay(theme, window, has_scrim=True)

    first.close_overlay()

    assert one.hasFocus()


def test_what_scrolls_is_gone_through_as_a_whole_and_comes_into_sight(
    theme: Theme, window: Window
) -> None:
    overlay = Overlay(theme, has_scrim=True, parent=window)
    area = QScrollArea(overlay.card)
    held = QWidget(area)
    rows = QVBoxLayout(held)
    inside = [QPushButton(f"Row {number}", held) for number in range(12)]
    for button in inside:
        button.setFixedHeight(60)
        rows.addWidget(button)
    area.setWidget(held)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setFixedHeight(150)
    below = QPushButton("Below", overlay.card)
    column = QVBoxLayout(overlay.card)
    column.addWidget(area)
    column.addWidget(below)
    overlay.open()
    QCoreApplication.processEvents()

    for button in (*inside, below):
        QTest.keyClick(QApplication.focusWidget() or overlay, Qt.Key.Key_Tab)
        assert button.hasFocus()
        assert button.visibleRegion().boundingRect() == button.rect()
