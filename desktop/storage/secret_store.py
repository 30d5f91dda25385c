"""Where the RSA keys and the keyring's secret lie: the system's keyring, or the vault file.

Only back-ends that encrypt and that this file names are ever used, whatever the keyring package is
configured to; there is no fall-back to another. `keyring` is imported in a thread and late: it
takes 0.1 s, which neither the first window nor the event loop may wait for.
"""

import asyncio
import importlib
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar, cast

from desktop.crypto.vault import VaultFile, parse_vault_file
from desktop.errors import (
    DatabaseUnreadable,
    KeyringEntryLost,
    KeyringError,
    KeyringLocked,
    KeyringMissing,
)
from desktop.storage.atomic_file import write_file
from desktop.storage.file_thread import FileThread
from protocol.errors import InvalidForm

_T = TypeVar("_T")

MAX_ENTRY_CHARS: Final = 1_279
"""Windows takes 2,560 bytes of UTF-16, so an entry stays below 1,280 characters everywhere."""

_LINUX: Final = (
    ("keyring.backends.SecretService", "Keyring"),
    ("keyring.backends.kwallet", "DBusKeyring"),
)
_BACKENDS: Final = {
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
    "darwin": (("keyring.backends.macOS", "Keyring"),),
}
"""The back-ends that are safe, by system. Not on it: null and fail, the chainer, which may hold a
plaintext one, libsecret, which is the Secret Service again, and every plug-in."""

_LOCAL_MACHINE: Final = "local machine"
"""Windows would otherwise carry the entries to other computers of a domain."""

_PROBE_ENTRY: Final = "probe"


class Backend(Protocol):
    """What is used of a keyring back-end; calls block and raise whatever they like."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return an entry."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Write an entry."""

    def delete_password(self, service: str, username: str) -> None:
        """Delete an entry."""


class EntryList(Protocol):
    """Remembers which entries a profile may have, so that all of them can be removed."""

    async def add(self, entry: str) -> None:
        """Called before an entry is written."""

    async def remove(self, entry: str) -> None:
        """Called after an entry was deleted."""


def find_safe_backend() -> Backend:
    """Return the best safe back-end of this computer; imports the keyring package.

    Raises:
        KeyringMissing: there is none that works.

    Source: docs/decisions/032-keyring-allow-list.md.
    """
    viable: list[tuple[float, Any]] = []
    for module, name in _BACKENDS.get(sys.platform, _LINUX):
        backend = getattr(importlib.import_module(module), name)
        # Asking for the priority is how a back-end is asked whether it works here.
        if backend.viable:
            viable.append((backend.priority, backend))
    if not viable:
        raise KeyringMissing("no safe back-end")
    best = max(viable, key=lambda choice: choice[0])[1]()
    if hasattr(best, "persist"):
        best.persist = _LOCAL_MACHINE
    return cast("Backend", best)


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
        find_backend: Callable[[], Backend] = find_safe_backend,
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
            KeyringEntryLost: the file does not hold it.
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
        write_file(self._path, VaultFile(slots=self._read().slots, entries=entries).encode())


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
            result = _translated(call)
        except KeyringError as error:
            failure = error
        try:
            loop.call_soon_threadsafe(settle, result, failure)
        except RuntimeError:
            # The loop is closed: nobody waits any more.
            return

    threading.Thread(target=work, name=name, daemon=True).start()
    return await answer


def _translated(call: Callable[[], _T]) -> _T:
    """Run a call and raise our errors instead of whatever the back-end raises."""
    try:
        return call()
    except KeyringError:
        raise
    except ImportError as error:
        raise KeyringMissing("no keyring package") from error
    except Exception as error:
        # Back-ends let errors of D-Bus, of Windows and of their own through. What their frames
        # hold, the secret and an open connection among it, must not live as long as the error.
        traceback.clear_frames(error.__traceback__)
        names = {kind.__name__ for kind in type(error).__mro__}
        raise _verdict(names)(type(error).__name__) from error


def _verdict(names: Iterable[str]) -> type[KeyringError]:
    found = set(names)
    if found & _LOCKED_ERRORS:
        return KeyringLocked
    if found & _MISSING_ERRORS:
        return KeyringMissing
    return KeyringError


_LOCKED_ERRORS: Final = frozenset(
    # keyring's own (a dismissed question is any of the three), secretstorage's
    {"KeyringLocked", "InitError", "PasswordSetError"}
    | {"LockedException", "PromptDismissedException"}
)
_MISSING_ERRORS: Final = frozenset(
    # keyring's own, secretstorage's, and a session bus that is gone
    {"NoKeyringError", "SecretServiceNotAvailableException", "OSError", "DBusErrorResponse"}
)
