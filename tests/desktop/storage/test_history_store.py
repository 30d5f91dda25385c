"""Received contents are committed once and whole; conversations stand in their order."""

import itertools
from dataclasses import replace
from functools import partial

import pytest

from desktop.core.records import (
    PENDING_PLACE,
    ContactId,
    DeliveryState,
    MessageKind,
    MessagePosition,
    MessageRow,
)
from desktop.core.rows.peers import StreamPosition
from desktop.core.rows.received import ReceivedOutcome
from desktop.errors import DiskFull
from desktop.storage.database import Database
from protocol.ids import EnvelopeId
from tests.desktop.storage.sample_rows import (
    BOB,
    CAROL,
    CONVERSATION,
    NOW_MS,
    OLM,
    Stores,
    address,
    content_id,
    received,
    session,
)


async def start(stores: Stores) -> ContactId:
    await stores.add_account()
    return (await stores.add_contact()).record.id


async def texts(stores: Stores, contact: ContactId) -> list[str]:
    page = await stores.history.load_page(contact, before=None, limit=1000)
    assert page == sorted(page, key=lambda message: message.position)
    return [message.text for message in page]


# ── one commit ────────────────────────────────────────────────────────────────────────────────


async def test_received_text_is_shown_unread(stores: Stores) -> None:
    contact = await start(stores)

    outcome = await stores.history.commit_received(received(contact, seq=1, envelope_id=70))

    message = outcome.added
    assert message is not None
    assert message.position == MessagePosition(place=70, seq=1, row=message.position.row)
    assert (message.text, message.kind, message.is_own) == ("message 1", MessageKind.TEXT, False)
    assert (message.state, message.is_unread) == (DeliveryState.RECEIVED, True)
    assert message.shown_at_ms == NOW_MS - 1
    assert outcome.changed == ()
    conversation = await stores.history.get_conversation(contact)
    assert (conversation.last_message, conversation.unread_count) == (message, 1)
    assert conversation.last_activity_ms == NOW_MS + 10


async def test_received_content_commits_everything_together(stores: Stores) -> None:
    contact = await start(stores)
    content = received(contact, seq=4, envelope_id=70, olm_pickle=b"olm 2", delivery_key=b"D" * 32)

    await stores.history.commit_received(content)

    assert await stores.keys.load_olm_account() == b"olm 2"
    assert await stores.keys.load_sessions(BOB) == [content.session]
    assert await stores.history.find_stream(BOB, CONVERSATION) == content.stream
    assert await stores.is_done(content)
    assert await stores.history.load_unacknowledged() == [70]
    row = await stores.contacts.get(contact)
    assert (row.delivery_key, row.delivery_key_seq) == (b"D" * 32, 4)


async def test_second_commit_changes_nothing_but_is_acknowledged_too(stores: Stores) -> None:
    """PR-03, the part of the store."""
    contact = await start(stores)
    content = received(contact, seq=1, envelope_id=70, wants_receipt=True)
    await stores.history.commit_received(content)
    again = replace(
        content,
        envelope_id=EnvelopeId(90),
        text="other",
        session=session(pickle=b"other"),
        olm_pickle=b"other",
        stream=StreamPosition(seq=1, prev=b"o" * 32),
        delivery_key=b"O" * 32,
    )

    outcome = await stores.history.commit_received(again)

    told = await stores.contacts.get(contact)
    assert outcome == ReceivedOutcome(added=None, changed=(), contact=told)
    assert await texts(stores, contact) == ["message 1"]
    assert await stores.keys.load_sessions(BOB) == [content.session]
    assert await stores.keys.load_olm_account() == OLM
    assert (await stores.history.find_stream(BOB, CONVERSATION)).seq == 1
    assert (await stores.contacts.get(contact)).delivery_key == b""
    assert await stores.history.load_unacknowledged() == [70, 90]


async def test_same_content_id_of_another_device_is_another_content(stores: Stores) -> None:
    contact = await start(stores)
    other_device = address("bob", device=2)
    await stores.history.commit_received(received(contact, seq=1, envelope_id=70))

    other = received(contact, seq=1, envelope_id=71, sender=other_device, text="other device")
    assert not await stores.is_done(other)
    await stores.history.commit_received(other)

    assert await texts(stores, contact) == ["message 1", "other device"]


