"""The program's one task group: named tasks whose failures are logged and end nothing else."""

import asyncio
import logging
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

_log = logging.getLogger(__name__)


class Supervisor:
    """Owns every task of the app.

    Use as an asynchronous context manager; leaving it cancels what still runs and waits for it.
    """

    def __init__(self) -> None:
        self._group = asyncio.TaskGroup()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await self._group.__aexit__(kind, error, trace)

    def spawn(self, coroutine: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Start a named task; see `core.ports.Spawn`."""
        task = self._group.create_task(_guard(coroutine, name), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # A task that is cancelled before it began never awaits its coroutine.
        task.add_done_callback(lambda _task: coroutine.close())
        return task


async def _guard(coroutine: Coroutine[Any, Any, None], name: str) -> None:
    try:
        await coroutine
    except Exception:  # noqa: BLE001 - the outermost loop of a task: log, never end the app
        _log.exception("task failed: %s", name)
