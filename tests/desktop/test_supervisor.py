"""The program's one task group."""

import asyncio
import logging

import pytest

from desktop.supervisor import Supervisor


def test_failed_task_is_logged_and_ends_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    async def fail() -> None:
        raise RuntimeError("wrong")

    async def work() -> None:
        done.append("worked")

    async def story() -> None:
        async with Supervisor() as supervisor:
            await supervisor.spawn(fail(), "failing")
            await supervisor.spawn(work(), "working")

    with caplog.at_level(logging.ERROR):
        asyncio.run(story())
    assert done == ["worked"]
    assert [record.getMessage() for record in caplog.records] == ["task failed: failing"]


def test_leaving_cancels_what_still_runs_even_what_never_began() -> None:
    ended: list[str] = []

    async def wait(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    async def story() -> None:
        async with Supervisor() as supervisor:
            begun = supervisor.spawn(wait("begun"), "begun")
            await asyncio.sleep(0)
            supervisor.spawn(wait("not begun"), "not begun")
            assert begun.get_name() == "begun"

    asyncio.run(story())
    assert ended == ["begun"]
