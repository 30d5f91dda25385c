"""A server as a process on one processor: started, measured, ended, with every child it has."""

import asyncio
import contextlib
import functools
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from benchmarks.failure import MeasurementFailed

STARTING_S: Final = 60.0
"""For the slowest of them on a busy machine."""

_LOOK_EVERY_S: Final = 0.02
_LISTENING: Final = re.compile(r"listening on \S+:(\d+)\s")
_TICKS_PER_S: Final = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")


_Found = TypeVar("_Found")


@functools.cache
def two_processors() -> tuple[int, int]:
    """Return the processor of the server and the one of the load; the same if there is one only.

    Found once, before either is tied to its own.
    """
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


class PinnedProcess:
    """One server and what it started, on one processor.

    Attributes:
        pid: Its process id; also its session, which holds its children.
        log: Everything that it wrote.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        log: Path,
    ) -> None:
        """Start it in a session of its own.

        Raises:
            MeasurementFailed: there is no such program.
        """
        processor, _ = two_processors()
        self.log = log
        try:
            with log.open("ab") as output:
                self._process = subprocess.Popen(
                    ["taskset", "--cpu-list", str(processor), *command],
                    cwd=folder,
                    env=dict(environment),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        except FileNotFoundError as error:
            raise MeasurementFailed(f"Not installed: {error.filename}.") from None
        self.pid = self._process.pid

    async def listening(self) -> int:
        """Wait for the line that says where it listens, and return the port.

        Raises:
            MeasurementFailed: it ended, or does not say so in time.
        """
        return await self._wait_for(self._told_port)

    async def accepting(self, port: int) -> None:
        """Wait until it takes connections on a port of 127.0.0.1.

        Raises:
            MeasurementFailed: it ended, or takes none in time.
        """
        await self._wait_for(lambda: _is_open(port) or None)

    def _told_port(self) -> int | None:
        found = _LISTENING.search(self.log.read_text("utf-8", "replace"))
        return int(found[1]) if found else None

    async def _wait_for(self, look: Callable[[], _Found | None]) -> _Found:
        give_up_s = time.monotonic() + STARTING_S
        while (found := look()) is None:
            if not self.is_running() or time.monotonic() > give_up_s:
                raise MeasurementFailed(f"A server did not start:\n{self.tail()}")
            await asyncio.sleep(_LOOK_EVERY_S)
        return found

    def cpu_s(self) -> float:
        """Return the processor time that it and its children took, ended ones too."""
        ticks = 0
        for pid in self._pids():
            fields = _stat(pid)
            if fields:
                # utime, stime, and of children that were waited for cutime, cstime
                ticks += sum(map(int, fields[11:15]))
        return ticks / _TICKS_PER_S

    def resident_kib(self) -> int:
        """Return the memory that it and its children hold."""
        pages = 0
        for pid in self._pids():
            try:
                pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            except OSError:
                continue  # a child that ended meanwhile
        return pages * _PAGE_BYTES // 1024

    def open_files(self) -> int:
        """Return how many file descriptors it has open, its children not counted."""
        return sum(1 for _ in Path(f"/proc/{self.pid}/fd").iterdir())

    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def end(self) -> None:
        """End it and its children by force: nothing of it is needed any more."""
        for pid in self._pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()

    def tail(self) -> str:
        """Return the end of what it wrote, for a sentence about a failure."""
        return self.log.read_text("utf-8", "replace")[-2_000:]

    def _pids(self) -> list[int]:
        """Return every process of its session, and children that left it."""
        found = {self.pid}
        parents: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                pid = int(entry.name)
                fields = _stat(pid)
                if fields:
                    parents[pid] = int(fields[1])
                    if int(fields[3]) == self.pid:
                        found.add(pid)
        grown = True
        while grown:
            grown = False
            for pid, parent in parents.items():
                if parent in found and pid not in found:
                    found.add(pid)
                    grown = True
        return sorted(found)


def _is_open(port: int) -> bool:
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) == 0


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat behind the name: state, parent, group, session."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()
