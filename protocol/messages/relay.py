"""What the relay says: its greeting, the answers and what it pushes."""

import enum
from typing import Annotated

from msgspec import Meta, Struct

from protocol import limits
from protocol.messages.fields import (
    U16,
    U32,
    U63,
    Bytes16,
    Bytes32,
    Chain,
    Envelope,
    Message,
    OptionalPrekey,
    Prekey,
    RealmText,
    Reply,
    RequestNumber,
)


class PresenceState(enum.IntEnum):
    """How much of a person's presence is told. UNKNOWN also stands for "you may not know"."""

    UNKNOWN = 0
    RECENTLY = 1
    ONLINE = 2


class RegistrationRule(enum.IntEnum):
    """Who may make a new account; going on with one on a new computer is always possible."""

    OPEN = 0
    BY_CODE = 1
    CLOSED = 2


class RelayLimits(
    Struct, array_like=True, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True
):
    """What this relay takes; a client keeps to the smaller of these and its own limits.

    Attributes:
        max_frame_bytes: Largest WebSocket message.
        max_envelope_bytes: Largest envelope.
        mailbox_envelopes: Most envelopes held for one device.
    """

    max_frame_bytes: U32
    max_envelope_bytes: U32
    mailbox_envelopes: U32


class Hello(Message, frozen=True, kw_only=True, tag=1):
    """First message on every connection, from the relay.

    Attributes:
        min_version: Lowest wire version that the relay speaks.
        max_version: Highest.
        realm: The relay's realm.
        epoch: 16 bytes, made anew when the relay's database was restored.
        time_ms: The relay's clock, Unix milliseconds.
        nonce: 32 bytes for this connection's one sign-in attempt.
        limits: What this relay takes.
        registration: Who may make a new account; OPEN is not written.
    """

    min_version: U16
    max_version: U16
    realm: RealmText
    epoch: Bytes16
    time_ms: U63
    nonce: Bytes32
    limits: RelayLimits
    registration: RegistrationRule = RegistrationRule.OPEN


class Done(Reply, frozen=True, kw_only=True, tag=50):
    """The request was carried out and its effect is durable."""


class RefusedReply(Reply, frozen=True, kw_only=True, tag=51):
    """The request was refused.

    Attributes:
        code: An `errors.ErrorCode`; unknown numbers are kept as they are.
        retry_after_ms: 0 if a repeat cannot succeed.
    """

    code: U16
    retry_after_ms: U32 = 0


class SignedIn(Reply, frozen=True, kw_only=True, tag=52):
    """The device is signed in; held envelopes follow, then `Drained`.

    Attributes:
        newest_acknowledged: Highest envelope id that this device ever acknowledged, 0 for none.
        newest_issued: Highest envelope id that may have been made for this mailbox, 0 for none.
        chain_head: Head of the chain that the relay holds.
        one_time_keys_left: One-time prekeys that the relay still holds for this device.
    """

    newest_acknowledged: U63
    newest_issued: U63
    chain_head: Bytes32
    one_time_keys_left: U32


class KeysFound(Reply, frozen=True, kw_only=True, tag=53):
    """Chain and current seal pair of an account.

    Attributes:
        chain: The whole key chain.
        seal_pair: The signed seal-pair prekey of device 1; empty while it has none, after a revoke.
        proof: Empty; room for a key-transparency proof (P15).
    """

    chain: Chain
    seal_pair: OptionalPrekey
    proof: Annotated[bytes, Meta(max_length=limits.MAX_CHAIN_BYTES)] = b""


class AccountUnknown(Reply, frozen=True, kw_only=True, tag=54):
    """No account has that name or id."""


class AccountGone(Reply, frozen=True, kw_only=True, tag=55):
    """The account was closed, or its name moved to another account.

    Attributes:
        chain: The account's chain, ending in a tombstone if its owner closed it.
    """

    chain: Chain


class Claimed(Reply, frozen=True, kw_only=True, tag=56):
    """One signed prekey of kind one-time or fallback."""

    prekey: Prekey


class SendVerdict(enum.IntEnum):
    """What became of one item of a send."""

    ACCEPTED = 0
    NO_SUCH_MAILBOX = 1
    GONE = 2
    FULL = 3
    RETRY = 4


class SendResult(
    Struct, array_like=True, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True
):
    """Answer to one item of a send.

    Attributes:
        verdict: What became of it. ACCEPTED means durably committed, by the relay or by its device,
            or, for a transient one, passed on or dropped.
        id: The envelope's id when accepted, 0 for a transient one or any other verdict.
        retry_after_ms: With RETRY and FULL, the earliest time worth trying again.
    """

    verdict: SendVerdict
    id: U63 = 0
    retry_after_ms: U32 = 0


class SendResults(Reply, frozen=True, kw_only=True, tag=57):
    """Results of a send, one for each item, in order.

    After a refusal, later items of the same mailbox are refused too.
    """

    results: Annotated[list[SendResult], Meta(min_length=1, max_length=limits.MAX_SEND_ITEMS)]


class PresenceIs(Message, frozen=True, kw_only=True, tag=58):
    """Presence of a watched person, first as the answer and then on each change.

    Attributes:
        request: Number of the request that began the watch.
        state: As much as the asker may know.
    """

    request: RequestNumber
    state: PresenceState


class Deliver(Message, frozen=True, kw_only=True, tag=60):
    """An envelope for the signed-in device.

    Attributes:
        id: Its id for `Acknowledge`; 0 for a transient one, which is never acknowledged.
        envelope: The sealed message, byte for byte as it was sent.
    """

    id: U63
    envelope: Envelope


class Drained(Message, frozen=True, kw_only=True, tag=61):
    """Everything that was held at sign-in has been delivered; sent once after each sign-in."""


class SignedOut(Message, frozen=True, kw_only=True, tag=62):
    """The relay ends this sign-in; the connection closes after it.

    Attributes:
        code: An `errors.ErrorCode` that says why.
    """

    code: U16


RelayMessage = (
    Hello
    | Done
    | RefusedReply
    | SignedIn
    | KeysFound
    | AccountUnknown
    | AccountGone
    | Claimed
    | SendResults
    | PresenceIs
    | Deliver
    | Drained
    | SignedOut
)
