"""One WebSocket connection of one kind: requests with deadlines, pushes as a bounded stream."""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final

import websockets
from websockets.asyncio.client import ClientConnection, connect

from desktop.core.ports.runtime import Spawn
from desktop.core.rows.relay import RelayGreeting
from desktop.errors import (
    ConnectionLost,
    NetworkError,
    RelayIncompatible,
    RelayUnreachable,
    RelayUntrusted,
    RequestTimedOut,
)
from desktop.network import tls
from desktop.network.relay_address import RelayAddress
from protocol import limits, messages
from protocol.connection import Connection, Side, choose_version
from protocol.errors import (
    MalformedFrame,
    Refused,
    RemoteProtocolError,
    VersionMismatch,
    known_code,
)
from protocol.ids import Realm, RequestId
from protocol.messages import ConnectionKind, Message

_log = logging.getLogger(__name__)

OPEN_TIMEOUT_S: Final = 10.0
"""TCP, handshake and hello: a relay that needs longer is as good as unreachable."""

REQUEST_TIMEOUT_S: Final = 30.0
"""Longest wait for an answer: the relay answers after one commit, a slow link takes seconds."""

_SWEEP_S: Final = 1.0
"""Deadlines are looked at once a second instead of one timer for each request."""

_PING_INTERVAL_S: Final = 20.0
_PING_TIMEOUT_S: Final = 15.0
"""A peer that vanished without a reset is noticed within 35 seconds."""

PUSH_QUEUE: Final = 256
"""Deliveries waiting to be opened; beyond it the socket is not read."""

_ENDED: Final = None


@dataclass(slots=True)
class _Waiting:
    answer: "asyncio.Future[Message]"
    deadline: float


