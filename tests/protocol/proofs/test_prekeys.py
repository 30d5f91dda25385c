"""Which prekeys are taken from whom."""

import pytest

from desktop.crypto.key_chain import (
    append_revoke,
    append_rotation,
)
from desktop.crypto.prekeys import EXPIRE_AFTER_MS
from protocol import limits
from protocol.errors import InvalidForm, InvalidProof, PrekeyExpired
from protocol.proofs import (
    LOW_ORDER_X25519,
    PrekeyKind,
    parse_seal_pair_key,
    verify_chain,
    verify_prekey,
)
from protocol.transcript import Label, enc, u8, u32, u64
from tests.helpers.people import NOW_MS, Person

ALL_KINDS = tuple(PrekeyKind)


def test_numbers_of_prekey_kinds_are_those_of_the_page() -> None:
    assert {kind.name: int(kind) for kind in PrekeyKind} == {
        "ONE_TIME": 1,
        "FALLBACK": 2,
        "SEAL_PAIR": 3,
    }


def sign_prekey(person: Person, *items: bytes, label: Label = Label.PREKEY) -> bytes:
    body = enc(*items)
    return enc(body, person.device_key.sign(label, body))


def prekey_items(person: Person, **changes: bytes) -> tuple[bytes, ...]:
    fields = {
        "kind": u8(PrekeyKind.ONE_TIME),
        "account": person.chain.account,
        "device": u32(1),
        "olm_key": person.olm.identity_key,
        "key": b"k" * 32,
        "expires": b"",
    }
    return tuple((fields | changes).values())


@pytest.mark.parametrize("kind", PrekeyKind)
def test_good_prekeys_are_accepted(alice: Person, kind: PrekeyKind) -> None:
    encoded = alice.prekey(kind)
    prekey = verify_prekey(encoded, chain=alice.chain, kinds=[kind], now_ms=NOW_MS)
    assert prekey.kind is kind
    assert prekey.address == alice.address
    assert prekey.olm_key == alice.olm.identity_key
    assert prekey.encoded == encoded
    is_one_time = kind is PrekeyKind.ONE_TIME
    assert prekey.expires_ms == (None if is_one_time else NOW_MS + EXPIRE_AFTER_MS)
    if kind is PrekeyKind.SEAL_PAIR:
        assert prekey.key == alice.seal_keys.key_bytes
    with pytest.raises(InvalidProof, match=r"^prekey does"):
        verify_prekey(
            encoded,
            chain=alice.chain,
            kinds=[other for other in PrekeyKind if other is not kind],
            now_ms=NOW_MS,
        )


def test_prekey_is_refused_from_the_millisecond_of_its_expiry(alice: Person) -> None:
    encoded = alice.prekey(PrekeyKind.FALLBACK)
    expires = NOW_MS + EXPIRE_AFTER_MS
    verify_prekey(encoded, chain=alice.chain, kinds=ALL_KINDS, now_ms=expires - 1)
    with pytest.raises(PrekeyExpired):
        verify_prekey(encoded, chain=alice.chain, kinds=ALL_KINDS, now_ms=expires)


def test_prekeys_of_another_form_are_refused(alice: Person) -> None:
    """CR-07 for one-time and fallback keys, CR-09 for the KEM half of a seal pair."""
    spki, kem_key = parse_seal_pair_key(alice.seal_keys.key_bytes)
    fallback = {"kind": u8(2), "expires": u64(NOW_MS + 1)}
    seal_pair = {"kind": u8(3), "expires": u64(NOW_MS + 1)}
    changes: list[dict[str, bytes]] = [
        {"kind": u8(0)},
        {"kind": u8(4)},
        {"kind": b""},
        {"account": bytes(31)},
        {"device": b"\1"},
        {"olm_key": bytes(31)},
        {"key": bytes(31)},
        {"expires": u64(NOW_MS + 1)},
        fallback | {"expires": b""},
        fallback | {"expires": bytes(7)},
        fallback | {"expires": u64(limits.MAX_EXPIRES_MS + 1)},
        seal_pair | {"key": alice.seal_keys.key_bytes, "expires": u64(2**64 - 1)},
        seal_pair | {"key": alice.seal_keys.key_bytes, "expires": b""},
        seal_pair | {"key": enc(spki, kem_key[:-1])},
        seal_pair | {"key": enc(spki, b"\xff" * 1184)},
        *({"key": key} for key in sorted(LOW_ORDER_X25519)),
        *(fallback | {"key": key} for key in sorted(LOW_ORDER_X25519)),
    ]
    for change in changes:
        with pytest.raises(InvalidForm, match=r"valid (X25519 key|prekey|seal pair)$"):
            verify_prekey(
                sign_prekey(alice, *prekey_items(alice, **change)),
                chain=alice.chain,
                kinds=ALL_KINDS,
                now_ms=NOW_MS,
            )
    good = sign_prekey(alice, *prekey_items(alice))
    verify_prekey(good, chain=alice.chain, kinds=ALL_KINDS, now_ms=NOW_MS)
    for encoded in (b"", good + b"\0", good[:-1], good + bytes(limits.MAX_PREKEY_BYTES)):
        with pytest.raises(InvalidForm, match=r"valid prekey$"):
            verify_prekey(encoded, chain=alice.chain, kinds=ALL_KINDS, now_ms=NOW_MS)


