"""What a message says in words."""

import pytest

from desktop.core.records import DeliveryState, MessageKind
from desktop.ui.message_text import (
    NOTICES,
    accessible_text,
    body_text,
    notice_text,
    preview_text,
    state_word,
)
from tests.helpers.fake_messenger import FakeMessenger


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (MessageKind.TEXT, "hello"),
        (MessageKind.NEEDS_NEWER, "This message needs a newer SecureChat."),
        (MessageKind.UNREADABLE, "This message could not be read."),
    ],
)
def test_every_kind_has_words(kind: MessageKind, expected: str) -> None:
    messenger = FakeMessenger()
    record = messenger.add_message(messenger.add_contact("bob"), "hello", kind=kind)

    assert body_text(record) == expected


def test_every_state_but_received_has_a_word() -> None:
    assert [state for state in DeliveryState if not state_word(state)] == [DeliveryState.RECEIVED]


def test_failed_message_is_spoken_as_not_sent() -> None:
    messenger = FakeMessenger()
    record = messenger.add_message(
        messenger.add_contact("bob"), "hi", is_own=True, state=DeliveryState.FAILED
    )

    assert accessible_text(record, sender="bob", time="14:03") == "You, 14:03: hi; not sent"


@pytest.mark.parametrize(
    ("kind", "count", "expected"),
    [
        (MessageKind.GAP, 1, "1 message missing"),
        (MessageKind.GAP, 12, "12 messages missing"),
        (MessageKind.FIRST_FAILED, 0, "A message from bob could not be opened"),
        (MessageKind.KEY_CHANGED, 0, "bob has a new security key"),
        (MessageKind.RESTORED, 0, "bob went back to an older copy of the chats"),
        (MessageKind.FORKED, 0, "bob’s SecureChat was used in two places at once"),
        (MessageKind.KEYS_RENEWED, 0, "bob renewed their security keys"),
        (MessageKind.KEYS_WITHHELD, 0, "The server does not show bob’s newest keys"),
    ],
)
def test_every_notice_has_words(kind: MessageKind, count: int, expected: str) -> None:
    messenger = FakeMessenger()
    record = messenger.add_message(messenger.add_contact("bob"), "", kind=kind, count=count)

    assert kind in NOTICES
    assert notice_text(record, name="bob") == preview_text(record, name="bob") == expected
    assert accessible_text(record, sender="bob", time="14:03").startswith(f"14:03: {expected}")


def test_what_stands_in_a_bubble_is_no_notice() -> None:
    messenger = FakeMessenger()
    record = messenger.add_message(messenger.add_contact("bob"), "hello")

    assert notice_text(record, name="bob") == ""
    assert preview_text(record, name="bob") == "hello"


def test_first_message_that_failed_says_what_enter_does() -> None:
    messenger = FakeMessenger()
    record = messenger.add_message(messenger.add_contact("bob"), "", kind=MessageKind.FIRST_FAILED)

    text = accessible_text(record, sender="bob", time="14:03")
    assert text.endswith("press Enter to ask to send again")
