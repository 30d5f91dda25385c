"""Registration and sign-in, with the store underneath and no sockets."""

import asyncio
import contextlib
import dataclasses
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import cast

import pytest

from desktop.crypto.key_chain import append_revoke, append_tombstone
from protocol import messages
from protocol.errors import ErrorCode, InvalidForm, InvalidProof, Refused
from protocol.ids import AccountId, Realm
from protocol.proofs import PrekeyKind
from server.config import NO_CHANNEL, Budget, Registration
from server.rate_limits import RateLimit
from server.services.accounts import Accounts
from server.services.passwords import Passwords
from server.services.peers import ConnectionNumber, Visitor
from server.services.registration_codes import RegistrationCodes, hash_code
from server.services.work_pool import WorkPool
from server.store import (
    account_change_rows,
    account_rows,
    operator_rows,
    prekey_rows,
    registration_code_rows,
)
from server.store.engine import StoreUnavailable, Transaction
from server.store.reader import Reader
from tests.helpers.people import NOW_MS, REALM, Person, make_person
from tests.helpers.relay_client import first_prekeys, sign_login
from tests.helpers.relay_parts import Parts, Pushes, ask, new_key, run, store_parts
from tests.helpers.rsa_pool import RsaPool
from tests.helpers.seeded_random import SeededRandom

AUTH, WRONG = b"a" * 32, b"w" * 32
CODE = b"c" * 16


def hello(nonce: bytes = b"n" * 32, realm: Realm = REALM) -> messages.Hello:
    return messages.Hello(
        min_version=1,
        max_version=1,
        realm=realm,
        epoch=bytes(16),
        time_ms=NOW_MS,
        nonce=nonce,
        limits=messages.RelayLimits(max_frame_bytes=1, max_envelope_bytes=1, mailbox_envelopes=1),
    )


VISITOR = Visitor(
    number=ConnectionNumber(1), address="192.0.2.1", nonce=b"n" * 32, channels=(NO_CHANNEL,)
)


class World:
    """The service over an open store.

    Attributes:
        moved: Accounts whose name moved away, as the service told.
    """

    def __init__(
        self,
        parts: Parts,
        *,
        registrations: float = 1_000,
        registration: Registration = Registration.OPEN,
    ) -> None:
        self.parts = parts
        self.moved: list[AccountId] = []
        self.pool = WorkPool(threads=2, most_waiting=200)
        random = SeededRandom("accounts")
        self.wrong_per_account = RateLimit(Budget(burst=5, per_s=0.01), parts.clock)
        self.accounts = Accounts(
            realm=REALM,
            registration=registration,
            reader=parts.reader,
            writer=parts.writer,
            mailboxes=parts.mailboxes,
            proofs=self.pool,
            passwords=Passwords(
                pool=self.pool,
                random=random,
                wrong_per_account=self.wrong_per_account,
                wrong_per_address=parts.limit(),
            ),
            registrations=parts.limit(registrations),
            codes=RegistrationCodes(
                reader=parts.reader, wrong_per_address=parts.limit(), clock=parts.clock
            ),
            clock=parts.clock,
            random=random,
            metrics=parts.metrics,
            on_moved=self.moved.append,
        )

    async def add_code(self, code: bytes, *, uses: int = 1) -> None:
        await self.parts.write(
            lambda connection: registration_code_rows.add(
                connection, hash_code(code), uses=uses, expires_ms=NOW_MS + 1000, now_ms=NOW_MS
            )
        )

    async def is_good(self, code: bytes) -> bool:
        return await self.parts.reader.read(
            lambda connection: registration_code_rows.is_good(
                connection, hash_code(code), now_ms=NOW_MS
            )
        )

    async def register(
        self, person: Person, *, auth: bytes = AUTH, **changes: object
    ) -> messages.Done:
        request = messages.Register(
            request=1,
            chain=person.chain.encoded,
            auth=auth,
            prekeys=first_prekeys(person, now_ms=NOW_MS),
            signature=sign_login(person, hello()),
        )
        for name, value in changes.items():
            request = _replace(request, name, value)
        return await self.accounts.register(request, VISITOR)

    async def login(
        self, person: Person, *, auth: bytes = b"", device: int = 1, signature: bytes | None = None
    ) -> messages.SignedIn:
        signed = sign_login(person, hello()) if signature is None else signature
        request = messages.Login(
            request=1,
            account=person.address.account,
            device=device,
            signature=signed,
            auth=auth,
        )
        return (await self.accounts.login(request, VISITOR)).reply