def test_a_prekey_has_at_most_2048_bytes(alice: Person, bob: Person) -> None:
    empty = len(sign_prekey(bob, *prekey_items(alice, key=b"")))
    for size, verdict in ((2048, r"^signature does"), (2049, r"valid prekey$")):
        encoded = sign_prekey(bob, *prekey_items(alice, key=bytes(size - empty)))
        with pytest.raises((InvalidForm, InvalidProof), match=verdict):
            verify_prekey(encoded, chain=alice.chain, kinds=ALL_KINDS, now_ms=NOW_MS)


def test_prekeys_of_somebody_else_are_refused(alice: Person, bob: Person) -> None:
    """PR-11: a swapped key set; PR-09: Bob's keys republished by Mallory under her own account."""
    for wrong in (
        sign_prekey(alice, *prekey_items(alice, account=bob.chain.account)),
        sign_prekey(alice, *prekey_items(alice, device=u32(2))),
        sign_prekey(alice, *prekey_items(alice, olm_key=bob.olm.identity_key)),
        sign_prekey(bob, *prekey_items(alice)),
        sign_prekey(alice, *prekey_items(alice), label=Label.LOGIN),
        bob.prekey(PrekeyKind.ONE_TIME),
    ):
        with pytest.raises(InvalidProof, match=r"^(prekey|signature) does"):
            verify_prekey(wrong, chain=alice.chain, kinds=ALL_KINDS, now_ms=NOW_MS)


def test_prekey_of_a_revoked_device_is_refused(alice: Person) -> None:
    """PR-32."""
    revoked = verify_chain(
        append_revoke(alice.chain, identity=alice.identity, device=1, created_ms=0)
    )
    with pytest.raises(InvalidProof, match=r"^prekey does"):
        verify_prekey(
            alice.prekey(PrekeyKind.ONE_TIME), chain=revoked, kinds=ALL_KINDS, now_ms=NOW_MS
        )


def test_seal_key_that_is_an_identity_is_refused(alice: Person, bob: Person) -> None:
    """CR-05: SEAL equal to any ID of its chain, an earlier one too."""
    _, kem_key = parse_seal_pair_key(alice.seal_keys.key_bytes)
    rotated = verify_chain(
        append_rotation(
            alice.chain, identity=alice.identity, new_identity=bob.identity, created_ms=0
        )
    )
    for identity in (alice.identity, bob.identity):
        encoded = alice.prekey(PrekeyKind.SEAL_PAIR, enc(identity.spki, kem_key))
        with pytest.raises(InvalidProof, match=r"^prekey does"):
            verify_prekey(encoded, chain=rotated, kinds=ALL_KINDS, now_ms=NOW_MS)


def test_every_flipped_bit_of_a_prekey_is_refused(alice: Person) -> None:
    encoded = alice.prekey(PrekeyKind.ONE_TIME)
    for bit in range(8 * len(encoded)):
        altered = bytearray(encoded)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises((InvalidForm, InvalidProof)):
            verify_prekey(bytes(altered), chain=alice.chain, kinds=ALL_KINDS, now_ms=NOW_MS)
