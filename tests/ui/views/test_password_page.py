"""The page on which the password is chosen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.core.records import PasswordAdvice, PasswordRating, PasswordStrength
from desktop.errors import RelayUnreachable
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from desktop.ui.views.password_page import PasswordPage
from tests.ui.conftest import show_active

GOOD = PasswordRating(strength=PasswordStrength.FAIR, advice=PasswordAdvice.MORE_WORDS)


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> PasswordPage:
    page = PasswordPage(theme)
    qtbot.addWidget(page)
    show_active(page)
    page.start()
    return page


@pytest.fixture
def chosen(page: PasswordPage) -> list[str]:
    chosen: list[str] = []
    page.create_requested.connect(chosen.append)
    return chosen


def test_password_is_read_while_it_is_typed(page: PasswordPage) -> None:
    assert page.password.edit.hasFocus()
    assert page.password.edit.accessibleName() == "Password"
    assert page.password.edit.echoMode() is QLineEdit.EchoMode.Normal
    assert page.again.isHidden()


@pytest.mark.parametrize("password", ["teapot river cobalt nine", "סיסמה ארוכה"])
def test_password_goes_on_once_it_is_rated(
    page: PasswordPage, chosen: list[str], password: str
) -> None:
    asked: list[str] = []
    page.rating_requested.connect(asked.append)
    page.password.set_text(password)

    QTest.keyClick(page.password.edit, Qt.Key.Key_Return)
    assert (asked, chosen) == ([password], [])
    page.judge.show_rating("another text", GOOD)
    assert chosen == []
    page.judge.show_rating(password, GOOD)

    assert chosen == [password]


def test_hidden_password_is_typed_twice(page: PasswordPage, chosen: list[str]) -> None:
    page.password.set_clear(is_clear=False)
    page.password.set_text("teapot river")
    page.judge.show_rating("teapot river", GOOD)
    QTest.keyClick(page.password.edit, Qt.Key.Key_Return)
    assert page.again.edit.hasFocus()

    page.again.set_text("teapot rover")
    QTest.keyClick(page.again.edit, Qt.Key.Key_Return)
    assert chosen == []
    assert "not the same" in page.again.edit.accessibleDescription()

    page.again.set_text("teapot river")
    QTest.keyClick(page.again.edit, Qt.Key.Key_Return)
    assert chosen == ["teapot river"]


def test_suggestion_is_shown_in_clear(page: PasswordPage, qtbot: QtBot) -> None:
    page.password.set_clear(is_clear=False)
    with qtbot.waitSignal(page.suggestion_requested):
        page._suggest.click()

    page.show_suggestion("acid salsa tulip motor robin")

    assert page.password.text == "acid salsa tulip motor robin"
    assert page.password.edit.echoMode() is QLineEdit.EchoMode.Normal
    assert page.again.isHidden()


def test_failure_is_said_and_goes_with_the_next_letter(page: PasswordPage) -> None:
    page.show_failure(describe(RelayUnreachable()))
    assert not page._notice.isHidden()

    QTest.keyClicks(page.password.edit, "x")
    assert page._notice.isHidden()


def test_there_is_a_way_back(page: PasswordPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.back_requested):
        page._back.click()
