"""Relays that start in a moment: each is a fork of a process that has imported everything.

A relay of it is the program as shipped in a process of its own, with its own database connection
and sockets, and can be killed like any other. The nursery itself never opens anything. `python -m
tests.faults.relay_nursery` is its program: each line of its input has the arguments for one
`python -m server`.
"""

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import sys
import threading
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NoReturn
from unittest import mock

from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry

from server import app
from server.__main__ import main as serve
from server.store.engine import Database, open_database
from tests.faults.relay_program import end_with_input

DEADLINE_S: Final = 60.0
"""For a line of the nursery. A start takes 0.1 s, and stopping at most `Deadlines.stopping_s`."""

ROOT: Final = Path(__file__).parent.parent.parent


class RelayNursery:
    """One relay over any number of starts; leave it with `close`.

    Attributes:
        database: Its database file.
        log: Its standard error, all starts together.
        url: Where it listens; the same after a restart.
        is_durable: Whether the next start waits for the disk as shipped. No relay has a setting for
            that; a test must know what its absence looks like.
    """

    def __init__(self, folder: Path, *, options: Sequence[str] = ()) -> None:
        """Prepare a relay that keeps its files in `folder`; `options` are added to `serve`."""
        self.is_durable = True
        self.database = folder / "relay.db"
        self.log = folder / "relay.log"
        # Not the address from which clients connect: in the moment between a kill and a start the
        # system could give the port to one of them.
        self.url = "ws://127.0.0.2:0"
        self._options = options
        self._nursery: Process
        self._pid = 0

    async def open(self) -> None:
        """Start the nursery; no relay runs yet."""
        with self.log.open("ab") as errors:
            self._nursery = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.faults.relay_nursery"),
                cwd=ROOT,
                stdin=PIPE,
                stdout=PIPE,
                stderr=errors,
            )

    async def close(self) -> None:
        """End the relay, if it runs, and the nursery."""
        self.kill()
        assert self._nursery.stdin is not None
        self._nursery.stdin.close()
        async with asyncio.timeout(DEADLINE_S):
            await self._nursery.wait()

    async def begin(self) -> None:
        """Start the relay and do not wait until it listens."""
        assert self._nursery.stdin is not None
        arguments = ["serve", "--listen", self.url.removeprefix("ws://")]
        arguments += ["--database", f"sqlite:///{self.database}", "--log-level", "warning"]
        line = json.dumps([self.is_durable, *arguments, *self._options])
        self._nursery.stdin.write(line.encode() + b"\n")
        self._pid = int(await self._told("born"))

    async def listening(self) -> None:
        """Wait until it listens."""
        self.url = (await self._told("listening on")).strip()

    async def start(self) -> None:
        """Start the relay and wait until it listens."""
        await self.begin()
        await self.listening()

    def kill(self) -> None:
        """End it at once (SIGKILL); nothing happens if none runs."""
        self.send(signal.SIGKILL)

    def send(self, number: signal.Signals) -> None:
        """Send the relay a signal; nothing happens if none runs."""
        if self._pid:
            with contextlib.suppress(ProcessLookupError):  # `ended` tells why
                os.kill(self._pid, number)

    async def ended(self) -> int:
        """Wait until it has ended and return its exit code, negative for a signal."""
        code = int(await self._told("ended", passing="listening on"))
        self._pid = 0
        return code

    async def _told(self, what: str, *, passing: str | None = None) -> str:
        """Return the rest of the next line, which must begin with `what`."""
        assert self._nursery.stdout is not None
        async with asyncio.timeout(DEADLINE_S):
            line = (await self._nursery.stdout.readline()).decode()
            if passing is not None and line.startswith(passing):
                line = (await self._nursery.stdout.readline()).decode()
        if not line.startswith(what):
            self._pid = 0
            raise AssertionError(f"not {what!r} but {line!r}: {self.log.read_text()}")
        return line.removeprefix(what)


# --- the program ---------------------------------------------------------------------------------


def main() -> None:
    """Start one relay after the other until the input ends."""
    while line := os.read(0, 65536):  # without a buffer, of which a child would have a copy
        is_durable, *arguments = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _live(serve if is_durable else _serve_carelessly, arguments)
        _, status = os.waitpid(pid, 0)
        _tell(f"ended {os.waitstatus_to_exitcode(status)}")


def _live(main: Callable[[list[str]], int], arguments: list[str]) -> NoReturn:
    """Be a relay until its end."""
    code = 1
    try:
        _tell(f"born {os.getpid()}")
        threading.Thread(target=end_with_input, daemon=True).start()
        code = main(arguments)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _serve_carelessly(arguments: list[str]) -> int:
    """Serve without waiting for the disk at a commit."""

    def set_careless(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.execute("PRAGMA synchronous = OFF")

    def open_careless(path: Path) -> Database:
        database = open_database(path)
        event.listen(database.writing, "connect", set_careless)
        return database

    with mock.patch.object(app, "open_database", open_careless):
        return serve(arguments)


def _tell(line: str) -> None:
    os.write(1, line.encode() + b"\n")


if __name__ == "__main__":
    main()
