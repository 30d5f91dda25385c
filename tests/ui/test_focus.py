"""The ring is for the keyboard."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QCursor, QFocusEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.focus import FocusRing, PaintedButton, is_by_keyboard, is_typed
from tests.ui.conftest import show_active

ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


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


def test_ring_of_another_widget_follows_the_keyboard(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    other, box = QCheckBox("one", holder), QCheckBox("two", holder)
    ring = FocusRing(box)
    show_active(holder)

    for reason, expected in (
        (Qt.FocusReason.MouseFocusReason, False),
        (Qt.FocusReason.TabFocusReason, True),
    ):
        other.setFocus()
        assert not ring.is_shown
        box.setFocus(reason)
        assert ring.is_shown is expected
    QCoreApplication.sendEvent(
        box, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason)
    )
    assert ring.is_shown


@pytest.mark.parametrize(
    ("key", "modifiers", "text", "expected"),
    [
        (Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a", True),
        (Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier, "A", True),
        (Qt.Key.Key_At, ALT_GR, "@", True),
        (Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier, "\x16", True),
        (Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, "ü", True),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", False),
        (Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier, "\x06", False),
        (Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier, "1", False),
        (Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier, "a", False),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, "", False),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", False),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "\x1b", False),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "\x7f", False),
    ],
)
def test_letters_are_typed_and_commands_are_not(
    key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str, expected: bool
) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)

    assert is_typed(event) is expected


def test_button_that_moves_from_under_the_pointer_is_under_it_no_more(qtbot: QtBot) -> None:
    holder = QWidget()
    holder.resize(400, 100)
    qtbot.addWidget(holder)
    button = PaintedButton("one", holder)
    button.setGeometry(300, 20, 40, 40)
    show_active(holder)
    QCursor.setPos(button.mapToGlobal(button.rect().center()))
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)

    button.move(310, 20)
    assert button.underMouse()

    button.move(100, 20)
    assert not button.underMouse()
