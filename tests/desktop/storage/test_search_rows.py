"""The index follows every message, and takes in those that were there before it."""

from functools import partial
from pathlib import Path

import apsw
import pytest

from desktop.core.records import ContactId, MessageKind, MessageRow
from desktop.core.search_records import SearchQuery, WrittenBy
from desktop.core.search_words import split_query
from desktop.storage import search_rows
from desktop.storage.database import Database
from desktop.storage.migration_runner import Migration
from desktop.storage.migrations import MIGRATIONS, m0005_search
from tests.desktop.storage.sample_rows import BOB, CAROL, KEY, NOW_MS, Stores, received

_OTHERS = [one for one in MIGRATIONS if one.apply is not m0005_search.apply]
BEFORE_SEARCH = [Migration(number=n, apply=one.apply) for n, one in enumerate(_OTHERS, 1)]
"""Today's schema without the index, as if that came last."""

WITH_SEARCH = [*BEFORE_SEARCH, Migration(number=len(MIGRATIONS), apply=m0005_search.apply)]


def find(connection: apsw.Connection, text: str, query: SearchQuery | None = None) -> list[int]:
    """Return the numbers that the index gives for words."""
    words = split_query(text)
    query = query or SearchQuery(text=text)
    rows = search_rows.find_messages(connection, query, words, before=None, limit=100)
    return [int(row) for row in rows]


async def begin(database: Database) -> Stores:
    """Return the stores of a profile with an account."""
    stores = Stores(database)
    await stores.add_account()
    return stores


async def found(database: Database, text: str) -> list[int]:
    """Return what is found now, with the index checked against itself."""

    def look(connection: apsw.Connection) -> list[int]:
        connection.execute("INSERT INTO message_search (message_search) VALUES ('integrity-check')")
        return find(connection, text)

    return await database.run("find", look)


async def add(stores: Stores, contact: ContactId, seq: int, text: str) -> MessageRow:
    """Receive a text."""
    outcome = await stores.history.commit_received(
        received(contact, seq=seq, envelope_id=seq, text=text)
    )
    assert outcome.added is not None
    return outcome.added.position.row


async def test_own_and_received_texts_are_found_at_once(database: Database) -> None:
    stores = await begin(database)
    contact = (await stores.add_contact()).record.id
    own = (await stores.queue(contact, 1, "the small ferry")).position.row
    theirs = await add(stores, contact, 1, "Ferry or bus?")

    assert await found(database, "ferry") == [theirs, own]
    assert await found(database, "small ferry") == [own]


async def test_what_is_not_a_text_is_not_found(database: Database) -> None:
    stores = await begin(database)
    contact = (await stores.add_contact()).record.id
    await stores.history.commit_received(
        received(contact, seq=1, envelope_id=1, kind=MessageKind.NEEDS_NEWER, text="")
    )

    assert await found(database, "message") == []


def delete(connection: apsw.Connection, row: int) -> None:
    """Delete a message and what sends it."""
    connection.execute("DELETE FROM outbox WHERE message = ?", (row,))
    connection.execute("DELETE FROM message WHERE id = ?", (row,))


async def test_deleting_takes_every_word_out_of_the_index(database: Database) -> None:
    stores = await begin(database)
    contact = (await stores.add_contact()).record.id
    row = await add(stores, contact, 1, "quixotic")
    await add(stores, contact, 2, "plain")

    def words(connection: apsw.Connection) -> bytes:
        blocks = connection.execute("SELECT block FROM message_search_data").fetchall()
        return b"".join(block for (block,) in blocks if isinstance(block, bytes))

    assert b"uixotic" in await database.run("words", words)
    await database.run("delete", partial(delete, row=row))
    after = await database.run("words", words)
    assert b"uixotic" not in after
    assert b"lain" in after
    assert await found(database, "plain") != []


async def test_deleting_a_chat_empties_its_part_of_the_index(database: Database) -> None:
    stores = await begin(database)
    bob, carol = [(await stores.add_contact(peer)).record.id for peer in (BOB, CAROL)]
    for seq in (1, 2):
        await add(stores, bob, seq, f"ferry {seq}")
    kept = (await stores.queue(carol, 1, "ferry 3")).position.row

    await database.run(
        "delete",
        lambda connection: connection.execute("DELETE FROM message WHERE contact = ?", (bob,)),
    )

    assert await found(database, "ferry") == [kept]


async def test_changing_a_text_or_moving_it_changes_the_index(database: Database) -> None:
    stores = await begin(database)
    bob, carol = [(await stores.add_contact(peer)).record.id for peer in (BOB, CAROL)]
    row = await add(stores, bob, 1, "ferry")

    def change(connection: apsw.Connection) -> None:
        connection.execute("UPDATE message SET text = 'train', contact = ?", (carol,))

    await database.run("change", change)

    assert await found(database, "ferry") == []
    assert await found(database, "train") == [row]
    for contact, expected in ((bob, []), (carol, [row])):
        query = SearchQuery(text="train", contact=contact)
        look = partial(find, text="train", query=query)
        assert await database.run("find", look) == expected