class Link:
    """An open connection, past its hello.

    Attributes:
        greeting: What the relay said of itself.
    """

    def __init__(self, socket: ClientConnection, connection: Connection) -> None:
        self.greeting: RelayGreeting
        self._channel = bytes(limits.CHANNEL_BYTES)
        self._socket = socket
        self._connection = connection
        self._waiting: dict[int, _Waiting] = {}
        self._slots = asyncio.Semaphore(limits.MAX_REQUESTS_IN_FLIGHT)
        self._pushes: asyncio.Queue[Message | None] = asyncio.Queue(PUSH_QUEUE)
        self._sweeper: asyncio.TimerHandle | None = None
        self._end: Exception | None = None
        self._reader: asyncio.Task[None] | None = None
        self._pinger: asyncio.Task[None] | None = None
        self._frames_read = 0

    @classmethod
    async def open(
        cls,
        address: RelayAddress,
        kind: ConnectionKind,
        *,
        spawn: Spawn,
        pinned_key: bytes = b"",
    ) -> "Link":
        """Connect, take the hello and agree on the version.

        Args:
            address: Where the relay is.
            kind: What the connection is for.
            spawn: Starts the task that reads.
            pinned_key: SHA-256 of the SPKI that the relay's certificate must have; empty to trust
                the system's authorities.

        Raises:
            RelayUnreachable: no connection, or no hello in time.
            RelayUntrusted: its certificate does not hold, or has another key than the pinned one.
            RelayIncompatible: no common version.
        """
        try:
            async with asyncio.timeout(OPEN_TIMEOUT_S):
                socket = await connect(
                    address.url(kind.value),
                    ssl=tls.client_context(is_pinned=bool(pinned_key))
                    if address.is_protected
                    else None,
                    compression=None,
                    max_size=limits.MAX_FRAME_BYTES,
                    user_agent_header=None,
                    proxy=None if address.is_loopback else True,
                    open_timeout=None,
                    # Its own pings take what waits here, unread, for a relay that is gone.
                    ping_interval=None,
                    close_timeout=2,
                )
                link = cls(socket, Connection(Side.CLIENT, kind))
                try:
                    link._channel = tls.check_peer(socket.transport, pinned_key)
                    await link._begin(address)
                except BaseException:
                    await socket.close()
                    raise
        except VersionMismatch as error:
            raise RelayIncompatible(relay_is_newer=error.theirs_is_newer) from error
        except ssl.SSLCertVerificationError as error:
            raise RelayUntrusted(is_pinned=bool(pinned_key)) from error
        except (OSError, TimeoutError, websockets.WebSocketException, RemoteProtocolError) as error:
            raise RelayUnreachable(type(error).__name__) from error
        except ImportError as error:
            # The system's proxy is a SOCKS proxy, for which nothing of ours speaks.
            _log.warning("the relay cannot be reached by way of a SOCKS proxy")
            raise RelayUnreachable("proxy") from error
        link._reader = spawn(link._read(), f"link {kind.value}")
        link._pinger = spawn(link._keep_alive(), f"ping {kind.value}")
        return link

    async def _begin(self, address: RelayAddress) -> None:
        received = self._connection.receive(await self._next_frame())
        hello = received[0]
        if len(received) != 1 or not isinstance(hello, messages.Hello):
            raise MalformedFrame("the first frame is not a hello")
        self._connection.send(messages.Begin(version=choose_version(hello)))
        self.greeting = RelayGreeting(
            realm=Realm(hello.realm),
            epoch=hello.epoch,
            time_ms=hello.time_ms,
            nonce=hello.nonce,
            channel=self._channel,
            limits=hello.limits,
            registration=hello.registration,
            dialled=address.realm,
        )
        await self._flush()

    async def _next_frame(self) -> bytes:
        frame = await self._socket.recv(decode=False)
        if not isinstance(frame, bytes):
            raise MalformedFrame("a text frame")
        return frame

    async def _read(self) -> None:
        """Take frames until the connection ends; never raises."""
        close_code = 1000
        try:
            while True:
                frame = await self._next_frame()
                self._frames_read += 1
                for message in self._connection.receive(frame):
                    await self._route(message)
        except websockets.ConnectionClosed:
            self._finish(ConnectionLost("connection closed"))
        except RemoteProtocolError as error:
            _log.warning("relay broke the protocol: %s", type(error).__name__)
            close_code = error.close_code
            self._finish(ConnectionLost(type(error).__name__))
        finally:
            self._finish(ConnectionLost("connection closed"))
            await self._socket.close(close_code)

    async def _keep_alive(self) -> None:
        """Look now and then whether the relay is there still, until the connection ends."""
        with contextlib.suppress(ConnectionLost):
            while self._end is None:
                await asyncio.sleep(_PING_INTERVAL_S)
                await self.check(_PING_TIMEOUT_S)

    async def check(self, timeout_s: float) -> None:
        """Return once the relay has answered a ping, or anything came meanwhile.

        While pushes wait to be taken the socket is not read, and the answer waits behind them: then
        it is not the relay that is late.

        Args:
            timeout_s: Longest wait.

        Raises:
            ConnectionLost: nothing came; the connection has ended.
        """
        frames_read = self._frames_read
        try:
            async with asyncio.timeout(timeout_s):
                await (await self._socket.ping())
        except websockets.ConnectionClosed as error:
            raise ConnectionLost("connection closed") from error
        except TimeoutError:
            if self._frames_read == frames_read and not self._pushes.full():
                self._finish(ConnectionLost("no answer to a ping"))
                # A closing handshake would wait for the same silence.
                self._socket.transport.abort()
                raise ConnectionLost("no answer to a ping") from None

    async def _route(self, message: Message) -> None:
        number = getattr(message, "request", None)
        waiting = self._waiting.pop(number, None) if number is not None else None
        if waiting is None:
            if not isinstance(message, messages.Reply):  # else an answer after its deadline
                await self._keep_push(message)
        elif not waiting.answer.done():
            waiting.answer.set_result(message)

    async def _keep_push(self, message: Message) -> None:
        """Queue a push; while there is no room for it, it is not the relay that is late."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        await self._pushes.put(message)
        for waiting in self._waiting.values():
            waiting.deadline += loop.time() - began

    def _finish(self, error: NetworkError) -> None:
        if self._end is not None:
            return
        self._end = error
        self._connection.close()
        if self._sweeper is not None:
            self._sweeper.cancel()
        if self._pinger is not None and self._pinger is not asyncio.current_task():
            self._pinger.cancel()
        for waiting in self._waiting.values():
            if not waiting.answer.done():
                waiting.answer.set_exception(error)
        self._waiting.clear()
        if self._pushes.full():
            # The reader of pushes is behind; it finds the end when it asks again.
            return
        self._pushes.put_nowait(_ENDED)

    @property
    def is_open(self) -> bool:
        """False once the connection ended, by either side."""
        return self._end is None

    async def request(self, build: Callable[[RequestId], messages.Request]) -> Message:
        """Send a request and return its answer.

        Args:
            build: Makes the request for a number of this connection.

        Raises:
            ConnectionLost: the connection ended first.
            RequestTimedOut: no answer within REQUEST_TIMEOUT_S.
            Refused: the relay said no.
        """
        async with self._slots:
            if self._connection.requests_in_flight >= limits.MAX_REQUESTS_IN_FLIGHT:
                # Answers that nobody waits for any more: one more request would break the rules.
                await self.close()
            if self._end is not None:
                raise ConnectionLost("connection closed")
            loop = asyncio.get_running_loop()
            request = build(self._connection.next_request())
            waiting = _Waiting(loop.create_future(), loop.time() + REQUEST_TIMEOUT_S)
            self._connection.send(request)
            self._waiting[request.request] = waiting
            self._arm_sweep()
            try:
                await self._flush()
                reply = await waiting.answer
            finally:
                # If the writing failed, nobody waits any more for what comes instead of an answer:
                # it is looked at here, or the loop would log it as an error that nobody handled.
                self._waiting.pop(request.request, None)
                if not waiting.answer.cancel() and not waiting.answer.cancelled():
                    waiting.answer.exception()
        if isinstance(reply, messages.RefusedReply):
            raise _refusal(reply)
        return reply

    def _arm_sweep(self) -> None:
        if self._sweeper is None:
            self._sweeper = asyncio.get_running_loop().call_later(_SWEEP_S, self._sweep)

    def _sweep(self) -> None:
        self._sweeper = None
        now = asyncio.get_running_loop().time()
        for number, waiting in list(self._waiting.items()):
            if waiting.deadline <= now:
                del self._waiting[number]
                if not waiting.answer.done():
                    waiting.answer.set_exception(RequestTimedOut("no answer in time"))
        if self._waiting:
            self._arm_sweep()

    async def tell(self, message: Message) -> None:
        """Send a message that is not answered. Raises ConnectionLost."""
        if self._end is not None:
            raise ConnectionLost("connection closed")
        self._connection.send(message)
        await self._flush()

    async def _flush(self) -> None:
        try:
            for frame in self._connection.take_frames():
                await self._socket.send(frame)
        except websockets.ConnectionClosed as error:
            raise ConnectionLost("connection closed") from error

    async def pushes(self) -> AsyncIterator[Message]:
        """Yield what the relay sends unasked, in order.

        Raises:
            ConnectionLost: when the connection ended and everything before was yielded.
        """
        while self._end is None or not self._pushes.empty():
            message = await self._pushes.get()
            if message is _ENDED:
                break
            yield message
        raise ConnectionLost("connection closed")

    async def close(self) -> None:
        """Close the connection; open requests raise ConnectionLost."""
        self._finish(ConnectionLost("closed here"))
        if self._reader is not None:
            self._reader.cancel()
        await self._socket.close()


def _refusal(reply: messages.RefusedReply) -> Refused:
    pause_ms = min(reply.retry_after_ms, limits.MAX_RETRY_AFTER_MS)
    return Refused(known_code(reply.code), pause_ms / 1000 if pause_ms else None)
