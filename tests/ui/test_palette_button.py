"""The way to the palette in the chat list."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.palette_button import PaletteButton
from desktop.ui.theme import Theme


def test_button_says_what_it_does_and_mirrors(theme: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    button = PaletteButton(theme, holder)
    button.resize(240, 36)
    plain = button.grab().toImage()

    assert button.accessibleName() == "Find a chat, a person or a command"
    assert "Ctrl+K" in button.toolTip()
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert button.grab().toImage() != plain
