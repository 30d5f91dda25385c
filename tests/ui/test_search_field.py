"""The field to search in."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.buttons import IconButton
from desktop.ui.search_field import SearchField
from desktop.ui.theme import Theme
from tests.ui.conftest import show_active


@pytest.fixture
def field(theme: Theme, qtbot: QtBot) -> SearchField:
    field = SearchField(theme, "Search settings")
    qtbot.addWidget(field)
    show_active(field)
    field.edit.setFocus()
    return field


def test_words_are_told_and_emptied_by_button_and_key(field: SearchField) -> None:
    told: list[str] = []
    field.text_changed.connect(told.append)
    clear = field.findChild(IconButton)
    assert clear is not None
    assert not clear.isVisible()

    QTest.keyClicks(field.edit, "ab")
    assert clear.isVisible()
    clear.click()
    QTest.keyClicks(field.edit, "c")
    QTest.keyClick(field.edit, Qt.Key.Key_Escape)

    assert told == ["a", "ab", "", "c", ""]
    assert not clear.isVisible()
    assert field.edit.hasFocus()


def test_keys_that_lead_out_are_told(field: SearchField) -> None:
    keys: list[Qt.Key] = []
    field.left.connect(keys.append)

    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        QTest.keyClick(field.edit, key)

    assert keys == [Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape]


def test_it_says_what_is_searched(field: SearchField) -> None:
    assert field.edit.accessibleName() == "Search settings"
    assert field.edit.placeholderText() == "Search settings"
