"""The screen shows what is painted on it, by both ways of reading it."""

import sys

import pytest

from tests.e2e.picture import Rectangle
from tests.e2e.processes import ProcessKeeper
from tests.e2e.virtual_screen import HEIGHT, WIDTH, Screen, open_screen
from tests.e2e.waiting import Deadline, StoryFailed

PAINTING = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
window = QWidget(None, Qt.WindowType.BypassWindowManagerHint)
window.setPalette(QPalette(QColor(18, 52, 86)))
window.setGeometry(100, 200, 300, 150)
window.show()
application.exec()
"""
COLOUR = (18, 52, 86)
PAINTED = Rectangle(90, 190, 320, 170)


def test_both_ways_of_reading_show_the_same(screen: Screen, keeper: ProcessKeeper) -> None:
    assert (screen.size.width, screen.size.height) == (WIDTH, HEIGHT)
    keeper.start("painting", [sys.executable, "-c", PAINTING], environment=screen.environment)
    with open_screen(keeper, existing=screen.display) as seen_by_helper:
        assert not seen_by_helper.is_ours
        deadline = Deadline()
        while seen_by_helper.picture().colours()[COLOUR] != 300 * 150:
            assert not deadline.has_passed
        assert screen.picture().colours()[COLOUR] == 300 * 150
        # Only the framebuffer also holds the pointer, so the painted part is compared, and as
        # files: the fourth byte of a pixel means nothing.
        pictures = [each.picture().crop(PAINTED) for each in (screen, seen_by_helper)]
        assert pictures[0].png() == pictures[1].png()


def test_display_that_does_not_exist_is_told(keeper: ProcessKeeper) -> None:
    with (
        pytest.raises(StoryFailed, match="screen helper ended before it was ready"),
        open_screen(keeper, existing=":98765"),
    ):
        pass
