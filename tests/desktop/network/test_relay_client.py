"""The relay as the messenger sees it, against a relay whose every word is decided here."""

from collections.abc import Awaitable, Callable

import pytest
from msgspec import structs

from desktop.core.rows.relay import Delivery, DrainedSignal, OutgoingEnvelope, PeerKeysState
from desktop.errors import ConnectionLost
from desktop.network.relay_client import RelayClient
from desktop.supervisor import Supervisor
from protocol import limits, messages
from protocol.errors import ErrorCode, Refused
from protocol.ids import AccountId, DeviceAddress, EnvelopeId, Username
from protocol.messages import ConnectionKind, PresenceState, SendResult, SendVerdict
from tests.helpers.messengers import run
from tests.helpers.toy_relay import HELLO, ToyPeer, toy_relay

BOB = DeviceAddress(account=AccountId(bytes([2] * 32)), device=1)
ENVELOPE = bytes(limits.MIN_ENVELOPE_BYTES)
OUTGOING = OutgoingEnvelope(
    mailbox=BOB, delivery_key=bytes([7] * 32), is_transient=False, envelope=ENVELOPE
)


def play(
    talk: Callable[[ToyPeer], Awaitable[None]], story: Callable[[RelayClient], Awaitable[None]]
) -> None:
    async def whole() -> None:
        async with toy_relay(talk) as address, Supervisor() as supervisor:
            client = RelayClient(address, spawn=supervisor.spawn)
            await story(client)
            await client.close()

    run(whole())


def answers(*replies: Callable[[int], messages.Message]) -> Callable[[ToyPeer], Awaitable[None]]:
    """Return a relay that answers the requests of one connection with these replies."""

    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        for reply in replies:
            (request,) = await peer.hear()
            assert isinstance(request, messages.Request)
            await peer.say(reply(request.request))
        await peer.socket.wait_closed()

    return talk


def test_anonymous_requests_share_one_connection() -> None:
    async def story(client: RelayClient) -> None:
        found = await client.lookup(Username("bob"))
        assert (found.state, found.chain, found.seal_pair) == (PeerKeysState.FOUND, b"c", b"s")
        assert (await client.fetch_keys(BOB.account)).state is PeerKeysState.UNKNOWN
        gone = await client.fetch_keys(BOB.account)
        assert (gone.state, gone.chain) == (PeerKeysState.GONE, b"g")
        assert await client.claim_prekey(BOB) == b"p"
        assert await client.claim_prekey(BOB) is None
        accepted = SendResult(verdict=SendVerdict.ACCEPTED, id=5)
        assert await client.submit([OUTGOING]) == [accepted]

    play(
        answers(
            lambda n: messages.KeysFound(request=n, chain=b"c", seal_pair=b"s"),
            lambda n: messages.AccountUnknown(request=n),
            lambda n: messages.AccountGone(request=n, chain=b"g"),
            lambda n: messages.Claimed(request=n, prekey=b"p"),
            lambda n: messages.AccountUnknown(request=n),
            lambda n: messages.SendResults(
                request=n, results=[SendResult(verdict=SendVerdict.ACCEPTED, id=5)]
            ),
        ),
        story,
    )


def test_answer_with_another_number_of_results_is_a_lost_connection() -> None:
    result = SendResult(verdict=SendVerdict.FULL)

    async def story(client: RelayClient) -> None:
        with pytest.raises(ConnectionLost):
            await client.submit([OUTGOING])

    play(answers(lambda n: messages.SendResults(request=n, results=[result, result])), story)


def test_idle_connection_that_was_closed_is_opened_again() -> None:
    connections: list[ToyPeer] = []

    async def talk(peer: ToyPeer) -> None:
        connections.append(peer)
        await peer.greet()
        (request,) = await peer.hear()
        assert isinstance(request, messages.Lookup)
        if len(connections) > 1:
            await peer.say(messages.AccountUnknown(request=request.request))
            await peer.socket.wait_closed()

    async def story(client: RelayClient) -> None:
        found = await client.lookup(Username("bob"))
        assert found.state is PeerKeysState.UNKNOWN
        assert len(connections) == 2

    play(talk, story)


