"""Accounts for tests that are not about making keys: RSA from the run's pool, no Argon2id."""

import hashlib
import itertools

from desktop.core.account import AccountMaker, NewRsaKeys
from desktop.core.engine import Engine
from desktop.core.ports.profile import OpenProfile
from desktop.crypto.identity import IdentityKey
from desktop.crypto.seal import SealKeys
from protocol import limits
from protocol.ids import Realm, Username
from tests.helpers.rsa_pool import run_pool

POOL_KEYS = 12
"""Keys that are made once a run; an account takes the next two."""

_numbers = itertools.count()


class QuickAccountMaker(AccountMaker):
    """Makes accounts in some milliseconds; everything but the two slow steps is the app's."""

    def generate_rsa(self) -> NewRsaKeys:
        """Take the next two keys of the pool."""
        pool = run_pool()
        first, second = (next(_numbers) % POOL_KEYS for _ in range(2))
        return NewRsaKeys(
            identity=IdentityKey.from_primes(pool.primes(first)),
            seal=SealKeys.from_parts(
                primes=pool.primes(second), kem_seed=self._random(limits.MLKEM_SEED_BYTES)
            ),
        )

    def password_value(self, password: str, *, realm: Realm, username: Username) -> bytes:
        """Hash the password instead of stretching it."""
        salted = f"{realm} {username} {password}"
        return hashlib.sha256(salted.encode()).digest()


class QuickEngine(Engine):
    """An engine whose accounts are made quickly."""

    def _maker(self, profile: OpenProfile) -> AccountMaker:
        return QuickAccountMaker(profile, clock=self._clock, random=self._random)
