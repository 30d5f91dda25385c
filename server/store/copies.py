"""Copies of the database: made while the relay runs, checked, and put back."""

import contextlib
import os
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Final

from server.store import account_rows
from server.store.engine import (
    BUSY_TIMEOUT_MS,
    DatabaseInUse,
    DatabaseUnusable,
    changing,
    check_exists,
    lock_database,
)

_BESIDE: Final = ("-wal", "-shm", "-journal", ".lock", ".reserve")
"""What may stand beside a database file."""


def back_up(path: Path, target: Path) -> None:
    """Write a checked copy; the file of that name before is replaced only by a whole one.

    The copy is of one moment. A relay that runs on the database goes on meanwhile.

    Args:
        path: The database.
        target: Where the copy goes; its folder must exist.

    Raises:
        DatabaseUnusable: there is no database, it is damaged, or the copy cannot be written, as
            while another one is written there.
    """
    check_exists(path)
    if target.exists() and target.samefile(path):
        raise DatabaseUnusable("The copy would replace the database itself.")
    if target.resolve() in {_beside(path, ending).resolve() for ending in _BESIDE}:
        raise DatabaseUnusable("The copy would replace a file of the database.")
    if not target.parent.is_dir():
        raise DatabaseUnusable(f"Cannot write {target}: its folder does not exist.")
    try:
        lock = lock_database(target)
    except DatabaseInUse:
        raise DatabaseUnusable(
            f"Cannot write {target}: another back-up does, or a relay runs on it."
        ) from None
    part = _beside(target, ".part")
    try:
        _copy(path, part)
        part.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise DatabaseUnusable(f"Cannot write {target}: {error.strerror}.") from error
    finally:
        _remove(part)
        _beside(target, ".lock").unlink(missing_ok=True)
        os.close(lock)


def restore(copy: Path, path: Path, *, epoch: bytes) -> Path | None:
    """Put a copy in the place of a database, as another life of it.

    The copy itself is only read. Until the last step, which happens at once, the database is what
    it was.

    Args:
        copy: What `back_up` wrote.
        path: The database; there may be none.
        epoch: 16 random bytes, by which every app notices.

    Returns:
        Where the database of before stands now, None if there was none.

    Raises:
        DatabaseUnusable: a relay runs on the database, the copy is damaged or of a newer version,
            or the disk does not take it. Nothing changed.
    """
    check_exists(copy)
    if path.exists() and copy.samefile(path):
        raise DatabaseUnusable("The copy is the database itself.")
    if not path.parent.is_dir():
        raise DatabaseUnusable(f"The folder of the database does not exist: {path.parent}")
    lock = lock_database(path)
    part = _beside(path, ".restoring")
    try:
        _copy(copy, part)
        with changing(part) as connection:
            account_rows.replace_epoch(connection, epoch)
        _give_to_owner(part, like=path if path.exists() else path.parent)
        kept = _keep(path) if path.exists() else None
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise DatabaseUnusable(f"Cannot restore {path}: {error.strerror}.") from error
    finally:
        _remove(part)
        os.close(lock)
    return kept


def _copy(path: Path, part: Path) -> None:
    _remove(part)
    os.close(os.open(part, os.O_RDWR | os.O_CREAT, 0o600))
    try:
        with (
            contextlib.closing(sqlite3.connect(path)) as source,
            contextlib.closing(sqlite3.connect(part)) as target,
        ):
            source.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
            source.execute("PRAGMA query_only = ON")
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            _check(target, path)
    except sqlite3.Error as error:
        raise DatabaseUnusable(f"Cannot copy {path}: {error}.") from error
    with part.open("rb+") as written:
        os.fsync(written.fileno())


def _check(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise DatabaseUnusable(f"{path} is damaged.")
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise DatabaseUnusable(f"{path} is damaged: rows are missing.")
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    if not {"alembic_version", "relay", "account"} <= tables:
        raise DatabaseUnusable(f"{path} is not a relay's database.")


def _keep(path: Path) -> Path:
    """Give a database a second name that is free, with what its log holds."""
    # A log that were left beside the file that comes in its place would be taken for its own.
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    number = 1
    while (kept := _beside(path, f".before-restore-{number}")).exists():
        number += 1
    try:
        os.link(path, kept)
    except OSError:  # a file system without links
        shutil.copy2(path, kept)
    log = _beside(path, "-wal")
    if log.exists():  # of a database too damaged to take it in
        log.replace(_beside(kept, "-wal"))
    _beside(path, "-shm").unlink(missing_ok=True)
    return kept


def _give_to_owner(part: Path, *, like: Path) -> None:
    """Let whom the relay runs as own the file, where it was the administrator who restored it."""
    if sys.platform != "win32" and os.geteuid() == 0:
        owner = like.stat()
        os.chown(part, owner.st_uid, owner.st_gid)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _remove(part: Path) -> None:
    for ending in ("", *_BESIDE):
        _beside(part, ending).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Have the disk know a new name; Windows does so by itself."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
