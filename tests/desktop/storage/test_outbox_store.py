"""Outgoing contents: queued with their message, encrypted once, accepted, failed, tried again."""

from dataclasses import replace

import pytest

from desktop.core.records import (
    PENDING_PLACE,
    ContactId,
    DeliveryState,
    FailureReason,
    MessageRow,
)
from desktop.core.rows.peers import StreamPosition
from desktop.core.rows.sent import OutboxState
from desktop.errors import StorageError
from desktop.storage.database import Database
from protocol.ids import ContentId, EnvelopeId
from tests.desktop.storage.sample_rows import (
    BOB,
    CAROL,
    CONVERSATION,
    ME,
    NOW_MS,
    Stores,
    content_id,
    encrypted,
    received,
)


async def start(stores: Stores) -> ContactId:
    await stores.add_account()
    return (await stores.add_contact()).record.id


async def accept(stores: Stores, outbox_id: int, envelope_id: int) -> None:
    changed = await stores.outbox.commit_accepted(outbox_id, EnvelopeId(envelope_id), now_ms=NOW_MS)
    assert changed is not None


async def texts(stores: Stores, contact: ContactId) -> list[str]:
    page = await stores.history.load_page(contact, before=None, limit=100)
    return [message.text for message in page]


async def test_queued_text_is_shown_and_waits(stores: Stores) -> None:
    contact = await start(stores)

    message = await stores.queue(contact, 1, "hello")

    assert (message.text, message.state, message.is_own) == ("hello", DeliveryState.WAITING, True)
    assert message.position.place == PENDING_PLACE
    assert await stores.history.load_page(contact, before=None, limit=9) == [message]
    (row,) = await stores.outbox.load_work(contact, limit=9)
    assert (row.state, row.data, row.message) == (
        OutboxState.QUEUED,
        b"hello",
        message.position.row,
    )
    assert (row.peer, row.envelope, row.inner, row.body_context) == (None, b"", b"", b"")
    assert await stores.outbox.load_contacts_with_work() == [contact]


async def test_message_and_row_are_committed_together_or_not_at_all(stores: Stores) -> None:
    contact = await start(stores)
    unknown = ContactId(contact + 1)

    with pytest.raises(StorageError):
        await stores.queue(unknown, 1)

    assert await stores.outbox.load_contacts_with_work() == []
    assert await texts(stores, unknown) == []


async def test_pending_messages_stand_last_in_the_order_of_writing(stores: Stores) -> None:
    """Also while the first of them is encrypted already and the others are not."""
    contact = await start(stores)
    for number in (1, 2, 3):
        await stores.queue(contact, number, f"own {number}")
    await stores.encrypt(contact, 1)

    await stores.history.commit_received(received(contact, seq=1, envelope_id=900))

    assert await texts(stores, contact) == ["message 1", "own 1", "own 2", "own 3"]


async def test_encrypting_commits_session_stream_and_envelope(stores: Stores) -> None:
    contact = await start(stores)
    message = await stores.queue(contact, 1)

    (number,) = await stores.encrypt(contact, 4)

    (row,) = await stores.outbox.load_work(contact, limit=9)
    result = encrypted(number, 4)
    assert row.state is OutboxState.ENCRYPTED
    assert (row.peer, row.message) == (BOB, message.position.row)
    assert (row.body_context, row.inner, row.envelope, row.seal_key_id) == (
        result.body_context,
        result.inner,
        result.envelope,
        result.seal_key_id,
    )
    assert await stores.keys.load_sessions(BOB) == [result.session]
    assert await stores.history.find_stream(ME, CONVERSATION) == result.stream


async def test_row_is_encrypted_once_only(stores: Stores) -> None:
    contact = await start(stores)
    await stores.queue(contact, 1)
    (number,) = await stores.encrypt(contact, 1)

    with pytest.raises(ValueError, match="not possible"):
        await stores.outbox.commit_encrypted(encrypted(number, 2))
    with pytest.raises(KeyError):
        await stores.outbox.commit_encrypted(encrypted(number + 1, 2))

    (row,) = await stores.outbox.load_work(contact, limit=9)
    assert row.envelope == b"envelope 1"
    assert (await stores.history.find_stream(ME, CONVERSATION)).seq == 1


