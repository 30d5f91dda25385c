"""Rows about others: contacts, their seal pairs, sessions and streams."""

import enum
from dataclasses import dataclass, field

from desktop.core.records import ContactRecord, Relation
from protocol.ids import AccountId, DeviceAddress


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


class HeadState(enum.Enum):
    """What is known of a head that a contact's content named and no chain of theirs has."""

    ASKED = "asked"  # it is asked for, or will be
    WITHHELD = "withheld"  # the relay answered without it: nothing is sent until the person acts
    DISMISSED = "dismissed"  # the person goes on without it


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
        repair_asked_ms: When a repair was last asked for.
        chain_asked_ms: When their chain was last fetched because of a head in a content.
        wanted_head: Head that an opened content of theirs named and no chain we saw has; else
            empty.
        head_state: What is known of it.
    """

    record: ContactRecord
    chain: bytes
    delivery_key: bytes = field(default=b"", repr=False)
    delivery_key_seq: int = 0
    gave_key: bool = False
    invite_open_key: bytes = field(default=b"", repr=False)
    invite_proof: bytes = field(default=b"", repr=False)
    changed_to: AccountId | None = None
    repair_asked_ms: int = 0
    chain_asked_ms: int = 0
    wanted_head: bytes = b""
    head_state: HeadState = HeadState.ASKED

    @property
    def is_accepted(self) -> bool:
        """True if each side gave its delivery key and holds the other's."""
        return self.record.relation is Relation.ACCEPTED

    @property
    def may_send(self) -> bool:
        """True unless the contact is blocked, or changed or withheld keys wait for the person."""
        return (
            self.record.relation is not Relation.BLOCKED
            and self.changed_to is None
            and not self.is_withheld
        )

    @property
    def is_withheld(self) -> bool:
        """True while the relay hides an entry of their chain and the person did not act."""
        return self.head_state is HeadState.WITHHELD


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
