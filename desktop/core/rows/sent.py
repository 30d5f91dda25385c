"""Rows of the outbox."""

import enum
from dataclasses import dataclass

from desktop.core.records import ContactId, MessageRow
from desktop.core.rows.peers import SessionRow, StreamPosition
from protocol.ids import ContentId, ConversationId, DeviceAddress


class OutboxState(enum.Enum):
    """How far an outgoing content is; see `core.message_state`."""

    QUEUED = "queued"
    ENCRYPTED = "encrypted"
    ACCEPTED = "accepted"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboxRow:
    """One outgoing content for one peer device's account.

    Attributes:
        id: Local number; per contact, rows are worked off in this order.
        contact: To whom.
        content_id: The content's id.
        kind, version, data: The content (P5) without the parts that are added when encrypting.
        created_ms: When it was queued.
        state: How far it is.
        message: The shown message that hangs on it, None for receipts and the like.
        peer: The device it was encrypted for, None while QUEUED.
        body_context: The encoded body context; while QUEUED empty, or that of an earlier sending,
            which is kept when a content is encrypted anew.
        inner: The inner structure under the seal, empty while QUEUED.
        envelope: What goes to the relay, byte for byte on every try; empty while QUEUED.
        seal_key_id: The peer's seal pair, empty while QUEUED.
        wants_new_session: True if it must begin a session of its own.
        encrypted_ms: When its ratchet step was taken, 0 while QUEUED.
        seal_expires_ms: When the peer's seal pair expires, 0 for not known.
    """

    id: int
    contact: ContactId
    content_id: ContentId
    kind: int
    version: int
    data: bytes
    created_ms: int
    state: OutboxState
    message: MessageRow | None
    peer: DeviceAddress | None = None
    body_context: bytes = b""
    inner: bytes = b""
    envelope: bytes = b""
    seal_key_id: bytes = b""
    wants_new_session: bool = False
    encrypted_ms: int = 0
    seal_expires_ms: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class EncryptedContent:
    """The result of encrypting one outbox row, committed before anything leaves.

    Attributes:
        outbox_id: The row.
        peer: The device it is for.
        stream: Own stream position after it.
        conversation: The pair's conversation id.
        body_context, inner, envelope, seal_key_id: As in `OutboxRow`.
        session: The session after encryption, to insert or replace.
        peer_olm: OLM of the device, to send it again only to the same.
        encrypted_ms: Local time.
        seal_expires_ms: When the peer's seal pair expires, 0 for not known.
        is_anew: True if the row was encrypted before, on a session that is of no use any more.
    """

    outbox_id: int
    peer: DeviceAddress
    conversation: ConversationId
    stream: StreamPosition
    body_context: bytes
    inner: bytes
    envelope: bytes
    seal_key_id: bytes
    session: SessionRow
    peer_olm: bytes = b""
    encrypted_ms: int = 0
    seal_expires_ms: int = 0
    is_anew: bool = False
