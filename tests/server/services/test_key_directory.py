"""The key directory, with the store underneath and no sockets."""

import asyncio
import contextlib
import dataclasses
import threading
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from protocol import limits, messages
from protocol.errors import ErrorCode, InvalidForm, InvalidProof, PrekeyExpired, Refused
from protocol.ids import AccountId, DeviceAddress
from protocol.proofs import PrekeyKind, keys, load_seal_pair_key
from server.config import Budgets
from server.rate_limits import RateLimit
from server.services import key_directory
from server.services.key_directory import KeyDirectory, check_prekeys
from server.services.peers import ConnectionNumber, Visitor
from server.services.work_pool import WorkPool
from server.store import account_rows, prekey_rows
from server.store.account_rows import NewAccount
from server.store.engine import Transaction
from tests.helpers.people import NOW_MS, Person
from tests.helpers.relay_client import first_prekeys
from tests.helpers.relay_parts import Parts, blocked, new_account, run, store_parts

VISITOR = Visitor(number=ConnectionNumber(1), address="192.0.2.1", nonce=bytes(32), channels=())
NEIGHBOUR = Visitor(number=ConnectionNumber(2), address="192.0.2.2", nonce=bytes(32), channels=())
DAY_S = 86_400


class World:
    """The service over an open store."""

    def __init__(self, parts: Parts, *, lookups: float = 1_000, claims: float = 1_000) -> None:
        self.parts = parts
        self.pool = WorkPool(threads=1, most_waiting=10)
        self.directory = KeyDirectory(
            reader=parts.reader,
            writer=parts.writer,
            proofs=self.pool,
            lookups=parts.limit(lookups, 1 / 60),
            claims=parts.limit(claims, 0.01),
            clock=parts.clock,
            metrics=parts.metrics,
        )

    async def add(self, person: Person, prekeys: Sequence[bytes] | None = None) -> int:
        """Write a person with first prekeys and return the number of the device's row."""
        given = first_prekeys(person, now_ms=NOW_MS) if prekeys is None else prekeys
        new = NewAccount(
            account=person.address.account,
            username=person.username,
            chain=person.chain.encoded,
            chain_head=person.chain.head,
            auth_hash="",
            device=1,
            signing_key=person.device_key.public,
            predecessor=None,
        )

        def write(connection: Transaction) -> int:
            device = account_rows.register(connection, new, self.parts.mailboxes.ids).device
            prekey_rows.put(
                connection,
                device,
                check_prekeys(given, person.chain, NOW_MS),
                wipe=False,
                most_held=limits.ONE_TIME_KEYS_HELD,
            )
            return device

        return await self.parts.write(write)

    async def lookup(self, name: str, visitor: Visitor = VISITOR) -> messages.Reply:
        return await self.directory.lookup(messages.Lookup(request=1, name=name), visitor)

    async def fetch(self, account: AccountId) -> messages.Reply:
        request = messages.FetchKeys(request=2, account=account)
        return await self.directory.fetch_keys(request, VISITOR)

    async def claim(self, address: DeviceAddress, visitor: Visitor = VISITOR) -> messages.Reply:
        request = messages.Claim(request=3, account=address.account, device=address.device)
        return await self.directory.claim(request, visitor)

    async def put(
        self, person: Person, device: int, prekeys: Sequence[bytes], *, wipe: bool = False
    ) -> messages.Done:
        request = messages.PutPrekeys(request=4, wipe=wipe, prekeys=list(prekeys))
        return await self.directory.put_prekeys(request, person.address, device)


@contextlib.asynccontextmanager
async def world_in(
    folder: Path, *, lookups: float = 1_000, claims: float = 1_000
) -> AsyncIterator[World]:
    async with store_parts(folder) as parts:
        world = World(parts, lookups=lookups, claims=claims)
        try:
            yield world
        finally:
            await world.pool.close()


