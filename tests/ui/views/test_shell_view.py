"""The working window: chats, people, presence, panes and shortcuts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.core.records import ConnectionState, ConnectionTrouble, ContactId
from desktop.errors import RelayUnreachable, StorageError
from desktop.ui.views.shell_view import ShellView
from protocol.messages import PresenceState
from tests.helpers.fake_messenger import NOON_MS, OWN_NAME
from tests.ui.conftest import Desk, show_active


def fill(desk: Desk) -> list[ContactId]:
    contacts = []
    for place, name in enumerate(("bob", "carol", "dora")):
        contact = desk.messenger.add_contact(name)
        desk.messenger.add_message(
            contact, f"from {name}", at_ms=NOON_MS - 10 * place, is_told=False
        )
        contacts.append(contact)
    return contacts


@pytest.fixture
def contacts(desk: Desk) -> list[ContactId]:
    return fill(desk)


@pytest.fixture
def shell(desk: Desk, contacts: list[ContactId]) -> ShellView:
    window = desk.open_window()
    desk.messenger.connect()
    return window.shell


def title(shell: ShellView) -> str:
    return shell.conversation.header._name.accessibleName()


def press(shell: ShellView, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or shell, key, modifier)


def test_profile_shows_its_chats(shell: ShellView) -> None:
    assert shell.model.rowCount() == 3
    assert shell.rail._avatar.accessibleName() == f"Signed in as {OWN_NAME}"
    assert shell.conversation.contact is None


def test_profile_without_chats_offers_the_first(desk: Desk) -> None:
    shell = desk.open_window().shell

    view = shell.conversation
    assert view._pages.currentWidget() is view._first
    view._first.add_requested.emit()
    assert shell._dialog is not None


def test_chosen_chat_opens(desk: Desk, shell: ShellView, contacts: list[ContactId]) -> None:
    rect = shell.chats.rows.visualRect(shell.model.index(1))
    QTest.mouseClick(shell.chats.rows.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    desk.settle()

    assert title(shell) == "Conversation with carol"
    assert shell.conversation.model.rowCount() == 1
    assert shell.conversation.composer.editor.hasFocus()


def test_arrow_keys_stay_in_the_list_until_enter(desk: Desk, shell: ShellView) -> None:
    none = Qt.KeyboardModifier.NoModifier
    assert shell.chats.rows.hasFocus()

    press(shell, Qt.Key.Key_Down, none)
    press(shell, Qt.Key.Key_Down, none)
    desk.settle()
    assert title(shell) == "Conversation with carol"
    assert shell.chats.rows.hasFocus()

    press(shell, Qt.Key.Key_Return, none)
    desk.settle()
    assert shell.conversation.composer.editor.hasFocus()


def test_unread_count_stands_in_the_rail(
    desk: Desk, shell: ShellView, contacts: list[ContactId]
) -> None:
    desk.messenger.add_message(contacts[2], "hello", is_unread=True)
    desk.settle()
    assert shell.rail._chats.accessibleName() == "Show chats, 1 unread"
    assert shell.model.index(0).data() == "bob"

    shell.chats.choose(contacts[2])
    desk.settle()
    assert shell.rail._chats.accessibleName() == "Show chats"


def test_person_is_found_and_the_chat_opens(desk: Desk, shell: ShellView) -> None:
    desk.messenger.people["erin"] = PresenceState.ONLINE
    shell.open_new_chat()
    dialog = shell._dialog
    assert dialog is not None
    dialog._field.set_text("erin")
    dialog._pause.timeout.emit()
    desk.settle()
    assert dialog._person.name.accessibleName() == "Found erin, online"

    dialog._start.click()
    desk.settle()

    assert shell._dialog is None
    assert title(shell) == "Conversation with erin"
    assert shell.conversation.header._presence.accessibleName() == "Presence: online"
    assert shell.conversation.composer.editor.hasFocus()


def test_dialog_says_missing_and_failed(desk: Desk, shell: ShellView) -> None:
    shell.open_new_chat()
    shell.open_new_chat()
    dialog = shell._dialog
    assert dialog is not None
    dialog._field.set_text("nobody")
    dialog._pause.timeout.emit()
    desk.settle()
    assert "Nobody here is called @nobody" in dialog._field.edit.accessibleDescription()

    dialog._field.set_text(OWN_NAME)
    dialog._pause.timeout.emit()
    desk.settle()
    assert "That is you." in dialog._field.edit.accessibleDescription()

    desk.messenger.people["erin"] = PresenceState.ONLINE
    dialog._field.set_text("erin")
    dialog._pause.timeout.emit()
    desk.settle()
    desk.messenger.faults["start_chat"] = RelayUnreachable()
    dialog._start.click()
    desk.settle()
    assert "cannot be reached" in dialog._field.edit.accessibleDescription()

    dialog.close_overlay()
    assert shell._dialog is None
    desk.bridge.person_missing.emit("late", object())


def test_first_contact_takes_the_empty_picture_away(desk: Desk) -> None:
    shell = desk.open_window().shell
    erin = desk.messenger.add_contact("erin")

    desk.messenger.add_message(erin, "hello")
    desk.settle()

    view = shell.conversation
    assert view._pages.currentWidget() is view._none
    assert shell.model.rowCount() == 1


def test_presence_follows_the_news_and_the_connection(
    desk: Desk, shell: ShellView, contacts: list[ContactId]
) -> None:
    presence = shell.conversation.header._presence
    shell.chats.choose(contacts[0])
    desk.messenger.set_presence(contacts[0], PresenceState.ONLINE)
    assert presence.accessibleName() == "Presence: online"

    desk.messenger.connect(ConnectionState.OFFLINE, ConnectionTrouble.UNREACHABLE)
    assert presence.accessibleName() == "Presence: presence unknown"
    assert shell.conversation.bar.text == "Offline. Messages will be sent later."

    desk.messenger.connect()
    assert presence.accessibleName() == "Presence: online"
    assert shell.conversation.bar.text == ""


def test_confirmed_name_is_shown_at_once(desk: Desk) -> None:
    stranger = desk.messenger.add_contact("erin", is_name_confirmed=False)
    desk.messenger.add_message(stranger, "hello", is_told=False)
    shell = desk.open_window().shell
    shell.chats.choose(stranger)
    desk.settle()
    assert title(shell) == "Conversation with New contact"

    unnamed = desk.messenger._contacts[stranger]
    desk.messenger._contacts[stranger] = type(unnamed)(
        id=unnamed.id,
        account=unnamed.account,
        username=unnamed.username,
        is_name_confirmed=True,
    )
    desk.messenger.add_message(stranger, "again")
    desk.settle()

    assert title(shell) == "Conversation with erin"


def test_narrow_window_shows_one_pane_with_a_way_back(
    desk: Desk, shell: ShellView, contacts: list[ContactId]
) -> None:
    shell.window().resize(600, 700)
    desk.settle()
    assert shell.chats.isVisible()
    assert not shell.conversation.isVisible()

    shell.chats.choose(contacts[0])
    desk.settle()
    assert not shell.chats.isVisible()
    assert not shell.rail.isVisible()
    assert shell.conversation.isVisible()

    shell.conversation.header._back.click()
    desk.settle()
    assert shell.chats.isVisible()
    assert shell.conversation.contact is None

    shell.chats.choose(contacts[0])
    shell.window().resize(1180, 740)
    desk.settle()
    assert shell.chats.isVisible()
    assert shell.conversation.isVisible()


def test_keys_go_through_the_chats(desk: Desk, shell: ShellView) -> None:
    alt, ctrl = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
    press(shell, Qt.Key.Key_Down, alt)
    assert title(shell) == "Conversation with bob"
    press(shell, Qt.Key.Key_Down, alt)
    assert title(shell) == "Conversation with carol"
    press(shell, Qt.Key.Key_Up, alt)
    assert title(shell) == "Conversation with bob"
    press(shell, Qt.Key.Key_3, ctrl)
    assert title(shell) == "Conversation with dora"
    press(shell, Qt.Key.Key_N, ctrl)
    assert shell._dialog is not None
    desk.settle()


def test_escape_closes_the_dialog(desk: Desk, shell: ShellView) -> None:
    shell.open_new_chat()
    press(shell, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)

    assert shell._dialog is None
    desk.settle()


def test_escape_goes_back_to_the_composer(
    desk: Desk, shell: ShellView, contacts: list[ContactId]
) -> None:
    shell.chats.choose(contacts[0])
    desk.settle()
    shell.conversation.messages.setFocus()

    press(shell, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)

    assert shell.conversation.composer.editor.hasFocus()


def test_other_failures_are_told_at_the_foot_of_the_list(desk: Desk, shell: ShellView) -> None:
    desk.messenger.faults["load_conversations"] = StorageError()

    desk.bridge.load_chats()
    desk.settle()

    assert shell.chats._toast.isVisible()


def test_new_day_writes_times_anew(desk: Desk, shell: ShellView, contacts: list[ContactId]) -> None:
    shell.chats.choose(contacts[0])
    desk.settle()
    assert shell.conversation.model.shown(0).day == "Today"

    desk.messenger.now_ms += 24 * 3_600_000
    shell._midnight.timeout.emit()

    assert shell.conversation.model.shown(0).day == "Yesterday"


def test_coming_back_to_the_window_tries_to_connect_at_once(desk: Desk, shell: ShellView) -> None:
    other = QWidget()
    desk.messenger.connect(ConnectionState.OFFLINE, ConnectionTrouble.UNREACHABLE)
    assert desk.messenger.called("reconnect_now") == []

    show_active(other)
    show_active(shell.window())

    assert desk.messenger.called("reconnect_now")
    desk.messenger.connect()
    other.close()
