"""The field tells its text after a pause, and its keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.query_field import QueryField
from desktop.ui.theme import Theme
from tests.ui.conftest import show_active


@pytest.fixture
def field(theme: Theme, qtbot: QtBot) -> QueryField:
    field = QueryField(theme, "Search")
    qtbot.addWidget(field)
    show_active(field)
    field.begin()
    return field


def test_typing_is_told_once_it_pauses(field: QueryField, qtbot: QtBot) -> None:
    told: list[str] = []
    field.searched.connect(told.append)

    with qtbot.waitSignal(field.searched):
        QTest.keyClicks(field.edit, "ferry")

    assert told == ["ferry"]


def test_clearing_is_told_at_once(field: QueryField) -> None:
    field.set_text("ferry")
    told: list[str] = []
    field.searched.connect(told.append)

    field._clear.click()

    assert told == [""]
    assert not field._clear.isVisible()
    assert field.edit.hasFocus()


@pytest.mark.parametrize(
    ("key", "signal", "value"),
    [
        (Qt.Key.Key_Return, "stepped", [1]),
        (Qt.Key.Key_Down, "moved", [1]),
        (Qt.Key.Key_Up, "moved", [-1]),
        (Qt.Key.Key_Escape, "escaped", []),
    ],
)
def test_keys_mean_something(
    field: QueryField, qtbot: QtBot, key: Qt.Key, signal: str, value: list[int]
) -> None:
    with qtbot.waitSignal(getattr(field, signal)) as told:
        QTest.keyClick(field.edit, key)

    assert told.args == value


def test_enter_with_shift_goes_back(field: QueryField, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.stepped) as told:
        QTest.keyClick(field.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)

    assert told.args == [-1]


def test_beginning_again_marks_the_text(field: QueryField) -> None:
    field.set_text("ferry")

    field.begin()

    assert field.edit.selectedText() == "ferry"
    assert not field.grab().isNull()
