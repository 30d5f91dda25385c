"""Switches and radio buttons."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.choices import Radio, Toggle
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


def test_radio_is_chosen_anywhere_in_its_row(theme: Theme, holder: QWidget) -> None:
    first, second = Radio(theme, "Everybody", holder), Radio(theme, "Nobody", holder)
    put(holder, first, second)
    first.setChecked(True)

    QTest.mouseClick(
        second, Qt.MouseButton.LeftButton, pos=QPoint(second.width() - 2, second.height() // 2)
    )

    assert second.isChecked()
    assert not first.isChecked()
    interface = QAccessible.queryAccessibleInterface(second)
    assert interface.role() is QAccessible.Role.RadioButton
    assert interface.text(QAccessible.Text.Name) == "Nobody"


def test_focus_is_shown_only_to_the_keyboard(theme: Theme, holder: QWidget) -> None:
    for widget in (Toggle(theme, "Typing", holder), Radio(theme, "Nobody", holder)):
        put(holder, widget)
        widget.setFocus(Qt.FocusReason.MouseFocusReason)
        plain = widget.grab().toImage()
        widget.clearFocus()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert widget.grab().toImage() != plain
        widget.clearFocus()
        assert widget.grab().toImage() == plain


def test_choices_are_mirrored(theme: Theme, holder: QWidget) -> None:
    toggle, radio = Toggle(theme, "Typing", holder), Radio(theme, "Nobody", holder)
    put(holder, toggle, radio)
    before = toggle.grab().toImage(), radio.grab().toImage()

    holder.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    assert toggle.grab().toImage() != before[0]
    assert radio.grab().toImage() != before[1]
