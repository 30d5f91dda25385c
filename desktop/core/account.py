"""The keys of an own account that is open, in memory and under their names in the secret store."""

import asyncio
import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from desktop.core.ports.profile import OpenProfile, SecretStore
from desktop.core.rows.own_keys import AccountRow, Registration
from desktop.core.rows.relay import RelayGreeting
from desktop.crypto.device_key import DeviceKey
from desktop.crypto.identity import IdentityKey, unwrap_primes, wrap_primes
from desktop.crypto.prekeys import make_prekey
from desktop.crypto.random_source import Random
from desktop.crypto.seal import SealKeys
from desktop.crypto.session import OlmAccount, Session, pickle_key
from desktop.errors import AuthenticationFailed, KeyringEntryLost, RelayKeyChanged
from protocol.errors import InvalidForm
from protocol.ids import DeviceAddress, KeyId
from protocol.proofs import (
    PrekeyKind,
    VerifiedChain,
    login_message,
    verify_chain,
    verify_prekey,
)
from protocol.transcript import Label, enc, u32

IDENTITY_ENTRY: Final = "identity"
"""Name of the secret entry that holds the first ID key of an account."""

_ENTRY_HASH_BYTES: Final = 8


def identity_entry(chain: VerifiedChain) -> str:
    """Return the name of the secret entry that holds the current ID key of an own chain.

    The chain alone says which ID is current, so two of them can lie beside each other while one
    replaces the other.
    """
    if len(chain.identity_keys) == 1:
        return IDENTITY_ENTRY
    return new_identity_entry(chain.identity_key)


def new_identity_entry(spki: bytes) -> str:
    """Return the name of the secret entry of an ID key that is not an account's first."""
    digest = hashlib.sha256(spki).digest()[:_ENTRY_HASH_BYTES]
    return f"{IDENTITY_ENTRY}-{digest.hex()}"


_KEPT_PICKLE_KEYS = 256
"""Sessions whose pickle key is kept while STORE, of which it is made, is in memory anyway."""


def seal_entry(key_id: KeyId) -> str:
    """Return the name of the secret entry that holds the RSA half of a seal pair."""
    return f"seal-{key_id.hex()}"


