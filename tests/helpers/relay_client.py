"""A small client of the relay for tests: the wire and nothing else, no ratchet and no storage."""

import asyncio
import contextlib
import hashlib
import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from protocol import limits, messages
from protocol.connection import Connection, Side
from protocol.ids import AccountId, DeviceAddress, EnvelopeId, Realm
from protocol.messages import ConnectionKind, Message, PresenceState, SendResult
from protocol.proofs import PrekeyKind, login_message
from protocol.transcript import Label
from tests.helpers.people import Person

DEADLINE_S = 15.0
"""For anything that must happen; far longer than it takes."""

NO_CHANNEL = bytes(limits.CHANNEL_BYTES)

DELIVERY_KEY = b"delivery key of every test person"[:32]
"""What `make_account` lets into the new mailbox, and what sends show unless told otherwise."""

_AnyMessage = TypeVar("_AnyMessage", bound=Message)


class Closed(Exception):
    """The relay closed the connection, with this WebSocket close code."""

    def __init__(self, code: int | None) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


class RelayLink:
    """One connection to a relay.

    Attributes:
        hello: What the relay said first.
        socket: The WebSocket, for what no client should do.
        connection: The rules of the connection, seen from the client.
        channel: What a sign-in is bound to: the certificate seen, zeros without TLS.
    """

    def __init__(self, socket: ClientConnection, kind: ConnectionKind) -> None:
        self.socket = socket
        self.connection = Connection(Side.CLIENT, kind)
        self.channel = channel_of(socket)
        self.hello: messages.Hello
        self._answers: dict[int, Message] = {}
        self._pushes: list[Message] = []
        self._watched: set[int] = set()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        url: str,
        kind: ConnectionKind,
        *,
        begin: bool = True,
        tls: ssl.SSLContext | None = None,
        headers: Mapping[str, str] | None = None,
        source: str | None = None,
    ) -> AsyncIterator["RelayLink"]:
        """Connect, from `source` if it is given, take the hello and begin; close at the end."""
        socket = await connect(
            url + kind.value,
            compression=None,
            max_size=limits.MAX_FRAME_BYTES,
            max_queue=None,  # or a close waits ten seconds behind what nobody reads
            user_agent_header=None,
            proxy=None,
            ssl=tls,
            additional_headers=headers,
            local_addr=None if source is None else (source, 0),
        )
        link = cls(socket, kind)
        try:
            link.hello = await link.receive(messages.Hello)
            if begin:
                await link.tell(messages.Begin(version=limits.PROTOCOL_VERSION_MAX))
            yield link
        finally:
            await socket.close()

    async def tell(self, *all_messages: Message) -> None:
        """Send messages, in one frame if they fit."""
        for message in all_messages:
            self.connection.send(message)
        for frame in self.connection.take_frames():
            await self.socket.send(frame)

    async def ask(self, build: Callable[[int], messages.Request]) -> Message:
        """Send a request and return its answer, whatever it is."""
        number = self.connection.next_request()
        await self.tell(build(number))
        return await self.answer(number)

    async def answer(self, number: int, *, deadline_s: float | None = DEADLINE_S) -> Message:
        """Wait for the answer to a request."""
        async with asyncio.timeout(deadline_s):
            while number not in self._answers:
                await self._read()
        return self._answers.pop(number)

    async def receive(
        self, kind: type[_AnyMessage], *, deadline_s: float | None = DEADLINE_S
    ) -> _AnyMessage:
        """Wait for the next push, which must be of a kind."""
        async with asyncio.timeout(deadline_s):
            while not self._pushes:
                await self._read()
        message = self._pushes.pop(0)
        assert isinstance(message, kind), message
        return message

    def take_pushes(self) -> list[Message]:
        """Return what came beside answers so far, once."""
        taken, self._pushes = self._pushes, []
        return taken

    async def closed(self) -> int | None:
        """Wait until the relay closes the connection and return its close code."""
        try:
            async with asyncio.timeout(DEADLINE_S):
                while True:
                    await self._read()
        except Closed as closed:
            return closed.code

    async def _read(self) -> None:
        try:
            frame = await self.socket.recv(decode=False)
        except ConnectionClosed:
            raise Closed(self.socket.close_code) from None
        for message in self.connection.receive(frame):
            if isinstance(message, messages.Reply):
                self._answers[message.request] = message
            elif isinstance(message, messages.PresenceIs) and message.request not in self._watched:
                self._watched.add(message.request)
                self._answers[message.request] = message
            else:
                self._pushes.append(message)

    # --- requests --------------------------------------------------------------------------------

    async def send(
        self,
        to: DeviceAddress,
        *envelopes: bytes,
        transient: bool = False,
        key: bytes = DELIVERY_KEY,
    ) -> list[SendResult]:
        """Send envelopes to one mailbox and return what became of each."""
        reply = await self.ask(
            lambda number: build_send(number, to, *envelopes, transient=transient, key=key)
        )
        assert isinstance(reply, messages.SendResults), reply
        return reply.results

    async def store(
        self, to: DeviceAddress, envelope: bytes, *, key: bytes = DELIVERY_KEY
    ) -> EnvelopeId:
        """Send one envelope that must be accepted and return its id."""
        (result,) = await self.send(to, envelope, key=key)
        assert result.verdict is messages.SendVerdict.ACCEPTED, result
        return EnvelopeId(result.id)

    async def lookup(self, name: str) -> Message:
        """Ask who has a name."""
        return await self.ask(lambda number: messages.Lookup(request=number, name=name))

    async def lookup_all(self, names: Sequence[str]) -> list[Message]:
        """Ask who has each of some names, at most as many as may be in flight, at once."""
        asked = [
            messages.Lookup(request=self.connection.next_request(), name=name) for name in names
        ]
        await self.tell(*asked)
        return [await self.answer(one.request) for one in asked]

    async def fetch_keys(self, account: AccountId) -> Message:
        """Ask for the keys of an account."""
        return await self.ask(lambda number: messages.FetchKeys(request=number, account=account))

    async def claim(self, of: DeviceAddress) -> Message:
        """Claim a prekey."""
        return await self.ask(
            lambda number: messages.Claim(request=number, account=of.account, device=of.device)
        )

    async def watch(self, name: str) -> PresenceState:
        """Begin a watch by name and return the presence now."""
        reply = await self.ask(lambda number: messages.WatchName(request=number, name=name))
        assert isinstance(reply, messages.PresenceIs), reply
        return reply.state

    async def watch_account(self, account: AccountId, key: bytes = b"") -> PresenceState:
        """Begin a watch by account and return the presence now."""
        reply = await self.ask(
            lambda number: messages.WatchAccount(request=number, account=account, delivery_key=key)
        )
        assert isinstance(reply, messages.PresenceIs), reply
        return reply.state

    async def set_keys(self, *rules: messages.DeliveryKeyRule) -> None:
        """Set the list of keys that open the own mailbox."""
        reply = await self.ask(lambda number: messages.SetKeys(request=number, keys=list(rules)))
        assert isinstance(reply, messages.Done), reply

    async def ask_to_write(self, to: DeviceAddress, envelope: bytes) -> SendResult:
        """Submit one envelope without a delivery key."""
        reply = await self.ask(
            lambda number: messages.Ask(
                request=number, account=to.account, device=to.device, envelope=envelope
            )
        )
        assert isinstance(reply, messages.SendResults), reply
        (result,) = reply.results
        return result

    async def register(
        self,
        person: Person,
        *,
        auth: bytes,
        prekeys: Sequence[bytes] | None = None,
        signature: bytes | None = None,
        code: bytes = b"",
    ) -> Message:
        """Ask for an account; right in every way that is not given."""
        given = first_prekeys(person, now_ms=self.hello.time_ms) if prekeys is None else prekeys
        signed = (
            sign_login(person, self.hello, channel=self.channel) if signature is None else signature
        )
        return await self.ask(
            lambda number: messages.Register(
                request=number,
                chain=person.chain.encoded,
                auth=auth,
                prekeys=list(given),
                signature=signed,
                code=code,
            )
        )

    async def login(
        self,
        person: Person,
        *,
        auth: bytes = b"",
        signature: bytes | None = None,
        device: int = 1,
    ) -> Message:
        """Ask to be signed in; right in every way that is not given."""
        signed = (
            sign_login(person, self.hello, channel=self.channel) if signature is None else signature
        )
        return await self.ask(
            lambda number: messages.Login(
                request=number,
                account=person.address.account,
                device=device,
                signature=signed,
                auth=auth,
            )
        )

    async def deliveries(self) -> list[messages.Deliver]:
        """Return what comes before `Drained`."""
        found: list[messages.Deliver] = []
        while True:
            push = await self.receive(Message)
            if isinstance(push, messages.Drained):
                return found
            assert isinstance(push, messages.Deliver), push
            found.append(push)


