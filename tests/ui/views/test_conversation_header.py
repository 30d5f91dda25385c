"""The head of a conversation names the person."""

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from desktop.core.records import Relation, Trust
from desktop.ui.theme import Theme
from desktop.ui.views.conversation_header import ConversationHeader
from protocol.messages import PresenceState
from tests.helpers.fake_messenger import FakeMessenger


@pytest.fixture
def header(theme: Theme, qtbot: QtBot) -> ConversationHeader:
    header = ConversationHeader(theme)
    qtbot.addWidget(header)
    header.resize(600, 64)
    return header


@pytest.mark.parametrize("presence", PresenceState)
def test_name_and_presence_are_said(header: ConversationHeader, presence: PresenceState) -> None:
    messenger = FakeMessenger()
    contact = messenger.conversation(messenger.add_contact("bob")).contact

    header.show_contact(contact, presence)

    assert header._name.accessibleName() == "Conversation with bob"
    assert header._presence.accessibleName() == f"Presence: {header._presence.text()}"
    assert not header.grab().isNull()


def test_unconfirmed_name_is_not_shown(header: ConversationHeader) -> None:
    messenger = FakeMessenger()
    contact = messenger.add_contact("mallory", is_name_confirmed=False)

    header.show_contact(messenger.conversation(contact).contact, PresenceState.UNKNOWN)

    assert header._name.text() == "New contact"
    assert not header.grab().isNull()


def test_back_is_there_only_when_narrow(header: ConversationHeader, qtbot: QtBot) -> None:
    assert header._back.isHidden()

    header.set_narrow(is_narrow=True)

    with qtbot.waitSignal(header.back_requested):
        header._back.click()
    header.set_narrow(is_narrow=False)
    assert header._back.isHidden()


def test_name_keeps_its_distance_from_the_avatar_when_narrow(header: ConversationHeader) -> None:
    def gap() -> int:
        header.show()
        QCoreApplication.processEvents()
        return header._name.x() - header._avatar.geometry().right()

    wide = gap()
    header.set_narrow(is_narrow=True)

    assert gap() == wide


def test_typing_stands_in_place_of_presence(header: ConversationHeader) -> None:
    messenger = FakeMessenger()
    contact = messenger.conversation(messenger.add_contact("bob")).contact
    header.show_contact(contact, PresenceState.ONLINE)

    header.show_typing(is_typing=True)
    assert header._presence.text() == "typing…"
    header.show_contact(contact, PresenceState.RECENTLY)
    assert header._presence.text() == "typing…"

    header.show_typing(is_typing=False)
    assert header._presence.text() == "last seen recently"


def test_trust_and_menu_ask(header: ConversationHeader, qtbot: QtBot) -> None:
    messenger = FakeMessenger()
    contact = messenger.add_contact("bob", trust=Trust.VERIFIED)
    header.show_contact(messenger.conversation(contact).contact, PresenceState.ONLINE)

    assert header.trust.accessibleName() == "Verified"
    with qtbot.waitSignal(header.verify_requested):
        header.trust.click()
    with qtbot.waitSignal(header.menu_requested):
        header.menu.click()


def test_request_shows_the_username_and_no_menu(header: ConversationHeader) -> None:
    messenger = FakeMessenger()
    contact = messenger.add_contact("ivo", relation=Relation.REQUEST)

    header.show_contact(messenger.conversation(contact).contact, PresenceState.ONLINE)

    assert header._presence.text() == "@ivo"
    assert header.menu.isHidden()
