"""The seal: only the right device opens it, nothing in it can be altered, and sizes are few."""

import copy
import hashlib
import pickle
import random as python_random

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from hypothesis import given
from hypothesis import strategies as st

from desktop.crypto.primitives import encrypt_once, oaep_encrypt
from desktop.crypto.random_source import CheckedRandom, Random
from desktop.crypto.seal import (
    BUCKETS,
    SealKeys,
    _derive_keys,
    _transcript,
    open_envelope,
    pad,
    parse_header,
    seal,
    unpad,
)
from desktop.errors import AuthenticationFailed, RandomSourceFailed
from protocol import limits
from protocol.errors import InvalidForm
from protocol.proofs import load_seal_pair_key, parse_seal_pair_key
from protocol.transcript import Label, key_id
from tests.helpers import wycheproof
from tests.helpers.people import Person
from tests.helpers.seeded_random import SeededRandom

INNER = b"inner structure"
HEADER_END, RSA_END, KEM_END, COMMIT_END = 10, 394, 1482, 1514


def seal_to(person: Person, inner: bytes = INNER, random: Random | None = None) -> bytes:
    return seal(
        inner,
        to=person.address,
        seal_pair_key=person.seal_keys.key_bytes,
        suite=1,
        random=random or SeededRandom(hashlib.sha256(inner).hexdigest()),
    )


def open_as(person: Person, envelope: bytes) -> bytes:
    keys = {person.seal_keys.kid: person.seal_keys}
    return open_envelope(envelope, seal_keys=keys, device=person.address)


@pytest.fixture(scope="module")
def envelope(bob: Person) -> bytes:
    return seal_to(bob)


# --- keys ----------------------------------------------------------------------------------------


def test_a_new_pair_has_the_one_form() -> None:
    keys = SealKeys.generate(SeededRandom("pair"))
    assert keys.to_kem_seed() == SeededRandom("pair")(64)
    assert keys.kid == key_id(keys.key_bytes)
    _, kem_key = parse_seal_pair_key(keys.key_bytes)
    expected = MLKEM768PrivateKey.from_seed_bytes(keys.to_kem_seed()).public_key()
    assert kem_key == expected.public_bytes_raw()
    again = SealKeys.from_parts(primes=keys.to_primes(), kem_seed=keys.to_kem_seed())
    assert (again.key_bytes, again.kid) == (keys.key_bytes, keys.kid)


def test_parts_of_another_form_are_refused(bob: Person) -> None:
    primes, seed = bob.seal_keys.to_primes(), bob.seal_keys.to_kem_seed()
    for wrong_primes, wrong_seed in ((primes[:-1], seed), (primes, seed[:-1]), (primes, b"")):
        with pytest.raises(InvalidForm, match=r"valid (RSA primes|seal pair)$"):
            SealKeys.from_parts(primes=wrong_primes, kem_seed=wrong_seed)


def test_they_show_compare_and_copy_nothing(bob: Person) -> None:
    assert repr(bob.seal_keys) == "<SealKeys>"
    with pytest.raises(TypeError):
        bob.seal_keys == object()  # noqa: B015
    for spread in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            spread(bob.seal_keys)


def test_wycheproof_mlkem() -> None:
    """CR-01, as `SealKeys` and `seal` call the library."""
    count = 0
    for _, case in wycheproof.cases("mlkem_768_test.json"):
        count += 1
        if "seed" in case:
            _check_decapsulation(case)
        else:
            _check_encapsulation_key(case)
    assert count == 193


def _check_decapsulation(case: dict[str, str]) -> None:
    seed, ciphertext = bytes.fromhex(case["seed"]), bytes.fromhex(case["c"])
    try:
        key = MLKEM768PrivateKey.from_seed_bytes(seed)
        shared = key.decapsulate(ciphertext)
    except ValueError:
        assert case["result"] == "invalid"
        return
    assert (shared.hex() == case["K"]) == (case["result"] == "valid")