def _replace(request: messages.Register, name: str, value: object) -> messages.Register:
    fields = {field: getattr(request, field) for field in request.__struct_fields__}
    return messages.Register(**{**fields, name: value})


@contextlib.asynccontextmanager
async def world_in(
    folder: Path,
    *,
    registrations: float = 1_000,
    registration: Registration = Registration.OPEN,
) -> AsyncIterator[World]:
    async with store_parts(folder) as parts:
        world = World(parts, registrations=registrations, registration=registration)
        try:
            yield world
        finally:
            await world.pool.close()


async def refusal(work: Awaitable[object]) -> ErrorCode:
    with pytest.raises(Refused) as refused:
        await work
    return refused.value.code


# --- registration --------------------------------------------------------------------------------


def test_registered_device_can_sign_in(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            assert await world.register(bob) == messages.Done(request=1)
            assert await world.login(bob) == messages.SignedIn(
                request=1,
                newest_acknowledged=0,
                newest_issued=0,
                chain_head=bob.chain.head,
                one_time_keys_left=5,
            )

    run(story())


def test_repeated_registration_is_one_account(tmp_path: Path, bob: Person) -> None:
    """AU-16: the answer was lost; the repeat is ok and its prekeys are ignored."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            assert await world.register(bob, prekeys=[b"not even a prekey"]) == messages.Done(
                request=1
            )
            assert (await world.login(bob)).one_time_keys_left == 5

    run(story())


@pytest.mark.parametrize("registration", [Registration.OPEN, Registration.CODE])
@pytest.mark.parametrize("reads", [1, 2])
def test_repeat_while_the_first_is_being_committed_is_confirmed(
    tmp_path: Path, bob: Person, registration: Registration, reads: int
) -> None:
    """AU-16: the repeat found neither account nor name, and comes to a name and a code in use."""

    async def story() -> None:
        async with world_in(tmp_path, registration=registration) as world:
            await world.add_code(CODE)
            reader, done = world.parts.reader, 0

            class Overtaken:
                async def read(self, work: Callable[[Transaction], object]) -> object:
                    nonlocal done
                    found = await reader.read(work)
                    done += 1
                    if done == reads:
                        await world.register(bob, code=CODE)
                    return found

            world.accounts._reader = cast(Reader, Overtaken())
            assert await world.register(bob, code=CODE) == messages.Done(request=1)
            assert done > reads
            await world.login(bob)

    run(story())


def test_repeat_with_another_password_is_refused_and_counted(tmp_path: Path, bob: Person) -> None:
    """AU-01, AU-16: a wrong value counts in the password budget."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            for _ in range(5):
                refused = await refusal(world.register(bob, auth=WRONG))
                assert refused is ErrorCode.SIGN_IN_FAILED
            assert await refusal(world.register(bob)) is ErrorCode.TOO_MANY_REQUESTS
            assert (await world.login(bob)).chain_head == bob.chain.head

    run(story())


def test_one_of_many_parallel_registrations_wins(tmp_path: Path, rsa_pool: RsaPool) -> None:
    """AU-11: 50 registrations of one name at once, by five people; exactly one account."""
    people = [
        make_person("bob", rsa_pool, number=number % 3, seed=str(number)) for number in range(5)
    ]

    async def outcome(world: World, person: Person) -> ErrorCode | AccountId:
        try:
            await world.register(person)
        except Refused as refused:
            return refused.code
        return person.address.account

    async def story() -> None:
        async with world_in(tmp_path) as world:
            found = await asyncio.gather(
                *(outcome(world, people[number % 5]) for number in range(50))
            )
            (winner,) = {one for one in found if isinstance(one, bytes)}
            assert Counter(found) == {winner: 10, ErrorCode.NAME_TAKEN: 40}
            with sqlite3.connect(world.parts.database.path) as rows:
                assert rows.execute("SELECT count(*) FROM account").fetchone() == (1,)
            rows.close()

    run(story())


def test_taken_name_is_refused(tmp_path: Path, bob: Person, rsa_pool: RsaPool) -> None:
    other = make_person("bob", rsa_pool, number=2, seed="other")

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            assert await refusal(world.register(other)) is ErrorCode.NAME_TAKEN

    run(story())


def test_closed_relay_takes_nobody_new_and_keeps_those_it_has(
    tmp_path: Path, alice: Person, bob: Person, rsa_pool: RsaPool
) -> None:
    again = make_person("bob", rsa_pool, number=2, predecessor=bob.address.account, seed="again")

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
        async with world_in(tmp_path, registration=Registration.CLOSED) as world:
            assert await refusal(world.register(alice)) is ErrorCode.REGISTRATION_CLOSED
            await world.login(bob)
            await world.register(bob)  # a repeat of what was answered before
            await world.register(again)  # on a new computer
            assert world.moved == [bob.address.account]

    run(story())


def test_code_lets_as_many_in_as_it_was_made_for(
    tmp_path: Path, alice: Person, bob: Person
) -> None:
    async def story() -> None:
        async with world_in(tmp_path, registration=Registration.CODE) as world:
            await world.add_code(CODE)
            for code in (b"", b"w" * 16):
                refused = await refusal(world.register(bob, code=code))
                assert refused is ErrorCode.CODE_REFUSED
            await world.register(bob, code=CODE)
            assert await refusal(world.register(alice, code=CODE)) is ErrorCode.CODE_REFUSED
            await world.login(bob)

    run(story())


def test_refused_repeated_and_moving_registrations_spend_no_code(
    tmp_path: Path, alice: Person, bob: Person, rsa_pool: RsaPool
) -> None:
    """AU-16: the answer was lost; the code was good for one account, and made one."""
    again = make_person("bob", rsa_pool, number=2, predecessor=bob.address.account, seed="again")
    other = make_person("bob", rsa_pool, number=2, seed="other")

    async def story() -> None:
        async with world_in(tmp_path, registration=Registration.CODE) as world:
            await world.add_code(CODE, uses=2)
            await world.register(bob, code=CODE)
            await world.register(bob, code=CODE)
            await world.register(bob)
            assert await refusal(world.register(other, code=CODE)) is ErrorCode.NAME_TAKEN
            with pytest.raises(InvalidForm):
                await world.register(alice, code=CODE, prekeys=[])
            await world.register(again)  # on a new computer, as ever
            assert await world.is_good(CODE)
            await world.register(alice, code=CODE)
            assert not await world.is_good(CODE)

    run(story())


def test_name_that_is_taken_meanwhile_spends_no_code(
    tmp_path: Path, bob: Person, rsa_pool: RsaPool
) -> None:
    other = make_person("bob", rsa_pool, number=2, seed="other")

    async def story() -> None:
        async with world_in(tmp_path, registration=Registration.CODE) as world:
            await world.add_code(CODE, uses=2)
            told = await asyncio.gather(
                world.register(bob, code=CODE),
                world.register(other, code=CODE),
                return_exceptions=True,
            )
            assert [one for one in told if not isinstance(one, Refused)] == [
                messages.Done(request=1)
            ]
            assert await world.is_good(CODE)

    run(story())


def test_registration_that_fails_in_its_transaction_spends_no_code(
    tmp_path: Path, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("prekeys")

    async def story() -> None:
        async with world_in(tmp_path, registration=Registration.CODE) as world:
            await world.add_code(CODE)
            with monkeypatch.context() as patched:
                patched.setattr(prekey_rows, "put", fail)
                with pytest.raises(RuntimeError, match="prekeys"):
                    await world.register(bob, code=CODE)
            assert await world.is_good(CODE)
            await world.register(bob, code=CODE)

    run(story())


def test_code_for_one_lets_one_of_fifty_in(tmp_path: Path, rsa_pool: RsaPool) -> None:
    """AU-11: all at once, each under a name of its own."""
    people = [
        make_person(f"bob{number}", rsa_pool, number=number % 3, seed="many")
        for number in range(50)
    ]

    async def story() -> None:
        async with world_in(tmp_path, registration=Registration.CODE) as world:
            await world.add_code(CODE)
            told = await asyncio.gather(
                *(world.register(person, code=CODE) for person in people), return_exceptions=True
            )
            codes = [one.code for one in told if isinstance(one, Refused)]
            assert codes == [ErrorCode.CODE_REFUSED] * 49
            assert world.parts.failed == 0
            with sqlite3.connect(world.parts.database.path) as rows:
                assert rows.execute("SELECT count(*) FROM account").fetchone() == (1,)
            rows.close()

    run(story())


def test_code_is_looked_at_only_where_codes_are_asked_for(
    tmp_path: Path, alice: Person, bob: Person
) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.add_code(CODE)
            await world.register(bob, code=b"w" * 16)
            await world.register(alice, code=CODE)
            assert await world.is_good(CODE)

    run(story())


def test_new_computer_is_no_way_around_the_operator(
    tmp_path: Path, bob: Person, rsa_pool: RsaPool
) -> None:
    again = make_person("bob", rsa_pool, number=2, predecessor=bob.address.account, seed="again")

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            await world.parts.write(
                lambda connection: operator_rows.set_disabled(connection, "bob", is_disabled=True)
            )
            assert await refusal(world.register(again)) is ErrorCode.NAME_TAKEN
            assert await refusal(world.register(bob)) is ErrorCode.GONE
            assert await refusal(world.login(bob)) is ErrorCode.GONE
            await world.parts.write(
                lambda connection: operator_rows.set_disabled(connection, "bob", is_disabled=False)
            )
            await world.login(bob)

    run(story())


def test_registrations_of_one_address_are_limited(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with world_in(tmp_path, registrations=1) as world:
            await world.register(bob)
            assert await refusal(world.register(bob)) is ErrorCode.TOO_MANY_REQUESTS

    run(story())


def test_chain_of_another_realm_is_refused(tmp_path: Path, rsa_pool: RsaPool) -> None:
    stranger = make_person("bob", rsa_pool, number=2, realm=Realm("other.example"))

    async def story() -> None:
        async with world_in(tmp_path) as world:
            with pytest.raises(InvalidProof):
                await world.register(stranger, signature=sign_login(stranger, hello()))

    run(story())


def test_chain_without_a_live_device_is_refused(tmp_path: Path, bob: Person) -> None:
    ended = append_tombstone(bob.chain, identity=bob.identity, created_ms=NOW_MS)
    revoked = append_revoke(bob.chain, identity=bob.identity, device=1, created_ms=NOW_MS)

    async def story() -> None:
        async with world_in(tmp_path) as world:
            for chain in (ended, revoked):
                with pytest.raises(InvalidProof):
                    await world.register(bob, chain=chain)

    run(story())


def test_registration_needs_the_device_signature_over_this_nonce(
    tmp_path: Path, bob: Person
) -> None:
    """AU-04, AU-05: another realm, another nonce, a certificate where there is none."""
    wrong = [
        sign_login(bob, hello(), realm=Realm("other.example")),
        sign_login(bob, hello(), nonce=b"m" * 32),
        sign_login(bob, hello(), channel=b"c" * 32),
        bytes(64),
    ]

    async def story() -> None:
        async with world_in(tmp_path) as world:
            for signature in wrong:
                with pytest.raises(InvalidProof):
                    await world.register(bob, signature=signature)
            found = await world.parts.reader.read(
                lambda connection: account_rows.find_account_by_name(connection, "bob")
            )
            assert found is None

    run(story())


def test_registration_needs_a_fallback_and_a_seal_pair(tmp_path: Path, bob: Person) -> None:
    seal_pair, fallback, *one_time = first_prekeys(bob, now_ms=NOW_MS)

    async def story() -> None:
        async with world_in(tmp_path) as world:
            for prekeys in ([seal_pair, *one_time], [fallback, *one_time], []):
                with pytest.raises(InvalidForm):
                    await world.register(bob, prekeys=prekeys)

    run(story())


def test_prekey_of_somebody_else_is_refused(tmp_path: Path, bob: Person, alice: Person) -> None:
    theirs = alice.prekey(PrekeyKind.ONE_TIME)

    async def story() -> None:
        async with world_in(tmp_path) as world:
            with pytest.raises(InvalidProof):
                await world.register(bob, prekeys=[*first_prekeys(bob, now_ms=NOW_MS), theirs])

    run(story())


# --- sign-in on a new computer -------------------------------------------------------------------


@pytest.fixture(scope="module")
def new_bob(rsa_pool: RsaPool, bob: Person) -> Person:
    return make_person(
        "bob", rsa_pool, number=2, predecessor=bob.address.account, seed="new computer"
    )


def test_name_moves_with_the_right_password(tmp_path: Path, bob: Person, new_bob: Person) -> None:
    """P3, PR-27 (relay part): the mailbox is dropped, the old device is told "gone"."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            parts = world.parts
            mailbox, _ = parts.mailbox_service(Pushes())
            asked = await ask(mailbox, bob.address, "undelivered")
            assert asked.verdict is messages.SendVerdict.ACCEPTED
            await world.register(new_bob)

            assert world.moved == [bob.address.account]
            assert await refusal(world.login(bob)) is ErrorCode.GONE
            assert (await world.login(new_bob)).newest_issued == 0
            late = await ask(mailbox, bob.address, "late")
            assert late.verdict is messages.SendVerdict.GONE

    run(story())


def test_name_does_not_move_with_a_password_that_is_changed_meanwhile(
    tmp_path: Path, bob: Person, new_bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AU-06: who stole the old one may have proven it a moment before."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            hash_value = Passwords.hash

            async def overtaken(passwords: Passwords, auth: bytes) -> str:
                account = await world.parts.reader.read(
                    lambda connection: account_rows.find_account(connection, bob.address.account)
                )
                assert account is not None
                await world.parts.write(
                    lambda connection: account_change_rows.change_password(
                        connection, account.account, old_hash=account.auth_hash, new_hash="new"
                    )
                )
                return await hash_value(passwords, auth)

            monkeypatch.setattr(Passwords, "hash", overtaken)
            assert await refusal(world.register(new_bob)) is ErrorCode.TRY_LATER
            assert world.moved == []
            assert (await world.login(bob)).chain_head == bob.chain.head

    run(story())


def test_name_does_not_move_with_a_wrong_password(
    tmp_path: Path, bob: Person, new_bob: Person
) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            refused = await refusal(world.register(new_bob, auth=WRONG))
            assert refused is ErrorCode.SIGN_IN_FAILED
            assert world.moved == []
            assert (await world.login(bob)).chain_head == bob.chain.head

    run(story())


def test_name_does_not_move_to_who_names_another_predecessor(
    tmp_path: Path, bob: Person, rsa_pool: RsaPool
) -> None:
    """PR-27: a genesis that names any predecessor, with the right password of its own."""
    liar = make_person("bob", rsa_pool, number=2, predecessor=AccountId(b"x" * 32), seed="liar")

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            assert await refusal(world.register(liar)) is ErrorCode.NAME_TAKEN

    run(story())


def test_naming_somebody_as_predecessor_under_another_name_moves_nothing(
    tmp_path: Path, bob: Person, rsa_pool: RsaPool
) -> None:
    mallory = make_person("mallory", rsa_pool, number=2, predecessor=bob.address.account, seed="m")

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            await world.register(mallory)
            assert world.moved == []
            assert (await world.login(bob)).chain_head == bob.chain.head

    run(story())


def test_moved_account_cannot_register_again(tmp_path: Path, bob: Person, new_bob: Person) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            await world.register(new_bob)
            assert await refusal(world.register(bob)) is ErrorCode.GONE

    run(story())


# --- sign-in -------------------------------------------------------------------------------------


def test_wrong_signatures_do_not_sign_in(tmp_path: Path, bob: Person, alice: Person) -> None:
    """AU-04, AU-05: other realm, other channel, old nonce, another device's signature, none."""
    wrong = [
        sign_login(bob, hello(), realm=Realm("other.example")),
        sign_login(bob, hello(), channel=b"c" * 32),
        sign_login(bob, hello(), nonce=b"m" * 32),
        sign_login(dataclasses.replace(bob, device_key=alice.device_key), hello()),
        bytes(64),
    ]

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            for signature in wrong:
                for auth in (b"", AUTH):
                    refused = await refusal(world.login(bob, auth=auth, signature=signature))
                    assert refused is ErrorCode.SIGN_IN_FAILED

    run(story())


def test_unknown_account_and_device_are_told_after_the_same_check(
    tmp_path: Path, bob: Person
) -> None:
    """P7: a restored relay says `unknown account`, so that the client registers again."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            assert await refusal(world.login(bob)) is ErrorCode.UNKNOWN_ACCOUNT
            assert await refusal(world.login(bob, auth=AUTH)) is ErrorCode.UNKNOWN_ACCOUNT
            await world.register(bob)
            assert await refusal(world.login(bob, device=2)) is ErrorCode.UNKNOWN_ACCOUNT

    run(story())


def test_password_beside_the_signature_must_be_right(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            assert (await world.login(bob, auth=AUTH)).chain_head == bob.chain.head
            assert await refusal(world.login(bob, auth=WRONG)) is ErrorCode.SIGN_IN_FAILED
            with pytest.raises(InvalidForm):
                await world.login(bob, auth=b"short")

    run(story())


def test_strangers_cannot_spend_the_password_budget_at_sign_in(tmp_path: Path, bob: Person) -> None:
    """AU-01: without the device's signature no password is looked at."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            for _ in range(20):
                await refusal(world.login(bob, auth=WRONG, signature=bytes(64)))
            assert (await world.login(bob, auth=AUTH)).chain_head == bob.chain.head

    run(story())


def test_device_signs_in_while_the_password_budget_is_spent(tmp_path: Path, bob: Person) -> None:
    """AU-01: the owner's device needs no password."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            while world.wrong_per_account.take(bob.address.account):
                pass
            assert await refusal(world.login(bob, auth=AUTH)) is ErrorCode.TOO_MANY_REQUESTS
            assert (await world.login(bob)).chain_head == bob.chain.head

    run(story())


def test_store_that_is_locked_refuses_and_registers_nothing(
    tmp_path: Path, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.store.engine.BUSY_TIMEOUT_MS", 0)

    async def story() -> None:
        async with world_in(tmp_path) as world:
            foreign = sqlite3.connect(world.parts.database.path, isolation_level=None)
            foreign.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable):
                await world.register(bob)
            foreign.execute("ROLLBACK")
            foreign.close()
            await world.register(bob)

    run(story())


def test_only_the_hash_of_the_password_value_is_stored(tmp_path: Path, bob: Person) -> None:
    """AU-08: no file of the database holds the value, in bytes or hex; the name is found."""
    auth = bytes(range(100, 132))

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob, auth=auth)
            await world.login(bob, auth=auth)

    run(story())
    files = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert auth not in files
    assert auth.hex().encode() not in files
    assert b"$argon2id$" in files
    assert b"bob" in files


def test_first_prekeys_are_kept(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            given = first_prekeys(bob, now_ms=NOW_MS)
            await world.register(bob, prekeys=given)
            device = await world.parts.reader.read(
                lambda connection: account_rows.find_device(connection, bob.address)
            )
            assert device is not None
            pair = await world.parts.reader.read(
                lambda connection: prekey_rows.find_current(
                    connection, device.key, PrekeyKind.SEAL_PAIR
                )
            )
            assert pair is not None
            assert pair.prekey == given[0]

    run(story())


def test_sign_in_that_crosses_the_end_of_its_account_is_refused(
    tmp_path: Path, bob: Person
) -> None:
    """AU-06: what was checked before a revoke or a new password must not succeed after it."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            sign_in = asyncio.gather(refusal(world.login(bob, auth=AUTH)))
            await asyncio.sleep(0)
            world.accounts.outdate(bob.address.account)
            world.accounts.outdate(AccountId(bytes(32)))
            (code,) = await sign_in
            assert code is ErrorCode.TRY_LATER
            assert world.accounts._attempts == {}
            await world.login(bob)

    run(story())


def test_sign_in_tells_what_presence_needs(tmp_path: Path, bob: Person) -> None:
    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            account = bob.address.account
            rule = messages.PresenceRule.CONTACTS
            await world.parts.write(
                lambda connection: account_change_rows.set_presence(connection, account, rule)
            )
            await world.parts.write(
                lambda connection: account_change_rows.set_keys(connection, account, [new_key()])
            )
            request = messages.Login(
                request=1,
                account=bob.address.account,
                device=1,
                signature=sign_login(bob, hello()),
            )
            device = await world.accounts.login(request, VISITOR)
            assert device.presence is rule
            assert [key.key_hash for key in device.delivery_keys] == [new_key().key_hash]

    run(story())


def test_revoked_device_is_refused_even_with_its_right_signature(
    tmp_path: Path, bob: Person
) -> None:
    """AU-06."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            await world.parts.write(
                lambda connection: connection.exec_driver_sql("UPDATE device SET is_revoked = 1")
            )
            assert await refusal(world.login(bob)) is ErrorCode.SIGN_IN_FAILED

    run(story())


@pytest.mark.parametrize("channels", [(), (bytes(31) + b"x",)], ids=["none", "another"])
def test_signature_over_another_channel_does_not_sign_in(
    tmp_path: Path, bob: Person, channels: tuple[bytes, ...]
) -> None:
    """AU-04."""

    async def story() -> None:
        async with world_in(tmp_path) as world:
            await world.register(bob)
            request = messages.Login(
                request=1,
                account=bob.address.account,
                device=1,
                signature=sign_login(bob, hello()),
            )
            visitor = dataclasses.replace(VISITOR, channels=channels)
            assert await refusal(world.accounts.login(request, visitor)) is ErrorCode.SIGN_IN_FAILED

    run(story())
