"""Locks exclude, wait, pass on to children, and fall with the last process that holds them."""

import subprocess
import sys
import threading
from pathlib import Path

from tools.devkit.file_locks import is_any_held, try_lock, waiting_lock


def test_second_taker_gets_nothing_until_release(tmp_path: Path) -> None:
    first = try_lock(tmp_path / "lock")
    assert first is not None

    assert try_lock(tmp_path / "lock") is None
    first.release()
    again = try_lock(tmp_path / "lock")

    assert again is not None
    again.release()


def test_lock_makes_its_folder(tmp_path: Path) -> None:
    lock = try_lock(tmp_path / "a" / "b" / "lock")

    assert lock is not None
    lock.release()


def test_inheriting_child_holds_the_lock_until_its_end(tmp_path: Path) -> None:
    lock = try_lock(tmp_path / "lock")
    assert lock is not None
    child = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(lock.descriptor,)
    )
    lock.release()

    assert try_lock(tmp_path / "lock") is None
    child.communicate(b"\n")
    free = try_lock(tmp_path / "lock")

    assert free is not None
    free.release()


def test_waiter_says_so_once_and_follows(tmp_path: Path) -> None:
    first = try_lock(tmp_path / "lock")
    assert first is not None
    waits: list[str] = []
    release_soon = threading.Timer(0.15, first.release)
    release_soon.start()

    with waiting_lock(tmp_path / "lock", on_wait=lambda: waits.append("waiting")):
        assert waits == ["waiting"]

    release_soon.join()


def test_free_lock_needs_no_waiting(tmp_path: Path) -> None:
    waits: list[str] = []

    with waiting_lock(tmp_path / "lock", on_wait=lambda: waits.append("waiting")):
        assert waits == []


def test_any_held_sees_held_locks_alone(tmp_path: Path) -> None:
    assert not is_any_held(tmp_path / "none")
    (tmp_path / "left-behind").touch()
    assert not is_any_held(tmp_path)

    lock = try_lock(tmp_path / "app-0")
    assert lock is not None
    assert is_any_held(tmp_path)

    lock.release()
    assert not is_any_held(tmp_path)
