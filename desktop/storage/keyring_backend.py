"""The keyring back-ends that are safe, and what their errors mean.

Importing one takes 0.1 s and 10 MiB: the window leaves both to a process of their own
(`keyring_program`).
"""

import contextlib
import importlib
import sys
import traceback
from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol, TypeVar, cast

from desktop.errors import KeyringError, KeyringLocked, KeyringMissing

_T = TypeVar("_T")

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


class Backend(Protocol):
    """What is used of a keyring back-end; calls block and raise whatever they like."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return an entry."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Write an entry."""

    def delete_password(self, service: str, username: str) -> None:
        """Delete an entry."""


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


def get_unasked(backend: Backend, service: str, entry: str) -> str | None:
    """Return an entry without a question to the person, where the keyring can be asked that.

    Of the back-ends only the Secret Service tells whether it is locked; the others are just called.

    Raises:
        KeyringLocked: the person would have to open it first.
        Whatever the back-end raises.
    """
    if type(backend).__module__ == "keyring.backends.SecretService":
        service_library = importlib.import_module("secretstorage")
        with contextlib.closing(service_library.dbus_init()) as bus:
            if service_library.get_default_collection(bus).is_locked():
                raise KeyringLocked("nobody is asked to open it")
    return backend.get_password(service, entry)


def translated(call: Callable[[], _T]) -> _T:
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
