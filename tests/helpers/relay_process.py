"""A real relay as a process of its own, for tests that talk to it over loopback.

Use the fixture `relay_process`, or `RelayProcess` as a context manager. The process can be killed
or stopped and started again on the same port and database.
"""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

STARTING_S = 30.0
"""For the line that says where it listens; a busy machine needs some seconds."""

STOPPING_S = 30.0

_LISTENING = re.compile(r"listening on (wss?://\S+:(\d+))\n")
_ROOT = Path(__file__).parent.parent.parent


class RelayProcess:
    """One relay and its database, over any number of starts.

    Attributes:
        database: The database file.
        log: Everything that it wrote on standard error, all starts together.
        url: Where it listens, "ws://127.0.0.1:PORT".
        port: The port; the same after a restart.
    """

    def __init__(self, folder: Path, *, options: Sequence[str] = ()) -> None:
        """Prepare a relay that keeps its files in `folder`; `options` are added to `serve`."""
        self.database = folder / "relay.db"
        self.log = folder / "relay.log"
        self.url = ""
        self.port = 0
        self._options = list(options)
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        """Process id of the running relay."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and wait until it listens."""
        assert not self.is_running
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "server", "serve"),
                    *("--listen", f"127.0.0.1:{self.port}"),
                    *("--database", f"sqlite:///{self.database}"),
                    *self._options,
                ],
                cwd=_ROOT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        found = _LISTENING.fullmatch(self._first_line())
        if found is None:
            self.kill()
            raise AssertionError(f"the relay did not start:\n{self.log.read_text()}")
        self.url, self.port = found[1], int(found[2])

    def _first_line(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        watchdog = threading.Timer(STARTING_S, self._process.kill)
        watchdog.start()
        try:
            return self._process.stdout.readline()
        finally:
            watchdog.cancel()

    def kill(self) -> None:
        """End it at once, as a crash would (SIGKILL); does nothing if it has ended."""
        if self._process is None:
            return
        self._process.kill()
        self._close(self._process)

    def terminate(self) -> int:
        """Ask it to stop (SIGTERM) and return its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._close(self._process)

    def wait(self) -> int:
        """Wait until it has ended by itself and return its exit code."""
        assert self._process is not None
        return self._close(self._process)

    def restart(self) -> None:
        """Start it again on the same port and database, after `kill` or `terminate`."""
        self.start()

    def _close(self, process: "subprocess.Popen[str]") -> int:
        code = process.wait(STOPPING_S)
        if process.stdout is not None:
            process.stdout.close()
        return code


@pytest.fixture
def relay_process(tmp_path: Path) -> Iterator[RelayProcess]:
    """A running relay with the shipped settings."""
    folder = tmp_path / "relay"
    folder.mkdir()
    with RelayProcess(folder) as relay:
        yield relay
