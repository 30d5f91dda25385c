"""The own account goes from pending to done, and its keys with it."""

from dataclasses import replace

import pytest

from desktop.core.rows.own_keys import PrekeyRow, Registration
from desktop.errors import StorageError
from desktop.storage.database import Database
from desktop.storage.session_rows import save_session
from protocol.ids import KeyId
from tests.desktop.storage.sample_rows import (
    ACCOUNT,
    BOB,
    NOW_MS,
    OLM,
    PREKEYS,
    SEAL_PAIR,
    Stores,
    session,
)


async def test_new_profile_has_no_account(stores: Stores) -> None:
    assert await stores.keys.find_account() is None
    assert await stores.keys.load_seal_pairs() == []
    assert await stores.keys.load_unpublished_prekeys() == []
    with pytest.raises(KeyError):
        await stores.keys.load_olm_account()


async def test_account_is_kept_with_all_its_keys(stores: Stores) -> None:
    await stores.add_account()

    assert await stores.keys.find_account() == ACCOUNT
    assert await stores.keys.load_olm_account() == OLM
    assert await stores.keys.load_seal_pairs() == [SEAL_PAIR]
    assert await stores.keys.load_unpublished_prekeys() == list(PREKEYS)


async def test_pending_account_is_replaced_whole(stores: Stores) -> None:
    await stores.add_account()
    other = replace(ACCOUNT, signing_seed=b"t" * 32, delivery_key=b"e" * 32)
    pair = replace(SEAL_PAIR, key_id=KeyId(b"seal-two"))
    prekeys = [PrekeyRow(kind=1, encoded=b"another", made_ms=NOW_MS)]

    await stores.keys.create_account(other, olm_pickle=b"olm 2", seal_pair=pair, prekeys=prekeys)

    assert await stores.keys.find_account() == other
    assert await stores.keys.load_olm_account() == b"olm 2"
    assert await stores.keys.load_seal_pairs() == [pair]
    assert await stores.keys.load_unpublished_prekeys() == prekeys


async def test_finished_registration_keeps_no_password_value(stores: Stores) -> None:
    await stores.add_account()

    await stores.keys.finish_registration()

    expected = replace(ACCOUNT, registration=Registration.DONE, pending_auth=b"")
    assert await stores.keys.find_account() == expected
    assert await stores.keys.load_unpublished_prekeys() == []


async def test_confirmed_account_is_neither_replaced_nor_discarded(stores: Stores) -> None:
    await stores.add_account()
    await stores.keys.finish_registration()
    before = await stores.keys.find_account()

    with pytest.raises(StorageError):
        await stores.add_account()
    with pytest.raises(StorageError):
        await stores.keys.discard_account()

    assert await stores.keys.find_account() == before
    assert await stores.keys.load_seal_pairs() == [SEAL_PAIR]


async def test_discarded_account_leaves_nothing(stores: Stores) -> None:
    await stores.add_account()

    await stores.keys.discard_account()
    await stores.keys.discard_account()

    assert await stores.keys.find_account() is None
    assert await stores.keys.load_seal_pairs() == []
    assert await stores.keys.load_unpublished_prekeys() == []


async def test_new_prekeys_wait_for_the_relay_with_the_account_that_made_them(
    stores: Stores,
) -> None:
    await stores.add_account()
    await stores.keys.finish_registration()
    new = [PrekeyRow(kind=1, encoded=b"new %d" % at, made_ms=NOW_MS + at) for at in range(3)]

    await stores.keys.add_prekeys(b"olm 2", new)
    assert await stores.keys.load_unpublished_prekeys() == new
    assert await stores.keys.load_olm_account() == b"olm 2"

    await stores.keys.mark_prekeys_published(new[:2])
    assert await stores.keys.load_unpublished_prekeys() == new[2:]


async def test_prekeys_that_cannot_be_added_leave_the_account_as_it_was(stores: Stores) -> None:
    await stores.add_account()

    with pytest.raises(StorageError):
        await stores.keys.add_prekeys(b"olm 2", [PREKEYS[0]])

    assert await stores.keys.load_olm_account() == OLM


async def test_newest_seal_pair_comes_first(stores: Stores, database: Database) -> None:
    await stores.add_account()
    older = replace(SEAL_PAIR, key_id=KeyId(b"seal-old"), made_ms=SEAL_PAIR.made_ms - 1)
    await database.run(
        "older",
        lambda connection: connection.execute(
            "INSERT INTO own_seal_pair (key_id, key, kem_seed, made_ms, expires_ms)"
            " VALUES (?, ?, ?, ?, ?)",
            (older.key_id, older.key, older.kem_seed, older.made_ms, older.expires_ms),
        ),
    )

    assert await stores.keys.load_seal_pairs() == [SEAL_PAIR, older]


async def test_sessions_of_a_device(stores: Stores, database: Database) -> None:
    assert await stores.keys.load_sessions(BOB) == []

    await database.run("save", lambda connection: save_session(connection, session()))

    assert await stores.keys.load_sessions(BOB) == [session()]
