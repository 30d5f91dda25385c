"""The encrypted file: what opens it, what is told when it does not, and whole transactions."""

# ruff: noqa: ASYNC240 - nothing else runs on a test's loop

import asyncio
import errno
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import apsw
import pytest

from desktop.errors import DatabaseTooNew, DatabaseUnreadable, DiskFull, StorageError
from desktop.storage.database import Database, translate_error
from desktop.storage.migration_runner import Migration
from tests.desktop.storage.sample_rows import KEY, Stores
from tests.e2e.leak_search import LeakSearch

OTHER_KEY = bytes(32)


def insert(text: str) -> "Work":
    return Work(text)


class Work:
    """A transaction that leaves a trace in a table of its own."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self, connection: apsw.Connection) -> None:
        connection.execute("CREATE TABLE IF NOT EXISTS trace (text TEXT NOT NULL) STRICT")
        connection.execute("INSERT INTO trace (text) VALUES (?)", (self.text,))


def traces(connection: apsw.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE name = 'trace'").fetchall()
    if not found:
        return []
    return [str(text) for (text,) in connection.execute("SELECT text FROM trace").fetchall()]


async def test_database_opens_again_with_its_key(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    database = await Database.create(path, KEY)
    await database.run("write", insert("kept"))
    await database.close()

    database = await Database.open(path, KEY)

    assert await database.run("read", traces) == ["kept"]
    await database.close()


async def test_files_are_private_and_log_is_gone_after_close(
    tmp_path: Path, database: Database
) -> None:
    await database.run("write", insert("kept"))
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    assert {path.name for path in tmp_path.iterdir()} == {
        "history.db",
        "history.db-wal",
        "history.db-shm",
    }

    await database.close()
    await database.close()

    assert [path.name for path in tmp_path.iterdir()] == ["history.db"]


async def test_settings_that_durability_and_secrecy_need(database: Database) -> None:
    def read(connection: apsw.Connection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store")
        return {name: connection.execute(f"PRAGMA {name}").fetchall()[0][0] for name in names}

    assert await database.run("read", read) == {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "temp_store": 2,
    }


async def test_nothing_is_made_over_an_existing_file(tmp_path: Path, database: Database) -> None:
    await database.run("write", insert("kept"))

    with pytest.raises(StorageError):
        await Database.create(tmp_path / "history.db", KEY)

    assert await database.run("read", traces) == ["kept"]


async def test_missing_folder_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        await Database.create(tmp_path / "nowhere" / "history.db", KEY)


@pytest.mark.parametrize("content", [None, b"", b"SQLite format 3\0" + bytes(4080), b"noise" * 999])
async def test_what_is_no_database_of_ours_is_unreadable(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "history.db"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(DatabaseUnreadable):
        await Database.open(path, KEY)

    assert (path.read_bytes() if path.exists() else None) == content


async def test_path_that_leads_nowhere_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")

    with pytest.raises(StorageError, match="NotADirectoryError"):
        await Database.open(tmp_path / "file" / "history.db", KEY)


async def test_wrong_key_changes_nothing_even_with_a_log_beside_the_file(tmp_path: Path) -> None:
    """The log of a killed process holds commits that the file has not; a wrong key keeps both."""
    path = tmp_path / "history.db"
    database = await Database.create(path, KEY)
    await database.run("write", insert("in the log"))
    killed = tmp_path / "killed"
    killed.mkdir()
    for file in (path, tmp_path / "history.db-wal"):
        shutil.copy(file, killed)
    await database.close()
    before = {file.name: file.read_bytes() for file in killed.iterdir()}
    assert len(before["history.db-wal"]) > 0

    with pytest.raises(DatabaseUnreadable):
        await Database.open(killed / "history.db", OTHER_KEY)

    after = {file.name: file.read_bytes() for file in killed.iterdir()}
    assert {name: after.get(name) for name in before} == before
    database = await Database.open(killed / "history.db", KEY)
    assert await database.run("read", traces) == ["in the log"]
    await database.close()


async def test_key_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        await Database.create(tmp_path / "history.db", b"short")


async def test_flipped_byte_in_any_page_is_found_when_the_page_is_read(tmp_path: Path) -> None:
    """FT-17, the part of the store: a damaged page is an error, never another text."""
    path = tmp_path / "history.db"
    database = await Database.create(path, KEY)
    stores = Stores(database)
    await stores.add_account()
    contact = (await stores.add_contact()).record.id
    for number in range(40):
        await stores.queue(contact, number, text="x" * 3000)
    await database.close()
    whole = path.read_bytes()

    def read_everything(connection: apsw.Connection) -> None:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            connection.execute(f"SELECT * FROM {table} NOT INDEXED").fetchall()
        # Pages that no table shows belong to the search index.
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise apsw.CorruptError

    pages = len(whole) // 4096
    assert pages > 40
    for page in [0, 1, 2, 3, pages // 2, pages - 1]:
        for place in (40, 2000, 4095):
            damaged = bytearray(whole)
            damaged[page * 4096 + place] ^= 1
            path.write_bytes(damaged)
            with pytest.raises(DatabaseUnreadable):  # noqa: PT012 - either step may find it
                opened = await Database.open(path, KEY)
                try:
                    await opened.run("read", read_everything)
                finally:
                    await opened.close()

    path.write_bytes(whole)
    database = await Database.open(path, KEY)
    await database.run("read", read_everything)
    await database.close()


async def test_two_swapped_pages_are_found(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    database = await Database.create(path, KEY)
    await database.close()
    whole = path.read_bytes()
    pages = [whole[at : at + 4096] for at in range(0, len(whole), 4096)]
    pages[3], pages[4] = pages[4], pages[3]
    path.write_bytes(b"".join(pages))

    def check(connection: apsw.Connection) -> None:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    database = await Database.open(path, KEY)
    with pytest.raises(DatabaseUnreadable):
        await database.run("check", check)
    await database.close()


async def test_error_rolls_everything_back(database: Database) -> None:
    def fail(connection: apsw.Connection) -> None:
        insert("half")(connection)
        raise KeyError("no")

    with pytest.raises(KeyError):
        await database.run("fail", fail)

    assert await database.run("read", traces) == []


async def test_error_of_sql_names_the_transaction_and_no_value(database: Database) -> None:
    def fail(connection: apsw.Connection) -> None:
        insert("secret words")(connection)
        connection.execute("INSERT INTO trace (text) VALUES (NULL)")

    with pytest.raises(StorageError, match=r"^some step: ConstraintError$"):
        await database.run("some step", fail)

    assert await database.run("read", traces) == []


async def test_full_disk_changes_nothing_and_later_commits_work(database: Database) -> None:
    """FT-03, the part of the client's store."""
    await database.run("write", insert("before"))
    pages = await database.run(
        "count", lambda connection: connection.execute("PRAGMA page_count").fetchall()[0][0]
    )
    database._connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()

    with pytest.raises(DiskFull):
        await database.run("write", insert("x" * 50_000))

    assert await database.run("read", traces) == ["before"]
    database._connection.execute("PRAGMA max_page_count = 4294967294").fetchall()
    await database.run("write", insert("after"))
    assert await database.run("read", traces) == ["before", "after"]


