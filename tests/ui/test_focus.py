"""The ring is for the keyboard."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.focus import FocusRing, PaintedButton, is_by_keyboard
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
