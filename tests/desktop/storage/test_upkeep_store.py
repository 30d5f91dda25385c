"""What is remembered of own keys and old states, and what is forgotten in time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from desktop.core.records import ContactId
from desktop.core.rows.own_keys import Duty, PrekeyRow, SealPairRow
from desktop.storage.database import Database
from desktop.storage.upkeep_store import DatabaseUpkeepStore
from protocol.ids import EnvelopeId, KeyId
from tests.desktop.storage.sample_rows import (
    BOB,
    CONVERSATION,
    ME,
    NOW_MS,
    SEAL_PAIR,
    Stores,
    content_id,
    received,
)

NEW_PAIR = SealPairRow(
    key_id=KeyId(b"seal-two"),
    key=b"new public",
    kem_seed=b"n" * 64,
    made_ms=NOW_MS + 5,
    expires_ms=NOW_MS + 9,
)


async def start(database: Database) -> tuple[Stores, DatabaseUpkeepStore]:
    stores = Stores(database)
    await stores.add_account()
    return stores, DatabaseUpkeepStore(database)


async def note_signed_in(
    upkeep: DatabaseUpkeepStore,
    *,
    newest_issued: int,
    newest_acknowledged: int,
    epoch: bytes = b"e" * 16,
    relay_is_old: bool = False,
    restored_floor: int | None = None,
    duties: Sequence[Duty] = (),
    greetings: Mapping[ContactId, int] | None = None,
) -> None:
    await upkeep.note_signed_in(
        epoch=epoch,
        newest_issued=newest_issued,
        newest_acknowledged=newest_acknowledged,
        relay_is_old=relay_is_old,
        restored_floor=restored_floor,
        seq_jump=1000,
        duties=duties,
        greetings=greetings or {},
        now_ms=NOW_MS,
    )


async def test_new_pair_stops_its_secret_from_being_a_leftover(database: Database) -> None:
    stores, upkeep = await start(database)
    await upkeep.plan_secret("seal-two")
    assert await upkeep.load_leftover_secrets() == ["seal-two"]
    prekey = PrekeyRow(kind=3, encoded=b"signed", made_ms=NOW_MS + 5)
    await upkeep.add_seal_pair(NEW_PAIR, prekey, entry="seal-two")
    assert await upkeep.load_leftover_secrets() == []
    assert await stores.keys.load_seal_pairs() == [NEW_PAIR, SEAL_PAIR]
    assert prekey in await stores.keys.load_unpublished_prekeys()
    assert await upkeep.find_newest_ms(3) == NOW_MS + 5
    assert await upkeep.load_newest_prekey(3) == prekey


async def test_dropped_pair_leaves_its_secret_to_be_removed(database: Database) -> None:
    stores, upkeep = await start(database)
    await upkeep.drop_seal_pair(SEAL_PAIR.key_id, entry="seal-one")
    assert await stores.keys.load_seal_pairs() == []
    assert await upkeep.load_leftover_secrets() == ["seal-one"]
    await upkeep.forget_leftover("seal-one")
    assert await upkeep.load_leftover_secrets() == []


async def test_newest_of_a_kind_that_was_never_made(database: Database) -> None:
    _, upkeep = await start(database)
    assert await upkeep.find_newest_ms(9) is None
    assert await upkeep.load_fallback_keys() == [b"prekey 2"]


async def test_used_keys_are_counted_and_replaced(database: Database) -> None:
    stores, upkeep = await start(database)
    contact = (await stores.add_contact()).record.id
    for seq in (1, 2, 3):
        row = received(contact, seq=seq, envelope_id=seq, used_one_time_key=seq != 2)
        await stores.history.commit_received(row)
    assert (await upkeep.load_state()).used_keys == 2
    await upkeep.note_refilled(1, extra_since_ms=7, extra_given=4)
    state = await upkeep.load_state()
    assert (state.used_keys, state.extra_since_ms, state.extra_given) == (1, 7, 4)
    assert state.newest_committed == 3


async def test_old_profile_archives_sessions_and_moves_streams(database: Database) -> None:
    stores, upkeep = await start(database)
    contact = (await stores.add_contact()).record.id
    await stores.queue(contact, 1)
    await stores.encrypt(contact, 7)
    await note_signed_in(
        upkeep,
        newest_issued=50,
        newest_acknowledged=40,
        restored_floor=100,
        duties=[Duty.RESEND, Duty.RENEW_KEYS],
        greetings={contact: 77},
    )
    assert all(row.is_archived for row in await stores.keys.load_sessions(BOB))
    stream = await stores.history.find_stream(ME, CONVERSATION)
    assert (stream.seq, stream.prev) == (1007, bytes(32))
    assert await upkeep.load_duties() == [Duty.RENEW_KEYS, Duty.RESEND]
    await upkeep.finish_duty(Duty.RENEW_KEYS)
    assert await upkeep.load_duties() == [Duty.RESEND]
    assert await upkeep.load_greetings() == {contact: 77}
    await upkeep.queue_greeting(contact, content_id=content_id(9), kind=0, version=1, now_ms=NOW_MS)
    assert await upkeep.load_greetings() == {}
    row = (await stores.outbox.load_work(contact, limit=9))[-1]
    assert (row.kind, row.wants_new_session) == (0, True)
    state = await upkeep.load_state()
    assert (state.greeted_ms, state.confirmed_acknowledged) == (NOW_MS, 40)


async def test_ids_of_the_relay_only_grow(database: Database) -> None:
    stores, upkeep = await start(database)
    await note_signed_in(upkeep, newest_issued=50, newest_acknowledged=40)

    await note_signed_in(upkeep, newest_issued=30, newest_acknowledged=45, epoch=b"f" * 16)

    account = await stores.keys.find_account()
    assert account is not None
    assert (account.relay_epoch, account.newest_issued) == (b"f" * 16, 50)
    assert account.newest_acknowledged == 45


async def test_old_relay_is_taken_at_its_word(database: Database) -> None:
    stores, upkeep = await start(database)
    await stores.history.commit_dropped(EnvelopeId(90), olm_pickle=None)
    await note_signed_in(upkeep, newest_issued=95, newest_acknowledged=80)
    await note_signed_in(upkeep, newest_issued=30, newest_acknowledged=20, relay_is_old=True)
    account = await stores.keys.find_account()
    assert account is not None
    assert (account.newest_issued, account.newest_acknowledged) == (30, 20)
    assert (await upkeep.load_state()).newest_committed == 20


async def test_archived_session_stays_last_used_as_it_was(database: Database) -> None:
    stores, upkeep = await start(database)
    contact = (await stores.add_contact()).record.id
    await stores.queue(contact, 1)
    await stores.encrypt(contact, 1)
    (row,) = await stores.keys.load_sessions(BOB)
    await upkeep.archive_session(BOB, row.session_id)
    assert await stores.keys.load_sessions(BOB) == [replace(row, is_archived=True)]


async def test_prune_forgets_by_age(database: Database) -> None:
    stores, upkeep = await start(database)
    contact = (await stores.add_contact()).record.id
    content = received(contact, seq=1, envelope_id=1)
    await stores.history.commit_received(content)
    await stores.keys.mark_prekeys_published(await stores.keys.load_unpublished_prekeys())

    async def prune(at_ms: int) -> None:
        await upkeep.prune(seen_before_ms=at_ms, contexts_before_ms=at_ms, accepted_before_ms=at_ms)

    await prune(content.received_at_ms)
    assert await stores.is_done(content)
    await prune(content.received_at_ms + 1)
    assert not await stores.is_done(content)
    assert await upkeep.find_newest_ms(1) is None
    assert await upkeep.find_newest_ms(2) == NOW_MS
