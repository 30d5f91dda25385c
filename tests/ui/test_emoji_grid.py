"""The grid of emoji: eight in a row, picked by mouse and keyboard, left upwards."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.ui.emoji_book import find_emoji_of
from desktop.ui.emoji_grid import CELL_HEIGHT, CELL_WIDTH, COLUMNS, EmojiGrid
from desktop.ui.theme import Theme
from tests.ui.conftest import show_active


@pytest.fixture
def grid(theme: Theme, qtbot: QtBot) -> Iterator[EmojiGrid]:
    grid = EmojiGrid(theme, "Food")
    grid.setFixedSize(COLUMNS * CELL_WIDTH + 12, 3 * CELL_HEIGHT)
    qtbot.addWidget(grid)
    grid.show_emoji(find_emoji_of("food")[:30])
    show_active(grid)
    yield grid
    grid.close()


@pytest.fixture
def picked(grid: EmojiGrid) -> list[tuple[str, bool]]:
    told: list[tuple[str, bool]] = []
    grid.picked.connect(lambda text, is_by_key: told.append((text, is_by_key)))
    return told


def test_model_keeps_the_rules(grid: EmojiGrid, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(grid.model())  # type: ignore[no-untyped-call]


def test_rows_have_eight_cells(grid: EmojiGrid) -> None:
    model = grid.model()
    tops = [grid.visualRect(model.index(row, 0)).top() for row in range(9)]

    assert tops == [tops[0]] * COLUMNS + [tops[0] + CELL_HEIGHT]
    assert not grid.grab().isNull()


def test_cells_follow_the_zoom(grid: EmojiGrid, theme: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    grid.setParent(holder)
    show_active(holder)
    grid.show()
    cell = grid.visualRect(grid.model().index(COLUMNS + 1, 0))
    try:
        theme.choose_zoom(150)
        QApplication.processEvents()

        larger = grid.visualRect(grid.model().index(COLUMNS + 1, 0))
        assert larger.size() == QSize(60, 54)
        assert (larger.left(), larger.top()) == (cell.left() * 1.5, cell.top() * 1.5)
        assert grid.width() == COLUMNS * 60 + 18
    finally:
        theme.choose_zoom(100)
        grid.setParent(None)


def test_cell_is_picked_by_the_mouse(grid: EmojiGrid, picked: list[tuple[str, bool]]) -> None:
    cell = grid.visualRect(grid.model().index(9, 0)).center()

    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=cell)

    assert picked == [(grid.emoji[9].text, False)]


def test_keyboard_moves_picks_and_leaves(
    grid: EmojiGrid, picked: list[tuple[str, bool]], qtbot: QtBot
) -> None:
    grid.enter()
    QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Down)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert picked == [(grid.emoji[9].text, True)]

    QTest.keyClick(grid, Qt.Key.Key_Up)
    with qtbot.waitSignal(grid.left_upwards):
        QTest.keyClick(grid, Qt.Key.Key_Up)


def test_cells_have_names_for_a_screen_reader(grid: EmojiGrid) -> None:
    spoken = grid.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)

    assert spoken == grid.emoji[0].name


def test_empty_grid_picks_nothing(grid: EmojiGrid, picked: list[tuple[str, bool]]) -> None:
    grid.show_emoji([])
    grid.enter()

    QTest.keyClick(grid, Qt.Key.Key_Return)

    assert picked == []
