"""One WebSocket of a client as a bare asyncio protocol: whole frames in, ready frames out.

Frames are written with a mask of zeros, so that what was laid ready is sent as it lies; the server
takes the mask off as it would any other.
"""

import asyncio
import ssl
from collections.abc import Callable
from typing import Final, cast

from benchmarks.failure import MeasurementFailed

_BINARY: Final = 0x82
_CLOSE: Final = 0x88
_PING: Final = 0x89
_PONG: Final = 0x8A
_MASKED: Final = 0x80
_SHORT_BYTES: Final = 126
_MEDIUM_BYTES: Final = 65_536
_NO_MASK: Final = bytes(4)


def client_frame(payload: bytes, *, first: int = _BINARY) -> bytes:
    """Return a whole frame of a client around a payload."""
    size = len(payload)
    if size < _SHORT_BYTES:
        head = bytes((first, _MASKED | size))
    elif size < _MEDIUM_BYTES:
        head = bytes((first, _MASKED | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((first, _MASKED | 127)) + size.to_bytes(8, "big")
    return head + _NO_MASK + payload


def split_frames(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """Take whole frames of a server off the front of what came.

    Returns:
        Pairs of a first byte and a payload, and the rest that is no whole frame yet.
    """
    frames: list[tuple[int, bytes]] = []
    at, end = 0, len(data)
    while end - at >= 2:
        first, size = data[at], data[at + 1]
        body = at + 2
        if size == 126:
            body += 2
        elif size == 127:
            body += 8
        if size >= _SHORT_BYTES:
            size = int.from_bytes(data[at + 2 : body], "big")
        if body + size > end:
            break
        frames.append((first, data[body : body + size]))
        at = body + size
    return frames, data[at:]


class WebSocketLink(asyncio.Protocol):
    """One connection; what comes in one turn is handed on together.

    Attributes:
        transport: The socket, once there is one.
    """

    transport: asyncio.Transport

    def __init__(
        self,
        path: str,
        *,
        on_payloads: Callable[[list[bytes]], None],
        on_broken: Callable[[BaseException], None],
    ) -> None:
        """Prepare a link.

        Args:
            path: What is asked for in the handshake.
            on_payloads: Called with the payloads of the binary frames that came together.
            on_broken: Called if the connection ends before `close`.
        """
        self._path = path
        self._on_payloads = on_payloads
        self._on_broken = on_broken
        self._opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._is_closing = False
        self._rest = b""

    def write(self, frames: bytes) -> None:
        """Send frames that were made by `client_frame`."""
        self.transport.write(frames)

    async def opened(self) -> None:
        """Wait until the handshake is through.

        Raises:
            MeasurementFailed: it was refused.
        """
        await self._opened

    def close(self) -> None:
        """End the connection without a word."""
        self._is_closing = True
        self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the WebSocket."""
        # uvloop's is one without saying so.
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        """Hand the payloads of whole frames on."""
        rest = self._rest
        if rest:
            data = rest + data
        if not self._opened.done():
            head, is_whole, data = data.partition(b"\r\n\r\n")
            if not is_whole:
                self._rest = head
                return
            status = head.partition(b"\r\n")[0]
            if b" 101 " not in status:
                self._break(f"the handshake was answered {status!r}")
                return
            self._opened.set_result(None)
        frames, self._rest = split_frames(data)
        payloads = []
        for first, payload in frames:
            if first == _BINARY:
                payloads.append(payload)
            elif first == _PING:
                self.transport.write(client_frame(payload, first=_PONG))
            elif first == _CLOSE:
                self._break(f"the server closed the connection: {payload!r}")
                return
        if payloads:
            self._on_payloads(payloads)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that it ended, unless we ended it."""
        self._break(f"the connection was lost: {exc}")

    def _break(self, what: str) -> None:
        if not self._is_closing:
            self.close()
            error = MeasurementFailed(f"{self._path}: {what}.")
            if self._opened.done():
                self._on_broken(error)
            else:
                self._opened.set_exception(error)


def source_address(number: int) -> tuple[str, int]:
    """Return the address of 127.0.0.0/8 that a connection comes from: 40 share one.

    The relay allows 50 connections of one address; every limit stays as it is shipped.
    """
    host = number // 40 + 256
    return f"127.{host >> 16}.{host >> 8 & 255}.{host & 255}", 0


async def connect(
    link: WebSocketLink, port: int, *, number: int, tls: ssl.SSLContext | None = None
) -> None:
    """Connect a link to a server on this computer and wait for the handshake.

    Args:
        link: What was prepared.
        port: Where the server listens on 127.0.0.1.
        number: Which connection of this measurement it is; see `source_address`.
        tls: For a server with TLS.

    Raises:
        MeasurementFailed: nothing listens there, or it refuses.
    """
    loop = asyncio.get_running_loop()
    try:
        await loop.create_connection(
            lambda: link,
            "127.0.0.1",
            port,
            local_addr=source_address(number),
            ssl=tls,
            server_hostname="chat.example" if tls else None,
        )
    except OSError as error:
        raise MeasurementFailed(f"Cannot connect to port {port}: {error}.") from None
    await link.opened()
