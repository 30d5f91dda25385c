"""The messenger put together: the profile is locked from the start and free again at the end."""

import asyncio
from pathlib import Path

import pytest

from desktop.assembly import assemble_engine
from desktop.core.records import ProfileState
from desktop.errors import ProfileInUse
from tests.helpers.messengers import run


def test_profile_is_in_use_while_its_messenger_is_there(tmp_path: Path) -> None:
    async def story() -> None:
        async with assemble_engine(tmp_path, relay_address=None) as (engine, _spawn):
            assert await engine.find_profile_state() is ProfileState.EMPTY
            with pytest.raises(ProfileInUse):
                async with assemble_engine(tmp_path, relay_address=None):
                    pass
        async with assemble_engine(tmp_path, relay_address=None) as (engine, _spawn):
            assert await engine.find_profile_state() is ProfileState.EMPTY

    run(story())


def test_fault_in_the_block_frees_the_profile_and_ends_its_tasks(tmp_path: Path) -> None:
    ended: list[str] = []

    async def beside() -> None:
        try:
            await forever()
        finally:
            ended.append("beside")

    async def forever() -> None:
        await asyncio.Event().wait()

    async def story() -> None:
        async with assemble_engine(tmp_path, relay_address=None) as (_engine, spawn):
            spawn(beside(), "beside")
            await asyncio.sleep(0)
            raise RuntimeError("the window fell")

    with pytest.raises(ExceptionGroup) as raised:
        run(story())
    assert raised.group_contains(RuntimeError, match="the window fell")
    assert ended == ["beside"]

    async def again() -> None:
        async with assemble_engine(tmp_path, relay_address=None):
            pass

    run(again())
