"""Brings a database from the schema it has to the schema of this version, one number at a time."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import apsw

from desktop.errors import DatabaseTooNew, DatabaseUnreadable
from desktop.storage.atomic_file import sync_folder


@dataclass(frozen=True, kw_only=True, slots=True)
class Migration:
    """One step of the schema.

    Attributes:
        number: The `user_version` after it; steps count 1, 2, 3 … without a gap.
        apply: Changes tables and rows; runs inside a transaction and never commits.
    """

    number: int
    apply: Callable[[apsw.Connection], None]


def backup_path(path: Path, version: int) -> Path:
    """Return where the copy of a database lies that was made before leaving a schema."""
    return path.with_name(f"{path.name}.before-{version + 1}")


def copies_of(path: Path) -> list[Path]:
    """Return the copies of a database that were made before a migration."""
    return sorted(path.parent.glob(f"{path.name}.before-*"))


def find_copy(path: Path) -> Path | None:
    """Return the copy of a database that was made before the last upgrade, None without one."""
    copies = [copy for copy in copies_of(path) if copy.suffix.removeprefix(".before-").isdigit()]
    return max(copies, key=lambda copy: copy.stat().st_mtime_ns, default=None)


def migrate(connection: apsw.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    """Run the steps that a database has not had, each in one transaction with its number.

    A database that holds anything is copied beside itself first, encrypted like itself; the copy
    replaces that of the step before.

    Args:
        connection: Open and readable.
        path: The file behind it, to name the copy.
        migrations: All steps, in order.

    Raises:
        DatabaseTooNew: a newer version wrote it; nothing was changed.
        DatabaseUnreadable: it holds tables, but no version of ours made them.
        apsw.Error: a step failed; the database is as it was before that step.

    Source: docs/protocol/local-store.md, section 5.
    """
    version = _single(connection, "PRAGMA user_version")
    newest = migrations[-1].number
    if version > newest:
        raise DatabaseTooNew(f"schema {version}, newest known {newest}")
    if version == newest:
        return
    if version > 0:
        _copy(connection, path, version)
    elif _single(connection, "SELECT count(*) FROM sqlite_master") > 0:
        raise DatabaseUnreadable("no schema number")
    for migration in migrations:
        if migration.number > version:
            _step(connection, migration)


def _step(connection: apsw.Connection, migration: Migration) -> None:
    # Rebuilding a table needs the references off; they are checked before the commit instead.
    connection.execute("PRAGMA foreign_keys = off")
    connection.execute("BEGIN IMMEDIATE")
    try:
        migration.apply(connection)
        if connection.execute("PRAGMA foreign_key_check").fetchall():
            raise apsw.ConstraintError("a migration left a reference to nothing")
        connection.execute(f"PRAGMA user_version = {migration.number:d}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _copy(connection: apsw.Connection, path: Path, version: int) -> None:
    final = backup_path(path, version)
    unfinished = final.with_name(final.name + ".new")
    unfinished.unlink(missing_ok=True)
    # SQLite writes into an existing file if it is empty, and so keeps the mode given here.
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        connection.execute("VACUUM INTO ?", (str(unfinished),))
        with unfinished.open("rb") as copy:
            os.fsync(copy.fileno())
        unfinished.replace(final)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    for older in copies_of(path):
        if older != final:
            older.unlink(missing_ok=True)


def _single(connection: apsw.Connection, query: str) -> int:
    value = connection.execute(query).fetchall()[0][0]
    assert isinstance(value, int)
    return value
