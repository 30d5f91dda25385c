"""Rows around a damaged place are read, and nothing that is not sealed."""

from pathlib import Path

import apsw

from desktop.storage.damaged_table import DamagedTable, find_numbers
from desktop.storage.database import open_file
from tests.desktop.storage.damaged_files import (
    LONG,
    MESSAGES,
    damaged,
    find_pages,
    make_history,
)
from tests.desktop.storage.sample_rows import KEY

ALL = set(range(1, 2 * MESSAGES + 1))


def read(path: Path) -> tuple[set[int], bool]:
    """Return the numbers of the messages that can be read, and whether any could not."""
    connection = open_file(path, KEY, flags=apsw.SQLITE_OPEN_READONLY)
    table = DamagedTable(connection, "message", ("id", "text"))
    numbers = {int(str(row[0])) for row in table.rows()}
    connection.close(force=True)
    return numbers, table.has_gaps


async def test_a_whole_table_has_no_gaps(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make_history(path)

    assert read(path) == (ALL, False)


async def test_one_leaf_loses_its_rows_and_no_others(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make_history(path)
    leaves = find_pages(path, "message", "leaf")
    assert len(leaves) > 3

    for leaf in (leaves[0], leaves[1], leaves[-1]):
        numbers, has_gaps = read(damaged(path, leaf))
        lost = sorted(ALL - numbers)
        assert has_gaps
        assert 0 < len(lost) < 60
        assert lost == list(range(lost[0], lost[-1] + 1))


async def test_two_damaged_leaves_are_two_gaps(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make_history(path)
    leaves = find_pages(path, "message", "leaf")

    numbers, _ = read(damaged(damaged(path, leaves[0]), leaves[2]))

    assert 0 < len(ALL - numbers) < 120
    assert numbers & set(range(1, 2 * MESSAGES))


async def test_a_damaged_text_loses_one_row(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make_history(path)
    overflow = find_pages(path, "message", "overflow")[0]

    numbers, _ = read(damaged(path, overflow))

    assert ALL - numbers in ({LONG}, {MESSAGES + LONG})


async def test_the_root_loses_everything_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make_history(path)
    (root,) = find_pages(path, "message", "internal")

    assert read(damaged(path, root)) == (set(), True)


async def test_numbers_of_a_damaged_index_are_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make_history(path)
    query = "SELECT id FROM message INDEXED BY message_in_order"
    leaf = find_pages(path, "message_in_order", "leaf")[0]

    whole = open_file(path, KEY, flags=apsw.SQLITE_OPEN_READONLY)
    broken = open_file(damaged(path, leaf), KEY, flags=apsw.SQLITE_OPEN_READONLY)

    assert find_numbers(whole, query) == ALL
    assert find_numbers(broken, query) is None
