"""Accounts for tests that are not about making keys: RSA from the run's pool, no Argon2id."""

import hashlib
import itertools

from desktop.core.account_maker import AccountMaker, NewRsaKeys
from desktop.core.key_upkeep import KeyUpkeep
from desktop.core.own_chain import OwnChain
from desktop.crypto.identity import IdentityKey
from desktop.crypto.seal import SealKeys
from protocol import limits
from protocol.ids import Realm, Username
from tests.helpers.rsa_pool import run_pool

POOL_KEYS = 12
"""Keys that are made once a run; an account takes the next two."""

_LATER_IDENTITIES = range(POOL_KEYS, POOL_KEYS + 8)
_LATER_SEAL_KEYS = range(POOL_KEYS + 8, POOL_KEYS + 12)

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


class QuickOwnChain(OwnChain):
    """Takes new identities from the pool, none twice in one chain, as long as there are any."""

    def generate_identity(self) -> IdentityKey:
        """Take the next identity of the pool that the chain never had."""
        for number in _LATER_IDENTITIES:
            identity = IdentityKey.from_primes(run_pool().primes(number))
            if identity.spki not in self._account.chain.identity_keys:
                return identity
        return super().generate_identity()


class QuickUpkeep(KeyUpkeep):
    """Takes the RSA halves of new seal pairs from the pool."""

    def generate_seal_keys(self) -> SealKeys:
        """Take the next key of the pool; the other half makes each pair another one."""
        number = _LATER_SEAL_KEYS[next(_numbers) % len(_LATER_SEAL_KEYS)]
        return SealKeys.from_parts(
            primes=run_pool().primes(number), kem_seed=self._random(limits.MLKEM_SEED_BYTES)
        )
