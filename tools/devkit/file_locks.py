"""Locks on files that the system drops when the last process holding them is gone."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# A waiting set-up looks this often; shorter only burns CPU that the working one needs.
WAIT_STEP_S = 0.1


class HeldLock:
    """An exclusive lock that this process holds until `release` or its end.

    Attributes:
        path: The locked file.
        descriptor: Its open file; a child that inherits it holds the lock too (not on Windows).
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.descriptor = descriptor

    def release(self) -> None:
        """Give this process's hold up; children that inherited the descriptor keep theirs."""
        os.close(self.descriptor)


def try_lock(path: Path) -> HeldLock | None:
    """Take the lock if nobody holds it.

    Args:
        path: The file to lock; it and its folder are made when missing.

    Returns:
        The held lock, or None while another process (or another caller in this one) holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock_now(descriptor)
    except OSError:
        os.close(descriptor)
        return None
    return HeldLock(path, descriptor)


@contextmanager
def waiting_lock(path: Path, *, on_wait: Callable[[], None]) -> Iterator[HeldLock]:
    """Hold the lock for a block, waiting for it as long as it takes.

    Args:
        path: The file to lock.
        on_wait: Called once if another process holds the lock.

    Yields:
        The held lock.
    """
    lock = try_lock(path)
    if lock is None:
        on_wait()
    while lock is None:
        time.sleep(WAIT_STEP_S)
        lock = try_lock(path)
    try:
        yield lock
    finally:
        lock.release()


def is_any_held(folder: Path) -> bool:
    """Tell whether any file of the folder is locked.

    Unlocked files stay: removing one would race with a process that is about to lock it.
    """
    for path in sorted(folder.glob("*")):
        lock = try_lock(path)
        if lock is None:
            return True
        lock.release()
    return False


if sys.platform == "win32":
    import msvcrt

    def _lock_now(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock_now(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