def test_signed_in_connection_delivers_and_acknowledges() -> None:
    acknowledged: list[int] = []

    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        (login,) = await peer.hear()
        assert isinstance(login, messages.Login)
        await peer.say(
            messages.SignedIn(
                request=login.request,
                newest_acknowledged=3,
                newest_issued=4,
                chain_head=bytes(32),
                one_time_keys_left=50,
            ),
            messages.Deliver(id=4, envelope=ENVELOPE),
            messages.Drained(),
        )
        while len(acknowledged) < limits.MAX_ACKNOWLEDGED_IDS + 1:
            (message,) = await peer.hear()
            assert isinstance(message, messages.Acknowledge)
            acknowledged.extend(message.ids)
        (put,) = await peer.hear()
        assert isinstance(put, messages.PutPrekeys)
        assert (put.wipe, put.prekeys) == (True, [b"p"])
        await peer.say(messages.Done(request=put.request))
        await peer.say(messages.SignedOut(code=ErrorCode.REPLACED))
        await peer.socket.wait_closed()

    async def story(client: RelayClient) -> None:
        link = await client.connect()
        state = await link.login(address=BOB, signature=bytes(64))
        assert (state.newest_acknowledged, state.newest_issued) == (3, 4)
        deliveries = link.deliveries()
        assert await anext(deliveries) == Delivery(id=EnvelopeId(4), envelope=ENVELOPE)
        assert await anext(deliveries) is DrainedSignal.DRAINED
        await link.acknowledge([EnvelopeId(n + 1) for n in range(limits.MAX_ACKNOWLEDGED_IDS + 1)])
        await link.put_prekeys([b"p"], wipe=True)
        with pytest.raises(Refused) as caught:
            await anext(deliveries)
        assert caught.value.code is ErrorCode.REPLACED
        await link.close()

    play(talk, story)
    assert acknowledged == list(range(1, limits.MAX_ACKNOWLEDGED_IDS + 2))


def test_registration_is_sent_whole() -> None:
    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        (register,) = await peer.hear()
        assert isinstance(register, messages.Register)
        assert (register.chain, register.prekeys) == (b"c", [b"p", b"q"])
        assert register.code == b"k" * 16
        await peer.say(messages.RefusedReply(request=register.request, code=ErrorCode.NAME_TAKEN))
        await peer.socket.wait_closed()

    async def story(client: RelayClient) -> None:
        link = await client.connect()
        with pytest.raises(Refused) as caught:
            await link.register(
                chain=b"c",
                auth=bytes(32),
                prekeys=[b"p", b"q"],
                signature=bytes(64),
                code=b"k" * 16,
            )
        assert caught.value.code is ErrorCode.NAME_TAKEN
        await link.close()

    play(talk, story)


def test_relay_says_to_anybody_who_may_register() -> None:
    hello = structs.replace(HELLO, registration=messages.RegistrationRule.BY_CODE)

    async def talk(peer: ToyPeer) -> None:
        assert peer.kind is ConnectionKind.SEND
        await peer.greet(hello)
        await peer.socket.wait_closed()

    async def story(client: RelayClient) -> None:
        greeting = await client.greet()
        assert greeting.registration is messages.RegistrationRule.BY_CODE
        await client.close()

    play(talk, story)


def test_presence_is_watched_by_name() -> None:
    async def talk(peer: ToyPeer) -> None:
        await peer.greet()
        (watch,) = await peer.hear()
        assert isinstance(watch, messages.WatchName)
        number = watch.request
        await peer.say(messages.PresenceIs(request=number, state=PresenceState.UNKNOWN))
        await peer.say(messages.PresenceIs(request=number, state=PresenceState.ONLINE))
        await peer.socket.wait_closed()

    async def story(client: RelayClient) -> None:
        watch = await client.open_watch()
        assert await watch.add(Username("bob")) is PresenceState.UNKNOWN
        assert await anext(watch.changes()) == ("bob", PresenceState.ONLINE)
        await watch.close()
        assert await client.find_presence(Username("bob")) is PresenceState.UNKNOWN

    play(talk, story)
