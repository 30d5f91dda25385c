"""Checking signed prekeys against the chain of the account that they must belong to.

Spec: docs/protocol/prekeys.md, section 2.
"""

import enum
from collections.abc import Collection
from dataclasses import dataclass

from protocol import limits
from protocol.errors import InvalidForm, InvalidProof, PrekeyExpired
from protocol.ids import DeviceAddress
from protocol.proofs.chain import VerifiedChain
from protocol.proofs.keys import check_x25519_key, parse_seal_pair_key
from protocol.proofs.signatures import verify_ed25519
from protocol.transcript import ANY_WIDTH, Label, parse_form, read_uint, signed_bytes


class PrekeyKind(enum.IntEnum):
    """What a prekey is for. Numbers are part of the wire and never reused."""

    ONE_TIME = 1
    FALLBACK = 2
    SEAL_PAIR = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Prekey:
    """A signed prekey that passed every check of `verify_prekey`.

    Attributes:
        kind: What it is for.
        address: The device that it belongs to.
        olm_key: That device's OLM, 32 bytes.
        key: 32 bytes of X25519, or for a seal pair enc(SEAL SPKI, ML-KEM ek).
        expires_ms: Unix time from which it is refused; None for a one-time key.
        encoded: The exact bytes that were checked.
    """

    kind: PrekeyKind
    address: DeviceAddress
    olm_key: bytes
    key: bytes
    expires_ms: int | None
    encoded: bytes


_PREKEY_WIDTHS = (
    1,
    limits.ACCOUNT_ID_BYTES,
    4,
    limits.X25519_KEY_BYTES,
    ANY_WIDTH,
    ANY_WIDTH,
)


def verify_prekey(
    encoded: bytes, *, chain: VerifiedChain, kinds: Collection[PrekeyKind], now_ms: int
) -> Prekey:
    """Check a signed prekey against the chain of the account that it must belong to.

    Args:
        encoded: The prekey, exactly as received.
        chain: The account's chain; only its live devices count.
        kinds: The kinds that were asked for.
        now_ms: Unix time; a prekey that expires at this very millisecond is refused.

    Raises:
        InvalidForm: not in its one form, a low-order or malformed key in it.
        InvalidProof: a kind that was not asked for, another account, device or OLM than a live
            entry's, an RSA key that is also an ID, or a signature that does not hold.
        PrekeyExpired: it was good, until it expired.

    Source: docs/protocol/prekeys.md, section 2.
    """
    if len(encoded) > limits.MAX_PREKEY_BYTES:
        raise InvalidForm("prekey")
    body, signature = parse_form(encoded, "prekey", (ANY_WIDTH, limits.ED25519_SIGNATURE_BYTES))
    kind_item, account, device, olm_key, key, expires = parse_form(body, "prekey", _PREKEY_WIDTHS)
    if read_uint(kind_item) not in list(PrekeyKind):
        raise InvalidForm("prekey")
    kind = PrekeyKind(read_uint(kind_item))
    if len(expires) != (0 if kind is PrekeyKind.ONE_TIME else 8):
        raise InvalidForm("prekey")
    expires_ms = read_uint(expires) if expires else None
    if expires_ms is not None and expires_ms > limits.MAX_EXPIRES_MS:
        raise InvalidForm("prekey")
    entry = chain.devices.get(read_uint(device))
    if kind not in kinds or account != chain.account or entry is None or olm_key != entry.olm_key:
        raise InvalidProof("prekey")
    verify_ed25519(entry.signing_key, signature, signed_bytes(Label.PREKEY, body))
    if kind is PrekeyKind.SEAL_PAIR:
        spki, _ = parse_seal_pair_key(key)
        if spki in chain.identity_keys:
            raise InvalidProof("prekey")
    else:
        check_x25519_key(key)
    if expires_ms is not None and now_ms >= expires_ms:
        raise PrekeyExpired
    return Prekey(
        kind=kind,
        address=DeviceAddress(account=chain.account, device=entry.device),
        olm_key=olm_key,
        key=key,
        expires_ms=expires_ms,
        encoded=encoded,
    )
