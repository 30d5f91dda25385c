"""Registration codes: good until they are spent, expired or removed, and nothing about people."""

from pathlib import Path

from server.store import registration_code_rows as rows
from server.store.engine import Transaction
from server.store.registration_code_rows import CodeRow
from tests.helpers.people import NOW_MS
from tests.helpers.relay_parts import writing

ONE, OTHER = b"1" * 32, b"2" * 32
LATER_MS = NOW_MS + 1000


def add(connection: Transaction, code_hash: bytes = ONE, *, uses: int = 1) -> int:
    return rows.add(connection, code_hash, uses=uses, expires_ms=LATER_MS, now_ms=NOW_MS)


def test_code_is_good_as_often_as_it_was_made_for(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        number = add(connection, uses=2)
        assert rows.load_good(connection, now_ms=NOW_MS) == [
            CodeRow(key=number, uses_left=2, expires_ms=LATER_MS)
        ]
        assert rows.spend(connection, ONE, now_ms=NOW_MS)
        assert rows.is_good(connection, ONE, now_ms=NOW_MS)
        assert rows.spend(connection, ONE, now_ms=NOW_MS)
        assert not rows.is_good(connection, ONE, now_ms=NOW_MS)
        assert not rows.spend(connection, ONE, now_ms=NOW_MS)
        assert rows.load_good(connection, now_ms=NOW_MS) == []


def test_code_expires_at_its_millisecond(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        add(connection)
        assert rows.is_good(connection, ONE, now_ms=LATER_MS - 1)
        assert not rows.is_good(connection, ONE, now_ms=LATER_MS)
        assert rows.load_good(connection, now_ms=LATER_MS) == []
        assert not rows.spend(connection, ONE, now_ms=LATER_MS)


def test_expired_codes_go_when_another_is_made(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        add(connection)
        rows.add(connection, OTHER, uses=1, expires_ms=LATER_MS + 1, now_ms=LATER_MS)
        kept = connection.exec_driver_sql("SELECT key FROM registration_code").scalars().all()
        assert kept == [2]


def test_code_is_removed_by_its_number_or_its_hash(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        number = add(connection)
        add(connection, OTHER)
        assert rows.remove(connection, number)
        assert not rows.remove(connection, number)
        assert not rows.is_good(connection, ONE, now_ms=NOW_MS)
        assert rows.is_good(connection, OTHER, now_ms=NOW_MS)
        assert rows.remove(connection, OTHER)
        assert not rows.remove(connection, OTHER)


def test_number_is_not_given_twice(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        number = add(connection)
        assert rows.spend(connection, ONE, now_ms=NOW_MS)
        assert add(connection, OTHER) > number


def test_other_code_is_not_spent(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        add(connection)
        assert not rows.spend(connection, OTHER, now_ms=NOW_MS)
        assert rows.is_good(connection, ONE, now_ms=NOW_MS)
