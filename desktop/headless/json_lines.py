"""What happened, as lines of JSON: one object an event, its `event` says which.

docs/headless.md lists every event and field.
"""

import json
from collections.abc import Callable
from typing import Final

from desktop.core.events import (
    CatchUpProgressed,
    ConnectionChanged,
    ConversationChanged,
    ConversationRemoved,
    Event,
    MessageAdded,
    MessageChanged,
    MessageRemoved,
    NoticeRaised,
    PresenceChanged,
    TypingChanged,
)
from desktop.core.records import ContactId, ContactRecord, ConversationRecord, MessageRecord

Line = dict[str, object]


class LineWriter:
    """Turns events into lines that name people; listens to the messenger.

    A message of somebody who is not known yet waits for the conversation's own event, which always
    follows.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        """Make it.

        Args:
            write: Takes one line without its end; called on the event loop.
        """
        self._write = write
        self._people: dict[ContactId, ContactRecord] = {}
        self._waiting: dict[ContactId, list[Line]] = {}

    def write(self, line: Line) -> None:
        """Write one object."""
        self._write(json.dumps(line))

    def know(self, contact: ContactRecord) -> None:
        """Learn a person's name, and write what waited for it."""
        self._people[contact.id] = contact
        for line in self._waiting.pop(contact.id, ()):
            self._write_named(contact.id, line)

    def on_event(self, event: Event) -> None:
        """Write the line of an event."""
        match event:
            case MessageAdded() | MessageChanged() | MessageRemoved():
                line = {"event": _MESSAGE_EVENTS[type(event)], **message_fields(event.message)}
                self._write_named(event.message.contact, line)
            case ConversationChanged():
                self.know(event.conversation.contact)
                self.write({"event": "conversation", **conversation_fields(event.conversation)})
            case ConversationRemoved():
                self._waiting.pop(event.contact, None)
                self._write_named(event.contact, {"event": "conversation_removed"})
            case PresenceChanged():
                line = {"event": "presence", "presence": event.presence.name.lower()}
                self._write_named(event.contact, line)
            case TypingChanged():
                self._write_named(event.contact, {"event": "typing", "is_typing": event.is_typing})
            case ConnectionChanged():
                self.write(
                    {
                        "event": "connection",
                        "state": event.state.value,
                        "trouble": event.trouble.value,
                        "retry_in_s": event.retry_in_s,
                    }
                )
            case CatchUpProgressed():
                self.write({"event": "catch_up", "done": event.done, "share": event.share})
            case NoticeRaised():
                line = {"event": "notice", "notice": event.notice.value}
                self.write({**line, "count": event.count} if event.count else line)

    def write_message(self, message: MessageRecord) -> None:
        """Write a message of the history as if it came now."""
        self._write_named(message.contact, {"event": "message", **message_fields(message)})

    def _write_named(self, contact: ContactId, line: Line) -> None:
        person = self._people.get(contact)
        if person is None:
            self._waiting.setdefault(contact, []).append(line)
        else:
            self.write({"event": line["event"], **person_fields(person), **line})


_MESSAGE_EVENTS: Final[dict[type[Event], str]] = {
    MessageAdded: "message",
    MessageChanged: "message_changed",
    MessageRemoved: "message_removed",
}


def person_fields(contact: ContactRecord) -> Line:
    """Return who somebody is; a name that only they claim is no `name` (PROTOCOL P3)."""
    is_confirmed = contact.is_name_confirmed
    return {
        "contact": contact.id,
        "name": contact.username if is_confirmed else None,
        "claimed_name": contact.username,
    }


def message_fields(message: MessageRecord) -> Line:
    """Return what is told of a message."""
    return {
        "id": message.position.row,
        "is_own": message.is_own,
        "kind": message.kind.value,
        "text": message.text,
        "time_ms": message.shown_at_ms,
        "state": message.state.value,
        "failure": message.failure.value,
        "count": message.count,
    }


def conversation_fields(conversation: ConversationRecord) -> Line:
    """Return what is told of a conversation."""
    contact = conversation.contact
    return {
        **person_fields(contact),
        "own_name": contact.own_name,
        "relation": contact.relation.value,
        "trust": contact.trust.value,
        "unread": conversation.unread_count,
    }
