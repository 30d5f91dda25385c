"""One WebSocket on our own transport: bytes to whole messages and back, without a task.

The rules of the wire are the library's documented layer without input and output; here are what it
leaves to its owner: the socket, back-pressure, fragments put together, keepalive and deadlines.
"""

import asyncio
import contextlib
import enum
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol, cast

from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol

from protocol import limits
from server.config import Deadlines
from server.net.deadlines import NEVER, Sweeper

SLICE_BYTES: Final = 16 * 1024
"""What came at once is taken in such slices, each with its pings answered before the next."""

SLICE_FRAMES: Final = 64
"""After a slice with more messages than this the other connections have their turn."""

SLICES_A_TURN: Final = 4
"""After so many slices, too: one message may be a list of many requests."""

READ_STOP_BYTES: Final = 512 * 1024
"""A peer that reads so much less than it is sent is not listened to until it catches up."""

MAX_FRAGMENTS: Final = 4_096
"""Most fragments of one message, as in the library's own server: empty ones have no sum."""

_NO_FRAGMENTS: Final[list[bytes]] = []

_UNSUPPORTED_DATA: Final = 1003
_POLICY_VIOLATION: Final = 1008
_MESSAGE_TOO_BIG: Final = 1009
_INTERNAL_ERROR: Final = 1011

# The library logs at debug level whole frames.
_library_log = logging.getLogger("server.net.websockets")
_library_log.setLevel(logging.CRITICAL)
_library_log.propagate = False


# Looking a member up in its class takes longer than the rest of a check.
_BINARY: Final = Opcode.BINARY
_CONT: Final = Opcode.CONT
_TEXT: Final = Opcode.TEXT
_CLOSE: Final = Opcode.CLOSE
_PING: Final = Opcode.PING
_STATE_OPEN: Final = State.OPEN


class Ending(enum.Enum):
    """Why nothing comes any more."""

    BY_PEER = "by the peer"  # it said so, or it is gone
    BY_FAULT = "by a fault"  # it broke a rule of the WebSocket
    BY_SILENCE = "by silence"  # it answered no ping
    BY_DEAFNESS = "by deafness"  # it did not read for too long


class Receiver(Protocol):
    """What an open WebSocket serves."""

    def on_message(self, data: bytes) -> None:
        """Take a whole binary message."""
        ...

    def on_writable(self) -> None:
        """Note that `is_full` is false again."""
        ...

    def on_ended(self, ending: Ending) -> None:
        """Note that nothing comes or leaves any more; not told to who closed or failed it."""
        ...

    def look(self, now_s: float) -> float:
        """Do what is due and return when to look again, in seconds, or NEVER."""
        ...


class Gate(Protocol):
    """Who is let in."""

    def refuse(self, socket: "WebSocket", request: Request) -> tuple[HTTPStatus, str] | None:
        """Return why a well-formed request is refused, or None."""
        ...

    def open(self, socket: "WebSocket", path: str) -> Receiver:
        """Return what serves a connection whose handshake is done; it may send at once."""
        ...

    def on_lost(self, socket: "WebSocket") -> None:
        """Note that a connection is gone; also one that never was open."""
        ...


class Phase(enum.Enum):
    """Where a WebSocket stands; it only ever goes on to a later one."""

    SHAKING_HANDS = "shaking hands"
    OPEN = "open"
    CLOSING = "closing"  # no message comes or leaves; the peer closes, or is cut off
    GONE = "gone"


_OPEN: Final = Phase.OPEN


@dataclass(frozen=True, kw_only=True, slots=True)
class SocketSurroundings:
    """What every connection of a relay shares.

    Attributes:
        sweeper: What looks at deadlines.
        call_soon: Calls something in the next turn of the loop.
        deadlines: How long is waited.
        most_pings: Pings of one connection that are answered within `deadlines.ping_s`.
    """

    sweeper: Sweeper
    call_soon: Callable[[Callable[[], None]], object]
    deadlines: Deadlines
    most_pings: int


