"""One thread for work that must be done in order and whole; knows nothing of files or SQL."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from desktop.errors import StorageError

_T = TypeVar("_T")

MAX_QUEUED = 256
"""Jobs handed over at a time; further callers wait. More than a catch-up ever has under way."""


class WorkerThread:
    """Runs jobs one after the other, each to its end.

    A caller that is cancelled never leaves a job half done: a job that has not begun is withdrawn
    and `CancelledError` is raised at once; one that has begun is waited for, its result is returned
    or its error raised, and the cancellation reaches the caller at its next await. So a caller
    always knows whether the job happened, and can say so before it goes.

    Source: docs/decisions/031-one-database-thread.md.
    """

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._room = asyncio.Semaphore(MAX_QUEUED)

    async def run(self, job: Callable[[], _T]) -> _T:
        """Run a job on the thread and return its result.

        Raises:
            StorageError: the thread was stopped.
            Whatever the job raises.
        """
        async with self._room:
            try:
                future = self._executor.submit(job)
            except RuntimeError as error:
                raise StorageError("closed") from error
            return await _wait_to_the_end(future)

    async def stop(self) -> None:
        """Take no more jobs and return when those taken before are done; may be repeated."""
        self._executor.shutdown(wait=False)
        # The thread ends by itself after its last job; a second thread waits for that.
        await asyncio.to_thread(self._executor.shutdown, wait=True)


async def _wait_to_the_end(future: "Future[_T]") -> _T:
    waiter = asyncio.wrap_future(future)
    was_cancelled = False
    while not waiter.done():
        try:
            await asyncio.wait({waiter})
        except asyncio.CancelledError:
            if future.cancel():
                raise
            was_cancelled = True
    if was_cancelled:
        task = asyncio.current_task()
        assert task is not None
        # One request less, one more: the count that timeouts and task groups keep stays right.
        task.uncancel()
        task.cancel()
    return waiter.result()