def test_lookup_gives_chain_and_seal_pair(tmp_path: Path, bob: Person) -> None:
    given = first_prekeys(bob, now_ms=NOW_MS)

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.add(bob, given)
            found = messages.KeysFound(request=1, chain=bob.chain.encoded, seal_pair=given[0])
            assert await world.lookup("bob") == found
            reply = await world.fetch(bob.address.account)
            assert isinstance(reply, messages.KeysFound)
            assert (reply.request, reply.chain, reply.seal_pair) == (2, found.chain, given[0])

    run(story())


@pytest.mark.parametrize("name", ["bobby", "BOB", " bob", "b", "böb", "bob'--"])
def test_other_spelling_is_another_name(tmp_path: Path, bob: Person, name: str) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.add(bob)
            assert await world.lookup(name) == messages.AccountUnknown(request=1)

    run(story())


def test_unknown_account_is_told(tmp_path: Path) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            stranger = AccountId(b"x" * 32)
            assert await world.fetch(stranger) == messages.AccountUnknown(request=2)
            address = DeviceAddress(account=stranger, device=1)
            assert await world.claim(address) == messages.AccountUnknown(request=3)

    run(story())


def test_moved_account_is_gone(tmp_path: Path, bob: Person) -> None:
    """P3: `gone` with the old chain, for keys and for claims; the name finds the new account."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.add(bob)
            mover = new_account("bob", predecessor=bob.address.account)
            await world.parts.write(
                lambda connection: account_rows.register(
                    connection, mover, world.parts.mailboxes.ids
                )
            )
            gone = messages.AccountGone(request=2, chain=bob.chain.encoded)
            assert await world.fetch(bob.address.account) == gone
            claimed = await world.claim(bob.address)
            assert claimed == messages.AccountGone(request=3, chain=bob.chain.encoded)

    run(story())


def test_lookups_are_limited_by_address(tmp_path: Path, bob: Person) -> None:
    """SV-16: names and keys share one budget; others are unaffected."""

    async def story() -> None:
        async with world_in(tmp_path, lookups=2) as world:
            await world.add(bob)
            await world.lookup("bob")
            await world.fetch(bob.address.account)
            for ask in (world.lookup("bob"), world.fetch(bob.address.account)):
                with pytest.raises(Refused) as refused:
                    await ask
                assert refused.value.code is ErrorCode.TOO_MANY_REQUESTS
                assert refused.value.retry_after_s == pytest.approx(60)
            assert isinstance(await world.lookup("bob", NEIGHBOUR), messages.KeysFound)
            world.parts.clock.advance(60)
            assert isinstance(await world.lookup("bob"), messages.KeysFound)

    run(story())


def test_one_time_keys_then_the_fallback(tmp_path: Path, bob: Person) -> None:
    """PR-13 (hand-out): each one-time key once, then the fallback as often as asked."""
    _, fallback, *one_time = first_prekeys(bob, now_ms=NOW_MS)

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.add(bob, [bob.prekey(PrekeyKind.SEAL_PAIR), fallback, *one_time])
            claimed = [await world.claim(bob.address) for _ in range(7)]
            assert claimed == [
                messages.Claimed(request=3, prekey=prekey)
                for prekey in (*one_time, fallback, fallback)
            ]

    run(story())


def test_claims_beyond_the_budget_get_the_fallback(tmp_path: Path, bob: Person) -> None:
    """PR-13: 6 one-time keys per 10 minutes and target, never a refusal, whoever asks."""
    given = first_prekeys(bob, now_ms=NOW_MS, one_time=20)

    async def story() -> None:
        async with world_in(tmp_path, claims=6) as world:
            world.directory._claims = RateLimit(Budgets().claims, world.parts.clock)
            await world.add(bob, given)
            first = [await world.claim(bob.address) for _ in range(30)]
            world.parts.clock.advance(600)
            later = [await world.claim(bob.address) for _ in range(30)]
            for claimed in (first, later):
                fallbacks = [reply for reply in claimed if reply == fallback_reply]
                assert len(fallbacks) == 24

    fallback_reply = messages.Claimed(request=3, prekey=given[1])
    run(story())


def test_parallel_claims_give_no_key_twice(tmp_path: Path, bob: Person) -> None:
    """PR-14 (SQLite): 200 claims at once over 50 one-time keys, budget off."""
    given = first_prekeys(bob, now_ms=NOW_MS, one_time=50)

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.add(bob, given)
            claimed = await asyncio.gather(
                *(
                    world.claim(
                        bob.address, dataclasses.replace(VISITOR, address=f"192.0.2.{number}")
                    )
                    for number in range(200)
                )
            )
            prekeys = [reply.prekey for reply in claimed if isinstance(reply, messages.Claimed)]
            assert len(prekeys) == 200
            assert sorted(one for one in prekeys if one != given[1]) == sorted(given[2:])

    run(story())


def test_claims_of_one_address_wait_for_each_other_and_nobody_else_does(
    tmp_path: Path, bob: Person
) -> None:
    """SV-16: none is refused, and a flood of them is one write in everybody's line."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.add(bob)
            go_on = await blocked(world.parts)
            before = world.parts.writer.pending
            async with asyncio.TaskGroup() as group:
                claims = [
                    group.create_task(world.claim(bob.address, visitor), name="claim")
                    for visitor in [*[VISITOR] * 50, NEIGHBOUR]
                ]
                await asyncio.sleep(0)
                assert world.parts.writer.pending == before + 2
                go_on.set()
            assert all(isinstance(one.result(), messages.Claimed) for one in claims)

    run(story())


