"""What a device signs to sign in, and checking that signature.

Spec: docs/protocol/keys.md, section 8.
"""

from protocol import limits
from protocol.errors import InvalidForm
from protocol.ids import DeviceAddress, Realm
from protocol.proofs.signatures import verify_ed25519
from protocol.transcript import Label, enc, signed_bytes, u32


def login_message(realm: Realm, channel: bytes, nonce: bytes, address: DeviceAddress) -> bytes:
    """Return what a device signs to sign in.

    Args:
        realm: The relay's realm.
        channel: SHA-256 of the SPKI of the TLS certificate that the client saw, or 32 zero bytes.
        nonce: The 32 bytes of this connection's hello.
        address: The device that signs in.

    Raises:
        InvalidForm: channel or nonce have another width.

    Source: docs/protocol/keys.md, section 8.
    """
    if len(channel) != limits.CHANNEL_BYTES or len(nonce) != limits.NONCE_BYTES:
        raise InvalidForm("login")
    return enc(realm.encode("ascii"), channel, nonce, address.account, u32(address.device))


def verify_login(
    signature: bytes,
    *,
    key: bytes,
    realm: Realm,
    channel: bytes,
    nonce: bytes,
    address: DeviceAddress,
) -> None:
    """Check a login signature.

    Args:
        signature: 64 bytes.
        key: DEV of the device that claims to sign in.
        realm: The relay's own realm.
        channel: One of the channels that the relay accepts.
        nonce: The nonce of this connection.
        address: The device that claims to sign in.

    Raises:
        InvalidProof: the signature does not hold.

    Source: docs/protocol/keys.md, section 8.
    """
    message = login_message(realm, channel, nonce, address)
    verify_ed25519(key, signature, signed_bytes(Label.LOGIN, message))
