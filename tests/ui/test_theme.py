"""The look in force follows the choice and the desktop."""

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.stylesheet import SHEET_ROLES
from desktop.ui.theme import Theme
from desktop.ui.tokens import DARK, LIGHT


def test_choice_changes_tokens_and_palette(qapp: QApplication, theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark")

    assert theme.tokens is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.window
    for role, name in SHEET_ROLES.items():
        assert qapp.palette().color(role).name().upper() == getattr(DARK, name)
    assert not qapp.windowIcon().isNull()


def test_same_choice_changes_nothing(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(theme.changed):
        theme.choose("light")

    assert theme.tokens is LIGHT
    assert theme.choice == "light"


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_fixed_choice_does_not_follow_the_desktop(theme: Theme, choice: str) -> None:
    theme.choose("dark" if choice == "dark" else "light")
    before = theme.tokens

    theme._on_system_changed()

    assert theme.tokens is before


def test_system_choice_asks_the_desktop(theme: Theme) -> None:
    theme.choose("system")

    assert theme.tokens in {LIGHT, DARK}
