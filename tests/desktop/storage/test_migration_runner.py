"""Steps of the schema: in order, once, with a copy before, and never half."""

# ruff: noqa: ASYNC240 - nothing else runs on a test's loop

import errno
import os
from pathlib import Path

import apsw
import pytest

from desktop.errors import DatabaseTooNew, DatabaseUnreadable, DiskFull
from desktop.storage.database import Database
from desktop.storage.migration_runner import Migration, backup_path
from desktop.storage.migrations import MIGRATIONS
from tests.desktop.storage.sample_rows import KEY


def make_table(name: str) -> Migration:
    number = int(name.removeprefix("t"))

    def apply(connection: apsw.Connection) -> None:
        connection.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY) STRICT")

    return Migration(number=number, apply=apply)


FIRST, SECOND, THIRD = make_table("t1"), make_table("t2"), make_table("t3")


def state(connection: apsw.Connection) -> tuple[int, list[str]]:
    version = connection.execute("PRAGMA user_version").fetchall()[0][0]
    tables = connection.execute("SELECT name FROM sqlite_master ORDER BY name").fetchall()
    assert isinstance(version, int)
    return version, [str(name) for (name,) in tables]


async def migrated(path: Path, *migrations: Migration) -> tuple[int, list[str]]:
    database = await Database.open(path, KEY, migrations=migrations)
    try:
        return await database.run("state", state)
    finally:
        await database.close()


async def make(path: Path, *migrations: Migration) -> None:
    database = await Database.create(path, KEY, migrations=migrations)
    await database.close()


async def test_only_missing_steps_run(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make(path, FIRST)

    assert await migrated(path, FIRST, SECOND, THIRD) == (3, ["t1", "t2", "t3"])
    assert await migrated(path, FIRST, SECOND, THIRD) == (3, ["t1", "t2", "t3"])


async def test_new_database_has_no_copy(tmp_path: Path) -> None:
    await make(tmp_path / "history.db", FIRST, SECOND)

    assert [path.name for path in tmp_path.iterdir()] == ["history.db"]


async def test_copy_before_a_step_opens_with_the_same_key_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make(path, FIRST)

    await migrated(path, FIRST, SECOND)

    copy = backup_path(path, 1)
    assert copy.name == "history.db.before-2"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.read_bytes()[:15] != b"SQLite format 3"
    assert await migrated(copy, FIRST) == (1, ["t1"])


async def test_only_the_newest_copy_stays(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make(path, FIRST)
    await migrated(path, FIRST, SECOND)
    await migrated(path, FIRST, SECOND, THIRD)

    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "history.db",
        "history.db.before-3",
    ]


async def test_failed_step_leaves_the_one_before_it(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make(path, FIRST)

    def fail(connection: apsw.Connection) -> None:
        connection.execute("CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT")
        raise RuntimeError("bug")

    with pytest.raises(RuntimeError):
        await migrated(path, FIRST, SECOND, Migration(number=3, apply=fail))

    assert await migrated(path, FIRST, SECOND) == (2, ["t1", "t2"])
    assert await migrated(backup_path(path, 1), FIRST) == (1, ["t1"])


async def test_copy_that_finds_no_room_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "history.db"
    await make(path, FIRST)

    def fail(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(DiskFull):
        await migrated(path, FIRST, SECOND)
    monkeypatch.undo()

    assert [file.name for file in tmp_path.iterdir()] == ["history.db"]
    assert await migrated(path, FIRST) == (1, ["t1"])


async def test_step_that_breaks_a_reference_is_undone(tmp_path: Path) -> None:
    path = tmp_path / "history.db"

    def parents(connection: apsw.Connection) -> None:
        connection.execute(
            "CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT;"
            "CREATE TABLE child (id INTEGER PRIMARY KEY REFERENCES parent (id)) STRICT;"
            "INSERT INTO parent (id) VALUES (1); INSERT INTO child (id) VALUES (1)"
        )

    def orphan(connection: apsw.Connection) -> None:
        connection.execute("DELETE FROM parent")

    first = Migration(number=1, apply=parents)
    await make(path, first)

    with pytest.raises(Exception, match="ConstraintError"):
        await migrated(path, first, Migration(number=2, apply=orphan))

    assert (await migrated(path, first))[0] == 1


INDEX = "message_search"
"""The virtual table; SQLite makes the tables behind it, which have no comments."""


async def test_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make(path, FIRST, SECOND)

    with pytest.raises(DatabaseTooNew):
        await migrated(path, FIRST)

    assert await migrated(path, FIRST, SECOND) == (2, ["t1", "t2"])


async def test_tables_without_a_number_are_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make(path, FIRST)
    database = await Database.open(path, KEY, migrations=[FIRST])
    database._connection.execute("PRAGMA user_version = 0")
    await database.close()

    with pytest.raises(DatabaseUnreadable):
        await migrated(path, FIRST)


def test_released_steps_are_numbered_without_a_gap() -> None:
    assert [migration.number for migration in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


async def test_every_table_and_column_of_the_schema_says_what_it_holds(
    database: Database,
) -> None:
    def schemas(connection: apsw.Connection) -> dict[str, str]:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        return {str(name): str(sql) for name, sql in rows.fetchall() if sql}

    for table, sql in (await database.run("schema", schemas)).items():
        if table.startswith(("sqlite_", f"{INDEX}_")):
            continue
        head, first, *lines = [line.strip() for line in sql.splitlines()]
        virtual = f"CREATE VIRTUAL TABLE {table} USING fts5("
        assert head == (virtual if table == INDEX else f"CREATE TABLE {table} ("), table
        assert first.startswith("-- "), table
        for line in lines:
            is_column = line.split(" ")[0].islower() and not line.startswith(")")
            assert not is_column or " -- " in line, f"{table}: {line}"


async def test_every_table_is_strict(database: Database) -> None:
    def loose(connection: apsw.Connection) -> list[str]:
        rows = connection.execute("PRAGMA table_list").fetchall()
        names = [str(row[1]) for row in rows if not row[5]]
        return [name for name in names if not name.startswith(("sqlite_", INDEX))]

    assert await database.run("tables", loose) == []
