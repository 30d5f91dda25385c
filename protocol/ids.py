"""Distinct types for every identifier that crosses the wire, and the checks of their forms."""

import hashlib
import ipaddress
import re
from typing import NamedTuple, NewType

from protocol import limits
from protocol.errors import InvalidForm

AccountId = NewType("AccountId", bytes)
"""32 bytes: hash of the genesis entry of an account's key chain (PROTOCOL P3)."""

ChainHead = NewType("ChainHead", bytes)
"""32 bytes: hash of the newest entry of a key chain (P3)."""

ConversationId = NewType("ConversationId", bytes)
"""32 bytes: the same for both sides of a pair (P6)."""

ContentId = NewType("ContentId", bytes)
"""16 random bytes: one content, the same for all recipients (P6)."""

EnvelopeId = NewType("EnvelopeId", int)
"""Time-ordered 63-bit number that the relay gives to an envelope; 0 for a transient one (P8)."""

MessageId = NewType("MessageId", bytes)
"""First 16 bytes of SHA-256(envelope), computed by both sides and never sent (P6)."""

KeyId = NewType("KeyId", bytes)
"""8 bytes naming a seal pair (`kid`, P4)."""

RequestId = NewType("RequestId", int)
"""Number of a request on one connection, chosen by the client, 1 to 2**32 - 1."""

Username = NewType("Username", str)
"""A name in its one form, see `parse_username`."""

Realm = NewType("Realm", str)
"""The name of a relay's world of accounts, see `parse_realm`."""

STAGE_ONE_DEVICE = 1
"""The only device number that stage 1 makes and accepts (P3)."""

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,31}")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_REALM = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


class DeviceAddress(NamedTuple):
    """One device of one account; also the name of its mailbox.

    A tuple: the relay looks one up several times for each envelope.

    Attributes:
        account: The account's id.
        device: Device number, 1 in stage 1.
    """

    account: AccountId
    device: int


def parse_username(text: str) -> Username:
    """Return the one form of a username: ASCII, lower case, 3 to 32 characters.

    Args:
        text: What a person typed or a message carried; surrounding blanks and one leading "@"
            are dropped.

    Raises:
        InvalidForm: the name has another form.

    Source: docs/protocol/wire.md, names.
    """
    typed = text.strip()
    name = typed.removeprefix("@").lower()
    # Asked of what was typed: some letters become ASCII only by lower-casing (the Kelvin sign).
    if not typed.isascii() or _USERNAME.fullmatch(name) is None:
        raise InvalidForm("username")
    return Username(name)


def is_username(text: str) -> bool:
    """Tell whether `text` already is a username in its one form."""
    return text.isascii() and _USERNAME.fullmatch(text) is not None


def parse_realm(text: str) -> Realm:
    """Return a realm in its one form: lower-case ASCII host name or address without port.

    Raises:
        InvalidForm: the realm has another form.

    Source: docs/protocol/wire.md, realms.
    """
    typed = text.strip()
    realm = typed.lower().removesuffix(".")
    if not typed.isascii() or not 1 <= len(realm) <= limits.MAX_REALM_CHARS:
        raise InvalidForm("realm")
    if _REALM.fullmatch(realm) is None:
        try:
            is_bracketed = realm.startswith("[") and realm.endswith("]")
            realm = str(ipaddress.ip_address(realm[1:-1] if is_bracketed else realm))
        except ValueError:
            raise InvalidForm("realm") from None
    return Realm(realm)


def message_id(envelope: bytes) -> MessageId:
    """Return the id by which relay and clients know an envelope.

    Source: docs/protocol/wire.md, message ids.
    """
    return MessageId(hashlib.sha256(envelope).digest()[: limits.MESSAGE_ID_BYTES])


ENVELOPE_ID_TIME_SHIFT = 22
"""Bits below the time in an envelope id: 10 for the node, 12 for a counter."""


def envelope_time_ms(envelope: EnvelopeId) -> int:
    """Return when the relay made an envelope id, Unix milliseconds.

    Source: docs/protocol/wire.md, envelope ids.
    """
    return envelope >> ENVELOPE_ID_TIME_SHIFT
