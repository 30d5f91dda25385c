"""The first page: names, cards and the server."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.errors import NameTaken, RelayUnreachable
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from desktop.ui.views.welcome_page import WelcomePage
from tests.ui.conftest import show_active


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> WelcomePage:
    page = WelcomePage(theme, "wss://chat.example")
    page.resize(700, 740)
    qtbot.addWidget(page)
    show_active(page)
    return page


class Heard:
    """What the page asked for."""

    def __init__(self, page: WelcomePage) -> None:
        self.checks: list[tuple[str, str]] = []
        self.created: list[str] = []
        self.signed_in: list[tuple[str, str]] = []
        page.check_requested.connect(lambda relay, name: self.checks.append((relay, name)))
        page.create_requested.connect(self.created.append)
        page.sign_in_requested.connect(lambda name, word: self.signed_in.append((name, word)))


def test_name_is_checked_on_a_pause_only(page: WelcomePage) -> None:
    heard = Heard(page)

    QTest.keyClicks(page.name.edit, "Lena.o")
    assert heard.checks == []
    assert page._pause.isActive()

    page._pause.timeout.emit()
    assert heard.checks == [("wss://chat.example", "lena.o")]


def test_free_name_gets_a_tick(page: WelcomePage) -> None:
    page.name.set_text("Lena.o")

    page.show_check("other", is_taken=True, taken=describe(NameTaken()))
    assert not page.name._frame.has_fault

    page.show_check("lena.o", is_taken=False, taken=describe(NameTaken()))
    assert page.name._mark.word.text() == "free"


def test_taken_name_is_said_and_does_not_go_on(page: WelcomePage) -> None:
    heard = Heard(page)
    page.name.set_text("bob")

    page.show_check("bob", is_taken=True, taken=describe(NameTaken()))
    page._continue.click()
    assert heard.created == []
    assert "already has this name" in page.name.edit.accessibleDescription()

    page.name.set_text("bobby")
    page._continue.click()
    assert heard.created == ["bobby"]


@pytest.mark.parametrize("name", ["", "x", "no spaces", "ümlaut"])
def test_ill_formed_name_does_not_go_on(page: WelcomePage, name: str) -> None:
    heard = Heard(page)
    page.name.set_text(name)

    QTest.keyClick(page.name.edit, Qt.Key.Key_Return)

    assert heard.created == []
    assert "not a username" in page.name.edit.accessibleDescription()
    assert page.name.text == name


def test_name_goes_on_without_waiting_for_the_check(page: WelcomePage) -> None:
    heard = Heard(page)
    page.name.set_text("lena.o")

    QTest.keyClick(page.name.edit, Qt.Key.Key_Return)

    assert heard.created == ["lena.o"]
    assert not page._pause.isActive()


def test_check_that_failed_is_said_quietly(page: WelcomePage) -> None:
    page.name.set_text("lena.o")

    page.show_check_failed(describe(RelayUnreachable()))

    assert page.name.edit.accessibleDescription() == "The server cannot be reached."
    assert not page.name._frame.has_fault


def test_sign_in_card_asks_for_name_and_password(page: WelcomePage) -> None:
    heard = Heard(page)
    page._sign_in._head.click()
    assert page._sign_in.is_open
    assert not page._create.is_open
    assert page.old_name.edit.hasFocus()

    page._go.click()
    page.old_name.set_text("lena.o")
    page._go.click()
    assert heard.signed_in == []
    assert page.password.edit.accessibleDescription() == "Type your password."

    page.password.set_text("secret words")
    QTest.keyClick(page.password.edit, Qt.Key.Key_Return)
    assert heard.signed_in == [("lena.o", "secret words")]


def test_enter_in_the_old_name_goes_to_the_password(page: WelcomePage) -> None:
    page.choose(is_new=False)

    QTest.keyClick(page.old_name.edit, Qt.Key.Key_Return)

    assert page.password.edit.hasFocus()


def test_server_can_be_changed(page: WelcomePage) -> None:
    heard = Heard(page)
    assert page.server.isHidden()
    assert page._change.accessibleName() == "Change server"

    page._change.click()
    assert page.server.edit.hasFocus()
    page.server.set_text("127.0.0.1:8765")
    page.name.set_text("lena.o")
    page._pause.timeout.emit()

    assert page.relay_address == "ws://127.0.0.1:8765"
    assert heard.checks == [("ws://127.0.0.1:8765", "lena.o")]


def test_without_server_one_is_asked_for(theme: Theme, qtbot: QtBot) -> None:
    page = WelcomePage(theme, "")
    qtbot.addWidget(page)
    show_active(page)
    heard = Heard(page)
    page.name.set_text("lena.o")

    page._pause.timeout.emit()
    page._continue.click()

    assert heard.checks == []
    assert heard.created == []
    assert not page.server.isHidden()
    assert "address" in page.server.edit.accessibleDescription()


def test_failures_and_waits_stand_below_the_cards(page: WelcomePage) -> None:
    page.show_waiting("Wait")
    assert page._notice.accessibleName() == "Wait"

    page.show_failure(describe(RelayUnreachable()))
    assert "cannot be reached" in page._notice.accessibleName()

    QTest.keyClicks(page.name.edit, "a")
    assert page._notice.isHidden()
