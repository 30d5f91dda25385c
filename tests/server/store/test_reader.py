"""Reading off the loop."""

import sqlite3
import threading
from pathlib import Path

import pytest

from server.store import reader as reader_module
from server.store.account_rows import find_account_by_name
from server.store.engine import StoreUnavailable, Transaction
from tests.helpers.relay_parts import run, store_parts


def test_reader_sees_what_was_just_committed(tmp_path: Path) -> None:
    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            address = await parts.add_device("bob")
            found = await parts.reader.read(
                lambda connection: find_account_by_name(connection, "bob")
            )
            assert found is not None
            assert found.account == address.account

    run(story())


def test_reading_runs_in_another_thread(tmp_path: Path) -> None:
    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            name = await parts.reader.read(lambda _: threading.current_thread().name)
            assert name.startswith("relay-reader")

    run(story())


def test_unreadable_database_is_told_as_unavailable(tmp_path: Path) -> None:
    def read(connection: Transaction) -> None:
        connection.exec_driver_sql("SELECT * FROM a_table_that_was_lost")

    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            with pytest.raises(StoreUnavailable) as caught:
                await parts.reader.read(read)
            assert isinstance(caught.value.__cause__, Exception)

    run(story())


def test_too_many_waiting_reads_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "MAX_PENDING", 0)

    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            with pytest.raises(StoreUnavailable):
                await parts.reader.read(lambda _: None)

    run(story())


def test_reading_goes_on_while_something_is_written(tmp_path: Path) -> None:
    """FT-04: a writer, even a foreign one, never holds readers up (WAL)."""

    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            foreign = sqlite3.connect(tmp_path / "relay.db", isolation_level=None)
            foreign.execute("BEGIN IMMEDIATE")
            assert await parts.reader.read(lambda _: 1) == 1
            foreign.execute("ROLLBACK")
            foreign.close()

    run(story())
