"""The button to the newest message says how many came meanwhile."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.views.jump_button import JumpButton


def test_count_is_painted_and_spoken(theme: Theme, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    button = JumpButton(theme, parent)
    assert button.isHidden()
    assert button.accessibleName() == "Newest message"
    without = button.grab().toImage()

    button.set_count(1_234)

    assert button.grab().toImage() != without
    assert button.accessibleName() == "Newest message, 1234 new"
