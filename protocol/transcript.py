"""The one encoding that is signed, hashed or used as associated data, and every label it carries.

Bytes only: this file knows no keys and no cipher. Spec: docs/protocol/transcript.md.
"""

import enum
import hashlib
from collections.abc import Sequence
from typing import Final

from protocol.errors import InvalidForm
from protocol.ids import AccountId, ConversationId, KeyId
from protocol.limits import KEY_ID_BYTES

_PREFIX = "SecureChat/v1/"
_LENGTH_BYTES = 4

ANY_WIDTH: Final = None
"""Stands in a form for an item of any width, the empty one included."""


class Label(enum.Enum):
    """Every use of a hash, a derivation or a signature; one purpose each, never two.

    The value is the part behind "SecureChat/v1/". A label is never renamed or given a new meaning:
    another meaning is another label.

    Attributes:
        encoded: The whole label as it is hashed, ASCII.
    """

    # hashes
    GENESIS = "genesis"
    CHAIN_HEAD = "chain-head"
    KEY_ID = "kid"
    PAIR_CONVERSATION = "conv-1to1"
    RATCHET_CONTEXT = "ctx"
    SEAL_TRANSCRIPT = "seal"
    PASSWORD_SALT = "pw-salt"  # noqa: S105 - a label, not a password

    # key derivations
    BODY_KEY = "body"
    SEAL_KEY = "seal-key"
    PASSWORD_AUTH = "pw-auth"  # noqa: S105 - a label, not a password
    KEYRING_WRAP = "keyring-wrap"
    ACCOUNT_PICKLE = "pickle-account"
    SESSION_PICKLE = "pickle-session"
    INVITE_OPEN = "invite-open"
    INVITE_PROOF = "invite-proof"
    KEYRING_SLOT = "slot-keyring"
    VAULT_SLOT = "slot-vault"
    LOCK_SLOT = "slot-keyring-password"
    RECOVERY_SLOT = "slot-recovery"
    STORE_TAG = "store-tag"

    # signatures
    CHAIN = "chain"
    CHAIN_NEW = "chain-new"
    PREKEY = "prekey"
    LOGIN = "login"

    # used as it stands: the label parameter of RSA-OAEP, and the start of a safety number
    SEAL_OAEP = "seal-oaep"
    SAFETY = "safety"

    def __init__(self, name: str) -> None:
        self.encoded = (_PREFIX + name).encode("ascii")


def enc(*items: bytes) -> bytes:
    """Encode a list of items so that no two lists give the same bytes.

    Args:
        items: Any number of items, each below 2**32 bytes; an absent item is an empty one.

    Returns:
        For each item its length as u32 big-endian, then its bytes.

    Source: docs/protocol/transcript.md, section 1.
    """
    parts: list[bytes] = []
    for item in items:  # a quarter faster than a comprehension: each message runs it a dozen times
        parts += (len(item).to_bytes(_LENGTH_BYTES, "big"), item)
    return b"".join(parts)


def parse_all(data: bytes, max_items: int) -> tuple[bytes, ...]:
    """Take an open list apart.

    Args:
        data: What `enc` made; empty bytes are the empty list.
        max_items: Most items allowed.

    Raises:
        InvalidForm: cut short, trailing bytes, or more items than allowed.

    Source: docs/protocol/transcript.md, section 1.
    """
    items: list[bytes] = []
    offset = 0
    while offset < len(data):
        start = offset + _LENGTH_BYTES
        end = start + int.from_bytes(data[offset:start], "big")
        if start > len(data) or end > len(data) or len(items) == max_items:
            raise InvalidForm("encoding")
        items.append(data[start:end])
        offset = end
    return tuple(items)


def parse(data: bytes, count: int) -> tuple[bytes, ...]:
    """Take a list of exactly `count` items apart.

    Raises:
        InvalidForm: not exactly that many items, cut short, or trailing bytes.

    Source: docs/protocol/transcript.md, section 1.
    """
    items = parse_all(data, count)
    if len(items) != count:
        raise InvalidForm("encoding")
    return items


def parse_form(data: bytes, what: str, widths: Sequence[int | None]) -> tuple[bytes, ...]:
    """Take a fixed form apart: exactly its items, each of its exact width.

    Args:
        data: What `enc` made.
        what: Name of the form, for the error; a fixed word of our own.
        widths: Width of each item in bytes, or ANY_WIDTH.

    Raises:
        InvalidForm: one item more or less, a trailing byte, or an item of another width.

    Source: docs/protocol/transcript.md, section 1.
    """
    try:
        items = parse(data, len(widths))
    except InvalidForm:
        raise InvalidForm(what) from None
    for item, width in zip(items, widths, strict=True):
        if width is not ANY_WIDTH and len(item) != width:
            raise InvalidForm(what)
    return items


def u8(value: int) -> bytes:
    """Return a version, suite, type, kind or flags as one byte; out of range is InvalidForm."""
    return _uint(value, 1)


def u32(value: int) -> bytes:
    """Return a device number as four bytes, big-endian; out of range is InvalidForm."""
    return _uint(value, 4)


def u64(value: int) -> bytes:
    """Return a seq, id or time as eight bytes, big-endian; out of range is InvalidForm."""
    return _uint(value, 8)


def read_uint(item: bytes) -> int:
    """Return the number in an item whose width the form has already checked."""
    return int.from_bytes(item, "big")


def read_text(item: bytes, what: str) -> str:
    """Return the string in an item; its normal form is not checked.

    Raises:
        InvalidForm: not UTF-8.

    Source: docs/protocol/transcript.md, section 2.
    """
    try:
        return item.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidForm(what) from None


def labelled_info(label: Label, *items: bytes) -> bytes:
    """Return enc(label, items ..): the info of a derivation, and what `labelled_hash` hashes.

    Source: docs/protocol/transcript.md, section 3.
    """
    return enc(label.encoded, *items)


def labelled_hash(label: Label, *items: bytes) -> bytes:
    """Return H(label; items ..), 32 bytes.

    Source: docs/protocol/transcript.md, section 3.
    """
    return hashlib.sha256(labelled_info(label, *items)).digest()


def signed_bytes(label: Label, message: bytes) -> bytes:
    """Return the bytes that a signature with this label covers: enc(label, message).

    Source: docs/protocol/transcript.md, section 3.
    """
    return labelled_info(label, message)


def conversation_of_pair(one: AccountId, other: AccountId) -> ConversationId:
    """Return the conversation of two accounts, the same from both sides.

    Source: docs/protocol/transcript.md, section 4.
    """
    lower, higher = sorted((one, other))
    return ConversationId(labelled_hash(Label.PAIR_CONVERSATION, lower, higher))


def key_id(seal_pair_key: bytes) -> KeyId:
    """Return the `kid` of a seal pair: the first 8 bytes of H("kid"; its public key).

    Args:
        seal_pair_key: enc(SEAL SPKI, ML-KEM encapsulation key), as it stands in the prekey.

    Source: docs/protocol/prekeys.md, section 3.
    """
    return KeyId(labelled_hash(Label.KEY_ID, seal_pair_key)[:KEY_ID_BYTES])


def _uint(value: int, width: int) -> bytes:
    try:
        return value.to_bytes(width, "big")
    except OverflowError:
        raise InvalidForm("number") from None
