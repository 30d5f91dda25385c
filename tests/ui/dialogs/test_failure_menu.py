"""The menu beside a message that was not sent."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.records import FailureReason
from desktop.ui.dialogs.failure_menu import FailureMenu
from desktop.ui.failure_texts import describe_failure
from desktop.ui.menu_row import MenuRow
from desktop.ui.theme import Theme
from tests.ui.conftest import show_active


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(800, 600)
    qtbot.addWidget(window)
    show_active(window)
    return window


def open_menu(theme: Theme, window: QWidget, bubble: QRect) -> FailureMenu:
    reason = describe_failure(FailureReason.MAILBOX_FULL, "bob")
    menu = FailureMenu(theme, reason, bubble, window)
    menu.open()
    return menu


@pytest.mark.parametrize(
    "bubble", [QRect(500, 100, 280, 40), QRect(20, 560, 200, 38), QRect(0, 0, 800, 600)]
)
def test_menu_stands_inside_the_window(theme: Theme, window: QWidget, bubble: QRect) -> None:
    menu = open_menu(theme, window, bubble)

    assert window.rect().contains(menu.card.geometry())
    assert not window.grab().isNull()


def test_try_again_is_chosen_first(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    menu = open_menu(theme, window, QRect(500, 100, 280, 40))
    assert menu._retry.hasFocus()

    with qtbot.waitSignals([menu.retry_requested, menu.closed]):
        QTest.keyClick(menu._retry, Qt.Key.Key_Space)


def test_copy_asks_for_it(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    menu = open_menu(theme, window, QRect(500, 100, 280, 40))
    theme.choose("dark")
    menu.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert not window.grab().isNull()

    with qtbot.waitSignals([menu.copy_requested, menu.closed]):
        menu._copy.click()


def test_mailbox_that_takes_no_key_can_be_asked_about(
    theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    reason = describe_failure(FailureReason.NO_SUCH_MAILBOX, "bob")
    menu = FailureMenu(theme, reason, QRect(500, 100, 280, 40), window, can_ask=True)
    menu.open()
    rows = {row.accessibleName(): row for row in menu.findChildren(MenuRow)}

    assert list(rows) == ["Try again", "Copy text", "Ask again", "Delete here…"]
    with qtbot.waitSignals([menu.ask_requested, menu.closed]):
        rows["Ask again"].click()
