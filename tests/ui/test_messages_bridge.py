"""Requests about single messages and the composer: each reaches the messenger, faults are told."""

import pytest

from desktop.core.records import ContactId, Draft, MessageRow, MessageTimes
from desktop.errors import StorageError
from desktop.ui.messages_bridge import MessagesBridge
from tests.ui.conftest import Desk


@pytest.fixture
def messages(desk: Desk) -> MessagesBridge:
    assert desk.messenger.add_contact("bob") == ContactId(1)
    return desk.bridge.messages


def test_times_of_a_message_are_answered_and_nothing_for_one_that_is_gone(
    desk: Desk, messages: MessagesBridge
) -> None:
    found: list[tuple[int, MessageTimes]] = []
    messages.times_found.connect(lambda row, times: found.append((row, times)))
    times = MessageTimes(sent_ms=1, local_ms=2)
    desk.messenger.times[MessageRow(5)] = times

    messages.find_times(MessageRow(5))
    messages.find_times(MessageRow(6))
    desk.settle()

    assert found == [(5, times)]


def test_every_draft_is_kept_in_order(desk: Desk, messages: MessagesBridge) -> None:
    drafts = [Draft(text="o", cursor=1), Draft(text="on", cursor=2), None]

    for draft in drafts:
        messages.save_draft(ContactId(1), draft)
    desk.settle()

    assert desk.messenger.called("save_draft") == [(1, draft) for draft in drafts]


def test_deleting_and_emoji_reach_the_messenger(desk: Desk, messages: MessagesBridge) -> None:
    loaded: list[list[str]] = []
    messages.used_emoji_loaded.connect(loaded.append)
    desk.messenger.used_emoji = ["👍", "🎉"]

    messages.delete(ContactId(1), [MessageRow(2), MessageRow(3)])
    messages.note_emoji_used("👍")
    messages.load_used_emoji(limit=1)
    desk.settle()

    assert desk.messenger.called("delete_messages") == [(1, (2, 3))]
    assert desk.messenger.called("note_emoji_used") == [("👍",)]
    assert loaded == [["👍"]]


@pytest.mark.parametrize(
    "name",
    [
        "delete_messages",
        "find_message_times",
        "save_draft",
        "load_used_emoji",
        "note_emoji_used",
    ],
)
def test_fault_is_told(desk: Desk, messages: MessagesBridge, name: str) -> None:
    told: list[object] = []
    messages.request_failed.connect(told.append)
    desk.messenger.faults[name] = StorageError()

    messages.delete(ContactId(1), [MessageRow(2)])
    messages.find_times(MessageRow(2))
    messages.save_draft(ContactId(1), None)
    messages.load_used_emoji(limit=8)
    messages.note_emoji_used("👍")
    desk.settle()

    assert len(told) == 1
