"""The one thread that writes: many named writes in a transaction, answered after its commit."""

import asyncio
import contextlib
import logging
import queue
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from server.store.engine import StoreUnavailable, driver_of, driver_transaction

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)

MAX_BATCH: Final = 512
"""Most rows of one transaction: bounds how long the first of them waits for the others."""

MAX_PENDING: Final = 20_000
"""Most rows that wait. Beyond it a submitter is told to retry at once."""

LINGER_S: Final = 0.003
"""Least time between two hand-overs of few rows: a commit costs as much as ten rows. Whoever is
alone waits for nothing."""

LINGER_ROWS: Final = 8
"""So many rows are handed over at once: who waits for their answers sends no more until then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome(Generic[_Result]):
    """What became of a write.

    Attributes:
        value: What the write returned; None if it failed.
        error: StoreUnavailable if nothing was stored and a repeat may succeed, another exception
            if the write itself raised it, None if it is committed.
    """

    value: _Result | None = None
    error: Exception | None = None

    def get(self) -> _Result:
        """Return the value or raise the error."""
        if self.error is not None:
            raise self.error
        return self.value  # type: ignore[return-value]  # without an error it is the result


@dataclass(kw_only=True, slots=True)
class _Write:
    name: str
    run: Callable[[Connection], Any] | None
    run_rows: Callable[[sqlite3.Connection], Any] | None
    then: Callable[[Outcome[Any]], None]
    is_guarded: bool
    rows: int
    outcome: Outcome[Any] | None = None


class Writer:
    """Runs writes one after the other on a connection that nobody else has.

    A write returns its result and never commits. One that may raise as part of its work is
    `is_guarded`: it runs in a savepoint of its own. If any other one raises, the transaction is
    rolled back and each of its writes runs again alone, so that one fault stays one.

    What is queued in one turn of the loop is handed to the thread together, and the thread takes
    all that it was handed: while a commit runs, the next batch gathers by itself.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        on_failed: Callable[[], None],
        on_committed: Callable[[float], None] | None = None,
        now_s: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """Connect and start the thread.

        Args:
            engine: Makes the one connection, here and now: a database that cannot be had ends the
                start, not a thread that everybody waits for.
            on_failed: Called on the loop for each write that failed.
            on_committed: Called on the loop with the seconds that each transaction took.
            now_s: A clock for that, asked in the writer's thread.

        Raises:
            OperationalError: the database is locked or unreadable.
        """
        self._connection = engine.connect()
        self._driver = driver_of(self._connection)
        self._on_failed = on_failed
        self._on_committed = on_committed
        self._now_s = now_s
        self._loop = asyncio.get_running_loop()
        self._gathered: list[_Write] = []
        self._gather: Callable[[], None] = lambda: None
        self._asked = 0
        self._due: asyncio.Handle | None = None
        self._is_due_now = False
        self._handed_s = 0.0
        self._queue: queue.SimpleQueue[list[_Write] | None] = queue.SimpleQueue()
        self._taken: deque[_Write] = deque()
        self._pending = 0
        self._is_closing = False
        self._has_ended = False
        self._thread = threading.Thread(target=self._run, name="relay-writer", daemon=True)
        self._thread.start()

    @property
    def pending(self) -> int:
        """How many rows wait or are at work."""
        return self._pending

    def has_room(self, rows: int) -> bool:
        """Tell whether so many more rows may be queued."""
        return self._pending + rows <= MAX_PENDING and not self._is_closing

    def gather_from(self, gather: Callable[[], None]) -> None:
        """Have somebody queue what gathered there before anything else is queued or handed over.

        So what gathers stands in line where it began to, and costs no write of its own.
        """
        self._gather = gather

    def enqueue(
        self,
        name: str,
        run: Callable[[Connection], _Result],
        then: Callable[[Outcome[_Result]], None],
        *,
        is_guarded: bool = False,
    ) -> None:
        """Queue a write.

        Args:
            name: What it does, for the log.
            run: Called in the writer's thread inside a transaction.
            then: Called on the loop once the transaction is committed or has failed; in the order
                in which writes were queued.
            is_guarded: Whether `run` may raise without harm to the other writes.

        Raises:
            StoreUnavailable: too many rows wait, or the relay is stopping.
        """
        if not self.has_room(1):
            raise StoreUnavailable
        self._gather()
        self._append(
            _Write(name=name, run=run, run_rows=None, then=then, is_guarded=is_guarded, rows=1)
        )
        self._hand_over_in(0.0)

    def enqueue_rows(
        self,
        name: str,
        run: Callable[[sqlite3.Connection], _Result],
        then: Callable[[Outcome[_Result]], None],
        *,
        rows: int,
    ) -> None:
        """Queue a write of many rows that speaks to the driver; otherwise like `enqueue`.

        It is never refused: who gathers asks for room before it promises anything. It is handed
        over with what comes next, or after `hand_over_soon`.
        """
        self._append(
            _Write(name=name, run=None, run_rows=run, then=then, is_guarded=False, rows=rows)
        )

    def hand_over_soon(self) -> None:
        """Hand what gathers to the thread before long; called once for each row that matters.

        That is at the end of this turn of the loop, or a little later while rows come one by one.
        """
        self._asked += 1
        if self._asked == 1:
            self._hand_over_in(self._handed_s + LINGER_S - self._loop.time())
        elif self._asked == LINGER_ROWS:
            self._hand_over_in(0.0)

    def _hand_over_in(self, delay_s: float) -> None:
        if delay_s > 0 and self._due is None:
            self._due = self._loop.call_later(delay_s, self._hand_over)
        elif delay_s <= 0 and not self._is_due_now:
            if self._due is not None:
                self._due.cancel()
            self._is_due_now = True
            self._due = self._loop.call_soon(self._hand_over)

    async def submit(
        self, name: str, run: Callable[[Connection], _Result], *, is_guarded: bool = False
    ) -> _Result:
        """Queue a write and wait for its commit; like `enqueue` otherwise.

        Raises:
            StoreUnavailable: nothing was stored.
            Exception: whatever `run` raised; nothing was stored.
        """
        answer: asyncio.Future[Outcome[_Result]] = self._loop.create_future()

        def then(outcome: Outcome[_Result]) -> None:
            if not answer.done():
                answer.set_result(outcome)

        self.enqueue(name, run, then, is_guarded=is_guarded)
        return (await answer).get()

    async def close(self) -> None:
        """Finish and answer what is queued, then end the thread. Later writes are refused."""
        if self._is_closing:
            return
        self._hand_over()
        self._is_closing = True
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _append(self, write: _Write) -> None:
        self._pending += write.rows
        self._gathered.append(write)

    def _hand_over(self) -> None:
        if self._due is not None:
            self._due.cancel()
        self._due = None
        self._is_due_now = False
        self._asked = 0
        if self._is_closing:
            return
        self._gather()
        if self._gathered:
            self._handed_s = self._loop.time()
            self._queue.put(self._gathered)
            self._gathered = []

    # --- in the writer's thread ----------------------------------------------------------------

    def _run(self) -> None:
        with self._connection as connection:
            while batch := self._next_batch():
                begun_s = self._now_s()
                if not self._try_batch(connection, batch):
                    for write in batch:
                        self._try_batch(connection, [write], is_alone=True)
                took_s = self._now_s() - begun_s
                self._loop.call_soon_threadsafe(self._answer, batch, took_s)

    def _next_batch(self) -> list[_Write]:
        """Wait for a write and return it with those that queued up; empty at the end."""
        while not self._taken and not self._has_ended:
            self._take(self._queue.get())
        while not self._has_ended:
            try:
                self._take(self._queue.get_nowait())
            except queue.Empty:
                break
        batch: list[_Write] = []
        rows = 0
        while self._taken and (not batch or rows + self._taken[0].rows <= MAX_BATCH):
            rows += self._taken[0].rows
            batch.append(self._taken.popleft())
        return batch

    def _take(self, handed: list[_Write] | None) -> None:
        if handed is None:
            self._has_ended = True
        else:
            self._taken.extend(handed)

    def _try_batch(
        self, connection: Connection, batch: list[_Write], *, is_alone: bool = False
    ) -> bool:
        """Run a batch in one transaction; False if it has to be run write by write."""
        culprit: _Write | None = None
        try:
            with self._begin(connection, batch):
                for write in batch:
                    culprit = write
                    write.outcome = self._run_one(connection, write)
                culprit = None
        except (OperationalError, sqlite3.OperationalError) as error:
            # Locked, full or unreadable: no fault of a single write.
            _log.warning("write_failed writes=%d reason=%s", len(batch), _reason(error))
            for write in batch:
                write.outcome = Outcome(error=StoreUnavailable())
        except Exception as error:  # noqa: BLE001  # outermost loop of the writer: logged, counted
            if not is_alone:
                return False
            name = "commit" if culprit is None else culprit.name
            _log.error("write_faulty write=%s", name, exc_info=True)
            batch[0].outcome = Outcome(error=error)
        return True

    def _begin(
        self, connection: Connection, batch: list[_Write]
    ) -> contextlib.AbstractContextManager[object]:
        if all(write.run is None for write in batch):
            return driver_transaction(self._driver)
        return connection.begin()

    def _run_one(self, connection: Connection, write: _Write) -> Outcome[Any]:
        if write.run_rows is not None:
            return Outcome(value=write.run_rows(self._driver))
        assert write.run is not None
        if not write.is_guarded:
            return Outcome(value=write.run(connection))
        savepoint = connection.begin_nested()
        try:
            value = write.run(connection)
        except (OperationalError, sqlite3.OperationalError):
            raise
        except Exception as error:  # noqa: BLE001  # handed to the submitter, who knows it
            savepoint.rollback()
            return Outcome(error=error)
        savepoint.commit()
        return Outcome(value=value)

    # --- on the loop -----------------------------------------------------------------------------

    def _answer(self, batch: list[_Write], took_s: float) -> None:
        if self._on_committed is not None:
            self._on_committed(took_s)
        for write in batch:
            self._pending -= write.rows
            assert write.outcome is not None
            if write.outcome.error is not None:
                self._on_failed()
            try:
                write.then(write.outcome)
            except Exception:  # noqa: BLE001  # one submitter's fault must not silence the others
                self._on_failed()
                _log.error("answer_failed write=%s", write.name, exc_info=True)


def _reason(error: OperationalError | sqlite3.OperationalError) -> str:
    """Return the driver's short code, which names nothing of the data."""
    original = error.orig if isinstance(error, OperationalError) else error
    return str(getattr(original, "sqlite_errorname", "unknown"))
