"""Making our own signed prekeys; `protocol.proofs` is what checks them."""

from desktop.crypto.device_key import DeviceKey
from protocol.errors import InvalidForm
from protocol.ids import DeviceAddress
from protocol.proofs import PrekeyKind
from protocol.transcript import Label, enc, u8, u32, u64

_DAY_MS = 24 * 60 * 60 * 1000

REPLACE_AFTER_MS = 30 * _DAY_MS
"""Age at which a fallback key or a seal pair is replaced: bounds what one stolen key opens."""

EXPIRE_AFTER_MS = 60 * _DAY_MS
"""Age from which peers refuse it: a device that was away a month still has one in force."""

DESTROY_AFTER_EXPIRY_MS = 30 * _DAY_MS
"""How long a private seal pair outlives its `expires`: the relay holds an envelope that long."""

REFETCH_AFTER_MS = 7 * _DAY_MS
"""Age of a peer's cached seal pair at which it is fetched anew before use."""


def make_prekey(
    *,
    kind: PrekeyKind,
    address: DeviceAddress,
    olm_key: bytes,
    key: bytes,
    expires_ms: int | None,
    device_key: DeviceKey,
) -> bytes:
    """Sign a prekey.

    Args:
        kind: What it is for.
        address: Our own device.
        olm_key: Our OLM, 32 bytes.
        key: 32 bytes of X25519, or `SealKeys.key_bytes` for a seal pair.
        expires_ms: Unix time from which peers refuse it; None exactly for a one-time key.
        device_key: Our DEV.

    Raises:
        InvalidForm: `expires_ms` does not fit the kind.

    Source: docs/protocol/prekeys.md, section 1.
    """
    if (expires_ms is None) != (kind is PrekeyKind.ONE_TIME):
        raise InvalidForm("prekey")
    body = enc(
        u8(kind),
        address.account,
        u32(address.device),
        olm_key,
        key,
        b"" if expires_ms is None else u64(expires_ms),
    )
    return enc(body, device_key.sign(Label.PREKEY, body))
