"""The locked page."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.core.records import LockKind
from desktop.errors import WrongPassphrase
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from desktop.ui.views.locked_view import LockedView
from tests.ui.conftest import show_active


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> LockedView:
    view = LockedView(theme, LockKind.PASSPHRASE)
    qtbot.addWidget(view)
    show_active(view)
    return view


def test_cursor_waits_in_the_hidden_field(view: LockedView) -> None:
    assert view.field.edit.hasFocus()
    assert view.field.edit.accessibleName() == "Passphrase"
    assert view.field.edit.echoMode() is QLineEdit.EchoMode.Password


def test_enter_and_unlock_try_the_passphrase(view: LockedView) -> None:
    tried: list[str] = []
    view.entered.connect(tried.append)

    QTest.keyClick(view.field.edit, Qt.Key.Key_Return)
    view.field.set_text("correct horse")
    QTest.keyClick(view.field.edit, Qt.Key.Key_Return)
    view._unlock.click()

    assert tried == ["correct horse", "correct horse"]
    assert view._unlock.accessibleName() == "Unlock"


def test_wrong_passphrase_stays_to_be_corrected(view: LockedView) -> None:
    view.field.set_text("wrong")

    view.show_refused(describe(WrongPassphrase()))

    assert view.field.text == "wrong"
    assert view.field.edit.selectedText() != ""
    assert "not the right passphrase" in view.field.edit.accessibleDescription()

    view.clear()
    assert view.field.text == ""


def test_locked_page_shows_no_name_and_no_number(theme: Theme, qtbot: QtBot) -> None:
    """UI-03: whoever walks by learns nothing but that SecureChat is here."""
    view = LockedView(theme, LockKind.PASSWORD)
    qtbot.addWidget(view)
    show_active(view)

    texts = {label.text() for label in view.findChildren(QLabel) if label.isVisible()}
    assert texts == {"SecureChat is locked", "Messages wait at the server until you unlock."}
    assert view.field.edit.accessibleName() == "Password"

    view.show_refused(describe(WrongPassphrase()))
    assert "not the right password" in view.field.edit.accessibleDescription()


def test_recovery_code_is_offered_where_there_is_one(view: LockedView) -> None:
    asked: list[bool] = []
    view.recovery_requested.connect(lambda: asked.append(True))
    view.offer_recovery(is_offered=False)
    assert not view._recover.isVisible()

    view.offer_recovery(is_offered=True)
    view._recover.click()

    assert asked == [True]
