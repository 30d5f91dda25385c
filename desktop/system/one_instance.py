"""One window per profile: a second start knocks at the first one's door, which then comes forward.

The door is a port of the loopback that answers only to the token in a file that this user alone can
read. A file left behind by a killed process leads nowhere, and whoever knocks goes on without.
"""

import asyncio
import contextlib
import hmac
import logging
import socket
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final

import msgspec

from desktop.config import read_settings, write_settings

_log = logging.getLogger(__name__)

_HOST: Final = "127.0.0.1"
_KNOCK_S: Final = 1.5
"""Longest wait for an answer; a first window that is too busy for one is left alone."""
_LINE: Final = 256
_ANSWER: Final = b"here\n"


class _Knock(msgspec.Struct, frozen=True):
    token: str
    is_wanted: bool


class InstanceDoor:
    """Answers those who knock for as long as the block lasts."""

    def __init__(self, file: Path, *, token: str, on_wanted: Callable[[], object]) -> None:
        """Prepare the door.

        Args:
            file: Says where the door is; written now, removed at the end.
            token: Secret of this door.
            on_wanted: Called when somebody wants to see the window.
        """
        self._file = file
        self._token = token
        self._on_wanted = on_wanted
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> None:
        """Open the door; where that is not possible, nobody is answered, and no more."""
        try:
            self._server = await asyncio.start_server(self._answer, _HOST, 0, limit=_LINE)
            port = self._server.sockets[0].getsockname()[1]
            write_settings(self._file, {"port": port, "token": self._token})
        except OSError as error:
            _log.info("no door for a second start: %s", type(error).__name__)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the door."""
        if self._server is not None:
            with contextlib.suppress(OSError):
                self._file.unlink(missing_ok=True)
            self._server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_KNOCK_S):
                knock = msgspec.json.decode(await reader.readline(), type=_Knock)
                if hmac.compare_digest(knock.token.encode(), self._token.encode()):
                    writer.write(_ANSWER)
                    await writer.drain()
                    if knock.is_wanted:
                        self._on_wanted()
        except (OSError, TimeoutError, ValueError, msgspec.MsgspecError):
            _log.info("somebody knocked who does not know the token")
        finally:
            writer.close()


def knock(file: Path, *, is_wanted: bool) -> bool:
    """Ask the first window of a profile to come forward.

    Blocks for at most a few seconds; meant for the time before anything is shown.

    Args:
        file: Of the profile's door.
        is_wanted: False to ask only whether it is there.

    Returns:
        True if there is one, and it has heard.
    """
    door = read_settings(file)
    port, token = door.get("port"), door.get("token")
    if not isinstance(port, int) or not isinstance(token, str):
        return False
    try:
        with socket.create_connection((_HOST, port), timeout=_KNOCK_S) as connection:
            connection.sendall(msgspec.json.encode(_Knock(token, is_wanted)) + b"\n")
            return connection.recv(_LINE) == _ANSWER
    except (OSError, OverflowError):
        return False
