"""One connection against a relay that does what a test wants."""

import asyncio
import gc
from collections.abc import Awaitable, Callable

import pytest
import websockets

from desktop.errors import (
    ConnectionLost,
    RelayIncompatible,
    RelayUnreachable,
    RequestTimedOut,
)
from desktop.network import link as link_module
from desktop.network.link import Link
from desktop.network.relay_address import RelayAddress
from desktop.supervisor import Supervisor
from protocol import limits, messages
from protocol.errors import ErrorCode, Refused
from protocol.messages import ConnectionKind
from tests.helpers.messengers import DEADLINE_S, run
from tests.helpers.toy_relay import HELLO, ToyPeer, toy_relay

Talk = Callable[[ToyPeer], Awaitable[None]]


def play(
    talk: Talk,
    story: Callable[[Link], Awaitable[None]],
    kind: ConnectionKind = ConnectionKind.SEND,
) -> None:
    async def whole() -> None:
        async with toy_relay(talk) as address, Supervisor() as supervisor:
            link = await Link.open(address, kind, spawn=supervisor.spawn)
            try:
                await story(link)
            finally:
                await link.close()

    run(whole())


def lookup(number: int) -> messages.Lookup:
    return messages.Lookup(request=number, name="bob")


def test_hello_is_taken_and_requests_are_answered_in_any_order() -> None:
    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        first = (await peer.hear())[0]
        second = (await peer.hear())[0]
        assert isinstance(first, messages.Lookup)
        assert isinstance(second, messages.Lookup)
        await peer.say(messages.AccountUnknown(request=second.request))
        await peer.say(messages.RefusedReply(request=first.request, code=6, retry_after_ms=1500))
        await peer.socket.wait_closed()

    async def story(link: Link) -> None:
        assert link.greeting.realm == HELLO.realm
        assert link.greeting.nonce == HELLO.nonce
        refused, unknown = await asyncio.gather(
            link.request(lookup), link.request(lookup), return_exceptions=True
        )
        assert isinstance(refused, Refused)
        assert (refused.code, refused.retry_after_s) == (ErrorCode.TOO_MANY_REQUESTS, 1.5)
        assert isinstance(unknown, messages.AccountUnknown)

    play(talk, story)


def test_unknown_refusal_code_is_a_bad_request() -> None:
    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        (request,) = await peer.hear()
        assert isinstance(request, messages.Lookup)
        await peer.say(messages.RefusedReply(request=request.request, code=999))
        await peer.socket.wait_closed()

    async def story(link: Link) -> None:
        with pytest.raises(Refused) as caught:
            await link.request(lookup)
        assert (caught.value.code, caught.value.retry_after_s) == (ErrorCode.BAD_REQUEST, None)

    play(talk, story)


def test_relay_that_asks_for_weeks_is_asked_again_within_the_hour() -> None:
    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        (request,) = await peer.hear()
        assert isinstance(request, messages.Lookup)
        await peer.say(
            messages.RefusedReply(request=request.request, code=6, retry_after_ms=2**32 - 1)
        )
        await peer.socket.wait_closed()

    async def story(link: Link) -> None:
        with pytest.raises(Refused) as caught:
            await link.request(lookup)
        assert caught.value.retry_after_s == 3_600

    play(talk, story)


def test_end_of_the_connection_fails_open_requests_and_later_ones() -> None:
    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        await peer.hear()

    async def story(link: Link) -> None:
        with pytest.raises(ConnectionLost):
            await link.request(lookup)
        assert not link.is_open
        with pytest.raises(ConnectionLost):
            await link.request(lookup)
        with pytest.raises(ConnectionLost):
            await link.tell(messages.Begin(version=1))
        with pytest.raises(ConnectionLost):
            async for _push in link.pushes():
                pass

    play(talk, story)


def test_request_that_meets_the_end_while_it_is_written_leaves_nothing_unheard() -> None:
    """Its answer would otherwise be logged as an error that nobody ever looked at."""
    unheard: list[str] = []

    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        (watch,) = await peer.hear()
        assert isinstance(watch, messages.WatchName)
        news = messages.PresenceIs(request=watch.request, state=messages.PresenceState.ONLINE)
        # More than the client keeps: whoever reads the socket waits and does not see its end.
        await peer.say(*[news] * (link_module.PUSH_QUEUE + 2))

    async def story(link: Link) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: unheard.append(context["message"]))
        await link.request(lambda number: messages.WatchName(request=number, name="bob"))
        await link._socket.wait_closed()
        with pytest.raises(ConnectionLost):
            await link.request(lambda number: messages.WatchName(request=number, name="bob"))
        await link.close()
        gc.collect()

    play(talk, story, ConnectionKind.WATCH)

    assert unheard == []


