"""Keys are written in one way, and never cut."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.actions import find_action
from desktop.ui.buttons import IconButton
from desktop.ui.key_cap import KeyCap, key_text
from desktop.ui.menu_row import MenuRow
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


def test_menus_buttons_and_palette_write_keys_alike(theme: Theme, qtbot: QtBot) -> None:
    row = MenuRow(theme, "copy", "Copy", shortcut="Ctrl+C")
    button = IconButton(theme, "settings", "Settings", shortcut="Ctrl+,")
    for widget in (row, button):
        qtbot.addWidget(widget)

    assert row._shortcut == key_text("Ctrl+C") == "Ctrl+C"
    assert button.toolTip() == f"Settings ({find_action('settings').key_text})"
    assert key_text("") == ""
