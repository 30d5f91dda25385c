"""The list of short codes: moved through, chosen from, and out of the way for other keys."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.emoji_book import complete
from desktop.ui.theme import Theme
from desktop.ui.views.emoji_completion import EmojiCompletion

WORD = QRect(500, 700, 2, 18)


@pytest.fixture
def completion(theme: Theme, qtbot: QtBot) -> EmojiCompletion:
    window = QWidget()
    window.resize(800, 740)
    qtbot.addWidget(window)
    window.show()
    return EmojiCompletion(theme, window)


@pytest.fixture
def chosen(completion: EmojiCompletion) -> list[str]:
    told: list[str] = []
    completion.chosen.connect(lambda emoji: told.append(emoji.text))
    return told


def test_list_stands_above_the_word_inside_the_window(completion: EmojiCompletion) -> None:
    for x in (0, 500, 799):
        completion.offer(complete("smi"), QRect(x, 700, 2, 18))
        assert completion.geometry().bottom() < 700
        assert completion.window().rect().contains(completion.geometry())
    completion.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    completion.offer(complete("smi"), WORD)
    assert not completion.grab().isNull()


def test_keys_move_in_a_circle_and_choose(completion: EmojiCompletion, chosen: list[str]) -> None:
    found = complete("smi")
    for keys, place in (([], 0), ([Qt.Key.Key_Down], 1), ([Qt.Key.Key_Up], len(found) - 1)):
        completion.offer(found, WORD)
        for key in keys:
            assert completion.take_key(key)
        assert completion.take_key(Qt.Key.Key_Return)
        assert chosen.pop() == found[place][1].text
        assert completion.isHidden()


def test_other_keys_and_a_hidden_list_take_nothing(
    completion: EmojiCompletion, chosen: list[str]
) -> None:
    assert not completion.take_key(Qt.Key.Key_Return)
    completion.offer(complete("smi"), WORD)
    assert not completion.take_key(Qt.Key.Key_A)
    assert completion.isVisible()

    assert completion.take_key(Qt.Key.Key_Escape)
    assert completion.isHidden()
    completion.offer([], WORD)
    assert completion.isHidden()
    assert chosen == []


def test_row_is_chosen_by_the_mouse(completion: EmojiCompletion, chosen: list[str]) -> None:
    found = complete("smi")
    completion.offer(found, WORD)
    rows = completion._list

    cell = rows.visualRect(rows.model().index(2, 0)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=cell)

    assert chosen == [found[2][1].text]


def test_rows_are_spoken(completion: EmojiCompletion) -> None:
    completion.offer(complete("tada"), WORD)

    assert completion.codes[0] == "tada"
    index = completion._list.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "party popper"
