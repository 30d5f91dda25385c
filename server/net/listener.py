"""Listening: handshakes, the path that says what a connection is for, and caps per address."""

import asyncio
import ipaddress
import logging
import ssl
from collections import Counter
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Final

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from protocol import limits, messages
from protocol.messages import ConnectionKind, Message
from server.config import Config, Network, Random
from server.metrics import Event, Metrics
from server.net.dispatch import Dispatcher
from server.net.peer import Peer
from server.net.tls import Channels
from server.services.peers import ConnectionNumber, Visitor

_log = logging.getLogger(__name__)

_KINDS: Final = {kind.value: kind for kind in ConnectionKind}

_RECEIVE_QUEUE: Final = 2
"""Frames read ahead of the one at work: at most 3 MiB for a connection."""

_GOING_AWAY = 1001

_GONE: Final = "gone"
"""What peers that left before their address was read are counted under."""

# The library tells every refused handshake with a traceback, and at debug level whole frames.
_library_log = logging.getLogger("server.net.websockets")
_library_log.setLevel(logging.CRITICAL)
_library_log.propagate = False


class PortTaken(Exception):
    """The address cannot be listened on; the text is one sentence for the operator."""


def budget_address(host: str) -> str:
    """Return what stands for a network address in budgets: IPv6 by its /64 network."""
    address = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def forwarded_address(host: str, forwarded: Sequence[str], *, trusted: Sequence[Network]) -> str:
    """Return the address of a client as the proxies before it tell.

    Args:
        host: Address of the other end of the connection.
        forwarded: The X-Forwarded-For headers, in order; each names clients, then proxies.
        trusted: Whose word is taken.

    Returns:
        The last address that no trusted proxy has; everything left of it anybody may have made up.
        A proxy that tells nothing is taken for the client.
    """
    told = [one.strip() for line in forwarded for one in line.split(",")]
    client = host
    while told and _is_in(trusted, client):
        try:
            client = str(ipaddress.ip_address(told.pop()))
        except ValueError:
            break
    return client


def _is_in(networks: Sequence[Network], host: str) -> bool:
    address = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in networks)


