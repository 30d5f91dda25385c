"""What can be done about a profile whose history does not open; nothing of it is ever deleted."""

import asyncio
import contextlib
import os
import shutil
from pathlib import Path

import apsw

from desktop.core.ports.profile import SecretStore
from desktop.core.rescue_records import RescueRecord, SalvageReport
from desktop.errors import DatabaseUnreadable
from desktop.storage.atomic_file import sync_folder
from desktop.storage.database import Database, open_file, translate_error
from desktop.storage.file_thread import FileThread
from desktop.storage.migration_runner import find_copy
from desktop.storage.migrations import MIGRATIONS
from desktop.storage.open_profile import LocalOpenProfile
from desktop.storage.salvage import put_aside, remove_saved, salvage

_SAVED = ".saved"
_NEW = ".new"


class LocalProfileRescue:
    """`desktop.core.ports.ProfileRescue` over the files of a profile.

    Source: docs/protocol/local-store.md, section 11.
    """

    def __init__(self, path: Path, files: FileThread) -> None:
        """Make the object; nothing is read or written yet.

        Args:
            path: The database.
            files: Works on the files of the profile.
        """
        self._path = path
        self._files = files
        self._key: tuple[bytes, SecretStore] | None = None

    def note_damaged(self, store_key: bytes, secrets: SecretStore) -> None:
        """Keep the key of a database that opened its slot but not itself, until `forget_key`."""
        self._key = (store_key, secrets)

    def forget_key(self) -> None:
        """Let go of the key."""
        self._key = None

    async def find(self) -> RescueRecord:
        """Tell what can be done. Raises StorageError."""
        return await self._files.run(self._find)

    def _find(self) -> RescueRecord:
        copy = find_copy(self._path)
        has_file = self._path.exists() and self._path.stat().st_size > 0
        return RescueRecord(
            copy_made_ms=None if copy is None else copy.stat().st_mtime_ns // 1_000_000,
            can_salvage=has_file and self._key is not None,
        )

    async def restore_copy(self) -> None:
        """Put the copy made before the last upgrade in the place of the database.

        The database that did not open is kept beside it under another name, and so is the copy.

        Raises:
            DatabaseUnreadable: there is no copy, or it does not open either; nothing was changed.
            DiskFull: there is no room for it; nothing was changed.
            StorageError: a file could not be written.
        """
        await self._files.run(self._restore_copy)

    def _restore_copy(self) -> None:
        copy = find_copy(self._path)
        if copy is None:
            raise DatabaseUnreadable("no copy")
        new = self._path.with_name(self._path.name + _NEW)
        try:
            new.unlink(missing_ok=True)
            os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            shutil.copyfile(copy, new)
            if self._key is not None:
                _check(new, self._key[0])
            with new.open("rb+") as written:
                os.fsync(written.fileno())
            put_aside(self._path)
            new.replace(self._path)
            sync_folder(self._path.parent)
        except (apsw.Error, OSError) as error:
            raise translate_error("restore copy", error) from error
        finally:
            # A full disk leaves a part of it; after the last step it has another name.
            with contextlib.suppress(OSError):
                new.unlink(missing_ok=True)

    async def salvage(self) -> tuple[LocalOpenProfile, SalvageReport]:
        """Open what can be read of the database, as a database of its own.

        Raises:
            DatabaseUnreadable: nothing can be read, or its key is not known.
            DiskFull, StorageError: as they say. The damaged database is unchanged in any case.
        """
        if self._key is None:
            raise DatabaseUnreadable("no key")
        key, secrets = self._key
        target = self._path.with_name(self._path.name + _SAVED)
        await self._files.run(lambda: remove_saved(target))
        await (await Database.create(target, key)).close()
        report = await asyncio.to_thread(salvage, self._path, target, key, migrations=MIGRATIONS)
        return LocalOpenProfile(key, secrets, await Database.open(target, key)), report


def _check(path: Path, key: bytes) -> None:
    connection = open_file(path, key, flags=apsw.SQLITE_OPEN_READONLY)
    try:
        if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
            raise DatabaseUnreadable("copy")
    finally:
        connection.close(force=True)
