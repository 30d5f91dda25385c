"""Connections count from their first moment, also before a TLS handshake is done."""

import asyncio
import dataclasses
import errno
import socket
from pathlib import Path
from typing import cast

import pytest

from protocol.messages import ConnectionKind
from server.config import Budget, Budgets, Deadlines
from server.net import entrance as entrance_module
from server.net.entrance import Entrance
from server.net.websocket import WebSocket
from tests.helpers.relay_certificates import make_certificate
from tests.helpers.relay_client import RelayLink, hang_up
from tests.helpers.relay_parts import config_in, relay_here, run


async def is_cut_off(port: int, *, source: str = "127.0.0.1") -> bool:
    """Connect, say nothing and tell whether the relay closes the connection at once."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
    try:
        async with asyncio.timeout(0.3):
            return await reader.read() == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    finally:
        await hang_up(writer)


def test_handshakes_that_are_never_finished_count_for_their_address(tmp_path: Path) -> None:
    """SV-13: twice the cap is held; what comes beyond is closed, and another address is let in."""
    certificate = make_certificate(tmp_path)
    config = dataclasses.replace(
        config_in(tmp_path), tls=certificate.files, budgets=Budgets(connections=2)
    )

    async def story() -> None:
        async with relay_here(config) as url:
            port = int(url.rsplit(":", 1)[1])
            silent = [(await asyncio.open_connection("127.0.0.1", port))[1] for _ in range(4)]
            assert await is_cut_off(port)
            assert not await is_cut_off(port, source="127.0.0.2")
            tls = certificate.trusted()
            async with RelayLink.open(
                url, ConnectionKind.SEND, tls=tls, source="127.0.0.3"
            ) as neighbour:
                await neighbour.lookup("nobody")
            await asyncio.gather(*map(hang_up, silent))

    run(story())


def test_handshake_that_takes_too_long_frees_its_place(tmp_path: Path) -> None:
    """SV-03 under TLS."""
    certificate = make_certificate(tmp_path)
    config = dataclasses.replace(
        config_in(tmp_path),
        tls=certificate.files,
        budgets=Budgets(connections=1),
        deadlines=Deadlines(opening_s=0.2),
    )

    async def story() -> None:
        async with relay_here(config) as url:
            port = int(url.rsplit(":", 1)[1])
            for _ in range(2):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                assert await reader.read() == b""
                await hang_up(writer)
            tls = certificate.trusted()
            async with RelayLink.open(url, ConnectionKind.SEND, tls=tls) as link:
                await link.lookup("nobody")

    run(story())


def test_address_that_connects_too_often_is_cut_off(tmp_path: Path) -> None:
    """SV-14: however soon it leaves again; another address is let in."""
    budgets = Budgets(connecting=Budget(burst=3, per_s=1e-6))
    config = dataclasses.replace(config_in(tmp_path), budgets=budgets)

    async def story() -> None:
        async with relay_here(config) as url:
            for _ in range(3):
                async with RelayLink.open(url, ConnectionKind.SEND) as link:
                    await link.lookup("nobody")
            port = int(url.rsplit(":", 1)[1])
            assert await is_cut_off(port)
            assert not await is_cut_off(port, source="127.0.0.2")

    run(story())


def test_connections_without_number_are_closed_at_once(tmp_path: Path) -> None:
    """SV-13: a thousand above the cap of everybody are told so; no more than that is held."""
    config = dataclasses.replace(config_in(tmp_path), connections=1)

    async def story() -> None:
        async with relay_here(config) as url:
            port = int(url.rsplit(":", 1)[1])
            held = []
            for number in range(1_001):
                source = (f"127.0.1.{1 + number // 50}", 0)
                _, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=source)
                held.append(writer)
            assert await is_cut_off(port)
            await asyncio.gather(*map(hang_up, held))

    run(story())


def test_want_of_handles_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrance_module, "_ACCEPT_AGAIN_S", 0)
    arrived: asyncio.Queue[str] = asyncio.Queue()

    def arrive(host: str) -> WebSocket | None:
        arrived.put_nowait(host)
        return None

    async def story() -> None:
        loop = asyncio.get_running_loop()
        accept, faults = loop.sock_accept, [OSError(errno.EMFILE, "Too many open files")]

        async def accept_or_fail(listening: socket.socket) -> tuple[socket.socket, object]:
            if faults:
                raise faults.pop()
            return cast(tuple[socket.socket, object], await accept(listening))

        monkeypatch.setattr(loop, "sock_accept", accept_or_fail)
        with socket.create_server(("127.0.0.1", 0)) as listening:
            entrance = Entrance(
                listening,
                arrive=arrive,
                give_up=lambda _websocket: None,
                context=None,
                deadlines=Deadlines(),
            )
            async with asyncio.TaskGroup() as group:
                task = group.create_task(entrance.run())
                with socket.create_connection(listening.getsockname()):
                    assert await arrived.get() == "127.0.0.1"
                assert faults == []
                task.cancel()

    asyncio.run(story())


@pytest.mark.parametrize("fault", [ConnectionResetError(), RuntimeError("planted")])
def test_fault_of_one_handshake_closes_the_entrance_to_nobody(
    monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    """And what was counted for it is told back."""

    async def story() -> None:
        loop = asyncio.get_running_loop()
        given_up: asyncio.Queue[object] = asyncio.Queue()

        async def fail(*_arguments: object, **_options: object) -> None:
            raise fault

        monkeypatch.setattr(loop, "connect_accepted_socket", fail)
        websocket = cast(WebSocket, object())
        with socket.create_server(("127.0.0.1", 0)) as listening:
            entrance = Entrance(
                listening,
                arrive=lambda _host: websocket,
                give_up=given_up.put_nowait,
                context=None,
                deadlines=Deadlines(),
            )
            async with asyncio.TaskGroup() as group:
                task = group.create_task(entrance.run())
                for _ in range(2):
                    with socket.create_connection(listening.getsockname()):
                        assert await given_up.get() is websocket
                task.cancel()

    asyncio.run(story())