def test_really_full_disk_is_told_as_full(tmp_path: Path) -> None:
    """FT-03 on a file system of 400 kB that only the child process sees."""
    child = """
import asyncio, sys
from pathlib import Path
from desktop.errors import DiskFull
from desktop.storage.database import Database

async def main():
    database = await Database.create(Path(sys.argv[1]) / "history.db", bytes(range(32)))
    await database.run("table", lambda c: c.execute("CREATE TABLE t (b BLOB)").fetchall())
    count = 0
    try:
        while True:
            await database.run("fill", lambda c: c.execute("INSERT INTO t VALUES (zeroblob(9999))"))
            count += 1
    except DiskFull:
        read = await database.run("read", lambda c: c.execute("SELECT count(*) FROM t").fetchall())
        assert read == [(count,)] and count > 5, (read, count)
        print("full")
    await database.close()

asyncio.run(main())
"""
    mount = f"mount -t tmpfs -o size=1200k tmpfs {tmp_path}"
    run_child = [sys.executable, "-c", child, str(tmp_path)]
    command = ["unshare", "--mount", "sh", "-c", f'{mount} || exit 77; exec "$@"', "sh", *run_child]
    if shutil.which("unshare") is None:
        pytest.skip("no unshare here")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode in (1, 77) and "full" not in done.stdout and "Error" not in done.stderr:
        pytest.skip("no file system may be mounted here")

    assert (done.stdout, done.returncode) == ("full\n", 0), done.stderr


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_errors_of_the_system_for_want_of_room_are_full(number: int) -> None:
    assert isinstance(translate_error("x", OSError(number, "full")), DiskFull)
    assert isinstance(translate_error("x", apsw.IOError(), number), DiskFull)
    assert not isinstance(translate_error("x", apsw.IOError(), errno.EIO), DiskFull)
    assert not isinstance(translate_error("x", apsw.ConstraintError(), number), DiskFull)


