"""What a message says in one line, for the list and for a screen reader."""

from PySide6.QtCore import QCoreApplication

from desktop.core.records import DeliveryState, MessageKind, MessageRecord

translate = QCoreApplication.translate


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
        DeliveryState.FAILED: translate("Message", "not sent"),
        DeliveryState.RECEIVED: "",
    }[state]


def accessible_text(record: MessageRecord, *, sender: str, time: str) -> str:
    """Compose the row of a message for a screen reader: "You, 14:03: text; delivered"."""
    who = translate("Message", "You") if record.is_own else sender
    text = f"{who}, {time}: {body_text(record)}"
    word = state_word(record.state)
    return f"{text}; {word}" if word else text
