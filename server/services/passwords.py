"""Hashing of password values: the relay stores Argon2id of what clients derive (P11)."""

import asyncio
import functools
from typing import Final
from weakref import WeakValueDictionary

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from protocol import limits
from protocol.errors import ErrorCode, Refused
from protocol.ids import AccountId
from server.config import Random
from server.rate_limits import RateLimit
from server.services.work_pool import WorkPool

_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32
_MEMORY_KIB: Final = 19 * 1024
_ITERATIONS: Final = 2
_LANES: Final = 1


def hash_auth(auth: bytes, *, salt: bytes) -> str:
    """Hash a password value.

    Args:
        auth: 32 bytes that the client derived from the password.
        salt: 16 fresh random bytes.

    Returns:
        A PHC string of Argon2id with 19 MiB, t=2, p=1.
    """
    argon = Argon2id(
        salt=salt,
        length=_HASH_BYTES,
        iterations=_ITERATIONS,
        lanes=_LANES,
        memory_cost=_MEMORY_KIB,
    )
    return argon.derive_phc_encoded(auth)


def matches_auth(auth: bytes, phc: str) -> bool:
    """Tell whether a password value is the one that was hashed."""
    try:
        Argon2id.verify_phc_encoded(auth, phc)
    except InvalidKey:
        return False
    return True


class Passwords:
    """Checks password values in a pool, within a budget of wrong ones (AU-01)."""

    def __init__(
        self,
        *,
        pool: WorkPool,
        random: Random,
        wrong_per_account: RateLimit,
        wrong_per_address: RateLimit,
    ) -> None:
        self._pool = pool
        self._random = random
        self._wrong_per_account = wrong_per_account
        self._wrong_per_address = wrong_per_address
        self._locks: WeakValueDictionary[AccountId, asyncio.Lock] = WeakValueDictionary()
        # Nobody knows the value behind it: an unknown account costs the same work and fails.
        self._dummy = hash_auth(random(limits.AUTH_VALUE_BYTES), salt=random(_SALT_BYTES))

    async def hash(self, auth: bytes) -> str:
        """Return the PHC string to store.

        Raises:
            Refused: the pool is full.
        """
        salt = self._random(_SALT_BYTES)
        return await self._pool.run(functools.partial(hash_auth, auth, salt=salt))

    async def matches(
        self, auth: bytes, phc: str | None, *, account: AccountId, address: str
    ) -> bool:
        """Tell whether a value is right; a wrong one counts against account and address.

        Args:
            auth: 32 bytes.
            phc: What is stored; None or empty for an account without a password, which fails
                after the same work.
            account: The account that is asked for.
            address: Network address of the asker.

        Raises:
            Refused: the budget is spent, or the pool is full.
        """
        lock = self._locks.setdefault(account, asyncio.Lock())
        async with lock:  # one guess at a time, so that parallel ones do not slip through
            for budget, key in self._budgets(account, address):
                if not budget.has(key):
                    raise Refused(ErrorCode.TOO_MANY_REQUESTS, budget.retry_after_s(key))
            is_right = await self._pool.run(
                functools.partial(matches_auth, auth, phc or self._dummy)
            )
            if not is_right:
                for budget, key in self._budgets(account, address):
                    budget.take(key)
        return is_right and bool(phc)

    def _budgets(
        self, account: AccountId, address: str
    ) -> tuple[tuple[RateLimit, AccountId], tuple[RateLimit, str]]:
        return (self._wrong_per_account, account), (self._wrong_per_address, address)
