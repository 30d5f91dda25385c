"""The own key chain grows: another identity, or this device anew (PROTOCOL P3, P12).

Order on every change: secret store, read back, commit as pending, relay, commit as in force, delete
what is old. Until the relay confirmed it, everything that is sent names the chain that was there
before. A crash at any step leaves one chain in force with the keys that belong to it: what is
pending is settled by what the relay has, before the next sign-in.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from desktop.core.account import (
    OwnAccount,
    identity_entry,
    load_identity,
    new_identity_entry,
    save_primes,
    seal_entry,
)
from desktop.core.key_upkeep import remove_leftovers
from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.relay import AuthLink, Relay
from desktop.core.ports.runtime import Clock
from desktop.core.receipts import random_between
from desktop.core.records import ContactId
from desktop.core.rows.own_keys import PendingChain
from desktop.core.rows.relay import PeerKeysState, RelayGreeting, SignedInState
from desktop.crypto.device_key import DeviceKey
from desktop.crypto.identity import IdentityKey
from desktop.crypto.key_chain import append_device, append_revoke, append_rotation
from desktop.crypto.random_source import Random
from desktop.crypto.session import OlmAccount
from desktop.errors import ChainFull, KeyringError, NotSignedIn
from protocol import limits
from protocol.errors import InvalidForm, InvalidProof, Refused
from protocol.proofs import VerifiedChain, extends, verify_chain

_log = logging.getLogger(__name__)

GREET_WITHIN_S: Final = 60
"""Contacts are told of a new device within this time: until they know it, they write in vain."""

_ENDING_ENTRIES: Final = 1
"""Entries that stay free in every chain, so that an account can always be ended."""


class OwnChain:
    """Makes the own chain longer."""

    def __init__(
        self,
        profile: OpenProfile,
        *,
        account: OwnAccount,
        relay: Relay,
        clock: Clock,
        random: Random,
        ratchet_lock: asyncio.Lock,
        secrets_lock: asyncio.Lock,
        find_link: Callable[[], AuthLink | None],
        find_drained_link: Callable[[], AuthLink | None],
    ) -> None:
        """Make it.

        Args:
            profile: Where chain and keys are.
            account: The own account; goes on with each new chain at once.
            relay: Who is asked which chain it has.
            clock: Local time.
            random: Source of keys and pauses.
            ratchet_lock: Held while the device's keys change.
            secrets_lock: Held while secrets are made or removed.
            find_link: Returns the signed-in connection while there is one.
            find_drained_link: The same, once everything has come that was held.
        """
        self._profile = profile
        self._account = account
        self._relay = relay
        self._clock = clock
        self._random = random
        self._ratchet_lock = ratchet_lock
        self._secrets_lock = secrets_lock
        self._find_link = find_link
        self._find_drained_link = find_drained_link
        self._working = asyncio.Lock()
        self._relay_head = b""

    # ── what the person asks for ──────────────────────────────────────────────────────────────

    async def renew_identity(self) -> None:
        """Replace the RSA identity; see `Messenger.renew_identity`."""
        async with self._working:
            link = _needed(self._find_link())
            if await self._publish_pending(link):
                return
            self._check_room(1)
            async with self._secrets_lock:
                pending, entry = await self._make_identity()
                await self._profile.chains.plan(pending, entry=entry)
            await self._publish_pending(link)

    async def _make_identity(self) -> tuple[PendingChain, str]:
        chain = self._account.chain
        identity = await load_identity(self._profile, chain)
        new_identity = await asyncio.to_thread(self.generate_identity)
        entry = new_identity_entry(new_identity.spki)
        await self._profile.upkeep.plan_secret(entry)
        await save_primes(self._profile, self._random, entry, new_identity.to_primes())
        longer = append_rotation(
            chain, identity=identity, new_identity=new_identity, created_ms=self._clock()
        )
        return PendingChain(chain=longer), entry

    def generate_identity(self) -> IdentityKey:
        """Make an RSA identity; takes some 0.3 s, so it runs in a thread."""
        return IdentityKey.generate()

    async def renew_device(self) -> None:
        """Revoke this device and add it anew; see `Messenger.renew_device`."""
        async with self._working:
            # What the relay holds for the old device would be lost.
            link = _needed(self._find_drained_link())
            if await self._publish_pending(link):
                return
            self._check_room(2)
            await self._profile.chains.plan(await self._make_device())
            await self._publish_pending(link)

    async def _make_device(self) -> PendingChain:
        identity = await load_identity(self._profile, self._account.chain)
        device_key = DeviceKey.generate(self._random)
        olm = OlmAccount.create()
        now_ms = self._clock()
        number = self._account.address.device
        without = append_revoke(
            self._account.chain, identity=identity, device=number, created_ms=now_ms
        )
        chain = append_device(
            verify_chain(without),
            identity=identity,
            device=number,
            signing_key=device_key.public,
            olm_key=olm.identity_key,
            min_suite=limits.SUITE_MIN,
            max_suite=limits.SUITE_MAX,
            created_ms=now_ms,
        )
        return PendingChain(
            chain=chain,
            signing_seed=device_key.to_seed(),
            olm_pickle=self._account.pickle_olm(olm),
        )

    def _check_room(self, entries: int) -> None:
        most = limits.MAX_CHAIN_ENTRIES - _ENDING_ENTRIES
        if len(self._account.chain.entries) + entries > most:
            raise ChainFull

    # ── bringing it to the relay ──────────────────────────────────────────────────────────────

    async def settle(self) -> None:
        """Before a sign-in: find out whether the relay has the pending chain already.

        A renewed device can sign in only with the keys that the relay knows.

        Raises:
            NetworkError, Refused: the relay could not be asked; it stays pending.
            StorageError: a commit failed; it stays pending.
        """
        async with self._working:
            pending = await self._profile.chains.find_pending()
            if pending is None:
                return
            held = await self._fetch_own()
            planned = verify_chain(pending.chain)
            if held is None or (extends(planned, held) and held.head != planned.head):
                return
            if extends(held, planned):
                await self._finish(pending)
            else:
                await self._drop(planned)

    async def note_signed_in(self, _greeting: RelayGreeting, state: SignedInState) -> None:
        """The relay said at sign-in how far the chain goes that it has."""
        self._relay_head = state.chain_head

    async def publish(self, link: AuthLink) -> None:
        """After a sign-in: the relay has the chain in force, and so have we.

        A copy of this profile may have made the chain longer, and a restored relay may have lost
        an end of it.

        Raises:
            NetworkError, StorageError: what is pending stays so.
        """
        async with self._working:
            try:
                if await self._publish_pending(link):
                    return
                chain = self._account.chain
                if self._relay_head in chain.heads[:-1]:
                    await link.put_chain(chain.encoded)
                elif self._relay_head != chain.head:
                    await self._adopt_longer()
            except Refused as error:
                _log.warning("the relay does not take the chain now: %s", error.code.name)

    async def _publish_pending(self, link: AuthLink) -> bool:
        """Bring the pending chain to the relay; False if there is none."""
        pending = await self._profile.chains.find_pending()
        if pending is None:
            return False
        await link.put_chain(pending.chain)
        await self._finish(pending)
        return True

    async def _finish(self, pending: PendingChain) -> None:
        """The relay has it: use it, and delete what it replaces."""
        old, new = self._account.chain, verify_chain(pending.chain)
        leftovers = []
        if identity_entry(old) != identity_entry(new):
            leftovers.append(identity_entry(old))
        greetings: dict[ContactId, int] = {}
        if pending.signing_seed:
            pairs = await self._profile.keys.load_seal_pairs()
            leftovers += [seal_entry(pair.key_id) for pair in pairs]
            greetings = await self._plan_greetings()
        async with self._secrets_lock:
            async with self._ratchet_lock:
                self._account.adopt(
                    await self._profile.chains.finish(
                        leftovers=leftovers,
                        greetings=greetings,
                        one_time_keys=limits.ONE_TIME_KEYS_HELD,
                    )
                )
            try:
                await remove_leftovers(self._profile)
            except KeyringError:
                _log.warning("the keyring is not there; a replaced key is removed later")

    async def _plan_greetings(self) -> dict[ContactId, int]:
        """Tell each accepted contact by an empty content, which carries the chain."""
        now_ms = self._clock()
        return {
            row.record.id: now_ms + int(random_between(self._random, 0, GREET_WITHIN_S) * 1000)
            for row in await self._profile.contacts.load_all()
            if row.is_accepted and row.may_send
        }

    async def _drop(self, planned: VerifiedChain) -> None:
        """The relay has another chain than the pending one could follow: it never will have it."""
        _log.warning("a pending chain does not fit what the relay has")
        is_rotation = identity_entry(planned) != identity_entry(self._account.chain)
        leftovers = [identity_entry(planned)] if is_rotation else []
        await self._profile.chains.drop(leftovers=leftovers)

    async def _adopt_longer(self) -> None:
        held = await self._fetch_own()
        own = self._account.chain
        number = self._account.address.device
        if (
            held is None
            or not extends(held, own)
            or held.devices.get(number) != own.devices[number]
        ):
            _log.error("the relay has another chain of this account")
            return
        async with self._ratchet_lock:
            self._account.adopt(await self._profile.chains.adopt(held.encoded))

    async def _fetch_own(self) -> VerifiedChain | None:
        """Return the own chain as the relay has it, None if that is none of ours."""
        answer = await self._relay.fetch_keys(self._account.address.account)
        if answer.state is not PeerKeysState.FOUND:
            return None
        try:
            held = verify_chain(answer.chain)
        except (InvalidForm, InvalidProof):
            return None
        return held if held.account == self._account.address.account else None


def _needed(link: AuthLink | None) -> AuthLink:
    if link is None:
        raise NotSignedIn
    return link