def test_pushes_come_in_order_before_the_end_is_told() -> None:
    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        (request,) = await peer.hear()
        assert isinstance(request, messages.WatchName)
        states = [messages.PresenceState.ONLINE, messages.PresenceState.RECENTLY]
        for state in [messages.PresenceState.UNKNOWN, *states]:
            await peer.say(messages.PresenceIs(request=request.request, state=state))

    async def story(link: Link) -> None:
        first = await link.request(lambda n: messages.WatchName(request=n, name="bob"))
        assert isinstance(first, messages.PresenceIs)
        pushes = link.pushes()
        for expected in (messages.PresenceState.ONLINE, messages.PresenceState.RECENTLY):
            push = await anext(pushes)
            assert isinstance(push, messages.PresenceIs)
            assert push.state is expected
        with pytest.raises(ConnectionLost):
            await anext(pushes)

    play(talk, story, ConnectionKind.WATCH)


@pytest.mark.parametrize(("low", "high", "is_newer"), [(2, 3, True), (0, 0, False)])
def test_relay_without_a_common_version_is_incompatible(
    low: int, high: int, is_newer: bool
) -> None:
    hello = messages.Hello(
        min_version=low,
        max_version=high,
        realm=HELLO.realm,
        epoch=HELLO.epoch,
        time_ms=0,
        nonce=HELLO.nonce,
        limits=HELLO.limits,
    )

    async def talk(peer: ToyPeer) -> None:
        await peer.say(hello)
        await peer.socket.wait_closed()

    async def whole() -> None:
        async with toy_relay(talk) as address, Supervisor() as supervisor:
            with pytest.raises(RelayIncompatible) as caught:
                await Link.open(address, ConnectionKind.AUTH, spawn=supervisor.spawn)
            assert caught.value.relay_is_newer is is_newer

    run(whole())


async def _text(peer: ToyPeer) -> None:
    await peer.socket.send("hello")
    await peer.socket.wait_closed()


async def _garbage(peer: ToyPeer) -> None:
    await peer.socket.send(b"\xc1\xff")
    await peer.socket.wait_closed()


async def _two_at_once(peer: ToyPeer) -> None:
    await peer.blurt(HELLO, HELLO)
    await peer.socket.wait_closed()


async def _something_else(peer: ToyPeer) -> None:
    await peer.blurt(messages.Drained())
    await peer.socket.wait_closed()


async def _nothing(peer: ToyPeer) -> None:
    await peer.socket.close()


@pytest.mark.parametrize("talk", [_text, _garbage, _two_at_once, _something_else, _nothing])
def test_anything_but_a_hello_is_an_unreachable_relay(talk: Talk) -> None:
    async def whole() -> None:
        async with toy_relay(talk) as address, Supervisor() as supervisor:
            with pytest.raises(RelayUnreachable):
                await Link.open(address, ConnectionKind.AUTH, spawn=supervisor.spawn)

    run(whole())


def test_port_where_nobody_listens_is_an_unreachable_relay() -> None:
    async def whole() -> None:
        async with toy_relay(_nothing) as address:
            pass
        async with Supervisor() as supervisor:
            with pytest.raises(RelayUnreachable):
                await Link.open(address, ConnectionKind.AUTH, spawn=supervisor.spawn)

    run(whole())


def test_garbage_later_closes_with_the_code_of_the_fault() -> None:
    codes: list[int | None] = []

    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        await peer.socket.send(b"\xc1")
        with pytest.raises(websockets.ConnectionClosed):
            await peer.socket.recv()
        codes.append(peer.socket.close_code)

    async def story(link: Link) -> None:
        with pytest.raises(ConnectionLost):
            async for _push in link.pushes():
                pass
        await link.close()

    play(talk, story)
    assert codes == [1007]


def test_request_without_an_answer_times_out_and_a_late_answer_is_ignored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(link_module, "REQUEST_TIMEOUT_S", 0.0)
    monkeypatch.setattr(link_module, "_SWEEP_S", 0.01)
    late = asyncio.Event()

    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        (first,) = await peer.hear()
        assert isinstance(first, messages.Lookup)
        await late.wait()
        await peer.say(messages.AccountUnknown(request=first.request))
        await peer.socket.wait_closed()

    async def story(link: Link) -> None:
        with pytest.raises(RequestTimedOut):
            await link.request(lookup)
        late.set()
        assert link.is_open

    play(talk, story)


def test_relay_that_owes_too_many_answers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """More unanswered requests than the rules allow would be our own fault."""
    monkeypatch.setattr(link_module, "REQUEST_TIMEOUT_S", 0)
    monkeypatch.setattr(link_module, "_SWEEP_S", 0.001)

    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        async for _request in peer.socket:
            pass

    async def story(link: Link) -> None:
        for _ in range(limits.MAX_REQUESTS_IN_FLIGHT):
            with pytest.raises(RequestTimedOut):
                await link.request(lookup)
        with pytest.raises(ConnectionLost):
            await link.request(lookup)
        assert not link.is_open

    play(talk, story)


