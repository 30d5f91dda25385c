"""Every message of the wire as a frozen struct with bounded fields.

A frame is a MessagePack array of messages; a message is an array whose first item is its tag.
Tags are never reused. `SENT_BY_CLIENT` says on which kind of connection a client may send which
message; no request, reply or push has a field for the sender of an envelope (PROTOCOL P8).
"""

import enum
from typing import Annotated

from msgspec import Meta, Struct

from protocol import limits

_U16 = Annotated[int, Meta(ge=0, le=0xFFFF)]
_U32 = Annotated[int, Meta(ge=0, le=0xFFFFFFFF)]
_U63 = Annotated[int, Meta(ge=0, le=0x7FFF_FFFF_FFFF_FFFF)]
_RequestNumber = Annotated[int, Meta(ge=1, le=0xFFFFFFFF)]
_Bytes16 = Annotated[bytes, Meta(min_length=16, max_length=16)]
_Bytes32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
_OptionalBytes32 = Annotated[bytes, Meta(max_length=32)]
"""32 bytes or none; services refuse any other length."""
_Signature = Annotated[
    bytes,
    Meta(min_length=limits.ED25519_SIGNATURE_BYTES, max_length=limits.ED25519_SIGNATURE_BYTES),
]
_Name = Annotated[str, Meta(min_length=1, max_length=limits.MAX_USERNAME_CHARS)]
_RealmText = Annotated[str, Meta(min_length=1, max_length=limits.MAX_REALM_CHARS)]
_Chain = Annotated[bytes, Meta(min_length=1, max_length=limits.MAX_CHAIN_BYTES)]
_Prekey = Annotated[bytes, Meta(min_length=1, max_length=limits.MAX_PREKEY_BYTES)]
_OptionalPrekey = Annotated[bytes, Meta(max_length=limits.MAX_PREKEY_BYTES)]
_Prekeys = Annotated[list[_Prekey], Meta(max_length=limits.MAX_PREKEYS)]
_Envelope = Annotated[
    bytes, Meta(min_length=limits.MIN_ENVELOPE_BYTES, max_length=limits.MAX_ENVELOPE_BYTES)
]


class ConnectionKind(enum.Enum):
    """What a connection is for; its value is the path asked for. Kinds are never mixed."""

    AUTH = "/auth"
    SEND = "/send"
    WATCH = "/watch"


class PresenceState(enum.IntEnum):
    """How much of a person's presence is told. UNKNOWN also stands for "you may not know"."""

    UNKNOWN = 0
    RECENTLY = 1
    ONLINE = 2


class Message(
    Struct, array_like=True, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True
):
    """Parent of everything that may stand in a frame."""


class Request(Message, frozen=True, kw_only=True):
    """A message that is answered once.

    Attributes:
        request: Number chosen by the client, not in use on this connection.
    """

    request: _RequestNumber


class Reply(Message, frozen=True, kw_only=True):
    """The one answer to a request.

    Attributes:
        request: The number of the request that it answers.
    """

    request: _RequestNumber


# ── first messages ────────────────────────────────────────────────────────────────────────────


class RelayLimits(
    Struct, array_like=True, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True
):
    """What this relay takes; a client keeps to the smaller of these and its own limits.

    Attributes:
        max_frame_bytes: Largest WebSocket message.
        max_envelope_bytes: Largest envelope.
        mailbox_envelopes: Most envelopes held for one device.
    """

    max_frame_bytes: _U32
    max_envelope_bytes: _U32
    mailbox_envelopes: _U32


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
    """

    min_version: _U16
    max_version: _U16
    realm: _RealmText
    epoch: _Bytes16
    time_ms: _U63
    nonce: _Bytes32
    limits: RelayLimits


class Begin(Message, frozen=True, kw_only=True, tag=2):
    """First message from the client: the version it chose from the relay's range."""

    version: _U16


# ── requests on /auth ─────────────────────────────────────────────────────────────────────────


