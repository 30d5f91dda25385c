"""The slots file of a profile, and the keyring secrets that belong to its slots.

Every change follows one order: the new secret into the keyring and read back, the new slots into
one file that takes the place of the old in one step, opened again, and only then the old secret out
of the keyring. A crash leaves the old slots or the new ones, and at most a secret that belongs to
none, which the next opening removes.

Source: docs/protocol/local-store.md, section 9.
"""

import asyncio
import base64
import binascii
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from desktop.core.ports.profile import SecretStore
from desktop.core.records import RecoveryState
from desktop.crypto.random_source import Random
from desktop.crypto.recovery_code import RecoveryCode
from desktop.crypto.vault import (
    KEYRING_SECRET_BYTES,
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
)
from desktop.errors import (
    AuthenticationFailed,
    DatabaseUnreadable,
    KeyringEntryLost,
    KeyringError,
    StorageError,
    WrongPassphrase,
)
from desktop.storage.atomic_file import write_file
from desktop.storage.file_thread import FileThread
from protocol.errors import InvalidForm

_log = logging.getLogger(__name__)

SECRET_ENTRY: Final = "secret"  # noqa: S105 - the name of an entry
"""Name of the entry that version 0.1 wrote; since then the slot's salt stands behind it."""

MOST_LOCKS: Final = 4
"""Locks at a time: of the password that opened last and of the newest offered since. Each change of
the password whose answer was lost leaves one, and the file takes only so many."""

LABEL_ENTRY: Final = "label"
"""Name of the entry that says whose profile it is; it holds no key."""

_KEYRING_KINDS: Final = (SlotKind.KEYRING, SlotKind.LOCK)
_RECOVERY_KINDS: Final = (SlotKind.RECOVERY, SlotKind.RECOVERY_SHOWN)


def secret_entry(slot: Slot) -> str:
    """Return the name of the keyring entry that belongs to a slot."""
    return f"{SECRET_ENTRY}-{slot.salt[:8].hex()}"


def is_secret(entry: str) -> bool:
    """Tell whether an entry holds the secret of a slot."""
    return entry.split("-", maxsplit=1)[0] == SECRET_ENTRY


def is_tagged(entries: Sequence[str], tag: str) -> bool:
    """Tell whether the entries of this STORE bear its tag: it is not the profile's first."""
    return any(entry.endswith(f".{tag}") for entry in entries)


def current_entries(entries: Sequence[str], tag: str) -> set[str]:
    """Return the entries that hold keys of the STORE with this tag, of all that there may be."""
    keys = {entry for entry in entries if not is_secret(entry) and entry != LABEL_ENTRY}
    if is_tagged(entries, tag):
        return {entry for entry in keys if entry.endswith(f".{tag}")}
    return {entry for entry in keys if "." not in entry}


