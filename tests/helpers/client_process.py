"""A messenger without a window as a process of its own: `tests/faults/client_program.py`.

A request waits for its answer; what happens by itself is told to a callback. When the process ends,
for whatever reason, every request that waits is told so.
"""

import asyncio
import itertools
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

DEADLINE_S: Final = 30.0
"""Longest wait for an answer; generous, since nothing depends on how long it takes."""

ROOT: Final = Path(__file__).parent.parent.parent

Line = dict[str, Any]


class ProcessEnded(Exception):
    """The process ended before it answered."""


class RequestFailed(Exception):
    """The client answered with an error, which is the text."""


class ClientProcess:
    """One start of the client program."""

    def __init__(self, process: Process, on_event: Callable[[Line], None]) -> None:
        self._process = process
        self._on_event = on_event
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Line]] = {}
        self._has_ended = False

    @classmethod
    async def start(
        cls,
        group: asyncio.TaskGroup,
        options: Sequence[str | Path],
        *,
        log: Path,
        on_event: Callable[[Line], None],
        environment: Mapping[str, str] | None = None,
    ) -> "ClientProcess":
        """Start the program.

        Args:
            group: Owns the task that reads its output; leave it after `wait`.
            options: For its command line.
            log: Where its standard error goes, after what is there.
            on_event: Told of each event, and of the end as {"event": "ended"}.
            environment: Its variables; by default those of this process.
        """
        with log.open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "tests.faults.client_program"),
                *map(str, options),
                cwd=ROOT,
                env=dict(os.environ if environment is None else environment),
                stdin=PIPE,
                stdout=PIPE,
                stderr=errors,
                limit=1024 * 1024,
            )
        client = cls(process, on_event)
        group.create_task(client._read(), name="output of a client")
        return client

    async def ask(self, do: str, **arguments: object) -> Line:
        """Ask for something and return the answer.

        Raises:
            ProcessEnded: the process ended first.
            RequestFailed: it could not be done.
            TimeoutError: no answer within DEADLINE_S.
        """
        if self._has_ended:
            raise ProcessEnded
        number = next(self._numbers)
        answer: asyncio.Future[Line] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        assert self._process.stdin is not None
        line = json.dumps({"number": number, "do": do, **arguments})
        # A process that has ended does not read; its end settles the answer.
        self._process.stdin.write(line.encode() + b"\n")
        async with asyncio.timeout(DEADLINE_S):
            found = await answer
        if "error" in found:
            raise RequestFailed(found["error"])
        return found

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send it a signal that ends it at once; nothing happens if it has ended."""
        if self._process.returncode is None:
            self._process.send_signal(number)

    async def end(self) -> int:
        """Close its input, upon which it ends by itself, and return its exit code."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return await self.wait()

    async def wait(self) -> int:
        """Wait until it has ended and return its exit code, negative for a signal."""
        async with asyncio.timeout(DEADLINE_S):
            return await self._process.wait()

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            try:
                told = json.loads(line)
            except ValueError:
                break  # cut off by the end of the process
            if "answers" in told:
                answer = self._answers.pop(told["answers"])
                if not answer.done():
                    answer.set_result(told)
            else:
                self._on_event(told)
        await self._process.wait()
        self._has_ended = True
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(ProcessEnded())
        self._on_event({"event": "ended"})


class RelayProgram:
    """A relay with planted process ends: `tests/faults/relay_program.py`, over all its starts.

    Attributes:
        database: Its database file.
        log: Its standard error, all starts together.
        url: Where it listens; the same after a restart.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.database = folder / "relay.db"
        self.log = folder / "relay.log"
        self.url = "ws://127.0.0.1:0"
        self._process: Process | None = None

    async def start(self, end_at: str = "") -> None:
        """Start it and wait until it listens; `end_at` is POINT:HITS."""
        with self.log.open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "tests.faults.relay_program", end_at, "serve"),
                *("--listen", self.url.removeprefix("ws://")),
                *("--database", f"sqlite:///{self.database}"),
                *("--log-level", "warning"),
                cwd=ROOT,
                stdin=PIPE,
                stdout=PIPE,
                stderr=errors,
            )
        self._process = process
        assert process.stdout is not None
        async with asyncio.timeout(DEADLINE_S):
            line = (await process.stdout.readline()).decode()
        if not line.startswith("listening on "):
            code = await self.wait()
            raise AssertionError(f"exit code {code}: {line}{self.log.read_text()}")
        self.url = line.removeprefix("listening on ").strip()

    def kill(self) -> None:
        """End it at once (SIGKILL); nothing happens if it has ended."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def terminate(self) -> int:
        """Ask it to stop (SIGTERM) and return its exit code."""
        assert self._process is not None
        self._process.terminate()
        return await self.wait()

    async def wait(self, deadline_s: float | None = DEADLINE_S) -> int:
        """Wait until it has ended and return its exit code, negative for a signal."""
        if self._process is None:
            return 0
        async with asyncio.timeout(deadline_s):
            return await self._process.wait()