def _check_encapsulation_key(case: dict[str, str]) -> None:
    try:
        MLKEM768PublicKey.from_public_bytes(bytes.fromhex(case["ek"]))
    except ValueError:
        assert case["result"] == "invalid"
        return
    assert case["result"] == "valid"


# --- padding -------------------------------------------------------------------------------------


def expected_bucket(size: int) -> int:
    return min(bucket for bucket in BUCKETS if bucket > size)


def test_buckets_are_eight_powers_of_two() -> None:
    assert BUCKETS == (1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072)
    assert BUCKETS[-1] == limits.MAX_BUCKET_BYTES


def test_every_length_is_padded_to_the_smallest_bucket() -> None:
    """CR-10: each length from 0 to 4,096, and each boundary with its neighbours."""
    lengths = {*range(4097), *(bucket + step for bucket in BUCKETS for step in (-2, -1, 0, 1))}
    for size in sorted(length for length in lengths if length < BUCKETS[-1]):
        inner = bytes(size)
        padded = pad(inner)
        assert len(padded) == expected_bucket(size)
        assert unpad(padded) == inner


@given(st.binary(max_size=3000), st.integers(0, 40))
def test_unpad_undoes_pad(inner: bytes, zeros: int) -> None:
    """CR-10: marks and zeros at the end of the content stay its own."""
    for content in (inner, inner + bytes(zeros), inner + b"\x80" + bytes(zeros)):
        assert unpad(pad(content)) == content


def test_the_largest_inner_is_one_byte_below_the_largest_bucket() -> None:
    """CR-10."""
    assert len(pad(bytes(131_071))) == 131_072
    with pytest.raises(InvalidForm, match=r"valid inner$"):
        pad(bytes(131_072))


def test_bad_padding_is_refused() -> None:
    """CR-10."""
    for wrong in (
        b"",
        bytes(1024),
        b"x".ljust(1024, b"\0"),
        b"x\x81".ljust(1024, b"\0"),
        b"x\x80".ljust(1023, b"\0"),
        b"x\x80".ljust(1025, b"\0"),
        b"x\x80".ljust(2048, b"\0"),
        (b"x" * 1023 + b"\x80").ljust(4096, b"\0"),
        b"x" * 131_072 + b"\x80",
        *(b"x\x80".ljust(1023, b"\0") + bytes([last]) for last in range(1, 256) if last != 0x80),
    ):
        with pytest.raises(InvalidForm, match=r"valid (inner|padding)$"):
            unpad(wrong)


# --- the road ------------------------------------------------------------------------------------


def test_an_envelope_opens_for_its_device(bob: Person, envelope: bytes) -> None:
    assert open_as(bob, envelope) == INNER
    assert len(envelope) == 1024 + limits.ENVELOPE_OVERHEAD_BYTES == limits.MIN_ENVELOPE_BYTES
    header = parse_header(envelope)
    assert (header.suite, header.kid) == (1, bob.seal_keys.kid)
    assert envelope[:2] == b"\1\1"


@pytest.mark.parametrize("size", [0, 1, 1023, 1024, 4095, 40_000, 131_071])
def test_only_bucket_sizes_are_on_the_wire(bob: Person, size: int) -> None:
    """CR-10."""
    envelope = seal_to(bob, b"\x80" * size)
    assert len(envelope) == expected_bucket(size) + 1530
    assert open_as(bob, envelope) == b"\x80" * size


def test_too_long_an_inner_is_not_sealed(bob: Person) -> None:
    with pytest.raises(InvalidForm, match=r"valid inner$"):
        seal_to(bob, bytes(131_072))


def test_nothing_is_sealed_to_a_malformed_pair(bob: Person) -> None:
    """CR-05, CR-09 at the last moment."""
    with pytest.raises(InvalidForm, match=r"valid seal pair$"):
        seal(
            INNER,
            to=bob.address,
            seal_pair_key=bob.seal_keys.key_bytes[:-1],
            suite=1,
            random=SeededRandom(""),
        )


