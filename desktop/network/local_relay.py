"""A relay on this computer, run by the app as a child process: started when needed, ended with it.

Several apps of one person share it: the port stands in a file, and whoever comes later connects to
what runs already. If the app that started it ends, the next connection of another one starts it
again over the same database.
"""

import asyncio
import contextlib
import logging
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.config import LOCAL_RELAY
from desktop.core.ports.relay import Relay
from desktop.core.ports.runtime import Spawn
from desktop.errors import LocalRelayFailed
from desktop.network.relay_address import RelayAddress
from desktop.network.relay_client import RelayClient
from protocol.messages import ConnectionKind

if TYPE_CHECKING:
    from desktop.network.link import Link

_log = logging.getLogger(__name__)

START_TIMEOUT_S: Final = 30.0
"""A start takes under a second; the rest is for a busy computer."""

STOP_TIMEOUT_S: Final = 5.0
"""Longer than one commit; then it is ended, as a crash would, which loses nothing accepted."""

PROBE_TIMEOUT_S: Final = 1.0
"""Whether somebody listens is known at once on this computer."""

LOOKUPS_PER_HOUR: Final = 600
"""Everybody who uses it comes from the one address of this computer."""

_HOST = "127.0.0.1"
_LISTENING = re.compile(r"listening on ws://127\.0\.0\.1:(\d+)\s*")
_NO_WINDOW = 0x08000000 if sys.platform == "win32" else 0  # CREATE_NO_WINDOW


def relay_command() -> list[str]:
    """Return the sibling program: beside the frozen app, or the module of the source tree."""
    if getattr(sys, "frozen", False):
        program = Path(sys.executable)
        return [str(program.with_name("securechat-relay").with_suffix(program.suffix))]
    return [sys.executable, "-m", "server"]


class LocalRelay:
    """The relay of this computer's person; one of these for each app."""

    def __init__(self, folder: Path, *, command: Sequence[str] | None = None) -> None:
        """Nothing runs yet.

        Args:
            folder: Where database, port and log are kept; made when it is needed.
            command: The relay's program, `relay_command()` unless a test says otherwise.
        """
        self._folder = folder
        self._command = list(command or relay_command())
        self._starting = asyncio.Lock()
        self._child: subprocess.Popen[str] | None = None
        self._port = 0

    def runs_here(self) -> bool:
        """Tell whether the relay runs as a child of this app."""
        return self._child is not None and self._child.poll() is None

    async def find_address(self) -> RelayAddress:
        """Return where the relay is; start it if nobody does.

        Raises:
            LocalRelayFailed: it could not be started.
        """
        async with self._starting:
            if not self.runs_here():
                self._port = await self._find_or_start()
            return RelayAddress(scheme="ws", host=_HOST, port=self._port)

    async def _find_or_start(self) -> int:
        port = await asyncio.to_thread(self._read_port)
        if port and await _is_answered(port):
            return port
        # The same port as the last time, since invites name it; another one if it was taken.
        for wanted in (port, 0) if port else (0,):
            started = await asyncio.to_thread(self._start, wanted)
            if started:
                return started
        # Another app may just have started it.
        port = await asyncio.to_thread(self._read_port)
        if port and await _is_answered(port):
            return port
        raise LocalRelayFailed

    def _read_port(self) -> int:
        try:
            port = int((self._folder / "port").read_text("ascii"))
        except (OSError, ValueError):
            return 0
        return port if 0 < port < 2**16 else 0

    def _start(self, port: int) -> int:
        """Start the child and wait until it listens; return its port, 0 if it ended."""
        root = Path(__file__).resolve().parent.parent.parent
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with (self._folder / "relay.log").open("a", encoding="utf-8") as log:
                child = subprocess.Popen(  # noqa: S603 - our own sibling program
                    [
                        *self._command,
                        "serve",
                        *("--listen", f"{_HOST}:{port}"),
                        *("--database", f"sqlite:///{self._folder / 'relay.db'}"),
                        *("--lookups-per-hour", str(LOOKUPS_PER_HOUR)),
                        *("--log-level", "warning"),
                        "--until-input-ends",
                    ],
                    cwd=root if root.is_dir() else None,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                    creationflags=_NO_WINDOW,
                )
        except OSError as error:
            _log.warning("the relay of this computer cannot be started: %s", type(error).__name__)
            return 0
        found = _LISTENING.fullmatch(_first_line(child))
        if found is None:
            _end(child)
            return 0
        try:
            (self._folder / "port").write_text(found[1], "ascii")
        except OSError as error:
            # Nobody else would find it, and start a second one over the same database.
            _log.warning("the relay of this computer cannot be noted: %s", type(error).__name__)
            _end(child)
            return 0
        self._child = child
        return int(found[1])

    async def stop(self) -> None:
        """End the relay if it runs here; nothing that it accepted is lost."""
        async with self._starting:
            child, self._child = self._child, None
            if child is not None:
                await asyncio.to_thread(_end, child)


def _first_line(child: "subprocess.Popen[str]") -> str:
    assert child.stdout is not None
    watchdog = threading.Timer(START_TIMEOUT_S, child.kill)
    watchdog.start()
    try:
        return child.stdout.readline()
    finally:
        watchdog.cancel()


def _end(child: "subprocess.Popen[str]") -> None:
    """Close what the child reads: it stops in order, or is ended."""
    assert child.stdin is not None
    assert child.stdout is not None
    with contextlib.suppress(OSError):
        child.stdin.close()
    try:
        child.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    child.stdout.close()


async def _is_answered(port: int) -> bool:
    """Tell whether somebody listens at a port of this computer."""
    try:
        async with asyncio.timeout(PROBE_TIMEOUT_S):
            _, writer = await asyncio.open_connection(_HOST, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


class LocalRelayClient(RelayClient):
    """Connections to the relay of this computer, which is started for the first of them."""

    def __init__(self, local: LocalRelay, *, spawn: Spawn) -> None:
        super().__init__(RelayAddress(scheme="ws", host=_HOST, port=1), spawn=spawn)
        self._local = local

    async def _open(self, kind: ConnectionKind) -> "Link":
        self._address = await self._local.find_address()
        return await super()._open(kind)


def make_client(address: str, *, local: LocalRelay, spawn: Spawn, pinned_key: bytes = b"") -> Relay:
    """Return the relay at an address, the one of this computer for `LOCAL_RELAY`.

    Raises:
        InvalidForm, InsecureAddress: as `RelayClient.at`.
    """
    if address == LOCAL_RELAY:
        return LocalRelayClient(local, spawn=spawn)
    return RelayClient.at(address, spawn=spawn, pinned_key=pinned_key)
