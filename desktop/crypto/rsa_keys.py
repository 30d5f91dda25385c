"""RSA-3072 private keys as their two primes, the only form in which they are stored."""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from protocol import limits
from protocol.errors import InvalidForm

PRIME_BYTES = limits.RSA_KEY_BITS // 16
PRIMES_BYTES = 2 * PRIME_BYTES
"""Both primes, one behind the other, each big-endian."""

_EXPONENT = 65537


def generate_primes() -> bytes:
    """Make a new RSA-3072 key.

    Takes 0.1 to 0.5 s; releases the interpreter lock, so call it in a thread.

    Returns:
        Its primes, 384 bytes.

    Source: docs/protocol/keys.md, section 2.
    """
    numbers = rsa.generate_private_key(_EXPONENT, limits.RSA_KEY_BITS).private_numbers()
    return numbers.p.to_bytes(PRIME_BYTES, "big") + numbers.q.to_bytes(PRIME_BYTES, "big")


def load_primes(primes: bytes) -> rsa.RSAPrivateKey:
    """Rebuild one of our own keys from its primes; everything else is computed, n = p * q included.

    The primes are not tested again: they come from our own authenticated storage, and the test
    would cost 0.1 s.

    Args:
        primes: 384 bytes.

    Raises:
        InvalidForm: not the primes of an RSA-3072 key with exponent 65537.

    Source: docs/protocol/keys.md, section 2.
    """
    p = int.from_bytes(primes[:PRIME_BYTES], "big")
    q = int.from_bytes(primes[PRIME_BYTES:], "big")
    if len(primes) != PRIMES_BYTES or p == q or not p & q & 1:
        raise InvalidForm("RSA primes")
    if (p * q).bit_length() != limits.RSA_KEY_BITS:
        raise InvalidForm("RSA primes")
    try:
        d = rsa.rsa_recover_private_exponent(_EXPONENT, p, q)
        numbers = rsa.RSAPrivateNumbers(
            p=p,
            q=q,
            d=d,
            dmp1=rsa.rsa_crt_dmp1(d, p),
            dmq1=rsa.rsa_crt_dmq1(d, q),
            iqmp=rsa.rsa_crt_iqmp(p, q),
            public_numbers=rsa.RSAPublicNumbers(_EXPONENT, p * q),
        )
        return numbers.private_key(unsafe_skip_rsa_key_validation=True)
    except ValueError:
        raise InvalidForm("RSA primes") from None


def spki_of(key: rsa.RSAPrivateKey) -> bytes:
    """Return the public half as SubjectPublicKeyInfo in DER, 422 bytes.

    Source: docs/protocol/keys.md, section 2.
    """
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