def test_claims_that_give_no_one_time_key_cost_no_budget(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with world_in(tmp_path, claims=1) as world:
            device = await world.add(bob, first_prekeys(bob, now_ms=NOW_MS, one_time=0))
            for _ in range(5):
                await world.claim(bob.address)
            fresh = bob.prekey(PrekeyKind.ONE_TIME)
            await world.put(bob, device, [fresh])
            assert await world.claim(bob.address) == messages.Claimed(request=3, prekey=fresh)

    run(story())


def test_expired_fallback_is_not_given(tmp_path: Path, bob: Person) -> None:
    """P4: it would be refused anyway; the asker is told when to try again."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.add(bob, first_prekeys(bob, now_ms=NOW_MS, one_time=0))
            world.parts.clock.advance(61 * DAY_S)
            assert await world.claim(bob.address) == messages.RefusedReply(
                request=3, code=ErrorCode.TRY_LATER, retry_after_ms=DAY_S * 1000
            )

    run(story())


def test_expired_seal_pair_is_given_for_its_owner_to_be_known_as_away(
    tmp_path: Path, bob: Person
) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.add(bob)
            world.parts.clock.advance(61 * DAY_S)
            assert isinstance(await world.lookup("bob"), messages.KeysFound)

    run(story())


def test_unknown_device_of_a_known_account_has_no_keys(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.add(bob)
            second = DeviceAddress(account=bob.address.account, device=2)
            assert await world.claim(second) == messages.AccountUnknown(request=3)

    run(story())


def test_upload_replaces_and_adds(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            device = await world.add(bob, first_prekeys(bob, now_ms=NOW_MS, one_time=1))
            pair, fallback, *more = first_prekeys(bob, now_ms=NOW_MS + 1000, one_time=2)
            assert await world.put(bob, device, [pair, fallback, *more]) == messages.Done(request=4)
            reply = await world.lookup("bob")
            assert isinstance(reply, messages.KeysFound)
            assert reply.seal_pair == pair
            row = await world.parts.reader.read(
                lambda connection: account_rows.find_device(connection, bob.address)
            )
            assert row is not None
            assert row.one_time_keys == 3

    run(story())


def test_wiping_upload_drops_what_was_held(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            device = await world.add(bob)
            fresh = bob.prekey(PrekeyKind.ONE_TIME)
            await world.put(bob, device, [fresh], wipe=True)
            assert await world.claim(bob.address) == messages.Claimed(request=3, prekey=fresh)

    run(story())


def test_one_bad_prekey_spoils_the_upload(tmp_path: Path, bob: Person, alice: Person) -> None:
    good = bob.prekey(PrekeyKind.ONE_TIME)
    forged = good[:-1] + bytes([good[-1] ^ 1])
    theirs = alice.prekey(PrekeyKind.ONE_TIME)
    expired = bob.prekey(PrekeyKind.FALLBACK, now_ms=NOW_MS - 61 * DAY_S * 1000)
    endless = bob.prekey(PrekeyKind.FALLBACK, now_ms=1 << 63)

    async def story() -> None:
        async with world_in(tmp_path) as world:
            device = await world.add(bob, first_prekeys(bob, now_ms=NOW_MS, one_time=0))
            for bad, error in (
                (forged, InvalidProof),
                (theirs, InvalidProof),
                (expired, PrekeyExpired),
                (endless, InvalidForm),
            ):
                with pytest.raises(error):
                    await world.put(bob, device, [good, bad])
            row = await world.parts.reader.read(
                lambda connection: account_rows.find_device(connection, bob.address)
            )
            assert row is not None
            assert row.one_time_keys == 0

    run(story())


def test_upload_that_crosses_a_longer_chain_is_told_to_try_again(
    tmp_path: Path, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys of a device that was revoked meanwhile must not be left to its successor."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            device = await world.add(bob)
            is_checking, goes_on = asyncio.Event(), threading.Event()
            loop = asyncio.get_running_loop()

            def check_slowly(*arguments: Any) -> object:  # noqa: ANN401 - whatever it takes
                loop.call_soon_threadsafe(is_checking.set)
                goes_on.wait()
                return check_prekeys(*arguments)

            monkeypatch.setattr(key_directory, "check_prekeys", check_slowly)
            upload = asyncio.gather(
                world.put(bob, device, first_prekeys(bob, now_ms=NOW_MS)), return_exceptions=True
            )
            await is_checking.wait()
            await world.parts.write(
                lambda connection: connection.exec_driver_sql(
                    "UPDATE account SET chain_head = zeroblob(32)"
                )
            )
            goes_on.set()
            (failed,) = await upload
            assert isinstance(failed, Refused)
            assert failed.code is ErrorCode.TRY_LATER

    run(story())


def test_account_without_a_seal_pair_shows_its_chain(tmp_path: Path, bob: Person) -> None:
    """Between a revoke and the first upload of the successor, so that peers learn of the revoke."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.add(bob, [])
            assert await world.fetch(bob.address.account) == messages.KeysFound(
                request=2, chain=bob.chain.encoded, seal_pair=b""
            )
            await world.parts.write(
                lambda connection: connection.exec_driver_sql("UPDATE device SET is_revoked = 1")
            )
            reply = await world.fetch(bob.address.account)
            assert isinstance(reply, messages.KeysFound)
            assert isinstance(await world.claim(bob.address), messages.AccountUnknown)

    run(story())


def test_name_of_an_ended_account_is_nobodys(tmp_path: Path, bob: Person) -> None:
    """AU-15: also while it is not free yet."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.add(bob)
            await world.parts.write(
                lambda connection: connection.exec_driver_sql("UPDATE account SET state = 2")
            )
            assert isinstance(await world.lookup("bob"), messages.AccountUnknown)
            assert isinstance(await world.fetch(bob.address.account), messages.AccountGone)

    run(story())


def test_checked_keys_are_not_kept_in_memory(bob: Person) -> None:
    """FT-21: five hundred of them would be 3 MB that nothing asks for again."""
    load_seal_pair_key(bob.seal_keys.key_bytes)
    assert keys._load_seal_pair.cache_info().currsize > 0

    check_prekeys([bob.prekey(PrekeyKind.SEAL_PAIR, now_ms=NOW_MS)], bob.chain, NOW_MS)

    assert keys._load_seal_pair.cache_info().currsize == 0
