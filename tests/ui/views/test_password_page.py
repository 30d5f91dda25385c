"""The page on which the password is chosen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.errors import RelayUnreachable
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from desktop.ui.views.password_page import MIN_PASSWORD_CHARS, PasswordPage
from tests.ui.conftest import show_active


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> PasswordPage:
    page = PasswordPage(theme)
    qtbot.addWidget(page)
    show_active(page)
    page.start()
    return page


def test_password_is_read_while_it_is_typed(page: PasswordPage) -> None:
    assert page.password.edit.hasFocus()
    assert page.password.edit.accessibleName() == "Password"
    assert page.password.edit.echoMode() is QLineEdit.EchoMode.Normal


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("", False),
        ("x" * (MIN_PASSWORD_CHARS - 1), False),
        ("x" * MIN_PASSWORD_CHARS, True),
        ("teapot river cobalt nine", True),
        ("סיסמה ארוכה", True),
    ],
)
def test_short_passwords_are_refused_with_the_rule(
    page: PasswordPage, password: str, is_taken: bool
) -> None:
    chosen: list[str] = []
    page.create_requested.connect(chosen.append)
    page.password.set_text(password)

    QTest.keyClick(page.password.edit, Qt.Key.Key_Return)
    page._create.click()

    assert chosen == ([password, password] if is_taken else [])
    said = page.password.edit.accessibleDescription()
    assert "at least 8" in said.lower()
    assert is_taken or said.startswith("Use")


def test_failure_is_said_and_goes_with_the_next_letter(page: PasswordPage) -> None:
    page.show_failure(describe(RelayUnreachable()))
    assert not page._notice.isHidden()

    QTest.keyClicks(page.password.edit, "x")
    assert page._notice.isHidden()


def test_there_is_a_way_back(page: PasswordPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.back_requested):
        page._back.click()
