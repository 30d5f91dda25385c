"""One entry of a menu."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.menu_row import MenuRow
from desktop.ui.theme import Theme
from tests.ui.desk import show_active


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


def test_pointer_that_moves_chooses_the_row_under_it_alone(theme: Theme, qtbot: QtBot) -> None:
    menu = QWidget()
    qtbot.addWidget(menu)
    column = QVBoxLayout(menu)
    rows = [MenuRow(theme, "copy", words, parent=menu) for words in ("Try again", "Copy text")]
    for row in rows:
        column.addWidget(row)
    show_active(menu)
    rows[0].setFocus()

    QTest.mouseMove(rows[1], rows[1].rect().center())
    QTest.mouseMove(rows[1], rows[1].rect().center() + QPoint(3, 0))
    QApplication.processEvents()

    assert [row.hasFocus() for row in rows] == [False, True]


def test_tall_row_shows_two_lines_in_the_room_of_one(theme: Theme, qtbot: QtBot) -> None:
    row = MenuRow(theme, "user-round", "account-2", is_tall=True)
    qtbot.addWidget(row)
    row.resize(200, row.sizeHint().height())
    before, height = row.grab().toImage(), row.sizeHint().height()

    row.show_lines("lena.o", "a.server.with.a.long.name.example")

    assert row.text() == "lena.o"
    assert row.sizeHint().height() == height > MenuRow(theme, "copy", "Copy").sizeHint().height()
    assert row.grab().toImage() != before
