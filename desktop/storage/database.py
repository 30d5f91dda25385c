"""The encrypted SQLite file of a profile: opening, one transaction at a time, and its errors.

Knows no table. Everything that changes the file runs on one thread; long reading has another.
"""

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import apsw

from desktop.core.search_words import fold_text
from desktop.errors import DatabaseUnreadable, DiskFull, StorageError
from desktop.storage.migration_runner import Migration, migrate
from desktop.storage.migrations import MIGRATIONS
from desktop.storage.worker_thread import WorkerThread

_T = TypeVar("_T")

KEY_BYTES = 32

_BUSY_TIMEOUT_MS = 10_000
"""How long a lock held by somebody else's tool is waited for; nobody of ours ever holds one."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


class Database:
    """An open database. Made by `create` or `open`, never directly.

    Source: docs/protocol/local-store.md, section 3.
    """

    def __init__(
        self,
        thread: WorkerThread,
        connection: apsw.Connection,
        connect_reader: Callable[[], apsw.Connection],
    ) -> None:
        self._thread = thread
        self._connection = connection
        self._connect_reader: Callable[[], apsw.Connection] | None = connect_reader
        self._reader: apsw.Connection | None = None
        self._reader_thread: WorkerThread | None = None

    @classmethod
    async def create(
        cls, path: Path, key: bytes, *, migrations: Sequence[Migration] = MIGRATIONS
    ) -> "Database":
        """Make a new database with today's schema.

        Args:
            path: Where; its folder exists.
            key: STORE, 32 bytes.
            migrations: From nothing to today's schema.

        Raises:
            DiskFull: there is no room for it.
            StorageError: something is there already, or the file cannot be made.
        """

        def connect() -> apsw.Connection:
            try:
                # SQLite would make it readable for others; its log and index follow its mode.
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            except OSError as error:
                raise translate_error("create", error) from error
            return _connect(path, key, migrations)

        return await cls._start(connect, lambda: _connect_reader(path, key))

    @classmethod
    async def open(
        cls, path: Path, key: bytes, *, migrations: Sequence[Migration] = MIGRATIONS
    ) -> "Database":
        """Open a database and bring its schema up to date, with a copy made before.

        Args:
            path: An existing database.
            key: STORE, 32 bytes.
            migrations: From nothing to today's schema.

        Raises:
            DatabaseUnreadable: not there, empty, another key, or damaged; nothing was changed.
            DatabaseTooNew: a newer version wrote it; nothing was changed.
            DiskFull: there is no room for the copy or the new schema; nothing was changed.
            StorageError: the file cannot be opened.
        """

        def connect() -> apsw.Connection:
            try:
                size = path.stat().st_size
            except FileNotFoundError:
                size = 0
            except OSError as error:
                raise translate_error("open", error) from error
            # SQLite takes an empty file for a new database, with any key.
            if size == 0:
                raise DatabaseUnreadable("missing or empty")
            return _connect(path, key, migrations)

        return await cls._start(connect, lambda: _connect_reader(path, key))

    @classmethod
    async def _start(
        cls, connect: Callable[[], apsw.Connection], connect_reader: Callable[[], apsw.Connection]
    ) -> "Database":
        thread = WorkerThread("database")
        opened: list[apsw.Connection] = []
        try:
            await thread.run(lambda: opened.append(connect()))
        except BaseException:
            await thread.stop()
            raise
        return cls(thread, opened[0], connect_reader)

    async def run(self, name: str, work: Callable[[apsw.Connection], _T]) -> _T:
        """Run one transaction: committed whole, or nothing of it.

        Cancelling the caller falls before the transaction, or after its commit; see `WorkerThread`.

        Args:
            name: What it is, for the error's text; a fixed word of our own.
            work: Runs on the database's thread; it must neither commit nor keep the connection.

        Raises:
            DatabaseUnreadable: a page does not open with this key, or is damaged.
            DiskFull: there is no room; nothing was changed.
            StorageError: anything else that the database refused; nothing was changed.
            Whatever else `work` raises, such as KeyError; nothing was changed.
        """
        return await self._thread.run(lambda: _transact(self._connection, name, work))

    async def rewrite(self, name: str) -> None:
        """Write the whole file anew without its unused pages; everything else waits meanwhile.

        Raises:
            As `run`; the file is as it was.
        """

        def work() -> None:
            try:
                self._connection.execute("VACUUM")
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except (apsw.Error, OSError) as error:
                raise translate_error(name, error, self._connection.system_errno) from error

        await self._thread.run(work)

    async def read(self, name: str, work: Callable[[apsw.Connection], _T]) -> _T:
        """Read at length on a thread and connection of their own, so that writing goes on.

        Everything is read as of one moment. The connection is made by the first call.

        Args:
            name: As in `run`.
            work: Runs on the reader's thread; it cannot write, and must not keep the connection.

        Raises:
            As `run`.
        """
        if self._connect_reader is None:
            raise StorageError("closed")
        if self._reader_thread is None:
            self._reader_thread = WorkerThread("database reader")
        connect = self._connect_reader

        def job() -> _T:
            if self._reader is None:
                self._reader = connect()
            return _transact(self._reader, name, work, begin="BEGIN")

        return await self._reader_thread.run(job)

    async def close(self) -> None:
        """Close after the last transaction; may be repeated."""
        self._connect_reader = None
        if self._reader_thread is not None:
            await self._close_on(self._reader_thread, lambda: _close_quietly(self._reader))
        await self._close_on(self._thread, self._close_connection)

    def _close_connection(self) -> None:
        try:
            self._connection.close()
        except apsw.Error as error:
            raise translate_error("close", error) from error

    async def _close_on(self, thread: WorkerThread, close: Callable[[], None]) -> None:
        try:
            await thread.run(close)
        except StorageError:
            # Stopped before, or the last checkpoint failed: the log beside the file keeps it all.
            pass
        finally:
            await thread.stop()


def translate_error(
    name: str, error: apsw.Error | OSError, system_errno: int | None = None
) -> StorageError:
    """Return the error that a caller acts on.

    Args:
        name: The transaction.
        error: What the database or the system raised.
        system_errno: What the system answered to the database's last call.
    """
    if isinstance(error, apsw.NotADBError | apsw.CorruptError):
        return DatabaseUnreadable(name)
    if isinstance(error, OSError):
        system_errno = error.errno
    is_file_error = isinstance(error, OSError | apsw.IOError | apsw.CantOpenError)
    if isinstance(error, apsw.FullError) or (is_file_error and system_errno in _NO_ROOM):
        return DiskFull(name)
    return StorageError(f"{name}: {type(error).__name__}")


def open_file(path: Path, key: bytes, *, flags: int, checks_seals: bool = True) -> apsw.Connection:
    """Return a connection that has the key, and looked at nothing yet.

    Args:
        path: The file.
        key: STORE, 32 bytes.
        flags: SQLite's flags of opening.
        checks_seals: False to read pages that were changed, too: what they say may be anything.

    Raises:
        apsw.Error: the file cannot be opened.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("the key has 32 bytes")
    connection = apsw.Connection(str(path), flags=flags)
    if not checks_seals:
        connection.execute("PRAGMA hmac_check = 0")
    connection.execute("PRAGMA cipher = 'chacha20'")
    connection.execute(f"PRAGMA key = 'raw:{key.hex()}'")
    connection.set_busy_timeout(_BUSY_TIMEOUT_MS)
    connection.execute("PRAGMA temp_store = memory")
    # The triggers of the search index call it.
    connection.create_scalar_function("fold_text", _fold_value, 1, deterministic=True)
    return connection


