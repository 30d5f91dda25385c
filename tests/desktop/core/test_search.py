"""The index is built beside everything else."""

import asyncio

import pytest

from desktop.core import search
from desktop.core.events import Event, SearchIndexCompleted
from desktop.core.records import ContactId, MessageRow
from desktop.core.search import SearchIndex
from desktop.core.search_records import SearchPage, SearchQuery


class CountingStore:
    """A store with so many steps to go."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.done = asyncio.Event()

    async def find(self, query: SearchQuery, *, before: object, limit: int) -> SearchPage:
        raise NotImplementedError

    async def find_since(self, contact: ContactId, since_ms: int) -> MessageRow | None:
        raise NotImplementedError

    async def build_step(self, *, limit: int) -> bool:
        assert 0 < limit <= search.STEP_MESSAGES
        self.steps -= 1
        return self.steps > 0


@pytest.mark.parametrize("steps", [1, 5])
def test_steps_go_on_until_everything_can_be_found(
    monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    monkeypatch.setattr(search, "FIRST_STEP_AFTER_S", 0.0)
    monkeypatch.setattr(search, "PAUSE_S", 0.0)

    async def run() -> None:
        told: list[Event] = []
        completed = asyncio.Event()
        store = CountingStore(steps)

        def emit(event: Event) -> None:
            told.append(event)
            completed.set()

        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            task = group.create_task(SearchIndex(store, emit=emit).run())
            await completed.wait()
            task.cancel()

        assert store.steps == 0
        assert told == [SearchIndexCompleted()]

    asyncio.run(run())