class OwnAccount:
    """The keys of the open account, as the pipelines need them.

    Attributes:
        row: What is stored of the account.
        address: The own device.
        chain: The own key chain.
        seal_keys: Own seal pairs by kid.
        lost_keys: Kids of own pairs that the keyring lost; what was sealed to them stays shut.
    """

    def __init__(
        self,
        row: AccountRow,
        *,
        store_key: bytes,
        seal_keys: Mapping[KeyId, SealKeys],
        lost_keys: frozenset[KeyId] = frozenset(),
    ) -> None:
        self.row = row
        self.address = DeviceAddress(account=row.account, device=row.device)
        self.chain: VerifiedChain = verify_chain(row.chain)
        self.seal_keys = seal_keys
        self.lost_keys = lost_keys
        self._device_key = DeviceKey.from_seed(row.signing_seed)
        self._store_key = store_key
        # A partial of a function, not a method: no cycle keeps the keys once the account is closed.
        self._session_pickle_key = functools.lru_cache(maxsize=_KEPT_PICKLE_KEYS)(
            functools.partial(_session_pickle_key, store_key, self.address)
        )

    def adopt(self, row: AccountRow) -> None:
        """Go on with a longer chain, and with a new device if it says so.

        Whatever was encrypted or signed with the old device must not be used any more; the caller
        holds the ratchet lock.
        """
        if row.signing_seed != self.row.signing_seed:
            self._device_key = DeviceKey.from_seed(row.signing_seed)
            self.seal_keys = {}
            self.lost_keys = frozenset()
        self.row = replace(row, pending_auth=b"")
        self.chain = verify_chain(row.chain)

    def use_delivery_key(self, key: bytes) -> None:
        """Let contents carry a new delivery key from now on."""
        self.row = replace(self.row, delivery_key=key)

    def use_relay_key(self, key: bytes) -> None:
        """Let the password go to a relay with this key from now on."""
        self.row = replace(self.row, relay_key=key)

    @property
    def olm_key(self) -> bytes:
        """OLM of the own device, 32 bytes."""
        return self.chain.devices[self.address.device].olm_key

    def sign_login(self, greeting: RelayGreeting) -> bytes:
        """Sign the own device in over the nonce of a connection (PROTOCOL P11)."""
        message = login_message(self.row.realm, greeting.channel, greeting.nonce, self.address)
        return self._device_key.sign(Label.LOGIN, message)

    def sign_prekey(self, kind: PrekeyKind, key: bytes, *, expires_ms: int | None) -> bytes:
        """Return an own prekey, signed (PROTOCOL P4)."""
        return make_prekey(
            kind=kind,
            address=self.address,
            olm_key=self.olm_key,
            key=key,
            expires_ms=expires_ms,
            device_key=self._device_key,
        )

    def names_fallback(self, first_message: bytes, fallbacks: Sequence[bytes]) -> bool:
        """Tell whether a pre-key message that opened was made for a fallback key of ours.

        Args:
            first_message: The ratchet's message, as it came.
            fallbacks: Own signed fallback prekeys.
        """
        keys = (
            verify_prekey(encoded, chain=self.chain, kinds={PrekeyKind.FALLBACK}, now_ms=0).key
            for encoded in fallbacks
        )
        return any(key in first_message for key in keys)

    def load_olm(self, pickle: bytes) -> OlmAccount:
        """Open the stored Olm account."""
        return OlmAccount.from_pickle(pickle, self._olm_pickle_key())

    def pickle_olm(self, olm: OlmAccount) -> bytes:
        """Return the Olm account as it is stored."""
        return olm.pickle(self._olm_pickle_key())

    def load_session(self, peer: DeviceAddress, session_id: bytes, pickle: bytes) -> Session:
        """Open a stored session."""
        return Session.from_pickle(pickle, self._session_pickle_key(peer, session_id))

    def pickle_session(self, peer: DeviceAddress, session: Session) -> bytes:
        """Return a session as it is stored."""
        return session.pickle(self._session_pickle_key(peer, session.session_id))

    def _olm_pickle_key(self) -> bytes:
        return olm_pickle_key(self._store_key, self.address)


def _session_pickle_key(
    store_key: bytes, own: DeviceAddress, peer: DeviceAddress, session_id: bytes
) -> bytes:
    name = enc(own.account, u32(own.device), peer.account, u32(peer.device), session_id)
    return pickle_key(store_key, Label.SESSION_PICKLE, name)


def olm_pickle_key(store_key: bytes, address: DeviceAddress) -> bytes:
    """Return the key under which the Olm account of a device lies in the database."""
    name = enc(address.account, u32(address.device))
    return pickle_key(store_key, Label.ACCOUNT_PICKLE, name)


async def load_account(profile: OpenProfile, row: AccountRow) -> OwnAccount:
    """Load the keys of a registered account into memory.

    Raises:
        KeyringError: the secret store is locked, missing or lost a key.
        AuthenticationFailed: an entry does not belong to this profile.
        StorageError: the database could not be read.
    """
    seal_keys: dict[KeyId, SealKeys] = {}
    lost_keys: set[KeyId] = set()
    for pair in await profile.keys.load_seal_pairs():
        if not pair.kem_seed:
            lost_keys.add(pair.key_id)
            continue
        primes = await _load_primes(profile.secrets, profile.store_key, seal_entry(pair.key_id))
        seal_keys[pair.key_id] = await asyncio.to_thread(
            SealKeys.from_parts, primes=primes, kem_seed=pair.kem_seed
        )
    return OwnAccount(
        replace(row, pending_auth=b""),
        store_key=profile.store_key,
        seal_keys=seal_keys,
        lost_keys=frozenset(lost_keys),
    )


