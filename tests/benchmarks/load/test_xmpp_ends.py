"""The XMPP ends count whole tags, however the stream is cut, and answer what a server asks."""

import asyncio
from collections.abc import Callable
from typing import cast
from xml.etree import ElementTree as ET

import pytest

from benchmarks.failure import MeasurementFailed
from benchmarks.load.xmpp_ends import XmppLink, connect_xmpp, xmpp_frames

MESSAGE = b"<message from='s' to='r'><body>text</body></message>"
REQUEST = b"<r xmlns='urn:xmpp:sm:3'/>"
ACKNOWLEDGED = b"<a xmlns='urn:xmpp:sm:3' h='%d'/>"

ANSWERS = {
    b"<?xml": b"<stream:stream><stream:features></stream:features>",
    b"<auth": b"<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
    b"<iq": b"<iq type='result'><bind/></iq>",
    b"<enable": b"<enabled xmlns='urn:xmpp:sm:3'/>",
}


class FakeTransport:
    """Keeps what is written."""

    def __init__(self) -> None:
        self.written = b""

    def write(self, data: bytes) -> None:
        self.written += data


def link_of(on_broken: Callable[[BaseException], None]) -> tuple[XmppLink, FakeTransport]:
    link, transport = XmppLink(on_broken), FakeTransport()
    link.connection_made(cast(asyncio.BaseTransport, transport))
    return link, transport


def never(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize("size", [1, 7, 40, 1_000])
def test_stream_is_counted_however_it_is_cut(size: int) -> None:
    link, transport = link_of(never)
    delivered: list[int] = []
    accepted: list[int] = []
    link.on_delivered, link.on_accepted = delivered.append, accepted.append
    data = MESSAGE * 3 + REQUEST + ACKNOWLEDGED % 2 + MESSAGE + REQUEST + ACKNOWLEDGED % 12

    for start in range(0, len(data), size):
        link.data_received(data[start : start + size])

    assert (sum(delivered), link.delivered, sum(accepted)) == (4, 4, 12)
    assert transport.written.endswith(ACKNOWLEDGED % 4)


def test_error_of_the_server_is_told() -> None:
    told: list[BaseException] = []
    link, _ = link_of(told.append)
    link.data_received(b"<stream:error><policy-violation/></stream:error>")
    assert isinstance(told[0], MeasurementFailed)


def test_frames_are_stanzas_of_one_size_that_carry_as_many_characters() -> None:
    frames = xmpp_frames(7, [bytes([number]) * 300 for number in range(12)])
    assert len({len(frame) for frame in frames}) == 1
    message, request = ET.fromstring(b"<s>" + frames[3] + b"</s>")
    assert message.attrib["to"] == "r0007@localhost"
    assert len(message.findtext("body") or "") == 300
    assert request.tag == "{urn:xmpp:sm:3}r"


@pytest.mark.parametrize("refused", [b"", b"<auth"])
def test_sign_in_goes_step_by_step_and_a_refusal_is_told(refused: bytes) -> None:
    asked: list[bytes] = []
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(10_000):
            start = next((one for one in ANSWERS if data.startswith(one)), b"")
            asked.append(start)
            writer.write(b"<failure/>" if start == refused else ANSWERS.get(start, b""))
        writer.close()
        await writer.wait_closed()
        ended.set()

    async def story() -> None:
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            link = XmppLink(never)
            port = server.sockets[0].getsockname()[1]
            try:
                await connect_xmpp(link, port, "s0001", is_present=False)
            finally:
                link.close()
                async with asyncio.timeout(15):
                    await ended.wait()

    if refused:
        with pytest.raises(MeasurementFailed, match="failure"):
            asyncio.run(story())
    else:
        asyncio.run(story())
        assert asked[:5] == [b"<?xml", b"<auth", b"<?xml", b"<iq", b"<enable"]
