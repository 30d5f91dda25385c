"""FT-17: bytes flipped in each kind of page; what opens is read, and losses are counted."""

# ruff: noqa: ASYNC240 - nothing else runs on a test's loop

from dataclasses import astuple
from functools import partial
from pathlib import Path

import apsw
import pytest

from desktop.core.rescue_records import SalvageReport
from desktop.errors import DatabaseUnreadable
from desktop.storage.database import Database
from desktop.storage.migrations import MIGRATIONS
from desktop.storage.salvage import put_aside, salvage
from tests.desktop.storage.damaged_files import (
    MESSAGES,
    damaged,
    find_free_pages,
    find_pages,
    make_history,
)
from tests.desktop.storage.sample_rows import ACCOUNT, KEY, Stores

ALL = 2 * MESSAGES


async def saved(path: Path) -> tuple[SalvageReport, Database]:
    """Salvage a database; it must not change."""
    before = path.read_bytes()
    target = path.with_name("saved.db")
    target.unlink(missing_ok=True)
    await (await Database.create(target, KEY)).close()
    report = salvage(path, target, KEY, migrations=MIGRATIONS)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.work*"))
    return report, await Database.open(target, KEY)


def run(connection: apsw.Connection, query: str) -> list[tuple[object, ...]]:
    """Run a query to its end."""
    return [tuple(row) for row in connection.execute(query).fetchall()]


async def texts(database: Database) -> set[str]:
    """Return what is said in the saved history."""
    rows = await database.run(
        "texts", lambda connection: connection.execute("SELECT text FROM message").fetchall()
    )
    return {str(text) for (text,) in rows}


@pytest.mark.parametrize("offset", [0, 5, 16, 18, 20, 23, 24, 60, 99, 107, 2000, 4095])
async def test_head_of_the_file_loses_nothing(tmp_path: Path, offset: int) -> None:
    """FT-17."""
    path = tmp_path / "history.db"
    await make_history(path)

    report, database = await saved(damaged(path, 1, offset=offset))

    assert astuple(report) == (ALL, 0, 0, True)
    assert len(await texts(database)) > MESSAGES
    await database.close()


async def test_pages_of_the_schema_lose_nothing(tmp_path: Path) -> None:
    """FT-17."""
    path = tmp_path / "history.db"
    await make_history(path)
    pages = find_pages(path, "sqlite_schema", "leaf")
    assert len(pages) > 2

    for page in (pages[0], pages[-1]):
        report, database = await saved(damaged(path, page))
        assert astuple(report) == (ALL, 0, 0, True)
        await database.close()


async def test_messages_of_a_leaf_are_lost_and_counted(tmp_path: Path) -> None:
    """FT-17."""
    path = tmp_path / "history.db"
    await make_history(path)
    leaf = find_pages(path, "message", "leaf")[2]

    report, database = await saved(damaged(path, leaf))

    assert report.is_exact
    assert 0 < report.lost_messages < 60
    assert report.messages + report.lost_messages == ALL
    assert report.lost_people == 0
    assert len(await Stores(database).history.load_conversations()) == 2
    await database.close()


async def test_a_text_on_its_own_page_is_one_loss(tmp_path: Path) -> None:
    """FT-17."""
    path = tmp_path / "history.db"
    await make_history(path)
    page = find_pages(path, "message", "overflow")[0]

    report, database = await saved(damaged(path, page))

    assert astuple(report) == (ALL - 1, 1, 0, True)
    await database.close()


@pytest.mark.parametrize(
    "name",
    ["message_in_order", "message_of_sender", "message_search_data", "conversation", "session"],
)
async def test_pages_beside_the_messages_lose_none(tmp_path: Path, name: str) -> None:
    """FT-17."""
    path = tmp_path / "history.db"
    await make_history(path)
    page = find_pages(path, name, "leaf")[0]

    report, database = await saved(damaged(path, page))

    assert astuple(report) == (ALL, 0, 0, True)
    conversations = await Stores(database).history.load_conversations()
    assert [one.last_message is not None for one in conversations] == [True, True]
    await database.close()


async def test_free_pages_lose_nothing(tmp_path: Path) -> None:
    """FT-17."""
    path = tmp_path / "history.db"
    await make_history(path)
    free = find_free_pages(path)
    assert free

    report, database = await saved(damaged(path, free[0]))

    assert astuple(report) == (ALL, 0, 0, True)
    await database.close()


async def test_lost_people_are_shown_without_name_and_with_their_messages(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make_history(path)
    (page,) = find_pages(path, "contact", "leaf")

    report, database = await saved(damaged(path, page))

    assert astuple(report) == (ALL, 0, 2, True)
    conversations = await Stores(database).history.load_conversations()
    assert [one.contact.is_name_confirmed for one in conversations] == [False, False]
    assert all(one.last_message is not None for one in conversations)
    await database.close()


async def test_own_account_may_be_lost(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make_history(path)
    whole, database = await saved(path)
    assert astuple(whole) == (ALL, 0, 0, True)
    row = await Stores(database).keys.find_account()
    assert row is not None
    assert row.username == ACCOUNT.username
    await database.close()

    (page,) = find_pages(path, "own_account", "leaf")
    report, database = await saved(damaged(path, page))

    assert report.messages == ALL
    assert await Stores(database).keys.find_account() is None
    await database.close()


async def test_no_state_of_the_ratchet_is_saved(tmp_path: Path) -> None:
    """FT-17: what is saved could not be sent from, even by mistake."""
    path = tmp_path / "history.db"
    await make_history(path)

    _, database = await saved(path)

    for table in ("session", "stream", "seen", "outbox", "own_prekey"):
        query = f"SELECT count(*) FROM {table}"
        count = await database.run("count", partial(run, query=query))
        assert count == [(0,)], table
    await database.close()


async def test_the_root_of_all_messages_is_counted_as_their_loss(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make_history(path)
    (root,) = find_pages(path, "message", "internal")

    report, database = await saved(damaged(path, root))

    assert astuple(report) == (0, ALL, 0, True)
    await database.close()


async def test_another_text_never_comes_out(tmp_path: Path) -> None:
    """FT-17: with a damaged head seals are not looked at once; afterwards they are."""
    path = tmp_path / "history.db"
    await make_history(path)
    whole, database = await saved(path)
    said = await texts(database)
    await database.close()
    leaf = find_pages(path, "message", "leaf")[1]

    report, database = await saved(damaged(damaged(path, leaf, offset=3000), 1))

    assert report.lost_messages > 0
    assert report.messages + report.lost_messages == whole.messages
    assert await texts(database) <= said
    await database.close()


@pytest.mark.parametrize("content", [b"", b"no database" * 1000])
async def test_what_is_no_database_is_unreadable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "history.db"
    path.write_bytes(content)

    with pytest.raises(DatabaseUnreadable):
        await saved(path)


async def test_another_key_is_unreadable(tmp_path: Path) -> None:
    path, target = tmp_path / "history.db", tmp_path / "saved.db"
    await make_history(path)
    await (await Database.create(target, bytes(32))).close()

    with pytest.raises(DatabaseUnreadable):
        salvage(path, target, bytes(32), migrations=MIGRATIONS)


def test_putting_aside_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    for number in (1, 2):
        path.write_bytes(b"%d" % number)
        path.with_name("history.db-wal").write_bytes(b"log %d" % number)
        put_aside(path)

    assert not path.exists()
    assert (tmp_path / "history.db.damaged-1").read_bytes() == b"1"
    assert (tmp_path / "history.db.damaged-2").read_bytes() == b"2"
    assert (tmp_path / "history.db.damaged-2-wal").read_bytes() == b"log 2"
