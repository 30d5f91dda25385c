"""The page that asks for the passphrase."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.errors import WrongPassphrase
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from desktop.ui.views.vault_view import VaultView
from tests.ui.conftest import show_active


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> VaultView:
    view = VaultView(theme)
    qtbot.addWidget(view)
    show_active(view)
    return view


def test_cursor_waits_in_the_hidden_field(view: VaultView) -> None:
    assert view.passphrase.edit.hasFocus()
    assert view.passphrase.edit.accessibleName() == "Passphrase"
    assert view.passphrase.edit.echoMode() is QLineEdit.EchoMode.Password


def test_enter_and_unlock_try_the_passphrase(view: VaultView) -> None:
    tried: list[str] = []
    view.passphrase_entered.connect(tried.append)

    QTest.keyClick(view.passphrase.edit, Qt.Key.Key_Return)
    view.passphrase.set_text("correct horse")
    QTest.keyClick(view.passphrase.edit, Qt.Key.Key_Return)
    view._unlock.click()

    assert tried == ["correct horse", "correct horse"]
    assert view._unlock.accessibleName() == "Unlock"


def test_wrong_passphrase_stays_to_be_corrected(view: VaultView) -> None:
    view.passphrase.set_text("wrong")

    view.show_refused(describe(WrongPassphrase()))

    assert view.passphrase.text == "wrong"
    assert view.passphrase.edit.selectedText() != ""
    assert "not the right passphrase" in view.passphrase.edit.accessibleDescription()

    view.clear()
    assert view.passphrase.text == ""
