"""The brand side of the first run paints in both looks."""

from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.views.first_run_side import SIDE_WIDTH, FirstRunSide


def test_side_has_its_width_and_follows_the_look(theme: Theme, qtbot: QtBot) -> None:
    side = FirstRunSide(theme)
    qtbot.addWidget(side)
    side.resize(SIDE_WIDTH, 740)
    light = side.grab().toImage()

    theme.choose("dark")

    assert side.width() == SIDE_WIDTH
    assert side.grab().toImage() != light
