"""Changes of one's own account, with the store underneath and no sockets."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import pytest

from desktop.crypto.key_chain import append_revoke, append_rotation, append_tombstone
from protocol import messages
from protocol.errors import ErrorCode, InvalidForm, InvalidProof, Refused
from protocol.ids import AccountId
from protocol.messages import PresenceRule
from server.services.account_changes import AccountChanges, Ended
from server.services.accounts import SignedInDevice
from server.services.passwords import Passwords
from server.services.peers import ConnectionNumber, Visitor
from server.services.presence import Presence
from server.services.work_pool import WorkPool
from server.store import account_rows
from server.store.account_rows import DeviceRow, NewAccount
from tests.helpers.people import NOW_MS, Person, make_person
from tests.helpers.relay_client import build_send, fake_envelope, key_rule
from tests.helpers.relay_parts import Parts, Pushes, run, send, store_parts
from tests.helpers.rsa_pool import RsaPool
from tests.helpers.seeded_random import SeededRandom

AUTH, NEW_AUTH, WRONG = b"a" * 32, b"n" * 32, b"w" * 32
VISITOR = Visitor(number=ConnectionNumber(1), address="192.0.2.1", nonce=bytes(32), channels=())
DONE = messages.Done(request=1)


class World:
    """The service over an open store, and somebody signed in.

    Attributes:
        told: Answers and ended sign-ins, in the order in which they were told.
        changed: Accounts of which a sign-in under way is outdated.
    """

    def __init__(self, parts: Parts, person: Person, *, changes: float) -> None:
        self.parts = parts
        self.person = person
        self.pool = WorkPool(threads=2, most_waiting=200)
        self.pushes = Pushes()
        self.mailbox, _ = parts.mailbox_service(self.pushes)
        self.presence = Presence(clock=parts.clock, push=self.pushes.push, recently_s=300)
        self.told: list[messages.Done | Ended] = []
        self.changed: list[AccountId] = []
        self.passwords = Passwords(
            pool=self.pool,
            random=SeededRandom("changes"),
            wrong_per_account=parts.limit(3, 0.01),
            wrong_per_address=parts.limit(),
        )
        self.changes = AccountChanges(
            reader=parts.reader,
            writer=parts.writer,
            mailboxes=parts.mailboxes,
            proofs=self.pool,
            passwords=self.passwords,
            presence=self.presence,
            changes=parts.limit(changes, 1),
            metrics=parts.metrics,
            on_changed=self.changed.append,
            on_ended=self.told.append,
        )
        self.device: SignedInDevice

    async def sign_in(self) -> None:
        new = NewAccount(
            account=self.person.address.account,
            username=self.person.username,
            chain=self.person.chain.encoded,
            chain_head=self.person.chain.head,
            auth_hash=await self.passwords.hash(AUTH),
            device=1,
            signing_key=self.person.device_key.public,
            predecessor=None,
        )
        await self.parts.write(
            lambda connection: account_rows.register(connection, new, self.parts.mailboxes.ids)
        )
        row = await self.row()
        self.device = SignedInDevice(
            address=self.person.address,
            key=row.key,
            username=self.person.username,
            presence=row.presence,
            delivery_keys=row.delivery_keys,
            reply=messages.SignedIn(
                request=1,
                newest_acknowledged=0,
                newest_issued=0,
                chain_head=row.chain_head,
                one_time_keys_left=0,
            ),
        )

    async def row(self) -> DeviceRow:
        row = await self.parts.reader.read(
            lambda connection: account_rows.find_device(connection, self.person.address)
        )
        assert row is not None
        return row

    async def put_chain(self, chain: bytes) -> None:
        request = messages.PutChain(request=1, chain=chain)
        await self.changes.put_chain(request, self.device, self.told.append)

    async def set_keys(self, *rules: messages.DeliveryKeyRule) -> messages.Done:
        request = messages.SetKeys(request=1, keys=list(rules))
        return await self.changes.set_keys(request, self.device)

    async def change_password(self, old: bytes, new: bytes) -> None:
        request = messages.ChangePassword(request=1, old_auth=old, new_auth=new)
        await self.changes.change_password(request, self.device, VISITOR, self.told.append)

    async def delete(self, auth: bytes, chain: bytes) -> None:
        request = messages.DeleteAccount(request=1, auth=auth, chain=chain)
        await self.changes.delete_account(request, self.device, VISITOR, self.told.append)

    async def send(self, marker: str) -> messages.SendVerdict:
        (result,) = await send(
            self.mailbox, build_send(1, self.person.address, fake_envelope(marker))
        )
        return result.verdict


@contextlib.asynccontextmanager
async def world_in(folder: Path, person: Person, *, changes: float = 1_000) -> AsyncIterator[World]:
    async with store_parts(folder) as parts:
        world = World(parts, person, changes=changes)
        try:
            await world.sign_in()
            yield world
        finally:
            await world.pool.close()


def ended_chain(person: Person) -> bytes:
    return append_tombstone(person.chain, identity=person.identity, created_ms=NOW_MS)


def rotated(person: Person, other: Person) -> bytes:
    return append_rotation(
        person.chain, identity=person.identity, new_identity=other.identity, created_ms=NOW_MS
    )


async def refusal(work: Awaitable[object]) -> ErrorCode:
    with pytest.raises(Refused) as refused:
        await work
    return refused.value.code


def test_revoke_is_answered_before_the_device_is_signed_out(tmp_path: Path, bob: Person) -> None:
    """AU-06: or the one who revoked itself would never hear that it is done."""

    async def story() -> None:
        async with world_in(tmp_path, bob) as world:
            chain = append_revoke(bob.chain, identity=bob.identity, device=1, created_ms=NOW_MS)
            await world.put_chain(chain)
            assert world.told == [
                DONE,
                Ended(
                    account=bob.address.account,
                    code=ErrorCode.NOT_SIGNED_IN,
                    devices=frozenset({1}),
                ),
            ]
            assert await world.send("1") is messages.SendVerdict.NO_SUCH_MAILBOX

    run(story())


def test_chain_that_ends_no_device_signs_nobody_out(
    tmp_path: Path, bob: Person, alice: Person
) -> None:
    async def story() -> None:
        async with world_in(tmp_path, bob) as world:
            await world.put_chain(rotated(bob, alice))
            await world.put_chain(rotated(bob, alice))  # its signatures differ, its head does not
            assert world.told == [DONE, DONE]

    run(story())


def test_chain_that_does_not_extend_the_held_one_is_refused(
    tmp_path: Path, bob: Person, alice: Person, rsa_pool: RsaPool
) -> None:
    """AU-13, P3: a fork, another account's chain, and what is no chain."""
    carol = make_person("carol", rsa_pool, number=2)

    async def story() -> None:
        async with world_in(tmp_path, bob) as world:
            await world.put_chain(rotated(bob, alice))
            for chain in (rotated(bob, carol), carol.chain.encoded, ended_chain(carol)):
                with pytest.raises(InvalidProof):
                    await world.put_chain(chain)
            with pytest.raises(InvalidForm):
                await world.put_chain(b"no chain")
            with pytest.raises(InvalidProof):
                await world.delete(AUTH, ended_chain(carol))
            assert world.told == [DONE]

    run(story())


