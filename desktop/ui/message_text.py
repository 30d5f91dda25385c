"""What a message says in one line, for the list and for a screen reader."""

from PySide6.QtCore import QCoreApplication

from desktop.core.records import DeliveryState, MessageKind, MessageRecord
from desktop.ui.counted_text import CountedText

translate = QCoreApplication.translate


NOTICES = frozenset(
    {
        MessageKind.GAP,
        MessageKind.FIRST_FAILED,
        MessageKind.KEY_CHANGED,
        MessageKind.RESTORED,
        MessageKind.FORKED,
        MessageKind.KEYS_RENEWED,
        MessageKind.KEYS_WITHHELD,
    }
)
"""What is shown between the bubbles, not in one."""


def notice_text(record: MessageRecord, *, name: str) -> str:
    """Return the words of a notice; empty for what stands in a bubble."""
    if record.kind is MessageKind.GAP:
        return CountedText().messages_missing(record.count)
    words = {
        MessageKind.FIRST_FAILED: translate("Message", "A message from {name} could not be opened"),
        MessageKind.KEY_CHANGED: translate("Message", "{name} has a new security key"),
        MessageKind.RESTORED: translate(
            "Message", "{name} went back to an older copy of the chats"
        ),
        MessageKind.FORKED: translate(
            "Message", "{name}’s SecureChat was used in two places at once"
        ),
        MessageKind.KEYS_RENEWED: translate("Message", "{name} renewed their security keys"),
        MessageKind.KEYS_WITHHELD: translate(
            "Message", "The server does not show {name}’s newest keys"
        ),
    }
    return words.get(record.kind, "").format(name=name)


def preview_text(record: MessageRecord, *, name: str) -> str:
    """Return what the list says of a message: its notice or what stands in its bubble."""
    return notice_text(record, name=name) or body_text(record)


def body_text(record: MessageRecord) -> str:
    """Return what stands in the bubble."""
    if record.kind is MessageKind.NEEDS_NEWER:
        return translate("Message", "This message needs a newer SecureChat.")
    if record.kind is MessageKind.UNREADABLE:
        return translate("Message", "This message could not be read.")
    return record.text


def state_word(state: DeliveryState) -> str:
    """Return the word for the sign of an own message; RECEIVED has none."""
    return {
        DeliveryState.WAITING: translate("Message", "waiting"),
        DeliveryState.SENT: translate("Message", "sent"),
        DeliveryState.DELIVERED: translate("Message", "delivered"),
        DeliveryState.READ: translate("Message", "read"),
        DeliveryState.FAILED: translate("Message", "not sent"),
        DeliveryState.RECEIVED: "",
    }[state]


def accessible_text(record: MessageRecord, *, sender: str, time: str) -> str:
    """Compose the row of a message for a screen reader: "You, 14:03: text; delivered"."""
    notice = notice_text(record, name=sender)
    if record.kind is MessageKind.FIRST_FAILED:
        return translate("Message", "{time}: {notice}; press Enter to ask to send again").format(
            time=time, notice=notice
        )
    if notice:
        return f"{time}: {notice}"
    who = translate("Message", "You") if record.is_own else sender
    text = f"{who}, {time}: {body_text(record)}"
    word = state_word(record.state)
    return f"{text}; {word}" if word else text
