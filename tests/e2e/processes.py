"""The processes of one run: started with their output kept, and ended with all that they started.

Helpers such as D-Bus and AT-SPI start programs of their own, some of which leave their parent. So
every process carries a mark in its environment, which its children inherit, and the end looks for
the mark: no program is ever ended by its name.
"""

import os
import secrets
import select
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.e2e.waiting import Deadline, StoryFailed, ToolMissing

MARK = "SECURECHAT_E2E_RUN"
# A program that handles SIGTERM gets this long before SIGKILL.
ENDING_PATIENCE_S = 10.0
TAIL_LINES = 8


class RunningProcess:
    """One started program.

    Attributes:
        name: What messages call it.
        log: The file with its output; stdout too, unless it was started with `is_talking`.
        pid: Its process id.
    """

    def __init__(self, name: str, popen: subprocess.Popen[bytes], log: Path) -> None:
        self.name = name
        self.log = log
        self.pid = popen.pid
        self._popen = popen
        self._lines: list[str] = []
        self._has_news = threading.Condition()
        self._is_silent = popen.stdout is None
        if popen.stdout is not None:
            threading.Thread(target=self._collect_lines, name=f"{name} output", daemon=True).start()

    def return_code(self) -> int | None:
        """Return its exit code, negative for a signal, or None while it runs."""
        return self._popen.poll()

    def wait(self, deadline: Deadline) -> int:
        """Wait until it has ended.

        Raises:
            StoryFailed: it still runs at the deadline.
        """
        try:
            return self._popen.wait(timeout=deadline.remaining_s())
        except subprocess.TimeoutExpired:
            raise StoryFailed(f"{self.name} did not end within {deadline.seconds:g} s") from None

    @contextmanager
    def end_descriptor(self) -> Iterator[int]:
        """Provide a descriptor that becomes readable when it has ended, for `select`."""
        descriptor = os.pidfd_open(self.pid)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def read_line(self, deadline: Deadline) -> str:
        """Return its next line of output, without the line end.

        Raises:
            StoryFailed: it ended, or the deadline passed, before a line came.
        """
        with self._has_news:
            self._has_news.wait_for(lambda: self._lines or self._is_silent, deadline.remaining_s())
            if self._lines:
                return self._lines.pop(0)
        if self._is_silent:
            raise StoryFailed(f"{self.name} ended before it was ready: {self.last_words()}")
        raise StoryFailed(f"{self.name} said nothing for {deadline.seconds:g} s")

    def write_line(self, line: str) -> None:
        """Send one line to its standard input.

        Raises:
            StoryFailed: it no longer listens.
        """
        assert self._popen.stdin is not None
        try:
            self._popen.stdin.write(line.encode() + b"\n")
            self._popen.stdin.flush()
        except OSError:
            raise StoryFailed(f"{self.name} ended early: {self.last_words()}") from None

    def last_words(self) -> str:
        """Return the end of its log for a message."""
        lines = self.log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
        return " / ".join(line.strip() for line in lines if line.strip()) or "it said nothing"

    def ask_to_end(self) -> None:
        """Send SIGTERM, if it still runs."""
        if self._popen.poll() is None:
            self._popen.terminate()

    def end(self, patience_s: float) -> None:
        """End it: SIGTERM, and SIGKILL when it does not follow in time."""
        self.ask_to_end()
        try:
            self._popen.wait(timeout=patience_s)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        if self._popen.stdin is not None:
            self._popen.stdin.close()

    def _collect_lines(self) -> None:
        assert self._popen.stdout is not None
        with self._popen.stdout as output, self.log.open("ab") as log:
            for raw in output:
                log.write(raw)
                log.flush()
                with self._has_news:
                    self._lines.append(raw.decode(errors="replace").rstrip("\r\n"))
                    self._has_news.notify_all()
        with self._has_news:
            self._is_silent = True
            self._has_news.notify_all()


