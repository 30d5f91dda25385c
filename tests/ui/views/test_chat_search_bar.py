"""The bar says which hit is shown, and honestly how many there are."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.views.chat_search_bar import ChatSearchBar
from tests.ui.conftest import show_active


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> ChatSearchBar:
    bar = ChatSearchBar(theme)
    qtbot.addWidget(bar)
    bar.resize(804, 44)
    show_active(bar)
    bar.field.set_text("ferry")
    return bar


@pytest.mark.parametrize(
    ("place", "is_complete", "is_counted", "words"),
    [
        ((3, 14), True, True, "3 of 14"),
        ((3, 14), False, True, "3 of 14 so far"),
        ((0, 0), True, True, "Not found"),
        ((0, 0), False, True, "Not found yet"),
        ((1, 1_210), True, False, "1 of 1,210+"),
    ],
)
def test_place_is_said(
    bar: ChatSearchBar, place: tuple[int, int], is_complete: bool, is_counted: bool, words: str
) -> None:
    bar.show_place(*place, is_complete=is_complete, is_counted=is_counted)

    assert bar.place_words == words
    assert not bar.grab().isNull()


def test_nothing_is_said_of_no_words(bar: ChatSearchBar) -> None:
    bar.field.set_text("")
    bar.show_place(0, 0, is_complete=True)

    assert bar.place_words == ""


def test_there_is_no_way_beyond_the_ends(bar: ChatSearchBar) -> None:
    bar.show_place(1, 2, is_complete=True)
    assert (bar.older.isEnabled(), bar.newer.isEnabled()) == (True, False)

    bar.show_place(2, 2, is_complete=True)
    assert (bar.older.isEnabled(), bar.newer.isEnabled()) == (False, True)

    bar.show_place(2, 2, is_complete=True, is_counted=False)
    assert bar.older.isEnabled()


def test_keys_and_buttons_step(bar: ChatSearchBar) -> None:
    steps: list[int] = []
    bar.stepped.connect(steps.append)
    bar.show_place(2, 3, is_complete=True)

    bar.older.click()
    bar.newer.click()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(bar.field.edit, key)

    assert steps == [1, -1, 1, -1, 1]


def test_done_and_escape_leave(bar: ChatSearchBar) -> None:
    left: list[bool] = []
    bar.left.connect(lambda: left.append(True))

    bar.done.click()
    QTest.keyClick(bar.field.edit, Qt.Key.Key_Escape)

    assert left == [True, True]


def test_day_is_asked_for_below_the_button(bar: ChatSearchBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.day_requested) as asked:
        bar.day.click()

    assert asked.args is not None
    (button,) = asked.args
    assert isinstance(button, QRect)
    assert button.size() == bar.day.size()
