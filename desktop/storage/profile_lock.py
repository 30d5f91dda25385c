"""One process per profile: a lock on a file, which the system drops when the process ends."""

import os
import sys
from pathlib import Path

from desktop.errors import ProfileInUse, StorageError

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class ProfileLock:
    """The lock of one profile folder. A file left behind by a killed process does not lock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        """Tell whether this object holds the lock."""
        return self._descriptor is not None

    def take(self) -> None:
        """Take the lock; nothing happens if this object has it.

        Raises:
            ProfileInUse: somebody else has it.
            StorageError: the file cannot be made.
        """
        if self._descriptor is not None:
            return
        try:
            descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise StorageError("lock") from error
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise ProfileInUse from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; nothing happens without it.

        The file stays, so that nobody locks a file that somebody else is about to remove.
        """
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
