"""RSA private keys as their primes."""

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from desktop.crypto.rsa_keys import PRIME_BYTES, generate_primes, load_primes, spki_of
from protocol.errors import InvalidForm
from protocol.proofs import check_rsa_spki
from tests.helpers.rsa_pool import RsaPool


def test_a_new_key_passes_our_own_checks() -> None:
    primes = generate_primes()
    assert len(primes) == 384
    spki = spki_of(load_primes(primes))
    p, q = (int.from_bytes(half, "big") for half in (primes[:192], primes[192:]))
    assert check_rsa_spki(spki) == p * q


def test_a_rebuilt_key_stands_the_full_check_of_the_library(rsa_pool: RsaPool) -> None:
    key = load_primes(rsa_pool.primes(0))
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    checked = load_der_private_key(der, None)
    assert checked.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()) == der


def test_the_order_of_the_primes_does_not_matter(rsa_pool: RsaPool) -> None:
    primes = rsa_pool.primes(0)
    swapped = primes[PRIME_BYTES:] + primes[:PRIME_BYTES]
    assert spki_of(load_primes(swapped)) == spki_of(load_primes(primes))


def test_what_cannot_be_primes_is_refused(rsa_pool: RsaPool) -> None:
    primes = rsa_pool.primes(0)
    p = primes[:PRIME_BYTES]
    # (prime - 1) divisible by 65537 leaves no inverse of the exponent.
    number = int.from_bytes(p, "big")
    without_inverse = number - (number - 1) % 65537 + (0 if number % 2 else 1)
    if without_inverse % 2 == 0:
        without_inverse -= 65537
    for wrong in (
        b"",
        primes[:-1],
        primes + b"\0",
        p + p,
        primes[:-1] + bytes([primes[-1] & 0xFE]),
        primes[: PRIME_BYTES - 1] + bytes([primes[PRIME_BYTES - 1] & 0xFE]) + primes[PRIME_BYTES:],
        bytes([primes[0] >> 2]) + primes[1:],
        bytes(PRIME_BYTES - 1) + b"\1" + primes[PRIME_BYTES:],
        without_inverse.to_bytes(PRIME_BYTES, "big") + primes[PRIME_BYTES:],
    ):
        with pytest.raises(InvalidForm):
            load_primes(wrong)
