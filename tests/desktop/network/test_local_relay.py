"""The relay that the app runs on this computer, as a real child process."""

import socket
import sys
from pathlib import Path

import pytest

from desktop.config import LOCAL_RELAY
from desktop.errors import LocalRelayFailed
from desktop.network.local_relay import LocalRelay, LocalRelayClient, make_client, relay_command
from desktop.network.relay_client import RelayClient
from desktop.supervisor import Supervisor
from protocol.ids import Username
from tests.helpers.messengers import run


def test_it_is_started_for_the_first_connection_shared_and_ended(tmp_path: Path) -> None:
    async def story() -> None:
        first, second = LocalRelay(tmp_path), LocalRelay(tmp_path)
        async with Supervisor() as supervisor:
            client = make_client(LOCAL_RELAY, local=first, spawn=supervisor.spawn)
            link = await client.connect()
            realm = link.greeting.realm
            assert await first.find_address() == await second.find_address()
            assert first.runs_here()
            assert not second.runs_here()
            await link.close()
            await client.close()
            await first.stop()
            assert not first.runs_here()

            # Whoever is left starts it again: same place, same relay.
            address = await second.find_address()
            assert second.runs_here()
            client = RelayClient.at(address.url(""), spawn=supervisor.spawn)
            link = await client.connect()
            assert link.greeting.realm == realm
            await link.close()
            await client.close()
            await second.stop()

    run(story())


def test_port_that_somebody_took_meanwhile_is_replaced(tmp_path: Path) -> None:
    async def story() -> None:
        local = LocalRelay(tmp_path)
        first = await local.find_address()
        await local.stop()
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", first.port))  # bound, but nobody listens
            second = await local.find_address()
            assert second.port != first.port
            assert (tmp_path / "port").read_text() == str(second.port)
            await local.stop()

    run(story())


def test_relay_ends_when_the_app_is_gone(tmp_path: Path) -> None:
    async def story() -> None:
        local = LocalRelay(tmp_path)
        await local.find_address()
        child = local._child
        assert child is not None
        assert child.stdin is not None
        child.stdin.close()  # what the system does with a killed app's end of the pipe
        assert child.wait(10) == 0
        assert not local.runs_here()
        await local.stop()

    run(story())


@pytest.mark.parametrize("command", [["/nowhere/securechat-relay"], [sys.executable, "-c", "0"]])
def test_relay_that_does_not_start_is_told(tmp_path: Path, command: list[str]) -> None:
    async def story() -> None:
        with pytest.raises(LocalRelayFailed):
            await LocalRelay(tmp_path, command=command).find_address()

    run(story())


def test_relay_that_nobody_would_find_is_ended_and_told(tmp_path: Path) -> None:
    """FT-03: a full disk, or whatever else does not take the note of its port."""
    (tmp_path / "port").mkdir()

    async def story() -> None:
        local = LocalRelay(tmp_path)
        for _ in range(2):
            with pytest.raises(LocalRelayFailed):
                await local.find_address()
            assert not local.runs_here()
        (tmp_path / "port").rmdir()
        assert (await local.find_address()).port > 0
        await local.stop()

    run(story())


def test_other_addresses_are_ordinary_relays(tmp_path: Path) -> None:
    async def story() -> None:
        async with Supervisor() as supervisor:
            client = make_client(
                "wss://chat.example", local=LocalRelay(tmp_path), spawn=supervisor.spawn
            )
            assert not isinstance(client, LocalRelayClient)

    run(story())


def test_frozen_app_starts_the_program_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert relay_command() == [sys.executable, "-m", "server"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/securechat/securechat")
    assert relay_command() == ["/opt/securechat/securechat-relay"]


def test_name_is_looked_up_at_it(tmp_path: Path) -> None:
    async def story() -> None:
        local = LocalRelay(tmp_path)
        async with Supervisor() as supervisor:
            client = make_client(LOCAL_RELAY, local=local, spawn=supervisor.spawn)
            answer = await client.lookup(Username("nobody"))
            assert answer.chain == b""
            await client.close()
        await local.stop()

    run(story())