class WebSocket(asyncio.Protocol):
    """One connection.

    Attributes:
        address: Under which it is counted; only the gate writes it.
        heard_s: When something came of it last, in seconds of the sweeper.
        phase: Where it stands.
        tick: See `deadlines.Timed`.
        transport: Where its bytes come from and go to, once it is connected.
        is_full: Whether what was sent waits for the peer to read; then nothing should be sent.
    """

    __slots__ = (
        "_deadlines",
        "_fragments",
        "_full_since_s",
        "_gate",
        "_pinged_s",
        "_pings",
        "_pings_until_s",
        "_protocol",
        "_receiver",
        "_rest",
        "_surroundings",
        "_sweeper",
        "_until_s",
        "address",
        "heard_s",
        "is_full",
        "phase",
        "tick",
        "transport",
    )

    transport: asyncio.Transport

    def __init__(self, gate: Gate, surroundings: SocketSurroundings) -> None:
        """Connect the parts."""
        self.address = ""
        self.phase = Phase.SHAKING_HANDS
        self.is_full = False
        self.tick = 0
        self._gate = gate
        self._surroundings = surroundings
        self._sweeper = surroundings.sweeper
        self._deadlines = surroundings.deadlines
        self._protocol = ServerProtocol(
            origins=[None],  # browsers always send an Origin; nobody else does (SV-20)
            max_size=limits.MAX_FRAME_BYTES,
            logger=_library_log,
        )
        self._receiver: Receiver | None = None
        self._fragments: list[bytes] = _NO_FRAGMENTS
        self.heard_s = 0.0
        self._pings = 0
        self._pings_until_s = 0.0
        self._pinged_s = 0.0
        self._rest: memoryview | None = None
        self._full_since_s = 0.0
        self._until_s = 0.0

    @property
    def unread_bytes(self) -> int:
        """How much was sent and has not left this process."""
        return self.transport.get_write_buffer_size()

    # --- what the receiver does ------------------------------------------------------------------

    def send(self, message: bytes) -> None:
        """Send a binary message; does nothing unless the connection is open."""
        if self._protocol.state is _STATE_OPEN:
            self._protocol.send_binary(message)
            self._write()

    def close(self, code: int) -> None:
        """Begin the closing handshake; what was sent before still leaves."""
        if self._protocol.state is _STATE_OPEN:
            self._protocol.send_close(code)
        self._begin_closing()

    def fail(self, code: int) -> None:
        """Tell a peer that broke a rule, and hear nothing more of it."""
        self._protocol.fail(code)
        self._begin_closing()

    def abort(self) -> None:
        """Cut the connection off without a word."""
        self._begin_closing()
        self.transport.abort()

    def arm(self, due_s: float) -> None:
        """Have the receiver looked at once a time has come."""
        self._sweeper.arm(self, due_s)

    # --- what the transport calls ----------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast(asyncio.Transport, transport)
        self._set_until(self._deadlines.opening_s)

    def data_received(self, data: bytes) -> None:
        """Take bytes of the peer."""
        self.heard_s = self._sweeper.now_s()
        if len(data) <= SLICE_BYTES:
            self._receive(data)
        else:
            self._rest = memoryview(data)
            self._take_slices()

    def eof_received(self) -> None:
        """Note that the peer sends no more; the transport closes itself once all was written."""
        self._protocol.receive_eof()
        self._end(Ending.BY_PEER)

    def connection_lost(self, _error: Exception | None) -> None:
        """Note the end."""
        self._end(Ending.BY_PEER)
        self.phase = Phase.GONE
        self._rest = None
        self._sweeper.disarm(self)
        # The library's layer leads to itself; what does is only found by a search, much later.
        self._protocol.parser.close()
        self._protocol.parser_exc = None
        self._gate.on_lost(self)

    def pause_writing(self) -> None:
        """Note that the peer reads more slowly than it is sent."""
        self.is_full = True
        self._full_since_s = self._sweeper.now_s()
        self._sweeper.arm(self, self._full_since_s + self._deadlines.sending_s)

    def resume_writing(self) -> None:
        """Note that the peer caught up."""
        self.is_full = False
        self.heard_s = self._sweeper.now_s()
        self._resume_reading()
        if self._receiver is not None:
            self._receiver.on_writable()

    # --- deadlines -------------------------------------------------------------------------------

    def look(self, now_s: float) -> float:
        """Do what is due; see `deadlines.Timed`."""
        receiver = self._receiver
        if receiver is not None:
            return min(self._look_at_stream(now_s), receiver.look(now_s))
        if now_s < self._until_s:
            return self._until_s
        self.transport.abort()
        return NEVER

    def _look_at_stream(self, now_s: float) -> float:
        """Keep an open connection alive, or end it."""
        if self.is_full:
            if now_s < self._full_since_s + self._deadlines.sending_s:
                return self._full_since_s + self._deadlines.sending_s
            self._end(Ending.BY_DEAFNESS)
            self.transport.abort()
            return NEVER
        ping_s = self._deadlines.ping_s
        if now_s < self.heard_s + ping_s:
            return self.heard_s + ping_s
        if self._pinged_s <= self.heard_s:
            self._pinged_s = now_s
            self._protocol.send_ping(b"")
            self._write()
        elif now_s >= self._pinged_s + ping_s:
            self._protocol.fail(_INTERNAL_ERROR)
            self._end(Ending.BY_SILENCE)
            return self._until_s
        return self._pinged_s + ping_s

    def _set_until(self, for_s: float) -> None:
        self._until_s = self._sweeper.now_s() + for_s
        self._sweeper.arm(self, self._until_s)

    # --- inside ----------------------------------------------------------------------------------

    def _answer(self, request: Request) -> None:
        """Answer the handshake."""
        refusal = self._gate.refuse(self, request)
        if refusal is None:
            response = self._protocol.accept(request)
        else:
            response = self._protocol.reject(*refusal)
        path = request.path
        request.headers.clear()  # the library holds on to the request
        self._protocol.send_response(response)
        self._write()
        if response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            self.phase = Phase.OPEN
            self._sweeper.arm(self, self.heard_s + self._deadlines.ping_s)
            self._receiver = self._gate.open(self, path)

    def _take_slices(self) -> None:
        """Take some of what came at once; let others have their turn before there is more.

        Of its own accord the loop reads on as long as anything is there, megabytes of it.
        """
        frames = slices = 0
        while self._rest is not None and frames <= SLICE_FRAMES and slices < SLICES_A_TURN:
            piece = bytes(self._rest[:SLICE_BYTES])
            self._rest = self._rest[SLICE_BYTES:] or None
            frames = self._receive(piece)
            slices += 1
        if not self.transport.is_closing():
            self.transport.pause_reading()
            self._surroundings.call_soon(self._go_on)

    def _go_on(self) -> None:
        """Take what is left of what came at once, or read again."""
        if self._rest is not None:
            self._take_slices()
        elif not (self.is_full and self.unread_bytes > READ_STOP_BYTES):
            self._resume_reading()

    def _receive(self, data: bytes) -> int:
        """Take some bytes and return how many frames they ended."""
        protocol = self._protocol
        protocol.receive_data(data)
        events = protocol.events_received()
        if self.phase is Phase.SHAKING_HANDS and events and _is_hasty(protocol, events):
            protocol.data_to_send()  # answers that nobody may see
            self.abort()
            return 0
        self._write()
        for event in events:
            if self.phase is _OPEN:
                assert isinstance(event, Frame)
                self._take(event)
            elif self.phase is Phase.SHAKING_HANDS:
                assert isinstance(event, Request)
                self._answer(event)
        if protocol.close_expected():
            self._end(Ending.BY_FAULT)
        elif self.is_full and self.unread_bytes > READ_STOP_BYTES:
            self.transport.pause_reading()
        return len(events)

    def _take(self, frame: Frame) -> None:
        """Put fragments together; the library limits their sum, and answers pings."""
        assert self._receiver is not None
        opcode = frame.opcode
        if opcode is _BINARY and frame.fin:
            self._receiver.on_message(bytes(frame.data))
        elif opcode is _BINARY:
            self._fragments = [bytes(frame.data)]
        elif opcode is _CONT and len(self._fragments) == MAX_FRAGMENTS:
            self._protocol.fail(_MESSAGE_TOO_BIG)
            self._end(Ending.BY_FAULT)
        elif opcode is _CONT:
            self._fragments.append(bytes(frame.data))
            if frame.fin:
                fragments, self._fragments = self._fragments, _NO_FRAGMENTS
                self._receiver.on_message(b"".join(fragments))
        elif opcode is _TEXT:
            self._protocol.fail(_UNSUPPORTED_DATA)
            self._end(Ending.BY_FAULT)
        elif opcode is _PING:
            self._count_ping()
        elif opcode is _CLOSE:
            self._end(Ending.BY_PEER)

    def _count_ping(self) -> None:
        if self.heard_s >= self._pings_until_s:
            self._pings_until_s = self.heard_s + self._deadlines.ping_s
            self._pings = 0
        self._pings += 1
        if self._pings > self._surroundings.most_pings:
            self._protocol.fail(_POLICY_VIOLATION)
            self._end(Ending.BY_FAULT)

    def _end(self, ending: Ending) -> None:
        """Begin to close and tell the receiver, unless it knows."""
        receiver = self._receiver
        self._begin_closing()
        if receiver is not None:
            receiver.on_ended(ending)

    def _begin_closing(self) -> None:
        """Let nothing but the end of the closing handshake come and leave."""
        self._write()
        if self.phase in {Phase.SHAKING_HANDS, Phase.OPEN}:
            self.phase = Phase.CLOSING
            self._receiver = None
            self._fragments = _NO_FRAGMENTS
            self._set_until(self._deadlines.closing_s)
            self._resume_reading()

    def _resume_reading(self) -> None:
        if (
            self._rest is None
            and not self.transport.is_closing()
            and not self.transport.is_reading()
        ):
            self.transport.resume_reading()

    def _write(self) -> None:
        """Write what the library wants to be written."""
        transport = self.transport
        for data in self._protocol.data_to_send():
            if data:
                transport.write(data)
            elif transport.can_write_eof():
                # A transport whose peer is gone may refuse it.
                with contextlib.suppress(OSError, RuntimeError):
                    transport.write_eof()
            else:
                transport.close()


def _is_hasty(protocol: ServerProtocol, events: Sequence[object]) -> bool:
    """Tell whether more came with a request: its sender must wait for the answer (RFC 6455, 4.1).

    The library takes such frames at once, and answers them before the handshake.
    """
    return len(events) > 1 or protocol.parser_exc is not None
