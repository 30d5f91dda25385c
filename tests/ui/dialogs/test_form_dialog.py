"""The frame of the dialogs."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.buttons import Button, IconButton
from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.fields import TextField
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


def test_column_scrolls_in_a_low_window_and_the_foot_stays(theme: Theme, window: QWidget) -> None:
    dialog = FormDialog(theme, "Title", 440, window)
    fields = [TextField(theme, f"Field {number}", parent=dialog.card) for number in range(8)]
    for field in fields:
        dialog.column.addWidget(field)
    foot = Button(theme, "Do it", parent=dialog.card)
    dialog.foot.addWidget(foot)
    window.resize(480, 480)
    dialog.open()
    QCoreApplication.processEvents()

    assert window.rect().contains(dialog.card.geometry())
    assert dialog.card.rect().contains(foot.geometry())
    assert dialog._area.verticalScrollBar().maximum() > 0
    for _ in range(10):
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Tab)
        if fields[-1].edit.hasFocus():
            break
    place = fields[-1].mapTo(dialog._area, fields[-1].rect().center())
    assert dialog._area.rect().contains(place)


@pytest.mark.parametrize(("no", "words"), [("", "Cancel"), ("Not now", "Not now")])
def test_answers_stand_in_the_foot_and_the_first_one_closes(
    theme: Theme, window: QWidget, qtbot: QtBot, no: str, words: str
) -> None:
    dialog = FormDialog(theme, "Title", 440, window)
    act = Button(theme, "Do it", parent=dialog.card)
    done: list[bool] = []
    act.clicked.connect(done.append)
    dialog.add_answers(act, no=no)
    dialog.open()
    QCoreApplication.processEvents()

    (cancel,) = [one for one in dialog.findChildren(Button) if one is not act]
    assert cancel.accessibleName() == words
    assert cancel.x() < act.x()
    with qtbot.waitSignal(dialog.closed):
        cancel.click()
    assert done == []
