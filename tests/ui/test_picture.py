"""Drawings, tiles and dots follow the look."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.picture import IconDot, IconTile, Picture
from desktop.ui.theme import Theme


def build(theme: Theme, kind: str) -> QWidget:
    if kind == "picture":
        return Picture(theme, "first-chat", QSize(100, 60))
    if kind == "dot":
        return IconDot(theme, "presence")
    return IconTile(theme, "lock", size=40, icon_size=20, radius=8, ground="list")


@pytest.mark.parametrize("kind", ["picture", "dot", "tile"])
def test_widget_is_painted_for_the_look(theme: Theme, qtbot: QtBot, kind: str) -> None:
    widget = build(theme, kind)
    qtbot.addWidget(widget)
    light = widget.grab().toImage()

    theme.choose("dark")

    assert widget.grab().toImage() != light


def test_tile_shows_another_icon_in_another_colour(theme: Theme, qtbot: QtBot) -> None:
    tile = IconTile(theme, "lock", size=40, icon_size=20, radius=8)
    qtbot.addWidget(tile)
    before = tile.grab().toImage()

    tile.set_icon("eye")
    tile.set_colors("accent", "selected")

    assert tile.grab().toImage() != before