async def test_cancelled_caller_never_leaves_half_a_transaction(tmp_path: Path) -> None:
    """Whenever the cancellation comes, the row is there exactly if the caller was told so."""
    database = await Database.create(tmp_path / "history.db", KEY)
    told: list[str] = []

    async def caller(text: str) -> None:
        await database.run("write", insert(text))
        told.append(text)
        await asyncio.sleep(0)

    for number in range(60):
        tasks = {asyncio.ensure_future(caller(f"{number}-{at}")) for at in range(3)}  # noqa: TID251
        for _ in range(number % 12):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    assert sorted(await database.run("read", traces)) == sorted(told)
    await database.close()


async def test_closed_database_says_so(database: Database) -> None:
    await database.close()

    with pytest.raises(StorageError, match="closed"):
        await database.run("read", traces)


async def test_newer_schema_is_refused_and_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    database = await Database.create(path, KEY)
    database._connection.execute("PRAGMA user_version = 99")
    await database.close()
    before = path.read_bytes()

    with pytest.raises(DatabaseTooNew):
        await Database.open(path, KEY)

    assert path.read_bytes() == before


async def test_full_disk_during_a_migration_leaves_the_old_schema(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    first = Migration(number=1, apply=insert("first"))
    database = await Database.create(path, KEY, migrations=[first])
    await database.close()

    def too_large(connection: apsw.Connection) -> None:
        pages = connection.execute("PRAGMA page_count").fetchall()[0][0]
        connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()
        insert("x" * 50_000)(connection)

    with pytest.raises(DiskFull):
        await Database.open(path, KEY, migrations=[first, Migration(number=2, apply=too_large)])

    database = await Database.open(path, KEY, migrations=[first])
    assert await database.run("read", traces) == ["first"]
    await database.close()


async def test_no_text_of_the_database_is_on_the_disk(tmp_path: Path, database: Database) -> None:
    marker = "a text that only two people know"
    search = LeakSearch({"text": marker, "key": KEY})
    stores = Stores(database)
    await stores.add_account()
    contact = (await stores.add_contact()).record.id

    await stores.queue(contact, 1, marker)
    assert search.in_files([tmp_path]) == []
    await database.run("copy", lambda connection: None)
    database._connection.execute("VACUUM INTO ?", (str(tmp_path / "copy"),))
    await database.close()
    assert search.in_files([tmp_path]) == []

    control, expected = search.plant_control(tmp_path)
    assert search.in_files([tmp_path]) == expected
    assert control.stat().st_size > 0


async def test_long_reading_does_not_hold_up_writing(database: Database) -> None:
    await database.run("insert", insert("before"))
    has_begun, may_end = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def read_long(connection: apsw.Connection) -> list[str]:
        first = traces(connection)
        loop.call_soon_threadsafe(has_begun.set)
        assert may_end.wait(10)
        return first + traces(connection)

    async with asyncio.TaskGroup() as group:
        reading = group.create_task(database.read("long", read_long))
        await has_begun.wait()
        await database.run("insert", insert("meanwhile"))
        may_end.set()

    assert "meanwhile" not in reading.result()
    assert "meanwhile" in await database.read("short", traces)


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(StorageError):
        await database.read("insert", insert("nothing"))

    assert await database.run("read", traces) == []


async def test_a_closed_database_reads_nothing(database: Database) -> None:
    await database.read("read", traces)
    await database.close()

    with pytest.raises(StorageError):
        await database.read("read", traces)
