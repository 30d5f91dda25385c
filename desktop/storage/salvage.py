"""Salvage: a new database with everything of a damaged one that people read; the old one stays.

Only what is shown is taken: own name, contacts, conversations, messages, drafts. Sessions and
positions are left: with a part of them nothing could be sent safely, so what is saved is read only.

Source: docs/protocol/local-store.md, section 11.
"""

import contextlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import apsw

from desktop.core.rescue_records import SalvageReport
from desktop.errors import DatabaseUnreadable, StorageError
from desktop.storage.damaged_table import DamagedTable, Values, find_numbers
from desktop.storage.database import open_file, translate_error
from desktop.storage.migration_runner import Migration

_TABLES = ("own_account", "contact", "conversation", "message", "draft")
_LOG = "-wal"
_UNKNOWN_CONTACT = (
    "INSERT INTO contact (id, account, username, chain, added_ms, gave_key)"
    " VALUES (?, ?, ?, x'', 0, 1)"
)
_ACCOUNT_BYTES = 32
_PLAIN_AT = 16
_PLAIN_HEAD = bytes.fromhex("1000020220402020")
"""Pages of 4,096 bytes, write-ahead log, 32 bytes of each page for its seal."""


def salvage(
    source: Path, target: Path, key: bytes, *, migrations: Sequence[Migration]
) -> SalvageReport:
    """Fill a new database with what can be read of a damaged one. Takes long; run it in a thread.

    Args:
        source: The damaged database; neither it nor its log is changed.
        target: A database of today's schema without rows, nowhere open.
        key: STORE of both.
        migrations: From nothing to today's schema.

    Raises:
        DatabaseUnreadable: nothing of it can be read.
        DiskFull: there is no room for two copies of it.
        StorageError: a file could not be read or written.
    """
    work = target.with_name(target.name + ".work")
    try:
        _remove(work)
        for suffix in ("", _LOG):
            if source.with_name(source.name + suffix).exists():
                shutil.copyfile(
                    source.with_name(source.name + suffix), work.with_name(work.name + suffix)
                )
        damaged = _open_damaged(work, key, migrations)
        try:
            return _copy(damaged, target, key)
        finally:
            with contextlib.suppress(apsw.Error):
                damaged.close(force=True)
    except (apsw.Error, OSError) as error:
        raise translate_error("salvage", error) from error
    finally:
        _remove(work)


