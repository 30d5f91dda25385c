"""The state machine of a connection, every row of its table, from both sides."""

import itertools

import pytest

from protocol import codec, limits, messages
from protocol.connection import (
    TRANSITIONS,
    Connection,
    Move,
    Side,
    State,
    choose_version,
)
from protocol.errors import (
    ErrorCode,
    LocalProtocolError,
    MalformedFrame,
    UnexpectedMessage,
    VersionMismatch,
)
from protocol.ids import RequestId
from protocol.messages import ConnectionKind, Message, PresenceState
from tests.helpers.hostile_frames import sample_messages

AUTH, SEND, WATCH = ConnectionKind.AUTH, ConnectionKind.SEND, ConnectionKind.WATCH
BY_TYPE = {type(sample): sample for sample in sample_messages()}
HELLO = BY_TYPE[messages.Hello]
BEGIN = messages.Begin(version=1)
REGISTER = BY_TYPE[messages.Register]
LOGIN = BY_TYPE[messages.Login]
SIGNED_IN = BY_TYPE[messages.SignedIn]
DONE = messages.Done(request=1)
REFUSED = messages.RefusedReply(request=1, code=ErrorCode.SIGN_IN_FAILED)
ACKNOWLEDGE = messages.Acknowledge(ids=[1])
DELIVER = BY_TYPE[messages.Deliver]
ONLINE = PresenceState.ONLINE


class Pair:
    """Both ends of one connection; what one sends the other receives at once."""

    def __init__(self, kind: ConnectionKind = AUTH) -> None:
        self.client = Connection(Side.CLIENT, kind)
        self.relay = Connection(Side.RELAY, kind)

    def say(self, *all_messages: Message) -> None:
        """Send each message from the side whose message it is."""
        for message in all_messages:
            is_clients = isinstance(message, messages.Request) or type(message) in {
                messages.Begin,
                messages.Acknowledge,
            }
            sender, receiver = (
                (self.client, self.relay) if is_clients else (self.relay, self.client)
            )
            sender.send(message)
            (frame,) = sender.take_frames()
            assert receiver.receive(frame) == [message]
            assert self.client.state is self.relay.state


def frame(*all_messages: Message) -> bytes:
    (built,) = codec.build_frames([codec.encode_message(one) for one in all_messages])
    return built


ROADS: dict[State, list[Message]] = {
    State.OPEN: [],
    State.GREETED: [HELLO],
    State.READY: [HELLO, BEGIN],
    State.REGISTERING: [HELLO, BEGIN, REGISTER],
    State.SIGNING_IN: [HELLO, BEGIN, LOGIN],
    State.SIGNED_IN: [HELLO, BEGIN, LOGIN, SIGNED_IN],
    State.SPENT: [HELLO, BEGIN, LOGIN, REFUSED],
}
MESSAGES: dict[Move, list[Message]] = {
    Move.HELLO: [HELLO],
    Move.BEGIN: [BEGIN],
    Move.REGISTER: [REGISTER],
    Move.LOGIN: [LOGIN],
    Move.REGISTRATION_ANSWERED: [DONE, REFUSED],
    Move.SIGNED_IN: [SIGNED_IN],
    Move.SIGN_IN_REFUSED: [REFUSED],
}
BY_CLIENT = {Move.BEGIN, Move.REGISTER, Move.LOGIN}


def pair_in(state: State, kind: ConnectionKind = AUTH) -> Pair:
    pair = Pair(kind)
    if state is State.CLOSED:
        pair.client.close()
        pair.relay.close()
    else:
        pair.say(*ROADS[state])
    assert pair.client.state is pair.relay.state is state
    return pair


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (row, message)
        for row in TRANSITIONS
        if row[1] is not Move.CLOSE
        for message in MESSAGES[row[1]]
    ],
    ids=lambda one: "-".join(part.name for part in one) if isinstance(one, tuple) else None,
)
def test_every_row_of_the_table_moves_both_sides(row: tuple[State, Move], message: Message) -> None:
    pair = pair_in(row[0])
    pair.say(message)

    assert pair.client.state is TRANSITIONS[row]


