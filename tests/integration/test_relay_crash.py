"""The relay is killed: what it accepted is there afterwards, once and in order."""

import asyncio
import contextlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import WebSocketException

from protocol import messages
from protocol.messages import ConnectionKind, SendVerdict
from tests.helpers.people import REALM, Person, make_person
from tests.helpers.relay_client import (
    Closed,
    RelayLink,
    fake_envelope,
    make_account,
    signed_in,
)
from tests.helpers.relay_parts import run
from tests.helpers.relay_process import RelayProcess
from tests.helpers.rsa_pool import RsaPool, rsa_pool

__all__ = ["rsa_pool"]

AUTH = b"a" * 32
LOST = (Closed, WebSocketException, OSError)


@pytest.fixture(scope="module")
def bob(rsa_pool: RsaPool) -> Person:
    return make_person("bob", rsa_pool, number=0)


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayProcess]:
    with RelayProcess(tmp_path, options=["--realm", REALM]) as process:
        yield process


async def send_until_killed(
    relay: RelayProcess, bob: Person, *, kill_after: int, first: int
) -> dict[bytes, int]:
    """Send envelopes, some in flight at once, and kill the relay amid them.

    Returns:
        The envelopes that were accepted, with their ids.
    """
    accepted: dict[bytes, int] = {}

    async def one_sender(number: int) -> None:
        with contextlib.suppress(*LOST):
            async with RelayLink.open(relay.url, ConnectionKind.SEND) as send:
                for count in range(1_000):
                    envelope = fake_envelope(f"{first}/{number}/{count}")
                    (result,) = await send.send(bob.address, envelope)
                    assert result.verdict is SendVerdict.ACCEPTED
                    accepted[envelope] = result.id
                    if len(accepted) == kill_after:
                        relay.kill()

    await asyncio.gather(*(one_sender(number) for number in range(4)))
    return accepted


def test_accepted_envelopes_survive_being_killed(relay: RelayProcess, bob: Person) -> None:
    """FT-01 (smoke): five kills at seeded moments under load, one database all along."""
    moments = random.Random(7)

    async def story() -> None:
        await make_account(relay.url, bob, auth=AUTH)
        accepted: dict[bytes, int] = {}
        for attempt in range(5):
            kill_after = moments.randrange(1, 150)
            accepted |= await send_until_killed(relay, bob, kill_after=kill_after, first=attempt)
            relay.restart()
        async with signed_in(relay.url, bob) as device:
            found = await device.deliveries()
        ids = [one.id for one in found]
        assert ids == sorted(set(ids))
        held = {one.envelope: one.id for one in found}
        assert len(held) == len(found)
        assert held.items() >= accepted.items()

    run(story())


def test_resending_after_a_crash_holds_each_once(relay: RelayProcess, bob: Person) -> None:
    """PR-19 (relay part): the answer was lost with the relay; the same bytes get the same id."""

    async def story() -> None:
        await make_account(relay.url, bob, auth=AUTH)
        accepted = await send_until_killed(relay, bob, kill_after=40, first=0)
        relay.restart()
        async with RelayLink.open(relay.url, ConnectionKind.SEND) as send:
            for envelope, known_id in accepted.items():
                assert await send.store(bob.address, envelope) == known_id
        async with signed_in(relay.url, bob) as device:
            envelopes = [one.envelope for one in await device.deliveries()]
        assert len(envelopes) == len(set(envelopes))
        assert set(envelopes) >= set(accepted)

    run(story())


def test_acknowledged_envelopes_stay_forgotten(relay: RelayProcess, bob: Person) -> None:
    """FT-05 (relay part): killed after an acknowledgement took effect, nothing comes again."""

    async def story() -> None:
        await make_account(relay.url, bob, auth=AUTH)
        async with (
            RelayLink.open(relay.url, ConnectionKind.SEND) as send,
            signed_in(relay.url, bob) as device,
        ):
            await device.deliveries()
            first = await send.store(bob.address, fake_envelope("1"))
            await device.tell(messages.Acknowledge(ids=[first]))
            # The writer works in order: once this is accepted, the acknowledgement is committed.
            await device.ask(lambda n: messages.PutPrekeys(request=n, wipe=False, prekeys=[]))
            second = await send.store(bob.address, fake_envelope("2"))
            relay.kill()
        relay.restart()
        async with RelayLink.open(relay.url, ConnectionKind.AUTH) as link:
            reply = await link.login(bob)
            assert isinstance(reply, messages.SignedIn)
            assert reply.newest_acknowledged == first
            # It cannot know whether it told an id that it did not come to store.
            assert reply.newest_issued >= second
            assert [one.id for one in await link.deliveries()] == [second]

    run(story())


def test_registration_whose_answer_was_lost_is_ok_again(relay: RelayProcess, bob: Person) -> None:
    """AU-16: killed around the commit of a registration, in whatever order."""

    async def story() -> None:
        with contextlib.suppress(*LOST):
            async with (
                RelayLink.open(relay.url, ConnectionKind.AUTH) as link,
                asyncio.TaskGroup() as group,
            ):
                asking = group.create_task(link.register(bob, auth=AUTH))
                await asyncio.sleep(0)
                asking.cancel()
        relay.kill()
        relay.restart()
        await make_account(relay.url, bob, auth=AUTH)
        await make_account(relay.url, bob, auth=AUTH)

    run(story())