async def test_accepted_text_is_sent_and_takes_the_relays_place(stores: Stores) -> None:
    contact = await start(stores)
    message = await stores.queue(contact, 1)
    await stores.history.commit_received(received(contact, seq=1, envelope_id=500))
    (number,) = await stores.encrypt(contact, 1)

    changed = await stores.outbox.commit_accepted(number, EnvelopeId(400), now_ms=NOW_MS)

    assert changed is not None
    assert changed.old_position == message.position
    assert changed.message.state is DeliveryState.SENT
    assert (changed.message.position.place, changed.message.position.seq) == (400, 1)
    assert await texts(stores, contact) == ["hello", "message 1"]
    assert await stores.outbox.load_work(contact, limit=9) == []


async def test_row_of_a_shown_message_stays_until_its_receipt(
    stores: Stores, database: Database
) -> None:
    contact = await start(stores)
    await stores.queue(contact, 1)
    (number,) = await stores.encrypt(contact, 1)
    await accept(stores, number, 400)

    def rows(connection):  # type: ignore[no-untyped-def]
        return connection.execute(
            "SELECT state, inner, envelope, envelope_id, accepted_ms FROM outbox"
        ).fetchall()

    assert await database.run("rows", rows) == [
        ("accepted", b"inner 1", b"envelope 1", 400, NOW_MS)
    ]
    receipt = received(contact, seq=1, envelope_id=401, kind=None, delivered_ids=(content_id(1),))
    await stores.history.commit_received(receipt)
    assert await database.run("rows", rows) == []


async def test_repeated_answers_change_nothing(stores: Stores) -> None:
    contact = await start(stores)
    await stores.queue(contact, 1)
    (number,) = await stores.encrypt(contact, 1)
    await accept(stores, number, 400)
    before = await stores.history.load_page(contact, before=None, limit=9)

    assert await stores.outbox.commit_accepted(number, EnvelopeId(999), now_ms=NOW_MS) is None
    assert await stores.outbox.commit_failed(number, FailureReason.MAILBOX_FULL) is None
    assert await stores.outbox.commit_accepted(77, EnvelopeId(999), now_ms=NOW_MS) is None
    assert await stores.outbox.commit_failed(77, FailureReason.MAILBOX_FULL) is None

    assert await stores.history.load_page(contact, before=None, limit=9) == before


async def test_accepted_after_the_receipt_never_goes_back_to_sent(stores: Stores) -> None:
    contact = await start(stores)
    await stores.queue(contact, 1)
    (number,) = await stores.encrypt(contact, 1)
    receipt = received(contact, seq=1, envelope_id=401, kind=None, delivered_ids=(content_id(1),))
    outcome = await stores.history.commit_received(receipt)
    assert [changed.message.state for changed in outcome.changed] == [DeliveryState.DELIVERED]

    assert await stores.outbox.commit_accepted(number, EnvelopeId(400), now_ms=NOW_MS) is None

    (message,) = await stores.history.load_page(contact, before=None, limit=9)
    assert message.state is DeliveryState.DELIVERED
    assert message.position.place != PENDING_PLACE


async def test_own_messages_accepted_out_of_order_stand_in_the_order_of_seq(
    stores: Stores,
) -> None:
    contact = await start(stores)
    for number in (1, 2, 3):
        await stores.queue(contact, number, f"own {number}")
    first, second, third = await stores.encrypt(contact, 1, 2, 3)

    await accept(stores, second, 200)
    await accept(stores, first, 300)
    await accept(stores, third, 100)

    assert await texts(stores, contact) == ["own 1", "own 2", "own 3"]


