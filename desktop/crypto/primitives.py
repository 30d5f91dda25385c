"""The vetted library's functions as we compose them: one key derivation, one AEAD, RSA both ways.

Nothing else in this folder calls a cipher. The private functions take every parameter, so that
published test vectors run through the very code that is used.
"""

import functools
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.errors import AuthenticationFailed
from protocol.transcript import Label, labelled_info

KEY_BYTES = 32
TAG_BYTES = 16
NONCE_BYTES = 12
_ZERO_NONCE = bytes(NONCE_BYTES)


def derive(label: Label, key_material: bytes, size: int, *items: bytes) -> bytes:
    """Return KDF(label, key_material, size; items ..).

    Args:
        label: The one use that the result has.
        key_material: At least 32 bytes of which 32 are unpredictable.
        size: Bytes wanted.
        items: What the result is bound to.

    Source: docs/protocol/transcript.md, section 3.
    """
    return _hkdf(key_material, salt=b"", info=labelled_info(label, *items), size=size)


def encrypt_once(key: bytes, plaintext: bytes, *, aad: bytes) -> bytes:
    """Encrypt under a key that is used for this one plaintext only.

    The nonce is zero, which is safe exactly because the key is never used again.

    Returns:
        The ciphertext, 16 bytes longer than the plaintext.

    Source: docs/protocol/transcript.md, section 5.
    """
    return _gcm_encrypt(key, _ZERO_NONCE, plaintext, aad)


def decrypt_once(key: bytes, ciphertext: bytes, *, aad: bytes) -> bytes:
    """Open what `encrypt_once` made.

    Raises:
        AuthenticationFailed: wrong key, or altered or too short bytes.

    Source: docs/protocol/transcript.md, section 5.
    """
    return _gcm_decrypt(key, _ZERO_NONCE, ciphertext, aad)


def encrypt_with_nonce(key: bytes, plaintext: bytes, *, nonce: bytes, aad: bytes) -> bytes:
    """Encrypt under a key that is used again, with a fresh random nonce of 12 bytes.

    Returns:
        The nonce, then the ciphertext.

    Source: docs/protocol/transcript.md, section 5.
    """
    return nonce + _gcm_encrypt(key, nonce, plaintext, aad)


def decrypt_with_nonce(key: bytes, sealed: bytes, *, aad: bytes) -> bytes:
    """Open what `encrypt_with_nonce` made.

    Raises:
        AuthenticationFailed: wrong key, or altered or too short bytes.

    Source: docs/protocol/transcript.md, section 5.
    """
    if len(sealed) < NONCE_BYTES:
        raise AuthenticationFailed
    return _gcm_decrypt(key, sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], aad)


def oaep_encrypt(key: RSAPublicKey, secret: bytes, label: Label) -> bytes:
    """Encrypt a short secret to an RSA key: OAEP with SHA-256, MGF1-SHA-256 and our label.

    Source: docs/protocol/seal.md, section 2.
    """
    return _oaep_encrypt(key, secret, label.encoded)


def find_oaep_secret(key: RSAPrivateKey, ciphertext: bytes, label: Label) -> bytes | None:
    """Return the secret that `oaep_encrypt` hid, or None if there is none.

    The caller goes on with a false secret, so that this failure looks like any other.

    Source: docs/protocol/seal.md, section 3.
    """
    try:
        return _oaep_decrypt(key, ciphertext, label.encoded)
    except AuthenticationFailed:
        return None


def pss_sign(key: RSAPrivateKey, message: bytes) -> bytes:
    """Sign with PSS, SHA-256, MGF1-SHA-256 and a salt of 32 bytes.

    Source: docs/protocol/keys.md, section 4.
    """
    return key.sign(
        message, padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32), hashes.SHA256()
    )


def stretch(passphrase: bytes, *, salt: bytes) -> bytes:
    """Return Argon2id v1.3 of a passphrase: 64 MiB, 3 passes, 4 lanes, 32 bytes.

    Takes about 0.1 s and whole cores; call it in a thread.

    Args:
        passphrase: At least 1 byte, already in its one form.
        salt: 16 bytes.

    Source: docs/protocol/vault.md, section 2.
    """
    return _argon2id(passphrase, salt=salt, memory_kib=64 * 1024, iterations=3, lanes=4)


def equal(one: bytes, other: bytes) -> bool:
    """Compare in time that does not depend on where the two differ."""
    return hmac.compare_digest(one, other)


def _argon2id(
    passphrase: bytes,
    *,
    salt: bytes,
    memory_kib: int,
    iterations: int,
    lanes: int,
    secret: bytes | None = None,
    aad: bytes | None = None,
) -> bytes:
    return Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=iterations,
        lanes=lanes,
        memory_cost=memory_kib,
        secret=secret,
        ad=aad,
    ).derive(passphrase)


def _hkdf(key_material: bytes, *, salt: bytes, info: bytes, size: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=size, salt=salt, info=info).derive(key_material)


def _gcm_encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, plaintext, aad)


def _gcm_decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, aad)
    except InvalidTag:
        raise AuthenticationFailed from None


@functools.cache
def _oaep_padding(label: bytes) -> padding.OAEP:
    return padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=label)


def _oaep_encrypt(key: RSAPublicKey, secret: bytes, label: bytes) -> bytes:
    return key.encrypt(secret, _oaep_padding(label))


def _oaep_decrypt(key: RSAPrivateKey, ciphertext: bytes, label: bytes) -> bytes:
    try:
        return key.decrypt(ciphertext, _oaep_padding(label))
    except ValueError:
        raise AuthenticationFailed from None