def test_second_of_two_crossing_chains_is_told_to_try_again(
    tmp_path: Path, bob: Person, alice: Person, rsa_pool: RsaPool
) -> None:
    carol = make_person("carol", rsa_pool, number=2)

    async def story() -> None:
        async with world_in(tmp_path, bob) as world:
            outcomes = await asyncio.gather(
                world.put_chain(rotated(bob, alice)),
                world.put_chain(rotated(bob, carol)),
                return_exceptions=True,
            )
            (failed,) = [one for one in outcomes if one is not None]
            assert isinstance(failed, Refused | InvalidProof)
            assert isinstance(failed, InvalidProof) or failed.code is ErrorCode.TRY_LATER
            assert world.told == [DONE]

    run(story())


def test_keys_count_from_the_answer_on(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with world_in(tmp_path, bob) as world:
            assert await world.send("1") is messages.SendVerdict.NO_SUCH_MAILBOX
            assert await world.set_keys(key_rule()) == DONE
            assert await world.send("1") is messages.SendVerdict.ACCEPTED
            await world.set_keys()
            assert await world.send("2") is messages.SendVerdict.NO_SUCH_MAILBOX

    run(story())


def test_key_that_stands_twice_in_a_list_is_refused(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with world_in(tmp_path, bob) as world:
            with pytest.raises(InvalidForm):
                await world.set_keys(key_rule(), key_rule(uses=8))

    run(story())


def test_password_change_spares_the_connection_that_asked(tmp_path: Path, bob: Person) -> None:
    """AU-06."""

    async def story() -> None:
        async with world_in(tmp_path, bob) as world:
            await world.change_password(AUTH, NEW_AUTH)
            ended = Ended(
                account=bob.address.account,
                code=ErrorCode.NOT_SIGNED_IN,
                spared=VISITOR.number,
            )
            assert world.told == [DONE, ended]
            assert await refusal(world.change_password(AUTH, WRONG)) is ErrorCode.SIGN_IN_FAILED
            await world.change_password(NEW_AUTH, AUTH)

    run(story())


def test_crossing_password_changes_leave_one_of_them(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with world_in(tmp_path, bob) as world:
            outcomes = await asyncio.gather(
                world.change_password(AUTH, NEW_AUTH),
                world.change_password(AUTH, WRONG),
                return_exceptions=True,
            )
            (failed,) = [one for one in outcomes if one is not None]
            assert isinstance(failed, Refused)
            assert failed.code in {ErrorCode.TRY_LATER, ErrorCode.SIGN_IN_FAILED}

    run(story())


def test_deletion_needs_the_password_and_a_tombstone(tmp_path: Path, bob: Person) -> None:
    """AU-15; guesses count in the password budget (AU-01)."""

    async def story() -> None:
        async with world_in(tmp_path, bob) as world:
            with pytest.raises(InvalidProof):
                await world.delete(AUTH, bob.chain.encoded)
            codes = [await refusal(world.delete(WRONG, ended_chain(bob))) for _ in range(4)]
            assert codes == [ErrorCode.SIGN_IN_FAILED] * 3 + [ErrorCode.TOO_MANY_REQUESTS]
            assert world.told == []
            world.parts.clock.advance(1_000)
            await world.delete(AUTH, ended_chain(bob))
            assert world.told == [
                DONE,
                Ended(account=bob.address.account, code=ErrorCode.GONE),
            ]
            assert world.parts.metrics.snapshot()["accounts_ended"] == 1
            assert await world.send("1") is messages.SendVerdict.GONE

    run(story())


def test_change_after_the_end_is_told_to_try_again(tmp_path: Path, bob: Person) -> None:
    """It was under way when the account ended; at its next sign-in the device learns why."""

    async def story() -> None:
        async with world_in(tmp_path, bob) as world:
            await world.put_chain(ended_chain(bob))
            assert await refusal(world.set_keys(key_rule())) is ErrorCode.TRY_LATER
            request = messages.SetPresence(request=1, rule=PresenceRule.NOBODY)
            late = world.changes.set_presence(request, world.device)
            assert await refusal(late) is ErrorCode.TRY_LATER

    run(story())


def test_presence_rule_is_stored_and_applied(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with world_in(tmp_path, bob) as world:
            watcher = ConnectionNumber(9)
            world.presence.sign_in(
                bob.address.account,
                "bob",
                VISITOR.number,
                rule=PresenceRule.EVERYBODY,
                keys=[],
            )
            world.presence.watch_name(messages.WatchName(request=1, name="bob"), watcher)
            request = messages.SetPresence(request=1, rule=PresenceRule.NOBODY)
            assert await world.changes.set_presence(request, world.device) == DONE
            (told,) = world.pushes.to(watcher)
            assert told == messages.PresenceIs(request=1, state=messages.PresenceState.UNKNOWN)
            assert (await world.row()).presence is PresenceRule.NOBODY
            await world.set_keys(key_rule())
            assert world.changed == [bob.address.account] * 2

    run(story())


def test_changes_of_an_account_are_limited(tmp_path: Path, bob: Person) -> None:
    """P9: one budget for every kind of change."""

    async def story() -> None:
        async with world_in(tmp_path, bob, changes=2) as world:
            await world.set_keys()
            world.changes.spend(world.device)
            request = messages.SetPresence(request=1, rule=PresenceRule.NOBODY)
            for late in (
                world.set_keys(),
                world.put_chain(bob.chain.encoded),
                world.change_password(AUTH, NEW_AUTH),
                world.delete(AUTH, ended_chain(bob)),
                world.changes.set_presence(request, world.device),
            ):
                assert await refusal(late) is ErrorCode.TOO_MANY_REQUESTS
            world.parts.clock.advance(1)
            await world.set_keys()

    run(story())
