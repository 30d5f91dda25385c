"""Parts of a conversation: exact at their ends, in order, and never of another conversation."""

from desktop.core.records import MessageRecord, MessageRow
from tests.desktop.storage.sample_rows import CAROL, Stores, received


async def write(stores: Stores, count: int) -> list[MessageRecord]:
    await stores.add_account()
    contact = (await stores.add_contact()).record.id
    other = (await stores.add_contact(CAROL)).record.id
    for number in range(1, count + 1):
        await stores.history.commit_received(
            received(contact, seq=number, envelope_id=10 * number, text=f"text {number}")
        )
        await stores.history.commit_received(
            received(other, seq=number, envelope_id=10 * number + 1, sender=CAROL)
        )
    return await stores.history.load_page(contact, before=None, limit=100)


async def test_pages_downwards_join_to_the_whole(stores: Stores) -> None:
    messages = await write(stores, 10)
    contact = messages[0].contact
    joined = messages[:1]

    while page := await stores.history.load_page_after(contact, after=joined[-1].position, limit=4):
        assert len(page) <= 4
        joined += page

    assert joined == messages


async def test_message_stands_among_its_neighbours(stores: Stores) -> None:
    messages = await write(stores, 10)
    contact = messages[0].contact

    async def around(number: int, limit: int) -> list[MessageRecord]:
        row = messages[number].position.row
        return await stores.history.load_page_around(contact, message=row, limit=limit)

    assert await around(5, 4) == messages[3:7]
    assert await around(5, 5) == messages[3:8]
    assert await around(0, 4) == messages[:2]
    assert await around(9, 4) == messages[7:]
    assert await around(5, 1) == messages[5:6]
    assert await around(5, 100) == messages


async def test_message_of_another_conversation_is_not_found(stores: Stores) -> None:
    messages = await write(stores, 2)
    contact = messages[0].contact
    other = await stores.contacts.find_by_account(CAROL.account)
    assert other is not None

    page = stores.history.load_page_around
    assert await page(other.record.id, message=messages[0].position.row, limit=9) == []
    assert await page(contact, message=MessageRow(999), limit=9) == []


async def test_first_unread_is_the_first_in_display_order(stores: Stores) -> None:
    messages = await write(stores, 3)
    contact = messages[0].contact
    late = await stores.history.commit_received(
        received(contact, seq=4, envelope_id=5, text="late")
    )
    assert late.added is not None

    record = await stores.history.get_conversation(contact)
    assert record.first_unread == messages[0].position.row
    assert (await stores.history.mark_read(contact)).first_unread is None
