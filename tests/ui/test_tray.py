"""The tray icon: its count, its words and its menu; a real tray is in tests/e2e."""

import pytest
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from desktop.ui.theme import Theme
from desktop.ui.tray import Tray
from desktop.ui.typography import TypeStyle


@pytest.fixture
def tray(qapp: QApplication, theme: Theme) -> Tray:
    return Tray(qapp, theme)


def _icon(tray: Tray) -> QSystemTrayIcon:
    icon = tray.findChild(QSystemTrayIcon)
    assert icon is not None
    return icon


def _menu(tray: Tray) -> QMenu:
    menu = _icon(tray).contextMenu()
    assert menu is not None
    return menu


def test_icon_shows_how_much_is_unread(tray: Tray) -> None:
    plain = _icon(tray).icon().pixmap(64, 64).toImage()

    tray.show_unread(3)
    assert _icon(tray).toolTip() == "SecureChat: 3 unread messages"
    three = _icon(tray).icon().pixmap(64, 64).toImage()
    tray.show_unread(1_000)
    many = _icon(tray).icon().pixmap(64, 64).toImage()
    tray.show_unread(0)

    assert len({bytes(image.constBits()) for image in (plain, three, many)}) == 3
    assert _icon(tray).toolTip() == "SecureChat"
    assert _icon(tray).icon().pixmap(64, 64).toImage() == plain


def test_icon_is_drawn_anew_only_when_it_says_something_else(tray: Tray) -> None:
    tray.show_unread(200)
    icon = _icon(tray).icon().cacheKey()
    tray.show_unread(201)

    assert _icon(tray).toolTip() == "SecureChat: 201 unread messages"
    assert _icon(tray).icon().cacheKey() == icon


def test_menu_asks_for_what_it_says(tray: Tray) -> None:
    asked: list[object] = []
    tray.window_requested.connect(lambda: asked.append("window"))
    tray.quit_requested.connect(lambda: asked.append("quit"))
    tray.quiet_chosen.connect(asked.append)

    for action in _menu(tray).actions():
        action.trigger()

    assert asked == ["window", True, "quit"]


def test_quiet_from_elsewhere_is_shown_and_not_told(tray: Tray) -> None:
    told: list[bool] = []
    tray.quiet_chosen.connect(told.append)

    tray.show_quiet(is_quiet=True)

    assert tray.quiet.isChecked()
    assert told == []


def test_click_opens_the_window_and_a_message_its_tag(tray: Tray) -> None:
    windows: list[bool] = []
    tags: list[int] = []
    tray.window_requested.connect(lambda: windows.append(True))
    tray.message_clicked.connect(tags.append)

    _icon(tray).activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    _icon(tray).activated.emit(QSystemTrayIcon.ActivationReason.Context)
    tray.show(7, "Carol", "1 new message")
    _icon(tray).messageClicked.emit()

    assert (windows, tags) == ([True], [7])


def test_badge_leaves_the_fonts_of_the_window_as_they_are(tray: Tray) -> None:
    before = TypeStyle.META_STRONG.font.pixelSize()

    tray.show_unread(3)

    assert TypeStyle.META_STRONG.font.pixelSize() == before
