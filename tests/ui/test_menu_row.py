"""One entry of a menu."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.menu_row import MenuRow
from desktop.ui.theme import Theme


def test_row_has_its_words_as_name_and_room_for_them(theme: Theme, qtbot: QtBot) -> None:
    row = MenuRow(theme, "ban", "Block", role="danger")
    long = MenuRow(theme, "ban", "Block this person for ever")
    for widget in (row, long):
        qtbot.addWidget(widget)

    assert row.accessibleName() == "Block"
    assert long.sizeHint().width() > row.sizeHint().width()


def test_row_is_painted_in_both_directions(theme: Theme, qtbot: QtBot) -> None:
    row = MenuRow(theme, "copy", "Copy text")
    qtbot.addWidget(row)
    row.resize(200, 36)
    pictures = []
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        row.setLayoutDirection(direction)
        pictures.append(row.grab().toImage())

    assert pictures[0] != pictures[1]