class Register(Request, frozen=True, kw_only=True, tag=10):
    """Make an account; signs nothing in.

    Repeating it with the same chain and auth value is answered `Done` again.

    Attributes:
        chain: The key chain, genesis and first device entry (P3).
        auth: The value derived from the password (P11).
        prekeys: The first signed prekeys; ignored in a repeat.
        signature: Login signature of the new device over this connection's nonce.
    """

    chain: _Chain
    auth: _Bytes32
    prekeys: _Prekeys
    signature: _Signature


class Login(Request, frozen=True, kw_only=True, tag=11):
    """Sign a device in on this connection. One attempt for each connection.

    Attributes:
        account: Account id.
        device: Device number.
        signature: Over realm, channel, nonce, account and device (P11).
        auth: Empty, or the password value where the action to come needs it.
    """

    account: _Bytes32
    device: _U32
    signature: _Signature
    auth: _OptionalBytes32 = b""


class Acknowledge(Message, frozen=True, kw_only=True, tag=12):
    """The device holds these envelopes durably; the relay may forget them. Not answered."""

    ids: Annotated[list[_U63], Meta(min_length=1, max_length=limits.MAX_ACKNOWLEDGED_IDS)]


class PutPrekeys(Request, frozen=True, kw_only=True, tag=13):
    """Upload signed prekeys.

    Attributes:
        wipe: True to drop the one-time keys that the relay still holds.
        prekeys: One-time keys are added; a fallback key or seal pair replaces the one held.
    """

    wipe: bool
    prekeys: _Prekeys


class PutChain(Request, frozen=True, kw_only=True, tag=14):
    """Publish a longer key chain of the own account: a revoked device, a new ID, the end.

    Attributes:
        chain: The whole chain; the one held must be a prefix of it.
    """

    chain: _Chain


class DeliveryKeyRule(
    Struct, array_like=True, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True
):
    """One key that opens the own mailbox (P9).

    Attributes:
        key_hash: SHA-256 of the key.
        uses: How many different envelopes it admits in all, 0 without limit; a repeat of a held
            envelope does not count, and setting the same hash again never resets the count.
        expires_ms: Unix milliseconds from which it admits nothing, 0 for never.
    """

    key_hash: _Bytes32
    uses: _U16
    expires_ms: _U63


class SetKeys(Request, frozen=True, kw_only=True, tag=15):
    """Set the whole list of keys that open the own mailbox; those left out open it no more."""

    keys: Annotated[list[DeliveryKeyRule], Meta(max_length=limits.MAX_DELIVERY_KEYS)]


class PresenceRule(enum.IntEnum):
    """Who may know whether an account is online."""

    EVERYBODY = 0
    CONTACTS = 1
    NOBODY = 2


class SetPresence(Request, frozen=True, kw_only=True, tag=16):
    """Choose who may know whether the account is online; but for EVERYBODY, watches by name end."""

    rule: PresenceRule


class Ask(Request, frozen=True, kw_only=True, tag=17):
    """Submit one envelope to somebody whose delivery key is not known: a first contact (P9).

    Answered by `SendResults` with one result. No pair of accounts is stored.

    Attributes:
        account: Recipient account.
        device: Recipient device.
        envelope: The sealed message.
    """

    account: _Bytes32
    device: _U32
    envelope: _Envelope


class ChangePassword(Request, frozen=True, kw_only=True, tag=18):
    """Replace the password value; every other connection of the account is closed.

    Attributes:
        old_auth: The value held.
        new_auth: The value to hold from now on.
    """

    old_auth: _Bytes32
    new_auth: _Bytes32


class DeleteAccount(Request, frozen=True, kw_only=True, tag=19):
    """End the account: its name is free again, its mailbox is dropped, its keys answer `gone`.

    Attributes:
        auth: The password value.
        chain: The whole chain, ending in a tombstone.
    """

    auth: _Bytes32
    chain: _Chain


