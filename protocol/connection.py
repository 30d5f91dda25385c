"""The rules of one connection as a state machine without input or output, for either side.

The owner feeds received frames to `receive` and writes what `take_frame` or `take_frames` return.
What a state allows stands in `TRANSITIONS`; a move that is not in the table is the peer's fault
when it was received (`UnexpectedMessage`) and ours when it was sent (`LocalProtocolError`).
"""

import enum
from collections.abc import Callable
from typing import Final

from protocol import codec, limits, messages
from protocol.errors import LocalProtocolError, UnexpectedMessage, VersionMismatch
from protocol.ids import RequestId
from protocol.messages import ConnectionKind, Message


class Side(enum.Enum):
    """Which end of the connection an object is."""

    CLIENT = "client"
    RELAY = "relay"


class State(enum.Enum):
    """Where a connection stands; the same on both ends, apart from what is in flight."""

    OPEN = "open"  # nothing said yet; the window shows "Connecting…"
    GREETED = "greeted"  # the relay said hello
    READY = "ready"  # the version is agreed: look-ups, sends and watches work here
    REGISTERING = "registering"  # a registration waits for its answer
    SIGNING_IN = "signing in"  # a sign-in waits for its answer
    SIGNED_IN = "signed in"  # deliveries come; the window shows no banner
    SPENT = "spent"  # the nonce was used; only closing is left
    CLOSED = "closed"  # the window shows "Offline"


class Move(enum.Enum):
    """What changes the state; every other message leaves it as it is."""

    HELLO = "hello"
    BEGIN = "begin"
    REGISTER = "register"
    LOGIN = "login"
    REGISTRATION_ANSWERED = "registration answered"
    SIGNED_IN = "signed in"
    SIGN_IN_REFUSED = "sign-in refused"
    CLOSE = "close"


TRANSITIONS: Final[dict[tuple[State, Move], State]] = {
    (State.OPEN, Move.HELLO): State.GREETED,
    (State.GREETED, Move.BEGIN): State.READY,
    (State.READY, Move.REGISTER): State.REGISTERING,
    (State.REGISTERING, Move.REGISTRATION_ANSWERED): State.SPENT,
    (State.READY, Move.LOGIN): State.SIGNING_IN,
    (State.SIGNING_IN, Move.SIGNED_IN): State.SIGNED_IN,
    (State.SIGNING_IN, Move.SIGN_IN_REFUSED): State.SPENT,
    **{(state, Move.CLOSE): State.CLOSED for state in State},
}

# Looking a member up in its class takes longer than the rest of a check.
_RELAY: Final = Side.RELAY
_OPEN: Final = State.OPEN
_READY: Final = State.READY
_SIGNED_IN: Final = State.SIGNED_IN
_CLOSED: Final = State.CLOSED

_ANSWER_CHANGES: Final[frozenset[type[messages.Message]]] = frozenset(
    {
        messages.Login,
        messages.Register,
        messages.WatchName,
        messages.WatchAccount,
        messages.Unwatch,
    }
)
"""Requests whose answer changes more than that they are answered."""


def choose_version(hello: messages.Hello) -> int:
    """Return the highest wire version that both sides speak.

    Raises:
        VersionMismatch: there is none.

    Source: docs/protocol/wire.md, versions.
    """
    version = min(hello.max_version, limits.PROTOCOL_VERSION_MAX)
    if version < max(hello.min_version, limits.PROTOCOL_VERSION_MIN):
        raise VersionMismatch(theirs_is_newer=hello.min_version > limits.PROTOCOL_VERSION_MAX)
    return version


