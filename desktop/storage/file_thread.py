"""The thread on which a profile's small files are read and written, under the profile's lock."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from desktop.storage.database import translate_error
from desktop.storage.profile_lock import ProfileLock
from desktop.storage.worker_thread import WorkerThread

_T = TypeVar("_T")

LOCK_FILE: Final = "lock"


class FileThread:
    """Runs file work one after the other; makes the folder and takes its lock before the first.

    Attributes:
        folder: The profile's folder, readable by its owner only.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._thread = WorkerThread("profile-files")
        self._lock = ProfileLock(folder / LOCK_FILE)

    async def run(self, job: Callable[[], _T]) -> _T:
        """Run a job; cancelling the caller falls before it or after it, as in `WorkerThread`.

        Raises:
            ProfileInUse: another process has the profile; the job did not run.
            DiskFull: there is no room.
            StorageError: anything else that the system refused.
            Whatever else the job raises.
        """

        def run() -> _T:
            try:
                if not self._lock.is_held:
                    self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                    self.folder.chmod(0o700)
                    self._lock.take()
                return job()
            except OSError as error:
                raise translate_error("profile files", error) from error

        return await self._thread.run(run)

    async def stop(self) -> None:
        """Finish the jobs taken before, take no more, and give the lock back."""
        await self._thread.stop()
        self._lock.release()