# ── requests on /send ─────────────────────────────────────────────────────────────────────────


class Lookup(Request, frozen=True, kw_only=True, tag=20):
    """Ask for the account that has a name."""

    name: _Name


class FetchKeys(Request, frozen=True, kw_only=True, tag=21):
    """Ask for the chain and seal pair of an account already known."""

    account: _Bytes32


class Claim(Request, frozen=True, kw_only=True, tag=22):
    """Take one one-time prekey of a device, or its fallback key when there is none."""

    account: _Bytes32
    device: _U32


class SendItem(
    Struct, array_like=True, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True
):
    """One envelope for one mailbox.

    Attributes:
        account: Recipient account.
        device: Recipient device.
        delivery_key: Empty, or the 32 bytes that open the recipient's mailbox (P9).
        transient: True for content that must never be stored.
        envelope: The sealed message.
    """

    account: _Bytes32
    device: _U32
    delivery_key: _OptionalBytes32
    transient: bool
    envelope: _Envelope


class Send(Request, frozen=True, kw_only=True, tag=23):
    """Submit envelopes; answered by one result for each, in order.

    Attributes:
        items: At least one.
        bodies: Bodies shared by several items (P13); empty in stage 1.
    """

    items: Annotated[list[SendItem], Meta(min_length=1, max_length=limits.MAX_SEND_ITEMS)]
    bodies: Annotated[list[bytes], Meta(max_length=0)] = []


# ── requests on /watch ────────────────────────────────────────────────────────────────────────


class WatchName(Request, frozen=True, kw_only=True, tag=30):
    """Ask for a person's presence by name: answered once and again on each change."""

    name: _Name


class WatchAccount(Request, frozen=True, kw_only=True, tag=31):
    """Ask for a contact's presence: answered once and again on each change."""

    account: _Bytes32
    delivery_key: _OptionalBytes32


class Unwatch(Request, frozen=True, kw_only=True, tag=32):
    """End the watch that the request numbered `watch` began; answered by `Done`."""

    watch: _RequestNumber


# ── replies and pushes ────────────────────────────────────────────────────────────────────────


class Done(Reply, frozen=True, kw_only=True, tag=50):
    """The request was carried out and its effect is durable."""


class RefusedReply(Reply, frozen=True, kw_only=True, tag=51):
    """The request was refused.

    Attributes:
        code: An `errors.ErrorCode`; unknown numbers are kept as they are.
        retry_after_ms: 0 if a repeat cannot succeed.
    """

    code: _U16
    retry_after_ms: _U32 = 0


class SignedIn(Reply, frozen=True, kw_only=True, tag=52):
    """The device is signed in; held envelopes follow, then `Drained`.

    Attributes:
        newest_acknowledged: Highest envelope id that this device ever acknowledged, 0 for none.
        newest_issued: Highest envelope id ever made for this mailbox, 0 for none.
        chain_head: Head of the chain that the relay holds.
        one_time_keys_left: One-time prekeys that the relay still holds for this device.
    """

    newest_acknowledged: _U63
    newest_issued: _U63
    chain_head: _Bytes32
    one_time_keys_left: _U32


class KeysFound(Reply, frozen=True, kw_only=True, tag=53):
    """Chain and current seal pair of an account.

    Attributes:
        chain: The whole key chain.
        seal_pair: The signed seal-pair prekey of device 1; empty while it has none, after a revoke.
        proof: Empty; room for a key-transparency proof (P15).
    """

    chain: _Chain
    seal_pair: _OptionalPrekey
    proof: Annotated[bytes, Meta(max_length=limits.MAX_CHAIN_BYTES)] = b""


class AccountUnknown(Reply, frozen=True, kw_only=True, tag=54):
    """No account has that name or id."""


class AccountGone(Reply, frozen=True, kw_only=True, tag=55):
    """The account was closed, or its name moved to another account.

    Attributes:
        chain: The account's chain, ending in a tombstone if its owner closed it.
    """

    chain: _Chain


