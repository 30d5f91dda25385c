"""Who is let in: caps and a pace per address, and the path that says what a connection is for."""

import asyncio
import logging
import socket as socketlib
import ssl
from collections import Counter
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any, Final

from websockets.http11 import Request

from protocol import limits, messages
from protocol.messages import ConnectionKind, Message
from server.config import Config, Random
from server.metrics import Event, Metrics
from server.net.addresses import budget_address, forwarded_address, is_in
from server.net.deadlines import Sweeper
from server.net.dispatch import Dispatcher
from server.net.entrance import Entrance
from server.net.outgoing import Outgoing
from server.net.peer import Peer, Surroundings
from server.net.tls import Channels
from server.net.websocket import SocketSurroundings, WebSocket
from server.rate_limits import RateLimit
from server.services.peers import ConnectionNumber, Visitor

_log = logging.getLogger(__name__)

_KINDS: Final = {kind.value: kind for kind in ConnectionKind}

_BACKLOG: Final = 512
"""Connections that the system accepts ahead of us: all apps come at once after a restart."""

_GOING_AWAY: Final = 1001

_ANSWERED_BEYOND: Final = 1_000
"""Connections above the cap of everybody that are still told so; the next are closed at once."""

_GONE: Final = "gone"
"""What peers that left before their address was read are counted under."""


class PortTaken(Exception):
    """The address cannot be listened on; the text is one sentence for the operator."""