def channel_of(socket: ClientConnection) -> bytes:
    """Return SHA-256 of the public key of the certificate seen, zeros without TLS."""
    tls = socket.transport.get_extra_info("ssl_object")
    if tls is None:
        return NO_CHANNEL
    certificate = x509.load_der_x509_certificate(tls.getpeercert(binary_form=True))
    spki = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).digest()


def sign_login(
    person: Person,
    hello: messages.Hello,
    *,
    realm: Realm | None = None,
    channel: bytes = NO_CHANNEL,
    nonce: bytes | None = None,
) -> bytes:
    """Sign a login of device 1; right in every way that is not given."""
    message = login_message(
        Realm(hello.realm) if realm is None else realm,
        channel,
        hello.nonce if nonce is None else nonce,
        person.address,
    )
    return person.device_key.sign(Label.LOGIN, message)


def first_prekeys(person: Person, *, now_ms: int, one_time: int = 5) -> list[bytes]:
    """Return what a device uploads at registration."""
    kinds = [PrekeyKind.SEAL_PAIR, PrekeyKind.FALLBACK, *[PrekeyKind.ONE_TIME] * one_time]
    return [person.prekey(kind, now_ms=now_ms) for kind in kinds]


def build_send(
    number: int,
    to: DeviceAddress,
    *envelopes: bytes,
    transient: bool = False,
    key: bytes = DELIVERY_KEY,
) -> messages.Send:
    """Return a send of envelopes to one mailbox."""
    return messages.Send(
        request=number,
        items=[
            messages.SendItem(
                account=to.account,
                device=to.device,
                delivery_key=key,
                transient=transient,
                envelope=envelope,
            )
            for envelope in envelopes
        ],
    )


