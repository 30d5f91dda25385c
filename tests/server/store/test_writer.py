"""The writer: many writes a commit, one fault stays one, answers only after the commit."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from protocol.ids import EnvelopeId
from server.store import account_rows, envelope_rows
from server.store import engine as engine_module
from server.store import writer as writer_module
from server.store.account_rows import RelayIdentity
from server.store.engine import StoreUnavailable, Transaction, open_database
from server.store.envelope_ids import EnvelopeIds
from server.store.schema import username
from server.store.writer import Outcome, Writer
from tests.helpers.people import REALM
from tests.helpers.relay_parts import ManualClock, blocked, new_account, run, store_parts


def add_name(name: str) -> Callable[[Transaction], str]:
    def work(connection: Transaction) -> str:
        account_rows.register(connection, new_account(name), EnvelopeIds(ManualClock(), newest=0))
        return name

    return work


def names(connection: Transaction) -> list[str]:
    return list(connection.scalars(select(username.c.name).order_by(username.c.name)))


def number_of(number: int) -> Callable[[Transaction], int]:
    return lambda _connection: number


def fail(_connection: Transaction) -> None:
    raise ValueError("a fault of this write")


def test_answer_comes_after_the_commit(tmp_path: Path) -> None:
    """P8: accepted means on disk; another connection sees it when the answer comes."""

    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            assert await parts.write(add_name("bob")) == "bob"
            with sqlite3.connect(tmp_path / "relay.db") as other:
                assert other.execute("SELECT name FROM username").fetchall() == [("bob",)]
            other.close()

    run(story())


def test_queued_writes_share_a_commit_and_are_answered_in_order(tmp_path: Path) -> None:
    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            answered: list[str] = []
            go_on = await blocked(parts)
            for name in ("carol", "bob", "alice"):
                parts.writer.enqueue(
                    "add", add_name(name), lambda outcome: answered.append(outcome.get())
                )
            before = await parts.reader.read(names)
            go_on.set()
            await parts.write(lambda _: None)

            assert before == []
            assert answered == ["carol", "bob", "alice"]
            assert await parts.reader.read(names) == ["alice", "bob", "carol"]

    run(story())


def test_guarded_write_that_fails_takes_only_itself_back(tmp_path: Path) -> None:
    def add_then_fail(connection: Transaction) -> None:
        add_name("mallory")(connection)
        raise KeyError("late fault")

    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            go_on = await blocked(parts)
            async with asyncio.TaskGroup() as group:
                good = group.create_task(parts.writer.submit("add", add_name("bob")))
                bad = group.create_task(
                    catch(parts.writer.submit("add", add_then_fail, is_guarded=True))
                )
                await asyncio.sleep(0)
                go_on.set()

            assert good.result() == "bob"
            assert isinstance(bad.result(), KeyError)
            assert await parts.reader.read(names) == ["bob"]

    run(story())


async def catch(work: Awaitable[object]) -> Exception | None:
    try:
        await work
    except Exception as error:  # noqa: BLE001  # which one it is, the test says
        return error
    return None


def test_unguarded_fault_does_not_fail_its_batch(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            go_on = await blocked(parts)
            async with asyncio.TaskGroup() as group:
                first = group.create_task(parts.writer.submit("add", add_name("alice")))
                bad = group.create_task(catch(parts.writer.submit("faulty", fail)))
                second = group.create_task(parts.writer.submit("add", add_name("bob")))
                await asyncio.sleep(0)
                go_on.set()

            assert (first.result(), second.result()) == ("alice", "bob")
            assert isinstance(bad.result(), ValueError)
            assert await parts.reader.read(names) == ["alice", "bob"]
            assert parts.failed == 1

    run(story())
    assert [record.message for record in caplog.records] == ["write_faulty write=faulty"]


def add_lease(upto: int) -> Callable[[sqlite3.Connection], int]:
    def work(driver: sqlite3.Connection) -> int:
        envelope_rows.lease(driver, EnvelopeId(upto))
        return upto

    return work


def save_relay(connection: Transaction) -> None:
    account_rows.save_identity(connection, RelayIdentity(realm=REALM, epoch=bytes(16)))


@pytest.mark.parametrize("has_company", [False, True])
def test_rows_are_committed_alone_and_beside_other_writes(
    tmp_path: Path, has_company: bool
) -> None:
    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            await parts.write(save_relay)
            told: list[int] = []
            parts.writer.enqueue_rows("lease", add_lease(7), lambda o: told.append(o.get()), rows=1)
            if has_company:
                parts.writer.enqueue("add", add_name("bob"), lambda _: None)
            parts.writer.hand_over_soon()
            assert await parts.write(account_rows.load_leased_id) == 7
            assert told == [7]

    run(story())


def test_what_gathers_stands_before_the_write_that_comes_next(tmp_path: Path) -> None:
    """So that reading a mailbox again sees everything that was judged before."""

    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            await parts.write(save_relay)
            gathered = [3, 5]

            def gather() -> None:
                while gathered:
                    work = add_lease(gathered.pop(0))
                    parts.writer.enqueue_rows("lease", work, lambda _: None, rows=1)

            parts.writer.gather_from(gather)
            assert await parts.write(account_rows.load_leased_id) == 5

    run(story())


def test_fault_among_rows_fails_them_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(driver: sqlite3.Connection) -> None:
        add_lease(9)(driver)
        driver.execute("INSERT INTO username (name, account) VALUES ('nobody', 99)")

    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            await parts.write(save_relay)
            errors: list[Exception | None] = []
            for work in (add_lease(3), stumble):
                parts.writer.enqueue_rows(
                    "lease", work, lambda outcome: errors.append(outcome.error), rows=1
                )
            parts.writer.hand_over_soon()
            assert await parts.write(account_rows.load_leased_id) == 3
            assert [type(error) for error in errors] == [type(None), sqlite3.IntegrityError]

    run(story())
    assert [record.message for record in caplog.records] == ["write_faulty write=lease"]


def test_rows_that_find_a_foreign_lock_are_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FT-04: the driver's own transaction fails like the other."""
    monkeypatch.setattr(engine_module, "BUSY_TIMEOUT_MS", 0)

    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            await parts.write(save_relay)
            foreign = sqlite3.connect(tmp_path / "relay.db", isolation_level=None)
            foreign.execute("BEGIN IMMEDIATE")
            answer: asyncio.Future[Outcome[int]] = asyncio.get_running_loop().create_future()
            parts.writer.enqueue_rows("lease", add_lease(3), answer.set_result, rows=1)
            parts.writer.hand_over_soon()
            assert isinstance((await answer).error, StoreUnavailable)
            foreign.execute("ROLLBACK")
            foreign.close()
            assert await parts.write(account_rows.load_leased_id) == 0

    run(story())


