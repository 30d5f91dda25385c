"""The frame of the dialogs."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.buttons import Button, IconButton
from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.theme import Theme


def open_dialog(theme: Theme, window: QWidget) -> FormDialog:
    dialog = FormDialog(theme, "Title", 440, window)
    dialog.foot.addWidget(Button(theme, "Do it", parent=dialog.card))
    dialog.open()
    return dialog


def test_dialog_itself_has_the_focus_so_that_enter_presses_nothing(
    theme: Theme, window: QWidget
) -> None:
    dialog = open_dialog(theme, window)
    pressed: list[bool] = []
    dialog.findChildren(Button)[0].clicked.connect(pressed.append)

    assert dialog.hasFocus()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert pressed == []


def test_card_grows_with_its_texts(theme: Theme, window: QWidget) -> None:
    dialog = open_dialog(theme, window)
    label = dialog.add_text("A short text.")
    dialog.place_card()
    QCoreApplication.processEvents()
    before = dialog.card.height()

    label.setText("A text that is much too long for one line of the card. " * 4)
    QCoreApplication.processEvents()

    assert label.height() == label.heightForWidth(label.width())
    assert dialog.card.height() > before
    assert window.rect().contains(dialog.card.geometry())


def test_card_fits_a_narrow_window(theme: Theme, window: QWidget) -> None:
    dialog = open_dialog(theme, window)

    window.resize(480, 480)
    QCoreApplication.processEvents()

    assert dialog.card.width() == 440
    window.resize(400, 480)
    QCoreApplication.processEvents()
    assert dialog.card.width() == 400 - 32


def test_close_and_escape_close(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    dialog = open_dialog(theme, window)
    with qtbot.waitSignal(dialog.closed):
        dialog.findChildren(IconButton)[0].click()

    dialog = open_dialog(theme, window)
    with qtbot.waitSignal(dialog.closed):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
