"""Copies: of one moment, checked, replaced at once, and put back as another life."""

import os
import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from server.store import account_rows, copies
from server.store.account_rows import RelayIdentity
from server.store.copies import back_up, restore
from server.store.engine import DatabaseUnusable, head_revision, lock_database, open_database
from server.store.envelope_ids import EnvelopeIds
from tests.helpers.people import REALM
from tests.helpers.relay_parts import ManualClock, add_device, writing

EPOCH, NEW_EPOCH = b"e" * 16, b"n" * 16
FIRST_VERSION = Path(__file__).parents[2] / "data" / "relay" / "0.1.0.sql"


def fill(folder: Path, *names: str) -> Path:
    """Make a database with accounts of these names, and return its file."""
    folder.mkdir(exist_ok=True)
    with writing(folder) as connection:
        if account_rows.load_identity(connection) is None:
            account_rows.save_identity(connection, RelayIdentity(realm=REALM, epoch=EPOCH))
        ids = EnvelopeIds(ManualClock(), newest=0)
        for name in names:
            add_device(connection, name, ids)
    return folder / "relay.db"


def names_in(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    names = [name for (name,) in connection.execute("SELECT name FROM username ORDER BY name")]
    connection.close()
    return names


def epoch_of(path: Path) -> bytes:
    connection = sqlite3.connect(path)
    (epoch,) = connection.execute("SELECT epoch FROM relay").fetchone()
    connection.close()
    assert isinstance(epoch, bytes)
    return epoch


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_copy_is_whole_and_its_owners_alone_while_the_database_is_in_use(tmp_path: Path) -> None:
    path = fill(tmp_path / "live", "alice")
    database = open_database(path)
    target = tmp_path / "copy.db"
    with database.writing.begin() as connection:
        add_device(connection, "carol", EnvelopeIds(ManualClock(), newest=0))
        back_up(path, target)  # what is not committed is not in it
    database.close()

    assert names_in(target) == ["alice"]
    assert names_in(path) == ["alice", "carol"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert files_in(tmp_path) == {"live", "copy.db"}


def test_copy_before_stays_if_the_new_one_fails(tmp_path: Path) -> None:
    path = fill(tmp_path / "live", "alice")
    target = tmp_path / "copy.db"
    back_up(path, target)
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(DatabaseUnusable, match="Cannot copy"):
        back_up(path, target)

    assert names_in(target) == ["alice"]
    assert files_in(tmp_path) == {"live", "copy.db"}


def test_damaged_database_gives_no_copy(tmp_path: Path) -> None:
    path = fill(tmp_path / "live", "alice", "bob")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("DELETE FROM account")
    connection.commit()
    connection.close()
    with pytest.raises(DatabaseUnusable, match="rows are missing"):
        back_up(path, tmp_path / "copy.db")

    assert files_in(tmp_path) == {"live"}


def test_copy_onto_the_database_itself_is_refused(tmp_path: Path) -> None:
    path = fill(tmp_path, "alice")
    os.link(path, tmp_path / "same.db")
    for target in (path, tmp_path / "same.db"):
        with pytest.raises(DatabaseUnusable, match="the database itself"):
            back_up(path, target)
        with pytest.raises(DatabaseUnusable, match="the database itself"):
            restore(target, path, epoch=NEW_EPOCH)

    assert names_in(path) == ["alice"]


def test_missing_files_and_folders_are_told(tmp_path: Path) -> None:
    path = fill(tmp_path / "live", "alice")
    with pytest.raises(DatabaseUnusable, match="no database"):
        back_up(tmp_path / "none.db", tmp_path / "copy.db")
    with pytest.raises(DatabaseUnusable, match="Cannot write"):
        back_up(path, tmp_path / "nowhere" / "copy.db")
    with pytest.raises(DatabaseUnusable, match="no database"):
        restore(tmp_path / "none.db", path, epoch=NEW_EPOCH)
    with pytest.raises(DatabaseUnusable, match="folder of the database"):
        restore(path, tmp_path / "nowhere" / "relay.db", epoch=NEW_EPOCH)

    assert files_in(tmp_path) == {"live"}


def test_restored_database_is_another_life_and_the_one_before_is_kept(tmp_path: Path) -> None:
    """FT-15 (relay part): whoever was told of the old one notices the epoch."""
    path = fill(tmp_path / "live", "alice")
    copy = tmp_path / "copy.db"
    back_up(path, copy)
    fill(tmp_path / "live", "carol")
    kept = restore(copy, path, epoch=NEW_EPOCH)

    assert kept == tmp_path / "live" / "relay.db.before-restore-1"
    assert (names_in(path), epoch_of(path)) == (["alice"], NEW_EPOCH)
    assert (names_in(kept), epoch_of(kept)) == (["alice", "carol"], EPOCH)
    assert (names_in(copy), epoch_of(copy)) == (["alice"], EPOCH)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert files_in(path.parent) == {path.name, kept.name, f"{path.name}.lock"}
    again = restore(copy, path, epoch=EPOCH)
    assert again is not None
    assert again.name == "relay.db.before-restore-2"


def test_log_of_a_crashed_relay_stays_with_the_database_of_before(tmp_path: Path) -> None:
    """What stands in the log only must not reach the copy that comes in its place."""
    path = fill(tmp_path / "live", "alice")
    copy = tmp_path / "copy.db"
    back_up(path, copy)
    crashed = sqlite3.connect(path)
    crashed.execute("UPDATE username SET name = 'crashed'")
    crashed.commit()
    left = {end: Path(f"{path}{end}").read_bytes() for end in ("", "-wal")}
    crashed.close()
    for end, content in left.items():
        Path(f"{path}{end}").write_bytes(content)
    kept = restore(copy, path, epoch=NEW_EPOCH)

    assert kept is not None
    assert names_in(kept) == ["crashed"]
    assert names_in(path) == ["alice"]


def test_database_that_is_beyond_repair_is_replaced_and_kept(tmp_path: Path) -> None:
    path = fill(tmp_path / "live", "alice")
    copy = tmp_path / "copy.db"
    back_up(path, copy)
    path.write_bytes(b"burnt" * 1000)
    Path(f"{path}-wal").write_bytes(b"ashes")
    kept = restore(copy, path, epoch=NEW_EPOCH)

    assert names_in(path) == ["alice"]
    assert kept is not None
    assert kept.read_bytes().startswith(b"burnt")
    assert not Path(f"{path}-wal").exists()


def test_copy_is_put_where_there_was_no_database(tmp_path: Path) -> None:
    copy = fill(tmp_path / "old", "alice")
    (tmp_path / "new").mkdir()

    assert restore(copy, tmp_path / "new" / "relay.db", epoch=NEW_EPOCH) is None
    assert names_in(tmp_path / "new" / "relay.db") == ["alice"]


def test_running_relay_is_not_replaced(tmp_path: Path) -> None:
    path = fill(tmp_path / "live", "alice")
    copy = tmp_path / "copy.db"
    back_up(path, copy)
    database = open_database(path)
    with pytest.raises(DatabaseUnusable, match="Another relay"):
        restore(copy, path, epoch=NEW_EPOCH)
    database.close()

    assert epoch_of(path) == EPOCH


@pytest.mark.parametrize("kind", ["text", "other", "newer"])
def test_file_that_is_no_copy_of_ours_changes_nothing(tmp_path: Path, kind: str) -> None:
    path = fill(tmp_path / "live", "alice")
    copy = tmp_path / "copy.db"
    if kind == "text":
        copy.write_text("a letter, not a database\n" * 100)
    elif kind == "other":
        with sqlite3.connect(copy) as connection:
            connection.execute("CREATE TABLE recipe (name TEXT)")
        connection.close()
    else:
        back_up(path, copy)
        with sqlite3.connect(copy) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.close()
    with pytest.raises(DatabaseUnusable):
        restore(copy, path, epoch=NEW_EPOCH)

    assert (names_in(path), epoch_of(path)) == (["alice"], EPOCH)
    assert files_in(path.parent) == {path.name, f"{path.name}.lock"}


def test_copy_of_the_first_version_is_brought_to_the_newest(tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with sqlite3.connect(copy) as old:
        old.executescript(FIRST_VERSION.read_text("utf-8"))
    old.close()
    copies.restore(copy, tmp_path / "relay.db", epoch=NEW_EPOCH)
    with sqlite3.connect(tmp_path / "relay.db") as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()

    assert found == (head_revision(),)


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only the administrator can give it away"
)
def test_restored_database_belongs_to_whom_the_relay_runs_as(tmp_path: Path) -> None:
    path = fill(tmp_path / "live", "alice")
    back_up(path, tmp_path / "copy.db")
    os.chown(path, 4242, 4243)
    restore(tmp_path / "copy.db", path, epoch=NEW_EPOCH)

    assert (path.stat().st_uid, path.stat().st_gid) == (4242, 4243)


def test_two_copies_of_one_name_are_not_written_at_once(tmp_path: Path) -> None:
    """The file of that name is always a whole one, and a running relay's is never replaced."""
    path = fill(tmp_path / "live", "alice")
    target = tmp_path / "copy.db"
    back_up(path, target)
    before = target.read_bytes()
    other = lock_database(target)
    with pytest.raises(DatabaseUnusable, match="another back-up does, or a relay runs on it"):
        back_up(path, target)
    os.close(other)

    assert target.read_bytes() == before
    back_up(path, target)
    assert files_in(tmp_path) == {"live", "copy.db"}


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal", ".lock", ".reserve"])
def test_copy_never_takes_the_place_of_a_file_beside_the_database(
    tmp_path: Path, ending: str
) -> None:
    path = fill(tmp_path / "live", "alice")
    with pytest.raises(DatabaseUnusable, match="a file of the database"):
        back_up(path, path.with_name(f"{path.name}{ending}"))

    assert names_in(path) == ["alice"]
