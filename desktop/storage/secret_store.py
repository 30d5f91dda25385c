"""Where the RSA keys and the keyring's secret lie: the system's keyring, or the vault file.

Only back-ends that encrypt and that this file names are ever used, whatever the keyring package is
configured to; there is no fall-back to another.
"""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, TypeVar, cast

from desktop.crypto.vault import VaultFile, parse_vault_file
from desktop.errors import (
    DatabaseUnreadable,
    KeyringEntryLost,
    KeyringError,
)
from desktop.storage.atomic_file import write_file
from desktop.storage.file_thread import FileThread
from desktop.storage.keyring_backend import Backend, translated
from protocol.errors import InvalidForm

_T = TypeVar("_T")

MAX_ENTRY_CHARS: Final = 1_279
"""Windows takes 2,560 bytes of UTF-16, so an entry stays below 1,280 characters everywhere."""

_PROBE_ENTRY: Final = "probe"


class EntryList(Protocol):
    """Remembers which entries a profile may have, so that all of them can be removed."""

    async def add(self, entry: str) -> None:
        """Called before an entry is written."""

    async def remove(self, entry: str) -> None:
        """Called after an entry was deleted."""


class KeyringSecretStore:
    """`desktop.core.ports.SecretStore` over the system's keyring.

    Every call runs in a thread of its own, which does not keep the program alive: the desktop may
    ask the person to open the keyring, and that question may stand for hours.

    Source: docs/protocol/local-store.md, section 2.
    """

    def __init__(
        self,
        service: str,
        entries: EntryList,
        *,
        find_backend: Callable[[], Backend],
    ) -> None:
        """Make the store; nothing is asked yet.

        Args:
            service: The name under which this profile's entries stand; no other profile has it.
            entries: Told of each entry.
            find_backend: Finds the back-end, in the thread of each call.
        """
        self._service = service
        self._entries = entries
        self._find_backend = find_backend

    async def find(self, entry: str) -> str | None:
        """Return an entry, None if it does not exist. Raises KeyringError."""
        return await _in_thread(
            lambda: self._find_backend().get_password(self._service, entry), name="keyring find"
        )

    async def save(self, entry: str, value: str) -> None:
        """Write an entry and read it back.

        Args:
            entry: Its name.
            value: 1 to 1,279 characters.

        Raises:
            KeyringEntryLost: the back-end did not keep it.
            KeyringError: missing or locked.
        """
        if not 1 <= len(value) <= MAX_ENTRY_CHARS:
            raise ValueError("an entry has 1 to 1,279 characters")

        def save() -> str | None:
            backend = self._find_backend()
            backend.set_password(self._service, entry, value)
            return backend.get_password(self._service, entry)

        await self._entries.add(entry)
        if await _in_thread(save, name="keyring save") != value:
            raise KeyringEntryLost("read back something else")

    async def delete(self, entry: str) -> None:
        """Delete an entry; nothing happens if it does not exist. Raises KeyringError."""

        def delete() -> None:
            backend = self._find_backend()
            if backend.get_password(self._service, entry) is not None:
                backend.delete_password(self._service, entry)

        await _in_thread(delete, name="keyring delete")
        await self._entries.remove(entry)

    async def probe(self) -> None:
        """Return if the keyring can be used; the desktop may ask the person to open it.

        Raises:
            KeyringError: missing or locked.
        """
        await self.find(_PROBE_ENTRY)


class VaultSecretStore:
    """`desktop.core.ports.SecretStore` inside the profile's vault file, for want of a keyring.

    The texts that come in are encrypted under STORE already, which only the passphrase opens.

    Source: docs/protocol/local-store.md, section 2.
    """

    def __init__(self, path: Path, files: FileThread) -> None:
        """Make the store.

        Args:
            path: The vault file; it exists.
            files: Where the profile's files are read and written.
        """
        self._path = path
        self._files = files

    async def find(self, entry: str) -> str | None:
        """Return an entry, None if it does not exist. Raises StorageError."""
        return await self._files.run(lambda: self._read().entries.get(entry))

    async def save(self, entry: str, value: str) -> None:
        """Write an entry and read it back.

        Raises:
            KeyringEntryLost: the file does not hold it, or has no room for it.
            StorageError: the file could not be written.
        """

        def save() -> str | None:
            self._write({**self._read().entries, entry: value})
            return self._read().entries.get(entry)

        if await self._files.run(save) != value:
            raise KeyringEntryLost("read back something else")

    async def delete(self, entry: str) -> None:
        """Delete an entry; nothing happens if it does not exist. Raises StorageError."""

        def delete() -> None:
            entries = dict(self._read().entries)
            if entries.pop(entry, None) is not None:
                self._write(entries)

        await self._files.run(delete)

    def _read(self) -> VaultFile:
        try:
            return parse_vault_file(self._path.read_bytes())
        except (InvalidForm, FileNotFoundError) as error:
            raise DatabaseUnreadable("vault file") from error

    def _write(self, entries: dict[str, str]) -> None:
        # Slots that only a newer version knows are kept as they are.
        try:
            encoded = VaultFile(slots=self._read().slots, entries=entries).encode()
        except InvalidForm as error:
            raise KeyringEntryLost("no room") from error
        write_file(self._path, encoded)


async def _in_thread(call: Callable[[], _T], *, name: str) -> _T:
    """Run a blocking call in a thread that the program does not wait for at its end."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[_T] = loop.create_future()

    def settle(result: _T | None, error: BaseException | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(cast("_T", result))

    def work() -> None:
        result: _T | None = None
        failure: BaseException | None = None
        try:
            result = translated(call)
        except KeyringError as error:
            failure = error
        try:
            loop.call_soon_threadsafe(settle, result, failure)
        except RuntimeError:
            # The loop is closed: nobody waits any more.
            return

    threading.Thread(target=work, name=name, daemon=True).start()
    return await answer
