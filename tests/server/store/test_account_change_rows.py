"""Changes of an account: against the chain that was compared, and nothing left of what ended."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from protocol.ids import AccountId, ChainHead, DeviceAddress, EnvelopeId
from protocol.messages import PresenceRule
from server.store import account_change_rows, account_rows, prekey_rows
from server.store.account_change_rows import AccountChanged, NewChain
from server.store.account_rows import DeviceRow, NewPrekey
from server.store.engine import Transaction
from server.store.envelope_ids import EnvelopeIds
from server.store.schema import AccountState
from tests.helpers.relay_parts import ManualClock, add_device, new_account, new_key, store, writing

OLD, NEW_HEAD = new_account("bob"), ChainHead(b"h" * 32)
NEW_KEY = b"k" * 32


class Account:
    """An account with keys and mail in an open transaction."""

    def __init__(self, connection: Transaction) -> None:
        self.connection = connection
        self.ids = EnvelopeIds(ManualClock(), newest=0)
        self.address = add_device(connection, "bob", self.ids)
        prekeys = [
            NewPrekey(kind=kind, digest=bytes([kind]) * 16, prekey=b"p", expires_ms=expires_ms)
            for kind, expires_ms in ((1, 0), (2, 9), (3, 9))
        ]
        prekey_rows.put(connection, self.device().key, prekeys, wipe=False, most_held=9)
        (self.held,) = store(connection, self.address, self.ids, "held")

    def device(self, number: int = 1) -> DeviceRow:
        found = account_rows.find_device(
            self.connection, DeviceAddress(account=OLD.account, device=number)
        )
        assert found is not None
        return found

    @property
    def chain(self) -> bytes:
        found = account_rows.find_account(self.connection, OLD.account)
        assert found is not None
        return found.chain

    def put_chain(
        self, devices: Mapping[int, bytes], head: ChainHead = OLD.chain_head
    ) -> list[int]:
        return account_change_rows.put_chain(
            self.connection,
            new_chain(devices, head),
            newest_id=self.ids.newest,
        )

    def end(self, *, is_name_freed: bool) -> None:
        account_change_rows.end_by_owner(
            self.connection,
            new_chain({}, OLD.chain_head),
            newest_id=self.ids.newest,
            is_name_freed=is_name_freed,
        )

    def count(self, table: str) -> int:
        found = self.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        assert isinstance(found, int)
        return found


def new_chain(devices: Mapping[int, bytes], head: ChainHead) -> NewChain:
    return NewChain(
        account=OLD.account, earlier_head=head, chain=b"longer", head=NEW_HEAD, devices=devices
    )


@pytest.fixture
def bob(tmp_path: Path) -> Iterator[Account]:
    with writing(tmp_path) as connection:
        yield Account(connection)


def test_longer_chain_with_the_same_device_changes_the_chain_alone(bob: Account) -> None:
    assert bob.put_chain({1: OLD.signing_key}) == []
    device = bob.device()
    assert (bob.chain, device.chain_head) == (b"longer", NEW_HEAD)
    assert (device.one_time_keys, device.newest_issued) == (1, bob.held)
    assert not device.is_revoked


@pytest.mark.parametrize("devices", [{}, {1: NEW_KEY}], ids=["revoked", "renewed"])
def test_revoked_device_leaves_nothing_to_its_successor(
    bob: Account, devices: dict[int, bytes]
) -> None:
    assert bob.put_chain(devices) == [1]
    device = bob.device()
    assert device.is_revoked == (not devices)
    assert device.signing_key == devices.get(1, OLD.signing_key)
    tables = ("one_time_prekey", "current_prekey", "spent_prekey", "envelope")
    assert [bob.count(table) for table in tables] == [0] * 4
    assert device.newest_issued == bob.held  # an id is never issued again (P7: no false alarm)
    assert account_rows.load_newest_id(bob.connection) == bob.held
    assert len(device.delivery_keys) == 1


def test_device_comes_back_under_its_number(bob: Account) -> None:
    bob.put_chain({})
    assert account_rows.find_live_device(bob.connection, bob.device().account_key, 1) is None
    assert bob.put_chain({1: NEW_KEY}, NEW_HEAD) == []
    assert account_rows.find_live_device(bob.connection, bob.device().account_key, 1) is not None


def test_further_device_gets_a_row(bob: Account) -> None:
    """Stage 2 (P17): nothing stands in its way."""
    assert bob.put_chain({1: OLD.signing_key, 2: NEW_KEY}) == []
    assert bob.device(2).signing_key == NEW_KEY


def test_chain_that_was_compared_with_another_one_is_refused(bob: Account) -> None:
    with pytest.raises(AccountChanged):
        bob.put_chain({}, ChainHead(bytes(32)))
    assert bob.chain == OLD.chain
    head = account_change_rows.check_head(bob.connection, OLD.account, OLD.chain_head)
    assert head == bob.device().account_key
    with pytest.raises(AccountChanged):
        account_change_rows.check_head(bob.connection, OLD.account, NEW_HEAD)


def test_password_is_changed_from_the_one_that_was_checked(bob: Account) -> None:
    def change(old: str, new: str) -> None:
        account_change_rows.change_password(bob.connection, OLD.account, old_hash=old, new_hash=new)

    change(OLD.auth_hash, "new hash")
    assert bob.device().auth_hash == "new hash"
    with pytest.raises(AccountChanged):
        change(OLD.auth_hash, "third hash")


@pytest.mark.parametrize("is_name_freed", [True, False])
def test_ended_account_answers_gone_and_no_more(bob: Account, is_name_freed: bool) -> None:
    """AU-15: no mail, prekey or delivery key; the name only if the password was shown."""
    bob.end(is_name_freed=is_name_freed)
    device = bob.device()
    assert (device.state, bob.chain) == (AccountState.ENDED, b"longer")
    assert device.auth_hash == ("" if is_name_freed else OLD.auth_hash)
    assert bob.count("username") == (0 if is_name_freed else 1)
    tables = ("one_time_prekey", "current_prekey", "spent_prekey", "envelope", "delivery_key")
    assert [bob.count(table) for table in tables] == [0] * 5
    assert account_rows.load_newest_id(bob.connection) == bob.held


def test_ended_account_takes_no_change(bob: Account) -> None:
    bob.end(is_name_freed=False)
    connection, account = bob.connection, OLD.account
    with pytest.raises(AccountChanged):
        bob.put_chain({1: NEW_KEY}, NEW_HEAD)
    with pytest.raises(AccountChanged):
        account_change_rows.change_password(
            connection, account, old_hash=OLD.auth_hash, new_hash="new"
        )
    with pytest.raises(AccountChanged):
        account_change_rows.set_keys(connection, account, [new_key()])
    with pytest.raises(AccountChanged):
        account_change_rows.set_presence(connection, account, PresenceRule.NOBODY)
    with pytest.raises(AccountChanged):
        bob.end(is_name_freed=True)


def test_presence_rule_is_kept(bob: Account) -> None:
    assert bob.device().presence is PresenceRule.EVERYBODY
    account_change_rows.set_presence(bob.connection, OLD.account, PresenceRule.CONTACTS)
    assert bob.device().presence is PresenceRule.CONTACTS


def test_changes_of_one_account_leave_the_others_alone(bob: Account) -> None:
    carol = add_device(bob.connection, "carol", bob.ids)
    store(bob.connection, carol, bob.ids, "for carol")
    bob.end(is_name_freed=True)

    assert bob.count("envelope") == 1
    assert account_rows.find_account_by_name(bob.connection, "carol") is not None
    unknown = AccountId(bytes(32))
    with pytest.raises(AccountChanged):
        account_change_rows.set_presence(bob.connection, unknown, PresenceRule.NOBODY)
    assert account_rows.load_newest_id(bob.connection) >= EnvelopeId(bob.held)
