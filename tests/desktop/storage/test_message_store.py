"""Single messages: what is erased here is gone and counts all the same; times are noted once."""

from desktop.core.records import ContactId, DeliveryState, Draft, FailureReason, MessageTimes
from protocol.ids import EnvelopeId
from tests.desktop.storage.sample_rows import CAROL, NOW_MS, Stores, content_id, received


async def begin(stores: Stores) -> ContactId:
    """Make the own account and a contact, Bob."""
    await stores.add_account()
    return (await stores.add_contact()).record.id


async def test_erased_message_is_gone_with_its_text(stores: Stores) -> None:
    contact = await begin(stores)
    for number in (1, 2, 3):
        await stores.history.commit_received(
            received(contact, seq=number, envelope_id=number, text=f"word{number}")
        )
    messages = await stores.history.load_page(contact, before=None, limit=9)

    gone = await stores.messages.delete(contact, [messages[2].position.row])

    assert gone == [messages[2]]
    assert await stores.history.load_page(contact, before=None, limit=9) == messages[:2]
    record = await stores.history.get_conversation(contact)
    assert record.last_message == messages[1]
    assert record.unread_count == 2
    kept = await stores.database.run(
        "look", lambda db: db.execute("SELECT count(*) FROM message WHERE text = 'word3'").get
    )
    assert kept == 0
    assert await stores.messages.delete(contact, [messages[2].position.row]) == []
    assert await stores.messages.find_times(messages[2].position.row) is None


async def test_erased_message_does_not_come_back_and_counts_in_limits(stores: Stores) -> None:
    contact = await begin(stores)
    first = received(contact, seq=1, envelope_id=1)
    await stores.history.commit_received(first)
    [message] = await stores.history.load_page(contact, before=None, limit=9)
    await stores.messages.delete(contact, [message.position.row])

    await stores.history.commit_received(received(contact, seq=1, envelope_id=2))

    assert await stores.history.load_page(contact, before=None, limit=9) == []
    assert await stores.history.count_received(contact) == 1


async def test_message_that_waits_stays(stores: Stores) -> None:
    contact = await begin(stores)
    message = await stores.queue(contact, 1)

    assert await stores.messages.delete(contact, [message.position.row]) == []

    assert await stores.history.load_page(contact, before=None, limit=9) == [message]
    assert len(await stores.outbox.load_work(contact, limit=9)) == 1


async def test_failed_message_takes_its_outbox_row_along(stores: Stores) -> None:
    contact = await begin(stores)
    message = await stores.queue(contact, 1)
    [outbox] = await stores.outbox.load_work(contact, limit=9)
    await stores.outbox.commit_failed(outbox.id, FailureReason.MAILBOX_FULL)

    await stores.messages.delete(contact, [message.position.row])

    assert await stores.outbox.requeue(message.position.row) is None
    assert await stores.outbox.load_work(contact, limit=9) == []


async def test_message_of_another_conversation_is_not_touched(stores: Stores) -> None:
    bob = await begin(stores)
    carol = (await stores.add_contact(CAROL)).record.id
    await stores.history.commit_received(received(bob, seq=1, envelope_id=1))
    [message] = await stores.history.load_page(bob, before=None, limit=9)

    assert await stores.messages.delete(carol, [message.position.row]) == []


async def test_times_of_an_own_message_are_noted_as_they_happen(stores: Stores) -> None:
    contact = await begin(stores)
    message = await stores.queue(contact, 7)
    row = message.position.row
    written_ms = NOW_MS + 7
    assert await stores.messages.find_times(row) == MessageTimes(
        sent_ms=written_ms, local_ms=written_ms
    )

    [outbox] = await stores.encrypt(contact, 1)
    await stores.outbox.commit_accepted(outbox, EnvelopeId(1), now_ms=NOW_MS + 10)
    ids = (content_id(7),)
    for seq, (delivered, read) in enumerate([(ids, ()), ((), ids), ((), ids)], start=1):
        receipt = received(
            contact,
            seq=seq,
            envelope_id=1 + seq,
            kind=None,
            received_at_ms=NOW_MS + 19 + seq,
            delivered_ids=delivered,
            read_ids=read,
        )
        await stores.history.commit_received(receipt)

    times = await stores.messages.find_times(row)
    assert times == MessageTimes(
        sent_ms=written_ms,
        local_ms=written_ms,
        accepted_ms=NOW_MS + 10,
        delivered_ms=NOW_MS + 20,
        read_ms=NOW_MS + 21,
    )
    [shown] = await stores.history.load_page(contact, before=None, limit=9)
    assert shown.state is DeliveryState.READ


async def test_deleted_chat_is_empty_and_unlisted_until_something_new_comes(
    stores: Stores,
) -> None:
    contact = await begin(stores)
    for number in (1, 2):
        await stores.history.commit_received(
            received(contact, seq=number, envelope_id=number, text=f"word{number}")
        )
    await stores.composer.save_draft(contact, Draft(text="unsent", cursor=3))

    await stores.messages.delete_all(contact)

    record = await stores.history.get_conversation(contact)
    assert (record.is_listed, record.last_message, record.unread_count) == (False, None, 0)
    assert record.draft is None
    assert await stores.history.load_page(contact, before=None, limit=9) == []
    await stores.history.commit_received(received(contact, seq=2, envelope_id=3, text="word2"))
    assert not (await stores.history.get_conversation(contact)).is_listed
    await stores.history.commit_received(received(contact, seq=3, envelope_id=4))
    assert (await stores.history.get_conversation(contact)).is_listed


async def test_deleted_chat_keeps_what_waits_and_drops_what_failed(stores: Stores) -> None:
    contact = await begin(stores)
    await stores.queue(contact, 1)
    waiting = await stores.queue(contact, 2)
    [number, _] = await stores.encrypt(contact, 1, 2)
    assert await stores.outbox.commit_failed(number, FailureReason.MAILBOX_FULL) is not None

    await stores.messages.delete_all(contact)

    left = await stores.history.load_page(contact, before=None, limit=9)
    assert [message.position.row for message in left] == [waiting.position.row]
    record = await stores.history.get_conversation(contact)
    assert record.is_listed
    count = await stores.database.run(
        "look", lambda db: db.execute("SELECT count(*) FROM outbox").get
    )
    assert count == 1


async def test_writing_to_somebody_again_lists_a_deleted_chat(stores: Stores) -> None:
    contact = await begin(stores)
    await stores.messages.delete_all(contact)
    assert not (await stores.history.get_conversation(contact)).is_listed

    await stores.messages.list_again(contact)

    assert (await stores.history.get_conversation(contact)).is_listed
