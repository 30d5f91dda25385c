"""The palette: letters, arrows and Enter."""

from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.records import ContactId
from desktop.ui.delegates.palette_delegate import ROW
from desktop.ui.dialogs.palette import Palette
from desktop.ui.models.palette_model import Command
from desktop.ui.theme import Theme
from tests.helpers.fake_messenger import FakeMessenger


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def palette(theme: Theme, window: QWidget, done: list[str]) -> Palette:
    messenger = FakeMessenger()
    chats = [messenger.conversation(messenger.add_contact(name)).contact for name in ("ana", "bo")]
    commands = [
        Command(
            title=f"Command {number}",
            icon="settings",
            key_text="",
            act=partial(done.append, f"command {number}"),
        )
        for number in range(20)
    ]
    palette = Palette(theme, chats, [], commands, parent=window)
    palette.contact_chosen.connect(lambda contact: done.append(f"contact {contact}"))
    palette.open()
    return palette


def press(palette: Palette, key: Qt.Key) -> None:
    QTest.keyClick(palette.edit, key)


def test_enter_takes_the_best_fit(palette: Palette, done: list[str], qtbot: QtBot) -> None:
    QTest.keyClicks(palette.edit, "bo")
    with qtbot.waitSignal(palette.closed):
        press(palette, Qt.Key.Key_Return)

    assert done == [f"contact {ContactId(2)}"]


def test_arrows_go_around_and_the_letters_keep_the_focus(palette: Palette, done: list[str]) -> None:
    press(palette, Qt.Key.Key_Up)
    press(palette, Qt.Key.Key_Down)
    press(palette, Qt.Key.Key_Down)
    press(palette, Qt.Key.Key_Down)
    assert palette.edit.hasFocus()
    assert palette.edit.accessibleDescription() == "Command 0"

    press(palette, Qt.Key.Key_Return)
    assert done == ["command 0"]


def test_click_takes_a_row_but_no_heading(palette: Palette, done: list[str]) -> None:
    viewport = palette.rows.viewport()
    heading, row = (palette.rows.visualRect(palette.rows.model().index(n, 0)) for n in (0, 2))
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=heading.center())
    assert done == []

    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=row.center())
    assert done == [f"contact {ContactId(2)}"]


def test_nothing_that_fits_is_said_and_enter_does_nothing(
    palette: Palette, done: list[str]
) -> None:
    QTest.keyClicks(palette.edit, "zzz")
    press(palette, Qt.Key.Key_Return)

    assert palette._nothing.isVisible()
    assert palette.isVisible()
    assert done == []


@pytest.mark.parametrize("way", ["escape", "click"])
def test_escape_and_a_click_beside_leave(palette: Palette, way: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(palette.closed):
        if way == "escape":
            press(palette, Qt.Key.Key_Escape)
        else:
            QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))


@pytest.mark.parametrize("size", [(1180, 740), (480, 480)])
def test_card_stands_inside_the_window(
    palette: Palette, window: QWidget, size: tuple[int, int]
) -> None:
    window.resize(*size)
    palette.edit.setText(">")

    assert window.rect().contains(palette.card.geometry())


@pytest.mark.parametrize("letters", ["", "bo", "zzz"])
def test_input_keeps_its_height_however_little_fits(palette: Palette, letters: str) -> None:
    palette.edit.setText(letters)
    QApplication.processEvents()

    holder = palette.edit.parentWidget()
    assert holder is not None
    below = palette._nothing if letters == "zzz" else palette.rows
    assert below.isVisible()
    assert holder.y() == 0
    assert below.y() > holder.height()
    assert below.height() >= ROW
