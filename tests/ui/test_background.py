"""Window, tray and notifications together."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.core.records import ContactId
from desktop.ui.background import Background
from desktop.ui.main_window import MainWindow
from desktop.ui.message_notices import SUMMARY_TAG
from tests.ui.conftest import Desk

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|propagateSizeHints)", "systemTrayWindowChanged"
)
"""What Qt says of a platform without a screen."""


class Shelf:
    """A notification service that only remembers."""

    def __init__(self) -> None:
        self.shown: dict[int, tuple[str, str]] = {}

    def show(self, tag: int, title: str, body: str) -> None:
        self.shown[tag] = (title, body)

    def withdraw(self, tag: int) -> None:
        del self.shown[tag]


class Room:
    """A window with two contacts, and what stands around it."""

    def __init__(self, desk: Desk, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk = desk
        self.carol = desk.messenger.add_contact("carol")
        self.dave = desk.messenger.add_contact("dave")
        self.window: MainWindow = desk.open_window()
        self.background = Background(qapp, desk.bridge, desk.theme, desk.preferences, self.window)
        self.shelf = Shelf()
        self.background.notices.serve_by(self.shelf)
        self.has_tray = True
        monkeypatch.setattr(type(self.background.tray), "is_available", property(self._answer))
        self.ends: list[bool] = []
        self.window.close_requested.connect(lambda: self.ends.append(True))
        desk.bridge.load_chats()
        desk.settle()

    def _answer(self, _tray: object) -> bool:
        return self.has_tray

    def look_away(self, qapp: QApplication) -> None:
        qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)

    def come(self, contact: ContactId) -> None:
        self.desk.messenger.add_message(contact, "psst", is_unread=True)
        self.desk.settle()


@pytest.fixture
def room(desk: Desk, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Room:
    return Room(desk, qapp, monkeypatch)


def test_message_is_notified_counted_and_opened_by_a_click(room: Room, qapp: QApplication) -> None:
    room.look_away(qapp)
    room.come(room.carol)
    room.come(room.dave)
    assert room.shelf.shown == {
        int(room.carol): ("carol", "1 new message"),
        int(room.dave): ("dave", "1 new message"),
    }
    assert room.background.tray._unread == 2

    room.background.notices.open_tag(int(room.dave))
    room.desk.settle()

    assert room.window.shell.conversation.contact == room.dave
    assert int(room.dave) not in room.shelf.shown
    assert room.background.tray._unread == 1


def test_click_brings_a_hidden_window_back(room: Room) -> None:
    room.window.close()
    assert not room.window.isVisible()

    room.background.notices.open_tag(SUMMARY_TAG)

    assert room.window.isVisible()


def test_looking_at_the_window_takes_notifications_away(room: Room, qapp: QApplication) -> None:
    room.look_away(qapp)
    room.come(room.carol)

    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    room.come(room.carol)

    assert room.shelf.shown == {}


def test_do_not_disturb_is_one_thing_in_tray_and_settings(room: Room, qapp: QApplication) -> None:
    room.look_away(qapp)
    room.background.tray.quiet.trigger()
    assert room.desk.preferences.values.do_not_disturb
    room.come(room.carol)
    assert room.shelf.shown == {}

    room.desk.preferences.change(do_not_disturb=False)
    assert not room.background.tray.quiet.isChecked()
    room.come(room.carol)
    assert room.shelf.shown == {int(room.carol): ("carol", "2 new messages")}

    room.desk.preferences.change(notifications=False)
    room.come(room.dave)
    assert int(room.dave) not in room.shelf.shown


@pytest.mark.parametrize(
    ("has_tray", "close_to_tray", "ends"), [(True, True, 0), (True, False, 1), (False, True, 1)]
)
def test_closing_hides_only_where_the_window_is_found_again(
    room: Room, has_tray: bool, close_to_tray: bool, ends: int
) -> None:
    room.has_tray = has_tray
    room.desk.preferences.change(close_to_tray=close_to_tray)

    room.window.close()

    assert not room.window.isVisible()
    assert len(room.ends) == ends


def test_quitting_ends_also_with_a_tray(room: Room) -> None:
    QTest.keyClick(room.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    room.window.show()
    room.background.tray.quit_requested.emit()

    assert room.ends == [True, True]


@pytest.mark.parametrize(
    ("has_tray", "is_minimised", "starts_minimised", "shown"),
    [
        (True, False, False, "shown"),
        (True, True, False, "hidden"),
        (True, False, True, "hidden"),
        (False, False, True, "shown"),
        (False, True, False, "minimised"),
    ],
)
def test_hidden_start_needs_a_tray(
    room: Room, has_tray: bool, is_minimised: bool, starts_minimised: bool, shown: str
) -> None:
    room.window.hide()
    room.has_tray = has_tray
    room.desk.preferences.change(start_minimised=starts_minimised)

    room.background.begin(is_minimised=is_minimised)

    state = "minimised" if room.window.isMinimized() else "shown"
    assert (state if room.window.isVisible() else "hidden") == shown
    assert room.desk.messenger.called("find_profile_state") == [()]
