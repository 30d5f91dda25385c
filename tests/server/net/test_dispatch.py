"""From request to service, and from what a service raises to its answer."""

import logging
import sqlite3
from collections.abc import Callable
from typing import Any, cast

import pytest

from protocol import limits, messages
from protocol.errors import ErrorCode, InvalidForm, InvalidProof, Refused
from protocol.ids import AccountId, DeviceAddress
from protocol.messages import ConnectionKind, Message, PresenceRule, PresenceState
from server.config import Budget
from server.metrics import Metrics
from server.net.dispatch import Dispatcher, Visit
from server.rate_limits import RateLimit
from server.services.accounts import SignedInDevice
from server.services.peers import ConnectionNumber, Visitor
from server.store.engine import StoreUnavailable
from tests.helpers.relay_client import build_send, fake_envelope
from tests.helpers.relay_parts import ManualClock, run

BOB = DeviceAddress(account=AccountId(b"b" * 32), device=1)
NUMBER = ConnectionNumber(7)
SIGNED_IN = messages.SignedIn(
    request=1,
    newest_acknowledged=0,
    newest_issued=0,
    chain_head=bytes(32),
    one_time_keys_left=0,
)
DEVICE = SignedInDevice(
    address=BOB,
    key=5,
    username="bob",
    presence=PresenceRule.CONTACTS,
    delivery_keys=[],
    reply=SIGNED_IN,
)

REGISTER = messages.Register(request=1, chain=b"c", auth=bytes(32), prekeys=[], signature=bytes(64))
LOGIN = messages.Login(request=1, account=BOB.account, device=1, signature=bytes(64))
PUT_PREKEYS = messages.PutPrekeys(request=1, wipe=False, prekeys=[])
LOOKUP = messages.Lookup(request=1, name="bob")
FETCH_KEYS = messages.FetchKeys(request=1, account=BOB.account)
CLAIM = messages.Claim(request=1, account=BOB.account, device=1)
PUT_CHAIN = messages.PutChain(request=1, chain=b"c")
SET_KEYS = messages.SetKeys(request=1, keys=[])
SET_PRESENCE = messages.SetPresence(request=1, rule=PresenceRule.NOBODY)
CHANGE_PASSWORD = messages.ChangePassword(request=1, old_auth=bytes(32), new_auth=bytes(32))
DELETE_ACCOUNT = messages.DeleteAccount(request=1, auth=bytes(32), chain=b"c")
SLOW_REQUESTS = [
    *(REGISTER, LOGIN, LOOKUP, FETCH_KEYS, CLAIM),
    *(PUT_PREKEYS, PUT_CHAIN, SET_KEYS, SET_PRESENCE, CHANGE_PASSWORD, DELETE_ACCOUNT),
]
ASK = messages.Ask(
    request=1, account=BOB.account, device=1, envelope=bytes(limits.MIN_ENVELOPE_BYTES)
)


