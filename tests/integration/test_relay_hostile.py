"""Clients that do what none should, against a real relay process."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol import messages
from protocol.messages import ConnectionKind
from tests.helpers.hostile_frames import HOSTILE
from tests.helpers.people import REALM, Person, make_person
from tests.helpers.relay_client import RelayLink, fake_envelope, make_account, signed_in
from tests.helpers.relay_parts import run
from tests.helpers.relay_process import RelayProcess
from tests.helpers.rsa_pool import RsaPool, rsa_pool

__all__ = ["rsa_pool"]

AUTH = b"a" * 32
_GROWTH_LIMIT = 24 << 20
"""Room for the allocator and for frames of 1 MiB under way; a leak of each frame would be more."""


@pytest.fixture(scope="module")
def bob(rsa_pool: RsaPool) -> Person:
    return make_person("bob", rsa_pool, number=0)


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayProcess]:
    with RelayProcess(tmp_path, options=["--realm", REALM]) as process:
        yield process


def memory_bytes(pid: int) -> int:
    """Return the resident memory of a process, 0 where /proc does not tell it."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def test_hostile_frames_end_their_own_connection_alone(relay: RelayProcess, bob: Person) -> None:
    """SV-05, SV-01: on every kind of connection; a signed-in device notices nothing."""

    async def attack(kind: ConnectionKind, frame: bytes) -> int | None:
        async with RelayLink.open(relay.url, kind) as link:
            await link.socket.send(frame)
            return await link.closed()

    async def story() -> None:
        await make_account(relay.url, bob, auth=AUTH)
        async with (
            signed_in(relay.url, bob) as device,
            RelayLink.open(relay.url, ConnectionKind.SEND) as send,
        ):
            await device.deliveries()
            for kind in ConnectionKind:  # once before measuring, for what is allocated only once
                await attack(kind, HOSTILE["a mebibyte of empty maps"])
            before = memory_bytes(relay.pid)
            for kind in ConnectionKind:
                codes = await asyncio.gather(*(attack(kind, one) for one in HOSTILE.values()))
                assert set(codes) == {1007}
            assert memory_bytes(relay.pid) - before < _GROWTH_LIMIT
            one = await send.store(bob.address, fake_envelope("unharmed"))
            assert (await device.receive(messages.Deliver)).id == one

    run(story())
    assert relay.terminate() == 0
    assert "level=ERROR" not in relay.log.read_text()


@pytest.mark.parametrize("text", ["'; DROP TABLE account; --", '" OR 1=1; --', "bob\x00"])
def test_sql_in_names_is_a_name_that_nobody_has(
    relay: RelayProcess, bob: Person, text: str
) -> None:
    """SV-08."""

    async def story() -> None:
        await make_account(relay.url, bob, auth=AUTH)
        async with (
            RelayLink.open(relay.url, ConnectionKind.SEND) as send,
            RelayLink.open(relay.url, ConnectionKind.WATCH) as watch,
        ):
            assert isinstance(await send.lookup(text), messages.AccountUnknown)
            assert await watch.watch(text) is messages.PresenceState.UNKNOWN
            assert isinstance(await send.lookup("bob"), messages.KeysFound)

    run(story())


def test_storm_of_connections_leaves_the_relay_as_it_was(relay: RelayProcess, bob: Person) -> None:
    """SV-14 (basic): opened and dropped without a word, four times the cap; then all is well."""

    async def rude() -> None:
        async with RelayLink.open(relay.url, ConnectionKind.WATCH) as link:
            await link.watch("bob")
            link.socket.transport.abort()

    async def story() -> None:
        await make_account(relay.url, bob, auth=AUTH)
        for _ in range(10):
            await asyncio.gather(*(rude() for _ in range(20)))
        async with signed_in(relay.url, bob) as device:
            assert await device.deliveries() == []

    run(story())
