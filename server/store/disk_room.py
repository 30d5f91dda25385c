"""Room on the disk of the database, kept for what makes room: acknowledgements and expiry.

A full disk takes no transaction at all, not even one that deletes. So a file beside the database
holds some of the disk. When the disk is nearly full the file goes, and as long as it is gone,
nothing new is to be taken in.
"""

import logging
import os
import shutil
import sys
from pathlib import Path
from typing import Final

_log = logging.getLogger(__name__)

RESERVE_BYTES: Final = 24 * 1024 * 1024
"""The write-ahead log grows to 16 MiB before it is used anew, and the database with it a little."""

LEAST_FREE_BYTES: Final = 16 * 1024 * 1024
"""Free beside the reserve. With less, what comes in a second or two could fill the disk."""


class DiskRoom:
    """The reserve beside one database.

    Attributes:
        is_short: Whether nothing new is to be taken in.
    """

    def __init__(self, database: Path) -> None:
        self.is_short = False
        self._reserve = Path(f"{database}.reserve")

    def look(self) -> None:
        """Look how full the disk is, and let go of the reserve or make it anew.

        Blocks for as long as the disk takes, some milliseconds at most.

        Raises:
            OSError: the disk cannot be asked.
        """
        free_bytes = shutil.disk_usage(self._reserve.parent).free
        if self._has_reserve():
            is_short = free_bytes < LEAST_FREE_BYTES
            if is_short:
                self._reserve.unlink()
        else:
            has_room = free_bytes >= LEAST_FREE_BYTES + RESERVE_BYTES
            is_short = not (has_room and self._make_reserve())
        if is_short and not self.is_short:
            _log.warning("disk_short free_mib=%d", free_bytes >> 20)
        elif self.is_short and not is_short:
            _log.warning("disk_has_room_again free_mib=%d", free_bytes >> 20)
        self.is_short = is_short

    def close(self) -> None:
        """Give the reserve back; a relay that does not run needs none."""
        self._reserve.unlink(missing_ok=True)

    def _has_reserve(self) -> bool:
        return self._reserve.exists() and self._reserve.stat().st_size == RESERVE_BYTES

    def _make_reserve(self) -> bool:
        try:
            handle = os.open(self._reserve, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                _allocate(handle)
            finally:
                os.close(handle)
        except OSError:
            self._reserve.unlink(missing_ok=True)
            return False
        return True


def _allocate(handle: int) -> None:
    """Take the blocks of the reserve from the disk."""
    if sys.platform == "linux":
        os.posix_fallocate(handle, 0, RESERVE_BYTES)
    else:
        left = RESERVE_BYTES
        while left:
            left -= os.write(handle, bytes(min(left, 1 << 20)))
