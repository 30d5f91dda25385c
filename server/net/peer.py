"""One connection: frames in and out, deadlines, and a bounded queue towards the peer."""

import asyncio
from typing import Final

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from protocol import messages
from protocol.connection import Connection, Side, State
from protocol.errors import RemoteProtocolError
from protocol.messages import ConnectionKind, Message
from server.config import Deadlines
from server.metrics import Event, Metrics
from server.net.dispatch import Dispatcher, Visit
from server.services.peers import Visitor

MAX_OUTGOING_BYTES: Final = 8 * 1024 * 1024
"""Most bytes queued for a peer: all answers that it may be owed at once, and as much again.
Beyond it the peer does not read and is cut off; what it did not acknowledge stays held."""

ROOM_BYTES: Final = 512 * 1024
"""Below this much, held envelopes are pushed further."""

_NORMAL = 1000
_GOING_AWAY = 1001
_UNSUPPORTED_DATA = 1003


class Peer:
    """Drives `protocol.connection` over one WebSocket.

    Attributes:
        visitor: What services may know of it.
    """

    def __init__(
        self,
        socket: ServerConnection,
        kind: ConnectionKind,
        visitor: Visitor,
        *,
        hello: messages.Hello,
        dispatcher: Dispatcher,
        deadlines: Deadlines,
        metrics: Metrics,
    ) -> None:
        self.visitor = visitor
        self._socket = socket
        self._hello = hello
        self._dispatcher = dispatcher
        self._deadlines = deadlines
        self._metrics = metrics
        self._connection = Connection(Side.RELAY, kind)
        self._visit = Visit(visitor=visitor, reply=self.push)
        self._receiving: asyncio.Task[None] | None = None
        self._close_code = _NORMAL
        self._is_ending = False
        self._in_hand_bytes = 0
        self._has_outgoing = asyncio.Event()
        self._has_room = asyncio.Event()
        self._is_settled = asyncio.Event()

    async def run(self) -> None:
        """Serve the connection until either side ends it.

        A request under way is never cancelled when the peer goes: it is finished, unanswered.
        """
        self.push(self._hello)
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(self._send(), name="peer sending")
            self._receiving = group.create_task(self._receive(group), name="peer receiving")
            await asyncio.wait([self._receiving])
            self._dispatcher.close(self._visit)
            await self._finish_requests()
            self._close_state()
            sending.cancel()
        await self._socket.close(self._close_code)

    def push(self, message: Message) -> None:
        """Queue a message; does nothing once the connection is closed.

        All that is queued in one turn of the loop leaves in as few frames as possible.
        """
        if self._connection.state is State.CLOSED:
            return
        self._connection.send(message)
        self._has_outgoing.set()
        if self._queued_bytes > MAX_OUTGOING_BYTES:
            self._cut_off()
        elif isinstance(message, messages.SignedOut):
            self.end(_NORMAL)

    async def room(self) -> bool:
        """Wait until little is queued; False if the connection is closed."""
        while self._connection.state is not State.CLOSED and self._queued_bytes > ROOM_BYTES:
            self._has_room.clear()
            await self._has_room.wait()
        return self._connection.state is not State.CLOSED

    def end(self, code: int) -> None:
        """Stop reading, answer what was asked, send what is queued, then close."""
        if not self._is_ending:
            self._is_ending = True
            self._close_code = code
            if self._receiving is not None:
                self._receiving.cancel()

    @property
    def _queued_bytes(self) -> int:
        return self._connection.outgoing_bytes + self._in_hand_bytes

    def _cut_off(self) -> None:
        """End the connection without a word to a peer that does not read."""
        self._metrics.count(Event.SLOW_READER)
        self._close_state()
        self._socket.transport.abort()
        self.end(_GOING_AWAY)

    def _close_state(self) -> None:
        self._connection.close()
        self._in_hand_bytes = 0
        self._has_room.set()
        self._is_settled.set()

    # --- receiving -------------------------------------------------------------------------------

    async def _receive(self, group: asyncio.TaskGroup) -> None:
        if self._is_ending:
            return
        try:
            async with asyncio.timeout(self._deadlines.opening_s):
                while self._connection.state in {State.OPEN, State.GREETED}:
                    self._take(await self._socket.recv(), group)
            while not self._is_ending:
                frame = await self._next_frame()
                self._take(frame, group)
        except TimeoutError:
            self.end(_NORMAL)
        except ConnectionClosed:
            self._close_state()
        except RemoteProtocolError as error:
            self._fail(error.close_code)

    async def _next_frame(self) -> str | bytes:
        """Wait for a frame; a sign-in that succeeded while waiting ends the deadline."""
        while True:
            try:
                async with asyncio.timeout(self._idle_s()):
                    return await self._socket.recv()
            except TimeoutError:
                if self._idle_s() is not None:
                    raise

    def _take(self, frame: str | bytes, group: asyncio.TaskGroup) -> None:
        if isinstance(frame, str):
            self._fail(_UNSUPPORTED_DATA)
            return
        received = self._connection.receive(frame)
        self._dispatcher.begin_frame(self._visit)
        for message in received:
            work = self._dispatcher.handle(self._visit, message)
            if work is not None:
                group.create_task(work, name="peer request")

    def _fail(self, close_code: int) -> None:
        """End the connection because the peer broke a rule."""
        self._metrics.count(Event.PEER_FAULT)
        self._close_state()
        self.end(close_code)

    def _idle_s(self) -> float | None:
        """Return how long to wait for the next frame; None where only pings watch the peer."""
        if self._connection.state is State.SIGNED_IN:
            return None
        match self._connection.kind:
            case ConnectionKind.AUTH:
                return self._deadlines.sign_in_idle_s
            case ConnectionKind.SEND:
                return self._deadlines.send_idle_s
            case ConnectionKind.WATCH:
                return None

    # --- ending ----------------------------------------------------------------------------------

    async def _finish_requests(self) -> None:
        """Let what was asked be answered and read, within a deadline."""
        try:
            async with asyncio.timeout(self._deadlines.stopping_s):
                while not self._has_settled():
                    self._is_settled.clear()
                    await self._is_settled.wait()
        except TimeoutError:
            pass  # the client repeats what was not answered

    def _has_settled(self) -> bool:
        if self._connection.state is State.CLOSED:
            return True
        return not self._connection.requests_in_flight and not self._queued_bytes

    # --- sending ---------------------------------------------------------------------------------

    async def _send(self) -> None:
        try:
            while True:
                await self._has_outgoing.wait()
                self._has_outgoing.clear()
                self._in_hand_bytes = self._connection.outgoing_bytes
                for frame in self._connection.take_frames():
                    async with asyncio.timeout(self._deadlines.sending_s):
                        await self._socket.send(frame)
                self._in_hand_bytes = 0
                self._has_room.set()
                self._is_settled.set()
        except ConnectionClosed:
            self._close_state()
        except TimeoutError:
            self._cut_off()
