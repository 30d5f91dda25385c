"""Searching as the messenger asks for it."""

from desktop.core.search_records import SearchQuery
from desktop.storage.database import Database
from desktop.storage.search_store import DatabaseSearchStore
from tests.desktop.storage.sample_rows import NOW_MS, Stores


async def begin(database: Database) -> Stores:
    """Return the stores of a profile with an account."""
    stores = Stores(database)
    await stores.add_account()
    return stores


async def test_hits_come_newest_first_page_by_page(database: Database) -> None:
    stores = await begin(database)
    contact = (await stores.add_contact()).record.id
    for number in range(1, 8):
        await stores.queue(contact, number, f"ferry {number}")
    store = DatabaseSearchStore(database)
    query = SearchQuery(text="ferry")
    texts: list[str] = []
    before = None

    while True:
        page = await store.find(query, before=before, limit=3)
        texts += [hit.message.text for hit in page.hits]
        assert page.count == (7 if before is None else None)
        assert page.is_complete
        if page.next_before is None:
            break
        before = page.next_before

    assert texts == [f"ferry {number}" for number in range(7, 0, -1)]


async def test_hits_tell_where_the_words_stand(database: Database) -> None:
    stores = await begin(database)
    contact = (await stores.add_contact()).record.id
    await stores.queue(contact, 1, "The small Ferry, or ferrymen")
    store = DatabaseSearchStore(database)

    (hit,) = (await store.find(SearchQuery(text="ferry"), before=None, limit=3)).hits

    assert [hit.message.text[start:end] for start, end in hit.marks] == ["Ferry", "ferrymen"]


async def test_nothing_is_found_for_no_words(database: Database) -> None:
    stores = await begin(database)
    contact = (await stores.add_contact()).record.id
    await stores.queue(contact, 1, "hello")

    page = await DatabaseSearchStore(database).find(SearchQuery(text=" * "), before=None, limit=3)

    assert (page.hits, page.count, page.next_before) == ((), 0, None)


async def test_first_message_of_a_day_is_found(database: Database) -> None:
    stores = await begin(database)
    contact = (await stores.add_contact()).record.id
    rows = [(await stores.queue(contact, number)).position.row for number in range(1, 4)]
    store = DatabaseSearchStore(database)

    assert await store.find_since(contact, NOW_MS + 2) == rows[1]
    assert await store.find_since(contact, NOW_MS + 9) is None


async def test_an_index_of_nothing_is_complete_after_one_step(database: Database) -> None:
    assert not await DatabaseSearchStore(database).build_step(limit=10)
