"""DEV signs logins and prekeys."""

import copy
import pickle

import pytest

from desktop.crypto.device_key import DeviceKey
from protocol.errors import InvalidForm, InvalidProof
from protocol.proofs.signatures import verify_ed25519
from protocol.transcript import Label, signed_bytes
from tests.helpers.seeded_random import SeededRandom


def test_key_is_made_of_its_seed() -> None:
    """RFC 8032, section 7.1, test 1."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    key = DeviceKey.from_seed(seed)
    assert key.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert key.to_seed() == seed


def test_new_key_draws_32_bytes() -> None:
    assert DeviceKey.generate(SeededRandom("a")).to_seed() == SeededRandom("a")(32)


def test_signature_is_for_one_use() -> None:
    key = DeviceKey.generate(SeededRandom("a"))
    signature = key.sign(Label.PREKEY, b"message")
    assert len(signature) == 64
    verify_ed25519(key.public, signature, signed_bytes(Label.PREKEY, b"message"))
    with pytest.raises(InvalidProof):
        verify_ed25519(key.public, signature, signed_bytes(Label.LOGIN, b"message"))


def test_another_length_is_refused() -> None:
    for seed in (b"", bytes(31), bytes(33)):
        with pytest.raises(InvalidForm):
            DeviceKey.from_seed(seed)


def test_it_shows_compares_and_copies_nothing() -> None:
    key = DeviceKey.generate(SeededRandom("a"))
    assert repr(key) == "<DeviceKey>"
    with pytest.raises(TypeError):
        key == DeviceKey.generate(SeededRandom("a"))  # noqa: B015
    for spread in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            spread(key)
