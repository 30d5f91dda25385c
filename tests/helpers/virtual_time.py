"""A loop on which nothing takes time but waiting: it goes to the next timer when it has no work.

Whatever runs on it must wait for timers and for nothing else, neither sockets nor threads: files
and keys are worked on where they are asked for.
"""

import asyncio
import heapq
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from tests.helpers.correspondents import InlineExecutor
from tests.helpers.messengers import ManualClock, TestFolder, TestProfile
from tests.helpers.profile_stores import DiskStore

_T = TypeVar("_T")


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop whose clock stands still while anything is to be done."""

    def __init__(self) -> None:
        super().__init__()
        self._passed_s = 0.0
        self.set_default_executor(InlineExecutor())

    def time(self) -> float:
        """Return the seconds that were waited."""
        return self._passed_s

    def _run_once(self) -> None:
        scheduled = self._scheduled  # type: ignore[attr-defined]
        while scheduled and scheduled[0].cancelled():
            self._timer_cancelled_count -= 1  # type: ignore[attr-defined]
            heapq.heappop(scheduled)._scheduled = False
        if scheduled and not self._ready:  # type: ignore[attr-defined]
            self._passed_s = max(self._passed_s, scheduled[0].when())
        super()._run_once()  # type: ignore[misc]


class LoopClock(ManualClock):
    """The wall's clock, which goes with the loop's; moving it is a sleep, or somebody's hand."""

    def __call__(self) -> int:
        return self.now_ms + int(asyncio.get_running_loop().time() * 1000)


class InlineFolder(TestFolder):
    """A profile whose transactions run where they are asked for."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._store = DiskStore(path)
        self.secrets = self._store.secrets

    async def create(self, *, vault_passphrase: str | None) -> TestProfile:
        return await self._store.create()

    async def open(
        self, *, vault_passphrase: str | None = None, password: str | None = None
    ) -> TestProfile:
        return await self._store.open()


def run_virtually(story: Coroutine[Any, Any, _T]) -> _T:
    """Run one story on a loop of its own."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(story)
