"""The dialog that opens an invite."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.core.records import InviteFound
from desktop.errors import RelayUnreachable
from desktop.ui.dialogs.open_invite_dialog import OpenInviteDialog
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from protocol.errors import InvalidForm
from protocol.ids import AccountId, Username
from tests.helpers.fake_messenger import INVITE


class Heard:
    """What the dialog asked for."""

    def __init__(self, dialog: OpenInviteDialog) -> None:
        self.read: list[str] = []
        self.opened: list[str] = []
        dialog.read_requested.connect(self.read.append)
        dialog.open_requested.connect(self.opened.append)


@pytest.fixture
def dialog(theme: Theme, window: QWidget) -> Iterator[OpenInviteDialog]:
    QGuiApplication.clipboard().clear()
    dialog = OpenInviteDialog(theme, window)
    dialog.open()
    yield dialog
    QGuiApplication.clipboard().clear()


def found(*, is_other_relay: bool = False) -> InviteFound:
    server = "wss://other.example" if is_other_relay else "wss://chat.example"
    return InviteFound(
        username=Username("sam.w"),
        account=AccountId(bytes(32)),
        relay_address=server,
        is_other_relay=is_other_relay,
    )


def test_link_is_read_before_anything_is_sent(dialog: OpenInviteDialog) -> None:
    heard = Heard(dialog)

    dialog.field.set_text(f"  {INVITE[:30]} {INVITE[30:]} ")

    assert heard.read == [INVITE]
    assert not dialog._open.isEnabled()
    dialog.show_found(INVITE, found())
    assert dialog.inviter.name.accessibleName() == "Invite of sam.w"
    assert dialog.inviter.server.text() == "@sam.w at chat.example"
    assert not dialog.grab().isNull()
    assert heard.opened == []
    dialog._open.click()
    dialog._open.click()
    assert heard.opened == [INVITE]


def test_enter_opens_once_it_is_clear_whose_it_is(dialog: OpenInviteDialog) -> None:
    heard = Heard(dialog)
    dialog.field.set_text(INVITE)
    QTest.keyClick(dialog.field.edit, Qt.Key.Key_Return)
    assert heard.opened == []

    dialog.show_found(INVITE, found())
    QTest.keyClick(dialog.field.edit, Qt.Key.Key_Return)

    assert heard.opened == [INVITE]


def test_other_server_is_said_and_cannot_be_opened(dialog: OpenInviteDialog) -> None:
    dialog.field.set_text(INVITE)

    dialog.show_found(INVITE, found(is_other_relay=True))

    assert dialog.inviter.server.text() == "@sam.w at other.example"
    assert dialog._told.accessibleName().startswith("sam.w is at another server than you.")
    assert not dialog._open.isEnabled()


def test_answer_to_an_earlier_link_is_not_shown(dialog: OpenInviteDialog) -> None:
    dialog.field.set_text(INVITE)

    dialog.show_found("securechat:other", found())
    dialog.show_failure("securechat:other", describe(InvalidForm("invite")))

    assert dialog.inviter.isHidden()
    assert dialog.field.edit.accessibleDescription().startswith("Paste the link")


def test_what_is_no_invite_is_said(dialog: OpenInviteDialog) -> None:
    dialog.field.set_text("hello")

    dialog.show_failure("hello", describe(InvalidForm("invite")))

    assert dialog.field.edit.accessibleDescription().startswith("This is not an invite.")
    assert not dialog._open.isEnabled()


def test_failed_opening_can_be_repeated(dialog: OpenInviteDialog) -> None:
    heard = Heard(dialog)
    dialog.field.set_text(INVITE)
    dialog.show_found(INVITE, found())
    dialog._open.click()

    dialog.show_failure(INVITE, describe(RelayUnreachable()))
    dialog._open.click()

    assert heard.opened == [INVITE, INVITE]


def test_copied_invite_is_offered(theme: Theme, window: QWidget) -> None:
    QGuiApplication.clipboard().setText(f" {INVITE}\n")
    dialog = OpenInviteDialog(theme, window)
    heard = Heard(dialog)

    dialog.open()

    assert heard.read == [INVITE]
    QGuiApplication.clipboard().clear()
