"""The slots that open STORE, the key of the local database, and the file they lie in.

A slot holds STORE encrypted under one means of opening: a secret in the system's keyring, the same
together with the account password, a passphrase where there is no safe keyring, or the recovery
code. Bytes only: who reads and writes the file is not known here. Spec: docs/protocol/vault.md.
"""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.crypto.password import SALT_BYTES, passphrase_bytes
from desktop.crypto.primitives import (
    KEY_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    decrypt_with_nonce,
    derive,
    encrypt_with_nonce,
    stretch,
)
from desktop.crypto.random_source import Random
from desktop.crypto.recovery_code import RecoveryCode
from desktop.errors import AuthenticationFailed, WrongPassphrase
from protocol.errors import InvalidForm
from protocol.transcript import (
    ANY_WIDTH,
    Label,
    enc,
    parse_all,
    parse_form,
    read_text,
    read_uint,
    u8,
)

STORE_KEY_BYTES = 32
KEYRING_SECRET_BYTES = 32

_VERSION = 1
_MAX_SLOTS = 8
_MAX_ENTRIES = 64
_SEALED_BYTES = NONCE_BYTES + STORE_KEY_BYTES + TAG_BYTES


class SlotKind(enum.IntEnum):
    """What opens a slot. Numbers are part of the stored format and never reused."""

    KEYRING = 1
    VAULT = 2
    LOCK = 3  # keyring secret and account password together
    RECOVERY = 4  # recovery code that the person has shown to have
    RECOVERY_SHOWN = 5  # recovery code that was shown, and perhaps not kept


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """STORE under one means of opening.

    Attributes:
        kind: A `SlotKind`, or a number that only a newer version knows; that slot is kept as it is.
        salt: 16 random bytes of this slot.
        sealed: The nonce and the encrypted STORE.
    """

    kind: int
    salt: bytes
    sealed: bytes

    def encode(self) -> bytes:
        """Return enc(kind, salt, sealed).

        Source: docs/protocol/vault.md, section 3.
        """
        return enc(u8(self.kind), self.salt, self.sealed)


@dataclass(frozen=True, kw_only=True, slots=True)
class VaultFile:
    """The slots of a profile, and what would lie in the keyring where there is none.

    Attributes:
        slots: Those of a kind that this version does not know included.
        entries: Text by name, each encrypted by itself; empty where a keyring is used.
    """

    slots: tuple[Slot, ...]
    entries: Mapping[str, str]

    def find(self, kind: SlotKind) -> Slot | None:
        """Return the slot of a kind, or None."""
        return next(iter(self.find_all(kind)), None)

    def find_all(self, *kinds: SlotKind) -> tuple[Slot, ...]:
        """Return the slots of these kinds, the oldest first."""
        return tuple(slot for slot in self.slots if slot.kind in kinds)

    def replace_slots(self, old: Iterable[Slot], new: Iterable[Slot]) -> "VaultFile":
        """Return the same file without some slots and with others at its end."""
        gone = set(old)
        kept = [slot for slot in self.slots if slot not in gone]
        return VaultFile(slots=(*kept, *new), entries=self.entries)

    def encode(self) -> bytes:
        """Return enc(version, enc(slot ..), enc(name, text ..)), entries sorted by name.

        Raises:
            InvalidForm: more slots or entries than `parse_vault_file` takes back.

        Source: docs/protocol/vault.md, section 3.
        """
        if len(self.slots) > _MAX_SLOTS or len(self.entries) > _MAX_ENTRIES:
            raise InvalidForm("vault file")
        entries = (item.encode("utf-8") for entry in sorted(self.entries.items()) for item in entry)
        return enc(u8(_VERSION), enc(*(slot.encode() for slot in self.slots)), enc(*entries))


def parse_vault_file(data: bytes) -> VaultFile:
    """Take a vault file apart; nothing is opened.

    Raises:
        InvalidForm: not a vault file, or one of another version.

    Source: docs/protocol/vault.md, section 3.
    """
    version, slots, entries = parse_form(data, "vault file", (1, ANY_WIDTH, ANY_WIDTH))
    if read_uint(version) != _VERSION:
        raise InvalidForm("vault file")
    texts = [read_text(item, "vault file") for item in parse_all(entries, 2 * _MAX_ENTRIES)]
    if len(texts) % 2 or len(set(texts[0::2])) * 2 != len(texts):
        raise InvalidForm("vault file")
    return VaultFile(
        slots=tuple(_parse_slot(slot) for slot in parse_all(slots, _MAX_SLOTS)),
        entries=MappingProxyType(dict(zip(texts[0::2], texts[1::2], strict=True))),
    )


def make_keyring_slot(store_key: bytes, *, secret: bytes, random: Random) -> Slot:
    """Encrypt STORE under a secret that lies in the keyring.

    Args:
        store_key: STORE, 32 bytes.
        secret: 32 random bytes, new with every change of lock or password.
        random: Source of salt and nonce.

    Source: docs/protocol/vault.md, section 3.
    """
    return _make_slot(SlotKind.KEYRING, secret, random(SALT_BYTES), store_key, random)


def open_keyring_slot(slot: Slot, *, secret: bytes) -> bytes:
    """Return STORE.

    Raises:
        AuthenticationFailed: another secret, another kind of slot, or altered bytes.

    Source: docs/protocol/vault.md, section 3.
    """
    return _open_slot(slot, SlotKind.KEYRING, secret)


