"""Making signed prekeys."""

import pytest

from desktop.crypto import prekeys
from desktop.crypto.prekeys import make_prekey
from protocol.errors import InvalidForm
from protocol.proofs import PrekeyKind, verify_prekey
from protocol.transcript import enc, u8, u32, u64
from tests.helpers.people import NOW_MS, Person


def test_layout_is_that_of_the_page(alice: Person) -> None:
    for kind, expires in ((PrekeyKind.ONE_TIME, None), (PrekeyKind.FALLBACK, NOW_MS + 1)):
        encoded = make_prekey(
            kind=kind,
            address=alice.address,
            olm_key=alice.olm.identity_key,
            key=b"k" * 32,
            expires_ms=expires,
            device_key=alice.device_key,
        )
        body = enc(
            u8(kind),
            alice.chain.account,
            u32(1),
            alice.olm.identity_key,
            b"k" * 32,
            u64(expires) if expires else b"",
        )
        assert encoded.startswith(enc(body))
        assert len(encoded) == len(enc(body)) + 4 + 64
        verify_prekey(encoded, chain=alice.chain, kinds=[kind], now_ms=NOW_MS)


def test_a_seal_pair_has_1787_bytes(alice: Person) -> None:
    assert len(alice.prekey(PrekeyKind.SEAL_PAIR)) == 1787


def test_expiry_fits_the_kind(alice: Person) -> None:
    for kind, expires in (
        (PrekeyKind.ONE_TIME, NOW_MS),
        (PrekeyKind.FALLBACK, None),
        (PrekeyKind.SEAL_PAIR, None),
    ):
        with pytest.raises(InvalidForm, match=r"valid prekey$"):
            make_prekey(
                kind=kind,
                address=alice.address,
                olm_key=alice.olm.identity_key,
                key=b"k" * 32,
                expires_ms=expires,
                device_key=alice.device_key,
            )


def test_ages_follow_each_other() -> None:
    """Replaced before it expires; kept as long as the relay may hold an envelope made for it."""
    days = [
        age / 86_400_000
        for age in (
            prekeys.REFETCH_AFTER_MS,
            prekeys.REPLACE_AFTER_MS,
            prekeys.EXPIRE_AFTER_MS,
            prekeys.DESTROY_AFTER_EXPIRY_MS,
        )
    ]
    assert days == [7, 30, 60, 30]
