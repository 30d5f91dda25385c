"""When the desktop says that somebody wrote, and how much it says.

A notification stands on a screen that others see, also while the person is away: by default it
holds a name and no text.
"""

from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal

from desktop.core.events import ConnectionChanged
from desktop.core.records import (
    ConnectionState,
    ContactId,
    ConversationRecord,
    MessageKind,
    Relation,
)
from desktop.ui.contact_text import contact_name
from desktop.ui.preferences import NotificationLevel

MAX_TEXT_CHARACTERS: Final = 200
"""More than any desktop shows; the rest is read in the window."""

SUMMARY_TAG: Final = 0
"""The tag of what names no single chat; contacts count from 1."""

_MOST_SINGLE_CHATS: Final = 3


class NoticeService(Protocol):
    """Where notifications are shown: at most one a tag."""

    def show(self, tag: int, title: str, body: str) -> None:
        """Show a notification in place of the one with the same tag."""

    def withdraw(self, tag: int) -> None:
        """Take the notification with this tag away."""


class MessageNotices(QObject):
    """Tells of messages that came while nobody looked at the window.

    Attributes:
        level: How much a notification says: that there is something, from whom, or all.
        is_quiet: True to show nothing; what came is counted as ever.

    Signals:
        chat_requested(ContactId): The person clicked the notification of a chat.
        window_requested(): The person clicked one that names no chat.
    """

    chat_requested = Signal(object)
    window_requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with no service: until `serve_by` nothing is shown."""
        super().__init__(parent)
        self.level: NotificationLevel = "name"
        self.is_quiet = False
        self._service: NoticeService | None = None
        self._is_watched = False
        self._is_catching_up = False
        self._unread: dict[ContactId, int] = {}
        self._held: dict[ContactId, ConversationRecord] = {}
        self._shown: set[int] = set()

    def serve_by(self, service: NoticeService) -> None:
        """Show what comes from now on by this service."""
        self._service = service

    # ── what happens ──────────────────────────────────────────────────────────────────────────

    def set_watched(self, *, is_watched: bool) -> None:
        """The person looks at the window or does not; looking takes every notification away."""
        self._is_watched = is_watched
        if is_watched:
            self.withdraw_all()

    def note_conversations(self, conversations: list[ConversationRecord]) -> None:
        """Know how much was unread before; nothing is shown for it."""
        self._unread = {record.contact.id: record.unread_count for record in conversations}

    def note_conversation(self, conversation: ConversationRecord) -> None:
        """A row of the list is new or different: more unread than before is news."""
        contact = conversation.contact.id
        before = self._unread.get(contact, 0)
        self._unread[contact] = conversation.unread_count
        if conversation.unread_count == 0:
            self._held.pop(contact, None)
            self._withdraw(int(contact))
        elif conversation.unread_count > before and self._is_worth_telling(conversation):
            if self._is_catching_up:
                self._held[contact] = conversation
            else:
                self._show_chat(conversation)

    def note_connection(self, change: ConnectionChanged) -> None:
        """Hold notifications while what was missed comes in, and tell of it once."""
        self._is_catching_up = change.state is ConnectionState.CATCHING_UP
        if self._is_catching_up or not self._held:
            return
        held = [self._held[contact] for contact in sorted(self._held)]
        self._held.clear()
        if len(held) <= _MOST_SINGLE_CHATS:
            for conversation in held:
                self._show_chat(conversation)
        else:
            total = sum(conversation.unread_count for conversation in held)
            body = self._count_words(total)
            self._show(SUMMARY_TAG, self.tr("SecureChat"), body)

    def open_tag(self, tag: int) -> None:
        """The person clicked the notification with this tag."""
        if tag == SUMMARY_TAG:
            self.window_requested.emit()
        else:
            self.chat_requested.emit(ContactId(tag))

    def withdraw_all(self) -> None:
        """Take every notification away, such as when the app is locked."""
        self._held.clear()
        for tag in tuple(self._shown):
            self._withdraw(tag)

    # ── words ─────────────────────────────────────────────────────────────────────────────────

    def _is_worth_telling(self, conversation: ConversationRecord) -> bool:
        is_wanted = not self.is_quiet and not self._is_watched
        contact = conversation.contact
        is_heard = contact.relation is not Relation.BLOCKED and not contact.is_muted
        last = conversation.last_message
        return is_wanted and is_heard and last is not None and not last.is_own

    def _show_chat(self, conversation: ConversationRecord) -> None:
        tag = int(conversation.contact.id)
        if conversation.contact.relation is Relation.REQUEST:
            self._show(tag, self.tr("SecureChat"), self.tr("Somebody new wants to write to you"))
            return
        body = self._count_words(conversation.unread_count)
        if self.level == "hidden":
            self._show(tag, self.tr("SecureChat"), body)
            return
        last = conversation.last_message
        if self.level == "text" and last is not None and last.kind is MessageKind.TEXT:
            body = _shortened(last.text)
        self._show(tag, contact_name(conversation.contact), body)

    def _count_words(self, count: int) -> str:
        if count == 1:
            return self.tr("1 new message")
        return self.tr("%n new messages", "", count)

    def _show(self, tag: int, title: str, body: str) -> None:
        if self._service is not None:
            self._shown.add(tag)
            self._service.show(tag, title, body)

    def _withdraw(self, tag: int) -> None:
        if tag in self._shown and self._service is not None:
            self._shown.discard(tag)
            self._service.withdraw(tag)


def _shortened(text: str) -> str:
    if len(text) <= MAX_TEXT_CHARACTERS:
        return text
    return text[:MAX_TEXT_CHARACTERS].rstrip() + "…"