class Connection:
    """One connection seen from one side.

    Attributes:
        kind: What the connection is for.
        state: Where it stands.
    """

    __slots__ = (
        "_decode",
        "_last_request",
        "_may_push",
        "_may_send",
        "_open_requests",
        "_outgoing",
        "_outgoing_bytes",
        "_side",
        "_watches",
        "kind",
        "state",
    )

    def __init__(self, side: Side, kind: ConnectionKind) -> None:
        self.kind = kind
        self.state = State.OPEN
        self._side = side
        self._may_send = messages.SENT_BY_CLIENT[kind]
        self._may_push = messages.PUSHED_BY_RELAY[kind]
        self._open_requests: dict[int, messages.Request] = {}
        self._watches: set[int] = set()
        self._last_request = 0
        self._outgoing: list[bytes] = []
        self._outgoing_bytes = 0
        self._decode: Callable[[bytes], list[Message]] = (
            codec.decode_relay_frame if side is Side.CLIENT else codec.decode_client_frame
        )

    @property
    def has_outgoing(self) -> bool:
        """True while `take_frames` would return something."""
        return bool(self._outgoing)

    @property
    def outgoing_bytes(self) -> int:
        """Size of what `take_frames` would return, without the headers of frames."""
        return self._outgoing_bytes

    @property
    def requests_in_flight(self) -> int:
        """Requests that were not answered yet."""
        return len(self._open_requests)

    def next_request(self) -> RequestId:
        """Return a request number that was not used on this connection."""
        self._last_request += 1
        return RequestId(self._last_request)

    def receive(self, frame: bytes) -> list[Message]:
        """Take one frame of the peer.

        Args:
            frame: Payload of one binary WebSocket message.

        Returns:
            Its messages, each allowed where the connection stood when it came.

        Raises:
            RemoteProtocolError: the peer broke a rule; close with the error's `close_code`. The
                state is CLOSED then.
        """
        if self.state is _CLOSED:
            return []
        take = self._on_client_message if self._side is _RELAY else self._on_relay_message
        try:
            received = self._decode(frame)
            for message in received:
                take(message, UnexpectedMessage)
        except Exception:
            self.close()
            raise
        return received

    def send(self, message: Message) -> None:
        """Queue a message for `take_frames`.

        Raises:
            LocalProtocolError: the state does not allow it, or it is too large. Nothing was queued.
        """
        encoded = codec.encode_message(message)
        if self._side is _RELAY:
            self._on_relay_message(message, LocalProtocolError)
        else:
            self._on_client_message(message, LocalProtocolError)
        self._outgoing.append(encoded)
        self._outgoing_bytes += len(encoded)

    def take_frames(self) -> list[bytes]:
        """Return everything queued as frames, once."""
        frames = []
        while self._outgoing:
            frames.append(self.take_frame())
        return frames

    def take_frame(self) -> bytes:
        """Return the next frame of what is queued, as full as the limits allow; once.

        Something must be queued: see `has_outgoing`.
        """
        outgoing = self._outgoing
        if codec.fits_frame(len(outgoing), self._outgoing_bytes):
            frame = codec.join_frame(outgoing)
            self._clear_outgoing()
            return frame
        count, size = codec.count_of_frame(outgoing)
        frame = codec.join_frame(outgoing[:count])
        del outgoing[:count]
        self._outgoing_bytes -= size
        return frame

    def close(self) -> None:
        """Note that the connection ended; open requests stay unanswered."""
        self.state = TRANSITIONS[self.state, Move.CLOSE]
        self._clear_outgoing()

    def _clear_outgoing(self) -> None:
        self._outgoing.clear()
        self._outgoing_bytes = 0

    def _move(self, move: Move, fault: type[Exception]) -> None:
        try:
            self.state = TRANSITIONS[self.state, move]
        except KeyError:
            raise fault(f"{move.value} is not allowed while {self.state.value}") from None

    def _on_client_message(self, message: Message, fault: type[Exception]) -> None:
        kind = type(message)
        state = self.state
        if kind is messages.Begin:
            self._begin(message, fault)
            return
        if kind not in self._may_send:
            raise fault("not a message for this kind of connection")
        if kind in messages.NEEDS_SIGN_IN:
            if state is not _SIGNED_IN:
                raise fault("only a signed-in device may send this")
        elif kind is messages.Register:
            self._move(Move.REGISTER, fault)
        elif kind is messages.Login:
            self._move(Move.LOGIN, fault)
        elif state is not _READY and state is not _SIGNED_IN:
            raise fault(f"no request is allowed while {state.value}")
        if isinstance(message, messages.Request):
            self._open_request(message, fault)

    def _begin(self, begin: Message, fault: type[Exception]) -> None:
        assert isinstance(begin, messages.Begin)
        self._move(Move.BEGIN, fault)
        if not limits.PROTOCOL_VERSION_MIN <= begin.version <= limits.PROTOCOL_VERSION_MAX:
            raise fault("a version outside the offered range was chosen")

    def _open_request(self, request: messages.Request, fault: type[Exception]) -> None:
        number = request.request
        if number in self._open_requests or number in self._watches:
            raise fault("a request number that is in use")
        if len(self._open_requests) >= limits.MAX_REQUESTS_IN_FLIGHT:
            raise fault("too many unanswered requests")
        self._open_requests[number] = request

    def _on_relay_message(self, message: Message, fault: type[Exception]) -> None:
        if self.state is _SIGNED_IN and type(message) in self._may_push:
            return
        match message:
            case messages.Reply():
                self._close_request(message, fault)
            case messages.Hello():
                self._move(Move.HELLO, fault)
            case messages.PresenceIs() if message.request in self._watches:
                pass
            case messages.PresenceIs():
                self._close_request(message, fault)
            case messages.SignedOut():
                if self.state is _OPEN or self.kind is not ConnectionKind.AUTH:
                    raise fault("not signed in")
            case _ if type(message) not in self._may_push:
                raise fault("not a push for this kind of connection")
            case _:
                raise fault("a delivery before sign-in")

    def _close_request(
        self, reply: messages.Reply | messages.PresenceIs, fault: type[Exception]
    ) -> None:
        request = self._open_requests.pop(reply.request, None)
        refused = type(reply) is messages.RefusedReply
        if request is None or not (refused or type(reply) in messages.REPLIES[type(request)]):
            raise fault("an answer to no such request")
        if type(request) not in _ANSWER_CHANGES:
            return
        match request:
            case messages.Login():
                self._move(Move.SIGN_IN_REFUSED if refused else Move.SIGNED_IN, fault)
            case messages.Register():
                self._move(Move.REGISTRATION_ANSWERED, fault)
            case messages.WatchName() | messages.WatchAccount() if not refused:
                self._watches.add(request.request)
            case messages.Unwatch():
                self._watches.discard(request.watch)
