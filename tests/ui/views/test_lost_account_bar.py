"""The bar that offers a way back when the server lost the account."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.events import ConnectionChanged
from desktop.core.records import ConnectionState, ConnectionTrouble
from desktop.ui.theme import Theme
from desktop.ui.views.lost_account_bar import LostAccountBar


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> LostAccountBar:
    bar = LostAccountBar(theme)
    qtbot.addWidget(bar)
    return bar


def change(
    bar: LostAccountBar,
    state: ConnectionState,
    trouble: ConnectionTrouble = ConnectionTrouble.NONE,
) -> None:
    bar.show_state(ConnectionChanged(state=state, trouble=trouble))


def test_it_is_shown_until_the_account_is_back(bar: LostAccountBar) -> None:
    change(bar, ConnectionState.REFUSED, ConnectionTrouble.ACCOUNT_LOST)
    assert "Your chats are safe" in bar.text
    change(bar, ConnectionState.CONNECTING)
    assert bar.text
    change(bar, ConnectionState.ONLINE)
    assert bar.text == ""


def test_registration_that_waits_says_why(bar: LostAccountBar) -> None:
    change(bar, ConnectionState.REFUSED, ConnectionTrouble.KEY_CHANGED)
    assert "another identity" in bar.text


def test_other_troubles_are_told_elsewhere(bar: LostAccountBar) -> None:
    change(bar, ConnectionState.REFUSED, ConnectionTrouble.SIGN_IN_FAILED)
    assert bar.text == ""