async def test_failed_commit_leaves_nothing_and_can_be_repeated(
    stores: Stores, database: Database
) -> None:
    """PR-31, the part of the store: the disk is full at the first try."""
    contact = await start(stores)
    content = received(
        contact, seq=1, envelope_id=70, text="x" * 60_000, olm_pickle=b"olm 2", wants_receipt=True
    )
    pages = database._connection.execute("PRAGMA page_count").fetchall()[0][0]
    database._connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()

    with pytest.raises(DiskFull):
        await stores.history.commit_received(content)

    assert not await stores.is_done(content)
    assert await stores.keys.load_sessions(BOB) == []
    assert await stores.keys.load_olm_account() == OLM
    assert await stores.history.load_unacknowledged() == []
    assert await stores.outbox.load_contacts_with_due_receipts() == []
    database._connection.execute("PRAGMA max_page_count = 4294967294").fetchall()
    assert (await stores.history.commit_received(content)).added is not None
    assert await texts(stores, contact) == [content.text]


async def test_content_sent_under_another_seq_is_shown_once_and_counts_twice(
    stores: Stores,
) -> None:
    """PR-07: its sender's profile was put back to a copy in which it still waited."""
    contact = await start(stores)
    content = received(contact, seq=1, envelope_id=70)
    await stores.history.commit_received(content)
    again = received(contact, seq=2, envelope_id=71, number=1001, wants_receipt=True)
    is_done = partial(stores.history.is_done, BOB, again.content_id, conversation=CONVERSATION)
    assert content.content_id == again.content_id
    assert not await is_done(seq=2)

    outcome = await stores.history.commit_received(again)

    assert (outcome.added, outcome.notices) == (None, ())
    assert (await stores.history.find_stream(BOB, CONVERSATION)).seq == 2
    assert await is_done(seq=2)
    assert await stores.outbox.load_contacts_with_due_receipts() == [contact]


async def test_content_that_is_not_shown_adds_no_message(stores: Stores) -> None:
    contact = await start(stores)
    before = await stores.history.get_conversation(contact)

    content = received(contact, seq=1, envelope_id=70, kind=None)
    outcome = await stores.history.commit_received(content)

    told = await stores.contacts.get(contact)
    assert outcome == ReceivedOutcome(added=None, changed=(), contact=told)
    assert await stores.history.get_conversation(contact) == before
    assert await stores.is_done(content)


async def test_content_of_the_future_is_kept_as_it_came(stores: Stores, database: Database) -> None:
    """PR-30, the part of the store."""
    contact = await start(stores)
    content = received(
        contact,
        seq=1,
        envelope_id=70,
        kind=MessageKind.NEEDS_NEWER,
        text="",
        raw=(200, 9, b"\0future"),
    )

    outcome = await stores.history.commit_received(content)

    assert outcome.added is not None
    assert outcome.added.kind is MessageKind.NEEDS_NEWER
    kept = await database.run(
        "raw",
        lambda connection: connection.execute(
            "SELECT raw_kind, raw_version, raw_data FROM message"
        ).fetchall(),
    )
    assert kept == [(200, 9, b"\0future")]


async def test_text_is_kept_once(stores: Stores, database: Database) -> None:
    contact = await start(stores)
    await stores.history.commit_received(received(contact, seq=1, envelope_id=70))

    kept = await database.run(
        "raw", lambda connection: connection.execute("SELECT raw_data FROM message").fetchall()
    )
    assert kept == [(b"",)]


@pytest.mark.parametrize("text", ["a\0b", "שלום\u202e", "👩‍👩‍👧", "\ufeff", "é e\u0301"])
async def test_text_comes_back_as_it_was(stores: Stores, text: str) -> None:
    contact = await start(stores)

    await stores.history.commit_received(received(contact, seq=1, envelope_id=70, text=text))

    assert await texts(stores, contact) == [text]


