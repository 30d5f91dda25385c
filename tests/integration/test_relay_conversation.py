"""The whole road over a real relay process: register, look up, send, hold, deliver, acknowledge."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol import messages
from protocol.errors import ErrorCode
from protocol.messages import ConnectionKind, PresenceState
from protocol.proofs import verify_chain
from tests.helpers.people import REALM, Person, make_person
from tests.helpers.relay_client import (
    RelayLink,
    fake_envelope,
    first_prekeys,
    make_account,
    sign_login,
    signed_in,
)
from tests.helpers.relay_parts import ManualClock, config_in, relay_here, run
from tests.helpers.relay_process import RelayProcess
from tests.helpers.rsa_pool import RsaPool, rsa_pool

__all__ = ["rsa_pool"]

AUTH = bytes(range(64, 96))


@pytest.fixture(scope="module")
def alice(rsa_pool: RsaPool) -> Person:
    return make_person("alice", rsa_pool, number=0)


@pytest.fixture(scope="module")
def bob(rsa_pool: RsaPool) -> Person:
    return make_person("bob", rsa_pool, number=1)


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayProcess]:
    with RelayProcess(tmp_path, options=["--realm", REALM, "--log-level", "debug"]) as process:
        yield process


def test_conversation_from_registration_to_acknowledgement(
    relay: RelayProcess, alice: Person, bob: Person
) -> None:
    async def story() -> None:
        url = relay.url
        await make_account(url, alice, auth=AUTH)
        await make_account(url, bob, auth=AUTH)
        async with (
            RelayLink.open(url, ConnectionKind.SEND) as send,
            RelayLink.open(url, ConnectionKind.WATCH) as watch,
        ):
            found = await send.lookup("bob")
            assert isinstance(found, messages.KeysFound)
            assert verify_chain(found.chain).account == bob.address.account
            assert isinstance(await send.claim(bob.address), messages.Claimed)
            assert await watch.watch("bob") is PresenceState.RECENTLY  # he just let his key in
            held = await send.store(bob.address, fake_envelope("while away"))
            async with signed_in(url, bob) as device:
                online = await watch.receive(messages.PresenceIs)
                assert [one.id for one in await device.deliveries()] == [held]
                live = await send.store(bob.address, fake_envelope("live"))
                pushed = await device.receive(messages.Deliver)
                assert (pushed.id, pushed.envelope) == (live, fake_envelope("live"))
                await device.tell(messages.Acknowledge(ids=[held, live]))
                # A request behind it on the same connection: the acknowledgement was read.
                await device.ask(lambda n: messages.PutPrekeys(request=n, wipe=False, prekeys=[]))
            recently = await watch.receive(messages.PresenceIs)
            assert (online.state, recently.state) == (
                PresenceState.ONLINE,
                PresenceState.RECENTLY,
            )
            async with RelayLink.open(url, ConnectionKind.AUTH) as link:
                reply = await link.login(bob)
                assert isinstance(reply, messages.SignedIn)
                assert (reply.newest_acknowledged, reply.newest_issued) == (live, live)
                assert await link.deliveries() == []

    run(story())


def test_login_cannot_be_replayed_on_another_connection(relay: RelayProcess, bob: Person) -> None:
    """AU-03: the nonce of one connection is dead on every other."""

    async def story() -> None:
        await make_account(relay.url, bob, auth=AUTH)
        async with (
            RelayLink.open(relay.url, ConnectionKind.AUTH) as seen,
            RelayLink.open(relay.url, ConnectionKind.AUTH) as replayed,
        ):
            signature = sign_login(bob, seen.hello)
            assert isinstance(await seen.login(bob, signature=signature), messages.SignedIn)
            refused = await replayed.login(bob, signature=signature)
            assert isinstance(refused, messages.RefusedReply)
            assert refused.code == ErrorCode.SIGN_IN_FAILED

    run(story())


def test_many_parallel_registrations_of_one_name_make_one_account(
    relay: RelayProcess, rsa_pool: RsaPool
) -> None:
    """AU-11: over real connections, as many at once as one address may have."""
    people = [
        make_person("carol", rsa_pool, number=number % 3, seed=str(number)) for number in range(5)
    ]
    prekeys = {person.address: first_prekeys(person, now_ms=2_000_000_000_000) for person in people}

    async def attempt(person: Person) -> int:
        async with RelayLink.open(relay.url, ConnectionKind.AUTH) as link:
            reply = await link.register(person, auth=AUTH, prekeys=prekeys[person.address])
            return reply.code if isinstance(reply, messages.RefusedReply) else 0

    async def story() -> None:
        codes = await asyncio.gather(*(attempt(people[number % 5]) for number in range(50)))
        assert set(codes) == {0, ErrorCode.NAME_TAKEN}
        async with RelayLink.open(relay.url, ConnectionKind.SEND) as send:
            found = await send.lookup("carol")
            assert isinstance(found, messages.KeysFound)

    run(story())


def test_name_moves_to_a_new_computer_and_old_sockets_close(
    relay: RelayProcess, bob: Person, rsa_pool: RsaPool
) -> None:
    """P3, PR-27 (relay part)."""
    new_bob = make_person(
        "bob", rsa_pool, number=2, predecessor=bob.address.account, seed="new computer"
    )

    async def story() -> None:
        url = relay.url
        await make_account(url, bob, auth=AUTH)
        async with (
            RelayLink.open(url, ConnectionKind.SEND) as send,
            signed_in(url, bob) as old_device,
        ):
            await old_device.deliveries()
            await make_account(url, new_bob, auth=AUTH)
            assert (await old_device.receive(messages.SignedOut)).code == ErrorCode.GONE
            assert await old_device.closed() == 1000
            gone = await send.fetch_keys(bob.address.account)
            assert isinstance(gone, messages.AccountGone)
            assert gone.chain == bob.chain.encoded
            (result,) = await send.send(bob.address, fake_envelope("late"))
            assert result.verdict is messages.SendVerdict.GONE
            found = await send.lookup("bob")
            assert isinstance(found, messages.KeysFound)
            assert verify_chain(found.chain).account == new_bob.address.account

    run(story())


def test_lookups_are_limited_by_address_over_all_its_connections(
    tmp_path: Path, alice: Person
) -> None:
    """SV-16: 10,000 over 100 connections get the answers of one; sends and a neighbour go on."""
    names = ["alice"] * 50

    async def story() -> None:
        found: Counter[type[messages.Message]] = Counter()

        async def ask(url: str) -> None:
            async with RelayLink.open(url, ConnectionKind.SEND) as send:
                for _ in range(2):
                    found.update([type(one) for one in await send.lookup_all(names)])
                await send.store(alice.address, fake_envelope("still fine"))

        async with relay_here(config_in(tmp_path), clock=ManualClock()) as url:
            await make_account(url, alice, auth=AUTH)
            for _ in range(5):
                await asyncio.gather(*(ask(url) for _ in range(20)))
            assert found == {messages.KeysFound: 60, messages.RefusedReply: 9_940}
            async with RelayLink.open(url, ConnectionKind.SEND, source="127.0.0.2") as neighbour:
                assert isinstance(await neighbour.lookup("alice"), messages.KeysFound)

    run(story())


def test_log_names_nobody(relay: RelayProcess, alice: Person, bob: Person) -> None:
    """SV-18 (relay part): at debug level no name, id, address or text; the counters are there."""

    async def story() -> None:
        await make_account(relay.url, alice, auth=AUTH)
        await make_account(relay.url, bob, auth=AUTH)
        async with RelayLink.open(relay.url, ConnectionKind.SEND) as send:
            await send.lookup("alice")
            await send.store(bob.address, fake_envelope("marker-of-the-text"))
        async with signed_in(relay.url, bob) as device:
            await device.deliveries()
        async with RelayLink.open(relay.url, ConnectionKind.AUTH) as link:
            await link.login(bob, signature=bytes(64))

    run(story())
    relay.terminate()
    log = relay.log.read_text()
    for person in (alice, bob):
        assert person.username not in log
        assert person.address.account.hex() not in log
    for text in ("marker-of-the-text", AUTH.hex(), "127.0.0.1", "argon2"):
        assert text not in log
    assert "accounts_registered=2" in log


def test_database_holds_no_password_value_or_text_outside_envelopes(
    relay: RelayProcess, bob: Person
) -> None:
    """AU-08: after real use; the hash and the envelope are found (control)."""

    async def story() -> None:
        await make_account(relay.url, bob, auth=AUTH)
        async with RelayLink.open(relay.url, ConnectionKind.SEND) as send:
            await send.store(bob.address, fake_envelope("sealed-marker"))
        async with RelayLink.open(relay.url, ConnectionKind.AUTH) as link:
            assert isinstance(await link.login(bob, auth=AUTH), messages.SignedIn)

    run(story())
    folder = relay.database.parent
    files = b"".join(path.read_bytes() for path in sorted(folder.glob("relay.db*")))
    for secret in (AUTH, AUTH.hex().encode(), AUTH.hex().upper().encode()):
        assert secret not in files
    assert b"$argon2id$v=19$m=19456,t=2,p=1$" in files
    assert b"sealed-marker" in files
