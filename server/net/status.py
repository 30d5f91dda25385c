"""A second port for machines that watch the relay: alive, ready, and its figures."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from server.net.listener import PortTaken

_MOST_CONNECTIONS: Final = 16
"""Beyond it a connection is closed at once: a probe tries again, a flood finds nothing."""

_DEADLINE_S: Final = 5.0
"""For a request to come and its answer to be read."""

_MOST_REQUEST_BYTES: Final = 8 * 1024

_TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"


class StatusServer:
    """Answers GET of three paths, one request for each connection."""

    def __init__(
        self, *, is_ready: Callable[[], Awaitable[bool]], render: Callable[[], Awaitable[str]]
    ) -> None:
        """Connect the parts.

        Args:
            is_ready: Whether clients can be served now.
            render: The figures in the text form of Prometheus.
        """
        self._is_ready = is_ready
        self._render = render
        self._server: asyncio.Server | None = None
        self._open = 0

    async def start(self, host: str, port: int) -> int:
        """Begin to answer.

        Returns:
            The port.

        Raises:
            PortTaken: the address cannot be listened on.
        """
        try:
            self._server = await asyncio.start_server(
                self._handle, host, port, limit=_MOST_REQUEST_BYTES
            )
        except OSError as error:
            raise PortTaken(f"Cannot listen on {host} port {port}: {error.strerror}.") from error
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Answer no more."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            if self._open <= _MOST_CONNECTIONS:
                async with asyncio.timeout(_DEADLINE_S):
                    head = await reader.readuntil(b"\r\n\r\n")
                    status, body = await self._answer(head)
                    writer.write(_response(status, body))
                    await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever asked has gone, is slow, or asks for something else
        finally:
            self._open -= 1
            writer.close()

    async def _answer(self, head: bytes) -> tuple[HTTPStatus, str]:
        method, _, rest = head.partition(b" ")
        if method != b"GET":
            return HTTPStatus.METHOD_NOT_ALLOWED, "GET alone\n"
        match rest.partition(b" ")[0].partition(b"?")[0]:
            case b"/healthz":
                return HTTPStatus.OK, "alive\n"
            case b"/readyz":
                if await self._is_ready():
                    return HTTPStatus.OK, "ready\n"
                return HTTPStatus.SERVICE_UNAVAILABLE, "not ready\n"
            case b"/metrics":
                return HTTPStatus.OK, await self._render()
            case _:
                return HTTPStatus.NOT_FOUND, "not found\n"


def _response(status: HTTPStatus, body: str) -> bytes:
    content = body.encode()
    return (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {_TEXT}\r\n"
        f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n"
    ).encode() + content