class Claimed(Reply, frozen=True, kw_only=True, tag=56):
    """One signed prekey of kind one-time or fallback."""

    prekey: _Prekey


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
        verdict: What became of it. ACCEPTED means durably committed, or, for a transient one,
            passed on or dropped.
        id: The envelope's id when accepted, 0 for a transient one or any other verdict.
        retry_after_ms: With RETRY and FULL, the earliest time worth trying again.
    """

    verdict: SendVerdict
    id: _U63 = 0
    retry_after_ms: _U32 = 0


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

    request: _RequestNumber
    state: PresenceState


class Deliver(Message, frozen=True, kw_only=True, tag=60):
    """An envelope for the signed-in device.

    Attributes:
        id: Its id for `Acknowledge`; 0 for a transient one, which is never acknowledged.
        envelope: The sealed message, byte for byte as it was sent.
    """

    id: _U63
    envelope: _Envelope


class Drained(Message, frozen=True, kw_only=True, tag=61):
    """Everything that was held at sign-in has been delivered; sent once after each sign-in."""


class SignedOut(Message, frozen=True, kw_only=True, tag=62):
    """The relay ends this sign-in; the connection closes after it.

    Attributes:
        code: An `errors.ErrorCode` that says why.
    """

    code: _U16


ClientMessage = (
    Begin
    | Register
    | Login
    | Acknowledge
    | PutPrekeys
    | PutChain
    | SetKeys
    | SetPresence
    | Ask
    | ChangePassword
    | DeleteAccount
    | Lookup
    | FetchKeys
    | Claim
    | Send
    | WatchName
    | WatchAccount
    | Unwatch
)
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

SENT_BY_CLIENT: dict[ConnectionKind, frozenset[type[Message]]] = {
    ConnectionKind.AUTH: frozenset(
        {
            Register,
            Login,
            Acknowledge,
            PutPrekeys,
            PutChain,
            SetKeys,
            SetPresence,
            Ask,
            ChangePassword,
            DeleteAccount,
        }
    ),
    ConnectionKind.SEND: frozenset({Lookup, FetchKeys, Claim, Send}),
    ConnectionKind.WATCH: frozenset({WatchName, WatchAccount, Unwatch}),
}
"""Requests that a client may send on each kind of connection, after `Begin`."""

NEEDS_SIGN_IN: frozenset[type[Message]] = SENT_BY_CLIENT[ConnectionKind.AUTH] - {Register, Login}
"""Messages that only a signed-in device may send."""

PUSHED_BY_RELAY: dict[ConnectionKind, frozenset[type[Message]]] = {
    ConnectionKind.AUTH: frozenset({Deliver, Drained, SignedOut}),
    ConnectionKind.SEND: frozenset(),
    ConnectionKind.WATCH: frozenset({PresenceIs}),
}
"""Messages that the relay sends without being asked."""

REPLIES: dict[type[Message], frozenset[type[Message]]] = {
    Register: frozenset({Done}),
    Login: frozenset({SignedIn}),
    PutPrekeys: frozenset({Done}),
    PutChain: frozenset({Done}),
    SetKeys: frozenset({Done}),
    SetPresence: frozenset({Done}),
    Ask: frozenset({SendResults}),
    ChangePassword: frozenset({Done}),
    DeleteAccount: frozenset({Done}),
    Lookup: frozenset({KeysFound, AccountUnknown}),
    FetchKeys: frozenset({KeysFound, AccountUnknown, AccountGone}),
    Claim: frozenset({Claimed, AccountUnknown, AccountGone}),
    Send: frozenset({SendResults}),
    WatchName: frozenset({PresenceIs}),
    WatchAccount: frozenset({PresenceIs}),
    Unwatch: frozenset({Done}),
}
"""Answers that fit each request; `RefusedReply` fits all of them."""
