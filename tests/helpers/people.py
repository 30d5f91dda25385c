"""Whole people for tests: keys, chain and prekeys of one account with one device."""

from dataclasses import dataclass, field

from desktop.crypto.device_key import DeviceKey
from desktop.crypto.identity import IdentityKey
from desktop.crypto.key_chain import append_device, build_genesis
from desktop.crypto.prekeys import EXPIRE_AFTER_MS, make_prekey
from desktop.crypto.seal import SealKeys
from desktop.crypto.session import OlmAccount
from protocol.ids import AccountId, DeviceAddress, Realm, Username
from protocol.proofs import PrekeyKind, VerifiedChain, verify_chain
from tests.helpers.rsa_pool import RsaPool
from tests.helpers.seeded_random import SeededRandom

REALM = Realm("chat.example")
NOW_MS = 1_800_000_000_000


@dataclass
class Person:
    """Everything secret and public that one account has."""

    username: Username
    identity: IdentityKey
    device_key: DeviceKey
    olm: OlmAccount
    seal_keys: SealKeys
    chain: VerifiedChain
    random: SeededRandom
    spare_keys: list[bytes] = field(default_factory=list)

    @property
    def address(self) -> DeviceAddress:
        return DeviceAddress(account=self.chain.account, device=1)

    def take_one_time_key(self) -> bytes:
        """Return a one-time key that no earlier call returned."""
        if not self.spare_keys:
            self.spare_keys = self.olm.generate_one_time_keys(5)
            self.olm.mark_keys_as_published()
        return self.spare_keys.pop()

    def prekey(
        self,
        kind: PrekeyKind,
        key: bytes | None = None,
        *,
        now_ms: int = NOW_MS,
    ) -> bytes:
        """Return a signed prekey; with a key of its own unless one is given."""
        if key is None:
            is_seal_pair = kind is PrekeyKind.SEAL_PAIR
            key = self.seal_keys.key_bytes if is_seal_pair else self.take_one_time_key()
        return make_prekey(
            kind=kind,
            address=self.address,
            olm_key=self.olm.identity_key,
            key=key,
            expires_ms=None if kind is PrekeyKind.ONE_TIME else now_ms + EXPIRE_AFTER_MS,
            device_key=self.device_key,
        )


def make_person(
    name: str,
    pool: RsaPool,
    *,
    number: int,
    realm: Realm = REALM,
    predecessor: AccountId | None = None,
    seed: str = "",
) -> Person:
    """Make an account with one live device.

    Args:
        name: The username.
        pool: Where RSA keys come from.
        number: Two people with different numbers share no RSA key.
        realm: The relay's realm.
        predecessor: The account that this one continues.
        seed: Another one gives another account under the same name.
    """
    random = SeededRandom(f"{name}/{number}/{seed}")
    identity = IdentityKey.from_primes(pool.primes(2 * number))
    device_key = DeviceKey.generate(random)
    olm = OlmAccount.create()
    genesis = build_genesis(
        identity=identity,
        realm=realm,
        username=Username(name),
        created_ms=NOW_MS,
        random=random,
        predecessor=predecessor,
    )
    chain = append_device(
        verify_chain(genesis),
        identity=identity,
        device=1,
        signing_key=device_key.public,
        olm_key=olm.identity_key,
        min_suite=1,
        max_suite=1,
        created_ms=NOW_MS,
    )
    return Person(
        username=Username(name),
        identity=identity,
        device_key=device_key,
        olm=olm,
        seal_keys=SealKeys.from_parts(primes=pool.primes(2 * number + 1), kem_seed=random(64)),
        chain=verify_chain(chain),
        random=random,
    )
