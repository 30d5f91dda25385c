"""The rail: way to the chats, unread count, own avatar."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.views.rail import Rail


def test_rail_says_unread_and_who_is_signed_in(theme: Theme, qtbot: QtBot) -> None:
    rail = Rail(theme)
    qtbot.addWidget(rail)
    rail.resize(56, 500)
    empty = rail.grab().toImage()

    rail.show_name("alice")
    rail.show_unread(120)

    assert rail.avatar.accessibleName() == "Signed in as alice"
    assert rail._chats.accessibleName() == "Show chats, 120 unread"
    assert rail.grab().toImage() != empty
    rail.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    rail.show_unread(0)
    assert rail._chats.accessibleName() == "Show chats"


def test_press_asks_for_the_chats(theme: Theme, qtbot: QtBot) -> None:
    rail = Rail(theme)
    qtbot.addWidget(rail)

    with qtbot.waitSignal(rail.chats_requested):
        rail._chats.click()


def test_requests_keep_their_name_and_say_their_number(theme: Theme, qtbot: QtBot) -> None:
    rail = Rail(theme)
    qtbot.addWidget(rail)
    rail.resize(56, 500)
    empty = rail.grab().toImage()

    rail.show_requests(2, unseen=1)

    assert rail._requests.accessibleName() == "Requests"
    assert rail._requests.accessibleDescription() == "2 waiting"
    assert rail.grab().toImage() != empty
    rail.show_requests(2, unseen=0)
    assert rail._requests.accessibleDescription() == "2 waiting"
    assert rail.grab().toImage() == empty
    rail.show_requests(0, unseen=0)
    assert rail._requests.accessibleDescription() == ""


def test_list_that_is_shown_is_marked(theme: Theme, qtbot: QtBot) -> None:
    rail = Rail(theme)
    qtbot.addWidget(rail)
    before = rail.grab().toImage()

    rail.show_current(is_requests=True)

    assert rail.grab().toImage() != before


def test_press_asks_for_requests_and_settings(theme: Theme, qtbot: QtBot) -> None:
    rail = Rail(theme)
    qtbot.addWidget(rail)

    with qtbot.waitSignal(rail.requests_requested):
        rail._requests.click()
    with qtbot.waitSignal(rail.settings_requested):
        rail._settings.click()
    assert rail._settings.accessibleName() == "Settings"
    assert "Ctrl+," in rail._settings.toolTip()
