"""The own keys over time: refilled, replaced, destroyed (PROTOCOL P2, P4).

Runs once the mailbox is drained and then daily, so that nothing is replaced while something that
was written to it may still come. Order on every change: secret store, local commit, relay; a crash
at any step leaves keys that open everything, and at most a secret that belongs to nothing, which
the next run removes.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from desktop.core.account import OwnAccount, save_primes, seal_entry
from desktop.core.events import NoticeRaised
from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.relay import AuthLink
from desktop.core.records import AccountNotice
from desktop.core.relay_time import RelayTime
from desktop.core.rows.own_keys import PrekeyRow, SealPairRow
from desktop.crypto.prekeys import DESTROY_AFTER_EXPIRY_MS, EXPIRE_AFTER_MS, REPLACE_AFTER_MS
from desktop.crypto.random_source import Random
from desktop.crypto.seal import SealKeys
from desktop.errors import KeyringError
from protocol import limits
from protocol.errors import Refused
from protocol.proofs import PrekeyKind

_log = logging.getLogger(__name__)

_DAY_MS: Final = 24 * 60 * 60 * 1000

EXTRA_KEYS_A_DAY: Final = 10
"""One-time keys made a day beyond those that were used: somebody who claims keys and never writes
gets no more, and the ratchet's account, which cannot forget a key, stays small."""

ANEW_KEYS_A_DAY: Final = 4 * limits.ONE_TIME_KEYS_HELD
"""One-time keys made a day because profile or relay went back: beyond it the relay is told the keys
that there are. It alone says what went back, and might say so at every sign-in."""

MOST_SEAL_PAIRS: Final = 16
"""Own seal pairs at a time after which going back makes no more: four by age alone, and the rest of
a vault file has room for what else is kept there."""

SEEN_KEPT_MS: Final = 90 * _DAY_MS
"""How long seen ids and own contents are kept: three times as long as the relay holds anything."""

CONTEXT_KEPT_MS: Final = 365 * _DAY_MS
"""How long it stays known that a content was sent, so that a repair can close the gap."""

ACCEPTED_KEPT_MS: Final = 7 * _DAY_MS
"""How long accepted envelopes are kept in case the relay loses some hours."""


def refill_count(*, left: int, used: int, extra_given: int) -> int:
    """Return how many one-time keys to make.

    Args:
        left: How many the relay still holds.
        used: How many were used and not replaced yet.
        extra_given: How many were made today beyond the used ones.
    """
    missing = max(limits.ONE_TIME_KEYS_HELD - left, 0)
    return min(missing, used + max(EXTRA_KEYS_A_DAY - extra_given, 0))