@pytest.mark.parametrize("state", State)
def test_closing_is_allowed_everywhere(state: State) -> None:
    pair = pair_in(state)
    pair.client.close()

    assert pair.client.state is TRANSITIONS[state, Move.CLOSE] is State.CLOSED
    assert pair.client.receive(frame(HELLO)) == []


@pytest.mark.parametrize(
    ("state", "move"),
    [
        (state, move)
        for state, move in itertools.product(ROADS, MESSAGES)
        if (state, move) not in TRANSITIONS
    ],
)
def test_move_that_is_not_in_the_table_is_refused(state: State, move: Move) -> None:
    for message in MESSAGES[move]:
        if message is REFUSED and state in {State.REGISTERING, State.SIGNING_IN}:
            continue  # the same bytes refuse whatever was asked
        sender, receiver = (pair_in(state) for _ in range(2))
        sends, receives = (
            (sender.client, receiver.relay)
            if move in BY_CLIENT
            else (sender.relay, receiver.client)
        )
        with pytest.raises(LocalProtocolError):
            sends.send(message)
        assert sends.take_frames() == []
        with pytest.raises(UnexpectedMessage):
            receives.receive(frame(message))
        assert receives.state is State.CLOSED


@pytest.mark.parametrize(
    "message",
    [sample for sample in sample_messages() if isinstance(sample, messages.Request)],
    ids=lambda one: type(one).__name__,
)
@pytest.mark.parametrize("kind", ConnectionKind)
def test_request_belongs_to_one_kind_of_connection(
    kind: ConnectionKind, message: messages.Request
) -> None:
    pair = pair_in(State.SIGNED_IN if kind is AUTH else State.READY, kind)
    if type(message) in messages.SENT_BY_CLIENT[kind] - {messages.Register, messages.Login}:
        pair.say(message)
        assert pair.relay.requests_in_flight == 1
        return
    with pytest.raises(LocalProtocolError):
        pair.client.send(message)
    with pytest.raises(UnexpectedMessage):
        pair.relay.receive(frame(message))


@pytest.mark.parametrize("state", [State.READY, State.SPENT, State.SIGNING_IN])
@pytest.mark.parametrize("message", [ACKNOWLEDGE, BY_TYPE[messages.PutPrekeys]])
def test_only_a_signed_in_device_acknowledges_and_uploads(state: State, message: Message) -> None:
    with pytest.raises(LocalProtocolError):
        pair_in(state).client.send(message)
    with pytest.raises(UnexpectedMessage):
        pair_in(state).relay.receive(frame(message))


@pytest.mark.parametrize("state", [State.OPEN, State.GREETED])
def test_no_request_before_begin(state: State) -> None:
    lookup = BY_TYPE[messages.Lookup]
    with pytest.raises(LocalProtocolError):
        pair_in(state, SEND).client.send(lookup)
    with pytest.raises(UnexpectedMessage):
        pair_in(state, SEND).relay.receive(frame(lookup))


@pytest.mark.parametrize("version", [0, 2])
def test_version_outside_the_offer_is_refused(version: int) -> None:
    begin = messages.Begin(version=version)
    with pytest.raises(LocalProtocolError):
        pair_in(State.GREETED).client.send(begin)
    with pytest.raises(UnexpectedMessage):
        pair_in(State.GREETED).relay.receive(frame(begin))


# --- requests and answers ------------------------------------------------------------------------


def test_requests_are_answered_in_any_order() -> None:
    pair = pair_in(State.READY, SEND)
    pair.say(messages.Lookup(request=1, name="bob"), messages.Lookup(request=2, name="carol"))
    pair.say(messages.AccountUnknown(request=2))
    assert pair.relay.requests_in_flight == pair.client.requests_in_flight == 1
    pair.say(messages.RefusedReply(request=1, code=1))
    assert pair.relay.requests_in_flight == pair.client.requests_in_flight == 0


