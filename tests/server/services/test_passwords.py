"""Password values are stored as Argon2id, and wrong ones are counted."""

import asyncio
import re

import pytest

from protocol.errors import ErrorCode, Refused
from protocol.ids import AccountId
from server.config import Budget
from server.rate_limits import RateLimit
from server.services.passwords import Passwords, hash_auth, matches_auth
from server.services.work_pool import WorkPool
from tests.helpers.relay_parts import ManualClock, run
from tests.helpers.seeded_random import SeededRandom

RIGHT, WRONG = b"r" * 32, b"w" * 32
BOB = AccountId(b"b" * 32)
CAROL = AccountId(b"c" * 32)
PHC = hash_auth(RIGHT, salt=b"s" * 16)


@pytest.fixture
def quick_stretching() -> None:
    """Hash at the full cost, which this file is about."""


def passwords(clock: ManualClock, *, per_account: float = 3, per_address: float = 100) -> Passwords:
    return Passwords(
        pool=WorkPool(threads=1, most_waiting=100),
        random=SeededRandom("passwords"),
        wrong_per_account=RateLimit(Budget(burst=per_account, per_s=0.01), clock),
        wrong_per_address=RateLimit(Budget(burst=per_address, per_s=0.01), clock),
    )


def test_hash_is_argon2id_with_the_settings_of_the_design() -> None:
    """AU-08: 19 MiB, t=2, p=1, 16 bytes of salt, 32 bytes of hash; the value is not in it."""
    assert re.fullmatch(
        r"\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}", PHC
    )


def test_only_the_right_value_matches() -> None:
    assert matches_auth(RIGHT, PHC)
    assert not matches_auth(WRONG, PHC)


def test_salts_differ(clock: ManualClock) -> None:
    async def story() -> None:
        both = passwords(clock)
        assert await both.hash(RIGHT) != await both.hash(RIGHT)

    run(story())


async def attempt(
    store: Passwords,
    auth: bytes,
    *,
    phc: str | None = PHC,
    account: AccountId = BOB,
    address: str = "a",
) -> bool:
    return await store.matches(auth, phc, account=account, address=address)


def test_wrong_values_are_slowed_whatever_address_they_come_from(clock: ManualClock) -> None:
    """AU-01: from many addresses, the account's budget is spent; other accounts are not."""

    async def story() -> None:
        store = passwords(clock)
        for number in range(3):
            assert not await attempt(store, WRONG, address=str(number))
        with pytest.raises(Refused) as refused:
            await attempt(store, RIGHT, address="another")
        assert refused.value.code is ErrorCode.TOO_MANY_REQUESTS
        assert refused.value.retry_after_s == pytest.approx(100)
        assert await attempt(store, RIGHT, account=CAROL)
        clock.advance(100)
        assert await attempt(store, RIGHT)

    run(story())


def test_wrong_values_for_many_accounts_are_slowed_by_address(clock: ManualClock) -> None:
    """AU-01: one address cannot try every account."""

    async def story() -> None:
        store = passwords(clock, per_address=3)
        for number in range(3):
            assert not await attempt(store, WRONG, account=AccountId(bytes([number]) * 32))
        with pytest.raises(Refused):
            await attempt(store, RIGHT)
        assert await attempt(store, RIGHT, address="b")

    run(story())


def test_right_values_cost_nothing(clock: ManualClock) -> None:
    async def story() -> None:
        store = passwords(clock, per_account=1, per_address=1)
        for _ in range(3):
            assert await attempt(store, RIGHT)

    run(story())


@pytest.mark.parametrize("phc", [None, ""])
def test_account_without_a_password_fails_after_the_same_work(
    clock: ManualClock, phc: str | None
) -> None:
    async def story() -> None:
        store = passwords(clock)
        assert not await attempt(store, RIGHT, phc=phc)

    run(story())


def test_parallel_guesses_are_looked_at_one_by_one(clock: ManualClock) -> None:
    """AU-01: sending many guesses at once gains none; right ones at once all pass."""

    async def story() -> None:
        store = passwords(clock)
        right = await asyncio.gather(*(attempt(store, RIGHT) for _ in range(6)))
        wrong = await asyncio.gather(
            *(attempt(store, WRONG) for _ in range(10)), return_exceptions=True
        )
        assert right == [True] * 6
        assert wrong.count(False) == 3
        assert sum(isinstance(one, Refused) for one in wrong) == 7

    run(story())
