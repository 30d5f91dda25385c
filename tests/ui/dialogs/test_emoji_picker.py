"""The picker: groups, what was used often, search, and ways in and out by the keyboard."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.ui.dialogs.emoji_picker import EmojiPicker
from desktop.ui.emoji_book import GROUPS
from desktop.ui.theme import Theme
from tests.ui.conftest import show_active

BUTTON = QRect(1078, 684, 36, 36)


@pytest.fixture
def picker(theme: Theme, window: QWidget) -> EmojiPicker:
    show_active(window)
    button = QWidget(window)
    button.setGeometry(BUTTON)
    button.show()
    picker = EmojiPicker(theme, button, window)
    picker.open()
    return picker


@pytest.fixture
def picked(picker: EmojiPicker) -> list[str]:
    told: list[str] = []
    picker.picked.connect(told.append)
    return told


def shown(picker: EmojiPicker) -> list[str]:
    return [emoji.text for emoji in picker.grid.emoji]


def test_picker_stands_above_its_button_inside_the_window(
    picker: EmojiPicker, window: QWidget
) -> None:
    assert picker.card.geometry().bottom() < BUTTON.top()
    assert window.rect().contains(picker.card.geometry())
    picker.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window.resize(480, 480)
    picker.place_card()
    assert window.rect().contains(picker.card.geometry())
    assert not picker.grab().isNull()


def test_picker_follows_its_button_and_whatever_holds_it(theme: Theme, window: QWidget) -> None:
    show_active(window)
    pane = QWidget(window)
    pane.setGeometry(300, 600, 500, 140)
    button = QWidget(pane)
    button.setGeometry(400, 80, 36, 36)
    pane.show()
    picker = EmojiPicker(theme, button, window)
    picker.open()
    before = picker.card.geometry()

    pane.move(350, 570)
    assert picker.card.geometry() == before.translated(50, -30)
    button.move(380, 60)
    assert picker.card.geometry() == before.translated(30, -50)


def test_every_tab_shows_its_group(picker: EmojiPicker) -> None:
    for group in GROUPS:
        picker.tabs[group].click()
        assert {emoji.group for emoji in picker.grid.emoji} == {group}
        assert picker.used.isVisible()

    picker.tabs["used"].click()
    assert not picker.used.isVisible()
    assert "👍" in shown(picker)


def test_most_used_come_first_and_are_filled_up(picker: EmojiPicker) -> None:
    picker.set_used(["🥖", "👍", "unknown"])

    texts = [emoji.text for emoji in picker.used.emoji]
    assert texts[:3] == ["🥖", "👍", "❤️"]
    assert len(texts) == 8


def test_search_replaces_the_group_until_it_is_emptied(picker: EmojiPicker) -> None:
    QTest.keyClicks(picker.field.edit, "bagu")
    assert shown(picker)[0] == "🥖"
    assert not picker.used.isVisible()

    picker.field.edit.setText("qqqq")
    assert shown(picker) == []
    assert picker.grid.accessibleName() == "Nothing found"

    picker.field.clear()
    assert {emoji.group for emoji in picker.grid.emoji} == {"smileys"}


def test_enter_picks_the_first_that_was_found_and_closes(
    picker: EmojiPicker, picked: list[str]
) -> None:
    QTest.keyClick(picker.field.edit, Qt.Key.Key_Return)
    assert picked == []

    QTest.keyClicks(picker.field.edit, "bagu")
    QTest.keyClick(picker.field.edit, Qt.Key.Key_Return)

    assert picked == ["🥖"]
    assert picker.isHidden()


def test_mouse_picks_several(picker: EmojiPicker, picked: list[str]) -> None:
    for row in (0, 3):
        cell = picker.grid.visualRect(picker.grid.model().index(row, 0)).center()
        QTest.mouseClick(picker.grid.viewport(), Qt.MouseButton.LeftButton, pos=cell)

    assert picked == [picker.grid.emoji[0].text, picker.grid.emoji[3].text]
    assert picker.isVisible()


def test_arrow_keys_lead_in_and_out(picker: EmojiPicker) -> None:
    QTest.keyClick(picker.field.edit, Qt.Key.Key_Down)
    assert picker.used.hasFocus()
    QTest.keyClick(picker.used, Qt.Key.Key_Up)
    assert picker.field.edit.hasFocus()

    picker.grid.enter()
    QTest.keyClick(picker.grid, Qt.Key.Key_Up)
    assert picker.used.hasFocus()
    QTest.keyClick(picker.used, Qt.Key.Key_Escape)
    assert picker.isHidden()
