"""Making the keys of a new account, and bringing it to its relay."""

import asyncio
from dataclasses import dataclass, field

from desktop.core.account import (
    IDENTITY_ENTRY,
    OwnAccount,
    check_relay_key,
    olm_pickle_key,
    save_primes,
    seal_entry,
)
from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.relay import AuthLink
from desktop.core.ports.runtime import Clock
from desktop.core.rows.own_keys import AccountRow, PrekeyRow, SealPairRow
from desktop.crypto import password as password_kdf
from desktop.crypto.device_key import DeviceKey
from desktop.crypto.identity import IdentityKey
from desktop.crypto.key_chain import append_device, build_genesis
from desktop.crypto.prekeys import EXPIRE_AFTER_MS, make_prekey
from desktop.crypto.random_source import Random
from desktop.crypto.seal import SealKeys
from desktop.crypto.session import OlmAccount
from protocol import limits
from protocol.ids import STAGE_ONE_DEVICE, AccountId, DeviceAddress, Realm, Username
from protocol.proofs import (
    PrekeyKind,
    verify_chain,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewRsaKeys:
    """The two RSA keys of a new account; the person sees them as one identity."""

    identity: IdentityKey
    seal: SealKeys


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountRequest:
    """What a person asked for when making an account or signing in on this computer.

    Attributes:
        relay_address: Where the relay is reached.
        realm: The relay's realm, from its hello.
        username: The name.
        password: As typed.
        predecessor: The account that has the name now, when signing in on a new computer.
        relay_key: Channel of the connection that said the realm.
        relay_pin: SHA-256 of the SPKI that the relay must have, empty for none.
        code: The registration code, empty for none; it is not kept.
    """

    relay_address: str
    realm: Realm
    username: Username
    password: str
    predecessor: AccountId | None = None
    relay_key: bytes = b""
    relay_pin: bytes = b""
    code: bytes = field(default=b"", repr=False)


class AccountMaker:
    """Makes the keys of a new account and brings it to the relay.

    Order (PROTOCOL P12): write the RSA keys to the secret store and read them back, commit the
    account as pending, register, note that it is done. A crash at any step leaves a profile that
    `find_pending` finishes or `discard` cleans.
    """

    def __init__(self, profile: OpenProfile, *, clock: Clock, random: Random) -> None:
        self._profile = profile
        self._clock = clock
        self._random = random

    async def make(self, request: AccountRequest) -> AccountRow:
        """Make all keys and commit the account as pending.

        Raises:
            KeyringError: the secret store did not take the keys; nothing was committed.
            StorageError: the commit failed.
        """
        rsa, auth = await asyncio.gather(
            asyncio.to_thread(self.generate_rsa),
            asyncio.to_thread(self.derive_auth, request),
        )
        device_key = DeviceKey.generate(self._random)
        olm = OlmAccount.create()
        now_ms = self._clock()
        genesis = build_genesis(
            identity=rsa.identity,
            realm=request.realm,
            username=request.username,
            created_ms=now_ms,
            random=self._random,
            predecessor=request.predecessor,
        )
        chain = append_device(
            verify_chain(genesis),
            identity=rsa.identity,
            device=STAGE_ONE_DEVICE,
            signing_key=device_key.public,
            olm_key=olm.identity_key,
            min_suite=limits.SUITE_MIN,
            max_suite=limits.SUITE_MAX,
            created_ms=now_ms,
        )
        account = verify_chain(chain).account
        address = DeviceAddress(account=account, device=STAGE_ONE_DEVICE)
        prekeys = make_first_prekeys(
            olm, rsa.seal, address=address, device_key=device_key, now_ms=now_ms
        )
        await self._save_rsa(rsa)
        row = AccountRow(
            account=account,
            device=STAGE_ONE_DEVICE,
            username=request.username,
            realm=request.realm,
            relay_address=request.relay_address,
            chain=chain,
            signing_seed=device_key.to_seed(),
            delivery_key=self._random(limits.DELIVERY_KEY_BYTES),
            pending_auth=auth,
            relay_key=request.relay_key,
            relay_pin=request.relay_pin,
        )
        await self._profile.keys.create_account(
            row,
            olm_pickle=olm.pickle(olm_pickle_key(self._profile.store_key, address)),
            seal_pair=SealPairRow(
                key_id=rsa.seal.kid,
                key=rsa.seal.key_bytes,
                kem_seed=rsa.seal.to_kem_seed(),
                made_ms=now_ms,
                expires_ms=now_ms + EXPIRE_AFTER_MS,
            ),
            prekeys=prekeys,
        )
        return row

    def generate_rsa(self) -> NewRsaKeys:
        """Make both RSA keys; takes some 0.3 s, so it runs in a thread."""
        return NewRsaKeys(identity=IdentityKey.generate(), seal=SealKeys.generate(self._random))

    def derive_auth(self, request: AccountRequest) -> bytes:
        """Return the value that stands for the password at the relay; 64 MiB, in a thread."""
        return self.password_value(request.password, realm=request.realm, username=request.username)

    def password_value(self, password: str, *, realm: Realm, username: Username) -> bytes:
        """Return what stands for a password at a relay; 64 MiB, in a thread."""
        root = password_kdf.password_root(password, realm=realm, username=username)
        return password_kdf.auth_value(root)

    async def _save_rsa(self, rsa: NewRsaKeys) -> None:
        entries = {
            IDENTITY_ENTRY: rsa.identity.to_primes(),
            seal_entry(rsa.seal.kid): rsa.seal.to_primes(),
        }
        for name, primes in entries.items():
            await save_primes(self._profile, self._random, name, primes)

    async def is_repeat(self, row: AccountRow, request: AccountRequest) -> bool:
        """Tell whether a pending account is an earlier, unanswered try of this request."""
        auth = await asyncio.to_thread(self.derive_auth, request)
        same = (row.username, row.realm, row.pending_auth)
        return same == (request.username, request.realm, auth)

    async def register(self, row: AccountRow, link: AuthLink, *, code: bytes = b"") -> None:
        """Register a pending account; repeating it after a lost answer succeeds, and needs no code.

        Raises:
            NetworkError: no answer; the account stays pending.
            RelayKeyChanged: nothing was sent; the account stays pending.
            Refused: the relay said no.
        """
        check_relay_key(row, link.greeting)
        account = OwnAccount(row, store_key=self._profile.store_key, seal_keys={})
        prekeys = await self._profile.keys.load_unpublished_prekeys()
        await link.register(
            chain=row.chain,
            auth=row.pending_auth,
            prekeys=[prekey.encoded for prekey in prekeys],
            signature=account.sign_login(link.greeting),
            code=code,
        )
        await self._profile.keys.finish_registration()

    async def discard(self) -> None:
        """Forget a pending account that the relay refused for good, keys included."""
        seal_pairs = await self._profile.keys.load_seal_pairs()
        await self._profile.keys.discard_account()
        for pair in seal_pairs:
            await self._profile.secrets.delete(seal_entry(pair.key_id))
        await self._profile.secrets.delete(IDENTITY_ENTRY)


def make_first_prekeys(
    olm: OlmAccount,
    seal: SealKeys,
    *,
    address: DeviceAddress,
    device_key: DeviceKey,
    now_ms: int,
) -> list[PrekeyRow]:
    """Make a full set of signed prekeys: one seal pair, one fallback key, the one-time keys.

    The Olm account must be pickled and committed together with them before they are published.
    """
    expires_ms = now_ms + EXPIRE_AFTER_MS
    parts: list[tuple[PrekeyKind, bytes, int | None]] = [
        (PrekeyKind.SEAL_PAIR, seal.key_bytes, expires_ms),
        (PrekeyKind.FALLBACK, olm.generate_fallback_key(), expires_ms),
    ]
    one_time = olm.generate_one_time_keys(limits.ONE_TIME_KEYS_HELD)
    parts += [(PrekeyKind.ONE_TIME, key, None) for key in one_time]
    olm.mark_keys_as_published()
    return [
        PrekeyRow(
            kind=kind,
            encoded=make_prekey(
                kind=kind,
                address=address,
                olm_key=olm.identity_key,
                key=key,
                expires_ms=expires,
                device_key=device_key,
            ),
            made_ms=now_ms,
        )
        for kind, key, expires in parts
    ]
