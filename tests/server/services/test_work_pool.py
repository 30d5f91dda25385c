"""Slow work runs beside the loop, and only so much of it waits."""

import asyncio
import os
import sys
import threading

import pytest

from protocol.errors import ErrorCode, Refused
from server.services.work_pool import WorkPool
from tests.helpers.relay_parts import run


def test_work_runs_in_another_thread_and_returns() -> None:
    async def story() -> None:
        pool = WorkPool(threads=1, most_waiting=1)
        assert await pool.run(threading.get_ident) != threading.get_ident()
        await pool.close()

    run(story())


def test_full_queue_refuses_at_once_and_frees_up() -> None:
    """AU-09: the queue is bounded, whoever finds it full is told to come later."""
    go_on = threading.Event()

    async def story() -> None:
        pool = WorkPool(threads=1, most_waiting=2)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(pool.run(go_on.wait)) for _ in range(2)]
            await asyncio.sleep(0)
            with pytest.raises(Refused) as refused:
                await pool.run(lambda: None)
            go_on.set()
        assert all(task.result() for task in tasks)
        assert await pool.run(lambda: "free again") == "free again"
        await pool.close()
        assert refused.value.code is ErrorCode.TRY_LATER
        assert refused.value.retry_after_s == 5.0

    run(story())


def test_fault_of_the_work_reaches_who_asked() -> None:
    async def story() -> None:
        pool = WorkPool(threads=1, most_waiting=1)
        with pytest.raises(ZeroDivisionError):
            await pool.run(lambda: 1 // 0)
        assert await pool.run(lambda: 2) == 2
        await pool.close()

    run(story())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority for each thread")
def test_threads_have_low_priority() -> None:
    """AU-09: passwords give way to the loop and the writer."""

    async def story() -> int:
        pool = WorkPool(threads=1, most_waiting=1)
        nice = await pool.run(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        await pool.close()
        return nice

    assert run(story()) > os.getpriority(os.PRIO_PROCESS, 0)
