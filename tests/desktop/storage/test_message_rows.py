"""Places: whatever comes in whatever order, one sender's messages stand in the order of seq."""

import asyncio
import tempfile
from pathlib import Path

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.records import (
    PENDING_PLACE,
    DeliveryState,
    FailureReason,
    MessageKind,
    MessageRecord,
    MessageRow,
)
from desktop.core.rows.received import ChangedMessage
from desktop.storage import message_rows
from desktop.storage.database import Database
from protocol.ids import DeviceAddress
from tests.desktop.storage.sample_rows import (
    BOB,
    CAROL,
    KEY,
    ME,
    NOW_MS,
    Stores,
    content_id,
    received,
)


@settings(max_examples=40, deadline=None)
@given(
    arrivals=st.lists(
        st.tuples(st.sampled_from([BOB, CAROL]), st.integers(1, 12)), max_size=14, unique=True
    )
)
def test_any_order_of_arrival_ends_in_the_order_of_seq(
    arrivals: list[tuple[DeviceAddress, int]],
) -> None:
    async def story(folder: Path) -> None:
        stores = Stores(await Database.create(folder / "history.db", KEY))
        await stores.add_account()
        contact = (await stores.add_contact()).record.id
        for envelope_id, (sender, seq) in enumerate(arrivals, start=1):
            await stores.history.commit_received(
                received(contact, seq=seq, envelope_id=envelope_id, sender=sender, text=str(sender))
            )
        page = await stores.history.load_page(contact, before=None, limit=100)
        await stores.database.close()
        for sender in (BOB, CAROL):
            seqs = [message.position.seq for message in page if message.text == str(sender)]
            assert seqs == sorted(seqs)
        assert len([message for message in page if message.text]) == len(arrivals)
        assert page == sorted(page, key=lambda message: message.position)

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(story(Path(folder)))


async def test_places_in_order_of_arrival_are_the_relays(stores: Stores) -> None:
    await stores.add_account()
    contact = (await stores.add_contact()).record.id
    for seq in (1, 2, 3):
        await stores.history.commit_received(received(contact, seq=seq, envelope_id=seq * 100))

    page = await stores.history.load_page(contact, before=None, limit=9)

    assert [message.position.place for message in page] == [100, 200, 300]


async def test_own_message_moves_once(stores: Stores, database: Database) -> None:
    await stores.add_account()
    contact = (await stores.add_contact()).record.id
    row = (await stores.queue(contact, 1)).position.row

    async def change(place: int) -> ChangedMessage | None:
        return await database.run(
            "change",
            lambda connection: message_rows.change_own(
                connection, row, state=DeliveryState.SENT, seq=1, place=place
            ),
        )

    first = await change(50)

    assert first is not None
    assert first.message.position.place == 50
    assert first.old_position.place == PENDING_PLACE
    assert await change(60) is None


async def test_unknown_message_is_a_key_error(database: Database) -> None:
    with pytest.raises(KeyError):
        await database.run(
            "get", lambda connection: message_rows.get_message(connection, MessageRow(5))
        )


async def test_inserted_message_is_returned_whole(stores: Stores, database: Database) -> None:
    await stores.add_account()
    contact = (await stores.add_contact()).record.id

    def insert(connection: apsw.Connection) -> MessageRecord:
        return message_rows.insert_message(
            connection,
            message_rows.NewMessage(
                contact=contact,
                sender=ME,
                content_id=content_id(3),
                is_own=True,
                place=PENDING_PLACE,
                seq=0,
                kind=MessageKind.TEXT,
                text="hello",
                raw=(0, 0, b""),
                shown_at_ms=NOW_MS,
                local_ms=NOW_MS,
                state=DeliveryState.WAITING,
                is_unread=False,
            ),
        )

    message = await database.run("insert", insert)

    assert (message.text, message.failure) == ("hello", FailureReason.NONE)
    found = await database.run(
        "find",
        lambda connection: message_rows.find_own_by_content(connection, contact, content_id(3)),
    )
    assert found == message.position.row
