"""ID, the account's RSA key: it signs the key chain and nothing else.

Also the form in which RSA private keys lie in the keyring.
"""

import base64
import binascii

from desktop.crypto.opaque import Opaque
from desktop.crypto.primitives import (
    KEY_BYTES,
    NONCE_BYTES,
    decrypt_with_nonce,
    derive,
    encrypt_with_nonce,
    pss_sign,
)
from desktop.crypto.random_source import Random
from desktop.crypto.rsa_keys import PRIMES_BYTES, generate_primes, load_primes, spki_of
from desktop.errors import AuthenticationFailed
from protocol.errors import InvalidForm
from protocol.transcript import Label, signed_bytes

_WRAP_VERSION = b"\x01"


class IdentityKey(Opaque):
    """The private half of an account's RSA identity.

    Attributes:
        spki: The public half, 422 bytes of DER.
    """

    __slots__ = ("_key", "_primes", "spki")

    def __init__(self, primes: bytes) -> None:
        self._key = load_primes(primes)
        self._primes = primes
        self.spki = spki_of(self._key)

    @classmethod
    def generate(cls) -> "IdentityKey":
        """Make a new identity; takes 0.1 to 0.5 s, so call it in a thread.

        Source: docs/protocol/keys.md, section 2.
        """
        return cls(generate_primes())

    @classmethod
    def from_primes(cls, primes: bytes) -> "IdentityKey":
        """Load our own identity, unchecked and fast.

        Args:
            primes: 384 bytes, what `to_primes` returned.

        Raises:
            InvalidForm: not the primes of an RSA-3072 key.

        Source: docs/protocol/keys.md, section 2.
        """
        return cls(primes)

    def to_primes(self) -> bytes:
        """Return the two primes, 384 secret bytes."""
        return self._primes

    def sign(self, label: Label, message: bytes) -> bytes:
        """Sign a message for one use.

        Args:
            label: Label.CHAIN or Label.CHAIN_NEW.
            message: The body of a chain entry.

        Returns:
            384 bytes, different each time.

        Source: docs/protocol/keys.md, section 4.
        """
        return pss_sign(self._key, signed_bytes(label, message))


def wrap_primes(primes: bytes, *, store_key: bytes, entry_name: str, random: Random) -> str:
    """Encrypt the primes of an RSA key for the keyring, so that a locked app gives up no key.

    Args:
        primes: 384 bytes.
        store_key: STORE, 32 bytes.
        entry_name: Name of the keyring entry; the text opens under no other name.
        random: Source of the nonce.

    Returns:
        552 characters of base64; Windows holds at most 1,280 in an entry.

    Source: docs/protocol/vault.md, section 4.
    """
    key = derive(Label.KEYRING_WRAP, store_key, KEY_BYTES, entry_name.encode("utf-8"))
    sealed = encrypt_with_nonce(key, primes, nonce=random(NONCE_BYTES), aad=_WRAP_VERSION)
    return base64.b64encode(_WRAP_VERSION + sealed).decode("ascii")


def unwrap_primes(wrapped: str, *, store_key: bytes, entry_name: str) -> bytes:
    """Open what `wrap_primes` made.

    Returns:
        The primes, 384 secret bytes.

    Raises:
        InvalidForm: not text that this version wrote.
        AuthenticationFailed: another store key or entry name, or altered text.

    Source: docs/protocol/vault.md, section 4.
    """
    try:
        blob = base64.b64decode(wrapped, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidForm("keyring entry") from None
    if not blob.startswith(_WRAP_VERSION):
        raise InvalidForm("keyring entry")
    key = derive(Label.KEYRING_WRAP, store_key, KEY_BYTES, entry_name.encode("utf-8"))
    primes = decrypt_with_nonce(key, blob[1:], aad=_WRAP_VERSION)
    if len(primes) != PRIMES_BYTES:
        raise AuthenticationFailed
    return primes
