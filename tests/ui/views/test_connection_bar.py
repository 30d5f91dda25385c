"""The bar says how the app stands with the server, and is silent when all is well."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.events import ConnectionChanged
from desktop.core.records import ConnectionState, ConnectionTrouble
from desktop.ui.theme import Theme
from desktop.ui.views.connection_bar import ConnectionBar


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> ConnectionBar:
    bar = ConnectionBar(theme)
    qtbot.addWidget(bar)
    bar.resize(800, 28)
    return bar


def show(
    bar: ConnectionBar,
    state: ConnectionState,
    trouble: ConnectionTrouble = ConnectionTrouble.NONE,
) -> None:
    bar.show_state(ConnectionChanged(state=state, trouble=trouble))


def test_nothing_is_said_while_all_is_well(bar: ConnectionBar) -> None:
    show(bar, ConnectionState.ONLINE)

    assert bar.text == ""


@pytest.mark.parametrize(
    ("state", "trouble", "text"),
    [
        (
            ConnectionState.OFFLINE,
            ConnectionTrouble.UNREACHABLE,
            "Offline. Messages will be sent later.",
        ),
        (
            ConnectionState.REFUSED,
            ConnectionTrouble.SIGNED_IN_ELSEWHERE,
            "You signed in on another computer. You can still read your chats here.",
        ),
        (
            ConnectionState.REFUSED,
            ConnectionTrouble.NONE,
            "The server does not accept this account any more. You can still read your chats.",
        ),
        (
            ConnectionState.CATCHING_UP,
            ConnectionTrouble.NONE,
            "Newer messages are on their way",
        ),
    ],
)
def test_state_is_said_and_read_aloud(
    bar: ConnectionBar, state: ConnectionState, trouble: ConnectionTrouble, text: str
) -> None:
    show(bar, state, trouble)

    assert bar.text == text
    assert bar.accessibleName() == text
    assert not bar.grab().isNull()


def test_connecting_is_said_only_when_it_takes_long(bar: ConnectionBar) -> None:
    show(bar, ConnectionState.CONNECTING)
    assert bar.text == ""
    assert bar._timer.isActive()

    bar._timer.timeout.emit()
    assert bar.text == "Connecting…"

    show(bar, ConnectionState.ONLINE)
    assert bar.text == ""


def test_offline_stays_while_it_is_tried_again(bar: ConnectionBar) -> None:
    show(bar, ConnectionState.OFFLINE)
    show(bar, ConnectionState.CONNECTING)

    assert bar.text == "Offline. Messages will be sent later."
    assert not bar._timer.isActive()


def test_quick_connection_says_nothing(bar: ConnectionBar) -> None:
    show(bar, ConnectionState.CONNECTING)
    show(bar, ConnectionState.ONLINE)

    assert not bar._timer.isActive()
