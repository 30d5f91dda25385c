"""Opening the database: one process at a time, brought to the newest schema, durable on commit."""

import contextlib
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alembic.config import Config as AlembicConfig
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

Transaction = Connection
"""What row functions take; services hand it on and look at nothing of it."""

MIGRATIONS: Final = Path(__file__).parent / "migrations"

BUSY_TIMEOUT_MS: Final = 2_000
"""How long a statement waits for another program that holds the database. Then the batch is
answered "retry": a longer wait would only fill the queue behind it."""

WAL_AUTOCHECKPOINT_PAGES: Final = 4_000
"""16 MiB of WAL before a checkpoint: fewer checkpoints cost less than the longer file."""

WRITER_CACHE_KIB: Final = 1_024
"""Pages that the writer keeps; SQLite's own limit is 2 MiB. A reader drops its pages with each
commit, but the one writer keeps every page it touches, so that the relay's memory grows with its
database until this is full: benchmarks/README.md, "Soak"."""

READERS: Final = 2
"""Reading connections. Reads are short; more would only contend for two cores."""


class DatabaseUnusable(Exception):
    """The database cannot be opened; the text is one sentence for the operator."""


class DatabaseInUse(DatabaseUnusable):
    """Another process has the database."""


class StoreUnavailable(Exception):
    """The database is locked, full or overloaded: nothing was stored, a repeat may succeed."""


@dataclass(frozen=True, kw_only=True)
class Database:
    """An open database of the newest schema, held by this process alone.

    Attributes:
        path: The file.
        writing: For the one writer; every transaction takes the write lock at once.
        reading: For readers; it cannot write.
    """

    path: Path
    writing: Engine
    reading: Engine
    _lock: int

    def close(self) -> None:
        """Close every connection and let another process in."""
        self.reading.dispose()
        self.writing.dispose()
        os.close(self._lock)


def open_database(path: Path) -> Database:
    """Open or make a database.

    Args:
        path: The SQLite file; its folder must exist.

    Raises:
        DatabaseUnusable: no such folder, not a database, made by a newer version, or in use.
    """
    if not path.parent.is_dir():
        raise DatabaseUnusable(f"The folder of the database does not exist: {path.parent}")
    lock = lock_database(path)
    try:
        _touch(path)
        writing = _make_engine(path, begin="BEGIN IMMEDIATE", set_up=_set_up_writer)
        with writing.begin() as connection:
            _check_journal(connection)
            _migrate(connection)
        reading = _make_engine(path, begin="BEGIN", set_up=_set_up_reader)
    except BaseException as error:
        os.close(lock)
        if isinstance(error, DBAPIError | OSError):
            raise DatabaseUnusable(f"Cannot use {path} as a database: {_reason(error)}.") from error
        raise
    return Database(path=path, writing=writing, reading=reading, _lock=lock)


@contextlib.contextmanager
def changing(path: Path) -> Iterator[Transaction]:
    """Change a database that no relay runs on, in one transaction, at the newest schema.

    Raises:
        DatabaseUnusable: there is none, a relay runs on it, or it takes no change.
    """
    check_exists(path)
    database = open_database(path)
    try:
        with database.writing.begin() as connection:
            yield connection
    except DBAPIError as error:
        raise DatabaseUnusable(f"Cannot use {path} as a database: {_reason(error)}.") from error
    finally:
        database.close()


@contextlib.contextmanager
def reading_beside(path: Path) -> Iterator[Connection]:
    """Read a database in one transaction, also while a relay runs on it.

    Raises:
        DatabaseUnusable: there is none, it cannot be read, or it has another schema.
    """
    with _beside(path, begin="BEGIN", set_up=_set_up_reader) as connection:
        yield connection


@contextlib.contextmanager
def writing_beside(path: Path) -> Iterator[Transaction]:
    """Write to a database in one short transaction, also while a relay runs on it.

    Only for tables that a relay keeps nothing of in its memory. While the transaction lasts the
    relay's writer waits.

    Raises:
        DatabaseUnusable: there is none, it is held by somebody else, or it has another schema.
    """
    with _beside(path, begin="BEGIN IMMEDIATE", set_up=_set_up_writer) as connection:
        yield connection


