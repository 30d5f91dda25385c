"""A WebSocket client that can say anything, byte by byte; of the rules it knows how to read."""

import asyncio
import sys
from typing import Final, Self

from protocol.messages import ConnectionKind

DEADLINE_S: Final = 30.0
"""For anything that must happen; far longer than it takes."""

FIN: Final = 0x80
CONTINUATION: Final = 0x0
TEXT: Final = 0x1
BINARY: Final = 0x2
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA

_SHORT: Final = 126
_MEDIUM: Final = 127
_MASKED: Final = 0x80


class Ended(Exception):
    """The relay ended the connection.

    Attributes:
        code: Its close code; 1006 if it said none.
    """

    def __init__(self, code: int) -> None:
        super().__init__(f"ended with {code}")
        self.code = code


def build_frame(
    payload: bytes,
    *,
    first: int = FIN | BINARY,
    masked: bool = True,
    key: bytes = bytes(4),
    claimed: int | None = None,
) -> bytes:
    """Build one frame of RFC 6455.

    Args:
        payload: What it bears.
        first: Its first byte: FIN, reserved bits, opcode.
        masked: Whether it has a masking key, as a client's must.
        key: The masking key; of zeros the payload stays as it is.
        claimed: Which length it claims; its own unless given.
    """
    length = len(payload) if claimed is None else claimed
    mask = _MASKED if masked else 0
    if length < _SHORT:
        header = bytes([first, mask | length])
    elif length <= 0xFFFF:
        header = bytes([first, mask | _SHORT]) + length.to_bytes(2, "big")
    else:
        header = bytes([first, mask | _MEDIUM]) + length.to_bytes(8, "big")
    if not masked:
        return header + payload
    if any(key):
        payload = bytes(byte ^ key[index % 4] for index, byte in enumerate(payload))
    return header + key + payload


class RawSocket:
    """One connection to a relay, of which every byte is ours to choose."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int, kind: ConnectionKind, *, source: str) -> Self:
        """Connect to the relay on loopback from an address and upgrade.

        Raises:
            Ended: the relay did not upgrade.
        """
        async with asyncio.timeout(DEADLINE_S):
            # Only on Linux all of 127.0.0.0/8 is this computer.
            local = (source, 0) if sys.platform == "linux" else None
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", port, local_addr=local, limit=1 << 22
            )
            writer.write(
                f"GET {kind.value} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
                "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                "Sec-WebSocket-Version: 13\r\n\r\n".encode()
            )
            try:
                answer = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                raise Ended(1006) from None
        socket = cls(reader, writer)
        if b" 101 " not in answer.partition(b"\r\n")[0]:
            socket.abort()
            raise Ended(int(answer.split()[1]))
        return socket

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._writer.write(data)

    async def drain(self) -> None:
        """Wait until what was written is on its way, as far as the relay still reads."""
        try:
            async with asyncio.timeout(DEADLINE_S):
                await self._writer.drain()
        except ConnectionError:
            pass  # `receive` tells what the relay said before

    async def receive(self) -> bytes:
        """Return the payload of the next binary frame; answers pings by itself.

        Raises:
            Ended: the relay closed the connection.
        """
        while True:
            try:
                async with asyncio.timeout(DEADLINE_S):
                    opcode, payload = await self._frame()
            except (asyncio.IncompleteReadError, ConnectionError):
                raise Ended(1006) from None
            if opcode == CLOSE:
                raise Ended(int.from_bytes(payload[:2], "big") if payload else 1005)
            if opcode == PING:
                self.write(build_frame(payload, first=FIN | PONG))
            elif opcode == BINARY:
                return payload

    async def _frame(self) -> tuple[int, bytes]:
        first, second = await self._reader.readexactly(2)
        length = second
        if second == _SHORT:
            length = int.from_bytes(await self._reader.readexactly(2), "big")
        elif second == _MEDIUM:
            length = int.from_bytes(await self._reader.readexactly(8), "big")
        return first & 0x0F, await self._reader.readexactly(length)

    def abort(self) -> None:
        """End the connection without a word."""
        self._writer.transport.abort()
