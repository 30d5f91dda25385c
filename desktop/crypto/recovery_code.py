"""The recovery code: 130 random bits as people can write them down, and what finds slips in it.

Thirty characters in six groups of five: 26 carry the secret, the last four check the rest. The
check is a Reed-Solomon code over the 32 characters: up to four wrong characters never pass, and one
or two are found, so that a person is told which group to look at. Nothing is corrected by itself.
Spec: docs/protocol/vault.md.
"""

import itertools
import unicodedata
from typing import Final, NoReturn

from desktop.crypto.opaque import Opaque
from desktop.crypto.random_source import Random
from desktop.errors import CodeMistyped

GROUPS: Final = 6
GROUP_CHARS: Final = 5
SECRET_CHARS: Final = 26
CHECK_CHARS: Final = 4

_CHARS: Final = GROUPS * GROUP_CHARS
_BITS: Final = 5
_RANDOM_BYTES: Final = 17

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals without I, L, O and U, which are read as others."""

_LOOK_ALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_SEPARATORS: Final = frozenset(" \t\r\n-–—_.,;:/\u00a0\u200b")

_FIELD: Final = 0b100101
"""x^5 + x^2 + 1, under which 2 generates every element but zero."""


class RecoveryCode(Opaque):
    """A code that opens the local store of one profile.

    Attributes:
        groups: The six groups as they are shown; secret.
    """

    __slots__ = ("groups",)

    def __init__(self, text: str) -> None:
        """Take 30 characters of the alphabet whose check holds; see `generate` and `parse`."""
        self.groups = tuple(
            text[start : start + GROUP_CHARS] for start in range(0, _CHARS, GROUP_CHARS)
        )

    @classmethod
    def generate(cls, random: Random) -> "RecoveryCode":
        """Draw a new code.

        Source: docs/protocol/vault.md, section 5.
        """
        drawn = int.from_bytes(random(_RANDOM_BYTES), "big") >> (8 * _RANDOM_BYTES - 130)
        values = [drawn >> _BITS * place & 31 for place in reversed(range(SECRET_CHARS))]
        return cls("".join(_ALPHABET[value] for value in (*values, *_check_values(values))))

    @classmethod
    def parse(cls, text: str) -> "RecoveryCode":
        """Read a code as somebody typed or pasted it: any case, spaces, dashes, look-alikes.

        Raises:
            CodeMistyped: it is no code; says which groups to look at, where that can be known.

        Source: docs/protocol/vault.md, section 5.
        """
        written = unicodedata.normalize("NFKC", text).upper().translate(_LOOK_ALIKES)
        parts = "".join(" " if char in _SEPARATORS else char for char in written).split()
        chars = "".join(parts)
        if len(chars) != _CHARS:
            _refuse_length(parts, len(chars))
        strange = {place for place, char in enumerate(chars) if char not in _ALPHABET}
        if strange:
            _refuse(strange)
        values = [_ALPHABET.index(char) for char in chars]
        syndromes = [_evaluate(values, point) for point in _CHECK_POINTS]
        if any(syndromes):
            _refuse(_find_slips(syndromes))
        return cls(chars)

    @property
    def key_material(self) -> bytes:
        """The 26 characters that carry the secret, in ASCII."""
        return "".join(self.groups)[:SECRET_CHARS].encode("ascii")


def _refuse_length(parts: list[str], length: int) -> NoReturn:
    groups: tuple[int, ...] = ()
    if len(parts) == GROUPS:
        groups = tuple(number for number, part in enumerate(parts, 1) if len(part) != GROUP_CHARS)
    raise CodeMistyped(groups=groups, missing=_CHARS - length)


def _refuse(places: set[int]) -> NoReturn:
    groups = sorted({place // GROUP_CHARS + 1 for place in places})
    raise CodeMistyped(groups=tuple(groups), missing=0)


# ── the check ─────────────────────────────────────────────────────────────────────────────────


def _powers() -> tuple[int, ...]:
    values = [1]
    for _ in range(30):
        doubled = values[-1] << 1
        values.append(doubled ^ _FIELD if doubled & 32 else doubled)
    return tuple(values)


_POWER: Final = _powers()
_LOG: Final = {value: exponent for exponent, value in enumerate(_POWER[:31])}
_CHECK_POINTS: Final = _POWER[:CHECK_CHARS]


def _times(one: int, other: int) -> int:
    return _POWER[(_LOG[one] + _LOG[other]) % 31] if one and other else 0


def _divided(one: int, other: int) -> int:
    return _POWER[(_LOG[one] - _LOG[other]) % 31] if one else 0


def _evaluate(values: list[int], point: int) -> int:
    """Return the value of the polynomial with these coefficients, the highest first."""
    total = 0
    for value in values:
        total = _times(total, point) ^ value
    return total


def _generator() -> list[int]:
    """Return the polynomial that vanishes at every check point, the highest coefficient first."""
    polynomial = [1]
    for point in _CHECK_POINTS:
        shifted = [*polynomial, 0]
        for place, value in enumerate(polynomial):
            shifted[place + 1] ^= _times(value, point)
        polynomial = shifted
    return polynomial


_GENERATOR: Final = _generator()


def _check_values(values: list[int]) -> list[int]:
    rest = [*values, *[0] * CHECK_CHARS]
    for place in range(len(values)):
        factor = rest[place]
        for offset, coefficient in enumerate(_GENERATOR):
            rest[place + offset] ^= _times(factor, coefficient)
    return rest[len(values) :]


def _find_slips(syndromes: list[int]) -> set[int]:
    """Return the one or two places that explain what does not hold, none if more are wrong."""
    locator = [_POWER[_CHARS - 1 - place] for place in range(_CHARS)]
    singles = ((place, place) for place in range(_CHARS))
    for first, second in (*singles, *itertools.combinations(range(_CHARS), 2)):
        one, other = locator[first], locator[second]
        if first == second:
            slips = [(one, syndromes[0])]
        else:
            by_one = _divided(syndromes[1] ^ _times(other, syndromes[0]), one ^ other)
            slips = [(one, by_one), (other, syndromes[0] ^ by_one)]
        if all(
            syndrome == _slip_sum(slips, exponent) for exponent, syndrome in enumerate(syndromes)
        ):
            return {first, second}
    return set()


def _slip_sum(slips: list[tuple[int, int]], exponent: int) -> int:
    total = 0
    for place, error in slips:
        total ^= _times(error, _POWER[_LOG[place] * exponent % 31])
    return total