@pytest.mark.parametrize(
    "reply",
    [messages.AccountUnknown(request=2), messages.Done(request=1), SIGNED_IN],
    ids=["no such request", "another kind", "a sign-in"],
)
def test_answer_to_no_such_request_is_refused(reply: Message) -> None:
    pair = pair_in(State.READY, SEND)
    pair.say(messages.Lookup(request=1, name="bob"))
    with pytest.raises(LocalProtocolError):
        pair.relay.send(reply)
    with pytest.raises(UnexpectedMessage):
        pair.client.receive(frame(reply))


def test_second_answer_is_refused() -> None:
    pair = pair_in(State.READY, SEND)
    unknown = messages.AccountUnknown(request=1)
    pair.say(messages.Lookup(request=1, name="bob"), unknown)
    with pytest.raises(UnexpectedMessage):
        pair.client.receive(frame(unknown))


def test_request_number_in_use_is_refused() -> None:
    pair = pair_in(State.READY, SEND)
    lookup = messages.Lookup(request=1, name="bob")
    pair.say(lookup)
    with pytest.raises(LocalProtocolError):
        pair.client.send(lookup)
    with pytest.raises(UnexpectedMessage):
        pair.relay.receive(frame(lookup))


def test_unanswered_requests_are_bounded() -> None:
    pair = pair_in(State.READY, SEND)
    for number in range(1, limits.MAX_REQUESTS_IN_FLIGHT + 1):
        pair.say(messages.Lookup(request=number, name="bob"))
    one_more = messages.Lookup(request=1_000, name="bob")
    with pytest.raises(LocalProtocolError):
        pair.client.send(one_more)
    with pytest.raises(UnexpectedMessage):
        pair.relay.receive(frame(one_more))


def test_request_numbers_are_fresh() -> None:
    client = Connection(Side.CLIENT, SEND)

    assert [client.next_request() for _ in range(3)] == [RequestId(1), RequestId(2), RequestId(3)]


# --- watches -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [messages.WatchName, messages.WatchAccount])
def test_watch_is_answered_and_then_told_of_changes(kind: type[Message]) -> None:
    pair = pair_in(State.READY, WATCH)
    change = messages.PresenceIs(request=1, state=ONLINE)
    pair.say(BY_TYPE[kind], change, change)

    assert pair.client.requests_in_flight == 0


def test_ended_watch_tells_no_more_and_frees_its_number() -> None:
    pair = pair_in(State.READY, WATCH)
    watch = messages.WatchName(request=1, name="bob")
    change = messages.PresenceIs(request=1, state=ONLINE)
    pair.say(watch, change, messages.Unwatch(request=2, watch=1), change)
    with pytest.raises(LocalProtocolError):
        pair.client.send(watch)
    pair.say(messages.Done(request=2))
    with pytest.raises(LocalProtocolError):
        pair.relay.send(change)
    pair.say(watch, change)


def test_refused_watch_is_no_watch() -> None:
    pair = pair_in(State.READY, WATCH)
    pair.say(
        messages.WatchName(request=1, name="bob"),
        messages.RefusedReply(request=1, code=ErrorCode.TOO_MANY_REQUESTS),
    )
    with pytest.raises(UnexpectedMessage):
        pair.client.receive(frame(messages.PresenceIs(request=1, state=ONLINE)))


def test_refused_unwatch_leaves_the_watch() -> None:
    pair = pair_in(State.READY, WATCH)
    change = messages.PresenceIs(request=1, state=ONLINE)
    pair.say(messages.WatchName(request=1, name="bob"), change)
    pair.say(messages.Unwatch(request=2, watch=1), messages.RefusedReply(request=2, code=1))
    pair.client.send(messages.Unwatch(request=3, watch=1))


# --- pushes --------------------------------------------------------------------------------------


def test_signed_in_device_gets_deliveries() -> None:
    pair = pair_in(State.SIGNED_IN)
    pair.say(DELIVER, messages.Drained(), DELIVER, ACKNOWLEDGE, messages.SignedOut(code=12))

    assert pair.client.state is State.SIGNED_IN


@pytest.mark.parametrize("message", [DELIVER, messages.Drained()])
@pytest.mark.parametrize("state", [State.OPEN, State.READY, State.SIGNING_IN, State.SPENT])
def test_nothing_is_delivered_before_sign_in(state: State, message: Message) -> None:
    with pytest.raises(LocalProtocolError):
        pair_in(state).relay.send(message)
    with pytest.raises(UnexpectedMessage):
        pair_in(state).client.receive(frame(message))


