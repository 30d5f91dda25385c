"""ID, and RSA private keys in the keyring's form."""

import base64
import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crypto.identity import IdentityKey, unwrap_primes, wrap_primes
from desktop.crypto.primitives import derive, encrypt_with_nonce
from desktop.errors import AuthenticationFailed
from protocol.errors import InvalidForm, InvalidProof
from protocol.proofs import check_rsa_spki, load_rsa_spki
from protocol.proofs.signatures import verify_pss
from protocol.transcript import Label, signed_bytes
from tests.helpers.rsa_pool import RsaPool
from tests.helpers.seeded_random import SeededRandom

STORE = b"s" * 32


@pytest.fixture(scope="module")
def primes(rsa_pool: RsaPool) -> bytes:
    return rsa_pool.primes(0)


@pytest.fixture(scope="module")
def wrapped(primes: bytes) -> str:
    return wrap_primes(primes, store_key=STORE, entry_name="identity", random=SeededRandom("nonce"))


def test_new_identities_differ_and_have_the_one_form() -> None:
    one, other = IdentityKey.generate(), IdentityKey.generate()
    assert check_rsa_spki(one.spki) != check_rsa_spki(other.spki)
    assert IdentityKey.from_primes(one.to_primes()).spki == one.spki


def test_signature_is_for_one_use(primes: bytes) -> None:
    identity = IdentityKey.from_primes(primes)
    signature = identity.sign(Label.CHAIN, b"body")
    assert len(signature) == 384
    key = load_rsa_spki(identity.spki)
    verify_pss(key, signature, signed_bytes(Label.CHAIN, b"body"))
    for message in (signed_bytes(Label.CHAIN_NEW, b"body"), b"body"):
        with pytest.raises(InvalidProof):
            verify_pss(key, signature, message)


def test_it_shows_compares_and_copies_nothing(primes: bytes) -> None:
    identity = IdentityKey.from_primes(primes)
    assert repr(identity) == "<IdentityKey>"
    with pytest.raises(TypeError):
        identity == IdentityKey.from_primes(primes)  # noqa: B015
    for spread in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            spread(identity)


def test_false_primes_are_refused(primes: bytes) -> None:
    with pytest.raises(InvalidForm):
        IdentityKey.from_primes(primes[:-1])


def test_wrapped_primes_fit_every_keyring(primes: bytes, wrapped: str) -> None:
    assert wrapped.isascii()
    assert len(wrapped) == 552  # the narrowest keyring, of Windows, holds 1,280
    assert unwrap_primes(wrapped, store_key=STORE, entry_name="identity") == primes


def test_wrapping_draws_a_new_nonce(primes: bytes) -> None:
    random = SeededRandom("nonces")
    one, other = (
        wrap_primes(primes, store_key=STORE, entry_name="identity", random=random) for _ in range(2)
    )
    assert one != other


def test_wrapped_primes_open_for_their_store_and_name_only(wrapped: str) -> None:
    for store_key, name in ((b"t" * 32, "identity"), (STORE, "seal-00")):
        with pytest.raises(AuthenticationFailed):
            unwrap_primes(wrapped, store_key=store_key, entry_name=name)


@given(st.integers(8, 413 * 8 - 1))
def test_every_altered_bit_is_refused(wrapped: str, bit: int) -> None:
    blob = bytearray(base64.b64decode(wrapped))
    blob[bit // 8] ^= 1 << bit % 8
    with pytest.raises(AuthenticationFailed):
        unwrap_primes(base64.b64encode(blob).decode(), store_key=STORE, entry_name="identity")


def test_text_that_this_version_did_not_write_is_refused(wrapped: str) -> None:
    blob = base64.b64decode(wrapped)
    for text in (
        "",
        "not base64!",
        "ключ",
        wrapped[:-1],
        base64.b64encode(b"\2" + blob[1:]).decode(),
    ):
        with pytest.raises(InvalidForm):
            unwrap_primes(text, store_key=STORE, entry_name="identity")


def test_another_secret_under_the_same_key_is_no_key(primes: bytes) -> None:
    key = derive(Label.KEYRING_WRAP, STORE, 32, b"identity")
    sealed = encrypt_with_nonce(key, primes[:-1], nonce=bytes(12), aad=b"\1")
    with pytest.raises(AuthenticationFailed):
        unwrap_primes(
            base64.b64encode(b"\1" + sealed).decode(), store_key=STORE, entry_name="identity"
        )