class Services:
    """Every service at once: notes what it is asked, answers or raises as told.

    Attributes:
        asked: Names of the calls, in order.
        error: What the next calls raise, if anything.
        drain_error: What bringing the held envelopes raises, if anything.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.error: Exception | None = None
        self.drain_error: Exception | None = None
        self.on_login: Callable[[], None] = lambda: None
        self.metrics = Metrics()
        self.sends = RateLimit(Budget(burst=1, per_s=1), ManualClock())
        self.dispatcher = Dispatcher(
            accounts=cast("Any", self),
            changes=cast("Any", self),
            directory=cast("Any", self),
            mailbox=cast("Any", self),
            delivery=cast("Any", _Named(self, "delivery")),
            presence=cast("Any", _Named(self, "presence")),
            sends=self.sends,
            metrics=self.metrics,
        )
        self.replies: list[Message] = []
        visitor = Visitor(number=NUMBER, address="", nonce=bytes(32), channels=())
        self.visit = Visit(visitor=visitor, reply=self.replies.append, device=DEVICE)

    def note(self, name: str) -> None:
        self.asked.append(name)
        if self.error is not None:
            raise self.error

    async def register(self, request: messages.Register, _visitor: Visitor) -> Message:
        self.note("register")
        return messages.Done(request=request.request)

    async def login(self, _request: messages.Login, _visitor: Visitor) -> SignedInDevice:
        self.note("login")
        self.on_login()
        return DEVICE

    async def put_prekeys(
        self, request: messages.PutPrekeys, address: DeviceAddress, device: int
    ) -> Message:
        assert (address, device) == (BOB, 5)
        self.note("put_prekeys")
        return messages.Done(request=request.request)

    def spend(self, device: SignedInDevice) -> None:
        assert device is DEVICE
        self.note("spend")

    async def put_chain(
        self,
        request: messages.PutChain,
        device: SignedInDevice,
        answer: Callable[[Message], None],
    ) -> None:
        self.note_change("put_chain", device)
        answer(messages.Done(request=request.request))

    async def set_keys(self, request: messages.SetKeys, device: SignedInDevice) -> Message:
        self.note_change("set_keys", device)
        return messages.Done(request=request.request)

    async def set_presence(self, request: messages.SetPresence, device: SignedInDevice) -> Message:
        self.note_change("set_presence", device)
        return messages.Done(request=request.request)

    async def change_password(
        self,
        request: messages.ChangePassword,
        device: SignedInDevice,
        visitor: Visitor,
        answer: Callable[[Message], None],
    ) -> None:
        self.note_change("change_password", device)
        assert visitor is self.visit.visitor
        answer(messages.Done(request=request.request))

    async def delete_account(
        self,
        request: messages.DeleteAccount,
        device: SignedInDevice,
        visitor: Visitor,
        answer: Callable[[Message], None],
    ) -> None:
        self.note_change("delete_account", device)
        assert visitor is self.visit.visitor
        answer(messages.Done(request=request.request))

    def note_change(self, name: str, device: SignedInDevice) -> None:
        assert device is DEVICE
        self.note(name)

    async def lookup(self, request: messages.Lookup, _visitor: Visitor) -> Message:
        self.note("lookup")
        return messages.AccountUnknown(request=request.request)

    async def fetch_keys(self, request: messages.FetchKeys, _visitor: Visitor) -> Message:
        self.note("fetch_keys")
        return messages.AccountUnknown(request=request.request)

    async def claim(self, request: messages.Claim, _visitor: Visitor) -> Message:
        self.note("claim")
        return messages.AccountUnknown(request=request.request)

    def send(self, request: messages.Send, **given: object) -> None:
        self.note("send")
        assert given["sender_connection"] == NUMBER
        assert given["refused"] is self.visit.refused

    def ask(self, request: messages.Ask, **given: object) -> None:
        self.note("ask")
        assert given["asker"] == BOB.account
        assert given["refused"] is self.visit.refused

    def acknowledge(self, address: DeviceAddress, ids: list[int]) -> None:
        assert address == BOB
        self.note(f"acknowledge {ids}")

    def serve(self, message: Message) -> Message | None:
        """Hand a message over, run what is left to do, return the last reply."""
        work = self.dispatcher.handle(self.visit, message)
        if work is not None:
            run(work)
        return self.replies[-1] if self.replies else None


class _Named:
    """Delivery or presence: the calls of both would have the same names."""

    def __init__(self, services: Services, name: str) -> None:
        self._services = services
        self._name = name

    def __getattr__(self, call: str) -> Callable[..., object]:
        def called(*_given: object, **_named: object) -> object:
            self._services.note(f"{self._name}.{call}")
            if call.startswith("watch"):
                return messages.PresenceIs(request=1, state=PresenceState.ONLINE)
            if call == "unwatch":
                return messages.Done(request=1)
            return self._drain() if call == "drain" else None

        return called

    async def _drain(self) -> None:
        self._services.note("drained")
        if self._services.drain_error is not None:
            raise self._services.drain_error


@pytest.fixture
def services() -> Services:
    return Services()


@pytest.mark.parametrize("request_", SLOW_REQUESTS, ids=lambda one: type(one).__name__)
def test_request_is_answered_by_its_service(services: Services, request_: Message) -> None:
    reply = services.serve(request_)

    assert isinstance(reply, messages.Reply)
    assert type(reply) in messages.REPLIES[type(request_)]


def test_every_message_of_a_client_has_its_way() -> None:
    served = {
        *map(type, SLOW_REQUESTS),
        *(messages.WatchName, messages.WatchAccount, messages.Unwatch),
        *(messages.Send, messages.Ask, messages.Acknowledge),
    }
    assert served == frozenset().union(*messages.SENT_BY_CLIENT.values())


def test_begin_needs_no_service(services: Services) -> None:
    assert services.serve(messages.Begin(version=1)) is None
    assert services.asked == []


def test_sign_in_is_answered_before_anything_is_delivered(services: Services) -> None:
    services.visit.device = None
    services.serve(LOGIN)

    assert services.replies == [SIGNED_IN]
    assert services.asked == [
        "login",
        "delivery.sign_in",
        "presence.sign_in",
        "delivery.drain",
        "drained",
    ]
    assert services.visit.device is DEVICE


def test_sign_in_whose_mailbox_cannot_be_read_ends_and_says_so(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    """A damaged row: the sign-in is answered already, and would wait for ever."""
    services.drain_error = sqlite3.DatabaseError("malformed")

    assert services.serve(LOGIN) == SIGNED_IN
    assert services.replies == [SIGNED_IN]
    assert services.asked[-2:] == ["drained", "delivery.end"]
    assert services.metrics.snapshot()["internal_errors"] == 1
    assert [record.getMessage() for record in caplog.records] == ["drain_failed"]
    caplog.clear()


def test_connection_that_ended_meanwhile_is_not_signed_in(services: Services) -> None:
    services.on_login = lambda: services.dispatcher.close(services.visit)
    reply = services.serve(LOGIN)

    assert reply == messages.RefusedReply(request=1, code=ErrorCode.TRY_LATER)
    assert "delivery.sign_in" not in services.asked


def test_send_request_and_acknowledge_are_handed_over_at_once(services: Services) -> None:
    services.serve(build_send(1, BOB, fake_envelope("1")))
    services.serve(ASK)
    services.serve(messages.Acknowledge(ids=[3, 4]))

    assert services.asked == ["send", "ask", "acknowledge [3, 4]"]
    assert services.replies == []


def test_refusals_are_forgotten_with_the_frame(services: Services) -> None:
    services.dispatcher.begin_frame(services.visit)
    services.visit.refused.add(BOB)
    services.dispatcher.begin_frame(services.visit)

    assert services.visit.refused == set()


@pytest.mark.parametrize(
    "request_",
    [
        messages.WatchName(request=1, name="bob"),
        messages.WatchAccount(request=1, account=BOB.account, delivery_key=b""),
    ],
    ids=["by name", "by account"],
)
def test_watch_is_answered_at_once(services: Services, request_: Message) -> None:
    assert services.serve(request_) == messages.PresenceIs(request=1, state=PresenceState.ONLINE)
    services.error = Refused(ErrorCode.TOO_MANY_REQUESTS)
    assert services.serve(request_) == messages.RefusedReply(
        request=1, code=ErrorCode.TOO_MANY_REQUESTS
    )


def test_unwatch_is_answered_at_once(services: Services) -> None:
    assert services.serve(messages.Unwatch(request=1, watch=2)) == messages.Done(request=1)


@pytest.mark.parametrize(
    ("error", "code", "retry_after_ms"),
    [
        (Refused(ErrorCode.NAME_TAKEN), ErrorCode.NAME_TAKEN, 0),
        (Refused(ErrorCode.TOO_MANY_REQUESTS, 1.5), ErrorCode.TOO_MANY_REQUESTS, 1_500),
        (Refused(ErrorCode.TRY_LATER, 1e12), ErrorCode.TRY_LATER, 0xFFFFFFFF),
        (InvalidForm("chain"), ErrorCode.BAD_REQUEST, 0),
        (InvalidProof("signature"), ErrorCode.BAD_REQUEST, 0),
        (StoreUnavailable(), ErrorCode.TRY_LATER, 1_000),
    ],
)
def test_what_a_service_raises_becomes_an_answer(
    services: Services, error: Exception, code: ErrorCode, retry_after_ms: int
) -> None:
    services.error = error

    assert services.serve(LOOKUP) == messages.RefusedReply(
        request=1, code=code, retry_after_ms=retry_after_ms
    )
    assert services.metrics.snapshot()["requests_refused"] == 1


def test_refused_sign_ins_are_counted_apart(services: Services) -> None:
    services.error = Refused(ErrorCode.SIGN_IN_FAILED)
    services.serve(LOGIN)

    assert services.metrics.snapshot()["sign_ins_refused"] == 1


def test_fault_of_ours_is_answered_logged_and_counted(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    services.error = ValueError("bob and all his secrets")

    assert services.serve(LOOKUP) == messages.RefusedReply(request=1, code=ErrorCode.INTERNAL)
    assert services.metrics.snapshot()["internal_errors"] == 1
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.message == "request_failed request=Lookup"


def test_ended_connection_is_forgotten_everywhere(services: Services) -> None:
    services.sends.take(NUMBER)
    services.dispatcher.close(services.visit)

    assert services.asked == [
        "delivery.sign_out",
        "presence.sign_out",
        "presence.end_watches",
    ]
    assert len(services.sends) == 0
    assert services.visit.is_over


def test_what_is_no_message_of_a_client_is_our_bug(services: Services) -> None:
    with pytest.raises(AssertionError):
        services.serve(messages.Drained())
    with pytest.raises(AssertionError):
        run(services.dispatcher._serve(services.visit, messages.Unwatch(request=1, watch=1)))


def test_kinds_and_limits_are_those_of_the_wire() -> None:
    assert {kind.value for kind in ConnectionKind} == {"/auth", "/send", "/watch"}
    assert limits.MAX_REQUESTS_IN_FLIGHT == 64