def _remove(path: Path) -> None:
    for suffix in ("", _LOG, "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


# ── opening ──────────────────────────────────────────────────────────────────────────────────────


def _open_damaged(path: Path, key: bytes, migrations: Sequence[Migration]) -> apsw.Connection:
    for mend in (_mend_nothing, _drop_log, _mend_head, _mend_schema):
        with contextlib.suppress(apsw.Error):
            mend(path, key, migrations)
        connection = open_file(path, key, flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            connection.execute("PRAGMA query_only = on")
            names = connection.execute("SELECT name, sql FROM sqlite_master").fetchall()
            if "message" in {name for name, _text in names}:
                return connection
        except apsw.Error:
            pass
        connection.close(force=True)
    raise DatabaseUnreadable("nothing opens")


def _mend_nothing(_path: Path, _key: bytes, _migrations: Sequence[Migration]) -> None:
    """Try it as it is."""


def _drop_log(path: Path, _key: bytes, _migrations: Sequence[Migration]) -> None:
    """Try without the log, which may hold the damage."""
    path.with_name(path.name + _LOG).unlink(missing_ok=True)


def _mend_head(path: Path, _key: bytes, _migrations: Sequence[Migration]) -> None:
    """Write the few bytes of the file that are not encrypted: they are the same in each of ours."""
    with path.open("rb+") as file:
        file.seek(_PLAIN_AT)
        file.write(_PLAIN_HEAD)


def _mend_schema(path: Path, key: bytes, migrations: Sequence[Migration]) -> None:
    """Write the pages that describe the tables anew, in the copy.

    They are read once without looking at their seals, and every word of them is replaced by what
    our own steps say; only where each table begins is taken over. All other pages keep their seals
    and are read with them afterwards, so that nobody's message can have been changed.
    """
    connection = open_file(path, key, flags=apsw.SQLITE_OPEN_READWRITE, checks_seals=False)
    try:
        connection.execute("PRAGMA writable_schema = on")
        version = connection.execute("PRAGMA user_version").fetchall()[0][0]
        assert isinstance(version, int)
        known = _expected_schema([step for step in migrations if step.number <= version])
        connection.execute("BEGIN IMMEDIATE")
        rows = connection.execute("SELECT rowid, name, sql FROM sqlite_master").fetchall()
        for number, name, text in rows:
            wanted = known.get(str(name), text)
            if wanted is not None:
                # The blank makes each another text: a page is only written if something changes.
                connection.execute(
                    "UPDATE sqlite_master SET sql = ? WHERE rowid = ?", (f"{wanted} ", number)
                )
        connection.execute("PRAGMA user_version = 1")
        connection.execute(f"PRAGMA user_version = {version:d}")
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close(force=True)


def _expected_schema(migrations: Sequence[Migration]) -> dict[str, str]:
    fresh = apsw.Connection(":memory:")
    fresh.create_scalar_function("fold_text", lambda *_values: "", 1, deterministic=True)
    for migration in migrations:
        migration.apply(fresh)
    rows = fresh.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {str(name): str(text) for name, text in rows}


# ── copying ──────────────────────────────────────────────────────────────────────────────────────


def _copy(damaged: apsw.Connection, target: Path, key: bytes) -> SalvageReport:
    saved = open_file(target, key, flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        saved.execute("PRAGMA foreign_keys = off")
        saved.execute("BEGIN IMMEDIATE")
        gaps = {name: _copy_table(damaged, saved, name) for name in _TABLES}
        lost_people = _add_unknown_people(saved)
        report = _count(damaged, saved, lost_people=lost_people, has_gaps=gaps["message"])
        saved.execute("COMMIT")
    finally:
        saved.close(force=True)
    if not report.messages and not _has_any(gaps):
        raise DatabaseUnreadable("nothing was read")
    return report


def _has_any(gaps: dict[str, bool]) -> bool:
    return not all(gaps.values())


def _copy_table(damaged: apsw.Connection, saved: apsw.Connection, name: str) -> bool:
    """Copy what can be read of a table. Returns whether something could not."""
    today = _columns(saved, name)
    try:
        columns = [column for column in _columns(damaged, name) if column in today]
    except apsw.Error:
        return True
    if not columns:
        return False  # the table is newer than the database
    table = DamagedTable(damaged, name, columns)
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    # Names of our own tables and columns, never anybody's words.
    insert = f"INSERT OR IGNORE INTO {name} ({names}) VALUES ({marks})"  # noqa: S608
    for row in table.rows():
        with contextlib.suppress(apsw.ConstraintError):
            saved.execute(insert, row)
    return table.has_gaps


def _columns(connection: apsw.Connection, table: str) -> list[str]:
    rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
    by_key = sorted(rows, key=lambda row: not row[5])
    return [str(row[1]) for row in by_key]


def _add_unknown_people(saved: apsw.Connection) -> int:
    """Give every conversation somebody to be with. Returns how many had to be made up."""
    missing = saved.execute(
        "SELECT contact, max(CASE is_own WHEN 0 THEN sender_account ELSE x'' END), max(local_ms)"
        " FROM message WHERE contact NOT IN (SELECT id FROM contact) GROUP BY contact"
    ).fetchall()
    for contact, account, _time in missing:
        saved.execute(_UNKNOWN_CONTACT, _unknown(contact, account))
    saved.execute(
        "INSERT OR IGNORE INTO conversation (contact, last_activity_ms)"
        " SELECT id, coalesce((SELECT max(local_ms) FROM message WHERE contact = contact.id),"
        " added_ms) FROM contact"
    )
    saved.execute("DELETE FROM conversation WHERE contact NOT IN (SELECT id FROM contact)")
    return len(missing)


def _unknown(contact: "apsw.SQLiteValue", account: "apsw.SQLiteValue") -> Values:
    assert isinstance(contact, int)
    made_up = contact.to_bytes(_ACCOUNT_BYTES, "big")
    is_known = isinstance(account, bytes) and len(account) == _ACCOUNT_BYTES
    return (contact, account if is_known else made_up, f"unknown{contact}")


_ALL_MESSAGES = (
    "SELECT id FROM message INDEXED BY message_in_order",
    "SELECT id FROM message INDEXED BY message_of_sender",
)


def _count(
    damaged: apsw.Connection, saved: apsw.Connection, *, lost_people: int, has_gaps: bool
) -> SalvageReport:
    read = {int(str(number)) for (number,) in saved.execute("SELECT id FROM message").fetchall()}
    # Each index names every message, and lies in pages of its own.
    named = [find_numbers(damaged, query) for query in _ALL_MESSAGES]
    known = [numbers for numbers in named if numbers is not None]
    lost = max((len(numbers - read) for numbers in known), default=0)
    if not known and has_gaps and read:
        # Numbers are given one after the other: what is missing between them was there once.
        lost = max(read) - min(read) + 1 - len(read)
    return SalvageReport(
        messages=len(read),
        lost_messages=lost,
        lost_people=lost_people,
        is_exact=bool(known) or not has_gaps,
    )


def remove_saved(path: Path) -> None:
    """Remove a database that was made to be read once.

    Raises:
        StorageError: a file could not be removed.
    """
    try:
        _remove(path)
    except OSError as error:
        raise StorageError("remove saved") from error


def put_aside(path: Path) -> None:
    """Name a database and its log otherwise, so that another can stand in its place.

    Raises:
        OSError: it could not be renamed; the database itself is renamed last.
    """
    number = 1
    while path.with_name(f"{path.name}.damaged-{number}").exists():
        number += 1
    aside = f"{path.name}.damaged-{number}"
    for suffix in (_LOG, "-shm", ""):
        file = path.with_name(path.name + suffix)
        if file.exists():
            file.replace(path.with_name(aside + suffix))