def test_room_is_counted_in_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "MAX_PENDING", 10)

    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            await parts.write(save_relay)
            parts.writer.enqueue_rows("lease", add_lease(3), lambda _: None, rows=9)
            assert parts.writer.has_room(1)
            assert not parts.writer.has_room(2)
            assert parts.writer.pending == 9
            await parts.write(lambda _: None)
            assert parts.writer.pending == 0

    run(story())


@pytest.mark.parametrize("is_guarded", [False, True])
def test_foreign_lock_is_answered_with_unavailable_and_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_guarded: bool
) -> None:
    """FT-04: back-pressure while another program holds the database, no loss and no restart."""
    monkeypatch.setattr(engine_module, "BUSY_TIMEOUT_MS", 0)

    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            foreign = sqlite3.connect(tmp_path / "relay.db", isolation_level=None)
            foreign.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable):
                await parts.writer.submit("add", add_name("bob"), is_guarded=is_guarded)
            foreign.execute("ROLLBACK")
            foreign.close()

            assert await parts.write(add_name("bob")) == "bob"

    run(story())


def test_full_disk_is_answered_with_unavailable_and_passes(tmp_path: Path) -> None:
    """FT-03: a full disk refuses writes, loses nothing and needs no restart."""

    def fill(connection: Transaction) -> None:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS ballast (data BLOB NOT NULL)")
        connection.exec_driver_sql("INSERT INTO ballast VALUES (zeroblob(1000000))")

    def limit(pages: int) -> Callable[[Transaction], None]:
        def work(connection: Transaction) -> None:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        return work

    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            await parts.write(add_name("alice"))
            await parts.write(limit(60))
            for is_guarded in (False, True):
                with pytest.raises(StoreUnavailable):
                    await parts.writer.submit("fill", fill, is_guarded=is_guarded)
            assert await parts.reader.read(names) == ["alice"]
            await parts.write(limit(100_000))
            await parts.write(fill)
            await parts.write(add_name("bob"))
            assert await parts.reader.read(names) == ["alice", "bob"]

    run(story())