@pytest.mark.parametrize("kind", [SEND, WATCH])
@pytest.mark.parametrize("message", [DELIVER, messages.Drained(), messages.SignedOut(code=1)])
def test_anonymous_connection_gets_no_deliveries(kind: ConnectionKind, message: Message) -> None:
    with pytest.raises(LocalProtocolError):
        pair_in(State.READY, kind).relay.send(message)
    with pytest.raises(UnexpectedMessage):
        pair_in(State.READY, kind).client.receive(frame(message))


def test_nobody_is_signed_out_before_the_hello() -> None:
    with pytest.raises(LocalProtocolError):
        pair_in(State.OPEN).relay.send(messages.SignedOut(code=1))


# --- frames --------------------------------------------------------------------------------------


def test_queued_messages_leave_once_in_one_frame() -> None:
    pair = pair_in(State.READY, SEND)
    sent = [messages.Lookup(request=number, name="bob") for number in (1, 2)]
    for message in sent:
        pair.client.send(message)
    assert pair.client.has_outgoing
    assert pair.client.outgoing_bytes == sum(len(codec.encode_message(one)) for one in sent)
    (built,) = pair.client.take_frames()

    assert pair.relay.receive(built) == sent
    assert pair.client.take_frames() == []
    assert pair.client.outgoing_bytes == 0


def test_frames_are_taken_one_by_one_until_nothing_is_queued() -> None:
    connection = Connection(Side.RELAY, AUTH)
    connection.state = State.SIGNED_IN
    delivered = [messages.Deliver(id=number, envelope=b"e" * 40_000) for number in range(1, 61)]

    for message in delivered:
        connection.send(message)
    taken: list[Message] = []
    sizes = []
    while connection.has_outgoing:
        sizes.append(connection.outgoing_bytes)
        taken += codec.decode_relay_frame(connection.take_frame())

    assert taken == delivered
    assert len(sizes) == 3
    assert sizes == sorted(sizes, reverse=True)
    assert connection.outgoing_bytes == 0


def test_nothing_is_queued_at_first() -> None:
    assert not Connection(Side.CLIENT, SEND).has_outgoing


def test_closing_drops_what_is_queued() -> None:
    pair = pair_in(State.READY, SEND)
    pair.client.send(messages.Lookup(request=1, name="bob"))
    pair.client.close()

    assert not pair.client.has_outgoing
    assert pair.client.outgoing_bytes == 0


@pytest.mark.parametrize("side", Side)
def test_malformed_frame_closes(side: Side) -> None:
    connection = Connection(side, SEND)
    with pytest.raises(MalformedFrame):
        connection.receive(b"\xc1")

    assert connection.state is State.CLOSED


def test_frame_with_one_wrong_message_counts_for_nothing() -> None:
    pair = pair_in(State.READY, SEND)
    with pytest.raises(UnexpectedMessage):
        pair.relay.receive(frame(messages.Lookup(request=1, name="bob"), BEGIN))
    assert pair.relay.state is State.CLOSED


# --- versions ------------------------------------------------------------------------------------


def hello(minimum: int, maximum: int) -> messages.Hello:
    fields = {name: getattr(HELLO, name) for name in HELLO.__struct_fields__}
    return messages.Hello(**{**fields, "min_version": minimum, "max_version": maximum})


@pytest.mark.parametrize(("minimum", "maximum"), [(1, 1), (0, 1), (1, 9)])
def test_highest_common_version_is_chosen(minimum: int, maximum: int) -> None:
    assert choose_version(hello(minimum, maximum)) == 1


@pytest.mark.parametrize(
    ("minimum", "maximum", "is_newer"), [(2, 9, True), (0, 0, False), (1, 0, False)]
)
def test_no_common_version_is_told_with_who_is_newer(
    minimum: int, maximum: int, is_newer: bool
) -> None:
    with pytest.raises(VersionMismatch) as mismatch:
        choose_version(hello(minimum, maximum))
    assert mismatch.value.theirs_is_newer is is_newer
