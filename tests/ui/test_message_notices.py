"""What a notification says, and when there is one."""

from dataclasses import replace

import pytest

from desktop.core.events import ConnectionChanged
from desktop.core.records import (
    ConnectionState,
    ConnectionTrouble,
    ContactId,
    ContactRecord,
    ConversationRecord,
    DeliveryState,
    MessageKind,
    MessagePosition,
    MessageRecord,
    MessageRow,
    Relation,
)
from desktop.ui.message_notices import MAX_TEXT_CHARACTERS, SUMMARY_TAG, MessageNotices
from protocol.ids import AccountId, Username


class Shelf:
    """A notification service that only remembers."""

    def __init__(self) -> None:
        self.shown: dict[int, tuple[str, str]] = {}
        self.said: list[tuple[str, str]] = []

    def show(self, tag: int, title: str, body: str) -> None:
        self.shown[tag] = (title, body)
        self.said.append((title, body))

    def withdraw(self, tag: int) -> None:
        del self.shown[tag]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def notices(shelf: Shelf, qapp: object) -> MessageNotices:
    notices = MessageNotices()
    notices.serve_by(shelf)
    return notices


def conversation(
    unread: int = 1,
    *,
    number: int = 7,
    text: str = "the secret plan",
    is_own: bool = False,
    kind: MessageKind = MessageKind.TEXT,
    relation: Relation = Relation.ACCEPTED,
) -> ConversationRecord:
    contact = ContactRecord(
        id=ContactId(number),
        account=AccountId(bytes(32)),
        username=Username(f"carol{number}"),
        is_name_confirmed=True,
        relation=relation,
    )
    message = MessageRecord(
        position=MessagePosition(place=1, seq=1, row=MessageRow(1)),
        contact=contact.id,
        is_own=is_own,
        kind=kind,
        text=text,
        shown_at_ms=0,
        state=DeliveryState.RECEIVED,
        is_unread=not is_own,
    )
    return ConversationRecord(
        contact=contact, last_message=message, unread_count=unread, last_activity_ms=0
    )


def connection(state: ConnectionState) -> ConnectionChanged:
    return ConnectionChanged(state=state, trouble=ConnectionTrouble.NONE)


def test_notification_holds_a_name_and_no_text_by_default(
    notices: MessageNotices, shelf: Shelf
) -> None:
    """UI-03."""
    notices.note_conversation(conversation())
    notices.note_conversation(conversation(2))

    assert shelf.shown == {7: ("carol7", "2 new messages")}
    assert "secret" not in str(shelf.said)


def test_barest_level_holds_no_name(notices: MessageNotices, shelf: Shelf) -> None:
    """UI-03."""
    notices.level = "hidden"

    notices.note_conversation(conversation())

    assert shelf.shown == {7: ("SecureChat", "1 new message")}


def test_text_is_shown_only_on_wish_and_never_at_any_length(
    notices: MessageNotices, shelf: Shelf
) -> None:
    notices.level = "text"

    notices.note_conversation(conversation(1, text="see you"))
    assert shelf.shown[7] == ("carol7", "see you")

    notices.note_conversation(conversation(2, text="x" * 5_000))
    assert shelf.shown[7][1] == "x" * MAX_TEXT_CHARACTERS + "…"

    notices.note_conversation(conversation(3, text="", kind=MessageKind.NEEDS_NEWER))
    assert shelf.shown[7][1] == "3 new messages"


def test_request_names_nobody(notices: MessageNotices, shelf: Shelf) -> None:
    notices.level = "text"

    notices.note_conversation(conversation(relation=Relation.REQUEST))

    assert shelf.shown == {7: ("SecureChat", "Somebody new wants to write to you")}


def test_nothing_is_shown_when_it_is_not_wanted(notices: MessageNotices, shelf: Shelf) -> None:
    notices.is_quiet = True
    notices.note_conversation(conversation(1))
    notices.note_conversation(conversation(2))
    notices.is_quiet = False
    notices.set_watched(is_watched=True)
    notices.note_conversation(conversation(3))
    notices.set_watched(is_watched=False)
    notices.note_conversation(conversation(4, relation=Relation.BLOCKED))
    notices.note_conversation(conversation(5, is_own=True))
    muted = conversation(6)
    notices.note_conversation(replace(muted, contact=replace(muted.contact, is_muted=True)))

    assert shelf.said == []


def test_what_was_unread_at_the_start_is_no_news(notices: MessageNotices, shelf: Shelf) -> None:
    notices.note_conversations([conversation(3)])
    notices.note_conversation(conversation(3))
    assert shelf.said == []

    notices.note_conversation(conversation(4))
    assert shelf.shown == {7: ("carol7", "4 new messages")}


def test_reading_and_looking_take_notifications_away(notices: MessageNotices, shelf: Shelf) -> None:
    notices.note_conversation(conversation(1, number=7))
    notices.note_conversation(conversation(1, number=8))
    notices.note_conversation(conversation(0, number=7))
    assert set(shelf.shown) == {8}

    notices.set_watched(is_watched=True)
    assert shelf.shown == {}


@pytest.mark.parametrize(
    ("chats", "expected"),
    [
        (2, {1: ("carol1", "3 new messages"), 2: ("carol2", "3 new messages")}),
        (5, {SUMMARY_TAG: ("SecureChat", "15 new messages")}),
    ],
)
def test_what_was_missed_is_told_once_when_it_is_all_here(
    notices: MessageNotices, shelf: Shelf, chats: int, expected: object
) -> None:
    notices.note_connection(connection(ConnectionState.CATCHING_UP))
    for unread in (1, 2, 3):
        for number in range(1, chats + 1):
            notices.note_conversation(conversation(unread, number=number))
    assert shelf.said == []

    notices.note_connection(connection(ConnectionState.ONLINE))
    notices.note_connection(connection(ConnectionState.ONLINE))

    assert shelf.shown == expected
    assert len(shelf.said) == len(shelf.shown)


def test_click_leads_to_the_chat_or_to_the_window(notices: MessageNotices) -> None:
    chats: list[object] = []
    windows: list[bool] = []
    notices.chat_requested.connect(chats.append)
    notices.window_requested.connect(lambda: windows.append(True))

    notices.open_tag(7)
    notices.open_tag(SUMMARY_TAG)

    assert (chats, windows) == ([ContactId(7)], [True])
