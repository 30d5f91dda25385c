"""The dialog that asks for the password which turns the lock on or off."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs.lock_dialog import LockDialog
from desktop.ui.error_texts import describe_wrong_password
from desktop.ui.theme import Theme
from tests.ui.conftest import show_active


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 700)
    show_active(window)
    return window


@pytest.mark.parametrize(
    ("turns_on", "button", "words"),
    [(True, "Turn on", "asks for your password"), (False, "Turn off", "without asking")],
)
def test_dialog_says_what_will_be(
    theme: Theme, window: QWidget, *, turns_on: bool, button: str, words: str
) -> None:
    dialog = LockDialog(theme, turns_on=turns_on, parent=window)
    dialog.open()

    assert dialog._do.accessibleName() == button
    assert any(words in label.text() for label in dialog.findChildren(QLabel))
    assert dialog.password.edit.hasFocus()


def test_password_is_given_once_and_asked_again_if_it_is_wrong(
    theme: Theme, window: QWidget
) -> None:
    dialog = LockDialog(theme, turns_on=True, parent=window)
    dialog.open()
    given: list[str] = []
    dialog.chosen.connect(given.append)

    QTest.keyClick(dialog.password.edit, Qt.Key.Key_Return)
    assert "first" in dialog.password.edit.accessibleDescription()
    dialog.password.set_text("wrong")
    QTest.keyClick(dialog.password.edit, Qt.Key.Key_Return)
    dialog._do.click()
    assert given == ["wrong"]

    dialog.show_refused(describe_wrong_password())
    assert "not the right password" in dialog.password.edit.accessibleDescription()
    assert dialog.password.edit.hasFocus()
    QTest.keyClicks(dialog.password.edit, "right")
    dialog._do.click()
    assert given == ["wrong", "right"]
