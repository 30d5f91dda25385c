"""The page about the server."""

import pytest
from PySide6.QtWidgets import QWidget

from desktop.core.records import ConnectionState, ConnectionTrouble
from desktop.errors import RelayIncompatible
from desktop.ui.dialogs.network_page import NetworkPage, build
from tests.ui.conftest import Desk
from tests.ui.dialogs.conftest import settings_context


@pytest.fixture
def page(desk: Desk, window: QWidget) -> NetworkPage:
    desk.bridge.open_profile()
    desk.messenger.connect()
    desk.settle()
    page = build(settings_context(desk), window)
    page.show()
    return page


def test_server_and_connection_are_shown_as_they_are(page: NetworkPage, desk: Desk) -> None:
    assert page.server.text() == "127.0.0.1:8765"
    assert page.state.text() == "Connected"
    assert page.try_now.isHidden()

    desk.messenger.connect(ConnectionState.OFFLINE, ConnectionTrouble.UNREACHABLE)

    assert page.state.text() not in {"", "Connected"}
    page.try_now.click()
    assert desk.messenger.called("reconnect_now") == [()]
    desk.messenger.connect(ConnectionState.CONNECTING)
    assert page.state.text() == "Connecting…"


def test_other_address_is_completed_and_taken(page: NetworkPage, desk: Desk) -> None:
    page.use.click()
    assert desk.messenger.called("move_relay") == []

    page.address.set_text("chat.example")
    page.use.click()
    desk.settle()

    assert desk.messenger.called("move_relay") == [("wss://chat.example",)]
    assert page.server.text() == "chat.example"
    assert desk.bridge.profile is not None
    assert desk.bridge.profile.relay_address == "wss://chat.example"
    assert page.address.text == ""


def test_another_server_is_refused_in_words(page: NetworkPage, desk: Desk) -> None:
    desk.messenger.faults["move_relay"] = RelayIncompatible(relay_is_newer=None)

    page.address.set_text("other.example")
    page.address.entered.emit()
    desk.settle()

    assert page.address._help.text().startswith("This address belongs to another server")
    assert page.server.text() == "127.0.0.1:8765"
    assert page.use.isEnabled()