async def test_a_message_that_is_rolled_back_is_not_in_the_index(database: Database) -> None:
    stores = await begin(database)
    contact = (await stores.add_contact()).record.id
    await add(stores, contact, 1, "first")

    def fail(connection: apsw.Connection) -> None:
        connection.execute("UPDATE message SET text = 'second'")
        raise KeyError

    with pytest.raises(KeyError):
        await database.run("fail", fail)

    assert await found(database, "second") == []
    assert len(await found(database, "first")) == 1


@pytest.mark.parametrize(
    ("written_by", "expected"),
    [(WrittenBy.ANYBODY, {1, 2}), (WrittenBy.ME, {1}), (WrittenBy.THEM, {2})],
)
async def test_writer_is_a_filter(
    database: Database, written_by: WrittenBy, expected: set[int]
) -> None:
    stores = await begin(database)
    contact = (await stores.add_contact()).record.id
    await stores.queue(contact, 1, "ferry")
    await add(stores, contact, 1, "ferry")

    query = SearchQuery(text="ferry", contact=contact, written_by=written_by)

    assert set(await database.run("find", lambda c: find(c, "ferry", query))) == expected


@pytest.mark.parametrize(
    "text",
    ['"', "'", "*", "ferry*", '"ferry', "NEAR(ferry, 2)", "who:c1", "-ferry", "ferry OR bus", "^f",
     "ferry AND", "(", "own", "c1", "text : ferry", "{who text}: ferry", "ferry + bus", "\x00"],
)  # fmt: skip
async def test_nothing_typed_is_an_operator(database: Database, text: str) -> None:
    stores = await begin(database)
    contact = (await stores.add_contact()).record.id
    ferry = await add(stores, contact, 1, "the ferry")
    await add(stores, contact, 2, "the bus")

    if not split_query(text):
        return
    only = {ferry} if split_query(text) == split_query("ferry") else set()
    assert set(await found(database, text)) == only


async def test_older_messages_are_added_in_steps_newest_first(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    old = await Database.create(path, KEY, migrations=BEFORE_SEARCH)
    stores = await begin(old)
    contact = (await stores.add_contact()).record.id
    rows = [(await stores.queue(contact, n, f"ferry {n}")).position.row for n in range(1, 8)]
    await old.close()
    database = await Database.open(path, KEY, migrations=WITH_SEARCH)
    stores = Stores(database)

    assert await found(database, "ferry") == []
    assert not await database.run("state", search_rows.is_complete)
    newest = (await stores.queue(contact, 8, "ferry 8")).position.row
    assert await found(database, "ferry") == [newest]

    def step(connection: apsw.Connection) -> bool:
        return search_rows.build_step(connection, limit=3)

    assert await database.run("step", step)
    assert await found(database, "ferry") == [newest, *rows[:3:-1]]
    # What is deleted meanwhile may be in the index or not.
    for gone in (rows[0], rows[-1]):
        await database.run("delete", partial(delete, row=gone))
    assert await database.run("step", step)
    assert not await database.run("step", step)
    assert await found(database, "ferry") == [newest, *rows[-2:0:-1]]
    assert await database.run("state", search_rows.is_complete)
    await database.close()


async def test_a_new_profile_has_nothing_to_build(database: Database) -> None:
    assert await database.run("state", search_rows.is_complete)


async def test_dates_are_a_filter(database: Database) -> None:
    stores = await begin(database)
    contact = (await stores.add_contact()).record.id
    rows = [
        (await stores.queue(contact, number, "ferry")).position.row for number in range(1, 5)
    ]  # shown at NOW_MS + number

    query = SearchQuery(text="ferry", since_ms=NOW_MS + 2, until_ms=NOW_MS + 4)

    assert await database.run("find", lambda c: find(c, "ferry", query)) == [rows[2], rows[1]]


async def test_a_beginning_finds_few_and_many_words(database: Database) -> None:
    stores = await begin(database)
    contact = (await stores.add_contact()).record.id
    few = [await add(stores, contact, seq, f"a few{'abc'[seq % 3]}") for seq in (1, 2, 3)]
    many = [await add(stores, contact, seq, f"many{seq}") for seq in range(4, 60)]

    assert await found(database, "few") == few[::-1]
    assert await found(database, "a few") == few[::-1]
    assert await found(database, "many") == many[::-1]
    assert await found(database, "fewer") == []
    assert await found(database, "many") == many[::-1]
