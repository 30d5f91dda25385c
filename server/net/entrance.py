"""The listening socket: connections are counted first, and then do their TLS handshake in a task.

The loop's own server tells of a connection only once its handshake is done; until then it would
count for nobody, and whoever finishes none could hold every handle there is.
"""

import asyncio
import logging
import socket as socketlib
import ssl
from collections.abc import Callable
from typing import Final

from server.config import Deadlines
from server.net.websocket import WebSocket

_log = logging.getLogger(__name__)

_ACCEPT_AGAIN_S: Final = 1.0
"""Pause after the system had no handle left for a connection."""


class Entrance:
    """Takes connections from the listening socket."""

    def __init__(
        self,
        listening: socketlib.socket,
        *,
        arrive: Callable[[str], WebSocket | None],
        give_up: Callable[[WebSocket], None],
        context: ssl.SSLContext | None,
        deadlines: Deadlines,
    ) -> None:
        """Nothing is accepted before `run`.

        Args:
            listening: Bound; closed by its owner.
            arrive: Gets the host of a new connection and returns what serves it, None to close it
                at once.
            give_up: Is told that a handshake came to nothing; the WebSocket was never connected.
            context: For TLS, None for none.
            deadlines: See `Deadlines`.
        """
        listening.setblocking(False)
        self._listening = listening
        self._arrive = arrive
        self._give_up = give_up
        self._context = context
        self._handshake_s = deadlines.opening_s if context is not None else None
        self._shutdown_s = deadlines.closing_s if context is not None else None

    async def run(self) -> None:
        """Accept until cancelled; handshakes under way end then, too."""
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            while True:
                try:
                    connection, name = await loop.sock_accept(self._listening)
                except OSError as error:
                    _log.warning("accept_failed reason=%s", error.strerror)
                    await asyncio.sleep(_ACCEPT_AGAIN_S)
                    continue
                self._ask_for_place(connection, str(name[0]), group)
                del connection  # or the last one that came is held until the next one comes
                # One that is there at once is no reason to keep everybody else waiting.
                await asyncio.sleep(0)

    def _ask_for_place(
        self, connection: socketlib.socket, host: str, group: asyncio.TaskGroup
    ) -> None:
        websocket = self._arrive(host)
        if websocket is None:
            connection.close()
        else:
            group.create_task(self._shake_hands(connection, websocket), name="handshake")

    async def _shake_hands(self, connection: socketlib.socket, websocket: WebSocket) -> None:
        try:
            # Small frames are not to wait for each other, whatever the loop.
            connection.setsockopt(socketlib.IPPROTO_TCP, socketlib.TCP_NODELAY, 1)
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: websocket,
                connection,
                ssl=self._context,
                ssl_handshake_timeout=self._handshake_s,
                ssl_shutdown_timeout=self._shutdown_s,
            )
        except OSError:  # gone, too slow, or no TLS that we speak
            self._give_up(websocket)
        except asyncio.CancelledError:
            self._give_up(websocket)
            raise
        except Exception:  # noqa: BLE001  # one connection's fault must not close the entrance
            self._give_up(websocket)
            _log.error("handshake_failed", exc_info=True)
