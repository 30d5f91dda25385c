"""Our WebSocket against the library's own server, with an independent client; its deadlines."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable, Coroutine
from http import HTTPStatus
from typing import Any, TypeVar, cast

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import Opcode
from websockets.http11 import Request
from wsproto import ConnectionType, WSConnection, events

from protocol.limits import MAX_FRAME_BYTES
from server.__main__ import loop_factory
from server.config import Config, Deadlines
from server.net.deadlines import NEVER, Sweeper
from server.net.websocket import (
    READ_STOP_BYTES,
    SLICE_BYTES,
    SLICES_A_TURN,
    Ending,
    Phase,
    SocketSurroundings,
    WebSocket,
)
from tests.helpers.frame_cases import CASES, FrameCase, Verdict, frame

DEADLINE_S = 15.0
MARKER = b"does it still work?"

_Result = TypeVar("_Result")


def run(
    story: Coroutine[Any, Any, _Result],
    factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> _Result:
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(asyncio.wait_for(story, DEADLINE_S))


LOOPS = [None] if loop_factory() is None else [None, loop_factory()]
"""asyncio's own loop, and the one that the relay runs on where it exists."""


# --- two servers that echo -----------------------------------------------------------------------


class Echo:
    """A receiver that sends back what comes, and notes how it ended."""

    def __init__(self, socket: WebSocket, gate: "OpenGate") -> None:
        self.socket = socket
        self._gate = gate

    def on_message(self, data: bytes) -> None:
        self._gate.taken.append(data)
        self.socket.send(data)

    def on_writable(self) -> None:
        pass

    def on_ended(self, ending: Ending) -> None:
        self._gate.endings.append(ending)

    def look(self, _now_s: float) -> float:
        return NEVER


class OpenGate:
    """Lets everybody in.

    Attributes:
        sockets: Every connection that was made, in order.
        endings: How receivers were told to end.
        taken: Every message that came.
        has_lost: Set once a connection is gone.
    """

    def __init__(self) -> None:
        self.sockets: list[WebSocket] = []
        self.endings: list[Ending] = []
        self.taken: list[bytes] = []
        self.has_lost = asyncio.Event()

    def make(self, surroundings: SocketSurroundings) -> WebSocket:
        """Return what serves a new connection."""
        self.sockets.append(WebSocket(self, surroundings))
        return self.sockets[-1]

    def refuse(self, _socket: WebSocket, request: Request) -> tuple[HTTPStatus, str] | None:
        return None if request.path == "/" else (HTTPStatus.NOT_FOUND, "not found\n")

    def open(self, socket: WebSocket, _path: str) -> Echo:
        return Echo(socket, self)

    def on_lost(self, _socket: WebSocket) -> None:
        self.has_lost.set()


