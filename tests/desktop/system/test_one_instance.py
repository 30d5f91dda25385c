"""A second start finds the first window of its profile, and nothing else does."""

import asyncio
import stat
import sys
from pathlib import Path

import pytest

from desktop.config import read_settings, write_settings
from desktop.system.one_instance import InstanceDoor, knock


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "bob.door"


async def knock_aside(file: Path, *, is_wanted: bool = True) -> bool:
    return await asyncio.to_thread(knock, file, is_wanted=is_wanted)


def test_nobody_is_there_without_a_door(file: Path) -> None:
    assert not knock(file, is_wanted=True)


def test_first_window_hears_and_comes_only_if_it_is_wanted(file: Path) -> None:
    """FT-19: a second start of the same profile raises the first window."""
    wanted: list[None] = []

    async def story() -> None:
        async with InstanceDoor(file, token="secret", on_wanted=lambda: wanted.append(None)):
            assert await knock_aside(file, is_wanted=False)
            assert wanted == []
            assert await knock_aside(file)
            assert await knock_aside(file)
        assert not await knock_aside(file)

    asyncio.run(story())
    assert len(wanted) == 2
    assert not file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_token_is_for_this_user_alone(file: Path) -> None:
    async def find_mode() -> int:
        async with InstanceDoor(file, token="secret", on_wanted=list):
            return (await asyncio.to_thread(file.stat)).st_mode

    assert stat.S_IMODE(asyncio.run(find_mode())) == 0o600


@pytest.mark.parametrize("sent", [b"", b"{", b'{"token": 7}\n', b"x" * 10_000, b"\xff\n"])
def test_whoever_does_not_know_the_token_moves_nothing(file: Path, sent: bytes) -> None:
    wanted: list[None] = []

    async def story() -> None:
        async with InstanceDoor(file, token="secret", on_wanted=lambda: wanted.append(None)):
            door = read_settings(file)
            reader, writer = await asyncio.open_connection("127.0.0.1", str(door["port"]))
            writer.write(sent)
            writer.write_eof()
            assert await reader.read() == b""
            writer.close()
            write_settings(file, {**door, "token": "other"})
            assert not await knock_aside(file)

    asyncio.run(story())
    assert wanted == []


@pytest.mark.parametrize("door", [{}, {"port": "x", "token": "y"}, {"port": 10**9, "token": "y"}])
def test_broken_or_stale_file_leads_nowhere(file: Path, door: dict[str, object]) -> None:
    write_settings(file, door)

    assert not knock(file, is_wanted=True)
