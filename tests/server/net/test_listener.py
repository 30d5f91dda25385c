"""Handshakes: paths, origins, headers, compression and caps."""

import asyncio
import dataclasses
import gc
import ipaddress
import socket
from collections import Counter
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.server import ServerProtocol

from protocol import limits, messages
from protocol.messages import ConnectionKind
from server.config import Budget, Budgets, Deadlines
from server.net.dispatch import Visit
from server.net.listener import PortTaken
from server.net.peer import Peer
from server.net.websocket import WebSocket
from tests.helpers.relay_certificates import make_certificate
from tests.helpers.relay_client import RelayLink, hang_up
from tests.helpers.relay_parts import config_in, relay_here, run

KEY = "dGhlIHNhbXBsZSBub25jZQ=="


def handshake(path: str = "/send", *headers: str) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {KEY}",
        "Sec-WebSocket-Version: 13",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


async def raw_reply(url: str, request: bytes) -> bytes:
    """Send bytes of our own making and return the head of the answer."""
    host, port = url.removeprefix("ws://").rsplit(":", 1)
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    return head


@pytest.mark.parametrize("path", ["/", "/auth/", "/send?token=1", "/admin", "/metrics", "//send"])
def test_other_path_is_not_found(tmp_path: Path, path: str) -> None:
    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            with pytest.raises(InvalidStatus) as refused:
                await connect(url + path, proxy=None)
            assert refused.value.response.status_code == 404

    run(story())


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1", "null"])
def test_browser_page_is_refused(tmp_path: Path, origin: str) -> None:
    """SV-20: whatever sends an Origin is a page, and no page is ours."""

    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            head = await raw_reply(url, handshake("/send", f"Origin: {origin}"))
            assert head.startswith(b"HTTP/1.1 403 ")

    run(story())


def test_answer_tells_no_version_and_takes_no_compression(tmp_path: Path) -> None:
    """SV-07: permessage-deflate is offered and not negotiated."""

    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            offer = "Sec-WebSocket-Extensions: permessage-deflate"
            head = (await raw_reply(url, handshake("/auth", offer))).lower()
            assert head.startswith(b"http/1.1 101 ")
            assert b"sec-websocket-extensions" not in head
            assert b"server:" not in head
            assert b"python" not in head
            refused = (await raw_reply(url, handshake("/nowhere"))).lower()
            assert b"server:" not in refused

    run(story())


def test_connections_of_one_address_are_capped(tmp_path: Path) -> None:
    """SV-13: the cap holds, another address still connects, a freed place is free again."""
    config = dataclasses.replace(config_in(tmp_path), budgets=Budgets(connections=2))

    async def story() -> None:
        async with relay_here(config) as url:
            port = int(url.rsplit(":", 1)[1])
            async with RelayLink.open(url, ConnectionKind.WATCH) as first:
                half_open = socket.create_connection(("127.0.0.1", port))
                assert (await raw_reply(url, handshake())).startswith(b"HTTP/1.1 429 ")
                neighbour = await connect(
                    f"{url}/send",
                    proxy=None,
                    host="127.0.0.1",
                    port=port,
                    local_addr=("127.0.0.2", 0),
                )
                await neighbour.close()
                half_open.close()
                await first.watch("anybody")
                async with RelayLink.open(url, ConnectionKind.SEND) as second:
                    await second.lookup("nobody")

    run(story())


@pytest.mark.parametrize(
    "budgets",
    [Budgets(), Budgets(connecting=Budget(burst=10_000, per_s=1))],
    ids=["shipped", "any"],
)
def test_five_thousand_connections_of_one_address_keep_fifty(
    tmp_path: Path, budgets: Budgets
) -> None:
    """SV-13: at any pace; with what ships only the first few hundred are looked at."""
    config = dataclasses.replace(config_in(tmp_path), budgets=budgets)

    async def story() -> None:
        async with relay_here(config) as url:
            port = int(url.rsplit(":", 1)[1])
            verdicts: Counter[bytes] = Counter()
            kept = []

            async def connect_once() -> None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                try:
                    writer.write(handshake())
                    verdict = (await reader.readline()).split()[1:2]
                except ConnectionResetError:
                    verdict = []
                verdicts[b"".join(verdict)] += 1
                if verdict == [b"101"]:
                    kept.append(writer)
                else:
                    await hang_up(writer)

            for _ in range(25):
                await asyncio.gather(*(connect_once() for _ in range(200)))

            assert verdicts[b"101"] == 50
            assert set(verdicts) <= {b"101", b"429", b""}
            assert verdicts.total() == 5_000
            async with RelayLink.open(url, ConnectionKind.SEND, source="127.0.0.2") as neighbour:
                await neighbour.lookup("nobody")
            await asyncio.gather(*map(hang_up, kept))

    run(story())


def test_connections_of_everybody_are_capped(tmp_path: Path) -> None:
    """SV-13: beyond the cap nobody is let in, whoever asks; those inside stay."""
    config = dataclasses.replace(config_in(tmp_path), connections=2)

    async def story() -> None:
        async with relay_here(config) as url:
            async with (
                RelayLink.open(url, ConnectionKind.WATCH) as first,
                RelayLink.open(url, ConnectionKind.WATCH),
            ):
                assert (await raw_reply(url, handshake())).startswith(b"HTTP/1.1 503 ")
                await first.watch("anybody")
            async with RelayLink.open(url, ConnectionKind.SEND) as again:
                await again.lookup("nobody")

    run(story())


