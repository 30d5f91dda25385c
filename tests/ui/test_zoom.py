"""Windows that exist follow the zoom, and are as before when it comes back."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
    QWidgetItem,
)
from pytestqt.qtbot import QtBot
from shiboken6 import getAllValidWrappers

from desktop.ui.main_window import MainWindow
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from desktop.ui.zoom import rescale_windows
from tests.ui.conftest import Desk
from tests.ui.scenes.chats import chat, request
from tests.ui.scenes.dialogs import appearance, new_chat, verify
from tests.ui.scenes.first_run import welcome


@pytest.fixture(autouse=True)
def back(theme: Theme) -> Iterator[None]:
    flash_time = QApplication.cursorFlashTime()
    QApplication.setCursorFlashTime(0)
    yield
    QApplication.setCursorFlashTime(flash_time)
    theme.choose_zoom(100)


def picture(window: QWidget) -> QImage:
    for _ in range(3):
        QCoreApplication.processEvents()
    return window.grab().toImage()


def test_sizes_margins_gaps_and_fonts_are_scaled_and_come_back(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    button = QPushButton("x", window)
    button.setFixedSize(35, 21)
    button.setFont(TypeStyle.BODY.font)
    column = QVBoxLayout(window)
    column.setContentsMargins(7, 0, 13, 1)
    row = QHBoxLayout()
    row.setSpacing(5)
    column.addLayout(row)
    spacer = QSpacerItem(11, 0)
    row.addItem(spacer)
    row.addWidget(button)

    def measures() -> list[int]:
        margins = column.contentsMargins()
        return [
            button.minimumWidth(), button.maximumHeight(), button.font().pixelSize(),
            margins.left(), margins.top(), margins.right(), margins.bottom(), row.spacing(),
            spacer.sizeHint().width(), button.maximumWidth(),
        ]  # fmt: skip

    plain = measures()
    for before, after in ((100, 80), (80, 90), (90, 200)):
        rescale_windows([window], before, after)
    assert measures() == [70, 42, 26, 14, 0, 26, 2, 10, 22, 70]

    rescale_windows([window], 200, 80)
    rescale_windows([window], 80, 100)
    assert measures() == plain


def test_nothing_stands_for_the_items_of_a_layout_that_qt_may_delete(qtbot: QtBot) -> None:
    """What Qt put at the address of a deleted item was taken for it, and the app crashed."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(QPushButton("x", window))
    column.addSpacing(4)
    before = {id(one) for one in getAllValidWrappers()}

    rescale_windows([window], 100, 200)

    left = [one for one in getAllValidWrappers() if id(one) not in before]
    assert [one for one in left if isinstance(one, QWidgetItem | QSpacerItem)] == []


def test_size_that_was_set_since_counts_from_then(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    child = QWidget(window)
    child.setFixedHeight(20)
    rescale_windows([window], 100, 200)

    child.setFixedHeight(60)
    rescale_windows([window], 200, 100)

    assert child.minimumHeight() == 30


@pytest.mark.parametrize(
    "page", [chat, welcome, request, appearance, verify, new_chat], ids=lambda page: page.__name__
)
def test_view_looks_as_before_when_the_zoom_comes_back(
    desk: Desk, page: Callable[[Desk], MainWindow]
) -> None:
    window = page(desk)
    plain = picture(window)
    desk.preferences.change(zoom_percent=150)
    assert picture(window) != plain
    desk.preferences.change(zoom_percent=100)
    assert picture(window) == plain


def test_other_look_keeps_the_zoom(desk: Desk) -> None:
    window = chat(desk)
    desk.preferences.change(zoom_percent=150)
    light = window.shell.conversation.composer.editor.font().pixelSize()

    desk.preferences.change(theme="dark")

    assert window.shell.conversation.composer.editor.font().pixelSize() == light == 22


def test_type_and_list_grow_and_the_window_becomes_narrow_in_its_own_measure(desk: Desk) -> None:
    window = chat(desk)
    window.resize(1400, 740)
    QCoreApplication.processEvents()
    before = window.shell.chats.width()

    desk.preferences.change(zoom_percent=150)
    QCoreApplication.processEvents()

    assert window.shell.chats.width() == pytest.approx(before * 1.5, abs=3)
    assert TypeStyle.MESSAGE.line_px == 32
    assert QApplication.font().pixelSize() == 20
    window.resize(1100, 740)
    QCoreApplication.processEvents()
    assert window.shell.panes.is_narrow
