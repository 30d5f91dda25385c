"""Where the profiles of played people lie: on disk as in the app, or in memory, for many runs.

Transactions run where they are asked for, without a change of threads: nothing else of these
stories runs beside them, and the change is most of what a step costs.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol, TypeVar, cast

import apsw

from desktop.storage.database import Database, _fold_value, _transact
from desktop.storage.migration_runner import migrate
from desktop.storage.migrations import MIGRATIONS
from tests.helpers.messengers import MemorySecretStore, TestProfile

_T = TypeVar("_T")

STORE_KEY = bytes(range(32))


class InlineDatabase:
    """A database without a thread of its own.

    Attributes:
        close: Closes it.
    """

    def __init__(self, connection: apsw.Connection, close: Callable[[], Awaitable[None]]) -> None:
        self._connection = connection
        self.close = close

    async def run(self, name: str, work: Callable[[apsw.Connection], _T]) -> _T:
        """Run one transaction."""
        return _transact(self._connection, name, work)

    async def read(self, name: str, work: Callable[[apsw.Connection], _T]) -> _T:
        """Read in one transaction."""
        return await self.run(name, work)


class ProfileStore(Protocol):
    """One profile's files and secrets.

    Attributes:
        secrets: What the keyring would hold; not part of a copy.
    """

    secrets: MemorySecretStore

    async def create(self) -> TestProfile:
        """Open a new, empty profile."""

    async def open(self) -> TestProfile:
        """Open the profile as it was closed."""

    def read(self) -> bytes:
        """Return the closed database."""

    def write(self, image: bytes) -> None:
        """Put a closed database back."""


class DiskStore:
    """The encrypted file that the app has."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.secrets = MemorySecretStore()
        self._file = folder / "profile.db"

    async def create(self) -> TestProfile:
        return self._profile(await Database.create(self._file, STORE_KEY))

    async def open(self) -> TestProfile:
        return self._profile(await Database.open(self._file, STORE_KEY))

    def _profile(self, database: Database) -> TestProfile:
        inline = cast(Database, InlineDatabase(database._connection, database.close))
        return TestProfile(STORE_KEY, self.secrets, inline)

    def read(self) -> bytes:
        return self._file.read_bytes()

    def write(self, image: bytes) -> None:
        for leftover in self._file.parent.glob("profile.db-*"):
            leftover.unlink()
        self._file.write_bytes(image)


class MemoryStore:
    """The same tables in memory and in clear, which makes a transaction several times cheaper."""

    def __init__(self) -> None:
        self.secrets = MemorySecretStore()
        self._image = b""

    async def create(self) -> TestProfile:
        connection = _connect()
        migrate(connection, Path("nowhere"), MIGRATIONS)
        return self._profile(connection)

    async def open(self) -> TestProfile:
        connection = _connect()
        connection.deserialize("main", self._image)
        return self._profile(connection)

    def _profile(self, connection: apsw.Connection) -> TestProfile:
        connection.execute("PRAGMA foreign_keys = on")

        async def close() -> None:
            self._image = connection.serialize("main")
            connection.close()

        database = cast(Database, InlineDatabase(connection, close))
        return TestProfile(STORE_KEY, self.secrets, database)

    def read(self) -> bytes:
        return self._image

    def write(self, image: bytes) -> None:
        self._image = image


def _connect() -> apsw.Connection:
    connection = apsw.Connection(":memory:")
    connection.create_scalar_function("fold_text", _fold_value, 1, deterministic=True)
    return connection
