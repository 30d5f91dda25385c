"""The stylesheet takes its colours from the palette, in both looks and at any zoom."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QListWidget, QMenu, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.stylesheet import SHEET_ROLES, STYLESHEET
from desktop.ui.theme import Theme
from desktop.ui.tokens import DARK, LIGHT


@pytest.fixture
def look(theme: Theme) -> Iterator[Theme]:
    yield theme
    theme.choose_zoom(100)


def colors_of(widget: QListWidget) -> set[str]:
    image = widget.verticalScrollBar().grab().toImage()
    middle = image.width() // 2
    return {QColor(image.pixel(middle, y)).name() for y in range(image.height())}


def test_every_color_is_a_role_of_the_palette() -> None:
    named = set(re.findall(r"palette\(([a-z-]+)\)", STYLESHEET))

    assert named == {"mid", "dark", "midlight", "light", "button", "button-text"}
    assert len(SHEET_ROLES) == len(named)
    assert "#" not in STYLESHEET


def test_scroll_bar_that_is_shown_follows_the_look(look: Theme, qtbot: QtBot) -> None:
    rows = QListWidget()
    qtbot.addWidget(rows)
    rows.addItems([str(number) for number in range(200)])
    rows.resize(200, 200)
    rows.show()
    assert LIGHT.outline.lower() in colors_of(rows)

    look.choose("dark")

    assert DARK.outline.lower() in colors_of(rows)
    assert LIGHT.outline.lower() not in colors_of(rows)


def test_line_between_two_panes_follows_the_look(look: Theme, qtbot: QtBot) -> None:
    panes = QSplitter()
    qtbot.addWidget(panes)
    for _ in range(2):
        panes.addWidget(QWidget())
    panes.setHandleWidth(1)
    panes.resize(200, 100)
    panes.show()

    def line() -> str:
        return QColor(panes.grab().toImage().pixel(panes.sizes()[0], 50)).name()

    assert line() == LIGHT.border.lower()

    look.choose("dark")

    assert line() == DARK.border.lower()


def test_menu_grows_with_the_zoom(look: Theme, qtbot: QtBot) -> None:
    heights = []
    for zoom in (100, 200):
        look.choose_zoom(zoom)
        menu = QMenu()
        qtbot.addWidget(menu)
        menu.addAction("Cut")
        heights.append(menu.sizeHint().height())

    assert heights[0] >= 36
    assert heights[1] >= heights[0] + 13


class _StyleChanges(QObject):
    """Counts how often Qt makes a widget look at its style anew."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.StyleChange
        return False


def test_another_look_or_zoom_makes_no_widget_take_its_style_anew(
    look: Theme, qtbot: QtBot
) -> None:
    rows = QListWidget()
    qtbot.addWidget(rows)
    rows.show()
    changes = _StyleChanges()
    rows.installEventFilter(changes)

    look.choose("dark")
    look.choose_zoom(150)
    QApplication.processEvents()

    assert changes.count == 0
