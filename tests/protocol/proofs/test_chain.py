"""Which chains hold, which do not, and which suite is spoken over them."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.crypto.identity import IdentityKey
from desktop.crypto.key_chain import (
    append_device,
    append_revoke,
    append_rotation,
    append_tombstone,
)
from protocol import limits
from protocol.errors import InvalidForm, InvalidProof, UnknownEntryType
from protocol.proofs import (
    LOW_ORDER_X25519,
    DeviceEntry,
    EntryType,
    VerifiedChain,
    common_suite,
    extends,
    is_fork,
    verify_chain,
)
from protocol.transcript import Label, enc, labelled_hash, u8, u32, u64
from tests.helpers.people import NOW_MS, REALM, Person, make_person
from tests.helpers.rsa_pool import RsaPool


def forge(
    identity: IdentityKey,
    *,
    kind: int,
    payload: bytes,
    chain: VerifiedChain | None = None,
    version: bytes = b"\1",
    account: bytes | None = None,
    seq: int | None = None,
    prev: bytes | None = None,
    second: IdentityKey | None = None,
    second_label: Label = Label.CHAIN_NEW,
    label: Label = Label.CHAIN,
    tail: tuple[bytes, ...] = (),
) -> bytes:
    """Return a whole chain with one more entry, signed as told, right or wrong."""
    base = chain.entries if chain else ()
    body = enc(
        version,
        u8(kind),
        (chain.account if chain else b"") if account is None else account,
        u64(len(base) if seq is None else seq),
        (chain.head if chain else bytes(32)) if prev is None else prev,
        u64(NOW_MS),
        payload,
    )
    signatures = [identity.sign(label, body)]
    if second is not None:
        signatures.append(second.sign(second_label, body))
    return enc(*base, enc(body, *signatures, *tail))


def genesis_payload(identity: IdentityKey, **changes: bytes) -> bytes:
    fields = {
        "realm": b"chat.example",
        "username": b"alice",
        "spki": identity.spki,
        "predecessor": b"",
        "random": bytes(16),
    }
    return enc(*(fields | changes).values())


def device_payload(
    *,
    device: int = 1,
    signing_key: bytes = b"s" * 32,
    olm_key: bytes = b"o" * 32,
    min_suite: int = 1,
    max_suite: int = 1,
) -> bytes:
    return enc(u32(device), signing_key, olm_key, u8(min_suite), u8(max_suite))


def test_numbers_of_entry_types_are_those_of_the_page() -> None:
    assert {kind.name: int(kind) for kind in EntryType} == {
        "GENESIS": 0,
        "ADD_DEVICE": 1,
        "REVOKE_DEVICE": 2,
        "ROTATE_ID": 3,
        "TOMBSTONE": 4,
    }


# --- chains that hold ----------------------------------------------------------------------------


def test_a_chain_says_what_was_put_into_it(alice: Person) -> None:
    chain = alice.chain
    genesis_body = chain.entries[0][4 : 4 + int.from_bytes(chain.entries[0][:4], "big")]
    assert chain.account == labelled_hash(Label.GENESIS, genesis_body)
    assert chain.heads[0] == labelled_hash(Label.CHAIN_HEAD, genesis_body)
    assert chain.head == chain.heads[1] != chain.heads[0]
    assert (chain.realm, chain.username, chain.predecessor) == (REALM, "alice", None)
    assert chain.identity_key == alice.identity.spki
    assert chain.created_ms == NOW_MS
    assert dict(chain.devices) == {
        1: DeviceEntry(
            device=1,
            signing_key=alice.device_key.public,
            olm_key=alice.olm.identity_key,
            min_suite=1,
            max_suite=1,
        )
    }
    assert chain.device_history == tuple(chain.devices.values())
    assert not chain.revoked
    assert chain.is_tombstoned is False
    assert verify_chain(chain.encoded) == chain


def test_account_and_head_leave_out_the_signatures(alice: Person) -> None:
    """The same bodies signed again give the same account."""
    body = alice.chain.entries[0][4 : 4 + int.from_bytes(alice.chain.entries[0][:4], "big")]
    again = verify_chain(enc(enc(body, alice.identity.sign(Label.CHAIN, body))))
    assert again.entries[0] != alice.chain.entries[0]
    assert (again.account, again.head) == (alice.chain.account, alice.chain.heads[0])


def test_predecessor_is_told(rsa_pool: RsaPool, alice: Person) -> None:
    renewed = make_person("alice", rsa_pool, number=2, predecessor=alice.chain.account)
    assert renewed.chain.predecessor == alice.chain.account
    assert renewed.chain.account != alice.chain.account


def test_device_comes_again_after_its_revoke_with_new_keys(alice: Person) -> None:
    revoked = verify_chain(
        append_revoke(alice.chain, identity=alice.identity, device=1, created_ms=NOW_MS)
    )
    assert not revoked.devices
    assert revoked.revoked == {1}
    back = verify_chain(forge(alice.identity, kind=1, payload=device_payload(), chain=revoked))
    assert back.devices[1].olm_key == b"o" * 32
    assert not back.revoked
    assert len(back.device_history) == 2


def test_rotation_needs_both_keys_and_the_new_one_signs_on(alice: Person, bob: Person) -> None:
    rotated = verify_chain(
        append_rotation(
            alice.chain, identity=alice.identity, new_identity=bob.identity, created_ms=NOW_MS
        )
    )
    assert rotated.identity_keys == (alice.identity.spki, bob.identity.spki)
    assert rotated.identity_key == bob.identity.spki
    assert rotated.account == alice.chain.account
    ended = verify_chain(append_tombstone(rotated, identity=bob.identity, created_ms=NOW_MS))
    assert ended.is_tombstoned
    assert not ended.devices
    assert ended.revoked == {1}
    with pytest.raises(InvalidProof, match=r"^signature does"):
        append_tombstone(rotated, identity=alice.identity, created_ms=NOW_MS)


def test_what_was_proven_once_is_not_proven_again(alice: Person) -> None:
    encoded = alice.chain.encoded
    assert verify_chain(encoded) is verify_chain(bytes(bytearray(encoded)))
    altered = encoded[:-1] + bytes([encoded[-1] ^ 1])
    for _ in range(2):
        with pytest.raises(InvalidProof, match=r"^signature does"):
            verify_chain(altered)


# --- chains that do not --------------------------------------------------------------------------


def test_a_chain_has_1_to_32_entries_and_64_kib(alice: Person) -> None:
    for encoded in (b"", enc(*[alice.chain.entries[0]] * 33), bytes(limits.MAX_CHAIN_BYTES + 1)):
        with pytest.raises(InvalidForm, match=r"valid (chain|encoding)$"):
            verify_chain(encoded)
    empty = len(forge(alice.identity, kind=1, payload=b""))
    for size, verdict in (
        (limits.MAX_CHAIN_BYTES, r"^genesis does"),
        (limits.MAX_CHAIN_BYTES + 1, r"valid chain$"),
    ):
        encoded = forge(alice.identity, kind=1, payload=bytes(size - empty))
        assert len(encoded) == size
        with pytest.raises((InvalidForm, InvalidProof), match=verdict):
            verify_chain(encoded)
    chain = alice.chain
    for number in range(30):
        if chain.devices:
            encoded = append_revoke(chain, identity=alice.identity, device=1, created_ms=NOW_MS)
        else:
            key = bytes([number]) * 32
            payload = device_payload(signing_key=key, olm_key=key)
            encoded = forge(alice.identity, kind=1, payload=payload, chain=chain)
        chain = verify_chain(encoded)
    assert len(chain.entries) == 32
    with pytest.raises(InvalidForm, match=r"valid encoding$"):
        append_tombstone(chain, identity=alice.identity, created_ms=NOW_MS)


def test_every_flipped_byte_of_a_chain_is_refused(alice: Person) -> None:
    """Each byte once: either the form, a link or a signature breaks."""
    encoded = alice.chain.encoded
    for place in range(len(encoded)):
        altered = bytearray(encoded)
        altered[place] ^= 1 << place % 8
        with pytest.raises((InvalidForm, InvalidProof)):
            verify_chain(bytes(altered))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_spliced_chains_raise_only_typed_errors(
    data: st.DataObject, alice: Person, bob: Person
) -> None:
    pieces = [*alice.chain.entries, *bob.chain.entries, b"", enc(b"", b"")]
    entries = data.draw(st.lists(st.sampled_from(pieces), max_size=4))
    wanted = [list(one.chain.entries[:n]) for one in (alice, bob) for n in (1, 2)]
    if entries in wanted:
        verify_chain(enc(*entries))
    else:
        with pytest.raises((InvalidForm, InvalidProof)):
            verify_chain(enc(*entries))


@given(st.binary(max_size=200))
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(InvalidForm, match=r"valid (chain|encoding)$"):
        verify_chain(noise)


def test_first_entry_must_be_a_genesis(alice: Person) -> None:
    payload = genesis_payload(alice.identity)
    verify_chain(forge(alice.identity, kind=0, payload=payload))
    for wrong in (
        forge(alice.identity, kind=1, payload=device_payload()),
        forge(alice.identity, kind=9, payload=payload),
        forge(alice.identity, kind=0, payload=payload, account=bytes(32)),
        forge(alice.identity, kind=0, payload=payload, seq=1),
        forge(alice.identity, kind=0, payload=payload, prev=b"\1" * 32),
    ):
        with pytest.raises(InvalidProof, match=r"^genesis does"):
            verify_chain(wrong)


def test_genesis_carries_forms_that_are_exact(alice: Person) -> None:
    """PR-26 stands on the realm and the name in it."""
    for changes in (
        {"realm": b"Chat.example"},
        {"realm": b"chat.example."},
        {"realm": b"chat example"},
        {"realm": b""},
        {"realm": b"\xff"},
        {"realm": "chät.example".encode()},
        {"username": b"Alice"},
        {"username": b"@alice"},
        {"username": b"al"},
        {"username": b"\xff\xff\xff"},
        {"username": "аlice".encode()},
        {"predecessor": bytes(31)},
        {"random": bytes(15)},
        {"spki": alice.identity.spki + b"\0"},
        {"spki": alice.identity.spki[:-1] + b"\3"},
    ):
        payload = genesis_payload(alice.identity, **changes)
        with pytest.raises(InvalidForm, match=r"valid (RSA key|genesis|realm)$"):
            verify_chain(forge(alice.identity, kind=0, payload=payload))


def test_another_entry_version_is_refused(alice: Person) -> None:
    payload = genesis_payload(alice.identity)
    for version in (b"\0", b"\2", b"\1\1"):
        with pytest.raises(InvalidForm, match=r"valid chain entry$"):
            verify_chain(forge(alice.identity, kind=0, payload=payload, version=version))


def test_links_of_later_entries_are_checked(alice: Person, bob: Person) -> None:
    genesis = verify_chain(enc(alice.chain.entries[0]))
    for wrong in (
        {"account": bob.chain.account},
        {"account": b""},
        {"seq": 0},
        {"seq": 2},
        {"prev": bytes(32)},
        {"prev": bob.chain.head},
        {"label": Label.CHAIN_NEW},
        {"label": Label.PREKEY},
    ):
        with pytest.raises(InvalidProof, match=r"^(chain|signature) does"):
            verify_chain(
                forge(alice.identity, kind=1, payload=device_payload(), chain=genesis, **wrong)
            )
    with pytest.raises(InvalidProof, match=r"^signature does"):
        verify_chain(forge(bob.identity, kind=1, payload=device_payload(), chain=genesis))
    payload = genesis_payload(alice.identity)
    with pytest.raises(InvalidProof, match=r"^chain does"):  # a second genesis
        verify_chain(forge(alice.identity, kind=0, payload=payload, chain=genesis))


def test_unknown_type_is_refused_and_tells_what_was_proven(alice: Person) -> None:
    """PR-30: the person is told to update only if the head that we pinned is among these."""
    with pytest.raises(UnknownEntryType) as caught:
        verify_chain(forge(alice.identity, kind=5, payload=b"?", chain=alice.chain))
    assert caught.value.heads == alice.chain.heads
    with pytest.raises(InvalidProof, match=r"^chain does"):  # not even linked to the chain
        verify_chain(forge(alice.identity, kind=5, payload=b"", chain=alice.chain, prev=bytes(32)))


def test_number_of_signatures_is_exact(alice: Person, bob: Person) -> None:
    genesis = verify_chain(enc(alice.chain.entries[0]))
    body = genesis.entries[0][4 : 4 + int.from_bytes(genesis.entries[0][:4], "big")]
    good = alice.identity.sign(Label.CHAIN, body)
    for signatures in ((), (good[:-1],), (good + b"\0",), (good, good), (b"", good)):
        with pytest.raises(InvalidForm, match=r"valid chain entry$"):
            verify_chain(enc(enc(body, *signatures)))
    with pytest.raises(InvalidForm, match=r"valid encoding$"):
        verify_chain(enc(enc(body, good, good, good)))
    rotation = {"kind": 3, "payload": enc(bob.identity.spki), "chain": genesis}
    for wrong in ({}, {"second": bob.identity, "tail": (good,)}, {"tail": (b"",)}):
        with pytest.raises(InvalidForm, match=r"valid (chain entry|encoding)$"):
            verify_chain(forge(alice.identity, **rotation, **wrong))  # type: ignore[arg-type]


def test_rotation_signatures_are_both_checked(alice: Person, bob: Person) -> None:
    """CR-05 for the new key; KT-06 is why the old one must sign."""
    good = {"kind": 3, "payload": enc(bob.identity.spki), "chain": alice.chain}
    for wrong in (
        forge(alice.identity, second=alice.identity, **good),  # type: ignore[arg-type]
        forge(bob.identity, second=bob.identity, **good),  # type: ignore[arg-type]
        forge(alice.identity, second=bob.identity, second_label=Label.CHAIN, **good),  # type: ignore[arg-type]
        forge(alice.identity, second=bob.identity, label=Label.CHAIN_NEW, **good),  # type: ignore[arg-type]
    ):
        with pytest.raises(InvalidProof, match=r"^signature does"):
            verify_chain(wrong)
    for payload in (enc(bob.identity.spki[:-1] + b"\3"), enc(b""), enc(bob.identity.spki, b"")):
        with pytest.raises(InvalidForm, match=r"valid (RSA key|rotate_id)$"):
            verify_chain(
                forge(
                    alice.identity,
                    kind=3,
                    payload=payload,
                    chain=alice.chain,
                    second=bob.identity,
                )
            )


def test_an_earlier_identity_never_comes_back(alice: Person, bob: Person) -> None:
    with pytest.raises(InvalidProof, match=r"^chain does"):
        append_rotation(
            alice.chain, identity=alice.identity, new_identity=alice.identity, created_ms=0
        )
    rotated = verify_chain(
        append_rotation(
            alice.chain, identity=alice.identity, new_identity=bob.identity, created_ms=0
        )
    )
    with pytest.raises(InvalidProof, match=r"^chain does"):
        append_rotation(rotated, identity=bob.identity, new_identity=alice.identity, created_ms=0)


def test_device_entries_have_exact_forms(alice: Person) -> None:
    genesis = verify_chain(enc(alice.chain.entries[0]))
    for payload in (
        device_payload(min_suite=0),
        device_payload(min_suite=0, max_suite=0),
        device_payload(min_suite=2, max_suite=1),
        device_payload(signing_key=bytes(31)),
        device_payload(olm_key=b"o" * 31),
        *(device_payload(olm_key=key) for key in sorted(LOW_ORDER_X25519)),
        device_payload() + b"\0",
        b"",
    ):
        with pytest.raises(InvalidForm, match=r"valid (X25519 key|add_device)$"):
            verify_chain(forge(alice.identity, kind=1, payload=payload, chain=genesis))
    suites = device_payload(min_suite=1, max_suite=255)
    chain = verify_chain(forge(alice.identity, kind=1, payload=suites, chain=genesis))
    assert chain.devices[1].max_suite == 255


def test_stage_one_has_device_one_only_and_never_two(alice: Person) -> None:
    """PR-37: two live devices, and device 1 again with an old DEV or OLM."""
    genesis = verify_chain(enc(alice.chain.entries[0]))
    for device in (0, 2):
        with pytest.raises(InvalidProof, match=r"^chain does"):
            verify_chain(
                forge(
                    alice.identity,
                    kind=1,
                    payload=device_payload(device=device),
                    chain=genesis,
                )
            )
    with pytest.raises(InvalidProof, match=r"^chain does"):
        verify_chain(forge(alice.identity, kind=1, payload=device_payload(), chain=alice.chain))
    revoked = verify_chain(
        append_revoke(alice.chain, identity=alice.identity, device=1, created_ms=0)
    )
    old = alice.chain.devices[1]
    for payload in (
        device_payload(signing_key=old.signing_key),
        device_payload(olm_key=old.olm_key),
    ):
        with pytest.raises(InvalidProof, match=r"^chain does"):
            verify_chain(forge(alice.identity, kind=1, payload=payload, chain=revoked))
    with pytest.raises(InvalidProof, match=r"^chain does"):
        append_device(
            revoked,
            identity=alice.identity,
            device=1,
            signing_key=old.signing_key,
            olm_key=old.olm_key,
            min_suite=1,
            max_suite=1,
            created_ms=0,
        )


def test_only_a_live_device_is_revoked(alice: Person) -> None:
    genesis = verify_chain(enc(alice.chain.entries[0]))
    for chain, device in ((genesis, 1), (alice.chain, 2)):
        with pytest.raises(InvalidProof, match=r"^chain does"):
            append_revoke(chain, identity=alice.identity, device=device, created_ms=0)
    for payload in (enc(b"\1"), b"", enc(u32(1), b"")):
        with pytest.raises(InvalidForm, match=r"valid revoke_device$"):
            verify_chain(forge(alice.identity, kind=2, payload=payload, chain=alice.chain))


def test_nothing_follows_a_tombstone(alice: Person, bob: Person) -> None:
    """PR-37."""
    ended = verify_chain(append_tombstone(alice.chain, identity=alice.identity, created_ms=0))
    for kind, payload in ((1, device_payload()), (2, enc(u32(1))), (4, b""), (5, b"")):
        with pytest.raises(InvalidProof, match=r"^chain does"):
            verify_chain(forge(alice.identity, kind=kind, payload=payload, chain=ended))
    with pytest.raises(InvalidProof, match=r"^chain does"):
        append_rotation(ended, identity=alice.identity, new_identity=bob.identity, created_ms=0)
    with pytest.raises(InvalidForm, match=r"valid tombstone$"):
        verify_chain(forge(alice.identity, kind=4, payload=enc(b""), chain=alice.chain))


def test_prefixes_and_forks_are_told_by_heads(alice: Person, bob: Person) -> None:
    """PR-11 and PR-32: a cut chain, and two chains of one account that contradict each other."""
    genesis = verify_chain(enc(alice.chain.entries[0]))
    other = verify_chain(forge(alice.identity, kind=1, payload=device_payload(), chain=genesis))
    assert extends(alice.chain, genesis)
    assert extends(alice.chain, alice.chain)
    assert not extends(genesis, alice.chain)
    assert not extends(alice.chain, bob.chain)
    assert is_fork(alice.chain, other)
    assert not is_fork(alice.chain, genesis)
    assert not is_fork(genesis, alice.chain)
    assert not is_fork(alice.chain, bob.chain)


# --- suites --------------------------------------------------------------------------------------


def with_suites(alice: Person, *suites: tuple[int, int]) -> VerifiedChain:
    entries = [
        replace(alice.chain.devices[1], min_suite=low, max_suite=high) for low, high in suites
    ]
    return replace(alice.chain, devices={1: entries[-1]}, device_history=tuple(entries))


@pytest.mark.parametrize(
    ("suites", "ours", "expected"),
    [
        ([(1, 1)], (1, 1), 1),
        ([(1, 3)], (1, 2), 2),
        ([(1, 2)], (1, 3), 2),
        ([(2, 3)], (1, 1), None),
        ([(1, 1)], (2, 3), None),
        ([(1, 2), (1, 1)], (1, 2), None),
        ([(1, 2), (1, 1)], (1, 1), 1),
        ([(2, 2), (1, 1)], (1, 1), 1),
        ([(1, 1), (1, 2)], (2, 2), 2),
        ([(1, 3), (1, 2)], (1, 2), 2),
        ([(2, 2), (1, 1)], (1, 2), None),
        ([(1, 1), (1, 2)], (1, 2), 2),
    ],
)
def test_suite_is_the_highest_common_and_never_falls(
    alice: Person,
    suites: list[tuple[int, int]],
    ours: tuple[int, int],
    expected: int | None,
) -> None:
    """PR-11: suites lowered by a later entry are refused."""
    chain = with_suites(alice, *suites)
    if expected is None:
        with pytest.raises(InvalidProof, match=r"^suite does"):
            common_suite(chain, device=1, our_min=ours[0], our_max=ours[1])
    else:
        assert common_suite(chain, device=1, our_min=ours[0], our_max=ours[1]) == expected


def test_no_suite_with_a_device_that_is_not_live(alice: Person) -> None:
    with pytest.raises(InvalidProof, match=r"^device does"):
        common_suite(alice.chain, device=2, our_min=1, our_max=1)
