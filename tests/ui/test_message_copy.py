"""Copied messages: one is its text, several say who and when."""

from desktop.core.records import MessageKind
from desktop.ui.message_copy import copied_text
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger


def test_one_message_is_copied_as_it_is() -> None:
    messenger = FakeMessenger()
    record = messenger.add_message(messenger.add_contact("bob"), " {name} <b>\n🥖 ")

    assert copied_text([record], sender="bob", own_name="alice") == " {name} <b>\n🥖 "


def test_several_messages_say_who_and_when() -> None:
    messenger = FakeMessenger()
    bob = messenger.add_contact("bob")
    records = [
        messenger.add_message(bob, "hello {text}"),
        messenger.add_message(bob, "hi", is_own=True, at_ms=NOON_MS + 60_000),
        messenger.add_message(bob, "", kind=MessageKind.UNREADABLE),
    ]

    assert copied_text(records, sender="bob", own_name="alice").splitlines() == [
        "bob, 24 Nov 2026, 12:00: hello {text}",
        "alice, 24 Nov 2026, 12:01: hi",
        "bob, 24 Nov 2026, 12:00: This message could not be read.",
    ]
