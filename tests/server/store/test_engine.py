"""Opening the database: durable, private, one process, the right schema, one sentence if not."""

import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from protocol.ids import DeviceAddress
from protocol.messages import PresenceRule
from server.store import account_rows
from server.store.account_rows import RelayIdentity
from server.store.engine import (
    WRITER_CACHE_KIB,
    Database,
    DatabaseUnusable,
    changing,
    current_revision,
    head_revision,
    open_database,
    writing_beside,
)
from tests.helpers.people import REALM

FIRST_VERSION = Path(__file__).parents[2] / "data" / "relay" / "0.1.0.sql"


def open_in(folder: Path) -> Database:
    return open_database(folder / "relay.db")


def test_new_database_has_the_newest_schema(tmp_path: Path) -> None:
    database = open_in(tmp_path)
    with database.reading.connect() as connection:
        revision = current_revision(connection)
    database.close()

    assert revision == head_revision()


def test_commit_waits_for_the_disk(tmp_path: Path) -> None:
    """FT-02: WAL and synchronous=FULL (2), on macOS with fullfsync."""
    database = open_in(tmp_path)
    with database.writing.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "fullfsync")
        }
    database.close()

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "fullfsync": 1}


def test_writer_keeps_few_pages(tmp_path: Path) -> None:
    """FT-21: memory does not go on growing with the database."""
    database = open_in(tmp_path)
    with database.writing.connect() as connection:
        kept = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    database.close()

    assert kept == -WRITER_CACHE_KIB


def test_reader_cannot_write(tmp_path: Path) -> None:
    database = open_in(tmp_path)
    with database.reading.connect() as connection, pytest.raises(DatabaseError, match="readonly"):
        connection.exec_driver_sql("DELETE FROM account")
    database.close()


def test_writer_takes_the_lock_at_once(tmp_path: Path) -> None:
    database = open_in(tmp_path)
    with database.writing.begin():
        other = sqlite3.connect(tmp_path / "relay.db", timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
    database.close()


def test_files_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    database = open_in(tmp_path)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    database.close()

    assert modes["relay.db"] == 0o600
    assert set(modes.values()) == {0o600}


def test_second_relay_on_one_database_is_refused(tmp_path: Path) -> None:
    database = open_in(tmp_path)
    with pytest.raises(DatabaseUnusable, match="Another relay"):
        open_in(tmp_path)
    database.close()

    open_in(tmp_path).close()


def test_short_write_beside_a_relay_is_seen_by_it(tmp_path: Path) -> None:
    database = open_in(tmp_path)
    with database.reading.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM relay").scalar_one() == 0
    with writing_beside(tmp_path / "relay.db") as connection:
        account_rows.save_identity(connection, RelayIdentity(realm=REALM, epoch=bytes(16)))
    with database.writing.begin() as connection:
        assert account_rows.load_identity(connection) is not None
    database.close()


def test_failed_write_beside_a_relay_leaves_nothing(tmp_path: Path) -> None:
    open_in(tmp_path).close()
    identity = RelayIdentity(realm=REALM, epoch=bytes(16))

    def save_and_fail() -> None:
        with writing_beside(tmp_path / "relay.db") as connection:
            account_rows.save_identity(connection, identity)
            raise KeyError

    with pytest.raises(KeyError):
        save_and_fail()
    with writing_beside(tmp_path / "relay.db") as connection:
        assert account_rows.load_identity(connection) is None


def test_write_beside_a_relay_waits_for_no_longer_than_a_statement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.store.engine.BUSY_TIMEOUT_MS", 0)
    database = open_in(tmp_path)
    with (
        database.writing.begin(),
        pytest.raises(DatabaseUnusable, match="locked"),
        writing_beside(tmp_path / "relay.db"),
    ):
        pass
    database.close()


def test_database_of_another_schema_is_not_written_beside(tmp_path: Path) -> None:
    open_in(tmp_path).close()
    with sqlite3.connect(tmp_path / "relay.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
    connection.close()

    with pytest.raises(DatabaseUnusable, match="migrate"), writing_beside(tmp_path / "relay.db"):
        pass
    with pytest.raises(DatabaseUnusable, match="no database"), writing_beside(tmp_path / "no.db"):
        pass
    assert not (tmp_path / "no.db").exists()


def test_database_of_a_newer_version_is_refused_untouched(tmp_path: Path) -> None:
    open_in(tmp_path).close()
    with sqlite3.connect(tmp_path / "relay.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(DatabaseUnusable, match="newer version"):
        open_in(tmp_path)
    with sqlite3.connect(tmp_path / "relay.db") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)
    connection.close()


def test_database_of_another_program_is_refused_untouched(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "relay.db") as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.close()

    with pytest.raises(DatabaseUnusable, match="another program"):
        open_in(tmp_path)
    with sqlite3.connect(tmp_path / "relay.db") as connection:
        names = connection.execute("SELECT name FROM sqlite_schema").fetchall()
    connection.close()
    assert names == [("recipe",)]


def test_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "relay.db").write_bytes(b"a letter, not a database" * 100)

    with pytest.raises(DatabaseUnusable, match="not a database"):
        open_in(tmp_path)


def test_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "relay.db").mkdir()

    with pytest.raises(DatabaseUnusable, match="Cannot use"):
        open_in(tmp_path)


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="does not exist"):
        open_database(tmp_path / "nowhere" / "relay.db")
    assert not (tmp_path / "nowhere").exists()


def test_folder_that_takes_no_lock_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "relay.db.lock").mkdir()

    with pytest.raises(DatabaseUnusable, match="Cannot use"):
        open_in(tmp_path)


def test_failed_opening_lets_go_of_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "relay.db"
    path.write_bytes(b"x" * 4096)
    with pytest.raises(DatabaseUnusable):
        open_in(tmp_path)
    path.unlink()

    open_in(tmp_path).close()


def test_database_of_the_first_version_is_brought_to_the_newest(tmp_path: Path) -> None:
    """What was held stays; nobody's choice is made for them: no key, presence for everybody."""
    path = tmp_path / "relay.db"
    with sqlite3.connect(path) as old:
        old.executescript(FIRST_VERSION.read_text("utf-8"))
    old.close()
    database = open_in(tmp_path)
    with database.reading.connect() as connection:
        assert current_revision(connection) == head_revision()
        envelopes = connection.exec_driver_sql("SELECT id, mailbox, is_request FROM envelope").all()
        bob = account_rows.find_account_by_name(connection, "bob")
        assert bob is not None
        device = account_rows.find_device(connection, DeviceAddress(account=bob.account, device=1))
    database.close()

    assert [tuple(row) for row in envelopes] == [(4194304, 1, 0), (8388608, 1, 0)]
    assert device is not None
    assert (device.presence, device.delivery_keys) == (PresenceRule.EVERYBODY, [])
    assert (device.is_revoked, device.one_time_keys) == (False, 2)
    assert device.newest_issued == 8388608


def test_change_that_the_disk_refuses_is_told_in_one_sentence(tmp_path: Path) -> None:
    """FT-03: what an operator types ends with a sentence, too, and changes nothing."""
    path = tmp_path / "relay.db"
    open_database(path).close()

    def fill() -> None:
        with changing(path) as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
            connection.exec_driver_sql("CREATE TABLE large AS SELECT zeroblob(100000)")

    with pytest.raises(DatabaseUnusable, match=r"Cannot use .*: database or disk is full"):
        fill()

    with changing(path) as connection:
        found = connection.exec_driver_sql("SELECT name FROM sqlite_schema").scalars().all()
    assert "large" not in found
