"""The stores of what leaves: outbox and repair."""

from collections.abc import Callable
from typing import Protocol

from desktop.core.records import ContactId, FailureReason, MessageRecord, MessageRow
from desktop.core.rows.received import ChangedMessage
from desktop.core.rows.sent import EncryptedContent, OutboxRow
from protocol.content import SeqRange
from protocol.ids import ContentId, EnvelopeId


class OutboxStore(Protocol):
    """Outgoing contents, from queued to accepted."""

    async def queue_text(
        self,
        contact: ContactId,
        *,
        content_id: ContentId,
        text: str,
        kind: int,
        version: int,
        data: bytes,
        now_ms: int,
    ) -> MessageRecord:
        """Commit a shown message and its outbox row; the contact's draft is done with."""

    async def queue_receipts(
        self,
        contact: ContactId,
        *,
        content_id: ContentId,
        kind: int,
        version: int,
        build_data: Callable[[list[ContentId]], bytes],
        limit: int,
        now_ms: int,
    ) -> bool:
        """Turn up to `limit` due receipts into one outbox row; False if none is due."""

    async def queue_content(
        self,
        contact: ContactId,
        *,
        content_id: ContentId,
        kind: int,
        version: int,
        data: bytes,
        now_ms: int,
        wants_new_session: bool = False,
        unless_waiting: bool = False,
    ) -> None:
        """Commit an outbox row for a content that is not shown.

        `wants_new_session`: it must begin a session of its own. `unless_waiting`: queue nothing if
        anything waits for the contact already.
        """

    async def load_contacts_with_due_receipts(self) -> list[ContactId]:
        """Return contacts to whom a receipt is due."""

    async def load_contacts_with_work(self) -> list[ContactId]:
        """Return contacts with a QUEUED or ENCRYPTED row to whom something may be sent now."""

    async def load_work(self, contact: ContactId, *, limit: int) -> list[OutboxRow]:
        """Return the oldest QUEUED and ENCRYPTED rows of a contact, in order."""

    async def commit_encrypted(self, encrypted: EncryptedContent) -> None:
        """Commit ratchet step, stream position and envelope together; the row is ENCRYPTED."""

    async def commit_accepted(
        self, outbox_id: int, envelope_id: EnvelopeId, *, now_ms: int
    ) -> ChangedMessage | None:
        """The relay holds it: the message is SENT unless DELIVERED, and takes its place."""

    async def commit_failed(self, outbox_id: int, reason: FailureReason) -> ChangedMessage | None:
        """It cannot be sent now: the message is FAILED, the row FAILED."""

    async def commit_resealed(
        self, outbox_id: int, *, envelope: bytes, seal_key_id: bytes, seal_expires_ms: int
    ) -> None:
        """Put a new seal around the same inner structure of an ENCRYPTED row."""

    async def give_up(self, *, before_ms: int) -> list[ChangedMessage]:
        """What the relay took before a time, by its clock and ours, is FAILED: not delivered."""

    async def requeue_accepted(self, *, since_ms: int) -> None:
        """The relay lost some hours: what it took since a time and was not receipted goes again."""

    async def requeue(self, message: MessageRow) -> ChangedMessage | None:
        """Try again: FAILED goes back to ENCRYPTED, or to QUEUED if never encrypted."""


class RepairStore(Protocol):
    """What is missing of others, and what was asked for."""

    async def load_contacts_with_new_gaps(self) -> list[ContactId]:
        """Return contacts of whom something is missing that was never asked for."""

    async def load_missing(self, contact: ContactId) -> list[SeqRange]:
        """Return the ranges that are missing in a conversation, newest first."""

    async def queue_repair(
        self,
        contact: ContactId,
        *,
        content_id: ContentId,
        kind: int,
        version: int,
        data: bytes,
        now_ms: int,
    ) -> None:
        """Queue a repair on a new session and note that it was asked, together."""
