"""One process per profile."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.errors import ProfileInUse, StorageError
from desktop.storage.profile_lock import ProfileLock

_HOLDER = """
import sys
from pathlib import Path
from desktop.storage.profile_lock import ProfileLock
lock = ProfileLock(Path(sys.argv[1]))
lock.take()
print("held", flush=True)
sys.stdin.read()
"""


def test_second_holder_is_refused_until_the_first_releases(tmp_path: Path) -> None:
    first, second = ProfileLock(tmp_path / "lock"), ProfileLock(tmp_path / "lock")
    first.take()
    first.take()

    with pytest.raises(ProfileInUse):
        second.take()
    assert first.is_held
    assert not second.is_held

    first.release()
    first.release()
    second.take()
    second.release()


def test_another_process_is_refused_and_killing_it_frees_the_lock(tmp_path: Path) -> None:
    """FT-19, the part of the store."""
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        lock = ProfileLock(path)
        with pytest.raises(ProfileInUse):
            lock.take()
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()

    lock.take()
    lock.release()


def test_lock_file_is_private_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    lock = ProfileLock(path)
    lock.take()
    lock.release()

    assert path.stat().st_mode & 0o777 == 0o600


def test_folder_that_is_not_there_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        ProfileLock(tmp_path / "nowhere" / "lock").take()

    assert not isinstance(caught.value, ProfileInUse)
