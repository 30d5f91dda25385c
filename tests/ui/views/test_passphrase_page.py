"""Without a keyring the person is asked; nothing happens silently."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.errors import KeyringLocked, KeyringMissing
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from desktop.ui.views.passphrase_page import PassphrasePage
from tests.ui.conftest import show_active


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> PassphrasePage:
    page = PassphrasePage(theme)
    qtbot.addWidget(page)
    show_active(page)
    page.show_trouble(describe(KeyringMissing()))
    return page


@pytest.fixture
def chosen(page: PassphrasePage) -> list[str]:
    passphrases: list[str] = []
    page.passphrase_chosen.connect(passphrases.append)
    return passphrases


@pytest.mark.parametrize("error", [KeyringMissing(), KeyringLocked()])
def test_trouble_is_said_in_plain_words(page: PassphrasePage, error: Exception) -> None:
    page.show_trouble(describe(error))

    assert "keyring" in page._title.text()
    assert page._words.text()
    assert not page._fields.isVisible()


def test_ways_on_are_retry_passphrase_back_and_quit(page: PassphrasePage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.retry_requested):
        page._retry.click()
    with qtbot.waitSignal(page.quit_requested):
        page._quit.click()
    with qtbot.waitSignal(page.back_requested):
        page._back.click()
    assert page._use.accessibleName() == "Use a passphrase instead"


def test_passphrase_is_typed_twice(page: PassphrasePage, chosen: list[str]) -> None:
    page._use.click()
    assert page.passphrase.edit.hasFocus()
    assert page.repeated.edit.accessibleName() == "Repeat passphrase"

    page.passphrase.set_text("correct horse")
    QTest.keyClick(page.passphrase.edit, Qt.Key.Key_Return)
    assert page.repeated.edit.hasFocus()
    page.repeated.set_text("correct horse")
    QTest.keyClick(page.repeated.edit, Qt.Key.Key_Return)

    assert chosen == ["correct horse"]


def test_short_or_different_passphrase_is_refused(page: PassphrasePage, chosen: list[str]) -> None:
    page._use.click()
    page.passphrase.set_text("short")
    page._continue.click()
    assert "at least 8" in page.passphrase.edit.accessibleDescription()

    page.passphrase.set_text("long enough")
    page.repeated.set_text("long enouhg")
    page._continue.click()
    assert page.repeated.edit.accessibleDescription() == "The two are not the same."
    assert chosen == []
