"""Jobs run in order and whole, and a cancelled caller learns what happened."""

import asyncio
import threading
from collections.abc import Coroutine
from functools import partial

import pytest

from desktop.errors import StorageError
from desktop.storage.worker_thread import MAX_QUEUED, WorkerThread


class Gate:
    """A job that begins, tells so, and ends when it is let go."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.begun = asyncio.Event()
        self.opened = threading.Event()
        self.is_done = False

    def __call__(self) -> str:
        self.loop.call_soon_threadsafe(self.begun.set)
        assert self.opened.wait(10)
        self.is_done = True
        return "done"


async def test_jobs_run_in_order_on_one_thread() -> None:
    thread = WorkerThread("test")
    order: list[int] = []
    names: set[str] = set()

    def job(number: int) -> None:
        order.append(number)
        names.add(threading.current_thread().name)

    async with asyncio.TaskGroup() as group:
        for number in range(50):
            group.create_task(thread.run(partial(job, number)))

    assert order == list(range(50))
    assert len(names) == 1
    await thread.stop()


async def test_more_callers_than_room_all_get_their_turn() -> None:
    thread = WorkerThread("test")

    async with asyncio.TaskGroup() as group:
        calls = [group.create_task(thread.run(lambda: 1)) for _ in range(2 * MAX_QUEUED)]

    assert sum(call.result() for call in calls) == 2 * MAX_QUEUED
    await thread.stop()


async def test_error_of_a_job_reaches_its_caller_only() -> None:
    thread = WorkerThread("test")

    def fail() -> None:
        raise KeyError("nothing")

    with pytest.raises(KeyError):
        await thread.run(fail)

    assert await thread.run(lambda: 7) == 7
    await thread.stop()


async def test_cancelled_before_it_began_never_happens() -> None:
    thread = WorkerThread("test")
    gate = Gate()
    happened: list[str] = []
    async with asyncio.TaskGroup() as group:
        first = group.create_task(thread.run(gate))
        await gate.begun.wait()
        second = group.create_task(thread.run(lambda: happened.append("second")))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.wait({second})
        gate.opened.set()

    assert first.result() == "done"
    assert second.cancelled()
    await thread.run(lambda: None)
    assert happened == []
    await thread.stop()


async def test_cancelled_while_it_runs_gives_the_result_then_the_cancellation() -> None:
    thread = WorkerThread("test")
    gate = Gate()
    seen: list[str] = []

    async def caller() -> None:
        seen.append(await thread.run(gate))
        await asyncio.sleep(0)
        seen.append("went on")

    async with asyncio.TaskGroup() as group:
        task = group.create_task(caller())
        await gate.begun.wait()
        task.cancel()
        await asyncio.sleep(0)
        assert not task.done()
        gate.opened.set()

    assert gate.is_done
    assert seen == ["done"]
    assert task.cancelled()
    await thread.stop()


async def test_cancelled_while_it_runs_keeps_an_outer_timeout_right() -> None:
    thread = WorkerThread("test")
    gate = Gate()
    results: list[str] = []
    deadlines: list[asyncio.Timeout] = []

    async def caller() -> None:
        async with asyncio.timeout(None) as deadline:
            deadlines.append(deadline)
            results.append(await thread.run(gate))
            await asyncio.Event().wait()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(verdict(caller()))
        await gate.begun.wait()
        deadlines[0].reschedule(0)
        while not deadlines[0].expired():  # noqa: ASYNC110 - a timeout tells nobody
            await asyncio.sleep(0)
        gate.opened.set()

    assert task.result() is TimeoutError

    assert results == ["done"]
    await asyncio.sleep(0)
    await thread.stop()


async def verdict(call: Coroutine[object, object, None]) -> type[Exception] | None:
    """Return the class of the error that a call ends with."""
    try:
        await call
    except Exception as error:  # noqa: BLE001 - told, not handled
        return type(error)
    return None


async def test_stopped_thread_takes_no_more() -> None:
    thread = WorkerThread("test")
    done: list[int] = []
    last = asyncio.ensure_future(thread.run(lambda: done.append(1)))  # noqa: TID251
    await asyncio.sleep(0)

    await thread.stop()
    await thread.stop()

    assert done == [1]
    await last
    with pytest.raises(StorageError):
        await thread.run(lambda: done.append(2))
