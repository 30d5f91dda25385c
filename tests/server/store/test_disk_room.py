"""The reserve of a disk: made, let go of when the disk is nearly full, and made anew."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from server.store import disk_room
from server.store.disk_room import LEAST_FREE_BYTES, RESERVE_BYTES, DiskRoom

MIB = 1024 * 1024


class Disk:
    """What is told of the disk's free bytes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.free = 1 << 40
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=self.free))


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


@pytest.fixture
def room(tmp_path: Path) -> DiskRoom:
    return DiskRoom(tmp_path / "relay.db")


@pytest.fixture
def reserve(tmp_path: Path) -> Path:
    return tmp_path / "relay.db.reserve"


def test_reserve_takes_blocks_of_the_disk(room: DiskRoom, reserve: Path) -> None:
    room.look()

    status = reserve.stat()
    assert status.st_size == RESERVE_BYTES
    assert status.st_blocks * 512 >= RESERVE_BYTES
    assert status.st_mode & 0o777 == 0o600
    assert not room.is_short


def test_nearly_full_disk_gets_the_reserve_back(
    room: DiskRoom, disk: Disk, reserve: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """FT-03: what makes room has some, and nothing else is taken in."""
    room.look()
    disk.free = LEAST_FREE_BYTES - 1
    room.look()

    assert room.is_short
    assert not reserve.exists()
    assert caplog.messages == [f"disk_short free_mib={disk.free // MIB}"]


def test_reserve_is_made_anew_once_there_is_room_for_all_of_it(
    room: DiskRoom, disk: Disk, reserve: Path, caplog: pytest.LogCaptureFixture
) -> None:
    room.look()
    disk.free = 0
    room.look()
    disk.free = LEAST_FREE_BYTES + RESERVE_BYTES - 1
    room.look()
    assert not reserve.exists()
    disk.free += 1
    caplog.clear()
    room.look()

    assert not room.is_short
    assert reserve.exists()
    assert caplog.messages == ["disk_has_room_again free_mib=40"]


def test_disk_that_does_not_take_the_reserve_is_short(
    room: DiskRoom, reserve: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError("no room")

    monkeypatch.setattr(disk_room, "_allocate", refuse)
    room.look()

    assert room.is_short
    assert not reserve.exists()


def test_reserve_goes_with_the_relay(room: DiskRoom, reserve: Path) -> None:
    room.look()
    room.close()
    room.close()

    assert not reserve.exists()


def test_reserve_of_a_relay_that_was_killed_is_taken_over(
    room: DiskRoom, disk: Disk, tmp_path: Path
) -> None:
    room.look()
    disk.free = LEAST_FREE_BYTES
    heir = DiskRoom(tmp_path / "relay.db")
    heir.look()

    assert not heir.is_short
