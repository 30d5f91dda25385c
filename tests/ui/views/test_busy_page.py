"""Waits are silent at first."""

from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.views.busy_page import BusyPage


def test_words_come_after_a_moment(theme: Theme, qtbot: QtBot) -> None:
    page = BusyPage(theme)
    qtbot.addWidget(page)

    page.wait_for("Opening your chats", "")
    assert page._title.isHidden()

    page._timer.timeout.emit()
    assert not page._title.isHidden()
    assert page.accessibleName() == "Opening your chats"


def test_long_work_is_said_at_once(theme: Theme, qtbot: QtBot) -> None:
    page = BusyPage(theme)
    qtbot.addWidget(page)

    page.wait_for("Creating your account", "Making keys…", at_once=True)

    assert not page._words.isHidden()
    assert not page.grab().isNull()
