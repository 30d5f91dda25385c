"""The seal: what only the recipient's device can open, and what the relay carries.

Every message is encrypted with the device's RSA key and its ML-KEM key together; the relay sees a
key id and a size that is one of eight. Spec: docs/protocol/seal.md.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey

from desktop.crypto.opaque import Opaque
from desktop.crypto.primitives import (
    KEY_BYTES,
    decrypt_once,
    derive,
    encrypt_once,
    equal,
    find_oaep_secret,
    oaep_encrypt,
)
from desktop.crypto.random_source import Random
from desktop.crypto.rsa_keys import generate_primes, load_primes, spki_of
from desktop.errors import AuthenticationFailed
from protocol import limits
from protocol.errors import InvalidForm
from protocol.ids import DeviceAddress, KeyId
from protocol.proofs import load_seal_pair_key
from protocol.transcript import Label, enc, key_id, labelled_hash, u8, u32

ENVELOPE_VERSION = 1
BUCKETS = tuple(1024 << power for power in range(8))
"""The sizes that a padded inner structure may have: 1, 2, 4 … 128 KiB."""

_SECRET_BYTES = 32
_HEADER_BYTES = 2 + limits.KEY_ID_BYTES
_RSA_END = _HEADER_BYTES + limits.RSA_SIGNATURE_BYTES
_KEM_END = _RSA_END + limits.MLKEM_CT_BYTES
_COMMIT_BYTES = 32
_COMMIT_END = _KEM_END + _COMMIT_BYTES
_PAD_MARK = b"\x80"


class SealKeys(Opaque):
    """The private seal pair of this device: RSA-3072 and ML-KEM-768.

    Attributes:
        key_bytes: The public pair, enc(SEAL SPKI, ML-KEM encapsulation key), as its prekey has it.
        kid: The 8 bytes by which envelopes name it.
    """

    __slots__ = ("_kem", "_kem_seed", "_primes", "_rsa", "key_bytes", "kid")

    def __init__(self, primes: bytes, kem_seed: bytes) -> None:
        if len(kem_seed) != limits.MLKEM_SEED_BYTES:
            raise InvalidForm("seal pair")
        self._primes = primes
        self._kem_seed = kem_seed
        self._rsa = load_primes(primes)
        self._kem = MLKEM768PrivateKey.from_seed_bytes(kem_seed)
        self.key_bytes = enc(spki_of(self._rsa), self._kem.public_key().public_bytes_raw())
        self.kid = key_id(self.key_bytes)

    @classmethod
    def generate(cls, random: Random) -> "SealKeys":
        """Make a new pair; takes 0.1 to 0.5 s, so call it in a thread.

        Source: docs/protocol/seal.md, section 1.
        """
        return cls(generate_primes(), random(limits.MLKEM_SEED_BYTES))

    @classmethod
    def from_parts(cls, *, primes: bytes, kem_seed: bytes) -> "SealKeys":
        """Load our own pair, unchecked and fast.

        Args:
            primes: 384 bytes, from the keyring.
            kem_seed: 64 bytes, from the store.

        Raises:
            InvalidForm: one of them is of another form.

        Source: docs/protocol/seal.md, section 1.
        """
        return cls(primes, kem_seed)

    def to_primes(self) -> bytes:
        """Return the primes of SEAL, 384 secret bytes."""
        return self._primes

    def to_kem_seed(self) -> bytes:
        """Return the seed of KEM, 64 secret bytes."""
        return self._kem_seed

    def find_secret(self, c_rsa: bytes, c_kem: bytes) -> bytes | None:
        """Return s followed by ss, 64 bytes, or None if the RSA part does not open.

        The KEM never fails on bytes of the right length: it gives a false secret.

        Source: docs/protocol/seal.md, section 3.
        """
        shared = self._kem.decapsulate(c_kem)
        secret = find_oaep_secret(self._rsa, c_rsa, Label.SEAL_OAEP)
        if secret is None or len(secret) != _SECRET_BYTES:
            return None
        return secret + shared


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvelopeHeader:
    """The first ten bytes of an envelope, all that names anything.

    Attributes:
        suite: The cipher suite, which body_ctx must repeat.
        kid: The seal pair that it was made for.
    """

    suite: int
    kid: KeyId


def parse_header(envelope: bytes) -> EnvelopeHeader:
    """Check the outer form of an envelope and read its header; nothing is authenticated.

    Raises:
        AuthenticationFailed: a size that no envelope has, another version, or an unknown suite.

    Source: docs/protocol/seal.md, section 3.
    """
    if len(envelope) - limits.ENVELOPE_OVERHEAD_BYTES not in BUCKETS:
        raise AuthenticationFailed
    version, suite = envelope[0], envelope[1]
    if version != ENVELOPE_VERSION or not limits.SUITE_MIN <= suite <= limits.SUITE_MAX:
        raise AuthenticationFailed
    return EnvelopeHeader(suite=suite, kid=KeyId(envelope[2:_HEADER_BYTES]))


def pad(inner: bytes) -> bytes:
    """Pad to the smallest bucket that holds it: 0x80, then zeros.

    Raises:
        InvalidForm: longer than 128 KiB less one byte.

    Source: docs/protocol/seal.md, section 4.
    """
    return (inner + _PAD_MARK).ljust(_bucket(len(inner)), b"\x00")


def unpad(padded: bytes) -> bytes:
    """Undo `pad`.

    Raises:
        InvalidForm: no bucket's size, no mark, or a smaller bucket would have held it.

    Source: docs/protocol/seal.md, section 4.
    """
    marked = padded.rstrip(b"\x00")
    inner = marked[:-1]
    if not marked.endswith(_PAD_MARK) or _bucket(len(inner)) != len(padded):
        raise InvalidForm("padding")
    return inner


def seal(
    inner: bytes, *, to: DeviceAddress, seal_pair_key: bytes, suite: int, random: Random
) -> bytes:
    """Seal an inner structure to one device.

    Args:
        inner: At most 131,071 bytes.
        to: The device.
        seal_pair_key: The public pair from its seal prekey, whose signature was checked.
        suite: The suite that the inner structure's context names.
        random: Source of the 32 bytes that RSA carries.

    Returns:
        The envelope; made anew, it would differ.

    Raises:
        InvalidForm: `inner` is too long or the pair is not in its one form.
        RandomSourceFailed: nothing was encrypted.

    Source: docs/protocol/seal.md, section 2.
    """
    padded = pad(inner)
    rsa_key, kem_key = load_seal_pair_key(seal_pair_key)
    secret = random(_SECRET_BYTES)
    header = u8(ENVELOPE_VERSION) + u8(suite) + _known_key_id(seal_pair_key)
    c_rsa = oaep_encrypt(rsa_key, secret, Label.SEAL_OAEP)
    shared, c_kem = kem_key.encapsulate()
    th = _transcript(header, c_rsa, c_kem, seal_pair_key, to)
    key, commit = _derive_keys(secret + shared, th)
    return header + c_rsa + c_kem + commit + encrypt_once(key, padded, aad=th)


def open_envelope(
    envelope: bytes, *, seal_keys: Mapping[KeyId, SealKeys], device: DeviceAddress
) -> bytes:
    """Open an envelope addressed to this device.

    Args:
        envelope: Exactly as the relay delivered it.
        seal_keys: This device's seal pairs by kid, those past their expiry included.
        device: Account and device that the seal must have been made for.

    Returns:
        The inner structure, unpadded; who wrote it is still only claimed. No state changes.

    Raises:
        AuthenticationFailed: outer form, unknown kid, wrong key or device, altered bytes, or
            padding; nothing more is told apart.

    Source: docs/protocol/seal.md, section 3.
    """
    keys = seal_keys.get(parse_header(envelope).kid)
    if keys is None:
        raise AuthenticationFailed
    header = envelope[:_HEADER_BYTES]
    c_rsa = envelope[_HEADER_BYTES:_RSA_END]
    c_kem = envelope[_RSA_END:_KEM_END]
    commit = envelope[_KEM_END:_COMMIT_END]
    th = _transcript(header, c_rsa, c_kem, keys.key_bytes, device)
    secret = keys.find_secret(c_rsa, c_kem)
    key, expected = _derive_keys(secret or bytes(2 * _SECRET_BYTES), th)
    if not equal(commit, expected) or secret is None:
        raise AuthenticationFailed
    padded = decrypt_once(key, envelope[_COMMIT_END:], aad=th)
    try:
        return unpad(padded)
    except InvalidForm:
        raise AuthenticationFailed from None


# Public keys only, as many as `protocol.proofs` keeps loaded.
_known_key_id = functools.lru_cache(maxsize=512)(key_id)


def _bucket(inner_bytes: int) -> int:
    for bucket in BUCKETS:
        if inner_bytes < bucket:
            return bucket
    raise InvalidForm("inner")


def _transcript(
    header: bytes, c_rsa: bytes, c_kem: bytes, seal_pair_key: bytes, to: DeviceAddress
) -> bytes:
    address = enc(to.account, u32(to.device))
    return labelled_hash(Label.SEAL_TRANSCRIPT, header, c_rsa, c_kem, seal_pair_key, address)


def _derive_keys(secret: bytes, th: bytes) -> tuple[bytes, bytes]:
    derived = derive(Label.SEAL_KEY, secret, KEY_BYTES + _COMMIT_BYTES, th)
    return derived[:KEY_BYTES], derived[KEY_BYTES:]
