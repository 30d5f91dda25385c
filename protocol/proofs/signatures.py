"""Checking the two kinds of signatures; a signature that does not hold has one verdict."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from protocol.errors import InvalidProof


def verify_pss(key: RSAPublicKey, signature: bytes, message: bytes) -> None:
    """Check a signature of ID: RSASSA-PSS with SHA-256, MGF1-SHA-256 and a salt of 32 bytes.

    Raises:
        InvalidProof: it does not hold.

    Source: docs/protocol/keys.md, section 2; RFC 8017, 8.1.
    """
    try:
        key.verify(
            signature,
            message,
            padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32),
            hashes.SHA256(),
        )
    except InvalidSignature:
        raise InvalidProof("signature") from None


def verify_ed25519(key: bytes, signature: bytes, message: bytes) -> None:
    """Check a signature of DEV: Ed25519.

    Raises:
        InvalidProof: it does not hold, or the key is of no use.

    Source: docs/protocol/keys.md, section 3; RFC 8032.
    """
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        raise InvalidProof("signature") from None
