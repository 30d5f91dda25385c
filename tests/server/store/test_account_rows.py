"""Rows of accounts: a name has one holder, a moved account keeps only what answers "gone"."""

import dataclasses
from pathlib import Path

import pytest
from sqlalchemy import func, select

from protocol.ids import AccountId, DeviceAddress, Username
from server.store import account_rows, prekey_rows, schema
from server.store.account_rows import NameTaken, NewPrekey, RelayIdentity
from server.store.envelope_ids import EnvelopeIds
from server.store.schema import AccountState
from tests.helpers.people import REALM
from tests.helpers.relay_parts import (
    ManualClock,
    acknowledge,
    add_device,
    held,
    new_account,
    store,
    writing,
)


def fresh_ids() -> EnvelopeIds:
    return EnvelopeIds(ManualClock(), newest=0)


def prekey(text: str, *, kind: int = 1) -> NewPrekey:
    return NewPrekey(
        kind=kind,
        digest=text.encode().ljust(16),
        prekey=text.encode(),
        expires_ms=0 if kind == 1 else 1,
    )


def test_identity_is_kept(tmp_path: Path) -> None:
    identity = RelayIdentity(realm=REALM, epoch=b"e" * 16)
    with writing(tmp_path) as connection:
        assert account_rows.load_identity(connection) is None
        account_rows.save_identity(connection, identity)
    with writing(tmp_path) as connection:
        assert account_rows.load_identity(connection) == identity


def test_new_account_is_found_by_id_and_name(tmp_path: Path) -> None:
    new = new_account("bob")
    with writing(tmp_path) as connection:
        registered = account_rows.register(connection, new, fresh_ids())
        by_id = account_rows.find_account(connection, new.account)
        by_name = account_rows.find_account_by_name(connection, "bob")

    assert not registered.has_moved_name
    assert by_id is not None
    assert by_id == by_name
    assert by_id.state is AccountState.LIVE
    assert (by_id.chain, by_id.chain_head) == (new.chain, new.chain_head)


def test_unknown_account_name_and_device_are_not_found(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        address = add_device(connection, "bob", fresh_ids())
        stranger = AccountId(bytes(32))

        assert account_rows.find_account(connection, stranger) is None
        assert account_rows.find_account_by_name(connection, "bo") is None
        assert account_rows.find_live_device(connection, 99, 1) is None
        assert (
            account_rows.find_device(connection, DeviceAddress(account=stranger, device=1)) is None
        )
        other_device = DeviceAddress(account=address.account, device=2)
        assert account_rows.find_device(connection, other_device) is None


def test_taken_name_is_refused(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        account_rows.register(connection, new_account("bob"), fresh_ids())
        for predecessor in (None, AccountId(b"p" * 32)):
            late = new_account("bob", number=1, predecessor=predecessor)
            with pytest.raises(NameTaken):
                account_rows.register(connection, late, fresh_ids())


def test_device_tells_what_a_sign_in_needs(tmp_path: Path) -> None:
    new = new_account("bob")
    address = DeviceAddress(account=new.account, device=1)
    with writing(tmp_path) as connection:
        key = account_rows.register(connection, new, fresh_ids()).device
        prekey_rows.put(connection, key, [prekey("a"), prekey("b")], wipe=False, most_held=9)
        one, two = store(connection, address, fresh_ids(), "1", "2")
        acknowledge(connection, address, one)
        found = account_rows.find_device(connection, address)

    assert found is not None
    assert (found.key, found.signing_key, found.username) == (key, new.signing_key, "bob")
    assert (found.newest_acknowledged, found.newest_issued) == (one, two)
    assert found.one_time_keys == 2
    assert found.auth_hash == new.auth_hash


def test_newest_issued_stays_when_everything_is_acknowledged(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        address = add_device(connection, "bob", fresh_ids())
        ids = store(connection, address, fresh_ids(), "1", "2")
        acknowledge(connection, address, *ids)
        found = account_rows.find_device(connection, address)

    assert found is not None
    assert found.newest_issued == found.newest_acknowledged == ids[-1]


def test_moved_name_leaves_no_mail_keys_or_password_behind(tmp_path: Path) -> None:
    """P3: the old account's mailbox is dropped; only its chain stays, to answer "gone"."""
    old = new_account("bob")
    new = new_account("bob", number=1, predecessor=old.account)
    with writing(tmp_path) as connection:
        account_rows.save_identity(connection, RelayIdentity(realm=REALM, epoch=bytes(16)))
        key = account_rows.register(connection, old, fresh_ids()).device
        everything = [prekey("a"), prekey("b", kind=2), prekey("c", kind=3)]
        prekey_rows.put(connection, key, everything, wipe=False, most_held=9)
        prekey_rows.take_one_time(connection, key)
        (issued,) = store(
            connection, DeviceAddress(account=old.account, device=1), fresh_ids(), "1"
        )
        ids = EnvelopeIds(ManualClock(), newest=issued)
        registered = account_rows.register(connection, new, ids)
        left = account_rows.find_account(connection, old.account)
        holder = account_rows.find_account_by_name(connection, "bob")
        rows = {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in (
                schema.envelope,
                schema.one_time_prekey,
                schema.spent_prekey,
                schema.current_prekey,
                schema.username,
            )
        }
        newest = account_rows.load_newest_id(connection)
        old_device = account_rows.find_device(
            connection, DeviceAddress(account=old.account, device=1)
        )

    assert registered.has_moved_name
    assert left is not None
    assert (left.state, left.chain, left.auth_hash) == (AccountState.MOVED, old.chain, "")
    assert holder is not None
    assert holder.account == new.account
    assert rows == {
        "envelope": 0,
        "one_time_prekey": 0,
        "spent_prekey": 0,
        "current_prekey": 0,
        "username": 1,
    }
    assert newest == issued
    assert old_device is not None
    assert old_device.username == ""


def test_free_name_with_a_predecessor_moves_nothing(tmp_path: Path) -> None:
    """A genesis that names any account does not touch it unless it holds the very name."""
    with writing(tmp_path) as connection:
        victim = new_account("bob")
        account_rows.register(connection, victim, fresh_ids())
        mallory = dataclasses.replace(new_account("mallory"), predecessor=victim.account)
        registered = account_rows.register(connection, mallory, fresh_ids())
        untouched = account_rows.find_account(connection, victim.account)

    assert not registered.has_moved_name
    assert untouched is not None
    assert untouched.state is AccountState.LIVE


def test_newest_id_is_the_highest_that_any_table_knows(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        account_rows.save_identity(connection, RelayIdentity(realm=REALM, epoch=bytes(16)))
        assert account_rows.load_newest_id(connection) == 0
        address = add_device(connection, "bob", fresh_ids())
        one, two = store(connection, address, fresh_ids(), "1", "2")
        assert account_rows.load_newest_id(connection) == two
        acknowledge(connection, address, one, two)
        assert held(connection, address) == []
        assert account_rows.load_newest_id(connection) == two


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE account; --", '" OR 1=1 --', "bob'--", "%", "\x00"]
)
def test_sql_in_a_name_is_data(tmp_path: Path, text: str) -> None:
    """SV-08: stored and looked up as data; the tables stay."""
    with writing(tmp_path) as connection:
        new = dataclasses.replace(new_account("bob"), username=Username(text), auth_hash=text)
        account_rows.register(connection, new, fresh_ids())
        found = account_rows.find_account_by_name(connection, text)
        accounts = connection.scalar(select(func.count()).select_from(schema.account))

    assert found is not None
    assert found.auth_hash == text
    assert accounts == 1