def test_clients_of_a_proxy_are_capped_by_the_address_that_it_tells(tmp_path: Path) -> None:
    """SV-13 behind a proxy: one client at its cap; the other clients of the proxy connect."""
    certificate = make_certificate(tmp_path)
    config = dataclasses.replace(
        config_in(tmp_path),
        budgets=Budgets(connections=1),
        trusted_proxies=(ipaddress.ip_network("127.0.0.1"),),
        channel_certs=(certificate.files.certificate,),
    )

    async def status(url: str, client: str) -> bytes:
        head = await raw_reply(url, handshake("/send", f"X-Forwarded-For: {client}"))
        return head.split()[1]

    async def story() -> None:
        async with relay_here(config) as url:
            headers = {"X-Forwarded-For": "203.0.113.9, 192.0.2.1"}
            async with RelayLink.open(url, ConnectionKind.SEND, headers=headers) as link:
                assert await status(url, "192.0.2.1") == b"429"
                assert await status(url, "203.0.113.9") == b"101"  # what the client made up
                await link.lookup("nobody")
            async with RelayLink.open(url, ConnectionKind.SEND, headers=headers):
                pass

    run(story())


def test_clients_of_a_proxy_have_a_pace_by_the_address_that_it_tells(tmp_path: Path) -> None:
    """SV-14 behind a proxy: however soon it leaves again; the proxy itself has no pace."""
    certificate = make_certificate(tmp_path)
    config = dataclasses.replace(
        config_in(tmp_path),
        budgets=Budgets(connecting=Budget(burst=2, per_s=1e-6)),
        trusted_proxies=(ipaddress.ip_network("127.0.0.1"),),
        channel_certs=(certificate.files.certificate,),
    )

    async def head(url: str, client: str) -> bytes:
        return await raw_reply(url, handshake("/send", f"X-Forwarded-For: {client}"))

    async def story() -> None:
        async with relay_here(config) as url:
            for _ in range(2):
                assert (await head(url, "192.0.2.1")).startswith(b"HTTP/1.1 101 ")
            assert (await head(url, "192.0.2.1")).startswith(b"HTTP/1.1 429 ")
            for _ in range(2):
                assert (await head(url, "192.0.2.2")).startswith(b"HTTP/1.1 101 ")

    run(story())


def test_look_ups_count_for_the_address_that_a_proxy_tells(tmp_path: Path) -> None:
    """SV-16 behind a proxy; nobody else is believed."""
    certificate = make_certificate(tmp_path)
    budgets = Budgets(lookups=Budget(burst=1, per_s=0.001))

    async def answers(proxy: str) -> list[type[messages.Message]]:
        config = dataclasses.replace(
            config_in(tmp_path),
            budgets=budgets,
            trusted_proxies=(ipaddress.ip_network(proxy),),
            channel_certs=(certificate.files.certificate,),
        )
        found = []
        async with relay_here(config) as url:
            for client in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
                headers = {"X-Forwarded-For": client}
                async with RelayLink.open(url, ConnectionKind.SEND, headers=headers) as link:
                    found.append(type(await link.lookup("nobody")))
        return found

    known, refused = messages.AccountUnknown, messages.RefusedReply
    assert run(answers("127.0.0.0/8")) == [known, refused, known]
    assert run(answers("192.0.2.200")) == [known, refused, refused]


def test_half_handshakes_are_closed_and_disturb_nobody(tmp_path: Path) -> None:
    """SV-03: 2,000 that never finish their first lines; a neighbour is served meanwhile."""
    config = dataclasses.replace(config_in(tmp_path), deadlines=Deadlines(opening_s=1))

    async def story() -> None:
        async with relay_here(config) as url:
            port = int(url.rsplit(":", 1)[1])

            async def begin(number: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
                source = (f"127.0.1.{1 + number // 40}", 0)
                reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=source)
                writer.write(b"GET /send HTTP/1.1\r\nHost: x\r\n")
                return reader, writer

            halves = [await begin(number) for number in range(2_000)]
            async with RelayLink.open(url, ConnectionKind.SEND) as other:
                await other.lookup("nobody")
            for reader, writer in halves:
                assert await reader.read() == b""
                await hang_up(writer)

    run(story())


def test_taken_port_is_told_in_one_sentence(tmp_path: Path) -> None:
    async def story() -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            config = dataclasses.replace(config_in(tmp_path), port=port)
            with pytest.raises(ExceptionGroup) as failed:
                async with relay_here(config):
                    raise AssertionError("it must not listen")
            (error,) = failed.value.exceptions
            assert isinstance(error, PortTaken)
            assert str(port) in str(error)

    run(story())


def test_stopping_does_not_wait_for_half_handshakes(tmp_path: Path) -> None:
    config = dataclasses.replace(config_in(tmp_path), deadlines=Deadlines(opening_s=3600))

    async def story() -> None:
        async with relay_here(config) as url:
            host, port = url.removeprefix("ws://").rsplit(":", 1)
            reader, writer = await asyncio.open_connection(host, int(port))
            async with RelayLink.open(url, ConnectionKind.SEND):
                pass
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)
        writer.close()

    run(story())


def test_frame_limit_is_that_of_the_wire() -> None:
    assert limits.MAX_FRAME_BYTES == 1 << 20


def test_connection_that_is_gone_waits_for_no_search_for_cycles(tmp_path: Path) -> None:
    """FT-21: thousands that come and go would pile up between two searches."""
    kinds = {WebSocket, Peer, Visit, ServerProtocol}

    def there() -> list[object]:
        return [one for one in gc.get_objects() if type(one) in kinds]

    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            for is_rude in (False, True):
                async with RelayLink.open(url, ConnectionKind.SEND) as link:
                    await link.lookup("nobody")
                    if is_rude:
                        link.socket.transport.abort()
            assert await raw_reply(url, handshake("/nowhere"))

    gc.collect()
    gc.disable()
    others = there()  # what other tests keep
    try:
        run(story())
        assert [type(one) for one in there() if all(one is not other for other in others)] == []
    finally:
        gc.enable()
