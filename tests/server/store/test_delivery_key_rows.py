"""Delivery keys: the whole list is set at once, uses are counted and never come back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.store import account_rows, delivery_key_rows
from server.store.delivery_key_rows import NewKey, OpenKey
from server.store.engine import Transaction, driver_of
from server.store.envelope_ids import EnvelopeIds
from tests.helpers.people import NOW_MS
from tests.helpers.relay_parts import ManualClock, new_account, new_key, writing

ONE, TWO = b"1" * 32, b"2" * 32


class Account:
    """An account in an open transaction."""

    def __init__(self, connection: Transaction, name: str = "bob") -> None:
        self.connection = connection
        new = new_account(name)
        account_rows.register(connection, new, EnvelopeIds(ManualClock(), newest=0))
        row = account_rows.find_account(connection, new.account)
        assert row is not None
        self.key = row.key

    def put(self, *keys: NewKey) -> None:
        delivery_key_rows.put(self.connection, self.key, keys)

    def listed(self) -> list[OpenKey]:
        return delivery_key_rows.load_listed(self.connection, self.key)

    def use(self, times: int = 1) -> None:
        """Use the first key of the list."""
        key = self.listed()[0].key
        delivery_key_rows.count_uses(driver_of(self.connection), [key] * times)


@pytest.fixture
def bob(tmp_path: Path) -> Iterator[Account]:
    with writing(tmp_path) as connection:
        yield Account(connection)


def test_new_account_has_no_key(bob: Account) -> None:
    assert bob.listed() == []


def test_list_is_replaced_whole(bob: Account) -> None:
    bob.put(new_key(ONE), new_key(TWO, uses=8, expires_ms=5))
    assert [(one.uses, one.used, one.expires_ms) for one in bob.listed()] == [(0, 0, 0), (8, 0, 5)]
    bob.put(new_key(TWO, uses=9, expires_ms=6))
    assert [(one.uses, one.used, one.expires_ms) for one in bob.listed()] == [(9, 0, 6)]
    bob.put()
    assert bob.listed() == []


def test_lists_of_two_accounts_are_apart(bob: Account) -> None:
    carol = Account(bob.connection, "carol")
    bob.put(new_key(ONE))
    carol.put(new_key(ONE), new_key(TWO))
    bob.put()

    assert len(carol.listed()) == 2


@pytest.mark.parametrize("leaves_out", [True, False])
def test_count_of_uses_is_never_reset(bob: Account, leaves_out: bool) -> None:
    """P9: also if the key was left out of the list in between."""
    bob.put(new_key(ONE, uses=8))
    bob.use(3)
    if leaves_out:
        bob.put()
    bob.put(new_key(ONE, uses=8))

    (key,) = bob.listed()
    assert key.used == 3


def test_only_keys_with_a_limit_are_counted(bob: Account) -> None:
    bob.put(new_key(ONE))
    bob.use(3)

    (key,) = bob.listed()
    assert (key.used, key.is_spent, key.is_limited) == (0, False, False)


def test_key_is_spent_at_its_last_use(bob: Account) -> None:
    bob.put(new_key(ONE, uses=2))
    spent = []
    for _ in range(2):
        bob.use()
        spent.append(bob.listed()[0].is_spent)

    assert spent == [False, True]


def test_used_keys_that_left_the_list_are_remembered_up_to_a_number(
    bob: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_key_rows, "UNLISTED_KEPT", 2)
    for number in range(4):
        bob.put(new_key(bytes([number]) * 32, uses=8))
        bob.use()
    bob.put(new_key(b"never used" + bytes(22), uses=8))
    bob.put(*(new_key(bytes([number]) * 32, uses=8) for number in range(4)))

    assert [key.used for key in sorted(bob.listed(), key=lambda one: one.key_hash)] != [1] * 4
    assert sum(key.used for key in bob.listed()) == 2


def test_matching_key_is_found_until_it_expires(bob: Account) -> None:
    bob.put(new_key(ONE, expires_ms=NOW_MS), new_key(TWO))
    keys = bob.listed()

    def find(key: bytes, now_ms: int) -> OpenKey | None:
        return delivery_key_rows.find_matching(keys, new_key(key).key_hash, now_ms=now_ms)

    assert find(ONE, NOW_MS - 1) is keys[0]
    assert find(ONE, NOW_MS) is None
    assert find(TWO, NOW_MS) is keys[1]
    assert find(b"3" * 32, 0) is None
    assert delivery_key_rows.find_matching([], bytes(32), now_ms=0) is None


def test_ended_account_keeps_none(bob: Account) -> None:
    bob.put(new_key(ONE, uses=1), new_key(TWO))
    bob.use()
    bob.put()
    delivery_key_rows.delete_all(bob.connection, bob.key)

    count = "SELECT count(*) FROM delivery_key"
    assert bob.connection.exec_driver_sql(count).scalar_one() == 0
