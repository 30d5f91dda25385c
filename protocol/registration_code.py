"""A registration code as people write it: 16 bytes as seven groups of four characters.

Twenty-six characters of Crockford's base32 carry the value, the last two check it. The shape is
another than that of a recovery code, so that the one cannot be sent in the place of the other.
"""

import unicodedata
from typing import Final

from protocol import limits
from protocol.errors import InvalidForm

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals without I, L, O and U, which are read as others."""

_LOOK_ALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_SEPARATORS: Final = frozenset(" \t\r\n-\u2010\u2013\u2014_.,;:/\u00a0\u200b")

_GROUPS: Final = 7
_GROUP_CHARS: Final = 4
_CHARS: Final = _GROUPS * _GROUP_CHARS
_BITS: Final = 5
_CHECK_BITS: Final = 10

_MODULUS: Final = 1021
"""The largest prime of ten bits: it divides the change that one wrong character makes in no case,
nor the one that two exchanged neighbours make."""


def write_code(code: bytes) -> str:
    """Return a code as it is shown: capitals and digits, a dash between groups.

    Args:
        code: limits.REGISTRATION_CODE_BYTES bytes.

    Source: docs/protocol/wire.md, registration codes.
    """
    value = int.from_bytes(code, "big")
    number = value << _CHECK_BITS | value % _MODULUS
    chars = "".join(_ALPHABET[number >> _BITS * place & 31] for place in reversed(range(_CHARS)))
    return "-".join(chars[start : start + _GROUP_CHARS] for start in range(0, _CHARS, _GROUP_CHARS))


def parse_code(text: str) -> bytes:
    """Read a code as somebody typed or pasted it: any case, spaces, dashes, look-alikes.

    Returns:
        limits.REGISTRATION_CODE_BYTES bytes.

    Raises:
        InvalidForm: it is none; there is a slip in it, or something is missing.

    Source: docs/protocol/wire.md, registration codes.
    """
    written = unicodedata.normalize("NFKC", text).upper().translate(_LOOK_ALIKES)
    chars = [char for char in written if char not in _SEPARATORS]
    if len(chars) != _CHARS or any(char not in _ALPHABET for char in chars):
        raise InvalidForm("registration code")
    number = 0
    for char in chars:
        number = number << _BITS | _ALPHABET.index(char)
    value, check = number >> _CHECK_BITS, number & (1 << _CHECK_BITS) - 1
    if check != value % _MODULUS or value >> 8 * limits.REGISTRATION_CODE_BYTES:
        raise InvalidForm("registration code")
    return value.to_bytes(limits.REGISTRATION_CODE_BYTES, "big")
