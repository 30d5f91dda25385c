"""Making chains: what is made verifies, and what would not verify is never made."""

import pytest

from desktop.crypto.key_chain import (
    append_device,
    append_revoke,
    append_rotation,
    append_tombstone,
    build_genesis,
)
from protocol.errors import InvalidForm, InvalidProof
from protocol.ids import AccountId, Realm, Username
from protocol.proofs import VerifiedChain, verify_chain
from protocol.transcript import Label, enc, labelled_hash, u8, u64
from tests.helpers.people import NOW_MS, REALM, Person
from tests.helpers.seeded_random import SeededRandom


def genesis_of(person: Person, seed: str = "genesis", **changes: object) -> VerifiedChain:
    fields: dict[str, object] = {
        "identity": person.identity,
        "realm": REALM,
        "username": Username("alice"),
        "created_ms": NOW_MS,
        "random": SeededRandom(seed),
    }
    return verify_chain(build_genesis(**(fields | changes)))  # type: ignore[arg-type]


def test_genesis_has_the_layout_of_the_page(alice: Person) -> None:
    chain = genesis_of(alice)
    payload = enc(b"chat.example", b"alice", alice.identity.spki, b"", SeededRandom("genesis")(16))
    body = enc(u8(1), u8(0), b"", u64(0), bytes(32), u64(NOW_MS), payload)
    assert chain.entries[0].startswith(enc(body))
    assert chain.account == labelled_hash(Label.GENESIS, body)
    assert chain.created_ms == NOW_MS


def test_random_makes_the_account(alice: Person) -> None:
    assert genesis_of(alice, "one").account != genesis_of(alice, "other").account


def test_predecessor_stands_in_the_genesis(alice: Person) -> None:
    old = AccountId(b"o" * 32)
    assert genesis_of(alice, predecessor=old).predecessor == old


def test_a_false_name_or_realm_makes_no_account(alice: Person) -> None:
    for changes in ({"username": Username("Alice")}, {"realm": Realm("chat.example:8765")}):
        with pytest.raises(InvalidForm, match=r"valid (genesis|realm)$"):
            genesis_of(alice, **changes)


def test_the_whole_life_of_an_account(alice: Person, bob: Person) -> None:
    identity = alice.identity
    chain = genesis_of(alice)
    for number, keys in enumerate((b"1", b"2")):
        chain = verify_chain(
            append_device(
                chain,
                identity=identity,
                device=1,
                signing_key=b"s" * 31 + keys,
                olm_key=b"o" * 31 + keys,
                min_suite=1,
                max_suite=1,
                created_ms=NOW_MS + number,
            )
        )
        assert chain.devices[1].olm_key == b"o" * 31 + keys
        chain = verify_chain(append_revoke(chain, identity=identity, device=1, created_ms=NOW_MS))
        assert not chain.devices
    chain = verify_chain(
        append_rotation(chain, identity=identity, new_identity=bob.identity, created_ms=NOW_MS)
    )
    assert chain.identity_key == bob.identity.spki
    chain = verify_chain(append_tombstone(chain, identity=bob.identity, created_ms=NOW_MS))
    assert chain.is_tombstoned
    assert len(chain.entries) == 7


def test_what_a_peer_would_refuse_is_not_made(alice: Person, bob: Person) -> None:
    device = {
        "device": 1,
        "signing_key": b"s" * 32,
        "olm_key": b"o" * 32,
        "min_suite": 1,
        "max_suite": 1,
        "created_ms": NOW_MS,
    }
    genesis = genesis_of(alice)
    with pytest.raises(InvalidProof, match=r"^signature does"):
        append_device(genesis, identity=bob.identity, **device)  # type: ignore[arg-type]
    with pytest.raises(InvalidForm, match=r"valid X25519 key$"):
        append_device(genesis, identity=alice.identity, **(device | {"olm_key": bytes(32)}))  # type: ignore[arg-type]
    with pytest.raises(InvalidProof, match=r"^chain does"):
        append_revoke(genesis, identity=alice.identity, device=1, created_ms=NOW_MS)
    with pytest.raises(InvalidProof, match=r"^chain does"):
        append_rotation(
            genesis, identity=alice.identity, new_identity=alice.identity, created_ms=NOW_MS
        )
    ended = verify_chain(append_tombstone(genesis, identity=alice.identity, created_ms=NOW_MS))
    with pytest.raises(InvalidProof, match=r"^chain does"):
        append_tombstone(ended, identity=alice.identity, created_ms=NOW_MS)
