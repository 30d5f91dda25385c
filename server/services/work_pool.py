"""A few low-priority threads for work too slow for the loop, with a bounded queue."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from protocol.errors import ErrorCode, Refused

_Result = TypeVar("_Result")

_NICE: Final = 10
"""Priority below the loop and the writer, so that a storm of passwords delays only passwords."""

RETRY_AFTER_S: Final = 5.0
"""What somebody is told who finds the queue full."""


class WorkPool:
    """Runs plain functions off the loop.

    A full queue refuses with `TRY_LATER`; nothing waits without a bound.
    """

    def __init__(self, *, threads: int, most_waiting: int) -> None:
        self._pool = ThreadPoolExecutor(
            threads, thread_name_prefix="relay-work", initializer=_lower_priority
        )
        self._most_waiting = most_waiting
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """How many pieces of work wait or are under way."""
        return self._waiting

    async def run(self, work: Callable[[], _Result]) -> _Result:
        """Run `work` in a thread.

        Raises:
            Refused: too much waits already.
        """
        if self._waiting >= self._most_waiting:
            raise Refused(ErrorCode.TRY_LATER, RETRY_AFTER_S)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """Finish what was begun and end the threads."""
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)


def _lower_priority() -> None:
    if sys.platform == "linux":  # elsewhere a thread has no priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