def _fold_value(*values: "apsw.SQLiteValue") -> str:
    (text,) = values
    return fold_text(str(text))


def _connect(path: Path, key: bytes, migrations: Sequence[Migration]) -> apsw.Connection:
    connection: apsw.Connection | None = None
    try:
        connection = open_file(path, key, flags=apsw.SQLITE_OPEN_READWRITE)
        # The first look at a page: a wrong key or a damaged head ends here, nothing changed.
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        connection.execute("PRAGMA journal_mode = wal").fetchall()
        connection.execute("PRAGMA synchronous = full")
        connection.execute("PRAGMA secure_delete = on").fetchall()
        migrate(connection, path, migrations)
        connection.execute("PRAGMA foreign_keys = on")
        return connection
    except (apsw.Error, OSError) as error:
        system_errno = connection.system_errno if connection else None
        _close_quietly(connection)
        raise translate_error("open", error, system_errno) from error
    except BaseException:
        _close_quietly(connection)
        raise


def _connect_reader(path: Path, key: bytes) -> apsw.Connection:
    try:
        connection = open_file(path, key, flags=apsw.SQLITE_OPEN_READONLY)
    except (apsw.Error, OSError) as error:
        raise translate_error("open reader", error) from error
    return connection


def _close_quietly(connection: apsw.Connection | None) -> None:
    if connection is not None:
        try:
            connection.close()
        except apsw.Error:
            # The first error is the one that is told.
            connection.close(force=True)


def _transact(
    connection: apsw.Connection,
    name: str,
    work: Callable[[apsw.Connection], _T],
    *,
    begin: str = "BEGIN IMMEDIATE",
) -> _T:
    try:
        connection.execute(begin)
        try:
            result = work(connection)
            connection.execute("COMMIT")
        except BaseException:
            # After some errors, a full disk among them, SQLite has rolled back by itself.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    except (apsw.Error, OSError) as error:
        raise translate_error(name, error, connection.system_errno) from error
    return result