async def has_lost_entry(profile: OpenProfile, key_id: KeyId) -> bool:
    """Tell whether the secret store no longer holds the RSA half of a seal pair.

    Raises:
        KeyringError: it cannot be asked.
    """
    try:
        await _load_primes(profile.secrets, profile.store_key, seal_entry(key_id))
    except (KeyringEntryLost, AuthenticationFailed, InvalidForm):
        return True
    return False


async def move_to_store(
    old_key: bytes, secrets: SecretStore, copy: OpenProfile, *, random: Random
) -> dict[str, str]:
    """Bring what depends on STORE over to a copy of the profile under a new one.

    Args:
        old_key: The STORE that is left.
        secrets: Where the RSA keys lie, under the old STORE; nothing is written there.
        copy: The copy; its ratchets are pickled anew.
        random: Source of nonces.

    Returns:
        The entries of the secret store as they are under the new STORE; what is lost stays lost.

    Raises:
        KeyringError, AuthenticationFailed, StorageError: as they say; the copy is of no use.
    """
    row = await copy.keys.find_account()
    if row is None:
        return {}
    before = OwnAccount(row, store_key=old_key, seal_keys={})
    after = OwnAccount(row, store_key=copy.store_key, seal_keys={})
    await copy.keys.pickle_anew(
        olm=lambda pickle: after.pickle_olm(before.load_olm(pickle)),
        session=lambda peer, session_id, pickle: after.pickle_session(
            peer, before.load_session(peer, session_id, pickle)
        ),
    )
    pairs = await copy.keys.load_seal_pairs()
    names = [
        identity_entry(before.chain),
        *(seal_entry(pair.key_id) for pair in pairs if pair.kem_seed),
    ]
    if (pending := await copy.chains.find_pending()) is not None:
        names.append(identity_entry(verify_chain(pending.chain)))
        if pending.olm_pickle:
            olm = before.load_olm(pending.olm_pickle)
            await copy.chains.drop(leftovers=())
            await copy.chains.plan(replace(pending, olm_pickle=after.pickle_olm(olm)))
    entries: dict[str, str] = {}
    for name in dict.fromkeys(names):
        wrapped = await secrets.find(name)
        if wrapped is not None:
            primes = unwrap_primes(wrapped, store_key=old_key, entry_name=name)
            entries[name] = wrap_primes(
                primes, store_key=copy.store_key, entry_name=name, random=random
            )
    return entries


async def load_identity(profile: OpenProfile, chain: VerifiedChain) -> IdentityKey:
    """Load the current ID key of an own chain.

    Raises:
        KeyringError: the secret store is locked, missing or lost the key.
        AuthenticationFailed: the entry does not belong to this profile.
    """
    primes = await _load_primes(profile.secrets, profile.store_key, identity_entry(chain))
    return await asyncio.to_thread(IdentityKey.from_primes, primes)


async def save_primes(profile: OpenProfile, random: Random, entry: str, primes: bytes) -> None:
    """Write an RSA key to the secret store, encrypted, and read it back. Raises KeyringError."""
    wrapped = wrap_primes(primes, store_key=profile.store_key, entry_name=entry, random=random)
    await profile.secrets.save(entry, wrapped)


async def _load_primes(secrets: SecretStore, store_key: bytes, entry: str) -> bytes:
    wrapped = await secrets.find(entry)
    if wrapped is None:
        raise KeyringEntryLost(entry.split("-", maxsplit=1)[0])
    return unwrap_primes(wrapped, store_key=store_key, entry_name=entry)


def check_relay_key(row: AccountRow, greeting: RelayGreeting) -> None:
    """Stop before a password value leaves for a key that the person did not trust with it.

    Raises:
        RelayKeyChanged: the relay has another key than the one kept.

    Source: docs/protocol/wire.md, channel binding.
    """
    if row.relay_key and row.relay_key != greeting.channel:
        raise RelayKeyChanged(greeting.channel)


def is_pending(row: AccountRow | None) -> bool:
    """Tell whether a profile holds an account that the relay did not confirm yet."""
    return row is not None and row.registration is Registration.PENDING
