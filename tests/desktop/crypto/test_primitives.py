"""The library's functions as we compose them, on published vectors (CR-01) and refusals."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key

from desktop.crypto.primitives import (
    _argon2id,
    _gcm_decrypt,
    _gcm_encrypt,
    _hkdf,
    _oaep_decrypt,
    _oaep_encrypt,
    decrypt_once,
    decrypt_with_nonce,
    derive,
    encrypt_once,
    encrypt_with_nonce,
    equal,
    find_oaep_secret,
    oaep_encrypt,
    pss_sign,
    stretch,
)
from desktop.crypto.rsa_keys import load_primes
from desktop.errors import AuthenticationFailed
from protocol.errors import InvalidProof
from protocol.proofs.signatures import verify_pss
from protocol.transcript import Label, enc
from tests.helpers import wycheproof
from tests.helpers.rsa_pool import RsaPool

KEY = b"k" * 32


@pytest.fixture(scope="module")
def rsa_key(rsa_pool: RsaPool) -> RSAPrivateKey:
    return load_primes(rsa_pool.primes(0))


def unhex(case: dict[str, Any], *names: str) -> list[bytes]:
    return [bytes.fromhex(case[name]) for name in names]


def test_wycheproof_gcm() -> None:
    """CR-01: 289 of 316; the other 27 are nonces that the library refuses, and ours has 96 bits."""
    refused = 0
    for _, case in wycheproof.cases("aes_gcm_test.json"):
        key, nonce, aad, plaintext, ciphertext, tag = unhex(
            case, "key", "iv", "aad", "msg", "ct", "tag"
        )
        if not 8 <= len(nonce) <= 128:
            with pytest.raises(ValueError, match="Nonce"):
                _gcm_decrypt(key, nonce, ciphertext + tag, aad)
            refused += case["result"] == "valid"
        elif case["result"] == "valid":
            assert _gcm_encrypt(key, nonce, plaintext, aad) == ciphertext + tag
            assert _gcm_decrypt(key, nonce, ciphertext + tag, aad) == plaintext
        else:
            with pytest.raises(AuthenticationFailed):
                _gcm_decrypt(key, nonce, ciphertext + tag, aad)
    assert refused == 27


def test_wycheproof_hkdf() -> None:
    """CR-01."""
    for _, case in wycheproof.cases("hkdf_sha256_test.json"):
        key_material, salt, info, expected = unhex(case, "ikm", "salt", "info", "okm")
        if case["result"] == "valid":
            found = _hkdf(key_material, salt=salt, info=info, size=case["size"])
            assert found == expected
        else:
            with pytest.raises(ValueError, match="larger than"):
                _hkdf(key_material, salt=salt, info=info, size=case["size"])


@pytest.mark.parametrize("bits", [2048, 3072])
def test_wycheproof_oaep(bits: int) -> None:
    """CR-01."""
    count = 0
    for group, case in wycheproof.cases(f"rsa_oaep_{bits}_sha256_mgf1sha256_test.json"):
        key = load_der_private_key(
            bytes.fromhex(group["privateKeyPkcs8"]), None, unsafe_skip_rsa_key_validation=True
        )
        assert isinstance(key, RSAPrivateKey)
        message, ciphertext, label = unhex(case, "msg", "ct", "label")
        if case["result"] == "valid":
            assert _oaep_decrypt(key, ciphertext, label) == message
            again = _oaep_encrypt(key.public_key(), message, label)
            assert _oaep_decrypt(key, again, label) == message
        else:
            with pytest.raises(AuthenticationFailed):
                _oaep_decrypt(key, ciphertext, label)
        count += 1
    assert count == 37


def test_argon2id_known_answer() -> None:
    """RFC 9106, section 5.3."""
    found = _argon2id(
        b"\x01" * 32,
        salt=b"\x02" * 16,
        memory_kib=32,
        iterations=3,
        lanes=4,
        secret=b"\x03" * 8,
        aad=b"\x04" * 12,
    )
    assert found.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_stretch_costs_64_mib_three_passes_four_lanes() -> None:
    found = stretch(b"correct horse", salt=b"s" * 16)
    assert found == _argon2id(
        b"correct horse", salt=b"s" * 16, memory_kib=65536, iterations=3, lanes=4
    )


def test_derivation_is_hkdf_with_empty_salt_and_labelled_info() -> None:
    found = derive(Label.BODY_KEY, KEY, 40, b"a", b"b")
    info = enc(b"SecureChat/v1/body", b"a", b"b")
    assert found == _hkdf(KEY, salt=bytes(32), info=info, size=40)
    assert found != derive(Label.SEAL_KEY, KEY, 40, b"a", b"b")
    assert found != derive(Label.BODY_KEY, KEY, 40, b"ab")


def test_once_uses_nonce_zero() -> None:
    sealed = encrypt_once(KEY, b"plain", aad=b"aad")
    assert sealed == _gcm_encrypt(KEY, bytes(12), b"plain", b"aad")
    assert decrypt_once(KEY, sealed, aad=b"aad") == b"plain"
    for key, ciphertext, aad in (
        (b"l" * 32, sealed, b"aad"),
        (KEY, sealed[:-1], b"aad"),
        (KEY, b"", b"aad"),
        (KEY, sealed, b"other"),
    ):
        with pytest.raises(AuthenticationFailed):
            decrypt_once(key, ciphertext, aad=aad)


def test_nonce_travels_in_front() -> None:
    sealed = encrypt_with_nonce(KEY, b"plain", nonce=b"n" * 12, aad=b"aad")
    assert sealed == b"n" * 12 + _gcm_encrypt(KEY, b"n" * 12, b"plain", b"aad")
    assert decrypt_with_nonce(KEY, sealed, aad=b"aad") == b"plain"
    for wrong in (b"", sealed[:11], sealed[:12], b"m" + sealed[1:], sealed + b"\0"):
        with pytest.raises(AuthenticationFailed):
            decrypt_with_nonce(KEY, wrong, aad=b"aad")


def test_oaep_carries_our_label(rsa_key: RSAPrivateKey) -> None:
    ciphertext = oaep_encrypt(rsa_key.public_key(), b"secret", Label.SEAL_OAEP)
    assert _oaep_decrypt(rsa_key, ciphertext, b"SecureChat/v1/seal-oaep") == b"secret"
    assert find_oaep_secret(rsa_key, ciphertext, Label.SEAL_OAEP) == b"secret"
    assert find_oaep_secret(rsa_key, ciphertext, Label.SEAL_KEY) is None
    assert find_oaep_secret(rsa_key, ciphertext[:-1], Label.SEAL_OAEP) is None


def test_pss_is_what_proofs_verify(rsa_key: RSAPrivateKey) -> None:
    signature = pss_sign(rsa_key, b"message")
    verify_pss(rsa_key.public_key(), signature, b"message")
    assert signature != pss_sign(rsa_key, b"message")
    with pytest.raises(InvalidProof):
        verify_pss(rsa_key.public_key(), signature, b"other")


def test_equal() -> None:
    assert equal(b"same", b"same")
    assert not equal(b"same", b"some")
    assert not equal(b"same", b"sam")