class KeyUpkeep:
    """Looks after the own prekeys and seal pairs."""

    def __init__(
        self,
        profile: OpenProfile,
        *,
        account: OwnAccount,
        relay_time: RelayTime,
        random: Random,
        ratchet_lock: asyncio.Lock,
        secrets_lock: asyncio.Lock,
        emit: Callable[[NoticeRaised], None],
    ) -> None:
        """Make it.

        Args:
            profile: Where keys are kept.
            account: Whose keys; new seal keys are usable there at once.
            relay_time: Both clocks.
            random: Source of KEM seeds and of the wrapping of secrets.
            ratchet_lock: Held while the ratchet's account is loaded and stored.
            secrets_lock: Held while secrets are made or removed, by this and by `own_chain`.
            emit: Told that the clocks differ.
        """
        self._profile = profile
        self._account = account
        self._relay_time = relay_time
        self._random = random
        self._ratchet_lock = ratchet_lock
        self._emit = emit
        self._working = secrets_lock
        self._left = limits.ONE_TIME_KEYS_HELD
        # How many of the keys noted as used are gone from what the relay holds by that number.
        self._used_counted: int | None = None

    def note_left(self, one_time_keys: int) -> None:
        """The relay said at sign-in how many one-time keys it still holds."""
        self._left = one_time_keys
        self._used_counted = None

    async def run(self, link: AuthLink) -> None:
        """Look after the keys at once and then daily, until cancelled.

        Raises:
            NetworkError, StorageError: as `run_once`.
        """
        loop = asyncio.get_running_loop()
        while True:
            await self.try_once(link)
            day_over = asyncio.Event()
            timer = loop.call_later(_DAY_MS / 1000, day_over.set)
            try:
                await day_over.wait()
            finally:
                timer.cancel()

    async def try_once(self, link: AuthLink) -> None:
        """Do as `run_once`; what the relay takes not now is tried again tomorrow."""
        try:
            await self.run_once(link)
        except Refused as error:
            # What was made is committed, and no reason to end the connection.
            _log.warning("the relay takes no keys now: %s", error.code.name)

    async def run_once(self, link: AuthLink) -> bool:
        """Do everything that is due; the mailbox is drained.

        Returns:
            False if nothing was done because the clocks differ.

        Raises:
            NetworkError, Refused: what was made is committed and published at the next sign-in.
            StorageError: as it says.
        """
        if self._relay_time.clocks_differ:
            self._emit(NoticeRaised(notice=AccountNotice.CLOCKS_DIFFER))
            return False
        async with self._working:
            await self._do_due(link)
        return True

    async def _do_due(self, link: AuthLink) -> None:
        try:
            await remove_leftovers(self._profile)
            if await self._is_due(PrekeyKind.SEAL_PAIR) or await self._is_newest_pair_lost():
                await self.make_seal_pair()
        except KeyringError:
            _log.warning("the keyring is not there; seal pairs wait")
        if await self._is_due(PrekeyKind.FALLBACK):
            await self.make_olm_keys(one_time=0, with_fallback=True)
        await self._refill()
        await self.publish(link)
        await self._destroy_old_pairs()
        await self._prune()

    async def renew(self, link: AuthLink) -> None:
        """Make every prekey anew; the relay forgets the one-time keys it holds.

        Repeated without end it makes nothing any more, and tells what there is.

        Raises:
            KeyringError: the secret store did not take the seal pair; nothing was made.
            NetworkError, Refused: what was made is committed; it may be made anew once more.
        """
        async with self._working:
            pairs = await self._profile.keys.load_seal_pairs()
            if len(pairs) < MOST_SEAL_PAIRS or await self._is_newest_pair_lost():
                await self.make_seal_pair()
            await self._make_anew(with_fallback=True)
            await self._publish_all(link)

    async def state_anew(self, link: AuthLink) -> None:
        """Tell a relay that lost some hours every prekey, with one-time keys never given out."""
        async with self._working:
            await self._make_anew(with_fallback=False)
            await self._publish_all(link)

    async def _make_anew(self, *, with_fallback: bool) -> None:
        """Make a whole set of one-time keys, as long as the day allows."""
        since_ms, given = await self._load_extra()
        count = min(limits.ONE_TIME_KEYS_HELD, ANEW_KEYS_A_DAY - given)
        if count > 0:
            await self._profile.upkeep.note_refilled(
                0, extra_since_ms=since_ms, extra_given=given + count
            )
            await self.make_olm_keys(one_time=count, with_fallback=with_fallback)

    async def _load_extra(self) -> tuple[int, int]:
        """Return since when keys beyond the used ones are counted, and how many were made since."""
        now_ms = self._relay_time.earliest_ms()
        state = await self._profile.upkeep.load_state()
        if not 0 <= now_ms - state.extra_since_ms < _DAY_MS:
            return now_ms, 0
        return state.extra_since_ms, state.extra_given

    async def _publish_all(self, link: AuthLink) -> None:
        told = await self._load_told()
        await link.put_prekeys([prekey.encoded for prekey in told], wipe=True)
        await self._profile.keys.mark_prekeys_published(told)
        self.note_left(sum(prekey.kind == PrekeyKind.ONE_TIME for prekey in told))

    async def load_first_prekeys(self, relay_ms: int) -> list[bytes]:
        """Return the prekeys that a registration needs; one that has grown old is made anew.

        The relay holds nothing for an account that it does not know, so nothing has to be drained.

        Args:
            relay_ms: The relay's time, from its hello.

        Raises:
            KeyringError, StorageError: as they say.
        """
        self._relay_time.note_hello(relay_ms)
        async with self._working:
            if not self._relay_time.clocks_differ:
                if await self._is_due(PrekeyKind.SEAL_PAIR):
                    await self.make_seal_pair()
                if await self._is_due(PrekeyKind.FALLBACK):
                    await self.make_olm_keys(one_time=0, with_fallback=True)
            return [prekey.encoded for prekey in await self._load_told()]

    async def _load_told(self) -> list[PrekeyRow]:
        """Return what the relay must know: what it did not confirm yet, and the newest of both."""
        newest = [
            await self._profile.upkeep.load_newest_prekey(kind)
            for kind in (PrekeyKind.SEAL_PAIR, PrekeyKind.FALLBACK)
        ]
        made = await self._profile.keys.load_unpublished_prekeys()
        return list({prekey.encoded: prekey for prekey in (*made, *newest)}.values())

    async def publish(self, link: AuthLink) -> None:
        """Bring what the relay did not confirm yet to it."""
        if prekeys := await self._profile.keys.load_unpublished_prekeys():
            await link.put_prekeys([prekey.encoded for prekey in prekeys], wipe=False)
            await self._profile.keys.mark_prekeys_published(prekeys)

    async def _is_due(self, kind: PrekeyKind) -> bool:
        newest_ms = await self._profile.upkeep.find_newest_ms(kind)
        return newest_ms is None or newest_ms + REPLACE_AFTER_MS <= self._relay_time.earliest_ms()

    async def _is_newest_pair_lost(self) -> bool:
        """Tell whether peers seal to a pair that the keyring lost (PROTOCOL P12)."""
        pairs = await self._profile.keys.load_seal_pairs()
        return pairs[0].key_id in self._account.lost_keys

    # ── ratchet keys ──────────────────────────────────────────────────────────────────────────

    async def make_olm_keys(self, *, one_time: int, with_fallback: bool) -> None:
        """Make ratchet keys and commit them signed, with the account that holds their secrets."""
        now_ms = self._relay_time.earliest_ms()
        async with self._ratchet_lock:
            olm = self._account.load_olm(await self._profile.keys.load_olm_account())
            parts: list[tuple[PrekeyKind, bytes, int | None]] = []
            if with_fallback:
                key = olm.generate_fallback_key()
                parts.append((PrekeyKind.FALLBACK, key, now_ms + EXPIRE_AFTER_MS))
            if one_time:
                keys = olm.generate_one_time_keys(one_time)
                parts += [(PrekeyKind.ONE_TIME, key, None) for key in keys]
            olm.mark_keys_as_published()
            await self._profile.keys.add_prekeys(
                self._account.pickle_olm(olm),
                [
                    PrekeyRow(
                        kind=kind,
                        encoded=self._account.sign_prekey(kind, key, expires_ms=expires_ms),
                        made_ms=now_ms,
                    )
                    for kind, key, expires_ms in parts
                ],
            )

    async def _refill(self) -> None:
        state = await self._profile.upkeep.load_state()
        if self._used_counted is not None:
            self._left = max(self._left - (state.used_keys - self._used_counted), 0)
        self._used_counted = state.used_keys
        extra_since_ms, extra_given = await self._load_extra()
        count = refill_count(left=self._left, used=state.used_keys, extra_given=extra_given)
        if not count:
            return
        replaced = min(count, state.used_keys)
        await self._profile.upkeep.note_refilled(
            replaced,
            extra_since_ms=extra_since_ms,
            extra_given=extra_given + count - replaced,
        )
        await self.make_olm_keys(one_time=count, with_fallback=False)
        self._left += count
        self._used_counted -= replaced

    # ── seal pairs ────────────────────────────────────────────────────────────────────────────

    async def make_seal_pair(self) -> None:
        """Make a pair, keep it, and be able to open with it; peers learn of it by `publish`.

        Raises:
            KeyringError: the secret store did not take it; nothing was committed.
        """
        keys = await asyncio.to_thread(self.generate_seal_keys)
        now_ms = self._relay_time.earliest_ms()
        expires_ms = now_ms + EXPIRE_AFTER_MS
        entry = seal_entry(keys.kid)
        await self._profile.upkeep.plan_secret(entry)
        await save_primes(self._profile, self._random, entry, keys.to_primes())
        prekey = self._account.sign_prekey(
            PrekeyKind.SEAL_PAIR, keys.key_bytes, expires_ms=expires_ms
        )
        await self._profile.upkeep.add_seal_pair(
            SealPairRow(
                key_id=keys.kid,
                key=keys.key_bytes,
                kem_seed=keys.to_kem_seed(),
                made_ms=now_ms,
                expires_ms=expires_ms,
            ),
            PrekeyRow(kind=PrekeyKind.SEAL_PAIR, encoded=prekey, made_ms=now_ms),
            entry=entry,
        )
        self._account.seal_keys = {**self._account.seal_keys, keys.kid: keys}

    def generate_seal_keys(self) -> SealKeys:
        """Make a seal pair; takes some 0.3 s, so it runs in a thread."""
        return SealKeys.generate(self._random)

    async def _destroy_old_pairs(self) -> None:
        due_ms = self._relay_time.earliest_ms() - DESTROY_AFTER_EXPIRY_MS
        # The newest is never destroyed, whatever its age: without one nobody could write to us.
        for pair in (await self._profile.keys.load_seal_pairs())[1:]:
            if pair.expires_ms <= due_ms:
                entry = seal_entry(pair.key_id)
                await self._profile.upkeep.drop_seal_pair(pair.key_id, entry=entry)
                self._account.seal_keys = {
                    kid: keys for kid, keys in self._account.seal_keys.items() if kid != pair.key_id
                }
        try:
            await remove_leftovers(self._profile)
        except KeyringError:
            _log.warning("the keyring is not there; a destroyed key is removed later")

    async def _prune(self) -> None:
        now_ms = self._relay_time.earliest_ms()
        await self._profile.upkeep.prune(
            seen_before_ms=now_ms - SEEN_KEPT_MS,
            contexts_before_ms=now_ms - CONTEXT_KEPT_MS,
            accepted_before_ms=now_ms - ACCEPTED_KEPT_MS,
        )


async def remove_leftovers(profile: OpenProfile) -> None:
    """Delete secrets that belong to nothing: planned and never committed, or dropped.

    Nobody else may be making a secret meanwhile.

    Raises:
        KeyringError: the secret store is not there; they are removed another time.
    """
    for entry in await profile.upkeep.load_leftover_secrets():
        await profile.secrets.delete(entry)
        await profile.upkeep.forget_leftover(entry)
