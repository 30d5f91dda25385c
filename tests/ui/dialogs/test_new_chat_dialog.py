"""The dialog that asks whom to write to."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.records import PersonFound
from desktop.errors import NotYourself, RelayUnreachable, UnknownPerson
from desktop.ui.dialogs.new_chat_dialog import NewChatDialog
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from protocol.ids import AccountId, Username
from protocol.messages import PresenceState
from tests.ui.conftest import show_active


class Heard:
    """What the dialog asked for."""

    def __init__(self, dialog: NewChatDialog) -> None:
        self.looked_up: list[str] = []
        self.chats: list[str] = []
        dialog.look_up_requested.connect(self.looked_up.append)
        dialog.chat_requested.connect(self.chats.append)


@pytest.fixture
def dialog(theme: Theme, qtbot: QtBot) -> Iterator[NewChatDialog]:
    window = QWidget()
    window.resize(1000, 700)
    qtbot.addWidget(window)
    show_active(window)
    dialog = NewChatDialog(theme, window)
    dialog.open()
    yield dialog
    dialog.close_overlay()


def person(presence: PresenceState = PresenceState.ONLINE) -> PersonFound:
    return PersonFound(
        username=Username("bob"), account=AccountId(bytes(32)), presence=presence, contact=None
    )


def type_name(dialog: NewChatDialog, name: str) -> None:
    dialog._field.set_text(name)
    dialog._pause.timeout.emit()


def test_cursor_is_in_the_field_at_once(dialog: NewChatDialog) -> None:
    assert dialog._field.edit.hasFocus()


def test_name_is_looked_up_only_on_a_pause_or_enter(dialog: NewChatDialog) -> None:
    heard = Heard(dialog)

    QTest.keyClicks(dialog._field.edit, "bob")
    assert heard.looked_up == []
    assert dialog._pause.isActive()

    QTest.keyClick(dialog._field.edit, Qt.Key.Key_Return)
    assert heard.looked_up == ["bob"]


def test_name_is_brought_into_its_form(dialog: NewChatDialog) -> None:
    heard = Heard(dialog)

    type_name(dialog, " @Bob ")

    assert heard.looked_up == ["bob"]


def test_found_person_can_be_written_to(dialog: NewChatDialog) -> None:
    heard = Heard(dialog)
    type_name(dialog, "bob")
    assert not dialog._start.isEnabled()

    dialog.show_person("bob", person())

    assert dialog._person.name.accessibleName() == "Found bob, online"
    assert dialog._start.isEnabled()
    dialog._start.click()
    dialog._start.click()
    assert heard.chats == ["bob"]


def test_enter_starts_the_chat_once_the_person_is_found(dialog: NewChatDialog) -> None:
    heard = Heard(dialog)
    type_name(dialog, "bob")
    dialog.show_person("bob", person(PresenceState.UNKNOWN))

    QTest.keyClick(dialog._field.edit, Qt.Key.Key_Return)

    assert heard.chats == ["bob"]
    assert dialog._person.name.accessibleName() == "Found bob"


def test_answer_to_an_earlier_name_is_not_shown(dialog: NewChatDialog) -> None:
    type_name(dialog, "bob")
    type_name(dialog, "bobby")

    dialog.show_person("bob", person())
    dialog.show_missing("bob", describe(UnknownPerson()))
    dialog.show_failure("bob", describe(RelayUnreachable()))

    assert dialog._person.isHidden()
    assert dialog._hints.isHidden()
    assert not dialog._start.isEnabled()


def test_person_disappears_when_typing_goes_on(dialog: NewChatDialog) -> None:
    type_name(dialog, "bob")
    dialog.show_person("bob", person())

    QTest.keyClicks(dialog._field.edit, "x")

    assert dialog._person.isHidden()
    assert not dialog._start.isEnabled()


def test_missing_person_is_said_with_things_to_try(dialog: NewChatDialog) -> None:
    type_name(dialog, "sam.whitlok")

    dialog.show_missing("sam.whitlok", describe(UnknownPerson()))

    said = dialog._field.edit.accessibleDescription()
    assert said == "Nobody here is called @sam.whitlok."
    assert not dialog._hints.isHidden()


def test_missing_person_can_be_invited_instead(dialog: NewChatDialog) -> None:
    asked: list[None] = []
    dialog.invite_requested.connect(lambda: asked.append(None))
    assert dialog._invite_instead.isHidden()
    type_name(dialog, "sam.whitlok")
    dialog.show_missing("sam.whitlok", describe(UnknownPerson()))

    dialog._invite_instead.click()

    assert asked == [None]
    assert dialog.isHidden()


@pytest.mark.parametrize("error", [NotYourself(), RelayUnreachable()])
def test_failure_is_said_and_the_name_stays(dialog: NewChatDialog, error: Exception) -> None:
    type_name(dialog, "alice")

    dialog.show_failure("alice", describe(error))

    assert dialog._field.text == "alice"
    assert dialog._field.edit.accessibleDescription() == describe(error).sentence


def test_failed_start_can_be_repeated(dialog: NewChatDialog) -> None:
    heard = Heard(dialog)
    type_name(dialog, "bob")
    dialog.show_person("bob", person())
    dialog._start.click()

    dialog.show_failure("bob", describe(RelayUnreachable()))
    dialog._start.click()

    assert heard.chats == ["bob", "bob"]


@pytest.mark.parametrize("name", ["x", "no spaces", "ümlaut"])
def test_ill_formed_name_is_never_looked_up(dialog: NewChatDialog, name: str) -> None:
    heard = Heard(dialog)

    type_name(dialog, name)

    assert heard.looked_up == []
    assert "not a username" in dialog._field.edit.accessibleDescription()


def test_empty_field_asks_nothing(dialog: NewChatDialog) -> None:
    heard = Heard(dialog)

    type_name(dialog, "  ")

    assert heard.looked_up == []


@pytest.mark.parametrize("look", ["light", "dark"])
def test_every_state_paints(dialog: NewChatDialog, theme: Theme, look: str) -> None:
    theme.choose("dark" if look == "dark" else "light")
    type_name(dialog, "bob")
    for presence in PresenceState:
        dialog.show_person("bob", person(presence))
        assert not dialog.window().grab().isNull()
    dialog.show_missing("bob", describe(UnknownPerson()))
    assert not dialog.window().grab().isNull()
    assert dialog.card.geometry().height() < dialog.height()


def test_found_person_is_said_what_they_will_see(dialog: NewChatDialog) -> None:
    type_name(dialog, "bob")
    assert dialog._told.isHidden()

    dialog.show_person("bob", person())

    said = dialog._told.accessibleName()
    assert said == "bob gets a request with your name and your first message."


@pytest.mark.parametrize(
    ("button", "signal"),
    [("_invite", "invite_requested"), ("_open_invite", "open_invite_requested")],
)
def test_invites_take_over(dialog: NewChatDialog, button: str, signal: str) -> None:
    told: list[bool] = []
    getattr(dialog, signal).connect(lambda: told.append(dialog.isHidden()))

    getattr(dialog, button).click()

    assert told == [True]


def test_invites_are_offered_until_the_name_led_somewhere(dialog: NewChatDialog) -> None:
    assert dialog._invites.isVisible()
    type_name(dialog, "bob")

    dialog.show_person("bob", person())
    assert not dialog._invites.isVisible()

    QTest.keyClicks(dialog._field.edit, "x")
    assert dialog._invites.isVisible()


def test_card_grows_with_a_fault_of_several_lines(dialog: NewChatDialog) -> None:
    type_name(dialog, "b")
    QCoreApplication.processEvents()

    help_line, frame = dialog._field._help, dialog._field._frame
    assert help_line.height() >= help_line.heightForWidth(help_line.width())
    assert help_line.y() > frame.geometry().bottom()
