"""The one form that each public key may have, checked before anything is done with it.

Spec: docs/protocol/keys.md, sections 2 and 3, and prekeys.md, section 3.
"""

import functools
import math
from typing import Final

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from protocol import limits
from protocol.errors import InvalidForm
from protocol.transcript import parse_form

_RSA_EXPONENT = 65537
_SPKI_PREFIX = bytes.fromhex("308201a2300d06092a864886f70d01010105000382018f003082018a0282018100")
_SPKI_SUFFIX = bytes.fromhex("0203010001")
_SMALL_FACTOR_BOUND = 2**16

# The 14 encodings of the points of small order, RFC 7748 read with the top bit ignored:
# u = 0, 1, the two of order 8, p - 1, and p, p + 1, each with the top bit clear and set.
_P = 2**255 - 19
_LOW_ORDER_POINTS = (
    0,
    1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
    _P - 1,
    _P,
    _P + 1,
)
LOW_ORDER_X25519: Final = frozenset(
    (point | top_bit).to_bytes(limits.X25519_KEY_BYTES, "little")
    for point in _LOW_ORDER_POINTS
    for top_bit in (0, 1 << 255)
)
"""Every encoding of an X25519 key with which any shared secret would be all zeros."""


def check_rsa_spki(spki: bytes) -> int:
    """Check that an RSA public key is in the one form that ID and SEAL may have.

    Args:
        spki: SubjectPublicKeyInfo in DER.

    Returns:
        The modulus.

    Raises:
        InvalidForm: another size, exponent, algorithm or encoding, an even modulus, or a factor
            below 2**16.

    Source: docs/protocol/keys.md, section 2.
    """
    if (
        len(spki) != limits.RSA_SPKI_BYTES
        or not spki.startswith(_SPKI_PREFIX)
        or not spki.endswith(_SPKI_SUFFIX)
    ):
        raise InvalidForm("RSA key")
    modulus = int.from_bytes(spki[len(_SPKI_PREFIX) : -len(_SPKI_SUFFIX)], "big")
    is_short = modulus.bit_length() != limits.RSA_KEY_BITS
    if is_short or math.gcd(modulus, _product_of_small_primes()) != 1:
        raise InvalidForm("RSA key")
    return modulus


def load_rsa_spki(spki: bytes) -> RSAPublicKey:
    """Check an RSA public key as `check_rsa_spki` does, and return it ready for use.

    Raises:
        InvalidForm: see `check_rsa_spki`.

    Source: docs/protocol/keys.md, section 2.
    """
    return RSAPublicNumbers(_RSA_EXPONENT, check_rsa_spki(spki)).public_key()


def check_x25519_key(key: bytes) -> None:
    """Check that an X25519 public key is of the right length and not of low order.

    Raises:
        InvalidForm: it is neither.

    Source: docs/protocol/keys.md, section 3.
    """
    if len(key) != limits.X25519_KEY_BYTES or key in LOW_ORDER_X25519:
        raise InvalidForm("X25519 key")


def parse_seal_pair_key(key: bytes) -> tuple[bytes, bytes]:
    """Take the public key of a seal pair apart and check both halves.

    Args:
        key: enc(SEAL SPKI, ML-KEM-768 encapsulation key).

    Returns:
        The RSA key as SPKI and the encapsulation key, 1,184 bytes.

    Raises:
        InvalidForm: wrong widths, an RSA key that `check_rsa_spki` refuses, or an encapsulation
            key with a coefficient that is not below 3,329 (FIPS 203, 7.2).

    Source: docs/protocol/prekeys.md, section 3.
    """
    spki, kem_key, _, _ = _load_seal_pair(key)
    return spki, kem_key


def load_seal_pair_key(key: bytes) -> tuple[RSAPublicKey, MLKEM768PublicKey]:
    """Check the public key of a seal pair as `parse_seal_pair_key` does, and load both halves.

    Raises:
        InvalidForm: see `parse_seal_pair_key`.

    Source: docs/protocol/prekeys.md, section 3.
    """
    _, _, rsa_key, kem_key = _load_seal_pair(key)
    return rsa_key, kem_key


# Public keys only. 512 pairs: two for each member of the largest group, about 3 MB at most;
# the check of the modulus would otherwise cost three times as much as the whole sealing.
@functools.lru_cache(maxsize=512)
def _load_seal_pair(key: bytes) -> tuple[bytes, bytes, RSAPublicKey, MLKEM768PublicKey]:
    spki, kem_key = parse_form(key, "seal pair", (limits.RSA_SPKI_BYTES, limits.MLKEM_EK_BYTES))
    rsa_key = load_rsa_spki(spki)
    try:
        return spki, kem_key, rsa_key, MLKEM768PublicKey.from_public_bytes(kem_key)
    except ValueError:
        raise InvalidForm("seal pair") from None


def forget_seal_pairs() -> None:
    """Forget the seal pairs that were checked: for a relay, which sees each of them once."""
    _load_seal_pair.cache_clear()


@functools.cache
def _product_of_small_primes() -> int:
    is_prime = bytearray([1]) * _SMALL_FACTOR_BOUND
    primes = []
    for candidate in range(2, _SMALL_FACTOR_BOUND):
        if is_prime[candidate]:
            primes.append(candidate)
            is_prime[candidate::candidate] = bytes(len(is_prime[candidate::candidate]))
    return math.prod(primes)