async def test_content_that_is_not_shown_is_kept_in_case_the_relay_loses_it(
    stores: Stores, database: Database
) -> None:
    contact = await start(stores)
    await stores.history.commit_received(
        received(contact, seq=1, envelope_id=5, wants_receipt=True)
    )
    await queue_receipts(stores, contact)
    (number,) = await stores.encrypt(contact, 1)

    assert await stores.outbox.commit_accepted(number, EnvelopeId(6), now_ms=NOW_MS) is None

    states = await database.run(
        "load", lambda connection: connection.execute("SELECT state FROM outbox").fetchall()
    )
    assert states == [("accepted",)]
    assert await stores.outbox.load_work(contact, limit=9) == []
    await stores.outbox.requeue_accepted(since_ms=NOW_MS + 1)
    assert await stores.outbox.load_work(contact, limit=9) == []
    await stores.outbox.requeue_accepted(since_ms=NOW_MS)
    (row,) = await stores.outbox.load_work(contact, limit=9)
    assert row.state is OutboxState.ENCRYPTED


async def test_row_is_encrypted_anew_only_when_asked_for(stores: Stores) -> None:
    contact = await start(stores)
    await stores.queue(contact, 1)
    (number,) = await stores.encrypt(contact, 1)
    anew = replace(encrypted(number, 1), envelope=b"anew", is_anew=True, encrypted_ms=7)

    await stores.outbox.commit_encrypted(anew)

    (row,) = await stores.outbox.load_work(contact, limit=9)
    assert (row.envelope, row.encrypted_ms, row.state) == (b"anew", 7, OutboxState.ENCRYPTED)


async def test_new_seal_replaces_the_envelope_alone(stores: Stores) -> None:
    contact = await start(stores)
    await stores.queue(contact, 1)
    with pytest.raises(ValueError, match="not possible"):
        await stores.outbox.commit_resealed(
            1, envelope=b"new", seal_key_id=b"new-kid-", seal_expires_ms=9
        )
    (number,) = await stores.encrypt(contact, 1)

    await stores.outbox.commit_resealed(
        number, envelope=b"new", seal_key_id=b"new-kid-", seal_expires_ms=9
    )

    (row,) = await stores.outbox.load_work(contact, limit=9)
    assert (row.envelope, row.seal_key_id, row.seal_expires_ms) == (b"new", b"new-kid-", 9)
    assert row.inner == b"inner 1"
    with pytest.raises(KeyError):
        await stores.outbox.commit_resealed(99, envelope=b"", seal_key_id=b"", seal_expires_ms=0)


async def test_what_nobody_received_for_long_is_failed(stores: Stores) -> None:
    contact = await start(stores)
    await stores.queue(contact, 1)
    (number,) = await stores.encrypt(contact, 1)
    await stores.outbox.commit_accepted(number, EnvelopeId(NOW_MS << 22), now_ms=NOW_MS)

    assert await stores.outbox.give_up(before_ms=NOW_MS) == []
    (changed,) = await stores.outbox.give_up(before_ms=NOW_MS + 1)

    assert changed.message.state is DeliveryState.FAILED
    assert changed.message.failure is FailureReason.NOT_DELIVERED
    assert await stores.outbox.give_up(before_ms=NOW_MS + 1) == []
    await stores.outbox.requeue(changed.message.position.row)
    assert len(await stores.outbox.load_work(contact, limit=9)) == 1


@pytest.mark.parametrize("is_encrypted", [False, True])
async def test_failed_text_says_why_and_can_be_tried_again(
    stores: Stores, is_encrypted: bool
) -> None:
    contact = await start(stores)
    message = await stores.queue(contact, 1)
    (row,) = await stores.outbox.load_work(contact, limit=9)
    if is_encrypted:
        await stores.encrypt(contact, 1)
    (before,) = await stores.outbox.load_work(contact, limit=9)

    failed = await stores.outbox.commit_failed(row.id, FailureReason.MAILBOX_FULL)

    assert failed is not None
    assert failed.message.state is DeliveryState.FAILED
    assert failed.message.failure is FailureReason.MAILBOX_FULL
    assert failed.message.position == message.position
    assert await stores.outbox.load_work(contact, limit=9) == []
    assert await stores.outbox.load_contacts_with_work() == []

    again = await stores.outbox.requeue(message.position.row)

    assert again is not None
    assert again.message == message
    assert await stores.outbox.load_work(contact, limit=9) == [before]


