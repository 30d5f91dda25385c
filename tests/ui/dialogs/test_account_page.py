"""The settings of the account itself."""

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from desktop.core.records import PasswordAdvice, PasswordRating, PasswordStrength
from desktop.errors import RelayUnreachable, SignInFailed
from desktop.ui.dialogs.account_page import AccountPage
from desktop.ui.dialogs.settings_dialog import SettingsDialog
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from tests.ui.conftest import Desk, show_active

GOOD = PasswordRating(strength=PasswordStrength.FAIR, advice=PasswordAdvice.MORE_WORDS)


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> AccountPage:
    page = AccountPage(theme)
    qtbot.addWidget(page)
    page.resize(580, 600)
    show_active(page)
    return page


def said(field: object) -> str:
    edit = getattr(field, "edit")  # noqa: B009 - any field of the page
    return str(edit.accessibleDescription())


def test_password_is_changed_with_the_old_one(page: AccountPage) -> None:
    asked: list[tuple[str, str]] = []
    page.password_requested.connect(lambda old, new: asked.append((old, new)))
    page.old.set_text("old secret")
    page.new.set_text("new secret")

    page._change.click()
    assert asked == []
    page.judge.show_rating("new secret", GOOD)
    page._change.click()

    assert asked == [("old secret", "new secret")]
    page.show_password_changed()
    assert page.old.text == page.new.text == ""
    assert page._told.accessibleName() == "The new password counts from now on."
    assert page._change.isEnabled()


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("", "long enough", "old", "Type the password that counts now."),
        ("old secret", "short", "new", "Use at least 8 characters."),
    ],
)
def test_what_is_missing_is_said(
    page: AccountPage, old: str, new: str, field: str, words: str
) -> None:
    asked: list[str] = []
    page.password_requested.connect(lambda *both: asked.extend(both))
    page.old.set_text(old)
    page.new.set_text(new)

    page._change.click()

    assert said(getattr(page, field)) == words
    assert asked == []


def test_wrong_password_is_said_without_a_name(page: AccountPage) -> None:
    page.old.set_text("wrong one")
    page.new.set_text("new secret")
    page._change.click()

    page.show_password_refused(describe(SignInFailed()))

    assert said(page.old) == "This is not the password that counts now."
    assert page._change.isEnabled()
    assert page.old.edit.hasFocus()
    assert page.old.edit.selectedText() == "wrong one"


def test_other_failures_keep_their_words(page: AccountPage) -> None:
    page.old.set_text("the right one")

    page.show_password_refused(describe(RelayUnreachable()))

    assert said(page.old) == describe(RelayUnreachable()).sentence
    assert not page.old.edit.hasSelectedText()


def test_deletion_takes_password_and_two_presses(page: AccountPage) -> None:
    asked: list[str] = []
    page.deletion_requested.connect(asked.append)

    page._delete.click()
    assert said(page.confirm) == "Type your password first."

    page.confirm.set_text("my secret")
    page._delete.click()
    assert asked == []
    assert page._really.isVisible()
    assert not page.grab().isNull()

    page._really.click()
    assert asked == ["my secret"]
    page.show_deletion_failed(describe(SignInFailed()))
    assert said(page.confirm) == "This is not the password that counts now."
    assert page._really.isEnabled()
    assert page.confirm.edit.selectedText() == "my secret"


def test_typing_takes_the_last_button_away(page: AccountPage) -> None:
    page.confirm.set_text("my secret")
    page._delete.click()

    page.confirm.set_text("my secret!")

    assert page._really.isHidden()
    assert page._delete.isVisible()


def test_new_password_is_rated_while_it_is_typed(desk: Desk) -> None:
    window = desk.open_window()
    window.shell.dialogs.open_settings("account")
    dialog = window.shell.dialogs.current
    assert isinstance(dialog, SettingsDialog)
    page = dialog.page("account")
    assert isinstance(page, AccountPage)

    page.new.set_text("purple harbour kettle")
    page.judge._pause.timeout.emit()
    desk.settle()

    assert page.meter.text != "Four or five random words are best."
    assert page.meter.text


def test_button_is_in_sight_once_the_password_to_delete_is_typed(desk: Desk) -> None:
    window = desk.open_window()
    window.resize(900, 600)
    window.shell.dialogs.open_settings("account")
    dialog = window.shell.dialogs.current
    assert isinstance(dialog, SettingsDialog)
    page = dialog.page("account")
    assert isinstance(page, AccountPage)
    desk.settle()
    assert page._delete.visibleRegion().isEmpty()

    page.confirm.set_text("x")
    assert page._delete.visibleRegion().boundingRect() == page._delete.rect()
    page._delete.click()
    desk.settle()

    assert page._really.visibleRegion().boundingRect() == page._really.rect()


@pytest.mark.parametrize(("width", "is_beside"), [(580, True), (420, False)])
def test_fields_stand_beside_each_other_where_a_password_fits(
    page: AccountPage, *, width: int, is_beside: bool
) -> None:
    page.resize(width, 900)
    QCoreApplication.processEvents()

    assert (page.old.y() == page.new.y()) is is_beside
    assert min(page.old.width(), page.new.width()) >= 240
