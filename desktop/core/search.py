"""Finding messages, and building the index of those that were there before it."""

import asyncio
from collections.abc import Callable
from typing import Final

from desktop.core.events import Event, SearchIndexCompleted
from desktop.core.ports.search import SearchStore

STEP_MESSAGES: Final = 200
"""Added to the index in one transaction: some 10 ms, so that no other write waits for long."""

FIRST_STEP_AFTER_S: Final = 3.0
"""The window comes first."""

PAUSE_S: Final = 0.05
"""Between two steps, for everything else; a million messages take five minutes."""


class SearchIndex:
    """Builds the index in the background."""

    def __init__(self, store: SearchStore, *, emit: Callable[[Event], None]) -> None:
        """Make it; `emit` is told when every message can be found."""
        self._store = store
        self._emit = emit

    async def run(self) -> None:
        """Add older messages, newest first, until all are in the index; then wait for ever."""
        await asyncio.sleep(FIRST_STEP_AFTER_S)
        is_unfinished = True
        while is_unfinished:
            await asyncio.sleep(PAUSE_S)
            is_unfinished = await self._store.build_step(limit=STEP_MESSAGES)
        self._emit(SearchIndexCompleted())
        await asyncio.get_running_loop().create_future()