class Listener:
    """Accepts connections and runs a `Peer` on each.

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
        self._dispatcher: Dispatcher | None = None
        self._server: Server | None = None
        self._sockets: set[CountedSocket] = set()
        self._by_address: Counter[str] = Counter()
        self._peers: dict[ConnectionNumber, Peer] = {}
        self._last_number = 0
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
        """Begin to listen.

        Returns:
            The port.

        Raises:
            PortTaken: the port is in use, or the address is not this computer's.
        """
        self._dispatcher = dispatcher
        deadlines = self._config.deadlines
        try:
            self._server = await serve(
                self._handle,
                self._config.host,
                self._config.port,
                origins=[None],  # browsers always send an Origin; nobody else does (SV-20)
                compression=None,
                process_request=self._check_request,
                server_header=None,
                open_timeout=deadlines.opening_s,
                ping_interval=deadlines.ping_s,
                ping_timeout=deadlines.ping_s,
                close_timeout=deadlines.closing_s,
                max_size=limits.MAX_FRAME_BYTES,
                max_queue=_RECEIVE_QUEUE,
                logger=_library_log,
                create_connection=_socket_of(self),
                ssl=self._channels.context,
            )
        except OSError as error:
            raise PortTaken(
                f"Cannot listen on {self._config.host} port {self._config.port}: {error.strerror}."
            ) from error
        return int(next(iter(self._server.sockets)).getsockname()[1])

    async def stop(self) -> None:
        """Stop accepting, let peers finish within their deadline, close every socket."""
        if self._server is None or not self._server.is_serving():
            return
        self._server.close(close_connections=False)
        greeted = {peer.visitor.number for peer in self._peers.values()}
        for peer in list(self._peers.values()):
            peer.end(_GOING_AWAY)
        _log.info("stopping connections=%d", len(greeted))
        for socket in [one for one in self._sockets if one.request is None]:
            socket.transport.abort()  # in mid-handshake: there is nothing to finish
        deadlines = self._config.deadlines
        try:
            async with asyncio.timeout(deadlines.stopping_s + 2 * deadlines.closing_s):
                await self._server.wait_closed()
        except TimeoutError:
            for socket in list(self._sockets):
                socket.transport.abort()
            await self._server.wait_closed()

    def _check_request(self, socket: ServerConnection, request: Request) -> Response | None:
        assert isinstance(socket, CountedSocket)
        if not socket.budget_address:
            forwarded = request.headers.get_all("X-Forwarded-For")
            client = forwarded_address(
                _host_of(socket), forwarded, trusted=self._config.trusted_proxies
            )
            socket.budget_address = budget_address(client) if client else ""
            self._by_address[socket.budget_address] += 1
        if request.path not in _KINDS:
            self._metrics.count(Event.CONNECTION_REFUSED)
            return socket.respond(HTTPStatus.NOT_FOUND, "not found\n")
        if self._by_address[socket.budget_address] > self._config.budgets.connections:
            self._metrics.count(Event.CONNECTION_REFUSED)
            return socket.respond(HTTPStatus.TOO_MANY_REQUESTS, "too many connections\n")
        return None

    async def _handle(self, socket: ServerConnection) -> None:
        assert self._dispatcher is not None
        assert socket.request is not None
        assert isinstance(socket, CountedSocket)
        tls = socket.transport.get_extra_info("ssl_object")
        assert tls is None or isinstance(tls, ssl.SSLObject)
        self._last_number += 1
        number = ConnectionNumber(self._last_number)
        nonce = self._random(limits.NONCE_BYTES)
        kind = _KINDS[socket.request.path]
        peer = Peer(
            socket,
            kind,
            Visitor(
                number=number,
                address=socket.budget_address,
                nonce=nonce,
                channels=self._channels.accepted(tls),
            ),
            hello=self._make_hello(nonce),
            dispatcher=self._dispatcher,
            deadlines=self._config.deadlines,
            metrics=self._metrics,
        )
        self._peers[number] = peer
        self._metrics.count(Event.CONNECTION_OPENED)
        self.open_by_kind[kind] += 1
        try:
            await peer.run()
        except Exception:  # noqa: BLE001  # outermost loop of a peer: logged and counted
            self._metrics.count(Event.INTERNAL_ERROR)
            _log.error("peer_failed", exc_info=True)
        finally:
            del self._peers[number]
            self.open_by_kind[kind] -= 1

    def on_opened(self, socket: "CountedSocket") -> None:
        """Count a connection from its first byte on; a proxy's as soon as its client is known."""
        self._sockets.add(socket)
        host = _host_of(socket)
        if not host or not _is_in(self._config.trusted_proxies, host):
            socket.budget_address = budget_address(host) if host else _GONE
            self._by_address[socket.budget_address] += 1

    def on_closed(self, socket: "CountedSocket") -> None:
        """Take a connection off its address's count."""
        self._sockets.discard(socket)
        address = socket.budget_address
        if address:
            self._by_address[address] -= 1
            if not self._by_address[address]:
                del self._by_address[address]


class CountedSocket(ServerConnection):
    """A connection that is counted before the handshake, so that half-open ones count.

    Attributes:
        listener: Where it counts.
        budget_address: Under which it is counted; empty until that is known.
    """

    listener: Listener
    budget_address = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it."""
        super().connection_made(transport)
        self.listener.on_opened(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        super().connection_lost(exc)
        self.listener.on_closed(self)


def _socket_of(listener: Listener) -> type[CountedSocket]:
    """Return the class whose connections count at a listener; the library makes them."""

    class SocketOfListener(CountedSocket):
        pass

    SocketOfListener.listener = listener
    return SocketOfListener


def _host_of(socket: ServerConnection) -> str:
    """Return the network address of the other end; a peer that is gone already has none."""
    name = socket.remote_address
    return str(name[0]) if name else ""
