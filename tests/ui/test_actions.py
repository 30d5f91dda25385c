"""The table of actions: every row has its handler, every handler its row."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop import resources
from desktop.ui.actions import ACTIONS, bind_actions, find_action
from tests.ui.conftest import Desk, show_active
from tests.ui.scenes.people import with_bob


def test_rows_differ_in_name_title_and_keys() -> None:
    keys = [QKeySequence(key).toString() for action in ACTIONS for key in action.keys]

    assert len({action.key for action in ACTIONS}) == len(ACTIONS)
    assert len({action.title() for action in ACTIONS}) == len(ACTIONS)
    assert len(set(keys)) == len(keys)
    assert all(keys)


def test_every_row_is_a_shortcut_or_in_the_palette_with_an_icon_that_is_shipped() -> None:
    icons = {action.icon for action in ACTIONS if action.icon}

    assert all(action.keys or action.icon for action in ACTIONS)
    assert icons <= set(resources.icon_names())


def test_every_row_has_a_handler(desk: Desk) -> None:
    window = with_bob(desk)

    assert set(window.actions_by_key) == {action.key for action in ACTIONS}


def test_keys_act_inside_their_widget_alone(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    inside, outside = QWidget(window), QLineEdit(window)
    field = QLineEdit(inside)
    pressed: list[str] = []
    bind_actions(inside, {"zoom-in": lambda: pressed.append("in")})
    show_active(window)

    for widget in (field, outside):
        widget.setFocus()
        for key in (Qt.Key.Key_Equal, Qt.Key.Key_Plus):
            QTest.keyClick(widget, key, Qt.KeyboardModifier.ControlModifier)

    assert pressed == ["in", "in"]


def test_unknown_action_is_refused(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)

    with pytest.raises(KeyError):
        bind_actions(window, {"fly": list})


def test_first_shortcut_is_shown() -> None:
    assert find_action("next-chat").key_text == "Alt+Down"
    assert find_action("requests").key_text == ""
