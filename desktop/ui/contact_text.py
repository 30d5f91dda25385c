"""What a person is called and how their presence is said."""

from PySide6.QtCore import QCoreApplication

from desktop.core.records import ContactRecord
from protocol.messages import PresenceState

translate = QCoreApplication.translate


def contact_name(contact: ContactRecord) -> str:
    """Return the name to show: one's own name for the person, else the confirmed username."""
    if contact.own_name:
        return contact.own_name
    if contact.is_name_confirmed:
        return contact.username
    return translate("Contact", "New contact")


def avatar_name(contact: ContactRecord) -> str:
    """Return the name whose initials stand in the avatar; empty while none is confirmed."""
    if contact.own_name:
        return contact.own_name
    return contact.username if contact.is_name_confirmed else ""


def handle(username: str) -> str:
    """Return a username as it is passed on: with its sign, read from left to right anywhere."""
    return f"\u2066@{username}\u2069"


def presence_words(presence: PresenceState) -> str:
    """Return presence as words, none where nothing is known of it."""
    if presence is PresenceState.ONLINE:
        return translate("Contact", "online")
    if presence is PresenceState.RECENTLY:
        return translate("Contact", "last seen recently")
    return ""
