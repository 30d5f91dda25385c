"""The bare forwarder: stock `websockets.asyncio` on uvloop, compression off. Not to be tuned.

A client's first frame is its number, four bytes. Every other one begins with the number of whom it
is for and is passed on as it is. Nothing is stored, checked or answered.
"""

import asyncio
import contextlib

import uvloop
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

_connections: dict[bytes, ServerConnection] = {}


async def forward(connection: ServerConnection) -> None:
    """Serve one client until it goes."""
    with contextlib.suppress(ConnectionClosed):
        number = await connection.recv(decode=False)
        _connections[number] = connection
        async for frame in connection:
            assert isinstance(frame, bytes)
            await _connections[frame[:4]].send(frame)


async def run() -> None:
    """Listen until this process is ended; the first line says where."""
    async with serve(forward, "127.0.0.1", 0, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        print(f"listening on ws://127.0.0.1:{port}", flush=True)
        await asyncio.Future()


if __name__ == "__main__":
    uvloop.run(run())
