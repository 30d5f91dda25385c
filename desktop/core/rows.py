"""The frozen rows that cross the ports: what stores keep and what the relay says.

Bytes and numbers only; no open session, key object or connection.
"""

import enum
from dataclasses import dataclass, field

from desktop.core.records import (
    ContactId,
    ContactRecord,
    MessageKind,
    MessagePosition,
    MessageRecord,
    MessageRow,
    Relation,
)
from protocol.content import Repair
from protocol.ids import (
    AccountId,
    ContentId,
    ConversationId,
    DeviceAddress,
    EnvelopeId,
    KeyId,
    Realm,
    Username,
)
from protocol.messages import RelayLimits


class Registration(enum.Enum):
    """How far the own account is."""

    PENDING = "pending"  # keys are made and stored; the relay did not confirm yet
    DONE = "done"


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountRow:
    """The own account.

    Attributes:
        account: Account id.
        device: Own device number.
        username: Own name.
        realm: The relay's realm, taken at registration.
        relay_address: Where the relay is reached.
        chain: Own key chain, encoded.
        signing_seed: Private half of DEV, 32 bytes.
        delivery_key: The account's delivery key, 32 bytes.
        registration: How far it is.
        pending_auth: The password value while PENDING, so that a lost answer can be repeated.
        relay_epoch: Last epoch of the relay that was seen, empty for none.
        newest_issued: Highest envelope id that the relay confirmed to have issued.
        newest_acknowledged: Highest envelope id that this device acknowledged.
    """

    account: AccountId
    device: int
    username: Username
    realm: Realm
    relay_address: str
    chain: bytes
    signing_seed: bytes = field(repr=False)
    delivery_key: bytes = field(repr=False)
    registration: Registration = Registration.PENDING
    pending_auth: bytes = field(default=b"", repr=False)
    relay_epoch: bytes = b""
    newest_issued: int = 0
    newest_acknowledged: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class SealPairRow:
    """One own seal pair; its RSA half is in the secret store under `seal-KID`.

    Attributes:
        key_id: Its `kid`.
        key: Public key bytes, enc(SEAL SPKI, ML-KEM ek).
        kem_seed: Private ML-KEM half, 64 bytes.
        made_ms: When it was made.
        expires_ms: From when peers refuse it.
    """

    key_id: KeyId
    key: bytes
    kem_seed: bytes = field(repr=False)
    made_ms: int
    expires_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PrekeyRow:
    """One own signed prekey.

    Attributes:
        kind: As in `protocol.proofs.PrekeyKind`.
        encoded: The signed prekey as it goes to the relay.
        made_ms: When it was made.
    """

    kind: int
    encoded: bytes
    made_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionRow:
    """One ratchet session with a peer device.

    Attributes:
        peer: Whose device.
        session_id: 8 bytes, unique for the peer.
        pickle: Encrypted state.
        created_ms: When it was made.
        last_received_ms: When a message last opened on it, 0 for never.
        sent_since_received: Messages encrypted since then.
        received_in_row: Messages opened since the last one was sent.
        sent_count: Messages ever encrypted on it.
        receipted_count: Number, on this session, of the newest message that a receipt named; only
            ever raised by the store.
        is_archived: True if nothing is sent on it any more; only ever set by the store.
    """

    peer: DeviceAddress
    session_id: bytes
    pickle: bytes
    created_ms: int
    last_received_ms: int = 0
    sent_since_received: int = 0
    received_in_row: int = 0
    sent_count: int = 0
    receipted_count: int = 0
    is_archived: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactRow:
    """What is kept of a contact beside what is shown.

    Attributes:
        record: What is shown.
        chain: The longest verified chain, encoded.
        delivery_key: Their delivery key, empty if unknown.
        delivery_key_seq: Sequence number of the content that brought it.
        gave_key: True once our delivery key was given to them: we asked or accepted.
        invite_open_key: Delivery key of their invite, used until theirs is known; else empty.
        invite_proof: Proof of their invite, sent along until they answer; else empty.
        changed_to: Account that their name has now while the person has not decided; else None.
        held_since_ms: Since when their mailbox does not take our key, 0 for not.
        repair_asked_ms: When a repair was last asked for.
        chain_asked_ms: When their chain was last fetched because of a head in a content.
    """

    record: ContactRecord
    chain: bytes
    delivery_key: bytes = field(default=b"", repr=False)
    delivery_key_seq: int = 0
    gave_key: bool = False
    invite_open_key: bytes = field(default=b"", repr=False)
    invite_proof: bytes = field(default=b"", repr=False)
    changed_to: AccountId | None = None
    held_since_ms: int = 0
    repair_asked_ms: int = 0
    chain_asked_ms: int = 0

    @property
    def is_accepted(self) -> bool:
        """True if each side gave its delivery key and holds the other's."""
        return self.record.relation is Relation.ACCEPTED

    @property
    def may_send(self) -> bool:
        """True unless the contact is blocked or a changed key waits for the person."""
        return self.record.relation is not Relation.BLOCKED and self.changed_to is None


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerSealPair:
    """A peer's signed seal pair as last fetched.

    Attributes:
        peer: Whose device.
        encoded: The signed prekey.
        fetched_ms: When.
    """

    peer: DeviceAddress
    encoded: bytes
    fetched_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StreamPosition:
    """Newest sequence number of one sender device in one conversation, and the hash after it.

    Attributes:
        seq: 0 before the first.
        prev: SHA-256 of that content's body context, 32 zero bytes before the first.
    """

    seq: int
    prev: bytes


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
    used_one_time_key: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedMessage:
    """A message before and after a change."""

    message: MessageRecord
    old_position: MessagePosition


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


