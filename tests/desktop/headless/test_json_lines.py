"""Events as lines: whose they are is told, and a claimed name is not passed for a name."""

import json

import pytest

from desktop.core.events import (
    CatchUpProgressed,
    ConversationRemoved,
    Event,
    MessageRemoved,
    NoticeRaised,
    PresenceChanged,
    TypingChanged,
)
from desktop.core.records import AccountNotice, ConnectionState, ConnectionTrouble, DeliveryState
from desktop.headless.json_lines import LineWriter
from protocol.messages import PresenceState
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger


class Written:
    """A writer over a messenger that says what it is told to say."""

    def __init__(self) -> None:
        self.messenger = FakeMessenger()
        self.lines: list[dict[str, object]] = []
        self.writer = LineWriter(lambda line: self.lines.append(json.loads(line)))
        self.messenger.listen(self.writer.on_event)


@pytest.fixture
def written() -> Written:
    return Written()


def test_message_of_somebody_new_waits_for_the_name(written: Written) -> None:
    bob = written.messenger.add_contact("bob")
    written.messenger.add_message(bob, "hello", is_unread=True)
    message, conversation = written.lines
    assert message == {
        "event": "message",
        "contact": bob,
        "name": "bob",
        "claimed_name": "bob",
        "id": 1,
        "is_own": False,
        "kind": "text",
        "text": "hello",
        "time_ms": NOON_MS,
        "state": "received",
        "failure": "none",
        "count": 0,
    }
    assert conversation["event"] == "conversation"
    assert conversation["unread"] == 1
    assert conversation["relation"] == "accepted"


def test_claimed_name_is_no_name(written: Written) -> None:
    mallory = written.messenger.add_contact("bob", is_name_confirmed=False)
    written.messenger.add_message(mallory, "hello")
    assert [(line["name"], line["claimed_name"]) for line in written.lines] == [(None, "bob")] * 2


def test_change_of_an_own_message_is_told(written: Written) -> None:
    bob = written.messenger.add_contact("bob")
    waiting = written.messenger.add_message(bob, "hi", is_own=True, state=DeliveryState.WAITING)
    written.lines.clear()
    written.messenger.change_message(waiting, DeliveryState.SENT)
    assert written.lines[0]["event"] == "message_changed"
    assert written.lines[0]["state"] == "sent"
    assert written.lines[0]["id"] == waiting.position.row


def test_connection_is_told_with_its_trouble(written: Written) -> None:
    written.messenger.connect(ConnectionState.OFFLINE, ConnectionTrouble.UNREACHABLE)
    assert written.lines == [
        {
            "event": "connection",
            "state": "offline",
            "trouble": "unreachable",
            "retry_in_s": None,
        }
    ]


def test_every_other_event_has_its_line(written: Written) -> None:
    bob = written.messenger.add_contact("bob")
    message = written.messenger.add_message(bob, "hello")
    written.lines.clear()
    who = {"contact": bob, "name": "bob", "claimed_name": "bob"}
    told: dict[Event, dict[str, object]] = {
        PresenceChanged(contact=bob, presence=PresenceState.ONLINE): {
            "event": "presence", **who, "presence": "online",
        },
        TypingChanged(contact=bob, is_typing=True): {"event": "typing", **who, "is_typing": True},
        ConversationRemoved(contact=bob): {"event": "conversation_removed", **who},
        CatchUpProgressed(done=25, share=0.5, reached_ms=1): {
            "event": "catch_up",
            "done": 25,
            "share": 0.5,
        },
        NoticeRaised(notice=AccountNotice.CLOCKS_DIFFER): {
            "event": "notice", "notice": "clocks differ",
        },
    }  # fmt: skip
    for event, line in told.items():
        written.messenger.tell(event)
        assert written.lines.pop() == line
    written.messenger.tell(MessageRemoved(message=message))
    assert written.lines.pop()["event"] == "message_removed"
