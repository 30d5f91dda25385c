"""The way to a new chat, over a messenger in memory."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.errors import RelayUnreachable
from desktop.ui.views.shell_view import ShellView
from protocol.messages import PresenceState
from tests.helpers.fake_messenger import OWN_NAME
from tests.ui.conftest import Desk


@pytest.fixture
def shell(desk: Desk) -> ShellView:
    desk.messenger.add_contact("bob")
    window = desk.open_window()
    desk.messenger.connect()
    return window.shell


def test_nothing_is_asked_beside_another_dialog(shell: ShellView) -> None:
    shell.dialogs.open_settings()

    shell.new_chat.open()

    assert shell.new_chat.dialog is None


def test_person_is_found_and_the_chat_opens(desk: Desk, shell: ShellView) -> None:
    desk.messenger.people["erin"] = PresenceState.ONLINE
    shell.new_chat.open()
    dialog = shell.new_chat.dialog
    assert dialog is not None
    dialog._field.set_text("erin")
    dialog._pause.timeout.emit()
    desk.settle()
    assert dialog._person.name.accessibleName() == "Found erin, online"

    dialog._start.click()
    desk.settle()

    assert shell.new_chat.dialog is None
    assert shell.conversation.header._name.text() == "erin"
    assert shell.conversation.header._presence.accessibleName() == "Presence: online"
    assert shell.conversation.composer.editor.hasFocus()


def test_dialog_says_missing_and_failed(desk: Desk, shell: ShellView) -> None:
    shell.new_chat.open()
    shell.new_chat.open()
    dialog = shell.new_chat.dialog
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
    assert shell.new_chat.dialog is None
    desk.bridge.person_missing.emit("late", object())


def test_escape_closes_the_dialog(desk: Desk, shell: ShellView) -> None:
    shell.new_chat.open()
    QTest.keyClick(QApplication.focusWidget() or shell, Qt.Key.Key_Escape)

    assert shell.new_chat.dialog is None
    desk.settle()