def make_vault_slot(store_key: bytes, *, passphrase: str, random: Random) -> Slot:
    """Encrypt STORE under a passphrase; takes about 0.1 s, so call it in a thread.

    Args:
        store_key: STORE, 32 bytes.
        passphrase: As typed; not empty.
        random: Source of salt and nonce.

    Raises:
        InvalidForm: the passphrase is empty, or not to be written in UTF-8.

    Source: docs/protocol/vault.md, section 3.
    """
    salt = random(SALT_BYTES)
    key_material = stretch(passphrase_bytes(passphrase), salt=salt)
    return _make_slot(SlotKind.VAULT, key_material, salt, store_key, random)


def open_vault_slot(slot: Slot, *, passphrase: str) -> bytes:
    """Return STORE; takes about 0.1 s, so call it in a thread.

    Raises:
        WrongPassphrase: it does not open with this passphrase, or its bytes were altered.

    Source: docs/protocol/vault.md, section 3.
    """
    try:
        key_material = stretch(passphrase_bytes(passphrase), salt=slot.salt)
        return _open_slot(slot, SlotKind.VAULT, key_material)
    except (InvalidForm, AuthenticationFailed):
        raise WrongPassphrase from None


def make_lock_slot(store_key: bytes, *, secret: bytes, password: str, random: Random) -> Slot:
    """Encrypt STORE under keyring and account password; takes about 0.1 s, so call it in a thread.

    Args:
        store_key: STORE, 32 bytes.
        secret: 32 random bytes that lie in the keyring.
        password: The account password as typed; stretched under this slot's own salt.
        random: Source of salt and nonce.

    Raises:
        InvalidForm: the password is empty, or not to be written in UTF-8.

    Source: docs/protocol/vault.md, section 3.
    """
    salt = random(SALT_BYTES)
    key_material = secret + stretch(passphrase_bytes(password), salt=salt)
    return _make_slot(SlotKind.LOCK, key_material, salt, store_key, random)


def open_lock_slot(slot: Slot, *, secret: bytes, password: str) -> bytes:
    """Return STORE; takes about 0.1 s, so call it in a thread.

    Raises:
        WrongPassphrase: another secret or password, another kind of slot, or altered bytes.

    Source: docs/protocol/vault.md, section 3.
    """
    try:
        key_material = secret + stretch(passphrase_bytes(password), salt=slot.salt)
        return _open_slot(slot, SlotKind.LOCK, key_material)
    except (InvalidForm, AuthenticationFailed):
        raise WrongPassphrase from None


def make_recovery_slot(
    store_key: bytes, *, code: RecoveryCode, is_kept: bool, random: Random
) -> Slot:
    """Encrypt STORE under a recovery code.

    Args:
        store_key: STORE, 32 bytes.
        code: The code; its 130 random bits need no stretching.
        is_kept: Whether the person has shown to have it.
        random: Source of salt and nonce.

    Source: docs/protocol/vault.md, section 5.
    """
    kind = SlotKind.RECOVERY if is_kept else SlotKind.RECOVERY_SHOWN
    return _make_slot(kind, code.key_material, random(SALT_BYTES), store_key, random)


def open_recovery_slot(slot: Slot, *, code: RecoveryCode) -> bytes:
    """Return STORE.

    Raises:
        WrongPassphrase: another code, another kind of slot, or altered bytes.

    Source: docs/protocol/vault.md, section 5.
    """
    kind = SlotKind.RECOVERY if slot.kind == SlotKind.RECOVERY else SlotKind.RECOVERY_SHOWN
    try:
        return _open_slot(slot, kind, code.key_material)
    except AuthenticationFailed:
        raise WrongPassphrase from None


def store_tag(store_key: bytes) -> str:
    """Return eight hex digits that tell one STORE from the next; they open nothing.

    Source: docs/protocol/vault.md, section 4.
    """
    return derive(Label.STORE_TAG, store_key, 4).hex()


_LABELS = {
    SlotKind.KEYRING: Label.KEYRING_SLOT,
    SlotKind.VAULT: Label.VAULT_SLOT,
    SlotKind.LOCK: Label.LOCK_SLOT,
    SlotKind.RECOVERY: Label.RECOVERY_SLOT,
    SlotKind.RECOVERY_SHOWN: Label.RECOVERY_SLOT,
}


def _make_slot(
    kind: SlotKind, key_material: bytes, salt: bytes, store_key: bytes, random: Random
) -> Slot:
    key = derive(_LABELS[kind], key_material, KEY_BYTES, salt)
    sealed = encrypt_with_nonce(key, store_key, nonce=random(NONCE_BYTES), aad=enc(u8(kind), salt))
    return Slot(kind=kind, salt=salt, sealed=sealed)


def _open_slot(slot: Slot, kind: SlotKind, key_material: bytes) -> bytes:
    if slot.kind != kind:
        raise AuthenticationFailed
    key = derive(_LABELS[kind], key_material, KEY_BYTES, slot.salt)
    return decrypt_with_nonce(key, slot.sealed, aad=enc(u8(kind), slot.salt))


def _parse_slot(encoded: bytes) -> Slot:
    kind, salt, sealed = parse_form(encoded, "slot", (1, SALT_BYTES, _SEALED_BYTES))
    return Slot(kind=read_uint(kind), salt=salt, sealed=sealed)