class FoundProcess(RunningProcess):
    """A program that one of ours started: it ends with the keeper, and its exit code is nobody's.

    Attributes:
        name: What messages call it.
        pid: Its process id.
    """

    def __init__(self, name: str, pid: int) -> None:
        self.name = name
        self.pid = pid

    def return_code(self) -> int | None:
        """Return 0 once it has ended, None while it runs."""
        return 0 if _has_ended(self.pid, 0) else None

    def wait(self, deadline: Deadline) -> int:
        """Wait until it has ended; see `RunningProcess`."""
        if not _has_ended(self.pid, deadline.remaining_s()):
            raise StoryFailed(f"{self.name} did not end within {deadline.seconds:g} s")
        return 0

    def last_words(self) -> str:
        """Return what stands in place of its log."""
        return "it has no log of its own"


class ProcessKeeper:
    """Starts programs and, when its block is left in whatever way, ends them all.

    Attributes:
        logs: Folder for one log per program; created.
    """

    def __init__(self, logs: Path, *, ending_patience_s: float = ENDING_PATIENCE_S) -> None:
        """Begin with no program.

        Args:
            logs: Folder for one log per program; created.
            ending_patience_s: How long a program may take to end after SIGTERM.
        """
        self.logs = logs
        self._ending_patience_s = ending_patience_s
        self._mark = secrets.token_hex(16)
        self._started: list[RunningProcess] = []
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end_all()

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        is_talking: bool = False,
        pass_fds: Sequence[int] = (),
        folder: Path | None = None,
        first_input: bytes | None = None,
    ) -> RunningProcess:
        """Start a program in a session of its own, so that Ctrl+C reaches only the driver.

        Args:
            name: What messages and the log file call it.
            command: The program, a name on PATH or a path, and its arguments.
            environment: All its variables.
            is_talking: Whether its standard input and output are read and written line by line.
            pass_fds: Open descriptors that it inherits.
            folder: Its working folder, by default the driver's.
            first_input: All that it finds on its standard input.

        Raises:
            ToolMissing: there is no such program.
        """
        program = find_program(str(command[0]))
        log = self.logs / f"{name.replace(' ', '-')}.log"
        with log.open("ab") as output:
            popen = subprocess.Popen(
                [program, *map(str, command[1:])],
                env={**environment, MARK: self._mark},
                stdin=subprocess.PIPE
                if is_talking or first_input is not None
                else subprocess.DEVNULL,
                stdout=subprocess.PIPE if is_talking else output,
                stderr=output,
                cwd=folder,
                pass_fds=tuple(pass_fds),
                start_new_session=True,
            )
        process = RunningProcess(name, popen, log)
        self._started.append(process)
        if first_input is not None:
            assert popen.stdin is not None
            with popen.stdin as pipe:
                pipe.write(first_input)
        return process

    def end_all(self) -> None:
        """End every program, the last started first, then whatever these left behind."""
        while self._started:
            self._started.pop().end(self._ending_patience_s)
        for number in (signal.SIGTERM, signal.SIGKILL):
            for pid in self.marked_pids():
                _end_by_pid(pid, number, self._ending_patience_s)

    def marked_pids(self) -> list[int]:
        """Return the ids of all running processes that descend from this keeper's programs."""
        needle = f"{MARK}={self._mark}".encode()
        found = []
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                variables = (folder / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if needle in variables:
                found.append(int(folder.name))
        return sorted(found)


def find_program(name: str) -> str:
    """Return the path of a program.

    Raises:
        ToolMissing: it is neither on PATH nor an executable file.
    """
    path = shutil.which(name)
    if path is None:
        raise ToolMissing(f"the program {name} is not installed; the driver needs it")
    return path


def _has_ended(pid: int, patience_s: float) -> bool:
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        # A pidfd becomes readable when its process has ended.
        return bool(select.select([descriptor], [], [], patience_s)[0])
    finally:
        os.close(descriptor)


def _end_by_pid(pid: int, number: signal.Signals, patience_s: float) -> None:
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        signal.pidfd_send_signal(descriptor, number)
        # A pidfd becomes readable when its process has ended.
        select.select([descriptor], [], [], patience_s)
    except ProcessLookupError:
        return
    finally:
        os.close(descriptor)