def test_layout_is_that_of_the_page(bob: Person) -> None:
    """Every field, rebuilt from the private keys."""
    envelope = seal_to(bob, random=lambda size: b"r" * size)
    c_rsa, c_kem = envelope[HEADER_END:RSA_END], envelope[RSA_END:KEM_END]
    assert bob.seal_keys.find_secret(c_rsa, c_kem) is not None
    secret = bob.seal_keys.find_secret(c_rsa, c_kem) or b""
    assert secret[:32] == b"r" * 32
    th = _transcript(envelope[:HEADER_END], c_rsa, c_kem, bob.seal_keys.key_bytes, bob.address)
    key, commit = _derive_keys(secret, th)
    assert envelope[KEM_END:COMMIT_END] == commit
    assert envelope[COMMIT_END:] == encrypt_once(key, pad(INNER), aad=th)


# --- the wrong recipient -------------------------------------------------------------------------


def test_another_person_cannot_open_it(bob: Person, carol: Person, envelope: bytes) -> None:
    """CR-04: to Carol, with her own kid and with Bob's."""
    for opened in (envelope, envelope[:2] + carol.seal_keys.kid + envelope[10:]):
        for kid in (carol.seal_keys.kid, bob.seal_keys.kid):
            with pytest.raises(AuthenticationFailed):
                open_envelope(opened, seal_keys={kid: carol.seal_keys}, device=carol.address)


def test_the_seal_is_for_one_account_and_device(
    bob: Person, carol: Person, envelope: bytes
) -> None:
    """CR-04: the right keys, but another device or account."""
    keys = {bob.seal_keys.kid: bob.seal_keys}
    for device in (bob.address._replace(device=2), carol.address):
        with pytest.raises(AuthenticationFailed):
            open_envelope(envelope, seal_keys=keys, device=device)


def test_an_unknown_kid_opens_nothing(bob: Person, envelope: bytes) -> None:
    """CR-04."""
    with pytest.raises(AuthenticationFailed):
        open_envelope(envelope, seal_keys={}, device=bob.address)
    with pytest.raises(AuthenticationFailed):
        open_as(bob, envelope[:2] + bytes(8) + envelope[10:])


# --- tampering -----------------------------------------------------------------------------------