@contextlib.asynccontextmanager
async def our_server(
    gate: OpenGate | None = None,
    deadlines: Deadlines | None = None,
    *,
    pings: int = Config.pings,
) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    through = OpenGate() if gate is None else gate
    surroundings = SocketSurroundings(
        sweeper=Sweeper(now_s=loop.time, call_at=loop.call_at),
        call_soon=loop.call_soon,
        deadlines=Deadlines() if deadlines is None else deadlines,
        most_pings=pings,
    )
    server = await loop.create_server(lambda: through.make(surroundings), "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for socket in through.sockets:
            socket.abort()


@contextlib.asynccontextmanager
async def stock_server() -> AsyncIterator[int]:
    async def echo(socket: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await socket.send(await socket.recv())

    async with serve(
        echo, "127.0.0.1", 0, compression=None, max_size=MAX_FRAME_BYTES, ping_interval=None
    ) as server:
        yield int(next(iter(server.sockets)).getsockname()[1])


# --- a client that is neither --------------------------------------------------------------------


class Peer:
    """A client by another library, which can also send bytes as they are.

    Attributes:
        wire: The other library's side of the connection.
        reader: Where bytes come from.
        writer: Where they go to.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.wire = WSConnection(ConnectionType.CLIENT)
        self.reader = reader
        self.writer = writer
        self._came: list[events.Event] = []
        self._whole: list[bytes | str] = []

    @classmethod
    @contextlib.asynccontextmanager
    async def connect(cls, port: int) -> AsyncIterator["Peer"]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        peer = cls(reader, writer)
        try:
            peer.say(events.Request(host="127.0.0.1", target="/"))
            assert isinstance(await peer.next_event(), events.AcceptConnection)
            yield peer
        finally:
            writer.transport.abort()

    def say(self, event: events.Event) -> None:
        self.writer.write(self.wire.send(event))

    def stop_reading(self) -> None:
        cast(asyncio.Transport, self.writer.transport).pause_reading()

    def read_again(self) -> None:
        cast(asyncio.Transport, self.writer.transport).resume_reading()

    async def next_event(self) -> events.Event | None:
        """Return what came next; None at the end of the connection."""
        while not self._came:
            try:
                data = await self.reader.read(1 << 16)
            except ConnectionResetError:
                data = b""
            if not data:
                return None
            self.wire.receive_data(data)
            self._came += self.wire.events()
        return self._came.pop(0)

    async def see(self, *, until: bytes | None) -> Verdict:
        """Return what comes up to the echo of `until`, or to the end."""
        echoes: list[bytes | str] = []
        pongs: list[bytes] = []
        close = None
        parts: list[Any] = []
        while (event := await self.next_event()) is not None:
            match event:
                case events.BytesMessage() | events.TextMessage():
                    parts.append(event.data)
                    if event.message_finished:
                        whole = "".join(parts) if isinstance(event.data, str) else b"".join(parts)
                        parts.clear()
                        if whole == until:
                            return Verdict(echoes=tuple(echoes), pongs=tuple(pongs), is_open=True)
                        echoes.append(whole)
                case events.Pong():
                    pongs.append(bytes(event.payload))
                case events.CloseConnection():
                    close = int(event.code)
                    break
                case _:
                    raise AssertionError(event)
        return Verdict(echoes=tuple(echoes), pongs=tuple(pongs), close=close)


async def verdict_on(port: int, case: FrameCase) -> Verdict:
    async with Peer.connect(port) as peer:
        for part in case.parts:
            peer.writer.write(part)
            await peer.writer.drain()
        if case.is_cut:
            peer.writer.write_eof()
            return await peer.see(until=None)
        peer.writer.write(frame(Opcode.BINARY, MARKER))
        return await peer.see(until=MARKER)


# --- the table -----------------------------------------------------------------------------------


def test_table_is_whole() -> None:
    """SV-15: at least 60 cases, none twice, right and wrong ones."""
    assert len({case.name for case in CASES}) == len(CASES) >= 60
    assert {case.stock.close for case in CASES} >= {None, 1000, 1002, 1005, 1007, 1009}
    differing = {case.name for case in CASES if case.ours != case.stock}
    assert all("text" in name for name in differing)


@pytest.mark.parametrize("factory", LOOPS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdict_is_that_of_the_library(
    case: FrameCase, factory: Callable[[], asyncio.AbstractEventLoop] | None
) -> None:
    """SV-15: the same replies and close code as from the library's own server."""

    async def story() -> tuple[Verdict, Verdict]:
        async with stock_server() as stock, our_server() as ours:
            return await verdict_on(stock, case), await verdict_on(ours, case)

    stock, ours = run(story(), factory)
    assert stock == case.stock
    assert ours == case.ours


@pytest.mark.parametrize("factory", LOOPS)
def test_independent_client_and_ours_understand_each_other(
    factory: Callable[[], asyncio.AbstractEventLoop] | None,
) -> None:
    """SV-15: frames made and read by wsproto alone: fragments, a ping between them, the close."""

    async def story() -> None:
        gate = OpenGate()
        async with our_server(gate) as port, Peer.connect(port) as peer:
            peer.say(events.BytesMessage(data=b"one ", message_finished=False))
            peer.say(events.Ping(payload=b"between"))
            peer.say(events.BytesMessage(data=b"two"))
            assert await peer.next_event() == events.Pong(payload=b"between")
            assert await peer.see(until=b"one two") == Verdict(is_open=True)
            peer.say(events.CloseConnection(code=1000, reason="enough"))
            assert await peer.see(until=None) == Verdict(close=1000)
            assert await peer.reader.read() == b""
            assert gate.endings == [Ending.BY_PEER]

    run(story(), factory)


# --- handshakes ----------------------------------------------------------------------------------

HANDSHAKE = [
    "GET / HTTP/1.1",
    "Host: 127.0.0.1",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
]


def changed(begin: str, instead: str | None) -> bytes:
    """Return a handshake with one line replaced, or left out."""
    lines = [line for line in HANDSHAKE if not line.startswith(begin)]
    lines += [] if instead is None else [instead]
    if begin == "GET":
        lines.insert(0, lines.pop())
    return "\r\n".join([*lines, "", ""]).encode()


@pytest.mark.parametrize(
    "request_bytes",
    [
        changed("nothing", None),
        changed("GET", "POST / HTTP/1.1"),
        changed("GET", "GET / HTTP/1.0"),
        changed("GET", "GET / HTTP/2"),
        changed("GET", "GET /"),
        changed("GET", "G\x00T / HTTP/1.1"),
        changed("GET", f"GET /{'x' * 10_000} HTTP/1.1"),
        changed("Upgrade", None),
        changed("Upgrade", "Upgrade: h2c"),
        changed("Connection", "Connection: close"),
        changed("Sec-WebSocket-Key", None),
        changed("Sec-WebSocket-Key", "Sec-WebSocket-Key: short"),
        changed("Sec-WebSocket-Version", "Sec-WebSocket-Version: 8"),
        changed("Sec-WebSocket-Version", None),
        changed("Host", "Host 127.0.0.1"),
        changed("Host", f"Host: {'x' * 10_000}"),
        changed("Host", "\r\n".join(f"X-{number}: 1" for number in range(200))),
        changed("Host", "Content-Length: 5"),
        changed("Host", "Transfer-Encoding: chunked"),
        changed("Host", "Sec-WebSocket-Extensions: permessage-deflate"),
        changed("Host", "Sec-WebSocket-Protocol: chat"),
        b"\x16\x03\x01\x02\x00",
        b"\r\n\r\n",
    ],
)
def test_handshake_is_answered_as_by_the_library(request_bytes: bytes) -> None:
    """SV-15: the same status and headers, apart from the names of the library and the date."""

    async def head(port: int) -> list[bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request_bytes)
        if request_bytes.startswith(b"\x16"):
            writer.write_eof()
        try:
            answer = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as error:
            answer = error.partial
        except ConnectionResetError:
            answer = b""
        writer.transport.abort()
        lines = answer.split(b"\r\n")
        return [line for line in lines if not line.lower().startswith((b"date:", b"server:"))]

    async def story() -> tuple[list[bytes], list[bytes]]:
        async with stock_server() as stock, our_server() as ours:
            return await head(stock), await head(ours)

    stock, ours = run(story())
    assert ours == stock


# --- deadlines and back-pressure -----------------------------------------------------------------


@pytest.mark.parametrize("factory", LOOPS)
def test_refused_client_that_stays_is_cut_off(
    factory: Callable[[], asyncio.AbstractEventLoop] | None,
) -> None:
    async def story() -> None:
        gate = OpenGate()
        async with our_server(gate, Deadlines(closing_s=0.2)) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(changed("GET", "GET /nowhere HTTP/1.1"))
            assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 404 ")
            await gate.has_lost.wait()
            assert gate.endings == []
            writer.transport.abort()

    run(story(), factory)


@pytest.mark.parametrize("factory", LOOPS)
@pytest.mark.parametrize("path", ["/", "/nowhere"])
@pytest.mark.parametrize(
    "more",
    [frame(Opcode.BINARY, b"early"), frame(Opcode.PING), frame(Opcode.CLOSE), b"no frame"],
    ids=["message", "ping", "close", "junk"],
)
def test_client_that_does_not_wait_for_the_handshake_is_cut_off(
    factory: Callable[[], asyncio.AbstractEventLoop] | None, path: str, more: bytes
) -> None:
    """SV-15: quietly; a stranger's bytes are no fault of ours."""

    async def story() -> None:
        faults: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, what: faults.append(what))
        gate = OpenGate()
        async with our_server(gate) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(changed("GET", f"GET {path} HTTP/1.1") + more)
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""
            await gate.has_lost.wait()
            writer.transport.abort()
        assert (faults, gate.taken, gate.endings) == ([], [], [])

    run(story(), factory)


@pytest.mark.parametrize("factory", LOOPS)
def test_client_that_never_answers_a_close_is_cut_off(
    factory: Callable[[], asyncio.AbstractEventLoop] | None,
) -> None:
    async def story() -> None:
        gate = OpenGate()
        async with (
            our_server(gate, Deadlines(closing_s=0.2)) as port,
            Peer.connect(port) as peer,
        ):
            gate.sockets[0].close(1000)
            assert await peer.see(until=None) == Verdict(close=1000)
            await gate.has_lost.wait()
            assert gate.sockets[0].phase is Phase.GONE
            assert gate.endings == []  # who closes knows it

    run(story(), factory)


@pytest.mark.parametrize("factory", LOOPS)
def test_silent_client_is_pinged_and_then_given_up(
    factory: Callable[[], asyncio.AbstractEventLoop] | None,
) -> None:
    """FT-09."""

    async def story() -> None:
        gate = OpenGate()
        async with our_server(gate, Deadlines(ping_s=0.2)) as port, Peer.connect(port) as peer:
            assert isinstance(await peer.next_event(), events.Ping)
            assert gate.endings == []
            assert await peer.see(until=None) == Verdict(close=1011)
            assert gate.endings == [Ending.BY_SILENCE]

    run(story(), factory)


def test_client_that_answers_pings_stays() -> None:
    async def story() -> None:
        gate = OpenGate()
        async with our_server(gate, Deadlines(ping_s=0.2)) as port, Peer.connect(port) as peer:
            for _ in range(4):
                ping = await peer.next_event()
                assert isinstance(ping, events.Ping)
                peer.say(ping.response())
            assert gate.endings == []

    run(story())


@pytest.mark.parametrize("factory", LOOPS)
def test_client_that_does_not_read_is_given_up(
    factory: Callable[[], asyncio.AbstractEventLoop] | None,
) -> None:
    """SV-04."""

    async def story() -> None:
        gate = OpenGate()
        async with our_server(gate, Deadlines(sending_s=0.2)) as port, Peer.connect(port) as peer:
            peer.stop_reading()
            while not gate.sockets[0].is_full:
                gate.sockets[0].send(bytes(MAX_FRAME_BYTES))
                await asyncio.sleep(0)
            await gate.has_lost.wait()
            assert gate.endings == [Ending.BY_DEAFNESS]

    run(story(), factory)


@pytest.mark.parametrize("factory", LOOPS)
def test_client_that_does_not_read_is_not_listened_to(
    factory: Callable[[], asyncio.AbstractEventLoop] | None,
) -> None:
    """SV-14: messages of which nobody reads the answers are not read: memory stays bounded."""
    many = frame(Opcode.BINARY, bytes(1_000)) * 100

    async def story() -> None:
        gate = OpenGate()
        async with our_server(gate) as port, Peer.connect(port) as peer:
            peer.stop_reading()
            (socket,) = gate.sockets
            while socket.unread_bytes <= READ_STOP_BYTES or socket.transport.is_reading():
                peer.writer.write(many)
                await asyncio.sleep(0)
            assert READ_STOP_BYTES < socket.unread_bytes < READ_STOP_BYTES + (1 << 20)
            peer.read_again()
            while not socket.transport.is_reading():
                assert isinstance(await peer.next_event(), events.BytesMessage)

    run(story(), factory)


@pytest.mark.parametrize("factory", LOOPS)
def test_flood_of_pings_ends_its_connection_alone(
    factory: Callable[[], asyncio.AbstractEventLoop] | None,
) -> None:
    """SV-14: as many as may be are answered, the next one ends it; a neighbour notices nothing."""
    flood = frame(Opcode.PING) * 100_000

    async def story() -> None:
        gate = OpenGate()
        async with (
            our_server(gate, pings=5) as port,
            Peer.connect(port) as peer,
            Peer.connect(port) as neighbour,
        ):
            for _ in range(5):
                neighbour.say(events.Ping(payload=b"may be"))
                assert await neighbour.next_event() == events.Pong(payload=b"may be")
            peer.writer.write(flood)
            assert (await peer.see(until=None)).close in {1008, None}  # None if it was cut off
            assert gate.endings == [Ending.BY_FAULT]
            neighbour.say(events.BytesMessage(data=MARKER))
            assert await neighbour.see(until=MARKER) == Verdict(is_open=True)

    run(story(), factory)


def test_pings_are_counted_anew_after_a_while() -> None:
    async def story() -> None:
        gate = OpenGate()
        deadlines = Deadlines(ping_s=0.2)
        async with our_server(gate, deadlines, pings=1) as port, Peer.connect(port) as peer:
            for _ in range(3):
                peer.say(events.Ping(payload=b"again"))
                assert await peer.next_event() == events.Pong(payload=b"again")
                ping = await peer.next_event()  # it was silent for so long
                assert isinstance(ping, events.Ping)
            assert gate.endings == []

    run(story())


@pytest.mark.parametrize("factory", LOOPS)
def test_many_messages_at_once_let_others_have_their_turn(
    factory: Callable[[], asyncio.AbstractEventLoop] | None,
) -> None:
    """SV-14: what came at once is taken in slices; all of it, in order, one slice each turn."""
    count = 20 * SLICE_BYTES // 8
    numbers = [number.to_bytes(2, "big") for number in range(count)]
    flood = b"".join(frame(Opcode.BINARY, number) for number in numbers)

    async def story() -> None:
        gate = OpenGate()
        seen = [0]
        async with our_server(gate) as port, Peer.connect(port):
            (socket,) = gate.sockets
            socket.data_received(flood)
            while len(gate.taken) < count:
                if len(gate.taken) > seen[-1]:
                    seen.append(len(gate.taken))
                assert not socket.transport.is_reading()
                await asyncio.sleep(0)
            assert gate.taken == numbers
        slices = [after - before for before, after in itertools.pairwise(seen)]
        assert len(slices) > 10
        assert max(slices) <= SLICE_BYTES // 8 + 1

    run(story(), factory)


@pytest.mark.parametrize("factory", LOOPS)
def test_few_large_messages_at_once_let_others_have_their_turn_too(
    factory: Callable[[], asyncio.AbstractEventLoop] | None,
) -> None:
    """SV-14: each may be a list of many requests."""
    large = bytes(SLICE_BYTES - 100)

    async def story() -> None:
        gate = OpenGate()
        async with our_server(gate) as port, Peer.connect(port):
            (socket,) = gate.sockets
            socket.data_received(frame(Opcode.BINARY, large) * 20)
            for _turn in range(4):
                taken = len(gate.taken)
                assert not socket.transport.is_reading()
                await asyncio.sleep(0)
                assert taken < len(gate.taken) <= taken + SLICES_A_TURN
            assert gate.taken == [large] * 20

    run(story(), factory)


def test_what_is_sent_after_the_end_is_dropped() -> None:
    async def story() -> None:
        gate = OpenGate()
        async with our_server(gate) as port, Peer.connect(port) as peer:
            (socket,) = gate.sockets
            socket.send(b"before")
            socket.close(1000)
            socket.send(b"after")
            socket.close(1001)
            socket.fail(1002)
            assert await peer.see(until=None) == Verdict(echoes=(b"before",), close=1000)

    run(story())
