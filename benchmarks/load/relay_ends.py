"""Both ends of a pair at our relay: a sender without a name, a recipient that is signed in.

Every message of a client is a frame of its own; the relay may put several of its own into one.
What comes is taken apart without the wire's bounds: the load is lean, and may carry envelopes
smaller than the wire's smallest.
"""

import asyncio
import struct
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from benchmarks.failure import MeasurementFailed
from benchmarks.load.pairs import Crowd, Pair
from benchmarks.load.websocket_link import WebSocketLink, client_frame, connect
from benchmarks.servers.relay_accounts import DELIVERY_KEY, BenchAccount
from benchmarks.servers.relay_server import RelayServer
from protocol import limits, messages
from protocol.codec import build_frames, encode_message
from protocol.messages import ConnectionKind, Message, SendVerdict

_FIRST_REQUEST: Final = 0x10000
"""Numbers from here on take five bytes each, so that all frames of a run have one size."""

_REQUESTS: Final = 0x10000

_decode = msgspec.msgpack.Decoder(list[list[Any]]).decode


def _tag(kind: type[Message]) -> int:
    tag = kind.__struct_config__.tag
    assert isinstance(tag, int)
    return tag


_HELLO: Final = _tag(messages.Hello)
_SIGNED_IN: Final = _tag(messages.SignedIn)
_SEND_RESULTS: Final = _tag(messages.SendResults)
_DELIVER: Final = _tag(messages.Deliver)
_DRAINED: Final = _tag(messages.Drained)

_RECEIPT_HEAD: Final = client_frame(
    bytes((0x91, 0x92, _tag(messages.Acknowledge), 0x91, 0xCF)) + bytes(8)
)[:-8]
"""A frame with one acknowledgement of one id, up to that id's eight bytes."""

_pack_id = struct.Struct(">Q").pack


def frame_of(message: Message) -> bytes:
    """Return a client's frame that holds one message."""
    (payload,) = build_frames([encode_message(message)])
    return client_frame(payload)


def relay_frames(
    account: BenchAccount, envelopes: Sequence[bytes], *, first: int = 0
) -> list[bytes]:
    """Return the frames in which a sender hands envelopes over for an account.

    Args:
        account: Whom they are for.
        envelopes: In order.
        first: How many were handed over on the same connection before.
    """
    return [
        frame_of(
            messages.Send(
                request=_FIRST_REQUEST + number % _REQUESTS,
                items=[
                    messages.SendItem(
                        account=account.address.account,
                        device=account.address.device,
                        delivery_key=DELIVERY_KEY,
                        transient=False,
                        envelope=envelope,
                    )
                ],
            )
        )
        for number, envelope in enumerate(envelopes, start=first)
    ]


class _Link(WebSocketLink):
    """A connection to the relay that begins by itself."""

    def __init__(self, kind: ConnectionKind, on_broken: Callable[[BaseException], None]) -> None:
        super().__init__(kind.value, on_payloads=self._take, on_broken=self._fail)
        self._tell_broken = on_broken
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def ready(self) -> None:
        """Wait until the relay expects requests.

        Raises:
            MeasurementFailed: it refused.
        """
        await self._ready

    def _fail(self, error: BaseException) -> None:
        if not self._ready.done():
            self._ready.set_exception(error)
        else:
            self._tell_broken(error)

    def _refuse(self, what: object) -> None:
        self.close()
        self._fail(MeasurementFailed(f"The relay answered {what!r}."))

    def _take(self, payloads: list[bytes]) -> None:
        raise NotImplementedError


class RelaySender(_Link):
    """A connection that hands envelopes over and counts the acknowledgements.

    Attributes:
        on_accepted: Called with how many sends were acknowledged by what came together.
    """

    def __init__(self, on_broken: Callable[[BaseException], None]) -> None:
        super().__init__(ConnectionKind.SEND, on_broken)
        self.on_accepted: Callable[[int], None] = _ignore_count

    def _take(self, payloads: list[bytes]) -> None:
        accepted = 0
        for payload in payloads:
            for one in _decode(payload):
                if one[0] == _SEND_RESULTS and one[2][0][0] == SendVerdict.ACCEPTED:
                    accepted += 1
                elif one[0] == _HELLO:
                    self.write(frame_of(messages.Begin(version=limits.PROTOCOL_VERSION_MAX)))
                    self._ready.set_result(None)
                else:
                    self._refuse(one)
                    return
        if accepted:
            self.on_accepted(accepted)


