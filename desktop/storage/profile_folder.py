"""The folder of one profile: what lies in it, making it, opening it, removing it.

Every change follows one order: write, read back, commit, and only then delete the old. An
`unfinished` file says that everything beside it may be removed: it is written before the first file
of a new profile and removed as the last step, and it is the first step of erasing one. So a crash
leaves either a whole profile or one that counts as none.

Source: docs/protocol/local-store.md, section 2.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from desktop.core.ports.profile import MoveKeys, SecretStore
from desktop.core.records import KeyringState, ProfileLabel, ProfileState
from desktop.crypto.random_source import Random
from desktop.crypto.recovery_code import RecoveryCode
from desktop.crypto.vault import STORE_KEY_BYTES, Slot, SlotKind, store_tag
from desktop.errors import (
    DatabaseTooNew,
    DatabaseUnreadable,
    KeyringError,
    KeyringLocked,
    StorageError,
    WrongPassphrase,
)
from desktop.storage.atomic_file import remove_file, write_file
from desktop.storage.database import Database
from desktop.storage.file_thread import FileThread
from desktop.storage.keyring_backend import Backend
from desktop.storage.keyring_program import KeyringProgram
from desktop.storage.open_profile import LocalOpenProfile
from desktop.storage.profile_access import LocalProfileAccess
from desktop.storage.profile_label import put_label
from desktop.storage.profile_note import (
    NotedEntries,
    ProfileNote,
    find_note,
    save_note,
    service_name,
)
from desktop.storage.profile_rescue import LocalProfileRescue
from desktop.storage.profile_slots import LABEL_ENTRY, SECRET_ENTRY, ProfileSlots, is_tagged
from desktop.storage.secret_store import KeyringSecretStore, VaultSecretStore
from desktop.storage.store_renewal import (
    TaggedSecretStore,
    copy_under_key,
    next_path,
    settle_copy,
)

_log = logging.getLogger(__name__)

IDENTITY_ENTRY: Final = "identity"

DATABASE_FILE: Final = "history.db"
SLOTS_FILE: Final = "slots"
NOTE_FILE: Final = "keyring.json"
UNFINISHED_FILE: Final = "unfinished"

_PROFILE_ID_BYTES: Final = 16


class LocalProfileFolder:
    """`desktop.core.ports.ProfileFolder` over a folder of the file system.

    The lock is taken by the first call and kept until `release`, so that a second process sees
    `ProfileInUse` from each of its calls.
    """

    def __init__(
        self,
        path: Path,
        *,
        random: Random,
        find_backend: Callable[[], Backend] | None = None,
        keyring: KeyringProgram | None = None,
    ) -> None:
        """Make the object; nothing is read or written yet.

        Args:
            path: The folder; made when first needed.
            random: Source of STORE, the keyring's secret and the profile's id.
            find_backend: Finds the keyring back-end, in place of the process that does.
            keyring: That process, if it was prepared already.
        """
        self._path = path
        self._random = random
        self._keyring = keyring or KeyringProgram()
        self._find_backend: Callable[[], Backend] = find_backend or (lambda: self._keyring)
        self._files = FileThread(path)
        self._slots = ProfileSlots(path / SLOTS_FILE, self._files, random=random)
        self._opened: LocalOpenProfile | None = None
        self._label_turn = asyncio.Lock()
        self._rescue = LocalProfileRescue(path / DATABASE_FILE, self._files)
        self._access = LocalProfileAccess(
            self._slots,
            find_state=self.find_state,
            get_open=self._get_open,
            open_keyring=self._keyring_store,
        )

    async def find_state(self) -> ProfileState:
        """Tell what is there.

        Raises:
            ProfileInUse: another process has the profile.
            StorageError: the folder cannot be read.
        """
        return await self._files.run(self._find_state)

    async def find_keyring_state(self) -> KeyringState:
        """Tell whether a safe keyring can be used; the desktop may ask the person to open it."""
        store = KeyringSecretStore(
            service_name(bytes(_PROFILE_ID_BYTES)), _NoEntries(), find_backend=self._find_backend
        )
        try:
            await store.probe()
        except KeyringLocked:
            return KeyringState.LOCKED
        except KeyringError:
            return KeyringState.MISSING
        return KeyringState.AVAILABLE

    async def create(self, *, vault_passphrase: str | None) -> LocalOpenProfile:
        """Make STORE, its slots and an empty database.

        Args:
            vault_passphrase: None to keep the secret in the keyring.

        Raises:
            KeyringError: the keyring did not take the secret; nothing is left behind.
            InvalidForm: the passphrase is empty, or not to be written in UTF-8.
            ProfileInUse: another process has the profile.
            StorageError: the files could not be made, or there is a profile already.
        """
        if await self.find_state() is not ProfileState.EMPTY:
            raise StorageError("there is a profile already")
        await self._remove_everything()
        database: Database | None = None
        try:
            await self._files.run(self._mark_unfinished)
            store_key = self._random(STORE_KEY_BYTES)
            secrets = await self._create_slots(store_key, vault_passphrase)
            database = await Database.create(self._path / DATABASE_FILE, store_key)
            await self._files.run(lambda: remove_file(self._path / UNFINISHED_FILE))
        except BaseException as error:
            if database is not None:
                await database.close()
            with contextlib.suppress(StorageError):
                # A keyring that did not take the secret has nothing to give back either.
                await self._remove_everything(needs_keyring=not isinstance(error, KeyringError))
            raise
        return self._keep(LocalOpenProfile(store_key, secrets, database))

    async def open(
        self, *, vault_passphrase: str | None = None, password: str | None = None
    ) -> LocalOpenProfile:
        """Open the profile.

        Args:
            vault_passphrase: For a profile in the vault; not looked at with the keyring.
            password: Of the account, for a profile with the lock on; not looked at otherwise.

        Raises:
            WrongPassphrase: vault or lock did not open.
            KeyringError: the keyring is locked, missing or lost the secret.
            DatabaseUnreadable, DatabaseTooNew: as they say; nothing was changed.
            ProfileInUse: another process has the profile.
            StorageError: the profile is open already, or the files cannot be read.
        """
        self._check_closed()
        state = await self.find_state()
        if state is ProfileState.VAULT:
            store_key = await self._slots.open_vault(vault_passphrase or "")
            return await self._open_database(store_key, self._vault_store())
        if state not in {ProfileState.KEYRING, ProfileState.LOCKED}:
            raise DatabaseUnreadable(f"profile {state.value}")
        secrets, note = await self._keyring_store()
        slot: Slot | None = None
        if state is ProfileState.KEYRING:
            store_key = await self._slots.open_keyring(secrets, note.entries)
        elif password:
            store_key, slot = await self._slots.open_lock(secrets, note.entries, password)
        else:
            raise WrongPassphrase
        profile = await self._open_database(store_key, _for_store(secrets, note.entries, store_key))
        # What cannot be tidied up now is no reason to keep somebody out; it waits.
        with contextlib.suppress(StorageError):
            if slot is not None:
                await self._slots.keep_lock(slot)
            tag = store_tag(store_key)
            await self._slots.remove_leftovers(secrets, note.entries, tag=tag)
        return profile

    async def open_with_code(
        self, code: RecoveryCode, *, vault_passphrase: str | None = None
    ) -> LocalOpenProfile:
        """Open the profile by its recovery code, and give it a new keyring secret, unlocked.

        Args:
            code: As `RecoveryCode.parse` read it.
            vault_passphrase: Use this instead of the keyring from now on; None for the keyring.

        Raises:
            WrongPassphrase: it is not this profile's code.
            KeyringError: the code is right, but the keyring did not take a new secret; nothing
                was changed.
            InvalidForm: the passphrase is empty, or not to be written in UTF-8.
            DatabaseUnreadable, DatabaseTooNew, ProfileInUse, StorageError: as `open`.
        """
        self._check_closed()
        store_key = await self._slots.open_recovery(code)
        database = await self._open_file(store_key, self._vault_store())
        try:
            if vault_passphrase is None:
                await self._files.run(self._renew_lost_note)
                keyring = (await self._keyring_store())[0]
                await self._slots.put_keyring(keyring, store_key, password=None)
                note = await self._files.run(self._get_note)
                tag = store_tag(store_key)
                await self._slots.remove_leftovers(keyring, note.entries, tag=tag)
                secrets: SecretStore = _for_store(keyring, note.entries, store_key)
            else:
                await self._slots.put_vault(store_key, vault_passphrase)
                secrets = self._vault_store()
        except BaseException:
            await database.close()
            raise
        return self._keep(LocalOpenProfile(store_key, secrets, database))

    async def renew_store(
        self, code: RecoveryCode, *, password: str | None, move: MoveKeys
    ) -> None:
        """Encrypt everything anew under another STORE; the profile is closed after it.

        Args:
            code: The only recovery code that opens it from then on.
            password: Of the lock or the vault, if there is one.
            move: Brings what else depends on STORE over to the new one.

        Raises:
            WrongPassphrase: the password is not the one that counts; the profile is open still.
            KeyringError, StorageError: as they say; the old STORE still counts.
        """
        profile = self._get_open()
        state = await self.find_state()
        if state is ProfileState.VAULT:
            await self._slots.open_vault(password or "")
        elif state is ProfileState.LOCKED:
            await self._access.check_password(password or "")
        else:
            password = None
        old_key, secrets, path = profile.store_key, profile.secrets, self._path / DATABASE_FILE
        new_key = self._random(STORE_KEY_BYTES)
        await profile.close()
        await self._files.run(lambda: copy_under_key(path, old_key, new_key))
        # Whatever fails from here on: the next opening sees whose the copy is, by the slots.
        database = await Database.open(next_path(path), new_key)
        try:
            entries = await move(old_key, secrets, LocalOpenProfile(new_key, secrets, database))
        finally:
            await database.close()
        keyring: KeyringSecretStore | None = None
        if state is not ProfileState.VAULT:
            keyring, _ = await self._keyring_store()
            tagged = TaggedSecretStore(keyring, store_tag(new_key))
            for entry, text in entries.items():
                await tagged.save(entry, text)
            entries = {}
        await self._slots.renew(keyring, new_key, code, password=password, entries=entries)
        await self._files.run(lambda: settle_copy(path, new_key))

    async def settle_label(self, label: ProfileLabel) -> None:
        """Keep in the keyring what other windows call the open profile, or nothing.

        A profile that more than the keyring opens has no label: what is locked names nobody.

        Raises:
            KeyringError, StorageError: as they say; the label is as it was.
        """
        async with self._label_turn:
            if self._opened is None or not self._opened.is_open:
                return
            if await self._files.run(self._find_note) is None:
                return
            secrets, note = await self._keyring_store()
            if await self.find_state() is ProfileState.KEYRING:
                await put_label(secrets, label)
            elif LABEL_ENTRY in note.entries:
                await secrets.delete(LABEL_ENTRY)

    @property
    def access(self) -> LocalProfileAccess:
        """What opens this profile, and changing that."""
        return self._access

    @property
    def rescue(self) -> LocalProfileRescue:
        """What can be done when it does not open."""
        return self._rescue

    async def erase(self) -> None:
        """Remove every file of the profile and its keyring entries.

        What the keyring does not give up now is useless without the files, and is removed by the
        next `create` or `erase`.

        Raises:
            ProfileInUse: another process has the profile.
            StorageError: a file could not be removed; the profile counts as none all the same.
        """
        if self._opened is not None:
            await self._opened.close()
            self._opened = None
        self._rescue.forget_key()
        async with self._label_turn:
            await self._files.run(self._mark_unfinished)
            await self._remove_everything()

    async def release(self) -> None:
        """Close what is open and give the lock back; the object is of no use afterwards."""
        if self._opened is not None:
            await self._opened.close()
            self._opened = None
        self._rescue.forget_key()
        self._keyring.end()
        await self._files.stop()

    def _keep(self, profile: LocalOpenProfile) -> LocalOpenProfile:
        self._opened = profile
        return profile

    # ── what is there ─────────────────────────────────────────────────────────────────────────

    def _find_state(self) -> ProfileState:
        if not holds_profile(self._path):
            return ProfileState.EMPTY
        try:
            if (self._path / DATABASE_FILE).stat().st_size > 0:
                return self._find_slot_state()
        except (FileNotFoundError, DatabaseUnreadable):
            pass
        return ProfileState.UNREADABLE

    def _find_slot_state(self) -> ProfileState:
        slots = self._slots.read_now()
        has_note = self._find_note() is not None
        for kind, state in (
            (SlotKind.KEYRING, ProfileState.KEYRING),
            (SlotKind.LOCK, ProfileState.LOCKED),
        ):
            if slots.find(kind) is not None and has_note:
                return state
        if slots.find(SlotKind.VAULT) is not None:
            return ProfileState.VAULT
        return ProfileState.UNREADABLE

    def _find_note(self) -> ProfileNote | None:
        return find_note(self._path / NOTE_FILE)

    def _get_note(self) -> ProfileNote:
        note = self._find_note()
        if note is None:
            raise DatabaseUnreadable("note")
        return note

    def _renew_lost_note(self) -> None:
        """Name another place in the keyring where the note that named it is lost or damaged."""
        try:
            self._get_note()
        except DatabaseUnreadable:
            self._write_note()

    # ── making ────────────────────────────────────────────────────────────────────────────────

    def _mark_unfinished(self) -> None:
        write_file(self._path / UNFINISHED_FILE, b"")

    def _write_note(self) -> None:
        service = service_name(self._random(_PROFILE_ID_BYTES))
        save_note(self._path / NOTE_FILE, service=service, entries=())

    async def _create_slots(self, store_key: bytes, vault_passphrase: str | None) -> SecretStore:
        if vault_passphrase is not None:
            await self._slots.put_vault(store_key, vault_passphrase)
            return self._vault_store()
        await self._files.run(self._write_note)
        secrets, _ = await self._keyring_store()
        await self._slots.put_keyring(secrets, store_key, password=None)
        return secrets

    # ── opening ───────────────────────────────────────────────────────────────────────────────

    def _check_closed(self) -> None:
        if self._opened is not None and self._opened.is_open:
            raise StorageError("open already")

    def _get_open(self) -> LocalOpenProfile:
        if self._opened is None or not self._opened.is_open:
            raise StorageError("not open")
        return self._opened

    async def _open_database(self, store_key: bytes, secrets: SecretStore) -> LocalOpenProfile:
        database = await self._open_file(store_key, secrets)
        return self._keep(LocalOpenProfile(store_key, secrets, database))

    async def _open_file(self, store_key: bytes, secrets: SecretStore) -> Database:
        self._rescue.forget_key()
        await self._files.run(lambda: settle_copy(self._path / DATABASE_FILE, store_key))
        try:
            return await Database.open(self._path / DATABASE_FILE, store_key)
        except (DatabaseUnreadable, DatabaseTooNew):
            self._rescue.note_damaged(store_key, secrets)
            raise

    def _vault_store(self) -> VaultSecretStore:
        return VaultSecretStore(self._path / SLOTS_FILE, self._files)

    async def _keyring_store(self) -> tuple[KeyringSecretStore, ProfileNote]:
        note = await self._files.run(self._get_note)
        entries = NotedEntries(self._path / NOTE_FILE, self._files)
        return KeyringSecretStore(note.service, entries, find_backend=self._find_backend), note

    # ── removing ──────────────────────────────────────────────────────────────────────────────

    async def _remove_everything(self, *, needs_keyring: bool = True) -> None:
        """Remove what may be there; the mark and the way to the keyring entries go last.

        If the keyring cannot be reached, these two stay for the next try, unless it is not needed.
        """
        await self._files.run(self._remove_key_and_database)
        if await self._remove_keyring_entries() or not needs_keyring:
            await self._files.run(self._remove_note_and_mark)

    def _remove_key_and_database(self) -> None:
        # The slots first: without them the rest is noise.
        remove_file(self._path / SLOTS_FILE)
        for file in list(self._path.iterdir()):
            if file.name.startswith(DATABASE_FILE) or file.name.endswith(".new"):
                remove_file(file)

    def _remove_note_and_mark(self) -> None:
        remove_file(self._path / NOTE_FILE)
        remove_file(self._path / UNFINISHED_FILE)

    async def _remove_keyring_entries(self) -> bool:
        try:
            note = await self._files.run(self._find_note)
        except DatabaseUnreadable:
            # A damaged note names no entries; without the slots they are noise.
            return True
        if note is None:
            return True
        secrets, _ = await self._keyring_store()
        try:
            for entry in sorted({*note.entries, SECRET_ENTRY, IDENTITY_ENTRY}):
                await secrets.delete(entry)
        except KeyringError as error:
            _log.info("keyring entries stay for now: %s", type(error).__name__)
            return False
        return True


def holds_profile(folder: Path) -> bool:
    """Tell whether a folder holds a profile, whatever became of it; an unfinished one is none."""
    if (folder / UNFINISHED_FILE).exists():
        return False
    return (folder / SLOTS_FILE).exists() or (folder / DATABASE_FILE).exists()


def _for_store(
    keyring: KeyringSecretStore, entries: Sequence[str], store_key: bytes
) -> SecretStore:
    """Return the keyring as the keys of this STORE lie in it."""
    tag = store_tag(store_key)
    return TaggedSecretStore(keyring, tag) if is_tagged(entries, tag) else keyring


class _NoEntries:
    """Stands in where nothing is written."""

    async def add(self, entry: str) -> None:
        """Do nothing."""

    async def remove(self, entry: str) -> None:
        """Do nothing."""