@dataclass(frozen=True, kw_only=True, slots=True)
class UpkeepState:
    """What is remembered between two looks after the own keys.

    Attributes:
        used_keys: One-time keys that were used and not replaced yet.
        extra_since_ms: When the day of `extra_given` began.
        extra_given: One-time keys made that day beyond the used ones.
        greeted_ms: When contacts were last greeted after a restoration.
        confirmed_acknowledged: Highest acknowledged envelope id that the relay told.
        newest_committed: Highest envelope id that is committed here.
    """

    used_keys: int
    extra_since_ms: int
    extra_given: int
    greeted_ms: int
    confirmed_acknowledged: int
    newest_committed: int


class Duty(enum.Enum):
    """What a noticed old state asks for once the mailbox is drained."""

    RENEW_KEYS = "renew keys"
    REPLACE_DELIVERY_KEY = "replace delivery key"
    STATE_ANEW = "state anew"
    RESEND = "resend"


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


@dataclass(frozen=True, kw_only=True, slots=True)
class RelayGreeting:
    """What a relay said of itself when the connection began.

    Attributes:
        realm: Its realm.
        epoch: 16 bytes.
        time_ms: Its clock at hello.
        nonce: For the one sign-in attempt.
        channel: What the login signature binds to, 32 bytes (zeros without TLS).
        limits: What it takes.
    """

    realm: Realm
    epoch: bytes
    time_ms: int
    nonce: bytes
    channel: bytes
    limits: RelayLimits


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedInState:
    """The relay's answer to a sign-in; fields as in `protocol.messages.SignedIn`."""

    newest_acknowledged: int
    newest_issued: int
    chain_head: bytes
    one_time_keys_left: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """An envelope that came, byte for byte."""

    id: EnvelopeId
    envelope: bytes = field(repr=False)


class DrainedSignal(enum.Enum):
    """Stands in the stream of deliveries where everything held at sign-in has come."""

    DRAINED = "drained"


class PeerKeysState(enum.Enum):
    """What the relay says of an account."""

    FOUND = "found"
    UNKNOWN = "unknown"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerKeys:
    """Answer to a look-up, not verified yet.

    Attributes:
        state: What the relay says.
        chain: The chain with FOUND and GONE.
        seal_pair: The signed seal pair with FOUND.
    """

    state: PeerKeysState
    chain: bytes = b""
    seal_pair: bytes = b""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutgoingEnvelope:
    """One envelope for one mailbox."""

    mailbox: DeviceAddress
    delivery_key: bytes = field(repr=False)
    is_transient: bool
    envelope: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class RetiredKey:
    """An own delivery key that was replaced.

    Attributes:
        key: 32 bytes.
        retired_ms: When it was replaced.
        is_done: True once nobody waits to be told the new one.
    """

    key: bytes = field(repr=False)
    retired_ms: int
    is_done: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnInvite:
    """An invite of ours.

    Attributes:
        secret: i, 32 bytes.
        made_ms: When it was made.
        used_by: Account whose proof was honoured, None for nobody yet.
    """

    secret: bytes = field(repr=False)
    made_ms: int
    used_by: AccountId | None
