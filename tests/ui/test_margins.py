"""Margins follow the direction of the text."""

import pytest
from PySide6.QtCore import QMargins, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.margins import set_margins


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        (Qt.LayoutDirection.LeftToRight, QMargins(1, 2, 3, 4)),
        (Qt.LayoutDirection.RightToLeft, QMargins(3, 2, 1, 4)),
    ],
)
def test_start_is_where_the_text_begins(
    qtbot: QtBot, direction: Qt.LayoutDirection, expected: QMargins
) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setLayoutDirection(direction)
    layout = QHBoxLayout(widget)

    set_margins(layout, widget, start=1, top=2, end=3, bottom=4)

    assert layout.contentsMargins() == expected
