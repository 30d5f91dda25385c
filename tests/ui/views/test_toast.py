"""A toast says one error and goes away."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import DiskFull
from desktop.ui.buttons import IconButton
from desktop.ui.error_texts import describe
from desktop.ui.theme import Theme
from desktop.ui.views.toast import Toast


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    holder = QWidget()
    holder.resize(320, 500)
    qtbot.addWidget(holder)
    holder.show()
    return holder


def test_toast_shows_the_words_for_a_while(theme: Theme, holder: QWidget) -> None:
    toast = Toast(theme, holder)
    assert toast.isHidden()

    toast.tell(describe(DiskFull()))
    assert toast.accessibleName() == describe(DiskFull()).sentence
    assert toast.isVisible()
    assert not holder.grab().isNull()

    toast._timer.timeout.emit()
    assert toast.isHidden()


def test_toast_follows_its_holder_and_is_dismissed(theme: Theme, holder: QWidget) -> None:
    toast = Toast(theme, holder)
    toast.tell(describe(DiskFull()))

    holder.resize(400, 600)
    assert toast.width() == 368
    assert toast.geometry().bottom() == 600 - 16 - 1

    [close] = toast.findChildren(IconButton)
    close.click()
    assert toast.isHidden()
