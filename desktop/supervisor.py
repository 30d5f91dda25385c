"""The program's one task group: named tasks whose failures are logged and end nothing else."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

_log = logging.getLogger(__name__)


class Supervisor:
    """Owns every task of the app.

    Use as an asynchronous context manager; leaving it cancels what still runs and waits for it.
    """

    def __init__(self) -> None:
        self._group = asyncio.TaskGroup()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Supervisor":
        await self._group.__aenter__()
        return self

    async def __aexit__(self, *exc_info: Any) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await self._group.__aexit__(*exc_info)

    def spawn(self, coroutine: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Start a named task; see `core.ports.Spawn`."""
        task = self._group.create_task(_guard(coroutine, name), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _guard(coroutine: Coroutine[Any, Any, None], name: str) -> None:
    try:
        await coroutine
    except Exception:  # noqa: BLE001 - the outermost loop of a task: log, never end the app
        _log.exception("task failed: %s", name)
