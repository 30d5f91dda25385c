"""What the operator asks: counts that name nobody, names, and accounts that are taken away."""

import sqlite3
from pathlib import Path

import pytest

from protocol.ids import DeviceAddress
from server.store import account_rows, envelope_rows, operator_rows
from server.store.engine import Transaction, open_database
from server.store.envelope_ids import EnvelopeIds, first_id_at
from server.store.operator_rows import NoSuchUser, User
from server.store.schema import AccountState
from tests.helpers.people import NOW_MS
from tests.helpers.relay_parts import ManualClock, add_device, held, store, writing


def ids_at(*, later_ms: int = 0) -> EnvelopeIds:
    return EnvelopeIds(ManualClock(NOW_MS + later_ms), newest=0)


def fill(connection: Transaction, *, envelopes: int = 2) -> DeviceAddress:
    """Write alice, and bob with envelopes waiting; return bob's device."""
    ids = ids_at()
    add_device(connection, "alice", ids)
    bob = add_device(connection, "bob", ids)
    store(connection, bob, ids, *(f"{number}" for number in range(envelopes)))
    return bob


def test_counts_say_how_much_there_is(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        bob = fill(connection)
        store(connection, bob, ids_at(later_ms=1), "asked", is_request=True)
        counts = operator_rows.count(connection)

    assert counts["accounts_live"] == 2
    assert counts["accounts_disabled"] == 0
    assert counts["devices"] == 2
    assert (counts["envelopes_held"], counts["requests_held"]) == (3, 1)
    assert counts["envelopes_held_bytes"] == 3 * 2_554
    assert counts["mailboxes_with_envelopes"] == 1
    assert counts["oldest_envelope_ms"] == NOW_MS
    assert counts["delivery_keys"] == 2
    assert counts["database_bytes"] > 0


def test_nothing_held_has_no_age(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        assert operator_rows.count(connection)["oldest_envelope_ms"] == 0


def test_held_envelopes_are_counted_by_age(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        fill(connection, envelopes=3)
        assert operator_rows.count_held(connection) == 3
        assert operator_rows.count_held(connection, below=first_id_at(NOW_MS)) == 0
        assert operator_rows.count_held(connection, below=first_id_at(NOW_MS + 1)) == 3


def test_users_are_listed_by_name_with_what_they_hold(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        fill(connection)
        users = operator_rows.list_users(connection)

    assert users == [
        User(name="alice", state=AccountState.LIVE, envelopes=0, size_bytes=0),
        User(name="bob", state=AccountState.LIVE, envelopes=2, size_bytes=2 * 2_554),
    ]


def test_disabled_account_is_gone_until_it_is_enabled_and_keeps_what_it_holds(
    tmp_path: Path,
) -> None:
    with writing(tmp_path) as connection:
        bob = fill(connection)
        assert operator_rows.set_disabled(connection, "bob", is_disabled=True)
        assert not operator_rows.set_disabled(connection, "bob", is_disabled=True)
        assert envelope_rows.load_mailbox(connection, bob).is_gone
        device = account_rows.find_device(connection, bob)
        assert device is not None
        assert device.state is AccountState.DISABLED
        assert operator_rows.set_disabled(connection, "bob", is_disabled=False)
        assert not envelope_rows.load_mailbox(connection, bob).is_gone
        assert len(held(connection, bob)) == 2


def test_deleted_account_is_gone_and_its_name_free(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        bob = fill(connection)
        newest = account_rows.load_newest_id(connection)
        operator_rows.delete_user(connection, "bob")
        account = account_rows.find_account(connection, bob.account)
        assert account is not None
        assert (account.state, account.auth_hash) == (AccountState.ENDED, "")
        assert held(connection, bob) == []
        assert account_rows.find_account_by_name(connection, "bob") is None
        assert account_rows.load_newest_id(connection) == newest  # none is issued again
        assert [user.name for user in operator_rows.list_users(connection)] == ["alice"]


def test_name_that_nobody_has_is_told(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        fill(connection)
        operator_rows.delete_user(connection, "bob")
        for name in ("bob", "carol"):
            with pytest.raises(NoSuchUser):
                operator_rows.delete_user(connection, name)
            with pytest.raises(NoSuchUser):
                operator_rows.set_disabled(connection, name, is_disabled=True)


def test_vacuum_gives_space_back(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        fill(connection, envelopes=500)
    with writing(tmp_path) as connection:
        operator_rows.delete_user(connection, "bob")
    before = operator_rows_free(tmp_path)
    database = open_database(tmp_path / "relay.db")
    with database.writing.begin() as connection:
        operator_rows.vacuum(connection)
    database.close()

    assert before > 1_000_000
    assert operator_rows_free(tmp_path) == 0


def operator_rows_free(folder: Path) -> int:
    with sqlite3.connect(folder / "relay.db") as rows:
        (pages,) = rows.execute("PRAGMA freelist_count").fetchone()
    rows.close()
    assert isinstance(pages, int)
    return pages * 4096
