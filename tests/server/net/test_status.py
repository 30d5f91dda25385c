"""The port for machines that watch: three paths, one request each, nothing that lasts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from server.net.listener import PortTaken
from server.net.status import StatusServer
from tests.helpers.relay_parts import run


class Relay:
    """What the status server asks."""

    is_ready = True

    async def ready(self) -> bool:
        return self.is_ready

    async def figures(self) -> str:
        return "answer 42\n"


@contextlib.asynccontextmanager
async def served(relay: Relay) -> AsyncIterator[int]:
    server = StatusServer(is_ready=relay.ready, render=relay.figures)
    port = await server.start("127.0.0.1", 0)
    try:
        yield port
    finally:
        await server.stop()


async def ask(port: int, request: bytes) -> bytes:
    """Return the whole answer, nothing from a connection that is closed or cut off at once."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def get(port: int, path: str) -> tuple[int, str]:
    answer = await ask(port, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    head, _, body = answer.partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    return int(head.split()[1]), body.decode()


def test_each_path_has_its_answer() -> None:
    relay = Relay()

    async def story() -> None:
        async with served(relay) as port:
            assert await get(port, "/healthz") == (200, "alive\n")
            assert await get(port, "/readyz?x=1") == (200, "ready\n")
            assert await get(port, "/metrics") == (200, "answer 42\n")
            assert (await get(port, "/"))[0] == 404
            relay.is_ready = False
            assert await get(port, "/readyz") == (503, "not ready\n")
            assert (await get(port, "/healthz"))[0] == 200

    run(story())


def test_what_is_no_get_is_refused() -> None:
    async def story() -> None:
        async with served(Relay()) as port:
            assert b" 405 " in await ask(port, b"POST /metrics HTTP/1.1\r\n\r\n")
            assert await ask(port, b"x" * 100_000) == b""
            assert b" 405 " in await ask(port, b"\x00\xff\r\n\r\n")
            assert (await get(port, "/healthz"))[0] == 200

    run(story())


def test_idle_connections_are_bounded_and_harm_nobody_after_them() -> None:
    async def story() -> None:
        async with served(Relay()) as port:
            idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(16)]
            assert await ask(port, b"GET /healthz HTTP/1.1\r\n\r\n") == b""
            for _reader, writer in idle:
                writer.close()
            while not await ask(port, b"GET /healthz HTTP/1.1\r\n\r\n"):
                pass

    run(story())


def test_taken_port_is_told() -> None:
    async def story() -> None:
        async with served(Relay()) as port:
            other = StatusServer(is_ready=Relay().ready, render=Relay().figures)
            with pytest.raises(PortTaken, match=str(port)):
                await other.start("127.0.0.1", port)
            await other.stop()

    run(story())
