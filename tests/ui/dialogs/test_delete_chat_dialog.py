"""The dialog before a chat is deleted."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.buttons import Button
from desktop.ui.dialogs.delete_chat_dialog import DeleteChatDialog
from desktop.ui.theme import Theme


def test_enter_deletes_nothing_and_the_button_does(
    theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    dialog = DeleteChatDialog(theme, "Ivo", window)
    dialog.open()
    buttons = {button.accessibleName(): button for button in dialog.findChildren(Button)}

    with qtbot.assertNotEmitted(dialog.delete_requested):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    with qtbot.waitSignal(dialog.delete_requested):
        buttons["Delete chat"].click()
