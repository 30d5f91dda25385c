"""Reading off the loop, on connections that cannot write."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from server.store.engine import READERS, StoreUnavailable

_Result = TypeVar("_Result")

MAX_PENDING: Final = 5_000
"""Most reads that wait. Beyond it an asker is told to retry at once."""


class Reader:
    """Runs read functions in a few threads; each sees the newest commit."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="relay-reader")
        self._pending = 0

    @property
    def pending(self) -> int:
        """How many reads wait or are at work."""
        return self._pending

    async def read(self, run: Callable[[Connection], _Result]) -> _Result:
        """Run a function on a reading connection.

        Raises:
            StoreUnavailable: too many reads wait, or the database is locked or unreadable.
        """
        if self._pending >= MAX_PENDING:
            raise StoreUnavailable
        self._pending += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, self._run, run)
        finally:
            self._pending -= 1

    async def close(self) -> None:
        """Finish what was begun and end the threads."""
        await asyncio.to_thread(self._pool.shutdown)

    def _run(self, run: Callable[[Connection], _Result]) -> _Result:
        try:
            with self._engine.begin() as connection:
                return run(connection)
        except (OperationalError, sqlite3.OperationalError) as error:
            raise StoreUnavailable from error
