"""Listening: handshakes, the path that says what a connection is for, and caps per address."""

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
from server.net.outgoing import Outgoing
from server.net.peer import Peer, Surroundings
from server.net.tls import Channels
from server.net.websocket import SocketSurroundings, WebSocket
from server.services.peers import ConnectionNumber, Visitor

_log = logging.getLogger(__name__)

_KINDS: Final = {kind.value: kind for kind in ConnectionKind}

_BACKLOG: Final = 512
"""Connections that the system accepts ahead of us: all apps come at once after a restart."""

_GOING_AWAY: Final = 1001

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
    ) -> None:
        """Connect the parts; `make_hello` gets the nonce of a new connection."""
        self._config = config
        self._channels = channels
        self._make_hello = make_hello
        self._random = random
        self._metrics = metrics
        self._entrance: socketlib.socket | None = None
        self._server: asyncio.Server | None = None
        self._sweeper: Sweeper
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
            self._entrance = socketlib.create_server((host, port), family=family, backlog=_BACKLOG)
        except OSError as error:
            raise PortTaken(f"Cannot listen on {host} port {port}: {error.strerror}.") from error
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
        return int(self._entrance.getsockname()[1])

    async def accept(self, requests: asyncio.TaskGroup) -> None:
        """Begin to accept connections; requests that wait for something run in the group."""
        assert self._entrance is not None
        self._request_group = requests
        deadlines = self._config.deadlines
        has_tls = self._channels.context is not None
        loop = asyncio.get_running_loop()
        socket_surroundings = SocketSurroundings(
            sweeper=self._sweeper,
            call_soon=loop.call_soon,
            deadlines=deadlines,
            most_pings=self._config.pings,
        )
        self._server = await loop.create_server(
            lambda: WebSocket(self, socket_surroundings),
            sock=self._entrance,
            backlog=_BACKLOG,
            ssl=self._channels.context,
            ssl_handshake_timeout=deadlines.opening_s if has_tls else None,
            ssl_shutdown_timeout=deadlines.closing_s if has_tls else None,
        )

    async def stop(self) -> None:
        """Stop accepting, let peers finish within their deadline, close every socket."""
        if self._entrance is None or self._is_stopping:
            return
        self._is_stopping = True
        if self._server is None:
            self._entrance.close()
            return
        self._server.close()
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

    def on_connected(self, socket: WebSocket) -> None:
        """Count a connection from its first byte on; a proxy's as soon as its client is known."""
        self._sockets[socket] = None
        host = _host_of(socket)
        if not host or not is_in(self._config.trusted_proxies, host):
            self._count(socket, budget_address(host) if host else _GONE)

    def refuse(self, socket: WebSocket, request: Request) -> tuple[HTTPStatus, str] | None:
        """Return why a handshake is refused: its path, a cap, or the end is near."""
        if not socket.address:
            client = forwarded_address(
                _host_of(socket),
                request.headers.get_all("X-Forwarded-For"),
                trusted=self._config.trusted_proxies,
            )
            self._count(socket, budget_address(client) if client else _GONE)
        if self._is_stopping:
            return HTTPStatus.SERVICE_UNAVAILABLE, "stopping\n"
        if request.path not in _KINDS:
            self._metrics.count(Event.CONNECTION_REFUSED)
            return HTTPStatus.NOT_FOUND, "not found\n"
        if len(self._sockets) > self._config.connections:
            self._metrics.count(Event.CONNECTION_REFUSED)
            return HTTPStatus.SERVICE_UNAVAILABLE, "full\n"
        if self._by_address[socket.address] > self._config.budgets.connections:
            self._metrics.count(Event.CONNECTION_REFUSED)
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
        peer = self._sockets.pop(socket, None)
        if peer is not None:
            del self._peers[peer.visitor.number]
            self.open_by_kind[peer.kind] -= 1
        if not self._sockets:
            self._is_empty.set()
        if socket.address:
            self._by_address[socket.address] -= 1
            if not self._by_address[socket.address]:
                del self._by_address[socket.address]

    def _count(self, socket: WebSocket, address: str) -> None:
        socket.address = address
        self._by_address[address] += 1


def _host_of(socket: WebSocket) -> str:
    """Return the network address of the other end; a peer that is gone already has none."""
    name = socket.transport.get_extra_info("peername")
    return str(name[0]) if name else ""
