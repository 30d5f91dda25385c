"""The menu of the own avatar."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs.account_menu import AccountMenu
from desktop.ui.theme import Theme

AVATAR = QRect(8, 680, 40, 40)


@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_menu_stands_inside_the_window_beside_the_avatar(
    theme: Theme, window: QWidget, direction: Qt.LayoutDirection
) -> None:
    window.setLayoutDirection(direction)
    is_mirrored = direction is Qt.LayoutDirection.RightToLeft
    avatar = AVATAR.translated(1124, 0) if is_mirrored else AVATAR
    menu = AccountMenu(theme, "alice", ["work"], avatar, window)
    menu.open()

    card = menu.card.geometry()
    assert window.rect().contains(card)
    assert not card.intersects(avatar)
    assert card.bottom() <= avatar.bottom()


def test_profile_is_chosen_by_key_and_another_account_asked_for(
    theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    menu = AccountMenu(theme, "alice", ["work"], AVATAR, window)
    menu.open()
    with qtbot.waitSignal(menu.profile_requested) as waited:
        QTest.keyClick(menu.rows[0], Qt.Key.Key_Return)
    assert waited.args == ["work"]

    menu = AccountMenu(theme, "alice", [], AVATAR, window)
    menu.open()
    with qtbot.waitSignal(menu.new_requested):
        menu.rows[0].click()
