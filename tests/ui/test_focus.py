"""The ring is for the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.focus import PaintedButton, is_by_keyboard
from tests.ui.conftest import show_active


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (Qt.FocusReason.TabFocusReason, True),
        (Qt.FocusReason.BacktabFocusReason, True),
        (Qt.FocusReason.MouseFocusReason, False),
        (Qt.FocusReason.ActiveWindowFocusReason, False),
        (Qt.FocusReason.OtherFocusReason, False),
    ],
)
def test_focus_by_the_keyboard_is_shown(
    qtbot: QtBot, reason: Qt.FocusReason, expected: bool
) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    other, button = PaintedButton("one", holder), PaintedButton("two", holder)
    row = QHBoxLayout(holder)
    row.addWidget(other)
    row.addWidget(button)
    show_active(holder)
    other.setFocus()

    button.setFocus(reason)

    assert is_by_keyboard(reason) is expected
    assert button.hasFocus()
    assert button.is_ring_shown is expected


def test_ring_goes_with_the_focus(qtbot: QtBot) -> None:
    button = PaintedButton("one")
    qtbot.addWidget(button)
    show_active(button)
    button.setFocus(Qt.FocusReason.TabFocusReason)

    button.clearFocus()

    assert not button.is_ring_shown


def test_pointer_leaves_the_button_painted(qtbot: QtBot) -> None:
    button = PaintedButton("one")
    qtbot.addWidget(button)
    button.show()

    QTest.mouseMove(button)

    assert not button.grab().isNull()
