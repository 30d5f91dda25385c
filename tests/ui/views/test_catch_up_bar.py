"""How many held messages came in."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.core.events import ConnectionChanged
from desktop.core.records import ConnectionState, ConnectionTrouble
from desktop.ui.theme import Theme
from desktop.ui.views.catch_up_bar import CatchUpBar


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> CatchUpBar:
    bar = CatchUpBar(theme)
    qtbot.addWidget(bar)
    bar.resize(320, 38)
    return bar


def state(state: ConnectionState) -> ConnectionChanged:
    return ConnectionChanged(state=state, trouble=ConnectionTrouble.NONE)


def test_count_is_told_and_the_bar_moves(bar: CatchUpBar) -> None:
    bar.show_progress(2_300)
    before = bar.grab().toImage()
    assert bar.text == "Catching up, 2,300 messages"

    bar.show_progress(2_400)

    assert bar.grab().toImage() != before
    bar.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert not bar.grab().isNull()


def test_a_few_messages_are_not_worth_a_bar(bar: CatchUpBar) -> None:
    bar.show_progress(3)

    assert bar.text == ""


@pytest.mark.parametrize("after", [ConnectionState.ONLINE, ConnectionState.OFFLINE])
def test_bar_goes_once_nothing_more_comes(bar: CatchUpBar, after: ConnectionState) -> None:
    bar.show_progress(100)
    bar.show_state(state(ConnectionState.CATCHING_UP))
    assert bar.text

    bar.show_state(state(after))

    assert bar.text == ""
