"""Rows of one opened content and of what committing it changed."""

from dataclasses import dataclass, field

from desktop.core.records import ContactId, MessageKind, MessagePosition, MessageRecord
from desktop.core.rows.peers import ContactRow, SessionRow, StreamPosition
from protocol.content import Repair
from protocol.ids import ContentId, ConversationId, DeviceAddress, EnvelopeId


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivedContent:
    """Everything that one opened envelope changes; committed whole or not at all.

    Attributes:
        envelope_id: The relay's id, kept until it was acknowledged; 0 if transient.
        contact: Whose it is.
        sender: The device that wrote it.
        content_id: Its id; `seen` afterwards.
        conversation: The pair's conversation id.
        stream: The sender's stream position after it (the higher of stored and this is kept, a
            lower seq only fills a gap).
        session: The session after decryption, to insert or replace.
        olm_pickle: The Olm account, None if it did not change.
        delivery_key: Key that the content carried, empty for none; taken only from the highest seq.
        kind: How it is shown, None for content that is not shown.
        text: Plain text with TEXT.
        raw: (content kind, version, data) kept for content that cannot be shown yet.
        sent_at_ms: Time that the sender claims, already clamped for showing.
        received_at_ms: Local time.
        delivered_ids: Own contents that the other's receipt names.
        read_ids: Own contents that the other says to have read.
        used_invite: Secret of our invite whose proof it carried, empty for none: it is an accept.
        is_kept: False for what a stranger writes beyond what a request may hold: the session goes
            on, but it is neither shown nor `seen`, so that a repair brings it after an accept.
        wants_receipt: True to remember that a delivery receipt is due.
        body_prev: `prev` of its body context, to find gaps and forks.
        repair: What the other asks for again, None for nothing; only of an accepted contact.
        sender_olm: OLM of the sending device's entry.
        chain_head: Head of the sender's chain as the sender says.
        used_one_time_key: True if it began a session with one of our one-time keys.
    """

    envelope_id: EnvelopeId
    contact: ContactId
    sender: DeviceAddress
    content_id: ContentId
    conversation: ConversationId
    stream: StreamPosition
    session: SessionRow
    olm_pickle: bytes | None
    delivery_key: bytes
    kind: MessageKind | None
    text: str
    raw: tuple[int, int, bytes]
    sent_at_ms: int
    received_at_ms: int
    delivered_ids: tuple[ContentId, ...] = ()
    read_ids: tuple[ContentId, ...] = ()
    used_invite: bytes = field(default=b"", repr=False)
    is_kept: bool = True
    wants_receipt: bool = False
    body_prev: bytes = bytes(32)
    repair: Repair | None = None
    sender_olm: bytes = b""
    chain_head: bytes = b""
    used_one_time_key: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedMessage:
    """A message before and after a change."""

    message: MessageRecord
    old_position: MessagePosition


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptedChange:
    """What going on with another account of a contact did.

    Attributes:
        contact: The contact as it is now.
        notice: The line that says so.
        failed: What the old account never confirmed, now "not delivered".
    """

    contact: ContactRow
    notice: MessageRecord
    failed: tuple[ChangedMessage, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivedOutcome:
    """What a commit of received content did.

    Attributes:
        added: The new message, None if nothing is shown.
        changed: Own messages that the receipt changed, and received ones that moved.
        contact: The contact as it is now.
        notices: Lines that were added beside it: gaps, forks, "restored there".
        removed: Lines that are gone because what was missing came.
        opened_gap: True if something is known to be missing that was not before.
        sent_again: True if the outbox got work for a repair.
    """

    added: MessageRecord | None
    changed: tuple[ChangedMessage, ...]
    contact: ContactRow
    notices: tuple[MessageRecord, ...] = ()
    removed: tuple[MessageRecord, ...] = ()
    opened_gap: bool = False
    sent_again: bool = False
