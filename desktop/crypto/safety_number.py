"""Safety numbers and codes: what two people compare to be sure of each other's keys.

A fingerprint belongs to one account and its current ID; a number and a code belong to two. Spec:
docs/protocol/safety-number.md.
"""

import hashlib
from typing import Final

from desktop.crypto.primitives import equal
from protocol import limits
from protocol.errors import InvalidForm
from protocol.ids import AccountId
from protocol.transcript import Label, u64

FINGERPRINT_BYTES: Final = 32
ROUNDS: Final = 5_200
"""Makes each try at a look-alike key 5,200 times as expensive, and us wait 5 ms a side."""

_FORM_VERSION = bytes(2)
_GROUP_BYTES = 5
_GROUPS_END = 6 * _GROUP_BYTES
_GROUP_MODULUS = 100_000

_CODE_MAGIC = b"SC1"
_NO_LOG = u64(0) + bytes(limits.HEAD_BYTES)
_OWN_END = len(_CODE_MAGIC) + FINGERPRINT_BYTES
_THEIR_END = _OWN_END + FINGERPRINT_BYTES
CODE_BYTES: Final = _THEIR_END + len(_NO_LOG)


def fingerprint(identity_spki: bytes, account: AccountId) -> bytes:
    """Return what stands for one account and its key; takes about 5 ms.

    Args:
        identity_spki: The account's current ID, 422 bytes of DER, from its verified chain.
        account: The account's id.

    Returns:
        32 bytes.

    Source: docs/protocol/safety-number.md, section 1.
    """
    state = Label.SAFETY.encoded + _FORM_VERSION + identity_spki + account
    for _ in range(ROUNDS):
        state = hashlib.sha512(state + identity_spki).digest()
    return state[:FINGERPRINT_BYTES]


def digits(own: bytes, theirs: bytes) -> str:
    """Return the safety number of two accounts, the same on both sides.

    Args:
        own: Our fingerprint.
        theirs: Theirs.

    Returns:
        60 digits without blanks.

    Source: docs/protocol/safety-number.md, section 2.
    """
    return "".join(sorted((_digits_of_one(own), _digits_of_one(theirs))))


def build_code(own: bytes, theirs: bytes) -> bytes:
    """Return the bytes of the QR code that we show to the other.

    Args:
        own: Our fingerprint.
        theirs: Theirs.

    Returns:
        107 bytes.

    Source: docs/protocol/safety-number.md, section 3.
    """
    return _CODE_MAGIC + own + theirs + _NO_LOG


def code_matches(code: bytes, *, own: bytes, theirs: bytes) -> bool:
    """Tell whether the code that the other shows speaks of the two of us, from their side.

    Args:
        code: What was read from the QR code, from any source.
        own: Our fingerprint.
        theirs: Theirs, of the key that we have for them.

    Returns:
        False if it is a code of other keys, or one that we ourselves show; the time that takes does
        not depend on where they differ.

    Raises:
        InvalidForm: no safety code, or one of another version; it says nothing about keys.

    Source: docs/protocol/safety-number.md, section 3.
    """
    if len(code) != CODE_BYTES or not code.startswith(_CODE_MAGIC):
        raise InvalidForm("safety code")
    return equal(code[len(_CODE_MAGIC) : _THEIR_END], theirs + own)


def _digits_of_one(one: bytes) -> str:
    starts = range(0, _GROUPS_END, _GROUP_BYTES)
    groups = (int.from_bytes(one[start : start + _GROUP_BYTES], "big") for start in starts)
    return "".join(f"{group % _GROUP_MODULUS:05}" for group in groups)
