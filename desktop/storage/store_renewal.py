"""The database under another STORE: copied and re-encrypted beside itself, then put in its place.

Nothing of the old is touched before the new slots are written, which is the commit. A copy that is
found later belongs to the STORE that opens it: it is put in place, or it is a leftover.

Source: docs/protocol/local-store.md, section 12.
"""

from pathlib import Path

import apsw

from desktop.core.ports.profile import SecretStore
from desktop.errors import StorageError
from desktop.storage.atomic_file import remove_file, sync_folder
from desktop.storage.database import open_file, translate_error
from desktop.storage.migration_runner import copies_of

_BESIDE = ("-wal", "-shm")


def next_path(path: Path) -> Path:
    """Return where the copy under the next STORE lies."""
    return path.with_name(f"{path.name}.next")


def copy_under_key(path: Path, old_key: bytes, new_key: bytes) -> None:
    """Copy a closed database beside itself under another key; blocks.

    Args:
        path: The database, opened by nobody.
        old_key: Its STORE, 32 bytes.
        new_key: STORE of the copy, 32 bytes.

    Raises:
        StorageError: there is no room for it, or it cannot be read; no copy is left.
    """
    copy = next_path(path)
    forget_copy(path)
    try:
        source = open_file(path, old_key, flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            source.execute("VACUUM INTO ?", (str(copy),))
        finally:
            source.close()
        copy.chmod(0o600)
        target = open_file(copy, old_key, flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            target.execute(f"PRAGMA rekey = 'raw:{new_key.hex()}'").fetchall()
            if target.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                raise StorageError("the copy is not whole")
        finally:
            target.close()
    except apsw.Error as error:
        forget_copy(path)
        raise translate_error("renew", error) from error
    except BaseException:
        forget_copy(path)
        raise


def forget_copy(path: Path) -> None:
    """Remove the copy, if there is one. Raises OSError."""
    for suffix in ("", *_BESIDE):
        remove_file(next_path(path).with_name(next_path(path).name + suffix))


def settle_copy(path: Path, key: bytes) -> None:
    """Put a copy in place if it is this STORE's, else remove it; blocks, may be repeated.

    Args:
        path: The database, opened by nobody.
        key: STORE, as the slots give it.

    Raises:
        StorageError: it could not be put in place; the next opening goes on.
        OSError: as the system says.
    """
    copy = next_path(path)
    if not copy.exists():
        return
    if not _opens(copy, key):
        forget_copy(path)
        return
    # The log belongs to the old database: beside the new one it would be taken for its own.
    for suffix in _BESIDE:
        remove_file(path.with_name(path.name + suffix))
    copy.replace(path)
    forget_copy(path)
    # What was copied before an upgrade is under the old STORE, which opens nothing any more.
    for older in copies_of(path):
        remove_file(older)
    sync_folder(path.parent)


def _opens(path: Path, key: bytes) -> bool:
    try:
        connection = open_file(path, key, flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        finally:
            connection.close()
    except apsw.NotADBError:
        return False
    except apsw.Error as error:
        raise translate_error("renew", error) from error
    return True


class TaggedSecretStore:
    """`desktop.core.ports.SecretStore` whose entries bear the tag of a later STORE.

    So those of two STOREs lie side by side until one of them counts.
    """

    def __init__(self, secrets: SecretStore, tag: str) -> None:
        """Wrap the profile's part of the keyring; see `desktop.crypto.vault.store_tag`."""
        self._secrets = secrets
        self._tag = tag

    async def find(self, entry: str) -> str | None:
        """Return an entry, None if it does not exist. Raises KeyringError."""
        return await self._secrets.find(f"{entry}.{self._tag}")

    async def save(self, entry: str, value: str) -> None:
        """Write an entry and read it back. Raises KeyringError."""
        await self._secrets.save(f"{entry}.{self._tag}", value)

    async def delete(self, entry: str) -> None:
        """Delete an entry; nothing happens if it does not exist. Raises KeyringError."""
        await self._secrets.delete(f"{entry}.{self._tag}")
