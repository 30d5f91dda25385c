"""An Olm sender written out by hand, so that it can lie: any ratchet key, base key or plaintext.

Only for tests: it stands for an attacker who follows Olm exactly but for one value, so that what is
refused is refused because of that value.
"""

import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"\x03"
_MAC_BYTES = 8
NO_SECRET = bytes(32)
"""What any exchange with a key of low order gives."""


@dataclass
class OlmForger:
    """The sending side of one Olm session.

    Attributes:
        identity: Our OLM, private.
        base: The key that the first messages name as base key, private.
    """

    identity: X25519PrivateKey
    base: X25519PrivateKey
    root: bytes = b""
    chain: bytes = b""
    prekey_fields: bytes = b""

    @property
    def identity_key(self) -> bytes:
        return self.identity.public_key().public_bytes_raw()

    def begin(self, their_olm: bytes, their_key: bytes, *, base_key: bytes | None = None) -> None:
        """Run the key agreement; another `base_key` is only named, its secret unknown."""
        shared = b"".join(
            (
                exchange(self.identity, their_key),
                exchange(self.base, their_olm) if base_key is None else NO_SECRET,
                exchange(self.base, their_key) if base_key is None else NO_SECRET,
            )
        )
        self.root, self.chain = split(derive(shared, b"", b"OLM_ROOT", 64))
        named = base_key or self.base.public_key().public_bytes_raw()
        self.prekey_fields = b"".join(
            (field(1, their_key), field(2, named), field(3, self.identity_key))
        )

    def first_message(self, plaintext: bytes, ratchet_key: bytes) -> bytes:
        """Return a pre-key message with any ratchet key."""
        inner = self._message(plaintext, ratchet_key, index=0)
        return _VERSION + self.prekey_fields + field(4, inner)

    def receive_answer(self, ratchet: X25519PrivateKey, their_ratchet_key: bytes) -> None:
        """Follow the peer to its first chain; `ratchet` is the private half we named before."""
        secret = exchange(ratchet, their_ratchet_key)
        self.root, _ = split(derive(secret, self.root, b"OLM_RATCHET", 64))

    def later_message(self, plaintext: bytes, ratchet_key: bytes, secret: bytes) -> bytes:
        """Return the first message of a next chain.

        Args:
            plaintext: What to send.
            ratchet_key: The public key to name.
            secret: What the exchange of its private half with the peer's ratchet key gives.
        """
        self.root, self.chain = split(derive(secret, self.root, b"OLM_RATCHET", 64))
        return self._message(plaintext, ratchet_key, index=0)

    def _message(self, plaintext: bytes, ratchet_key: bytes, *, index: int) -> bytes:
        message_key = hmac.digest(self.chain, b"\x01", "sha256")
        self.chain = hmac.digest(self.chain, b"\x02", "sha256")
        keys = derive(message_key, b"", b"OLM_KEYS", 80)
        padder = padding.PKCS7(128).padder()
        padded = padder.update(plaintext) + padder.finalize()
        encryptor = Cipher(algorithms.AES(keys[:32]), modes.CBC(keys[64:])).encryptor()
        ciphertext = encryptor.update(padded) + encryptor.finalize()
        message = _VERSION + field(1, ratchet_key) + bytes([2 << 3, index]) + field(4, ciphertext)
        return message + hmac.digest(keys[32:64], message, "sha256")[:_MAC_BYTES]


def ratchet_key_of(message: bytes) -> bytes:
    """Return the ratchet key that a normal message of an honest sender names."""
    assert message[:3] == _VERSION + bytes([1 << 3 | 2, 32])
    return message[3:35]


def exchange(private: X25519PrivateKey, public: bytes) -> bytes:
    """X25519; all zeros for a key of low order, where the library would raise."""
    try:
        return private.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        return NO_SECRET


def derive(key_material: bytes, salt: bytes, info: bytes, size: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=size, salt=salt, info=info).derive(key_material)


def split(both: bytes) -> tuple[bytes, bytes]:
    return both[:32], both[32:]


def field(number: int, value: bytes) -> bytes:
    """One length-delimited field of protobuf."""
    size = len(value)
    length = bytes([size]) if size < 0x80 else bytes([size & 0x7F | 0x80, size >> 7])
    return bytes([number << 3 | 2]) + length + value
