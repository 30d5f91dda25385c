"""What a device changes of its own account, over real connections: chain, password, the end."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.crypto.device_key import DeviceKey
from desktop.crypto.key_chain import (
    append_device,
    append_revoke,
    append_rotation,
    append_tombstone,
)
from desktop.crypto.session import OlmAccount
from protocol import messages
from protocol.errors import ErrorCode
from protocol.messages import ConnectionKind, PresenceRule, PresenceState, SendVerdict
from protocol.proofs import verify_chain
from tests.helpers.people import NOW_MS, Person, make_person
from tests.helpers.relay_client import (
    DELIVERY_KEY,
    RelayLink,
    fake_envelope,
    first_prekeys,
    key_rule,
    make_account,
    signed_in,
)
from tests.helpers.relay_parts import ManualClock, config_in, relay_here, run
from tests.helpers.rsa_pool import RsaPool, rsa_pool

__all__ = ["rsa_pool"]

AUTH, NEW_AUTH, WRONG = b"a" * 32, b"n" * 32, b"w" * 32


@pytest.fixture(scope="module")
def alice(rsa_pool: RsaPool) -> Person:
    return make_person("alice", rsa_pool, number=0)


@pytest.fixture(scope="module")
def bob(rsa_pool: RsaPool) -> Person:
    return make_person("bob", rsa_pool, number=1)


def revoked(person: Person) -> bytes:
    return append_revoke(person.chain, identity=person.identity, device=1, created_ms=NOW_MS)


def renewed(person: Person) -> Person:
    """Return the person with a new device key under the same number."""
    device_key, olm = DeviceKey.generate(person.random), OlmAccount.create()
    chain = append_device(
        verify_chain(revoked(person)),
        identity=person.identity,
        device=1,
        signing_key=device_key.public,
        olm_key=olm.identity_key,
        min_suite=1,
        max_suite=1,
        created_ms=NOW_MS,
    )
    return replace(person, device_key=device_key, olm=olm, chain=verify_chain(chain), spare_keys=[])


def ended(person: Person) -> bytes:
    return append_tombstone(person.chain, identity=person.identity, created_ms=NOW_MS)


def put_chain(chain: bytes) -> Callable[[int], messages.Request]:
    return lambda number: messages.PutChain(request=number, chain=chain)


def code_of(reply: object) -> int:
    assert isinstance(reply, messages.RefusedReply), reply
    return reply.code


def test_revoked_device_is_signed_out_and_refused_and_its_successor_is_not(
    tmp_path: Path, bob: Person
) -> None:
    """AU-06: other sockets closed, device key refused, prekeys and mailbox gone with the device."""

    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            await make_account(url, bob, auth=AUTH)
            new = renewed(bob)
            async with (
                RelayLink.open(url, ConnectionKind.SEND) as send,
                signed_in(url, bob) as old,
            ):
                await old.deliveries()
                held = await send.store(bob.address, fake_envelope("for the old device"))
                await old.receive(messages.Deliver)
                assert isinstance(await old.ask(put_chain(new.chain.encoded)), messages.Done)
                told = await old.receive(messages.SignedOut)
                assert told.code == ErrorCode.NOT_SIGNED_IN
                assert await old.closed() == 1000

                found = await send.fetch_keys(bob.address.account)
                assert isinstance(found, messages.KeysFound)
                assert (found.chain, found.seal_pair) == (new.chain.encoded, b"")
                assert code_of(await send.claim(bob.address)) == ErrorCode.TRY_LATER

                async with RelayLink.open(url, ConnectionKind.AUTH) as link:
                    assert code_of(await link.login(bob)) == ErrorCode.SIGN_IN_FAILED
                async with RelayLink.open(url, ConnectionKind.AUTH) as link:
                    reply = await link.login(new)
                    assert isinstance(reply, messages.SignedIn)
                    assert await link.deliveries() == []
                    assert (reply.newest_issued, reply.one_time_keys_left) == (held, 0)
                    prekeys = first_prekeys(new, now_ms=link.hello.time_ms)
                    done = await link.ask(
                        lambda n: messages.PutPrekeys(request=n, wipe=False, prekeys=prekeys)
                    )
                    assert isinstance(done, messages.Done)
                    found = await send.fetch_keys(bob.address.account)
                    assert isinstance(found, messages.KeysFound)
                    assert found.seal_pair == prekeys[0]
                    assert await send.store(bob.address, fake_envelope("new")) > held

    run(story())


def test_account_whose_only_device_is_revoked_takes_nothing(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            await make_account(url, bob, auth=AUTH)
            async with signed_in(url, bob) as device:
                assert isinstance(await device.ask(put_chain(revoked(bob))), messages.Done)
            async with RelayLink.open(url, ConnectionKind.SEND) as send:
                (result,) = await send.send(bob.address, fake_envelope("1"))
                assert result.verdict is SendVerdict.NO_SUCH_MAILBOX
                assert isinstance(await send.claim(bob.address), messages.AccountUnknown)
            async with RelayLink.open(url, ConnectionKind.AUTH) as link:
                assert code_of(await link.login(bob)) == ErrorCode.SIGN_IN_FAILED

    run(story())


def test_rotated_identity_changes_the_chain_alone(
    tmp_path: Path, bob: Person, rsa_pool: RsaPool
) -> None:
    other = make_person("bob", rsa_pool, number=2)
    rotated = append_rotation(
        bob.chain, identity=bob.identity, new_identity=other.identity, created_ms=NOW_MS
    )

    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            await make_account(url, bob, auth=AUTH)
            async with (
                signed_in(url, bob) as device,
                RelayLink.open(url, ConnectionKind.SEND) as send,
            ):
                await device.deliveries()
                for _ in range(2):  # repeating it is safe
                    assert isinstance(await device.ask(put_chain(rotated)), messages.Done)
                shorter = await device.ask(put_chain(bob.chain.encoded))
                assert code_of(shorter) == ErrorCode.BAD_REQUEST
                found = await send.fetch_keys(bob.address.account)
                assert isinstance(found, messages.KeysFound)
                assert found.chain == rotated
                assert found.seal_pair
                await send.store(bob.address, fake_envelope("1"))
                await device.receive(messages.Deliver)
            async with RelayLink.open(url, ConnectionKind.AUTH) as link:
                reply = await link.login(bob)
                assert isinstance(reply, messages.SignedIn)
                assert reply.chain_head == verify_chain(rotated).head

    run(story())


def test_password_change_ends_the_old_value(tmp_path: Path, bob: Person) -> None:
    """AU-06: the old value opens nothing more; the device that changed it stays signed in."""

    async def change(link: RelayLink, old: bytes, new: bytes) -> object:
        return await link.ask(
            lambda n: messages.ChangePassword(request=n, old_auth=old, new_auth=new)
        )

    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            await make_account(url, bob, auth=AUTH)
            async with signed_in(url, bob) as device:
                await device.deliveries()
                assert code_of(await change(device, WRONG, NEW_AUTH)) == ErrorCode.SIGN_IN_FAILED
                assert isinstance(await change(device, AUTH, NEW_AUTH), messages.Done)
                assert code_of(await change(device, AUTH, WRONG)) == ErrorCode.SIGN_IN_FAILED
                await device.set_keys(key_rule())
            async with RelayLink.open(url, ConnectionKind.AUTH) as link:
                assert code_of(await link.login(bob, auth=AUTH)) == ErrorCode.SIGN_IN_FAILED
            async with RelayLink.open(url, ConnectionKind.AUTH) as link:
                assert isinstance(await link.login(bob, auth=NEW_AUTH), messages.SignedIn)

    run(story())


def test_guesses_at_the_old_password_are_limited(tmp_path: Path, bob: Person) -> None:
    """AU-01: also where the device is signed in."""

    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            await make_account(url, bob, auth=AUTH)
            async with signed_in(url, bob) as device:
                codes = [
                    code_of(
                        await device.ask(
                            lambda n: messages.ChangePassword(
                                request=n, old_auth=WRONG, new_auth=NEW_AUTH
                            )
                        )
                    )
                    for _ in range(11)
                ]
                assert codes == [ErrorCode.SIGN_IN_FAILED] * 10 + [ErrorCode.TOO_MANY_REQUESTS]

    run(story())


def test_deleted_account_is_gone_and_its_name_is_free(
    tmp_path: Path, bob: Person, rsa_pool: RsaPool
) -> None:
    """AU-15: tombstone, everything dropped, and anybody may take the name."""
    newcomer = make_person("bob", rsa_pool, number=3, seed="somebody else")

    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            await make_account(url, bob, auth=AUTH)
            async with (
                RelayLink.open(url, ConnectionKind.SEND) as send,
                RelayLink.open(url, ConnectionKind.WATCH) as watch,
                signed_in(url, bob) as device,
            ):
                await device.deliveries()
                assert await watch.watch("bob") is PresenceState.ONLINE
                await send.store(bob.address, fake_envelope("never read"))

                def delete(auth: bytes, chain: bytes) -> Callable[[int], messages.Request]:
                    return lambda n: messages.DeleteAccount(request=n, auth=auth, chain=chain)

                wrong = await device.ask(delete(WRONG, ended(bob)))
                assert code_of(wrong) == ErrorCode.SIGN_IN_FAILED
                alive = await device.ask(delete(AUTH, bob.chain.encoded))
                assert code_of(alive) == ErrorCode.BAD_REQUEST
                done = await device.ask(delete(AUTH, ended(bob)))
                assert isinstance(done, messages.Done)
                assert isinstance(await device.receive(messages.Message), messages.Deliver)
                assert (await device.receive(messages.SignedOut)).code == ErrorCode.GONE
                unknown = await watch.receive(messages.PresenceIs)
                assert unknown.state is PresenceState.UNKNOWN

                assert isinstance(await send.lookup("bob"), messages.AccountUnknown)
                gone = await send.fetch_keys(bob.address.account)
                assert isinstance(gone, messages.AccountGone)
                assert verify_chain(gone.chain).is_tombstoned
                (late,) = await send.send(bob.address, fake_envelope("late"))
                assert late.verdict is SendVerdict.GONE
                async with RelayLink.open(url, ConnectionKind.AUTH) as link:
                    assert code_of(await link.login(bob)) == ErrorCode.GONE
                await make_account(url, newcomer, auth=NEW_AUTH)
                found = await send.lookup("bob")
                assert isinstance(found, messages.KeysFound)
                assert verify_chain(found.chain).account == newcomer.address.account

    run(story())


def test_tombstone_without_the_password_does_not_free_the_name(
    tmp_path: Path, bob: Person, rsa_pool: RsaPool
) -> None:
    """A device alone ends the account; its name waits for somebody who knows the password."""
    thief = make_person("bob", rsa_pool, number=3, seed="thief")
    successor = make_person(
        "bob", rsa_pool, number=3, seed="bob again", predecessor=bob.address.account
    )

    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            await make_account(url, bob, auth=AUTH)
            async with signed_in(url, bob) as device:
                await device.deliveries()
                assert isinstance(await device.ask(put_chain(ended(bob))), messages.Done)
                assert (await device.receive(messages.SignedOut)).code == ErrorCode.GONE
            async with RelayLink.open(url, ConnectionKind.SEND) as send:
                assert isinstance(await send.lookup("bob"), messages.AccountUnknown)
                gone = await send.fetch_keys(bob.address.account)
                assert isinstance(gone, messages.AccountGone)
            for person, auth, code in (
                (thief, AUTH, ErrorCode.NAME_TAKEN),
                (successor, WRONG, ErrorCode.SIGN_IN_FAILED),
            ):
                async with RelayLink.open(url, ConnectionKind.AUTH) as link:
                    assert code_of(await link.register(person, auth=auth)) == code
            await make_account(url, successor, auth=AUTH)

    run(story())


def test_no_verb_reaches_another_account(tmp_path: Path, alice: Person, bob: Person) -> None:
    """AU-13: every verb of a signed-in device with what belongs to somebody else."""

    async def story() -> None:
        async with relay_here(config_in(tmp_path)) as url:
            await make_account(url, alice, auth=AUTH)
            await make_account(url, bob, auth=AUTH)
            async with (
                RelayLink.open(url, ConnectionKind.SEND) as send,
                signed_in(url, bob) as mallory,
            ):
                await mallory.deliveries()
                held = await send.store(alice.address, fake_envelope("for alice"))
                before = await send.fetch_keys(alice.address.account)
                prekeys = first_prekeys(alice, now_ms=mallory.hello.time_ms)
                for build in (
                    put_chain(revoked(alice)),
                    put_chain(ended(alice)),
                    lambda n: messages.DeleteAccount(request=n, auth=AUTH, chain=ended(alice)),
                    lambda n: messages.PutPrekeys(request=n, wipe=True, prekeys=prekeys),
                ):
                    assert code_of(await mallory.ask(build)) == ErrorCode.BAD_REQUEST
                await mallory.tell(messages.Acknowledge(ids=[held]))
                await mallory.set_keys()
                await mallory.ask(
                    lambda n: messages.SetPresence(request=n, rule=PresenceRule.NOBODY)
                )
                await mallory.ask(
                    lambda n: messages.ChangePassword(request=n, old_auth=AUTH, new_auth=NEW_AUTH)
                )
                assert await send.fetch_keys(alice.address.account) == replaced(before, 3)
                await send.store(alice.address, fake_envelope("still open"), key=DELIVERY_KEY)
                async with RelayLink.open(url, ConnectionKind.AUTH) as link:
                    assert isinstance(await link.login(alice, auth=AUTH), messages.SignedIn)
                    first, _ = await link.deliveries()
                    assert first.id == held
                async with RelayLink.open(url, ConnectionKind.AUTH) as link:
                    other = await link.login(alice, device=2)
                    assert code_of(other) == ErrorCode.UNKNOWN_ACCOUNT

    run(story())


def replaced(reply: messages.Message, request: int) -> messages.Message:
    assert isinstance(reply, messages.KeysFound)
    return messages.KeysFound(request=request, chain=reply.chain, seal_pair=reply.seal_pair)


def test_changes_of_one_account_are_limited(tmp_path: Path, bob: Person) -> None:
    """P9: 120 at once, then two a minute; presence and mailbox are as before."""
    clock = ManualClock()

    async def story() -> None:
        async with relay_here(config_in(tmp_path), clock=clock) as url:
            await make_account(url, bob, auth=AUTH)
            async with signed_in(url, bob) as device:
                replies = [
                    await device.ask(lambda n: messages.SetKeys(request=n, keys=[]))
                    for _ in range(120)
                ]
                assert [isinstance(reply, messages.Done) for reply in replies[:119]] == [True] * 119
                last = replies[119]
                assert isinstance(last, messages.RefusedReply)
                assert last.code == ErrorCode.TOO_MANY_REQUESTS
                clock.advance(last.retry_after_ms / 1000 + 0.1)
                await device.set_keys(key_rule())

    run(story())