@contextlib.contextmanager
def _beside(
    path: Path, *, begin: str, set_up: Callable[[sqlite3.Connection], None]
) -> Iterator[Connection]:
    check_exists(path)
    engine = _make_engine(path, begin=begin, set_up=set_up)
    try:
        with engine.begin() as connection:
            if current_revision(connection) != head_revision():
                raise DatabaseUnusable(
                    "The database has the schema of another version of the relay; see `migrate`."
                )
            yield connection
    except DBAPIError as error:
        raise DatabaseUnusable(f"Cannot use {path} as a database: {_reason(error)}.") from error
    finally:
        engine.dispose()


def check_exists(path: Path) -> None:
    """Refuse to make a database where one was to be found.

    Raises:
        DatabaseUnusable: there is none.
    """
    if not path.exists():
        raise DatabaseUnusable(f"There is no database {path}.")


def current_revision(connection: Connection) -> str | None:
    """Return the schema revision that the database has, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str:
    """Return the newest schema revision that this program knows."""
    head = _scripts().get_current_head()
    assert head is not None
    return head


def _reason(error: DBAPIError | OSError) -> str:
    if isinstance(error, OSError):
        return error.strerror or "unknown"
    return str(error.orig)


def lock_database(path: Path) -> int:
    """Take the lock file beside the database; the system lets go of it when the process ends.

    Returns:
        The handle that holds it until it is closed.

    Raises:
        DatabaseInUse: another process has it.
        DatabaseUnusable: there can be none.
    """
    try:
        handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DatabaseUnusable(f"Cannot use {path} as a database: {_reason(error)}.") from error
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise DatabaseInUse(f"Another relay is using the database {path}.") from error
    return handle


def _touch(path: Path) -> None:
    """Make the file readable by its owner alone; -wal and -shm take its mode over."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def driver_of(connection: Connection) -> sqlite3.Connection:
    """Return the driver's own connection, for statements that run thousands of times a second."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


@contextlib.contextmanager
def driver_transaction(driver: sqlite3.Connection) -> Iterator[None]:
    """Run a block in a writing transaction of the driver alone, which costs a tenth of the other.

    Raises:
        sqlite3.Error: nothing was stored.
    """
    driver.execute("BEGIN IMMEDIATE")
    try:
        yield
        driver.execute("COMMIT")
    except BaseException:
        if driver.in_transaction:
            driver.execute("ROLLBACK")
        raise


def _make_engine(path: Path, *, begin: str, set_up: Callable[[sqlite3.Connection], None]) -> Engine:
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        # The driver begins nothing by itself (`begin` does), and connections change threads.
        connect_args={"isolation_level": None, "check_same_thread": False},
        poolclass=NullPool if set_up is _set_up_writer else QueuePool,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        set_up(connection)

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _set_up_writer(connection: sqlite3.Connection) -> None:
    for statement in (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        # On macOS fsync alone does not reach the disk; elsewhere these change nothing.
        "PRAGMA fullfsync = ON",
        "PRAGMA checkpoint_fullfsync = ON",
        "PRAGMA foreign_keys = ON",
        f"PRAGMA wal_autocheckpoint = {WAL_AUTOCHECKPOINT_PAGES}",
        f"PRAGMA cache_size = -{WRITER_CACHE_KIB}",
    ):
        connection.execute(statement)


def _set_up_reader(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only = ON")


def _check_journal(connection: Connection) -> None:
    mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    if mode != "wal":
        raise DatabaseUnusable("The database's folder does not allow a write-ahead log.")


def _scripts() -> ScriptDirectory:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


def _migrate(connection: Connection) -> None:
    """Bring the schema to the newest revision in one transaction."""
    scripts = _scripts()

    def upgrade(revision: str, _context: MigrationContext) -> list[RevisionStep]:
        return scripts._upgrade_revs("head", revision)  # noqa: SLF001  # alembic's own recipe

    have = current_revision(connection)
    if have == head_revision():
        return
    if have is None and _has_tables(connection):
        raise DatabaseUnusable("The database belongs to another program.")
    if have is not None:
        _check_known(scripts, have)
    with EnvironmentContext(AlembicConfig(), scripts, fn=upgrade) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()


def _check_known(scripts: ScriptDirectory, revision: str) -> None:
    try:
        scripts.get_revision(revision)
    except CommandError:
        raise DatabaseUnusable(
            "The database was made by a newer version of the relay; use that version or a back-up."
        ) from None


def _has_tables(connection: Connection) -> bool:
    count = connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema").scalar_one()
    return bool(count)
