"""Frames of the load are those of the protocol: websockets' own reader takes them."""

import asyncio

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from benchmarks.failure import MeasurementFailed
from benchmarks.load.websocket_link import (
    WebSocketLink,
    client_frame,
    connect,
    source_address,
    split_frames,
)

SIZES = [0, 125, 126, 65_535, 65_536]


def fail(came: object) -> None:
    raise AssertionError(came)


def server_frame(payload: bytes, first: int = 0x82) -> bytes:
    """Return a frame without a mask, as servers send it."""
    masked = client_frame(payload, first=first)
    head = masked[: len(masked) - len(payload) - 4]
    return bytes((head[0], head[1] & 0x7F)) + head[2:] + payload


def test_whole_frames_are_taken_and_the_rest_is_kept() -> None:
    payloads = [bytes([size % 251]) * size for size in SIZES]
    data = b"".join(server_frame(payload) for payload in payloads)
    for cut in (0, 1, 3, 200, 70_000, len(data) - 1, len(data)):
        first, rest = split_frames(data[:cut])
        second, none_left = split_frames(rest + data[cut:])
        assert [payload for _, payload in first + second] == payloads
        assert none_left == b""


def test_first_byte_of_a_frame_is_told() -> None:
    assert split_frames(server_frame(b"x", first=0x89)) == ([(0x89, b"x")], b"")


def test_frames_go_to_a_stock_server_and_back() -> None:
    async def echo(connection: ServerConnection) -> None:
        async for frame in connection:
            await connection.send(frame)

    async def story() -> list[bytes]:
        came: list[bytes] = []
        has_all = asyncio.Event()

        def take(payloads: list[bytes]) -> None:
            came.extend(payloads)
            if len(came) == len(SIZES):
                has_all.set()

        async with serve(echo, "127.0.0.1", 0, compression=None) as server:
            link = WebSocketLink("/", on_payloads=take, on_broken=fail)
            await connect(link, next(iter(server.sockets)).getsockname()[1], number=0)
            link.write(b"".join(client_frame(bytes(size)) for size in SIZES))
            async with asyncio.timeout(15):
                await has_all.wait()
            link.close()
        return came

    assert asyncio.run(story()) == [bytes(size) for size in SIZES]


def test_refused_handshake_and_lost_connection_are_told() -> None:
    def refuse(connection: ServerConnection, request: Request) -> Response | None:
        return connection.respond(404, "no\n") if request.path == "/no" else None

    async def close(connection: ServerConnection) -> None:
        await connection.recv()

    async def story() -> str:
        broken: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()
        async with serve(close, "127.0.0.1", 0, process_request=refuse) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            refused = WebSocketLink("/no", on_payloads=fail, on_broken=fail)
            with pytest.raises(MeasurementFailed, match="404"):
                await connect(refused, port, number=0)
            link = WebSocketLink("/", on_payloads=fail, on_broken=broken.set_result)
            await connect(link, port, number=1)
            link.write(client_frame(b"close, please"))
            async with asyncio.timeout(15):
                return str(await broken)

    assert "closed" in asyncio.run(story())


def test_connections_of_one_address_stay_below_the_relays_cap() -> None:
    addresses = [source_address(number)[0] for number in range(10_400)]
    assert max(addresses.count(one) for one in set(addresses)) <= 50
    assert all(one.startswith("127.") and one != "127.0.0.1" for one in addresses)
