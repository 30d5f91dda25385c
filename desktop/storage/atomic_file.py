"""Small files that are there whole or not at all, readable by their owner only."""

import os
import sys
from pathlib import Path


def write_file(path: Path, data: bytes) -> None:
    """Replace a file in one step that a crash cannot cut in two.

    The bytes go to a file beside it, are forced to the disk, and take its name. Whatever fails,
    the old file stays.

    Args:
        path: The file; its folder exists.
        data: All of the new content.

    Raises:
        OSError: as the system says.

    Source: docs/protocol/local-store.md, section 2.
    """
    unfinished = path.with_name(path.name + ".new")
    unfinished.unlink(missing_ok=True)
    try:
        descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def remove_file(path: Path) -> None:
    """Remove a file if it is there, and force that to the disk. Raises OSError."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk; where the system cannot, it does so by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
