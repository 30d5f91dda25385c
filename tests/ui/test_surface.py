"""The flat grounds of the window."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.surface import Panel, Surface
from desktop.ui.theme import Theme
from desktop.ui.tokens import LIGHT


@pytest.mark.parametrize(
    ("direction", "x"), [(Qt.LayoutDirection.LeftToRight, 39), (Qt.LayoutDirection.RightToLeft, 0)]
)
def test_lines_stand_below_and_at_the_end(
    theme: Theme, qtbot: QtBot, direction: Qt.LayoutDirection, x: int
) -> None:
    surface = Surface(theme, "list", has_line_below=True, has_line_at_end=True)
    qtbot.addWidget(surface)
    surface.setLayoutDirection(direction)
    surface.resize(40, 30)

    image = surface.grab().toImage()

    assert image.pixelColor(20, 10).name().upper() == LIGHT.list
    assert image.pixelColor(20, 29).name().upper() == LIGHT.border
    assert image.pixelColor(x, 10).name().upper() == LIGHT.border


def test_ground_may_change(theme: Theme, qtbot: QtBot) -> None:
    surface = Surface(theme, "list")
    qtbot.addWidget(surface)

    surface.set_role("window")

    assert surface.grab().toImage().pixelColor(2, 2).name().upper() == LIGHT.window


def test_panel_has_round_corners(theme: Theme, qtbot: QtBot) -> None:
    panel = Panel(theme, "accent")
    qtbot.addWidget(panel)
    panel.resize(60, 60)

    image = panel.grab().toImage()

    assert image.pixelColor(30, 30).name().upper() == LIGHT.accent
    assert image.pixelColor(0, 0).name().upper() != LIGHT.accent
