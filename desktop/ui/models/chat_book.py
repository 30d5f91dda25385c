"""Whose chats there are, and in which list each stands: chats, requests, or none."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from desktop.core.records import ContactId, ContactRecord, ConversationRecord, Relation
from desktop.ui.models.conversation_list_model import ConversationListModel


class ChatBook:
    """Every conversation of the account.

    Attributes:
        chats: Those of the chat list.
        requests: Those of people who ask to write.
    """

    def __init__(self, now_ms: Callable[[], int], parent: QObject) -> None:
        """Begin empty.

        Args:
            now_ms: The clock, Unix milliseconds.
            parent: Qt parent of both models.
        """
        self.chats = ConversationListModel(now_ms, parent)
        self.requests = ConversationListModel(now_ms, parent)
        # People whose chat was deleted: they can still be written to.
        self._unlisted: dict[ContactId, ConversationRecord] = {}

    @property
    def unseen_requests(self) -> int:
        """How many of those who ask wrote something that was not looked at yet."""
        return sum(record.unread_count > 0 for record in self.requests.records())

    def load(self, conversations: Sequence[ConversationRecord]) -> None:
        """Take these in place of all before."""
        requests = [record for record in conversations if is_request(record)]
        others = [record for record in conversations if not is_request(record)]
        self._unlisted = {each.contact.id: each for each in others if not each.is_listed}
        self.chats.set_conversations([record for record in others if record.is_listed])
        self.requests.set_conversations(requests)

    def put(self, conversation: ConversationRecord) -> None:
        """Take a conversation as it is now, at its place."""
        contact = conversation.contact.id
        place = self.requests if is_request(conversation) else self.chats
        (self.chats if place is self.requests else self.requests).remove(contact)
        self._unlisted.pop(contact, None)
        if conversation.is_listed or place is self.requests:
            place.put(conversation)
        else:
            place.remove(contact)
            self._unlisted[contact] = conversation

    def remove(self, contact: ContactId) -> None:
        """Take a conversation out of the lists."""
        self.chats.remove(contact)
        self.requests.remove(contact)

    def refresh_rows(self) -> None:
        """Write the times anew, because a new day began."""
        self.chats.refresh_rows()
        self.requests.refresh_rows()

    def find(self, contact: ContactId) -> ConversationRecord | None:
        """Return the conversation with a contact, wherever it stands."""
        listed = self.chats.find_record(contact) or self.requests.find_record(contact)
        return listed or self._unlisted.get(contact)

    def contacts(self) -> list[ContactRecord]:
        """Return everybody who is known and does not only ask, with or without a chat."""
        return [record.contact for record in self.chats.records()] + self.people_without_chat()

    def people_without_chat(self) -> list[ContactRecord]:
        """Return contacts whose chat was deleted."""
        return [record.contact for record in self._unlisted.values()]

    def blocked(self) -> list[ContactRecord]:
        """Return contacts who are blocked."""
        return [contact for contact in self.contacts() if contact.relation is Relation.BLOCKED]


def is_request(conversation: ConversationRecord) -> bool:
    """Tell whether the person only asks to write."""
    return conversation.contact.relation is Relation.REQUEST
