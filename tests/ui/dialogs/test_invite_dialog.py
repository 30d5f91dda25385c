"""The dialog that shows an invite."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import RelayUnreachable
from desktop.ui.dialogs.invite_dialog import InviteDialog
from desktop.ui.error_texts import describe
from desktop.ui.qr_reader import read_codes
from desktop.ui.theme import Theme
from tests.helpers.fake_messenger import INVITE


def open_dialog(theme: Theme, window: QWidget) -> InviteDialog:
    dialog = InviteDialog(theme, window)
    dialog.open()
    return dialog


def test_link_is_shown_copied_and_on_the_screen_as_a_code(
    theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    dialog = open_dialog(theme, window)
    assert not dialog._copy.isEnabled()

    dialog.show_link(INVITE)
    with qtbot.waitSignal(dialog.copied):
        dialog._copy.click()

    assert QGuiApplication.clipboard().text() == INVITE
    assert dialog.link.edit.accessibleName() == "Invite link"
    assert dialog.link.text == INVITE
    assert dialog.link.edit.isReadOnly()
    assert read_codes(window.grab().toImage()) == [INVITE.encode()]
    QGuiApplication.clipboard().clear()


def test_failure_is_said(theme: Theme, window: QWidget) -> None:
    dialog = open_dialog(theme, window)

    dialog.show_failure(describe(RelayUnreachable()))

    assert dialog._told.accessibleName() == describe(RelayUnreachable()).sentence
    assert not dialog._copy.isEnabled()
