"""The files of a profile, by their size."""

from pathlib import Path

import apsw

from desktop.core.records import StorageUse
from desktop.storage.database import Database
from desktop.storage.migration_runner import copies_of


class DatabaseSpaceStore:
    """`desktop.core.ports.space.SpaceStore` over the database and what lies beside it."""

    def __init__(self, database: Database) -> None:
        """Measure this database."""
        self._database = database

    async def measure(self) -> StorageUse:
        """Return the sizes as they are now."""
        return await self._database.run("measure", _measure)

    async def give_back(self) -> None:
        """Write the database anew without what is empty."""
        await self._database.rewrite("give back")

    async def delete_copies(self) -> None:
        """Delete the copies that were made before upgrades."""

        def delete(connection: apsw.Connection) -> None:
            for copy in copies_of(Path(connection.filename)):
                copy.unlink(missing_ok=True)

        await self._database.run("delete copies", delete)


def _measure(connection: apsw.Connection) -> StorageUse:
    path = Path(connection.filename)
    parts = [path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")]
    page_bytes = _single(connection, "PRAGMA page_size")
    return StorageUse(
        database_bytes=sum(_size(part) for part in parts),
        unused_bytes=_single(connection, "PRAGMA freelist_count") * page_bytes,
        copies_bytes=sum(_size(copy) for copy in copies_of(path)),
        messages=_single(connection, "SELECT count(*) FROM message"),
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _single(connection: apsw.Connection, query: str) -> int:
    value = connection.execute(query).fetchall()[0][0]
    assert isinstance(value, int)
    return value