async def test_delivery_key_is_taken_from_the_highest_seq_only(stores: Stores) -> None:
    """PR-33, the part of the store: late content with an old key changes nothing."""
    contact = await start(stores)
    keys = {2: b"2" * 32, 5: b"5" * 32, 3: b"3" * 32, 6: b"", 4: b"4" * 32}

    for seq, key in keys.items():
        await stores.history.commit_received(
            received(contact, seq=seq, envelope_id=seq, delivery_key=key)
        )

    row = await stores.contacts.get(contact)
    assert (row.delivery_key, row.delivery_key_seq) == (b"5" * 32, 5)


@pytest.mark.parametrize("seq", [3_000_000, 2**63, 2**64 - 1])
async def test_jump_of_seq_is_kept_like_any_other(stores: Stores, seq: int) -> None:
    """PR-34, the part of the store."""
    contact = await start(stores)
    await stores.history.commit_received(received(contact, seq=1, envelope_id=1))

    outcome = await stores.history.commit_received(
        received(contact, seq=seq, envelope_id=2, number=7, delivery_key=b"D" * 32)
    )

    assert outcome.added is not None
    assert outcome.added.position.seq == seq
    assert (await stores.history.find_stream(BOB, CONVERSATION)).seq == seq
    assert (await stores.contacts.get(contact)).delivery_key_seq == seq


async def test_transient_content_is_never_acknowledged_and_counts_in_no_stream(
    stores: Stores,
) -> None:
    contact = await start(stores)
    await stores.history.commit_received(received(contact, seq=1, envelope_id=70))

    await stores.history.commit_received(
        received(contact, seq=0, envelope_id=0, kind=None, number=5, delivery_key=b"T" * 32)
    )

    assert await stores.history.load_unacknowledged() == [70]
    assert (await stores.history.find_stream(BOB, CONVERSATION)).seq == 1
    assert (await stores.contacts.get(contact)).delivery_key == b""


async def test_text_with_seq_0_stands_behind_what_was_there(stores: Stores) -> None:
    """PR-37, the part of the store: it is shown as unreadable and disturbs no order."""
    contact = await start(stores)
    for seq in (1, 2):
        await stores.history.commit_received(received(contact, seq=seq, envelope_id=70 + seq))

    for envelope_id in (0, 90):
        await stores.history.commit_received(
            received(
                contact,
                seq=0,
                envelope_id=envelope_id,
                number=envelope_id + 5,
                kind=MessageKind.UNREADABLE,
                text="",
            )
        )
    await stores.history.commit_received(received(contact, seq=3, envelope_id=80))

    assert await texts(stores, contact) == ["message 1", "message 2", "", "message 3", ""]


# ── receipts ──────────────────────────────────────────────────────────────────────────────────


async def test_receipt_makes_own_messages_delivered(stores: Stores) -> None:
    contact = await start(stores)
    for number in (1, 2):
        await stores.queue(contact, number, f"own {number}")
    first, _ = await stores.encrypt(contact, 1, 2)
    await stores.outbox.commit_accepted(first, EnvelopeId(10), now_ms=NOW_MS)

    outcome = await stores.history.commit_received(
        received(
            contact,
            seq=1,
            envelope_id=20,
            kind=None,
            delivered_ids=(content_id(1), content_id(2), content_id(77)),
        )
    )

    assert [change.message.text for change in outcome.changed] == ["own 1", "own 2"]
    assert {change.message.state for change in outcome.changed} == {DeliveryState.DELIVERED}
    # The second was never said to be accepted: it takes the place of the receipt.
    assert [change.message.position.place for change in outcome.changed] == [10, 20]
    assert outcome.changed[1].old_position.place == PENDING_PLACE
    assert await stores.outbox.load_work(contact, limit=9) == []


async def test_second_receipt_changes_nothing(stores: Stores) -> None:
    contact = await start(stores)
    await stores.queue(contact, 1)
    await stores.encrypt(contact, 1)
    receipts = [
        received(contact, seq=seq, envelope_id=20 + seq, kind=None, delivered_ids=(content_id(1),))
        for seq in (1, 2)
    ]

    outcomes = [await stores.history.commit_received(receipt) for receipt in receipts]

    assert [len(outcome.changed) for outcome in outcomes] == [1, 0]


