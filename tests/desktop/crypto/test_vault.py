"""The slots that open STORE, and the file they lie in."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crypto.identity import unwrap_primes, wrap_primes
from desktop.crypto.primitives import decrypt_with_nonce, derive, stretch
from desktop.crypto.recovery_code import RecoveryCode
from desktop.crypto.vault import (
    Slot,
    SlotKind,
    VaultFile,
    make_keyring_slot,
    make_lock_slot,
    make_recovery_slot,
    make_vault_slot,
    open_keyring_slot,
    open_lock_slot,
    open_recovery_slot,
    open_vault_slot,
    parse_vault_file,
    store_tag,
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


@pytest.mark.usefixtures("quick_stretching")
def test_lock_slot_needs_keyring_and_password_together(vault_slot: Slot) -> None:
    lock = make_lock_slot(STORE, secret=SECRET, password=PHRASE, random=SeededRandom("lock"))
    assert open_lock_slot(lock, secret=SECRET, password=PHRASE) == STORE
    for slot, secret, password in (
        (lock, SECRET, PHRASE + "!"),
        (lock, SECRET, ""),
        (lock, b"l" * 32, PHRASE),
        (lock, b"", PHRASE),
        (replace(lock, salt=bytes(16)), SECRET, PHRASE),
        (vault_slot, SECRET, PHRASE),
    ):
        with pytest.raises(WrongPassphrase):
            open_lock_slot(slot, secret=secret, password=password)
    with pytest.raises(AuthenticationFailed):
        open_keyring_slot(lock, secret=SECRET)
    with pytest.raises(WrongPassphrase):
        open_vault_slot(lock, passphrase=PHRASE)


@pytest.mark.parametrize("is_kept", [True, False])
def test_recovery_slot_opens_with_its_code_alone(keyring_slot: Slot, *, is_kept: bool) -> None:
    code, other = (RecoveryCode.generate(SeededRandom(seed)) for seed in ("code", "other"))
    slot = make_recovery_slot(STORE, code=code, is_kept=is_kept, random=SeededRandom("recovery"))
    assert slot.kind == (SlotKind.RECOVERY if is_kept else SlotKind.RECOVERY_SHOWN)
    assert open_recovery_slot(slot, code=code) == STORE
    for wrong_slot, wrong_code in (
        (slot, other),
        (replace(slot, kind=4 if slot.kind == 5 else 5), code),
        (replace(slot, salt=bytes(16)), code),
        (keyring_slot, code),
    ):
        with pytest.raises(WrongPassphrase):
            open_recovery_slot(wrong_slot, code=wrong_code)


def test_slots_are_replaced_in_one_file(keyring_slot: Slot, vault_slot: Slot) -> None:
    file = VaultFile(slots=(keyring_slot, vault_slot), entries={"identity": "text"})
    later = replace(keyring_slot, salt=b"n" * 16)

    changed = file.replace_slots(file.find_all(SlotKind.KEYRING), (later,))

    assert changed.slots == (vault_slot, later)
    assert changed.entries == file.entries
    assert changed.find_all(SlotKind.KEYRING, SlotKind.VAULT) == (vault_slot, later)


@pytest.mark.parametrize(
    ("slots", "entries", "fits"), [(8, 64, True), (9, 0, False), (1, 65, False)]
)
def test_nothing_is_written_that_would_not_be_read_again(
    keyring_slot: Slot, *, slots: int, entries: int, fits: bool
) -> None:
    file = VaultFile(
        slots=tuple(replace(keyring_slot, salt=bytes([n]) * 16) for n in range(slots)),
        entries={f"seal-{n:02}": "text" for n in range(entries)},
    )
    if fits:
        assert parse_vault_file(file.encode()) == file
    else:
        with pytest.raises(InvalidForm):
            file.encode()


def test_tag_tells_one_store_from_the_next() -> None:
    assert store_tag(STORE) == store_tag(STORE) != store_tag(b"t" * 32)
    assert len(store_tag(STORE)) == 8


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
    lock = make_lock_slot(STORE, secret=SECRET, password=PHRASE, random=SeededRandom("lock"))
    code = RecoveryCode.generate(SeededRandom("code"))
    recovery = make_recovery_slot(STORE, code=code, is_kept=True, random=SeededRandom("recovery"))
    for slot, label, material in (
        (lock, Label.LOCK_SLOT, SECRET + stretch(PHRASE.encode(), salt=lock.salt)),
        (recovery, Label.RECOVERY_SLOT, "".join(code.groups)[:26].encode()),
    ):
        key = derive(label, material, 32, slot.salt)
        assert decrypt_with_nonce(key, slot.sealed, aad=enc(u8(slot.kind), slot.salt)) == STORE
    assert (lock.kind, recovery.kind) == (3, 4)


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
    later = replace(keyring_slot, kind=9)
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
