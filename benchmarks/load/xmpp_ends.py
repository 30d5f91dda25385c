"""Both ends of a pair at an XMPP server, over plain TCP: just enough of the protocol to be served.

The sender asks for an acknowledgement behind each message (XEP-0198), the recipient answers each of
the server's requests, as the ends of our relay do. The stream is not parsed: tags are counted.
"""

import asyncio
import base64
import re
from collections.abc import Callable, Sequence
from typing import Final, cast

from benchmarks.failure import MeasurementFailed
from benchmarks.load.pairs import Crowd, Pair

DOMAIN: Final = "localhost"
PASSWORD: Final = "of every account of a measurement"  # noqa: S105  # of nobody

_OPEN: Final = (
    f"<?xml version='1.0'?><stream:stream to='{DOMAIN}' version='1.0' xmlns='jabber:client'"
    " xmlns:stream='http://etherx.jabber.org/streams'>"
).encode()
_BIND: Final = b"<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
_ENABLE: Final = b"<enable xmlns='urn:xmpp:sm:3'/>"
_REQUEST: Final = b"<r xmlns='urn:xmpp:sm:3'/>"
_ANSWER: Final = b"<a xmlns='urn:xmpp:sm:3' h='%d'/>"
_ANSWERED: Final = re.compile(rb"<a [^>]*\bh=['\"](\d+)")
_SIGN_IN_S: Final = 30.0


def sender_name(pair: int) -> str:
    """Return the name of a pair's sender."""
    return f"s{pair:04}"


def recipient_name(pair: int) -> str:
    """Return the name of a pair's recipient."""
    return f"r{pair:04}"


def xmpp_frames(pair: int, envelopes: Sequence[bytes]) -> list[bytes]:
    """Return what a pair's sender writes for each envelope: a text of as many characters."""
    head = f"<message to='{recipient_name(pair)}@{DOMAIN}' type='chat' id='".encode()
    return [
        head
        + b"%08d'><body>" % number
        + base64.b64encode(envelope)[: len(envelope)]
        + b"</body></message>"
        + _REQUEST
        for number, envelope in enumerate(envelopes)
    ]


class XmppLink(asyncio.Protocol):
    """One client's stream; what comes in one turn is counted together.

    Attributes:
        on_accepted: Called with how many messages the server acknowledged together.
        on_delivered: Called with how many messages came together.
        delivered: Messages that came since the sign-in.
    """

    def __init__(self, on_broken: Callable[[BaseException], None]) -> None:
        """Prepare a link; `on_broken` is called if it ends before `close`."""
        self._on_broken = on_broken
        self.on_accepted: Callable[[int], None] = _ignore_count
        self.on_delivered: Callable[[int], None] = _ignore_count
        self.delivered = 0
        self._transport: asyncio.Transport
        self._rest = b""
        self._expected: tuple[bytes, asyncio.Future[None]] | None = None
        self._is_closing = False
        self._taken = 0
        self._accepted = 0

    def write(self, stanzas: bytes) -> None:
        """Send stanzas."""
        self._transport.write(stanzas)

    def close(self) -> None:
        """End the stream properly, so that nothing is kept to resume it."""
        self._is_closing = True
        self._transport.write(b"</stream:stream>")
        self._transport.close()

    async def sign_in(self, name: str, *, is_present: bool) -> None:
        """Authenticate, bind and turn acknowledgements on.

        Args:
            name: Whose account.
            is_present: Whether it is then there to get messages.

        Raises:
            MeasurementFailed: the server says something else than it should, or nothing.
        """
        await self._ask(_OPEN, b"</stream:features>")
        plain = base64.b64encode(f"\0{name}\0{PASSWORD}".encode())
        await self._ask(
            b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>%b</auth>" % plain,
            b"<success",
        )
        self._rest = b""
        await self._ask(_OPEN, b"</stream:features>")
        await self._ask(_BIND, b"</iq>")
        await self._ask(_ENABLE, b"<enabled")
        self._taken = 0
        if is_present:
            self.write(b"<presence/>")

    async def _ask(self, stanza: bytes, expected: bytes) -> None:
        came = asyncio.get_running_loop().create_future()
        self._expected = expected, came
        self.write(stanza)
        try:
            async with asyncio.timeout(_SIGN_IN_S):
                await came
        except TimeoutError:
            raise MeasurementFailed(f"No {expected!r} came, but {self._rest!r}.") from None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one without saying so

    def data_received(self, data: bytes) -> None:
        """Count whole tags."""
        data = self._rest + data
        whole = data.rfind(b">") + 1
        self._rest, data = data[whole:], data[:whole]
        if self._expected is not None:
            self._look_for(data)
            return
        delivered = data.count(b"</message>")
        self._taken += delivered + data.count(b"<presence") + data.count(b"<iq")
        if b"<r " in data:
            self.write(_ANSWER % (self._taken & 0xFFFFFFFF))
        if delivered:
            self.delivered += delivered
            self.on_delivered(delivered)
        answers = _ANSWERED.findall(data)
        if answers:
            accepted, self._accepted = int(answers[-1]) - self._accepted, int(answers[-1])
            self.on_accepted(accepted)
        if b"<stream:error" in data or b"type='error'" in data:
            self._break(repr(data[:500]))

    def _look_for(self, data: bytes) -> None:
        assert self._expected is not None
        expected, came = self._expected
        if expected in data:
            self._expected = None
            came.set_result(None)
        elif b"<failure" in data or b"error" in data:
            came.set_exception(MeasurementFailed(f"The server answered {data[:500]!r}."))
        else:
            self._rest = data + self._rest

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that it ended, unless we ended it."""
        self._break(f"the connection was lost: {exc}")

    def _break(self, what: str) -> None:
        if not self._is_closing:
            self._is_closing = True
            self._on_broken(MeasurementFailed(f"XMPP: {what}."))


def _ignore_count(_count: int) -> None:
    """Do nothing: nobody counts."""


async def connect_xmpp(link: XmppLink, port: int, name: str, *, is_present: bool) -> None:
    """Connect a link and sign in.

    Args:
        link: What was prepared.
        port: Where the server listens on 127.0.0.1.
        name: Whose account.
        is_present: Whether it is then there to get messages.

    Raises:
        MeasurementFailed: nothing listens there, or it refuses.
    """
    try:
        await asyncio.get_running_loop().create_connection(lambda: link, "127.0.0.1", port)
    except OSError as error:
        raise MeasurementFailed(f"Cannot connect to port {port}: {error}.") from None
    await link.sign_in(name, is_present=is_present)


async def connect_senders(port: int, pairs: int) -> Crowd:
    """Connect the senders of so many pairs, whose recipients are away."""
    crowd = Crowd()
    for number in range(pairs):
        sender = XmppLink(crowd.fail)
        pair = Pair(sender.write)
        sender.on_accepted = pair.on_stored
        await connect_xmpp(sender, port, sender_name(number), is_present=False)
        crowd.pairs.append(pair)
    return crowd


async def connect_pairs(port: int, pairs: int) -> Crowd:
    """Connect the senders and recipients of so many pairs."""
    crowd = Crowd()
    for number in range(pairs):
        sender, recipient = XmppLink(crowd.fail), XmppLink(crowd.fail)
        pair = Pair(sender.write)
        sender.on_accepted, recipient.on_delivered = pair.on_accepted, pair.on_delivered
        await connect_xmpp(sender, port, sender_name(number), is_present=False)
        await connect_xmpp(recipient, port, recipient_name(number), is_present=True)
        crowd.pairs.append(pair)
    return crowd