async def test_receipt_of_another_contact_changes_nothing(stores: Stores) -> None:
    contact = await start(stores)
    carol = (await stores.add_contact(CAROL)).record.id
    await stores.queue(contact, 1)
    await stores.encrypt(contact, 1)

    outcome = await stores.history.commit_received(
        received(
            carol,
            seq=1,
            envelope_id=20,
            sender=CAROL,
            kind=None,
            delivered_ids=(content_id(1),),
        )
    )

    assert outcome.changed == ()
    assert len(await stores.outbox.load_work(contact, limit=9)) == 1


# ── acknowledging ─────────────────────────────────────────────────────────────────────────────


async def test_dropped_envelope_is_acknowledged_and_may_use_up_a_key(stores: Stores) -> None:
    await start(stores)

    await stores.history.commit_dropped(EnvelopeId(8), olm_pickle=None)
    assert await stores.keys.load_olm_account() == OLM
    await stores.history.commit_dropped(EnvelopeId(7), olm_pickle=b"olm 2")
    await stores.history.commit_dropped(EnvelopeId(7), olm_pickle=None)
    await stores.history.commit_dropped(EnvelopeId(0), olm_pickle=None)

    assert await stores.keys.load_olm_account() == b"olm 2"
    assert await stores.history.load_unacknowledged() == [7, 8]


async def test_acknowledged_ids_are_forgotten_and_the_highest_is_kept(stores: Stores) -> None:
    await start(stores)
    for number in (5, 6, 9):
        await stores.history.commit_dropped(EnvelopeId(number), olm_pickle=None)

    await stores.history.forget_acknowledged([EnvelopeId(6), EnvelopeId(9)])
    await stores.history.forget_acknowledged([])
    await stores.history.forget_acknowledged([EnvelopeId(4)])

    assert await stores.history.load_unacknowledged() == [5]
    account = await stores.keys.find_account()
    assert account is not None
    assert account.newest_acknowledged == 9


# ── order and pages ───────────────────────────────────────────────────────────────────────────


async def test_order_within_a_sender_is_seq_whatever_the_relay_does(stores: Stores) -> None:
    """Every order of arrival of four messages, with the relay's ids in that order."""
    await stores.add_account()
    for at, order in enumerate(itertools.permutations((1, 2, 3, 4))):
        peer = address(f"p{at}")
        contact = (await stores.add_contact(peer)).record.id
        for envelope_id, seq in enumerate(order, start=1):
            outcome = await stores.history.commit_received(
                received(contact, seq=seq, envelope_id=envelope_id, sender=peer)
            )
            # Nothing that stands already moves; lines about missing messages say less.
            assert {change.message.kind for change in outcome.changed} <= {MessageKind.GAP}

        assert await texts(stores, contact) == [f"message {seq}" for seq in (1, 2, 3, 4)]


async def test_order_between_senders_is_the_relays(stores: Stores) -> None:
    contact = await start(stores)
    tablet = address("bob", device=2)
    plan = [(BOB, 1, 10), (tablet, 1, 20), (BOB, 3, 30), (tablet, 2, 40), (BOB, 2, 50)]

    for sender, seq, envelope_id in plan:
        await stores.history.commit_received(
            received(
                contact,
                seq=seq,
                envelope_id=envelope_id,
                sender=sender,
                text=f"{'tablet' if sender is tablet else 'bob'} {seq}",
            )
        )

    assert await texts(stores, contact) == ["bob 1", "tablet 1", "bob 2", "bob 3", "tablet 2"]


async def test_own_and_received_messages_stand_in_the_relays_order(stores: Stores) -> None:
    contact = await start(stores)
    await stores.queue(contact, 1, "own 1")
    (first,) = await stores.encrypt(contact, 1)
    await stores.history.commit_received(received(contact, seq=1, envelope_id=20))
    await stores.outbox.commit_accepted(first, EnvelopeId(10), now_ms=NOW_MS)
    await stores.queue(contact, 2, "own 2")
    await stores.history.commit_received(received(contact, seq=2, envelope_id=30))

    assert await texts(stores, contact) == ["own 1", "message 1", "message 2", "own 2"]