def test_too_many_waiting_writes_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "MAX_PENDING", 1)

    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            go_on = await blocked(parts)
            with pytest.raises(StoreUnavailable):
                await parts.write(add_name("bob"))
            go_on.set()

    run(story())


def test_more_writes_than_a_batch_holds_are_all_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "MAX_BATCH", 3)

    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            done: list[int] = []
            go_on = await blocked(parts)
            for number in range(10):
                parts.writer.enqueue("count", number_of(number), lambda o: done.append(o.get()))
            go_on.set()
            await parts.write(lambda _: None)
            assert done == list(range(10))

    run(story())


def test_closing_finishes_what_is_queued_and_refuses_more(tmp_path: Path) -> None:
    async def story() -> None:
        database = open_database(tmp_path / "relay.db")
        writer = Writer(database.writing, on_failed=lambda: None)
        done: list[str] = []
        for name in ("alice", "bob"):
            writer.enqueue("add", add_name(name), lambda outcome: done.append(outcome.get()))
        await writer.close()
        await writer.close()

        assert done == ["alice", "bob"]
        with pytest.raises(StoreUnavailable):
            writer.enqueue("late", add_name("carol"), lambda _: None)
        database.close()

    run(story())


def test_submitter_that_gave_up_harms_nobody(tmp_path: Path) -> None:
    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            go_on = await blocked(parts)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await parts.write(add_name("alice"))
            go_on.set()
            assert await parts.write(add_name("bob")) == "bob"
            assert await parts.reader.read(names) == ["alice", "bob"]

    run(story())


def test_answer_that_fails_does_not_silence_the_next(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(_outcome: Outcome[str]) -> None:
        raise RuntimeError("a fault of the submitter")

    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            go_on = await blocked(parts)
            parts.writer.enqueue("add", add_name("alice"), stumble)
            go_on.set()
            assert await parts.write(add_name("bob")) == "bob"
            assert parts.failed == 1

    run(story())
    assert "answer_failed write=add" in caplog.text


def test_one_failed_insert_of_a_known_name_is_no_crash(tmp_path: Path) -> None:
    def clash(connection: Transaction) -> None:
        connection.execute(insert(username).values(name="bob", account=1))

    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            await parts.write(add_name("bob"))
            error = await catch(parts.writer.submit("clash", clash, is_guarded=True))
            assert error is not None
            assert await parts.write(add_name("carol")) == "carol"

    run(story())


def test_each_transaction_tells_how_long_it_took(tmp_path: Path) -> None:
    took: list[float] = []
    clock = iter(range(1_000))

    async def story() -> None:
        database = open_database(tmp_path / "relay.db")
        writer = Writer(
            database.writing,
            on_failed=lambda: None,
            on_committed=took.append,
            now_s=lambda: float(next(clock)),
        )
        assert await writer.submit("name", add_name("bob")) == "bob"
        assert await writer.submit("number", number_of(3)) == 3
        assert writer.pending == 0
        await writer.close()
        database.close()

    run(story())
    assert took == [1.0, 1.0]
