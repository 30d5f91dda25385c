"""The menu of the own avatar."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.config import LOCAL_RELAY
from desktop.core.records import ProfileLabel
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


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("wss://work.example", "work.example"),
        ("ws://127.0.0.1:8765", "127.0.0.1:8765"),
        (LOCAL_RELAY, "this computer"),
    ],
)
def test_profile_with_a_label_is_called_by_name_and_server(
    theme: Theme, window: QWidget, address: str, server: str
) -> None:
    menu = AccountMenu(theme, "alice", ["account-2", "work"], AVATAR, window)
    menu.open()
    before = menu.card.geometry()

    menu.show_labels({"work": ProfileLabel(username="lena.o", relay_address=address)})

    assert [row.text() for row in menu.rows[:2]] == ["account-2", "lena.o"]
    assert [row.accessibleName() for row in menu.rows[:2]] == [
        "Open the profile account-2",
        f"Open the account lena.o on {server}",
    ]
    assert menu.card.geometry().topLeft() == before.topLeft()
    assert menu.card.geometry().height() == before.height()


def test_longest_server_is_cut_inside_the_window(theme: Theme, window: QWidget) -> None:
    menu = AccountMenu(theme, "alice", ["work"], AVATAR, window)
    menu.open()

    label = ProfileLabel(username="n" * 32, relay_address="wss://" + "h" * 253)
    menu.show_labels({"work": label})

    assert menu.card.width() == 360
    assert window.rect().contains(menu.card.geometry())
