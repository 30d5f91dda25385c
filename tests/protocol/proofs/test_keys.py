"""Which public keys are taken: one form, no small factors, no low order."""

import math

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from protocol.errors import InvalidForm
from protocol.proofs import (
    LOW_ORDER_X25519,
    check_rsa_spki,
    check_x25519_key,
    load_rsa_spki,
    load_seal_pair_key,
    parse_seal_pair_key,
)
from protocol.transcript import enc
from tests.helpers import wycheproof
from tests.helpers.people import Person

PREFIX, SUFFIX = (
    bytes.fromhex("308201a2300d06092a864886f70d01010105000382018f003082018a0282018100"),
    bytes.fromhex("0203010001"),
)


# --- RSA keys ------------------------------------------------------------------------------------


def der(modulus: int, exponent: int = 65537) -> bytes:
    key = RSAPublicNumbers(exponent, modulus).public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _is_refused(spki: bytes) -> bool:
    try:
        check_rsa_spki(spki)
    except InvalidForm:
        return True
    return False


def raw_spki(modulus: int) -> bytes:
    return PREFIX + modulus.to_bytes(384, "big") + SUFFIX


def test_a_good_rsa_key_is_accepted_in_its_one_form(alice: Person) -> None:
    modulus = check_rsa_spki(alice.identity.spki)
    assert raw_spki(modulus) == der(modulus) == alice.identity.spki
    assert load_rsa_spki(alice.identity.spki).public_numbers().n == modulus


def test_the_small_factors_are_those_below_2_16(alice: Person) -> None:
    modulus = check_rsa_spki(alice.identity.spki)
    for factor in (3, 65521):
        multiple = modulus // factor * factor
        while multiple % 2 == 0 or multiple % factor:
            multiple -= factor
        with pytest.raises(InvalidForm, match=r"valid RSA key$"):
            check_rsa_spki(raw_spki(multiple))
    # 65537 is the first prime above the bound; the rest of the number has no small factor either.
    rest = modulus // 65537 | 1
    while any(math.gcd(rest, small) != 1 for small in range(3, 2**16, 2)):
        rest -= 2
    assert check_rsa_spki(raw_spki(rest * 65537)) == rest * 65537
    half = modulus >> 1 | 1
    while any(math.gcd(half, small) != 1 for small in range(3, 2**16, 2)):
        half -= 2
    for wrong in (2 * half, half):
        with pytest.raises(InvalidForm, match=r"valid RSA key$"):
            check_rsa_spki(raw_spki(wrong))


def test_rsa_keys_of_another_form_are_refused(alice: Person) -> None:
    """CR-05: 2048, 3071 and 4096 bits, e=3, even n, trailing DER, PSS OID, other encodings."""
    modulus = check_rsa_spki(alice.identity.spki)
    pss_oid = alice.identity.spki.replace(
        bytes.fromhex("06092a864886f70d010101"), bytes.fromhex("06092a864886f70d01010a")
    )
    refused = {
        "2048 bits": der(modulus >> 1024 | 1),
        "3071 bits": der(modulus >> 1 | 1),
        "3071 bits, padded": raw_spki(modulus >> 1 | 1),
        "4096 bits": der(modulus << 1024 | 1),
        "e = 3": der(modulus, 3),
        "e = 3, padded": alice.identity.spki[:-3] + b"\0\0\3",
        "e = 65539": alice.identity.spki[:-1] + b"\3",
        "even n": raw_spki(modulus - 1),
        "trailing byte": alice.identity.spki + b"\0",
        "cut": alice.identity.spki[:-1],
        "PSS OID": pss_oid,
        "empty": b"",
        "no DER": bytes(422),
    }
    assert pss_oid != alice.identity.spki
    accepted = [name for name, spki in refused.items() if not _is_refused(spki)]
    assert not accepted


def test_pss_oid_key_that_the_library_would_load_is_refused(alice: Person) -> None:
    """CR-05: the whole SPKI of a key restricted to PSS."""
    algorithm = bytes.fromhex("300b06092a864886f70d01010a")
    bits = alice.identity.spki[alice.identity.spki.index(b"\x03\x82") :]
    body = algorithm + bits
    spki = b"\x30\x82" + len(body).to_bytes(2, "big") + body
    assert load_der_public_key(spki).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(InvalidForm, match=r"valid RSA key$"):
        check_rsa_spki(spki)


# --- X25519 and ML-KEM keys ----------------------------------------------------------------------


def test_fourteen_low_order_encodings_are_refused() -> None:
    """CR-07, where OLM, one-time and fallback keys are parsed."""
    assert len(LOW_ORDER_X25519) == 14
    for key in LOW_ORDER_X25519:
        with pytest.raises(InvalidForm, match=r"valid X25519 key$"):
            check_x25519_key(key)
    for key in (b"", bytes(31), b"x" * 33):
        with pytest.raises(InvalidForm, match=r"valid X25519 key$"):
            check_x25519_key(key)
    check_x25519_key(b"\x09" + bytes(31))


def test_wycheproof_x25519_keys_without_a_secret_are_refused() -> None:
    """CR-01: the exchange is the ratchet library's; what we narrow are the 31 zero secrets."""
    refused = 0
    for _, case in wycheproof.cases("x25519_test.json"):
        key = bytes.fromhex(case["public"])
        if not int(case["shared"], 16):
            with pytest.raises(InvalidForm, match=r"valid X25519 key$"):
                check_x25519_key(key)
            refused += 1
        else:
            check_x25519_key(key)
    assert refused == 31


def test_seal_pair_gives_both_halves(alice: Person) -> None:
    spki, kem_key = parse_seal_pair_key(alice.seal_keys.key_bytes)
    assert (len(spki), len(kem_key)) == (422, 1184)
    rsa_key, loaded = load_seal_pair_key(alice.seal_keys.key_bytes)
    assert rsa_key.public_numbers().n == check_rsa_spki(spki)
    assert loaded.public_bytes_raw() == kem_key


def test_bad_seal_pairs_are_refused(alice: Person) -> None:
    """CR-09: wrong length and a coefficient of 3,329; CR-05 for the RSA half."""
    spki, kem_key = parse_seal_pair_key(alice.seal_keys.key_bytes)
    too_big = (3329).to_bytes(2, "little")
    first = bytes([too_big[0], kem_key[1] & 0xF0 | too_big[1]]) + kem_key[2:]
    highest = kem_key[:1150] + bytes([kem_key[1150] & 0x0F | 0xF0, 0xFF]) + kem_key[1152:]
    largest_allowed = bytes([0x00, kem_key[1] & 0xF0 | 0x0D]) + kem_key[2:]
    parse_seal_pair_key(enc(spki, largest_allowed))
    for pair in (
        enc(spki, kem_key[:-1]),
        enc(spki, kem_key + b"\0"),
        enc(spki, first),
        enc(spki, highest),
        enc(spki),
        enc(spki, kem_key, b""),
        enc(spki[:-1] + b"\3", kem_key),
        spki + kem_key,
    ):
        with pytest.raises(InvalidForm, match=r"valid (RSA key|seal pair)$"):
            parse_seal_pair_key(pair)
        with pytest.raises(InvalidForm, match=r"valid (RSA key|seal pair)$"):
            load_seal_pair_key(pair)
