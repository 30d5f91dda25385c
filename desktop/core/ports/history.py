"""The store of messages and sessions."""

from collections.abc import Sequence
from typing import Protocol

from desktop.core.records import (
    ContactId,
    ConversationRecord,
    MessagePosition,
    MessageRecord,
    MessageRow,
)
from desktop.core.rows.peers import StreamPosition
from desktop.core.rows.received import ReceivedContent, ReceivedOutcome
from protocol.ids import ContentId, ConversationId, DeviceAddress, EnvelopeId


class HistoryStore(Protocol):
    """Messages, conversations, seen ids and the commits of the inbound pipeline."""

    async def load_conversations(self) -> list[ConversationRecord]:
        """Return every conversation, newest activity first."""

    async def get_conversation(self, contact: ContactId) -> ConversationRecord:
        """Return one conversation. Raises KeyError."""

    async def load_page(
        self, contact: ContactId, *, before: MessagePosition | None, limit: int
    ) -> list[MessageRecord]:
        """Return the newest `limit` messages before a position (None: the end), oldest first."""

    async def load_page_after(
        self, contact: ContactId, *, after: MessagePosition, limit: int
    ) -> list[MessageRecord]:
        """Return the oldest `limit` messages after a position, oldest first."""

    async def load_page_around(
        self, contact: ContactId, *, message: MessageRow, limit: int
    ) -> list[MessageRecord]:
        """Return a message among its neighbours; empty if it is not in the conversation."""

    async def mark_read(self, contact: ContactId) -> ConversationRecord:
        """Every received message of a conversation has been seen."""

    async def count_received(self, contact: ContactId) -> int:
        """Return how many messages of a contact are kept."""

    async def count_unanswered(self, contact: ContactId) -> int:
        """Return how many own messages of a conversation no receipt and no failure settled."""

    async def load_unread(self, contact: ContactId) -> list[ContentId]:
        """Return the contents of a contact that are unread, to be told when they are read."""

    async def is_done(
        self,
        sender: DeviceAddress,
        content_id: ContentId,
        *,
        conversation: ConversationId,
        seq: int,
    ) -> bool:
        """Tell whether nothing is left to do for a content: it was seen, and its seq is known.

        A content that was sent under another seq before is shown once, and counts under each.
        """

    async def find_stream(
        self, sender: DeviceAddress, conversation: ConversationId
    ) -> StreamPosition:
        """Return the newest position of a stream, (0, 32 zero bytes) for a new one."""

    async def commit_received(self, received: ReceivedContent) -> ReceivedOutcome:
        """Commit everything that one opened envelope changes."""

    async def commit_dropped(
        self,
        envelope_id: EnvelopeId,
        *,
        olm_pickle: bytes | None,
        first_of: ContactId | None = None,
        now_ms: int = 0,
    ) -> MessageRecord | None:
        """Note that an envelope is done with although nothing of it is kept.

        With `first_of`, return the line "a first message could not be opened" in that conversation,
        unless one was added within the last day.
        """

    async def load_unacknowledged(self) -> list[EnvelopeId]:
        """Return envelope ids committed here whose acknowledgement may not have left."""

    async def forget_acknowledged(self, ids: Sequence[EnvelopeId]) -> None:
        """The acknowledgement of these left; the highest is kept as newest acknowledged."""
