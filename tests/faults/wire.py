"""A stretch of network before a relay, which a test cuts or lets swallow everything."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Self

_CHUNK = 65536


class Wire:
    """Passes bytes on, both ways.

    Attributes:
        url: Where clients connect instead of to the relay.
        target: The relay's URL; may be set anew after a restart.
    """

    def __init__(self, target: str) -> None:
        self.url = ""
        self.target = target
        self._is_cut = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._swallowed: set[asyncio.StreamWriter] = set()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, target: str) -> AsyncIterator[Self]:
        """Give a wire to a relay; everything on it is cut at the end."""
        wire = cls(target)
        server = await asyncio.start_server(wire._handle, "127.0.0.1", 0)
        wire.url = "ws://{}:{}".format(*server.sockets[0].getsockname())
        try:
            yield wire
        finally:
            wire.cut()
            server.close()
            await server.wait_closed()

    def cut(self) -> None:
        """Reset every connection, and every later one until `mend`."""
        self._is_cut = True
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        """Let new connections through."""
        self._is_cut = False

    def swallow(self) -> None:
        """From now on let nothing through on the connections that there are, and tell nobody."""
        self._swallowed |= self._writers

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        host, port = self.target.removeprefix("ws://").split(":")
        try:
            onward_reader, onward = await asyncio.open_connection(host, int(port))
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, onward}
        self._writers |= ends
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass(reader, onward), name="up")
                group.create_task(self._pass(onward_reader, writer), name="down")
        finally:
            self._writers -= ends
            self._swallowed -= ends
            for end in ends:
                end.transport.abort()

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await source.read(_CHUNK):
                if sink not in self._swallowed:
                    sink.write(chunk)
                    await sink.drain()
        if sink not in self._swallowed:  # the end is not told either
            sink.transport.abort()
