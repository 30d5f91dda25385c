"""A cancellation that a task group's failure has hidden is heard again."""

import asyncio

from desktop.core.cancellation import raise_if_cancelled


def test_task_that_nobody_cancelled_goes_on() -> None:
    async def story() -> None:
        async with asyncio.timeout(5):
            await asyncio.sleep(0)
            raise_if_cancelled()

    asyncio.run(story())


def test_cancellation_beside_a_failure_ends_the_task() -> None:
    went_on = []

    async def fail() -> None:
        raise ConnectionError

    async def work(began: asyncio.Event) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(fail())
                began.set()
                await asyncio.Event().wait()
        except* ConnectionError:
            pass
        raise_if_cancelled()
        went_on.append(True)

    async def story() -> None:
        began = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            task = group.create_task(work(began))
            await began.wait()
            task.cancel()
        assert task.cancelled()

    asyncio.run(story())
    assert went_on == []
