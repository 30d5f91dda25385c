"""The slots that open STORE, and the file they lie in."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crypto.identity import unwrap_primes, wrap_primes
from desktop.crypto.primitives import decrypt_with_nonce, derive, stretch
from desktop.crypto.vault import (
    Slot,
    SlotKind,
    VaultFile,
    make_keyring_slot,
    make_vault_slot,
    open_keyring_slot,
    open_vault_slot,
    parse_vault_file,
)
from desktop.errors import AuthenticationFailed, WrongPassphrase
from protocol.errors import InvalidForm
from protocol.transcript import Label, enc, u8
from tests.helpers.seeded_random import SeededRandom

STORE = b"s" * 32
SECRET = b"k" * 32
PHRASE = "correct horse battery stäple"


@pytest.fixture(scope="module")
def keyring_slot() -> Slot:
    return make_keyring_slot(STORE, secret=SECRET, random=SeededRandom("keyring"))


@pytest.fixture(scope="module")
def vault_slot() -> Slot:
    return make_vault_slot(STORE, passphrase=PHRASE, random=SeededRandom("vault"))


def test_keyring_slot_opens_with_its_secret_alone(keyring_slot: Slot, vault_slot: Slot) -> None:
    assert open_keyring_slot(keyring_slot, secret=SECRET) == STORE
    for slot, secret in (
        (keyring_slot, b"l" * 32),
        (keyring_slot, b""),
        (vault_slot, SECRET),
        (replace(keyring_slot, salt=bytes(16)), SECRET),
        (replace(keyring_slot, kind=4), SECRET),
        (replace(keyring_slot, sealed=keyring_slot.sealed[:-1] + b"\0"), SECRET),
    ):
        with pytest.raises(AuthenticationFailed):
            open_keyring_slot(slot, secret=secret)


def test_vault_slot_opens_with_its_passphrase_alone(keyring_slot: Slot, vault_slot: Slot) -> None:
    assert open_vault_slot(vault_slot, passphrase=PHRASE) == STORE
    for slot, passphrase in (
        (vault_slot, PHRASE + "!"),
        (vault_slot, ""),
        (vault_slot, "\ud800"),
        (keyring_slot, PHRASE),
        (replace(vault_slot, salt=bytes(16)), PHRASE),
    ):
        with pytest.raises(WrongPassphrase):
            open_vault_slot(slot, passphrase=passphrase)


def test_passphrase_in_another_normal_form_opens(vault_slot: Slot) -> None:
    decomposed = PHRASE.replace("ä", "a\u0308")
    assert open_vault_slot(vault_slot, passphrase=decomposed) == STORE


def test_a_vault_is_not_made_without_a_passphrase() -> None:
    with pytest.raises(InvalidForm):
        make_vault_slot(STORE, passphrase="", random=SeededRandom("vault"))


def test_layout_is_that_of_the_page(keyring_slot: Slot, vault_slot: Slot) -> None:
    for slot, label, material in (
        (keyring_slot, Label.KEYRING_SLOT, SECRET),
        (vault_slot, Label.VAULT_SLOT, stretch(PHRASE.encode(), salt=vault_slot.salt)),
    ):
        key = derive(label, material, 32, slot.salt)
        aad = enc(u8(slot.kind), slot.salt)
        assert decrypt_with_nonce(key, slot.sealed, aad=aad) == STORE
        assert slot.encode() == enc(u8(slot.kind), slot.salt, slot.sealed)
        assert (len(slot.salt), len(slot.sealed)) == (16, 60)
    assert (keyring_slot.kind, vault_slot.kind) == (1, 2)


def test_a_slot_made_again_differs() -> None:
    random = SeededRandom("twice")
    one, other = (make_keyring_slot(STORE, secret=SECRET, random=random) for _ in range(2))
    assert one.salt != other.salt
    assert one.sealed != other.sealed


def test_file_keeps_slots_and_entries(keyring_slot: Slot, vault_slot: Slot) -> None:
    primes = bytes(range(192)) * 2
    text = wrap_primes(primes, store_key=STORE, entry_name="identity", random=SeededRandom("wrap"))
    file = VaultFile(
        slots=(vault_slot, keyring_slot), entries={"seal-01": "later", "identity": text}
    )
    encoded = file.encode()
    assert encoded == enc(
        u8(1),
        enc(vault_slot.encode(), keyring_slot.encode()),
        enc(b"identity", text.encode(), b"seal-01", b"later"),
    )
    parsed = parse_vault_file(encoded)
    assert parsed == file
    assert parsed.find(SlotKind.VAULT) == vault_slot
    assert (
        unwrap_primes(parsed.entries["identity"], store_key=STORE, entry_name="identity") == primes
    )
    empty = VaultFile(slots=(), entries={})
    assert parse_vault_file(empty.encode()) == empty
    assert empty.find(SlotKind.KEYRING) is None


def test_slots_of_a_newer_version_are_kept(keyring_slot: Slot) -> None:
    """The lock and the recovery code come later; their place is in the format now."""
    later = replace(keyring_slot, kind=4)
    file = VaultFile(slots=(later, keyring_slot), entries={})
    parsed = parse_vault_file(file.encode())
    assert parsed.slots == (later, keyring_slot)
    assert parsed.find(SlotKind.KEYRING) == keyring_slot
    assert parsed.encode() == file.encode()


def test_another_file_form_is_refused(keyring_slot: Slot) -> None:
    slot = keyring_slot.encode()
    for wrong in (
        b"",
        b"plain text",
        enc(u8(2), b"", b""),
        enc(u8(1), b""),
        enc(u8(1), enc(slot) + b"\0", b""),
        enc(u8(1), enc(b""), b""),
        enc(u8(1), enc(enc(u8(1), bytes(15), bytes(60))), b""),
        enc(u8(1), enc(enc(u8(1), bytes(16), bytes(61))), b""),
        enc(u8(1), enc(*[slot] * 9), b""),
        enc(u8(1), b"", enc(b"name without text")),
        enc(u8(1), b"", enc(b"name", b"one", b"name", b"other")),
        enc(u8(1), b"", enc(b"name", b"\xff")),
        enc(u8(1), b"", enc(*[b"x"] * 130)),
    ):
        with pytest.raises(InvalidForm):
            parse_vault_file(wrong)


def test_file_holds_64_entries_and_8_slots(keyring_slot: Slot) -> None:
    full = VaultFile(
        slots=(keyring_slot,) * 8, entries={f"{number:02}": "" for number in range(64)}
    )
    assert parse_vault_file(full.encode()) == full
    for more in (
        replace(full, slots=(keyring_slot,) * 9),
        replace(full, entries={f"{number:02}": "" for number in range(65)}),
    ):
        with pytest.raises(InvalidForm):
            parse_vault_file(more.encode())


@given(st.binary(max_size=200))
def test_noise_raises_only_typed_errors(noise: bytes) -> None:
    with pytest.raises(InvalidForm):
        parse_vault_file(noise)
