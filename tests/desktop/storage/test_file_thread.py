"""File work runs under the lock of a private folder, with errors of ours."""

import errno
from pathlib import Path

import pytest

from desktop.errors import DiskFull, ProfileInUse, StorageError
from desktop.storage.file_thread import FileThread


async def test_first_job_makes_a_private_folder_and_locks_it(tmp_path: Path) -> None:
    folder = tmp_path / "profiles" / "bob"
    files, others = FileThread(folder), FileThread(folder)

    assert await files.run(folder.is_dir)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder.parent.stat().st_mode & 0o077 in (0o000, 0o055)
    with pytest.raises(ProfileInUse):
        await others.run(lambda: pytest.fail("ran without the lock"))
    await files.stop()
    assert await others.run(lambda: 1) == 1
    await others.stop()


async def test_folder_that_others_could_read_is_shut(tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    folder.mkdir(mode=0o755)
    files = FileThread(folder)

    await files.run(lambda: None)

    assert folder.stat().st_mode & 0o777 == 0o700
    await files.stop()


@pytest.mark.parametrize(
    ("number", "expected"), [(errno.ENOSPC, DiskFull), (errno.EACCES, StorageError)]
)
async def test_errors_of_the_system_are_ours(
    tmp_path: Path, number: int, expected: type[StorageError]
) -> None:
    files = FileThread(tmp_path)

    def fail() -> None:
        raise OSError(number, "no")

    with pytest.raises(StorageError) as caught:
        await files.run(fail)

    assert type(caught.value) is expected
    await files.stop()


async def test_other_errors_pass(tmp_path: Path) -> None:
    files = FileThread(tmp_path)

    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        await files.run(fail)
    await files.stop()


async def test_stopped_thread_takes_no_more(tmp_path: Path) -> None:
    files = FileThread(tmp_path)
    await files.stop()

    with pytest.raises(StorageError):
        await files.run(lambda: None)
