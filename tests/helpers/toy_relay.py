"""A WebSocket server whose every word a test decides, for tests of the client's side of a link."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from websockets.asyncio.server import ServerConnection, serve

from desktop.network.relay_address import RelayAddress
from protocol import limits, messages
from protocol.codec import build_frames, encode_message
from protocol.connection import Connection, Side
from protocol.messages import ConnectionKind, Message

HELLO = messages.Hello(
    min_version=1,
    max_version=1,
    realm="toy.test",
    epoch=bytes(16),
    time_ms=1_800_000_000_000,
    nonce=bytes(range(32)),
    limits=messages.RelayLimits(
        max_frame_bytes=limits.MAX_FRAME_BYTES,
        max_envelope_bytes=limits.MAX_ENVELOPE_BYTES,
        mailbox_envelopes=10,
    ),
)


class ToyPeer:
    """One accepted connection.

    Attributes:
        kind: Which path the client asked for.
    """

    def __init__(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        self.socket = socket
        self.kind = ConnectionKind(socket.request.path)
        self._connection = Connection(Side.RELAY, self.kind)

    async def greet(self, hello: Message = HELLO) -> None:
        """Send the hello and take the client's Begin."""
        await self.say(hello)
        (begin,) = await self.hear()
        assert isinstance(begin, messages.Begin)

    async def say(self, *words: Message) -> None:
        """Send messages that the rules allow, in one frame."""
        for word in words:
            self._connection.send(word)
        for frame in self._connection.take_frames():
            await self.socket.send(frame)

    async def blurt(self, *words: Message) -> None:
        """Send messages whether the rules allow them or not."""
        for frame in build_frames(encode_message(word) for word in words):
            await self.socket.send(frame)

    async def hear(self) -> list[Message]:
        """Return the messages of the next frame."""
        frame = await self.socket.recv()
        assert isinstance(frame, bytes)
        return self._connection.receive(frame)


@asynccontextmanager
async def toy_relay(
    talk: Callable[[ToyPeer], Awaitable[None]],
) -> AsyncIterator[RelayAddress]:
    """Serve on a free port; `talk` is run for each connection, which ends with it."""
    failures: list[Exception] = []

    async def on_connection(socket: ServerConnection) -> None:
        try:
            await talk(ToyPeer(socket))
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - shown by the test below
            failures.append(error)

    async with serve(on_connection, "127.0.0.1", 0, compression=None) as server:
        port = server.sockets[0].getsockname()[1]
        yield RelayAddress(scheme="ws", host="127.0.0.1", port=port)
    assert failures == []
