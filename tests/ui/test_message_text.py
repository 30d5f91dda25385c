"""What a message says in words."""

import pytest

from desktop.core.records import DeliveryState, MessageKind
from desktop.ui.message_text import accessible_text, body_text, state_word
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