class RelayRecipient(_Link):
    """A connection that signs in, counts what is delivered and acknowledges each by itself.

    Attributes:
        on_delivered: Called with how many envelopes came together.
        on_envelope: Called with the id and the bytes of each envelope, before it is acknowledged.
        held: Envelopes that came before the relay said that nothing more was held.
    """

    def __init__(
        self,
        account: BenchAccount,
        on_broken: Callable[[BaseException], None],
        *,
        channel: bytes = bytes(limits.CHANNEL_BYTES),
        auth: bytes = b"",
    ) -> None:
        """Prepare the connection of an account.

        Args:
            account: Who signs in.
            on_broken: Called if it ends before `close`.
            channel: What the sign-in is bound to.
            auth: The password value, where it is to be checked.
        """
        super().__init__(ConnectionKind.AUTH, on_broken)
        self._account = account
        self._channel = channel
        self._auth = auth
        self.on_delivered: Callable[[int], None] = _ignore_count
        self.on_envelope: Callable[[int, bytes], None] | None = None
        self.held = 0

    def _take(self, payloads: list[bytes]) -> None:
        receipts = []
        for payload in payloads:
            for one in _decode(payload):
                if one[0] == _DELIVER:
                    receipts.append(_RECEIPT_HEAD + _pack_id(one[1]))
                    self.held += not self._ready.done()
                    if self.on_envelope is not None:
                        self.on_envelope(one[1], one[2])
                elif one[0] == _HELLO:
                    self._sign_in(realm=one[3], nonce=one[6])
                elif one[0] == _DRAINED:
                    self._ready.set_result(None)
                elif one[0] != _SIGNED_IN:
                    self._refuse(one)
                    return
        if receipts:
            self.write(b"".join(receipts))
            self.on_delivered(len(receipts))

    def _sign_in(self, *, realm: str, nonce: bytes) -> None:
        address = self._account.address
        self.write(frame_of(messages.Begin(version=limits.PROTOCOL_VERSION_MAX)))
        self.write(
            frame_of(
                messages.Login(
                    request=1,
                    account=address.account,
                    device=address.device,
                    signature=self._account.sign_login(realm, nonce, self._channel),
                    auth=self._auth,
                )
            )
        )


def _ignore_count(_count: int) -> None:
    """Do nothing: nobody counts."""


async def connect_sender(crowd: Crowd, relay: RelayServer, number: int) -> RelaySender:
    """Connect a sender and wait until it may send.

    Args:
        crowd: Is told if it breaks.
        relay: Where to.
        number: Which connection of this measurement it is.

    Raises:
        MeasurementFailed: it was refused.
    """
    sender = RelaySender(crowd.fail)
    await connect(sender, relay.port, number=number, tls=relay.tls)
    await sender.ready()
    return sender


async def connect_recipient(
    crowd: Crowd,
    relay: RelayServer,
    account: BenchAccount,
    number: int,
    *,
    auth: bytes = b"",
    on_envelope: Callable[[int, bytes], None] | None = None,
) -> RelayRecipient:
    """Sign an account in and wait until nothing more is held for it.

    Args:
        crowd: Is told if it breaks.
        relay: Where to.
        account: Who.
        number: Which connection of this measurement it is.
        auth: The password value, where it is to be checked.
        on_envelope: See `RelayRecipient`.

    Raises:
        MeasurementFailed: it was refused.
    """
    recipient = RelayRecipient(account, crowd.fail, channel=relay.channel, auth=auth)
    recipient.on_envelope = on_envelope
    await connect(recipient, relay.port, number=number, tls=relay.tls)
    await recipient.ready()
    return recipient


async def connect_relay(relay: RelayServer, pairs: int) -> Crowd:
    """Connect the senders and recipients of so many pairs, a pair for each account.

    Raises:
        MeasurementFailed: one was refused.
    """
    crowd = Crowd()
    for number, account in enumerate(relay.accounts[:pairs]):
        sender = await connect_sender(crowd, relay, 2 * number)
        recipient = await connect_recipient(crowd, relay, account, 2 * number + 1)
        pair = Pair(sender.write)
        sender.on_accepted, recipient.on_delivered = pair.on_accepted, pair.on_delivered
        crowd.pairs.append(pair)
    return crowd
