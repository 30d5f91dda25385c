"""The name of a key is never cut."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.key_cap import KeyCap
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle


def test_cap_has_room_for_its_keys(theme: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    cap = KeyCap(theme, "Ctrl+Shift+F", holder)

    assert cap.minimumSizeHint().width() > TypeStyle.META_MEDIUM.metrics.horizontalAdvance(
        "Ctrl+Shift+F"
    )
    cap.resize(cap.sizeHint())
    assert not cap.grab().isNull()