async def test_pages_meet_without_gap_or_overlap(stores: Stores) -> None:
    contact = await start(stores)
    for seq in range(1, 24):
        # Two of each place, so that a page ends between equal places too.
        await stores.history.commit_received(
            received(contact, seq=seq, envelope_id=max(1, 30 - seq))
        )
    await stores.queue(contact, 1, "own")

    pages = []
    before = None
    while page := await stores.history.load_page(contact, before=before, limit=5):
        pages.append(page)
        before = page[0].position

    assert [len(page) for page in pages] == [5, 5, 5, 5, 4]
    joined = [message for page in reversed(pages) for message in page]
    assert joined == await stores.history.load_page(contact, before=None, limit=1000)
    assert [message.text for message in joined] == [
        *(f"message {seq}" for seq in range(1, 24)),
        "own",
    ]


async def test_page_before_a_position_that_has_gone(stores: Stores) -> None:
    contact = await start(stores)
    for seq in (1, 2, 3):
        await stores.history.commit_received(received(contact, seq=seq, envelope_id=seq * 10))

    before = MessagePosition(place=25, seq=9, row=MessageRow(999))
    page = await stores.history.load_page(contact, before=before, limit=9)

    assert [message.text for message in page] == ["message 1", "message 2"]


# ── conversations ─────────────────────────────────────────────────────────────────────────────


async def test_conversations_come_newest_activity_first(stores: Stores) -> None:
    await stores.add_account()
    people = [address(name) for name in ("p1", "p2", "p3")]
    first, second, third = [
        (await stores.add_contact(peer, now_ms=NOW_MS + at)).record.id
        for at, peer in enumerate(people)
    ]
    assert await order(stores) == [third, second, first]

    await stores.history.commit_received(
        received(first, seq=1, envelope_id=1, sender=people[0], received_at_ms=NOW_MS + 50)
    )
    await stores.outbox.queue_text(
        second,
        content_id=content_id(3),
        text="x",
        kind=1,
        version=1,
        data=b"x",
        now_ms=NOW_MS + 60,
    )
    assert await order(stores) == [second, first, third]


async def order(stores: Stores) -> list[ContactId]:
    return [item.contact.id for item in await stores.history.load_conversations()]


async def test_clock_set_back_never_moves_a_conversation_down(stores: Stores) -> None:
    contact = await start(stores)
    await stores.history.commit_received(received(contact, seq=1, envelope_id=1))

    await stores.history.commit_received(
        received(contact, seq=2, envelope_id=2, received_at_ms=NOW_MS - 10**9)
    )

    assert (await stores.history.get_conversation(contact)).last_activity_ms == NOW_MS + 10


async def test_empty_conversation(stores: Stores) -> None:
    contact = await start(stores)

    conversation = await stores.history.get_conversation(contact)

    assert conversation.last_message is None
    assert (conversation.unread_count, conversation.last_activity_ms) == (0, NOW_MS)
    assert await stores.history.load_conversations() == [conversation]
    with pytest.raises(KeyError):
        await stores.history.get_conversation(ContactId(99))
    with pytest.raises(KeyError):
        await stores.history.mark_read(ContactId(99))


async def test_reading_clears_one_conversation_only(stores: Stores) -> None:
    contact = await start(stores)
    carol = (await stores.add_contact(CAROL)).record.id
    for seq in (1, 2):
        await stores.history.commit_received(received(contact, seq=seq, envelope_id=seq))
    await stores.history.commit_received(received(carol, seq=1, envelope_id=9, sender=CAROL))

    conversation = await stores.history.mark_read(contact)

    assert conversation.unread_count == 0
    assert conversation.last_message is not None
    assert not conversation.last_message.is_unread
    assert (await stores.history.get_conversation(carol)).unread_count == 1