def flip(data: bytes, bit: int) -> bytes:
    altered = bytearray(data)
    altered[bit // 8] ^= 1 << bit % 8
    return bytes(altered)


def test_every_altered_bit_is_refused_with_the_same_error(bob: Person, envelope: bytes) -> None:
    """CR-03: every bit of header and commit, 2,000 random bits of the rest."""
    bits = {*range(8 * HEADER_END), *range(8 * KEM_END, 8 * COMMIT_END)}
    rest = [bit for bit in range(8 * len(envelope)) if bit not in bits]
    bits.update(python_random.Random(3).sample(rest, 2000))
    keys = bob.seal_keys
    ring = {flip(keys.kid, bit): keys for bit in range(64)} | {keys.kid: keys}
    for bit in sorted(bits):
        with pytest.raises(AuthenticationFailed) as caught:
            open_envelope(flip(envelope, bit), seal_keys=ring, device=bob.address)  # type: ignore[arg-type]
        assert str(caught.value) == "authentication failed"


def test_another_outer_form_is_refused(bob: Person, envelope: bytes) -> None:
    for wrong in (
        b"",
        envelope[:-1],
        envelope + b"\0",
        envelope + bytes(512),
        envelope[:1530],
        b"\0" + envelope[1:],
        b"\2" + envelope[1:],
        envelope[:1] + b"\0" + envelope[2:],
        envelope[:1] + b"\2" + envelope[2:],
    ):
        with pytest.raises(AuthenticationFailed):
            open_as(bob, wrong)
        with pytest.raises(AuthenticationFailed):
            parse_header(wrong)


def forge(
    bob: Person,
    *,
    padded: bytes = b"",
    secret: bytes = b"s" * 32,
    c_rsa: bytes | None = None,
    used_secret: bytes | None = None,
) -> bytes:
    """An envelope of somebody who follows every rule but one."""
    rsa_key, kem_key = load_seal_pair_key(bob.seal_keys.key_bytes)
    shared, c_kem = kem_key.encapsulate()
    header = b"\1\1" + bob.seal_keys.kid
    if c_rsa is None:
        c_rsa = oaep_encrypt(rsa_key, secret, Label.SEAL_OAEP)
    th = _transcript(header, c_rsa, c_kem, bob.seal_keys.key_bytes, bob.address)
    key, commit = _derive_keys(secret + shared if used_secret is None else used_secret, th)
    sealed = encrypt_once(key, padded or pad(INNER), aad=th)
    return header + c_rsa + c_kem + commit + sealed


def test_forged_padding_looks_like_tampering(bob: Person) -> None:
    """CR-10: bad padding under a good seal."""
    assert open_as(bob, forge(bob)) == INNER
    for padded in (bytes(1024), b"x".ljust(1024, b"\0"), b"x\x80".ljust(2048, b"\0")):
        with pytest.raises(AuthenticationFailed):
            open_as(bob, forge(bob, padded=padded))


def test_an_rsa_part_that_does_not_open_is_never_good_enough(bob: Person) -> None:
    """CR-03: not even for one who knows what then stands in for its secret."""
    with pytest.raises(AuthenticationFailed):
        open_as(bob, forge(bob, c_rsa=bytes(383) + b"\1", used_secret=bytes(64)))
    for secret in (b"s" * 31, b"s" * 33, b""):
        for used in (None, bytes(64)):
            with pytest.raises(AuthenticationFailed):
                open_as(bob, forge(bob, secret=secret, used_secret=used))


def test_a_random_kem_part_looks_like_tampering(bob: Person, envelope: bytes) -> None:
    """CR-09: the KEM gives a false secret, and the commitment does not hold."""
    for seed in range(20):
        c_kem = SeededRandom(f"kem/{seed}")(limits.MLKEM_CT_BYTES)
        with pytest.raises(AuthenticationFailed) as caught:
            open_as(bob, envelope[:RSA_END] + c_kem + envelope[KEM_END:])
        assert str(caught.value) == "authentication failed"


@given(st.binary(max_size=3000))
def test_noise_raises_only_the_one_error(bob: Person, noise: bytes) -> None:
    for junk in (noise, (b"\1\1" + bob.seal_keys.kid + noise).ljust(1024 + 1530, b"\0")[:2554]):
        with pytest.raises(AuthenticationFailed):
            open_as(bob, junk)


# --- randomness ----------------------------------------------------------------------------------


def test_no_envelope_without_randomness(bob: Person) -> None:
    """CR-14: the source raises, or gives again what it gave before."""

    def broken(size: int) -> bytes:
        raise OSError

    with pytest.raises(RandomSourceFailed):
        seal_to(bob, random=CheckedRandom(broken))
    stuck = CheckedRandom(lambda size: b"r" * size)
    seal_to(bob, random=stuck)
    with pytest.raises(RandomSourceFailed):
        seal_to(bob, random=stuck)


def test_even_repeated_randomness_gives_no_key_twice(bob: Person) -> None:
    """CR-14: the library's own draws are in the derivation too."""
    one, other = (seal_to(bob, random=lambda size: b"r" * size) for _ in range(2))
    assert one[HEADER_END:RSA_END] != other[HEADER_END:RSA_END]
    assert one[KEM_END:COMMIT_END] != other[KEM_END:COMMIT_END]
    assert open_as(bob, one) == open_as(bob, other) == INNER
