"""The one thread that writes: many named writes in a transaction, answered after its commit."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from server.store.engine import StoreUnavailable

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)

MAX_BATCH: Final = 512
"""Most writes of one transaction: bounds how long the first of them waits for the others."""

MAX_PENDING: Final = 20_000
"""Most writes that wait. Beyond it a submitter is told to retry at once."""


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
    run: Callable[[Connection], Any]
    then: Callable[[Outcome[Any]], None]
    is_guarded: bool
    outcome: Outcome[Any] | None = None


class Writer:
    """Runs writes one after the other on a connection that nobody else has.

    A write returns its result and never commits. One that may raise as part of its work is
    `is_guarded`: it runs in a savepoint of its own. If any other one raises, the transaction is
    rolled back and each of its writes runs again alone, so that one fault stays one.
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
        self._on_failed = on_failed
        self._on_committed = on_committed
        self._now_s = now_s
        self._loop = asyncio.get_running_loop()
        self._queue: queue.SimpleQueue[_Write | None] = queue.SimpleQueue()
        self._pending = 0
        self._on_rollback: list[Callable[[], None]] = []
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name="relay-writer", daemon=True)
        self._thread.start()

    @property
    def pending(self) -> int:
        """How many writes wait or are at work."""
        return self._pending

    def on_rollback(self, forget: Callable[[], None]) -> None:
        """Have `forget` called in the writer's thread whenever something was rolled back."""
        self._on_rollback.append(forget)

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
            StoreUnavailable: too many writes wait, or the relay is stopping.
        """
        if self._pending >= MAX_PENDING or self._is_closing:
            raise StoreUnavailable
        self._pending += 1
        self._queue.put(_Write(name=name, run=run, then=then, is_guarded=is_guarded))

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
        self._is_closing = True
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

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
        first = self._queue.get()
        if first is None:
            return []
        batch = [first]
        while len(batch) < MAX_BATCH:
            try:
                write = self._queue.get_nowait()
            except queue.Empty:
                break
            if write is None:
                self._queue.put(None)
                break
            batch.append(write)
        return batch

    def _try_batch(
        self, connection: Connection, batch: list[_Write], *, is_alone: bool = False
    ) -> bool:
        """Run a batch in one transaction; False if it has to be run write by write."""
        culprit: _Write | None = None
        try:
            with connection.begin():
                for write in batch:
                    culprit = write
                    write.outcome = (
                        self._run_guarded(connection, write)
                        if write.is_guarded
                        else Outcome(value=write.run(connection))
                    )
                culprit = None
        except OperationalError as error:
            # Locked, full or unreadable: no fault of a single write.
            self._forget()
            _log.warning("write_failed writes=%d reason=%s", len(batch), _reason(error))
            for write in batch:
                write.outcome = Outcome(error=StoreUnavailable())
        except Exception as error:  # noqa: BLE001  # outermost loop of the writer: logged, counted
            self._forget()
            if not is_alone:
                return False
            name = "commit" if culprit is None else culprit.name
            _log.error("write_faulty write=%s", name, exc_info=True)
            batch[0].outcome = Outcome(error=error)
        return True

    def _run_guarded(self, connection: Connection, write: _Write) -> Outcome[Any]:
        savepoint = connection.begin_nested()
        try:
            value = write.run(connection)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001  # handed to the submitter, who knows it
            savepoint.rollback()
            self._forget()
            return Outcome(error=error)
        savepoint.commit()
        return Outcome(value=value)

    def _forget(self) -> None:
        for forget in self._on_rollback:
            forget()

    # --- on the loop -----------------------------------------------------------------------------

    def _answer(self, batch: list[_Write], took_s: float) -> None:
        self._pending -= len(batch)
        if self._on_committed is not None:
            self._on_committed(took_s)
        for write in batch:
            assert write.outcome is not None
            if write.outcome.error is not None:
                self._on_failed()
            try:
                write.then(write.outcome)
            except Exception:  # noqa: BLE001  # one submitter's fault must not silence the others
                self._on_failed()
                _log.error("answer_failed write=%s", write.name, exc_info=True)


def _reason(error: OperationalError) -> str:
    """Return the driver's short code, which names nothing of the data."""
    return str(getattr(error.orig, "sqlite_errorname", "unknown"))