def key_rule(
    key: bytes = DELIVERY_KEY, *, uses: int = 0, expires_ms: int = 0
) -> messages.DeliveryKeyRule:
    """Return an entry of the list of keys that open a mailbox."""
    return messages.DeliveryKeyRule(
        key_hash=hashlib.sha256(key).digest(), uses=uses, expires_ms=expires_ms
    )


def fake_envelope(marker: str, size: int = limits.MIN_ENVELOPE_BYTES) -> bytes:
    """Return bytes of the smallest envelope's size; the relay cannot tell them from a real one."""
    return marker.encode().ljust(size, b".")


async def make_account(
    url: str,
    person: Person,
    *,
    auth: bytes,
    prekeys: Sequence[bytes] | None = None,
    is_open: bool = True,
    tls: ssl.SSLContext | None = None,
) -> None:
    """Register a person and let `DELIVERY_KEY` into the mailbox, on connections of their own."""
    async with RelayLink.open(url, ConnectionKind.AUTH, tls=tls) as link:
        reply = await link.register(person, auth=auth, prekeys=prekeys)
        assert isinstance(reply, messages.Done), reply
    if is_open:
        async with signed_in(url, person, tls=tls) as device:
            await device.set_keys(key_rule())


@contextlib.asynccontextmanager
async def signed_in(
    url: str, person: Person, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[RelayLink]:
    """Give a connection on which a person's device is signed in, nothing received yet."""
    async with RelayLink.open(url, ConnectionKind.AUTH, tls=tls) as link:
        reply = await link.login(person)
        assert isinstance(reply, messages.SignedIn), reply
        yield link


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Close a connection that is no `RelayLink`; also one that the relay closed already."""
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
