"""Switches."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.choices import Toggle
from desktop.ui.theme import Theme
from tests.ui.conftest import show_active


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    holder = QWidget()
    holder.resize(300, 200)
    qtbot.addWidget(holder)
    QVBoxLayout(holder)
    return holder


def put(holder: QWidget, *widgets: QWidget) -> None:
    layout = holder.layout()
    assert layout is not None
    for widget in widgets:
        layout.addWidget(widget)
    show_active(holder)


def test_toggle_is_turned_by_click_and_space(theme: Theme, holder: QWidget) -> None:
    toggle = Toggle(theme, "Typing", holder)
    put(holder, toggle)
    off = toggle.grab().toImage()

    QTest.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert toggle.isChecked()
    assert toggle.grab().toImage() != off

    toggle.setFocus()
    QTest.keyClick(toggle, Qt.Key.Key_Space)
    assert not toggle.isChecked()


def test_toggle_is_a_named_check_box(theme: Theme, holder: QWidget) -> None:
    toggle = Toggle(theme, "Typing", holder)
    put(holder, toggle)

    interface = QAccessible.queryAccessibleInterface(toggle)

    assert interface.role() is QAccessible.Role.CheckBox
    assert interface.text(QAccessible.Text.Name) == "Typing"


def test_focus_is_shown_only_to_the_keyboard(theme: Theme, holder: QWidget) -> None:
    toggle = Toggle(theme, "Typing", holder)
    put(holder, toggle)
    toggle.setFocus(Qt.FocusReason.MouseFocusReason)
    plain = toggle.grab().toImage()
    toggle.clearFocus()
    toggle.setFocus(Qt.FocusReason.TabFocusReason)
    assert toggle.grab().toImage() != plain
    toggle.clearFocus()
    assert toggle.grab().toImage() == plain


def test_switch_is_mirrored(theme: Theme, holder: QWidget) -> None:
    toggle = Toggle(theme, "Typing", holder)
    put(holder, toggle)
    before = toggle.grab().toImage()

    holder.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    assert toggle.grab().toImage() != before
