"""One connection: its messages in and out, its deadlines, and a bounded queue towards the peer."""

import asyncio
import enum
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from protocol import messages
from protocol.connection import Connection, Side, State
from protocol.errors import RemoteProtocolError
from protocol.messages import ConnectionKind, Message
from server.config import Deadlines
from server.metrics import Event, Metrics
from server.net.deadlines import NEVER
from server.net.dispatch import Dispatcher, Visit
from server.net.outgoing import Outgoing
from server.net.websocket import Ending, WebSocket
from server.services.peers import Visitor

_log = logging.getLogger(__name__)

ROOM_BYTES: Final = 512 * 1024
"""Below this much, held envelopes are pushed further."""

_NORMAL: Final = 1000
_INTERNAL_ERROR: Final = 1011

# Looking a member up in its class takes longer than the rest of a check.
_CLOSED: Final = State.CLOSED
_GREETED: Final = State.GREETED


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What every peer of a relay shares.

    Attributes:
        dispatcher: Where requests go.
        outgoing: What has messages leave at the end of a turn.
        spawn: Runs a request that waits for something, in a group whose owner waits for it.
        call_soon: Calls something in the next turn of the loop.
        now_s: The loop's time.
        deadlines: How long it waits.
        queue_bytes: See `config.Config`.
        metrics: Counters.
    """

    dispatcher: Dispatcher
    outgoing: Outgoing
    spawn: Callable[[Coroutine[Any, Any, None]], None]
    call_soon: Callable[[Callable[[], None]], object]
    now_s: Callable[[], float]
    deadlines: Deadlines
    queue_bytes: int
    metrics: Metrics


class _Phase(enum.Enum):
    """What is still done for a peer."""

    SERVED = "served"
    ENDING = "ending"  # nothing is read any more; what was asked is answered
    OVER = "over"


_SERVED: Final = _Phase.SERVED
_ENDING: Final = _Phase.ENDING


class Peer:
    """Drives `protocol.connection` over one WebSocket.

    Attributes:
        visitor: What services may know of it.
    """

    __slots__ = (
        "_close_code",
        "_connection",
        "_has_room",
        "_phase",
        "_since_s",
        "_socket",
        "_surroundings",
        "_visit",
        "visitor",
    )

    def __init__(
        self,
        socket: WebSocket,
        kind: ConnectionKind,
        visitor: Visitor,
        *,
        hello: messages.Hello,
        surroundings: Surroundings,
    ) -> None:
        """Greet it."""
        self.visitor = visitor
        self._socket = socket
        self._surroundings = surroundings
        self._connection = Connection(Side.RELAY, kind)
        self._visit = Visit(visitor=visitor, reply=self.push)
        self._phase = _Phase.SERVED
        self._close_code = _NORMAL
        self._has_room: asyncio.Event | None = None
        self._since_s = surroundings.now_s()
        self._arm(surroundings.deadlines.opening_s)
        self.push(hello)

    # --- what services reach ---------------------------------------------------------------------

    def push(self, message: Message) -> None:
        """Queue a message; does nothing once the connection is closed.

        All that is queued in one turn of the loop leaves in as few frames as possible.
        """
        connection = self._connection
        if connection.state is _CLOSED:
            return
        # What waits already is flushed in this turn, or as soon as the peer reads.
        is_first = not connection.has_outgoing
        connection.send(message)
        if is_first:
            self._surroundings.outgoing.add(self)
        if connection.outgoing_bytes > self._surroundings.queue_bytes:
            self._cut_off()
        elif type(message) is messages.SignedOut:
            self.end(_NORMAL)

    async def room(self) -> bool:
        """Wait until little is queued; False if the connection is closed."""
        while self._connection.state is not _CLOSED and self._queued_bytes > ROOM_BYTES:
            if self._has_room is None:
                self._has_room = asyncio.Event()
            await self._has_room.wait()
        return self._connection.state is not _CLOSED

    def end(self, code: int) -> None:
        """Stop reading, answer what was asked, send what is queued, then close."""
        if self._phase is _SERVED:
            self._phase = _Phase.ENDING
            self._close_code = code
            self._since_s = self._surroundings.now_s()
            self._arm(self._surroundings.deadlines.stopping_s)
            # Not at once: a service may be in the midst of what this tells it.
            self._surroundings.call_soon(self._leave)

    # --- what the socket calls -------------------------------------------------------------------

    def on_message(self, data: bytes) -> None:
        """Take a frame; a request under way is finished even if the peer goes."""
        if self._phase is not _SERVED:
            return
        is_first = self._connection.state is _GREETED
        try:
            self._take(data)
        except RemoteProtocolError as error:
            self._surroundings.metrics.count(Event.PEER_FAULT)
            self._fail(error.close_code)
        except Exception:  # noqa: BLE001  # outermost loop of a peer: logged and counted
            self._fail_by_bug()
        else:
            self._since_s = self._socket.heard_s
            if is_first:
                self._arm(self._idle_s)

    def on_writable(self) -> None:
        """Send what waited for the peer to read."""
        self.flush()

    def on_ended(self, ending: Ending) -> None:
        """Note that the connection is over."""
        match ending:
            case Ending.BY_FAULT:
                self._surroundings.metrics.count(Event.PEER_FAULT)
            case Ending.BY_DEAFNESS:
                self._surroundings.metrics.count(Event.SLOW_READER)
        self._be_over()

    def look(self, now_s: float) -> float:
        """Close what was idle, or ending, for too long; see `websocket.Receiver`."""
        match self._phase:
            case _Phase.SERVED:
                due_s = self._since_s + self._idle_s
                if now_s < due_s:
                    return due_s
                self.end(_NORMAL)
                return now_s + self._surroundings.deadlines.stopping_s
            case _Phase.ENDING:
                due_s = self._since_s + self._surroundings.deadlines.stopping_s
                if now_s < due_s:
                    return due_s
                self._close()  # the client repeats what was not answered
        return NEVER

    # --- sending ---------------------------------------------------------------------------------

    def flush(self) -> None:
        """Send what is queued, as far as the peer reads it."""
        try:
            socket, connection = self._socket, self._connection
            while connection.has_outgoing and not socket.is_full:
                socket.send(connection.take_frame())
            if self._has_room is not None and self._queued_bytes <= ROOM_BYTES:
                self._has_room.set()
                self._has_room = None
            if self._phase is _ENDING:
                self._close_if_settled()
        except Exception:  # noqa: BLE001  # outermost loop of a peer: logged and counted
            self._fail_by_bug()

    @property
    def kind(self) -> ConnectionKind:
        """What the connection is for."""
        return self._connection.kind

    @property
    def _queued_bytes(self) -> int:
        return self._connection.outgoing_bytes + self._socket.unread_bytes

    # --- inside ----------------------------------------------------------------------------------

    def _take(self, frame: bytes) -> None:
        received = self._connection.receive(frame)
        dispatcher, visit = self._surroundings.dispatcher, self._visit
        dispatcher.begin_frame(visit)
        for message in received:
            work = dispatcher.handle(visit, message)
            if work is not None:
                self._surroundings.spawn(work)

    @property
    def _idle_s(self) -> float:
        """How long to wait for the next frame; NEVER where only pings watch the peer."""
        state = self._connection.state
        if state is State.SIGNED_IN:
            return NEVER
        if state is _GREETED:
            return self._surroundings.deadlines.opening_s
        match self._connection.kind:
            case ConnectionKind.AUTH:
                return self._surroundings.deadlines.sign_in_idle_s
            case ConnectionKind.SEND:
                return self._surroundings.deadlines.send_idle_s
            case ConnectionKind.WATCH:
                return NEVER

    def _arm(self, for_s: float) -> None:
        self._socket.arm(self._since_s + for_s)

    def _fail(self, close_code: int) -> None:
        self._be_over()
        self._socket.fail(close_code)

    def _fail_by_bug(self) -> None:
        self._surroundings.metrics.count(Event.INTERNAL_ERROR)
        _log.error("peer_failed", exc_info=True)
        self._fail(_INTERNAL_ERROR)

    def _cut_off(self) -> None:
        """End the connection without a word to a peer that does not read."""
        self._surroundings.metrics.count(Event.SLOW_READER)
        self._surroundings.call_soon(self._leave)
        self._connection.close()
        self._phase = _Phase.ENDING
        self._socket.abort()

    def _leave(self) -> None:
        """Tell the services that the peer is served no more; close if nothing is owed to it."""
        if self._phase is _ENDING:
            self._surroundings.dispatcher.close(self._visit)
            self._close_if_settled()

    def _close_if_settled(self) -> None:
        connection = self._connection
        is_owed = connection.requests_in_flight or connection.has_outgoing or self._socket.is_full
        if connection.state is _CLOSED or not is_owed:
            self._close()

    def _close(self) -> None:
        self._be_over()
        self._socket.close(self._close_code)

    def _be_over(self) -> None:
        if self._phase is not _Phase.OVER:
            self._phase = _Phase.OVER
            self._connection.close()
            if self._has_room is not None:
                self._has_room.set()
            self._surroundings.dispatcher.close(self._visit)
            # It leads back here; what leads to itself is only found by a search, much later.
            self._visit.reply = _say_nothing


def _say_nothing(_message: Message) -> None:
    """Stand for the way to a peer that is gone."""