async def test_only_failed_messages_are_tried_again(stores: Stores) -> None:
    contact = await start(stores)
    message = await stores.queue(contact, 1)

    assert await stores.outbox.requeue(message.position.row) is None
    assert await stores.outbox.requeue(MessageRow(99)) is None


async def test_failed_content_that_is_not_shown_changes_no_message(stores: Stores) -> None:
    contact = await start(stores)
    await stores.history.commit_received(
        received(contact, seq=1, envelope_id=5, wants_receipt=True)
    )
    await queue_receipts(stores, contact)
    (row,) = await stores.outbox.load_work(contact, limit=9)

    assert await stores.outbox.commit_failed(row.id, FailureReason.ACCOUNT_GONE) is None
    assert await stores.outbox.load_work(contact, limit=9) == []


async def test_work_comes_in_order_and_by_contact(stores: Stores) -> None:
    bob = await start(stores)
    carol = (await stores.add_contact(CAROL)).record.id
    await stores.queue(carol, 1, "to carol")
    for number in (2, 3, 4):
        await stores.queue(bob, number, f"to bob {number}")
    await stores.encrypt(bob, 1)

    work = await stores.outbox.load_work(bob, limit=2)

    assert [(row.data, row.state) for row in work] == [
        (b"to bob 2", OutboxState.ENCRYPTED),
        (b"to bob 3", OutboxState.QUEUED),
    ]
    assert await stores.outbox.load_contacts_with_work() == [carol, bob]


async def queue_receipts(stores: Stores, contact: ContactId, limit: int = 100) -> bool:
    return await stores.outbox.queue_receipts(
        contact,
        content_id=content_id(9000),
        kind=2,
        version=1,
        build_data=b",".join,
        limit=limit,
        now_ms=NOW_MS,
    )


async def test_due_receipts_become_one_content_each_once(stores: Stores) -> None:
    contact = await start(stores)
    for seq in (1, 2, 3):
        await stores.history.commit_received(
            received(contact, seq=seq, envelope_id=seq, wants_receipt=seq != 2)
        )
    assert await stores.outbox.load_contacts_with_due_receipts() == [contact]

    assert await queue_receipts(stores, contact)

    (row,) = await stores.outbox.load_work(contact, limit=9)
    assert row.data == b",".join([content_id(1001), content_id(1003)])
    assert (row.kind, row.message, row.state) == (2, None, OutboxState.QUEUED)
    assert await stores.outbox.load_contacts_with_due_receipts() == []
    assert not await queue_receipts(stores, contact)


async def test_due_receipts_beyond_the_limit_wait_for_the_next(stores: Stores) -> None:
    contact = await start(stores)
    for seq in range(1, 6):
        await stores.history.commit_received(
            received(contact, seq=seq, envelope_id=seq, wants_receipt=True)
        )

    assert [await queue_receipts(stores, contact, limit=2) for _ in range(4)] == [
        True,
        True,
        True,
        False,
    ]

    rows = await stores.outbox.load_work(contact, limit=9)
    assert [len(row.data.split(b",")) for row in rows] == [2, 2, 1]


async def test_receipts_that_cannot_be_built_stay_due(stores: Stores) -> None:
    contact = await start(stores)
    await stores.history.commit_received(
        received(contact, seq=1, envelope_id=1, wants_receipt=True)
    )

    def fail(ids: list[ContentId]) -> bytes:
        raise ValueError("bug")

    with pytest.raises(ValueError, match="bug"):
        await stores.outbox.queue_receipts(
            contact,
            content_id=content_id(9000),
            kind=2,
            version=1,
            build_data=fail,
            limit=9,
            now_ms=NOW_MS,
        )

    assert await stores.outbox.load_contacts_with_due_receipts() == [contact]


async def test_own_stream_goes_on_after_a_restart(stores: Stores) -> None:
    contact = await start(stores)
    for number in (1, 2):
        await stores.queue(contact, number)
    await stores.encrypt(contact, 1, 2)

    assert await Stores(stores.database).history.find_stream(ME, CONVERSATION) == StreamPosition(
        seq=2, prev=encrypted(0, 2).stream.prev
    )
