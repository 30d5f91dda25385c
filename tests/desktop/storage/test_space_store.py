"""Sizes of a profile's files, and giving room back."""

import asyncio
from pathlib import Path

import pytest

from desktop.errors import DiskFull
from desktop.storage.database import Database
from desktop.storage.migration_runner import backup_path
from desktop.storage.space_store import DatabaseSpaceStore

KEY = bytes(range(32))
FILLER = 400_000


async def _fill_and_empty(database: Database) -> None:
    def fill(connection):  # type: ignore[no-untyped-def]
        connection.execute("CREATE TABLE filler (text BLOB)")
        for _ in range(8):
            connection.execute("INSERT INTO filler VALUES (randomblob(?))", (FILLER,))

    def empty(connection):  # type: ignore[no-untyped-def]
        connection.execute("DELETE FROM filler")

    await database.run("fill", fill)
    await database.run("empty", empty)


def test_room_that_is_empty_is_measured_and_given_back(tmp_path: Path) -> None:
    path = tmp_path / "history.db"

    async def story() -> None:
        database = await Database.create(path, KEY)
        space = DatabaseSpaceStore(database)
        await _fill_and_empty(database)
        before = await space.measure()
        await space.give_back()
        after = await space.measure()
        await database.close()
        database = await Database.open(path, KEY)
        await database.close()

        assert before.unused_bytes > 7 * FILLER
        assert before.database_bytes > before.unused_bytes
        assert after.unused_bytes == 0
        assert after.database_bytes < before.database_bytes - 7 * FILLER
        assert after.messages == 0

    asyncio.run(story())


def test_copies_are_measured_and_deleted(tmp_path: Path) -> None:
    path = tmp_path / "history.db"

    async def story() -> None:
        database = await Database.create(path, KEY)
        space = DatabaseSpaceStore(database)
        backup_path(path, 3).write_bytes(b"x" * 1_000)
        other = tmp_path / "keep.txt"
        other.write_bytes(b"y")
        assert (await space.measure()).copies_bytes == 1_000

        await space.delete_copies()
        assert (await space.measure()).copies_bytes == 0
        assert other.exists()
        await database.close()

    asyncio.run(story())


def test_full_disk_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "history.db"

    async def story() -> None:
        database = await Database.create(path, KEY)
        await _fill_and_empty(database)
        # The copy that VACUUM writes into has no room.
        database._connection.execute("PRAGMA max_page_count = 1")

        def fail(*_arguments: object) -> None:
            raise OSError(28, "no space")

        class Full:
            system_errno = 28
            execute = fail

        monkeypatch.setattr(database, "_connection", Full())
        with pytest.raises(DiskFull):
            await DatabaseSpaceStore(database).give_back()
        monkeypatch.undo()
        await database.close()

    asyncio.run(story())
