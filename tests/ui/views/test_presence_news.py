"""News of presence, typing and the connection, in the list and in the open conversation."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.events import TypingChanged
from desktop.core.records import ConnectionState, ConnectionTrouble
from desktop.ui.models.chat_book import ChatBook
from desktop.ui.views.conversation_view import ConversationView
from desktop.ui.views.presence_news import PresenceNews
from protocol.messages import PresenceState
from tests.ui.conftest import Desk, show_active


class Pane:
    """An open conversation with Bob; Carol has a chat too."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.messenger = desk.messenger
        self.bob = self.messenger.add_contact("bob")
        self.carol = self.messenger.add_contact("carol")
        self.view = ConversationView(desk.bridge, desk.theme, lambda: self.messenger.now_ms)
        self.book = ChatBook(lambda: self.messenger.now_ms, self.view)
        self.news = PresenceNews(desk.bridge, self.book, self.view, self.view)
        qtbot.addWidget(self.view)
        show_active(self.view)
        self.messenger.connect()
        records = [self.messenger.conversation(contact) for contact in (self.bob, self.carol)]
        self.book.load(records)
        self.view.open(records[0], PresenceState.UNKNOWN)
        desk.settle()

    @property
    def shown(self) -> str:
        return self.view.header._presence.accessibleName()


@pytest.fixture
def pane(desk: Desk, qtbot: QtBot) -> Pane:
    return Pane(desk, qtbot)


def test_presence_of_the_open_conversation_is_shown_at_its_head(pane: Pane) -> None:
    pane.messenger.set_presence(pane.bob, PresenceState.ONLINE)

    assert pane.shown == "Presence: online"
    assert pane.book.chats.presence(pane.bob) is PresenceState.ONLINE


def test_presence_of_another_is_remembered_and_not_shown(pane: Pane) -> None:
    before = pane.shown
    pane.messenger.set_presence(pane.carol, PresenceState.ONLINE)

    assert pane.shown == before
    assert pane.book.chats.presence(pane.carol) is PresenceState.ONLINE


def test_without_connection_nobodys_presence_is_known(pane: Pane) -> None:
    pane.messenger.set_presence(pane.bob, PresenceState.ONLINE)

    pane.messenger.connect(ConnectionState.OFFLINE, ConnectionTrouble.UNREACHABLE)
    assert not pane.view.header._presence.isVisible()
    assert pane.view.bar.text == "Offline. Messages will be sent later."
    assert pane.book.chats.presence(pane.bob) is PresenceState.UNKNOWN

    pane.messenger.connect()
    assert pane.shown == "Presence: online"
    assert pane.view.bar.text == ""


@pytest.mark.parametrize("state", ConnectionState)
def test_offline_is_one_state_alone(pane: Pane, state: ConnectionState) -> None:
    pane.messenger.connect(ConnectionState.OFFLINE, ConnectionTrouble.UNREACHABLE)

    pane.messenger.connect(state)

    assert pane.news.is_offline == (state is ConnectionState.OFFLINE)


def test_typing_is_remembered_of_all_and_shown_of_the_open_conversation(pane: Pane) -> None:
    pane.messenger.tell(TypingChanged(contact=pane.carol, is_typing=True))
    assert pane.book.chats.is_typing(pane.carol)
    assert pane.view.header._presence.text() != "typing…"

    pane.messenger.tell(TypingChanged(contact=pane.bob, is_typing=True))
    assert pane.view.header._presence.text() == "typing…"

    pane.messenger.tell(TypingChanged(contact=pane.bob, is_typing=False))
    assert pane.view.header._presence.text() != "typing…"
    assert not pane.book.chats.is_typing(pane.bob)
