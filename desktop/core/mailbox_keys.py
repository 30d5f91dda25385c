"""Which keys open the own mailbox, and who may know that it is online: what the relay is told."""

import asyncio
import hashlib
import logging
from typing import Final

from desktop.core.account import OwnAccount
from desktop.core.ports.keys import KeyStore
from desktop.core.ports.relay import AuthLink
from desktop.core.ports.runtime import Clock
from desktop.core.records import Privacy
from desktop.core.relay_time import RelayTime
from desktop.crypto import invite
from desktop.crypto.random_source import Random
from protocol import limits
from protocol.errors import Refused
from protocol.messages import DeliveryKeyRule

_log = logging.getLogger(__name__)

_DAY_MS: Final = 24 * 60 * 60 * 1000

RETIRED_FOR_MS: Final = 7 * _DAY_MS
"""Longest time that a replaced key opens the mailbox for friends who were not reached (P9)."""

CHECK_S: Final = 60.0
"""How often it is looked whether everybody was told of a replaced key."""


class MailboxKeys:
    """The delivery keys of the own account, current, retired and of invites."""

    def __init__(
        self,
        keys: KeyStore,
        *,
        account: OwnAccount,
        clock: Clock,
        relay_time: RelayTime,
        random: Random,
    ) -> None:
        """Make it.

        Args:
            keys: Where they are.
            account: The own account.
            clock: Local time.
            relay_time: Both clocks: what is forgotten is due by each.
            random: Source of keys.
        """
        self._keys = keys
        self._account = account
        self._clock = clock
        self._relay_time = relay_time
        self._random = random
        self._changed = asyncio.Event()
        self._look = asyncio.Event()
        self._published = asyncio.Condition()

    async def publish(self, link: AuthLink) -> None:
        """Tell the relay the whole list, and who may know that the account is online.

        Raises:
            NetworkError, Refused: the relay keeps what it had.
        """
        await link.set_keys(await self._rules())
        await link.set_presence((await self._keys.load_privacy()).presence)
        async with self._published:
            self._published.notify_all()

    async def run(self, link: AuthLink) -> None:
        """Publish every change while the connection stands; retire keys that nobody needs."""
        self.publish_soon()
        while True:
            await self._wait()
            if await self._retire() or self._changed.is_set():
                self._changed.clear()
                try:
                    await self.publish(link)
                except Refused as error:
                    _log.warning("the relay takes no delivery keys now: %s", error.code.name)
                    # Looked at again with the next look, not at once.
                    self._changed.set()

    async def _wait(self) -> None:
        timer = asyncio.get_running_loop().call_later(CHECK_S, self._look.set)
        try:
            await self._look.wait()
        finally:
            timer.cancel()
            self._look.clear()

    def publish_soon(self) -> None:
        """What the relay must know changed."""
        self._changed.set()
        self._look.set()

    async def publish_now(self) -> None:
        """Return once the relay was told what is stored now; waits while there is no connection."""
        async with self._published:
            self.publish_soon()
            await self._published.wait()

    async def replace_key(self) -> None:
        """Take a new delivery key; the old one works on until everybody was told, at most 7 days.

        Whoever calls this queues a content to each contact that may have the new key, and then
        calls `note_told`.
        """
        key = self._random(limits.DELIVERY_KEY_BYTES)
        await self._keys.replace_delivery_key(key, now_ms=self._clock())
        self._account.use_delivery_key(key)

    async def note_told(self) -> None:
        """Everybody who must be told of the new key has a row in the outbox."""
        await self._keys.note_key_told()
        self.publish_soon()

    async def save_privacy(self, privacy: Privacy) -> None:
        """Keep what this account tells others; the relay learns its part of it."""
        await self._keys.save_privacy(privacy)
        self.publish_soon()

    async def _retire(self) -> bool:
        """Forget keys and invites whose time is over; tell whether there were any.

        While the clocks differ, nothing is (PROTOCOL P2).
        """
        if self._relay_time.clocks_differ:
            return False
        now_ms = self._relay_time.earliest_ms()
        dropped = False
        for retired in await self._keys.load_retired_keys():
            if retired.is_done or retired.retired_ms + RETIRED_FOR_MS <= now_ms:
                await self._keys.drop_retired_key(retired.key)
                dropped = True
        for own in await self._keys.load_invites():
            if own.made_ms + invite.HONOURED_FOR_MS <= now_ms:
                await self._keys.drop_invite(own.secret)
                dropped = True
        return dropped

    async def _rules(self) -> list[DeliveryKeyRule]:
        now_ms = self._relay_time.earliest_ms()
        keys = [self._account.row.delivery_key]
        keys += [retired.key for retired in await self._keys.load_retired_keys()]
        rules = [_rule(key) for key in keys]
        for own in await self._keys.load_invites():
            expires_ms = own.made_ms + invite.OPEN_FOR_MS
            if expires_ms > now_ms:
                rules.append(
                    _rule(
                        invite.open_key(own.secret),
                        uses=invite.MAX_ENVELOPES,
                        expires_ms=expires_ms,
                    )
                )
        return rules[: limits.MAX_DELIVERY_KEYS]


def _rule(key: bytes, *, uses: int = 0, expires_ms: int = 0) -> DeliveryKeyRule:
    return DeliveryKeyRule(key_hash=hashlib.sha256(key).digest(), uses=uses, expires_ms=expires_ms)
