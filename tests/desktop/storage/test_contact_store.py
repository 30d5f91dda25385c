"""Contacts are pinned once; what was verified is never forgotten."""

import functools

import apsw
import pytest

from desktop.core.records import ContactId, MessageKind, Relation, Trust
from desktop.core.rows.peers import ContactRow, PeerSealPair
from desktop.errors import StorageError
from desktop.storage.database import Database
from protocol.ids import Username
from tests.desktop.storage.sample_rows import BOB, CAROL, NOW_MS, Stores, address, received

ENTRIES = [(b"0" * 32, b"entry 0"), (b"1" * 32, b"entry 1")]


async def add_stranger(stores: Stores, seal_pair: PeerSealPair | None = None) -> ContactRow:
    return await stores.contacts.add(
        account=BOB.account,
        username=Username("bob"),
        is_name_confirmed=False,
        chain=b"chain 1",
        chain_entries=ENTRIES[:1],
        seal_pair=seal_pair,
        gave_key=False,
        now_ms=NOW_MS,
    )


def entries(connection: apsw.Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT head, entry FROM chain_entry ORDER BY id").fetchall()


async def test_new_contact_is_found_by_number_and_account(stores: Stores) -> None:
    contact = await add_stranger(stores)

    assert contact.record.username == "bob"
    assert not contact.record.is_name_confirmed
    assert not contact.is_accepted
    assert (contact.chain, contact.delivery_key, contact.delivery_key_seq) == (b"chain 1", b"", 0)
    assert await stores.contacts.get(contact.record.id) == contact
    assert await stores.contacts.find_by_account(BOB.account) == contact
    assert await stores.contacts.load_all() == [contact]


async def test_unknown_contact(stores: Stores) -> None:
    assert await stores.contacts.find_by_account(CAROL.account) is None
    with pytest.raises(KeyError):
        await stores.contacts.get(ContactId(7))
    with pytest.raises(KeyError):
        await stores.contacts.confirm_name(ContactId(7))
    with pytest.raises(KeyError):
        await stores.contacts.save_peer_keys(
            ContactId(7), chain=b"", chain_entries=[], seal_pair=None
        )


async def test_known_account_keeps_number_and_chain_and_gains_trust(stores: Stores) -> None:
    stranger = await add_stranger(stores)

    again = await stores.contacts.add(
        account=BOB.account,
        username=Username("bob"),
        is_name_confirmed=True,
        chain=b"another",
        chain_entries=ENTRIES,
        seal_pair=None,
        gave_key=True,
        now_ms=NOW_MS + 9,
    )

    assert again.record.id == stranger.record.id
    assert again.chain == b"chain 1"
    assert again.record.is_name_confirmed
    assert again.gave_key
    assert again.record.relation is Relation.ASKED
    third = await add_stranger(stores)
    assert third == again


async def test_numbers_are_never_used_again(stores: Stores, database: Database) -> None:
    first = await add_stranger(stores)
    await database.run(
        "delete",
        lambda connection: connection.execute("DELETE FROM conversation; DELETE FROM contact"),
    )

    second = await add_stranger(stores)

    assert second.record.id > first.record.id


async def test_name_is_confirmed(stores: Stores) -> None:
    stranger = await add_stranger(stores)

    assert (await stores.contacts.confirm_name(stranger.record.id)).record.is_name_confirmed


async def test_newer_chain_and_seal_pair_are_kept(stores: Stores, database: Database) -> None:
    contact = (await add_stranger(stores)).record.id
    pair = PeerSealPair(peer=BOB, encoded=b"pair", fetched_ms=NOW_MS)

    await stores.contacts.save_peer_keys(
        contact, chain=b"chain 2", chain_entries=ENTRIES, seal_pair=pair
    )

    assert (await stores.contacts.get(contact)).chain == b"chain 2"
    assert await stores.contacts.find_seal_pair(BOB) == pair
    assert await database.run("entries", entries) == ENTRIES


async def test_chain_without_a_seal_pair_leaves_the_cached_one(stores: Stores) -> None:
    pair = PeerSealPair(peer=BOB, encoded=b"pair", fetched_ms=NOW_MS)
    contact = (await add_stranger(stores, pair)).record.id

    await stores.contacts.save_peer_keys(
        contact, chain=b"chain 2", chain_entries=[], seal_pair=None
    )

    assert await stores.contacts.find_seal_pair(BOB) == pair
    assert await stores.contacts.find_seal_pair(address("bob", device=2)) is None


@pytest.mark.parametrize(
    "statement", ["DELETE FROM chain_entry", "UPDATE chain_entry SET entry = x''"]
)
async def test_chain_entries_are_only_ever_added(
    stores: Stores, database: Database, statement: str
) -> None:
    await add_stranger(stores)

    with pytest.raises(StorageError):
        await database.run("tamper", lambda connection: connection.execute(statement).fetchall())

    assert await database.run("entries", entries) == ENTRIES[:1]


async def test_relation_follows_from_keys_given_and_held(stores: Stores) -> None:
    await stores.add_account()
    stranger = await add_stranger(stores)
    contact = stranger.record.id
    assert stranger.record.relation is Relation.REQUEST

    await stores.history.commit_received(
        received(contact, seq=1, envelope_id=5, kind=None, delivery_key=b"k" * 32)
    )
    assert (await stores.contacts.get(contact)).record.relation is Relation.REQUEST

    given = await stores.contacts.give_key(contact, now_ms=NOW_MS)
    assert given.record.relation is Relation.ACCEPTED
    blocked = await stores.contacts.set_blocked(contact, is_blocked=True)
    assert blocked.record.relation is Relation.BLOCKED
    again = await stores.contacts.set_blocked(contact, is_blocked=False)
    assert again.record.relation is Relation.REQUEST


async def test_trust_follows_from_comparing_and_from_another_account(stores: Stores) -> None:
    contact = (await add_stranger(stores)).record.id
    verified = await stores.contacts.set_verified(contact, is_verified=True)
    assert verified.record.trust is Trust.VERIFIED
    changed = await stores.contacts.note_changed(contact, CAROL.account)
    assert changed.record.trust is Trust.VERIFIED_CHANGED
    assert not changed.may_send
    accept = functools.partial(
        stores.contacts.accept_change,
        contact,
        chain=b"chain of carol",
        chain_entries=ENTRIES,
        now_ms=NOW_MS,
    )
    with pytest.raises(KeyError):
        await accept(account=BOB.account)
    done = await accept(account=CAROL.account)
    assert done.contact.record.account == CAROL.account
    assert done.contact.record.trust is Trust.UNVERIFIED
    assert done.notice.kind is MessageKind.KEY_CHANGED
    assert done.failed == ()
    with pytest.raises(KeyError):
        await accept(account=CAROL.account)


async def test_held_contact_is_released_and_deleted_one_is_gone(stores: Stores) -> None:
    contact = (await add_stranger(stores)).record.id
    for now_ms, is_asked, since_ms in ((1, False, 1), (9, False, 1), (9, True, 9)):
        row = await stores.contacts.hold(contact, now_ms=now_ms, is_asked=is_asked)
        assert row.record.held_since_ms == since_ms
    assert (await stores.contacts.release(contact)).record.held_since_ms == 0


async def test_expired_keys_of_a_contact_are_remembered(stores: Stores) -> None:
    await stores.add_account()
    contact = (await stores.add_contact()).record.id
    for since_ms in (NOW_MS, 0):
        row = await stores.contacts.set_keyless(contact, since_ms=since_ms)
        assert row.record.keyless_since_ms == since_ms
    await stores.contacts.delete(contact)
    with pytest.raises(KeyError):
        await stores.contacts.get(contact)


async def test_own_name_and_mute_are_kept_and_taken_back(stores: Stores) -> None:
    contact = (await add_stranger(stores)).record.id

    assert (await stores.contacts.set_own_name(contact, "Mira")).record.own_name == "Mira"
    assert (await stores.contacts.set_muted(contact, is_muted=True)).record.is_muted
    record = (await stores.history.get_conversation(contact)).contact
    assert (record.own_name, record.is_muted) == ("Mira", True)

    assert (await stores.contacts.set_own_name(contact, "")).record.own_name == ""
    assert not (await stores.contacts.set_muted(contact, is_muted=False)).record.is_muted
