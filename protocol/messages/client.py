"""What a client says: the first message and every request, by the connection that takes it."""

import enum
from typing import Annotated

from msgspec import Meta, Struct, field

from protocol import limits
from protocol.messages.fields import (
    U16,
    U32,
    U63,
    Bytes32,
    Chain,
    Envelope,
    Message,
    Name,
    OptionalBytes32,
    OptionalCode,
    Prekeys,
    Request,
    RequestNumber,
    Signature,
)


class Begin(Message, frozen=True, kw_only=True, tag=2):
    """First message from the client: the version it chose from the relay's range."""

    version: U16


# ── requests on /auth ─────────────────────────────────────────────────────────────────────────


class Register(Request, frozen=True, kw_only=True, tag=10):
    """Make an account; signs nothing in.

    Repeating it with the same chain and auth value is answered `Done` again.

    Attributes:
        chain: The key chain, genesis and first device entry (P3).
        auth: The value derived from the password (P11).
        prekeys: The first signed prekeys; ignored in a repeat.
        signature: Login signature of the new device over this connection's nonce.
        code: Empty, or the registration code that a relay which registers by code asks for; an
            empty one is not written.
    """

    chain: Chain
    auth: Bytes32
    prekeys: Prekeys
    signature: Signature
    code: OptionalCode = b""


class Login(Request, frozen=True, kw_only=True, tag=11):
    """Sign a device in on this connection. One attempt for each connection.

    Attributes:
        account: Account id.
        device: Device number.
        signature: Over realm, channel, nonce, account and device (P11).
        auth: Empty, or the password value where the action to come needs it.
    """

    account: Bytes32
    device: U32
    signature: Signature
    auth: OptionalBytes32 = b""


class Acknowledge(Message, frozen=True, kw_only=True, tag=12):
    """The device holds these envelopes durably; the relay may forget them. Not answered."""

    ids: Annotated[list[U63], Meta(min_length=1, max_length=limits.MAX_ACKNOWLEDGED_IDS)]


class PutPrekeys(Request, frozen=True, kw_only=True, tag=13):
    """Upload signed prekeys.

    Attributes:
        wipe: True to drop the one-time keys that the relay still holds.
        prekeys: One-time keys are added; a fallback key or seal pair replaces the one held.
    """

    wipe: bool
    prekeys: Prekeys


class PutChain(Request, frozen=True, kw_only=True, tag=14):
    """Publish a longer key chain of the own account: a revoked device, a new ID, the end.

    Attributes:
        chain: The whole chain; the one held must be a prefix of it.
    """

    chain: Chain


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

    key_hash: Bytes32
    uses: U16
    expires_ms: U63


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

    account: Bytes32
    device: U32
    envelope: Envelope


class ChangePassword(Request, frozen=True, kw_only=True, tag=18):
    """Replace the password value; every other connection of the account is closed.

    Attributes:
        old_auth: The value held.
        new_auth: The value to hold from now on.
    """

    old_auth: Bytes32
    new_auth: Bytes32


class DeleteAccount(Request, frozen=True, kw_only=True, tag=19):
    """End the account: its name is free again, its mailbox is dropped, its keys answer `gone`.

    Attributes:
        auth: The password value.
        chain: The whole chain, ending in a tombstone.
    """

    auth: Bytes32
    chain: Chain


# ── requests on /send ─────────────────────────────────────────────────────────────────────────


class Lookup(Request, frozen=True, kw_only=True, tag=20):
    """Ask for the account that has a name."""

    name: Name


class FetchKeys(Request, frozen=True, kw_only=True, tag=21):
    """Ask for the chain and seal pair of an account already known."""

    account: Bytes32


class Claim(Request, frozen=True, kw_only=True, tag=22):
    """Take one one-time prekey of a device, or its fallback key when there is none."""

    account: Bytes32
    device: U32


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

    account: Bytes32
    device: U32
    delivery_key: OptionalBytes32
    transient: bool
    envelope: Envelope


class Send(Request, frozen=True, kw_only=True, tag=23):
    """Submit envelopes; answered by one result for each, in order.

    Attributes:
        items: At least one.
        bodies: Bodies shared by several items (P13); empty in stage 1.
    """

    items: Annotated[list[SendItem], Meta(min_length=1, max_length=limits.MAX_SEND_ITEMS)]
    bodies: Annotated[list[bytes], Meta(max_length=0)] = field(default_factory=list)


# ── requests on /watch ────────────────────────────────────────────────────────────────────────


class WatchName(Request, frozen=True, kw_only=True, tag=30):
    """Ask for a person's presence by name: answered once and again on each change."""

    name: Name


class WatchAccount(Request, frozen=True, kw_only=True, tag=31):
    """Ask for a contact's presence: answered once and again on each change."""

    account: Bytes32
    delivery_key: OptionalBytes32


class Unwatch(Request, frozen=True, kw_only=True, tag=32):
    """End the watch that the request numbered `watch` began; answered by `Done`."""

    watch: RequestNumber


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
