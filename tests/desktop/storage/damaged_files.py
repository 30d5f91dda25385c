"""Databases to damage: where each kind of page lies in the encrypted file, and flipping bytes."""

# ruff: noqa: ASYNC240 - nothing else runs on a test's loop

import shutil
from functools import partial
from pathlib import Path

import apsw

from desktop.storage.database import Database, open_file
from tests.desktop.storage.sample_rows import BOB, CAROL, KEY, Stores, received

PAGE_BYTES = 4096
MESSAGES = 120
LONG = 60
"""The number of the message whose text needs pages of its own."""


_made: list[bytes] = []
"""The history as it was made first; the others are the same bytes."""


async def make_history(path: Path) -> None:
    """Make a history of two conversations of 120 messages each, with free pages behind it."""
    if not _made:
        await _make(path)
        _made.append(path.read_bytes())
    path.write_bytes(_made[0])


async def _make(path: Path) -> None:
    database = await Database.create(path, KEY)
    stores = Stores(database)
    await stores.add_account()
    for start, peer in ((0, BOB), (1000, CAROL)):
        contact = (await stores.add_contact(peer)).record.id
        for number in range(1, MESSAGES + 1):
            text = "long " * 2000 if number == LONG else f"text {number} of {start}, " * 4
            await stores.history.commit_received(
                received(contact, seq=number, envelope_id=start + number, sender=peer, text=text)
            )
    for work in (
        "CREATE TABLE trash (x)",
        "INSERT INTO trash SELECT zeroblob(3000) FROM message",
        "DROP TABLE trash",
    ):
        await database.run("trash", partial(apsw.Connection.execute, statements=work))
    await database.close()


def find_pages(path: Path, name: str, kind: str) -> list[int]:
    """Return the numbers of the pages of a table or index: "leaf", "internal" or "overflow"."""
    connection = open_file(path, KEY, flags=apsw.SQLITE_OPEN_READONLY)
    rows = connection.execute(
        "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY pageno", (name, kind)
    ).fetchall()
    connection.close()
    return [int(str(number)) for (number,) in rows]


def find_free_pages(path: Path) -> list[int]:
    """Return the numbers of the pages that hold nothing."""
    connection = open_file(path, KEY, flags=apsw.SQLITE_OPEN_READONLY)
    used = {int(str(n)) for (n,) in connection.execute("SELECT pageno FROM dbstat").fetchall()}
    total = int(str(connection.execute("PRAGMA page_count").fetchall()[0][0]))
    connection.close()
    return sorted(set(range(1, total + 1)) - used)


def damaged(path: Path, page: int, *, offset: int = 500) -> Path:
    """Return a copy of a database with one byte of a page flipped."""
    copy = path.with_name(f"damaged-{page}-{offset}.db")
    shutil.copyfile(path, copy)
    content = bytearray(copy.read_bytes())
    content[(page - 1) * PAGE_BYTES + offset] ^= 0x41
    copy.write_bytes(content)
    return copy