class Listener:
    """Accepts connections and has a `Peer` serve each.

    Attributes:
        open_by_kind: How many connections of each kind are open.
    """

    def __init__(
        self,
        *,
        config: Config,
        channels: Channels,
        make_hello: Callable[[bytes], messages.Hello],
        random: Random,
        metrics: Metrics,
        connecting: RateLimit,
    ) -> None:
        """Connect the parts.

        Args:
            config: Everything that can be set.
            channels: The certificates.
            make_hello: Gets the nonce of a new connection.
            random: Source of nonces.
            metrics: Counts connections.
            connecting: New connections of an address.
        """
        self._config = config
        self._channels = channels
        self._make_hello = make_hello
        self._random = random
        self._metrics = metrics
        self._connecting = connecting
        self._listening: socketlib.socket | None = None
        self._accepting: asyncio.Task[None] | None = None
        self._sweeper: Sweeper
        self._socket_surroundings: SocketSurroundings
        self._request_group: asyncio.TaskGroup | None = None
        self._surroundings: Surroundings
        self._sockets: dict[WebSocket, Peer | None] = {}
        self._by_address: Counter[str] = Counter()
        self._peers: dict[ConnectionNumber, Peer] = {}
        self._last_number = 0
        self._is_stopping = False
        self._is_empty = asyncio.Event()
        self.open_by_kind = dict.fromkeys(ConnectionKind, 0)

    # --- what services reach ---------------------------------------------------------------------

    def push(self, connection: ConnectionNumber, message: Message) -> None:
        """Queue a message for a connection; does nothing if it is gone."""
        peer = self._peers.get(connection)
        if peer is not None:
            peer.push(message)

    async def room(self, connection: ConnectionNumber) -> bool:
        """Wait until a connection has room for more; False if it is gone."""
        peer = self._peers.get(connection)
        return peer is not None and await peer.room()

    # --- running ---------------------------------------------------------------------------------

    async def start(self, dispatcher: Dispatcher) -> int:
        """Take the address; nothing is accepted before `accept`.

        Returns:
            The port.

        Raises:
            PortTaken: the port is in use, or the address is not this computer's.
        """
        host, port = self._config.host, self._config.port
        family = socketlib.AF_INET6 if ":" in host else socketlib.AF_INET
        try:
            listening = socketlib.create_server((host, port), family=family, backlog=_BACKLOG)
        except OSError as error:
            raise PortTaken(f"Cannot listen on {host} port {port}: {error.strerror}.") from error
        self._listening = listening
        loop = asyncio.get_running_loop()
        self._sweeper = Sweeper(now_s=loop.time, call_at=loop.call_at)
        self._surroundings = Surroundings(
            dispatcher=dispatcher,
            outgoing=Outgoing(loop.call_soon),
            spawn=self._spawn,
            call_soon=loop.call_soon,
            now_s=loop.time,
            deadlines=self._config.deadlines,
            queue_bytes=self._config.queue_bytes,
            metrics=self._metrics,
        )
        self._socket_surroundings = SocketSurroundings(
            sweeper=self._sweeper,
            call_soon=loop.call_soon,
            deadlines=self._config.deadlines,
            most_pings=self._config.pings,
        )
        return int(listening.getsockname()[1])

    def accept(self, requests: asyncio.TaskGroup) -> None:
        """Begin to accept connections; requests that wait for something run in the group."""
        assert self._listening is not None
        self._request_group = requests
        entrance = Entrance(
            self._listening,
            arrive=self._arrive,
            give_up=self.on_lost,
            context=self._channels.context,
            deadlines=self._config.deadlines,
        )
        self._accepting = self._request_group.create_task(entrance.run(), name="accept")

    async def stop(self) -> None:
        """Stop accepting, let peers finish within their deadline, close every socket."""
        if self._listening is None or self._is_stopping:
            return
        self._is_stopping = True
        if self._accepting is not None:
            self._accepting.cancel()
            await asyncio.wait([self._accepting])
        self._listening.close()
        _log.info("stopping connections=%d", len(self._peers))
        for socket, peer in list(self._sockets.items()):
            if peer is None:
                socket.abort()  # in mid-handshake: there is nothing to finish
            else:
                peer.end(_GOING_AWAY)
        deadlines = self._config.deadlines
        try:
            async with asyncio.timeout(deadlines.stopping_s + 2 * deadlines.closing_s):
                await self._until_empty()
        except TimeoutError:
            for socket in list(self._sockets):
                socket.abort()
            await self._until_empty()

    async def _until_empty(self) -> None:
        while self._sockets:
            self._is_empty.clear()
            await self._is_empty.wait()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        assert self._request_group is not None
        self._request_group.create_task(self._finish(work), name="peer request")

    async def _finish(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a request; whatever it raises ends nothing else."""
        try:
            await work
        except Exception:  # noqa: BLE001  # outermost loop of a request: logged and counted
            self._metrics.count(Event.INTERNAL_ERROR)
            _log.error("request_failed", exc_info=True)

    # --- what connections call -------------------------------------------------------------------

    def _arrive(self, host: str) -> WebSocket | None:
        """Count a connection from its first moment on; a proxy's as soon as its client is known."""
        # Who is beyond a cap is told so, unless there are so many that even that is too much work.
        is_beyond = len(self._sockets) >= self._config.connections + _ANSWERED_BEYOND
        address = ""
        if not is_in(self._config.trusted_proxies, host):
            address = budget_address(host)
            is_beyond |= self._by_address[address] >= 2 * self._config.budgets.connections
            is_beyond = is_beyond or not self._connecting.take(address)
        if is_beyond:
            self._metrics.count(Event.CONNECTION_REFUSED)
            return None
        socket = WebSocket(self, self._socket_surroundings)
        self._sockets[socket] = None
        if address:
            self._count(socket, address)
        return socket

    def refuse(self, socket: WebSocket, request: Request) -> tuple[HTTPStatus, str] | None:
        """Return why a handshake is refused: its path, a cap, or the end is near."""
        verdict = self._judge(socket, request)
        if verdict is not None:
            # Until it is closed it takes the place of nobody who may come in.
            self._free(socket)
            if not self._is_stopping:
                self._metrics.count(Event.CONNECTION_REFUSED)
        return verdict

    def _judge(self, socket: WebSocket, request: Request) -> tuple[HTTPStatus, str] | None:
        is_welcome = True
        if not socket.address:
            client = forwarded_address(
                _host_of(socket),
                request.headers.get_all("X-Forwarded-For"),
                trusted=self._config.trusted_proxies,
            )
            address = budget_address(client) if client else _GONE
            self._count(socket, address)
            is_welcome = self._connecting.take(address)
        if self._is_stopping:
            return HTTPStatus.SERVICE_UNAVAILABLE, "stopping\n"
        if request.path not in _KINDS:
            return HTTPStatus.NOT_FOUND, "not found\n"
        if len(self._sockets) > self._config.connections:
            return HTTPStatus.SERVICE_UNAVAILABLE, "full\n"
        if not is_welcome:
            return HTTPStatus.TOO_MANY_REQUESTS, "too often\n"
        if self._by_address[socket.address] > self._config.budgets.connections:
            return HTTPStatus.TOO_MANY_REQUESTS, "too many connections\n"
        return None

    def open(self, socket: WebSocket, path: str) -> Peer:
        """Return what serves a connection."""
        tls = socket.transport.get_extra_info("ssl_object")
        assert tls is None or isinstance(tls, ssl.SSLObject)
        self._last_number += 1
        number = ConnectionNumber(self._last_number)
        nonce = self._random(limits.NONCE_BYTES)
        kind = _KINDS[path]
        peer = Peer(
            socket,
            kind,
            Visitor(
                number=number,
                address=socket.address,
                nonce=nonce,
                channels=self._channels.accepted(tls),
            ),
            hello=self._make_hello(nonce),
            surroundings=self._surroundings,
        )
        self._sockets[socket] = peer
        self._peers[number] = peer
        self._metrics.count(Event.CONNECTION_OPENED)
        self.open_by_kind[kind] += 1
        return peer

    def on_lost(self, socket: WebSocket) -> None:
        """Take a connection off every count."""
        if socket not in self._sockets:
            return
        peer = self._sockets.pop(socket)
        if peer is not None:
            del self._peers[peer.visitor.number]
            self.open_by_kind[peer.kind] -= 1
        if not self._sockets:
            self._is_empty.set()
        self._free(socket)

    def _free(self, socket: WebSocket) -> None:
        if socket.address:
            self._by_address[socket.address] -= 1
            if not self._by_address[socket.address]:
                del self._by_address[socket.address]
            socket.address = ""

    def _count(self, socket: WebSocket, address: str) -> None:
        socket.address = address
        self._by_address[address] += 1


def _host_of(socket: WebSocket) -> str:
    """Return the network address of the other end; a peer that is gone already has none."""
    name = socket.transport.get_extra_info("peername")
    return str(name[0]) if name else ""