class ProfileSlots:
    """Opens STORE by each of its slots, and changes them."""

    def __init__(self, path: Path, files: FileThread, *, random: Random) -> None:
        """Make the object; nothing is read yet.

        Args:
            path: The slots file.
            files: The thread of the profile's files.
            random: Source of secrets, salts and nonces.
        """
        self._path = path
        self._files = files
        self._random = random

    def read_now(self) -> VaultFile:
        """Read the file; on the thread of the files only.

        Raises:
            DatabaseUnreadable: it is not in a form that this version knows.
            OSError: as the system says.
        """
        try:
            return parse_vault_file(self._path.read_bytes())
        except InvalidForm as error:
            raise DatabaseUnreadable("slots") from error

    async def read(self) -> VaultFile:
        """Read the file. Raises as `read_now`, StorageError for what the system says."""
        return await self._files.run(self.read_now)

    async def find_recovery_state(self) -> RecoveryState:
        """Tell whether a recovery code opens this profile. Raises StorageError."""
        slots = await self.read()
        if slots.find(SlotKind.RECOVERY) is not None:
            return RecoveryState.KEPT
        if slots.find(SlotKind.RECOVERY_SHOWN) is not None:
            return RecoveryState.SHOWN
        return RecoveryState.NONE

    # ── opening ───────────────────────────────────────────────────────────────────────────────

    async def open_keyring(self, secrets: SecretStore, entries: Sequence[str]) -> bytes:
        """Return STORE by a keyring secret alone.

        Args:
            secrets: The keyring.
            entries: Names of the entries that the profile may have.

        Raises:
            KeyringError: locked, missing, or it lost the secret.
            DatabaseUnreadable: there is no such slot.
        """
        slot = (await self.read()).find(SlotKind.KEYRING)
        if slot is None:
            raise DatabaseUnreadable("slots")
        secret = await _find_secret(secrets, slot, entries)
        if secret is None:
            raise KeyringEntryLost("no secret")
        try:
            return open_keyring_slot(slot, secret=secret)
        except AuthenticationFailed as error:
            raise KeyringEntryLost("another secret") from error

    async def open_lock(
        self, secrets: SecretStore, entries: Sequence[str], password: str
    ) -> tuple[bytes, Slot]:
        """Return STORE by keyring and password together, and the slot that opened.

        Raises:
            WrongPassphrase: the secret is there and the password does not fit it.
            KeyringError: locked, missing, or it lost the secret.
            DatabaseUnreadable: there is no such slot.
        """
        slots = (await self.read()).find_all(SlotKind.LOCK)
        if not slots:
            raise DatabaseUnreadable("slots")
        is_secret_found = False
        for slot in slots:
            secret = await _find_secret(secrets, slot, entries)
            if secret is None:
                continue
            is_secret_found = True
            try:
                store_key = await asyncio.to_thread(
                    open_lock_slot, slot, secret=secret, password=password
                )
            except WrongPassphrase:
                continue
            return store_key, slot
        if is_secret_found:
            raise WrongPassphrase
        raise KeyringEntryLost("no secret")

    async def open_vault(self, passphrase: str) -> bytes:
        """Return STORE by the passphrase.

        Raises:
            WrongPassphrase: it does not open.
            DatabaseUnreadable: there is no such slot.
        """
        slot = (await self.read()).find(SlotKind.VAULT)
        if slot is None:
            raise DatabaseUnreadable("slots")
        if not passphrase:
            raise WrongPassphrase
        return await asyncio.to_thread(open_vault_slot, slot, passphrase=passphrase)

    async def open_recovery(self, code: RecoveryCode) -> bytes:
        """Return STORE by the recovery code.

        Raises:
            WrongPassphrase: it is not the code of this profile, or there is none.
            DatabaseUnreadable: the file cannot be read.
        """
        for slot in (await self.read()).find_all(*_RECOVERY_KINDS):
            try:
                return open_recovery_slot(slot, code=code)
            except WrongPassphrase:
                continue
        raise WrongPassphrase

    # ── changing ──────────────────────────────────────────────────────────────────────────────

    async def put_keyring(
        self,
        secrets: SecretStore,
        store_key: bytes,
        *,
        password: str | None,
        keeps_others: bool = False,
    ) -> Slot:
        """Make a new keyring secret; the slots that opened without the code are gone after it.

        Args:
            secrets: The keyring.
            store_key: STORE.
            password: Of the account, needed beside the keyring from now on; None for the keyring
                alone.
            keeps_others: Keep what opens now, until `keep_lock` decides.

        Returns:
            The new slot.

        Raises:
            KeyringError: the keyring did not take the secret; nothing was changed.
            StorageError: the file could not be written; nothing was changed.
        """
        slot = await self._make_keyring_slot(secrets, store_key, password)
        if keeps_others:
            await self._commit(_outdated_offers, slot)
        else:
            await self._commit(_all_of(*_KEYRING_KINDS, SlotKind.VAULT), slot)
        return slot

    async def put_vault(self, store_key: bytes, passphrase: str) -> None:
        """Make a slot for a passphrase; no keyring opens the profile after it.

        Raises:
            InvalidForm: the passphrase is empty, or not to be written in UTF-8.
            StorageError: the file could not be written; nothing was changed.
        """
        slot = await asyncio.to_thread(
            make_vault_slot, store_key, passphrase=passphrase, random=self._random
        )
        await self._commit(_all_of(*_KEYRING_KINDS, SlotKind.VAULT), slot)

    async def put_recovery(self, store_key: bytes, code: RecoveryCode, *, is_kept: bool) -> None:
        """Let a recovery code open the profile.

        One that is only shown stands beside the code before it; one that was kept replaces it.

        Raises:
            StorageError: the file could not be written; nothing was changed.
        """
        slot = make_recovery_slot(store_key, code=code, is_kept=is_kept, random=self._random)
        replaced = _RECOVERY_KINDS if is_kept else (SlotKind.RECOVERY_SHOWN,)
        await self._commit(_all_of(*replaced), slot)

    async def keep_lock(self, slot: Slot) -> None:
        """Drop every lock but this one. Raises StorageError."""

        def drop() -> None:
            file = self.read_now()
            others = [other for other in file.find_all(SlotKind.LOCK) if other != slot]
            if others and slot in file.slots:
                self._write(file.replace_slots(others, ()))

        await self._files.run(drop)

    async def renew(
        self,
        secrets: SecretStore | None,
        store_key: bytes,
        code: RecoveryCode,
        *,
        password: str | None,
        entries: Mapping[str, str],
    ) -> None:
        """Put another STORE behind the ways in that there are: the commit of a renewal.

        Args:
            secrets: The keyring; None for a profile in the vault.
            store_key: The new STORE.
            code: The only code that opens it.
            password: Of the lock or the vault; None with neither.
            entries: What a vault holds beside its slots from now on; empty with a keyring.

        Raises:
            KeyringError, StorageError: as they say; the old STORE still counts.
        """
        recovery = make_recovery_slot(store_key, code=code, is_kept=True, random=self._random)
        if secrets is None:
            slot = await asyncio.to_thread(
                make_vault_slot, store_key, passphrase=password or "", random=self._random
            )
        else:
            slot = await self._make_keyring_slot(secrets, store_key, password)
        file = VaultFile(slots=(slot, recovery), entries=dict(entries))
        await self._files.run(lambda: self._write(file))

    async def remove_leftovers(
        self, secrets: SecretStore, entries: Sequence[str], *, tag: str
    ) -> None:
        """Remove keyring entries that belong to no slot, or to another STORE.

        Args:
            secrets: The keyring; what it does not give up now waits.
            entries: Names of the entries that the profile may have.
            tag: That of the STORE in use.
        """
        slots = (await self.read()).find_all(*_KEYRING_KINDS)
        needed = {LABEL_ENTRY, *(_entry_of(slot, entries) for slot in slots)}
        needed |= current_entries(entries, tag)
        for entry in entries:
            if entry not in needed:
                try:
                    await secrets.delete(entry)
                except KeyringError as error:
                    _log.info("an old keyring secret stays for now: %s", type(error).__name__)

    async def _make_keyring_slot(
        self, secrets: SecretStore, store_key: bytes, password: str | None
    ) -> Slot:
        """Make a slot whose new secret is in the keyring, read back."""
        secret = self._random(KEYRING_SECRET_BYTES)
        if password is None:
            slot = make_keyring_slot(store_key, secret=secret, random=self._random)
        else:
            slot = await asyncio.to_thread(
                make_lock_slot, store_key, secret=secret, password=password, random=self._random
            )
        await secrets.save(secret_entry(slot), base64.b64encode(secret).decode("ascii"))
        return slot

    # ── inside ────────────────────────────────────────────────────────────────────────────────

    async def _commit(self, find_old: Callable[[VaultFile], Sequence[Slot]], slot: Slot) -> None:
        """Write a slot, made and tried before, in the place of others; read it back."""

        def commit() -> None:
            try:
                file = self.read_now()
            except FileNotFoundError:
                file = VaultFile(slots=(), entries={})
            self._write(file.replace_slots(find_old(file), (slot,)))

        await self._files.run(commit)

    def _write(self, file: VaultFile) -> None:
        try:
            encoded = file.encode()
        except InvalidForm as error:
            raise StorageError("no room for another slot") from error
        write_file(self._path, encoded)
        if self.read_now() != file:
            raise StorageError("the slots did not read back")


def _all_of(*kinds: SlotKind) -> Callable[[VaultFile], Sequence[Slot]]:
    return lambda file: file.find_all(*kinds)


def _outdated_offers(file: VaultFile) -> Sequence[Slot]:
    """Return the locks that make room for one more: neither what opened last nor the newest."""
    locks = file.find_all(SlotKind.LOCK)
    return locks[1 : 1 + max(len(locks) + 1 - MOST_LOCKS, 0)]


async def _find_secret(secrets: SecretStore, slot: Slot, entries: Sequence[str]) -> bytes | None:
    """Return the keyring secret of a slot, None if it is lost or no secret of ours."""
    text = await secrets.find(_entry_of(slot, entries))
    try:
        secret = base64.b64decode(text or "", validate=True)
    except (binascii.Error, ValueError):
        return None
    return secret or None


def _entry_of(slot: Slot, entries: Sequence[str]) -> str:
    entry = secret_entry(slot)
    # A profile of version 0.1 has one slot, and its secret under the bare name.
    return SECRET_ENTRY if entry not in entries and SECRET_ENTRY in entries else entry