def test_proxy_of_another_kind_is_an_unreachable_relay(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system names is never gone around; the messenger goes on trying."""
    monkeypatch.setenv("https_proxy", "socks5h://127.0.0.1:1")
    address = RelayAddress(scheme="wss", host="chat.example", port=443)

    async def story() -> None:
        async with Supervisor() as supervisor:
            with pytest.raises(RelayUnreachable):
                await Link.open(address, ConnectionKind.AUTH, spawn=supervisor.spawn)

    run(story())


async def until_gone(peer: ToyPeer) -> None:
    await peer.greet()
    await peer.socket.wait_closed()


def test_relay_that_answers_a_ping_is_there_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "_PING_INTERVAL_S", 0.0)
    monkeypatch.setattr(link_module, "_PING_TIMEOUT_S", DEADLINE_S)

    async def story(link: Link) -> None:
        for _ in range(5):
            await link.check(DEADLINE_S)
        assert link.is_open

    play(until_gone, story)


@pytest.mark.parametrize("by_itself", [True, False])
def test_relay_without_a_sign_of_life_is_left(
    monkeypatch: pytest.MonkeyPatch, by_itself: bool
) -> None:
    """FT-09: no reset tells it; open requests learn of it at once."""
    if by_itself:
        monkeypatch.setattr(link_module, "_PING_INTERVAL_S", 0.0)
        monkeypatch.setattr(link_module, "_PING_TIMEOUT_S", 0.01)

    is_deaf, is_over = asyncio.Event(), asyncio.Event()

    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        peer.socket.transport.pause_reading()
        is_deaf.set()
        await is_over.wait()
        peer.socket.transport.abort()

    async def look(link: Link) -> None:
        if not by_itself:
            with pytest.raises(ConnectionLost):
                await link.check(0.01)

    async def story(link: Link) -> None:
        await is_deaf.wait()
        asked, _ = await asyncio.gather(link.request(lookup), look(link), return_exceptions=True)
        is_over.set()
        assert isinstance(asked, ConnectionLost)
        assert not link.is_open
        with pytest.raises(ConnectionLost):
            await link.check(DEADLINE_S)

    play(talk, story)


def test_answer_that_waits_behind_pushes_is_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow disk takes thousands of held messages in its own time, on one connection."""
    monkeypatch.setattr(link_module, "PUSH_QUEUE", 1)
    # More frames than the library keeps: it stops reading, and never sees the answer.
    count = 60
    said_all = asyncio.Event()

    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        (watch,) = await peer.hear()
        assert isinstance(watch, messages.WatchName)
        for _ in range(count + 1):
            await peer.say(
                messages.PresenceIs(request=watch.request, state=messages.PresenceState.ONLINE)
            )
        said_all.set()
        await peer.socket.wait_closed()

    async def story(link: Link) -> None:
        await link.request(lambda number: messages.WatchName(request=number, name="bob"))
        await said_all.wait()
        for _ in range(3):
            await link.check(0.01)
        pushes = link.pushes()
        for _ in range(count):
            await anext(pushes)
        assert link.is_open
        await link.check(DEADLINE_S)

    play(talk, story, ConnectionKind.WATCH)


def test_time_in_which_nobody_takes_pushes_is_not_the_relays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An answer behind more pushes than are kept comes as late as those are taken."""
    monkeypatch.setattr(link_module, "PUSH_QUEUE", 1)

    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        (first,) = await peer.hear()
        assert isinstance(first, messages.WatchName)
        for state in messages.PresenceState:
            await peer.say(messages.PresenceIs(request=first.request, state=state))
        (second,) = await peer.hear()
        assert isinstance(second, messages.WatchName)
        await peer.say(
            messages.PresenceIs(request=second.request, state=messages.PresenceState.ONLINE)
        )
        await peer.socket.wait_closed()

    async def story(link: Link) -> None:
        await link.request(lambda n: messages.WatchName(request=n, name="bob"))
        async with asyncio.TaskGroup() as group:
            group.create_task(
                link.request(lambda n: messages.WatchName(request=n, name="carol")), name="carol"
            )
            while not (link._waiting and link._pushes.full()):  # noqa: ASYNC110 - no event for it
                await asyncio.sleep(0)
            (waiting,) = link._waiting.values()
            deadline = waiting.deadline
            pushes = link.pushes()
            for _ in list(messages.PresenceState)[1:]:
                await anext(pushes)
        assert waiting.deadline > deadline

    play(talk, story, ConnectionKind.WATCH)


def test_closing_fails_what_is_open() -> None:
    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        await peer.socket.wait_closed()

    async def whole() -> None:
        async with toy_relay(talk) as address, Supervisor() as supervisor:
            link = await Link.open(address, ConnectionKind.SEND, spawn=supervisor.spawn)
            waiting = asyncio.gather(link.request(lookup), return_exceptions=True)
            await asyncio.sleep(0)
            await link.close()
            (error,) = await waiting
            assert isinstance(error, ConnectionLost)

    run(whole())


def test_address_has_brackets_for_ipv6() -> None:
    assert RelayAddress(scheme="ws", host="::1", port=5).url("/auth") == "ws://[::1]:5/auth"
