"""Noticing that this profile or the relay went back to an earlier state (PROTOCOL P7).

At sign-in the relay says the newest envelope id that this device acknowledged and the newest that
it issued. An acknowledgement that this profile knows nothing of means an older copy of it is
running; ids that the relay confirmed and no longer knows mean that the relay is older. What follows
is noted together with the notice, and done once the mailbox is drained.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from desktop.core.account import OwnAccount
from desktop.core.due_times import wait_ms
from desktop.core.events import NoticeRaised
from desktop.core.key_upkeep import ACCEPTED_KEPT_MS, KeyUpkeep
from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.relay import AuthLink
from desktop.core.ports.runtime import Clock
from desktop.core.receipts import random_between
from desktop.core.records import AccountNotice, ContactId
from desktop.core.relay_time import RelayTime
from desktop.core.rows.own_keys import AccountRow, Duty, UpkeepState
from desktop.core.rows.relay import RelayGreeting, SignedInState
from desktop.crypto.random_source import Random
from desktop.errors import KeyringError
from protocol import limits
from protocol.content import CONTENT_VERSION, ContentKind
from protocol.errors import Refused
from protocol.ids import ContentId

_log = logging.getLogger(__name__)

_DAY_MS: Final = 24 * 60 * 60 * 1000
_HOUR_S: Final = 60 * 60

SEQ_JUMP: Final = 2**32
"""How far an own stream goes on at least, so that no seq is ever used twice."""

_MINUTE_MS: Final = 60 * 1000


def seq_floor(now_ms: int) -> int:
    """Return the least seq after a restoration at a time.

    It grows with time, so that the same copy restored twice does not go on at the same seqs. By the
    earlier of both clocks: one that lies about the year must not use up the numbers that there are.
    """
    return now_ms // _MINUTE_MS * SEQ_JUMP


def is_profile_old(state: SignedInState, upkeep: UpkeepState) -> bool:
    """Tell whether this device acknowledged what this profile never committed."""
    return state.newest_acknowledged > upkeep.newest_committed


def is_relay_old(
    greeting: RelayGreeting, state: SignedInState, row: AccountRow, upkeep: UpkeepState
) -> bool:
    """Tell whether the relay no longer knows what it confirmed, or says that it was restored."""
    return (
        row.relay_epoch not in {b"", greeting.epoch}
        or state.newest_issued < max(row.newest_issued, upkeep.newest_committed)
        or state.newest_acknowledged < upkeep.confirmed_acknowledged
    )


class OldStates:
    """Compares what the relay says at sign-in with what is stored, and does what follows."""

    def __init__(
        self,
        profile: OpenProfile,
        *,
        account: OwnAccount,
        upkeep: KeyUpkeep,
        relay_time: RelayTime,
        clock: Clock,
        random: Random,
        emit: Callable[[NoticeRaised], None],
        replace_delivery_key: Callable[[], Awaitable[None]],
        note_told: Callable[[], Awaitable[None]],
        on_queued: Callable[[], None],
    ) -> None:
        """Make it.

        Args:
            profile: Where everything is stored.
            account: The own account.
            upkeep: Makes and publishes keys.
            relay_time: Both clocks; learns each hello.
            clock: Local time.
            random: Source of content ids and pauses.
            emit: Told what the person must know.
            replace_delivery_key: Takes a new own delivery key.
            note_told: Told once every contact has a content with the new key in the outbox.
            on_queued: Told when the outbox has work.
        """
        self._profile = profile
        self._account = account
        self._upkeep = upkeep
        self._relay_time = relay_time
        self._clock = clock
        self._random = random
        self._emit = emit
        self._replace_delivery_key = replace_delivery_key
        self._note_told = note_told
        self._on_queued = on_queued

    async def note_signed_in(self, greeting: RelayGreeting, state: SignedInState) -> None:
        """Keep what the relay said; notice if one of the two went back.

        Raises:
            StorageError: nothing was noted.
        """
        self._relay_time.note_hello(greeting.time_ms)
        self._upkeep.note_left(state.one_time_keys_left)
        row = await self._profile.keys.find_account()
        assert row is not None
        upkeep = await self._profile.upkeep.load_state()
        profile_is_old = is_profile_old(state, upkeep)
        relay_is_old = is_relay_old(greeting, state, row, upkeep)
        duties: list[Duty] = []
        greetings: dict[ContactId, int] = {}
        if profile_is_old:
            duties.append(Duty.RENEW_KEYS)
            if not 0 <= self._clock() - upkeep.greeted_ms < _DAY_MS:
                duties.append(Duty.REPLACE_DELIVERY_KEY)
                greetings = await self._plan_greetings()
        if relay_is_old:
            duties += [Duty.STATE_ANEW, Duty.RESEND]
        await self._profile.upkeep.note_signed_in(
            epoch=greeting.epoch,
            newest_issued=state.newest_issued,
            newest_acknowledged=state.newest_acknowledged,
            relay_is_old=relay_is_old,
            restored_floor=seq_floor(self._relay_time.earliest_ms()) if profile_is_old else None,
            seq_jump=SEQ_JUMP,
            duties=duties,
            greetings=greetings,
            now_ms=self._clock(),
        )
        if profile_is_old:
            self._emit(NoticeRaised(notice=AccountNotice.RESTORED_PROFILE))
        if relay_is_old:
            self._emit(NoticeRaised(notice=AccountNotice.RELAY_RESTORED))

    async def _plan_greetings(self) -> dict[ContactId, int]:
        """Spread one empty content to each accepted contact over an hour."""
        now_ms = self._clock()
        return {
            row.record.id: now_ms + int(random_between(self._random, 0, _HOUR_S) * 1000)
            for row in await self._profile.contacts.load_all()
            if row.is_accepted and row.may_send
        }

    async def run(self, link: AuthLink) -> None:
        """Do what is due, then greet until cancelled; the mailbox is drained."""
        await self.do_duties(link)
        loop = asyncio.get_running_loop()
        while (pause_ms := await self.greet_due()) is not None:
            due = asyncio.Event()
            timer = loop.call_later(pause_ms / 1000, due.set)
            try:
                await due.wait()
            finally:
                timer.cancel()

    async def do_duties(self, link: AuthLink) -> None:
        """Do what an old state asks for; while the clocks differ it waits for another time.

        Raises:
            NetworkError, StorageError: what is not done yet is done after the next sign-in.
        """
        if self._relay_time.clocks_differ:
            return
        for duty in await self._profile.upkeep.load_duties():
            try:
                await self._do(duty, link)
            except KeyringError:
                _log.warning("the keyring is not there; %s waits", duty.value)
                continue
            except Refused as error:
                _log.warning("the relay refused (%s); %s waits", error.code.name, duty.value)
                continue
            await self._profile.upkeep.finish_duty(duty)

    async def _do(self, duty: Duty, link: AuthLink) -> None:
        match duty:
            case Duty.RENEW_KEYS:
                await self._upkeep.renew(link)
            case Duty.REPLACE_DELIVERY_KEY:
                await self._replace_delivery_key()
            case Duty.STATE_ANEW:
                await link.put_chain(self._account.chain.encoded)
                await self._upkeep.state_anew(link)
            case Duty.RESEND:
                since_ms = self._clock() - ACCEPTED_KEPT_MS
                await self._profile.outbox.requeue_accepted(since_ms=since_ms)
                self._on_queued()

    async def greet_due(self) -> int | None:
        """Queue the greetings whose time has come.

        Returns:
            Milliseconds until the next, None if there is none any more.
        """
        now_ms = self._clock()
        due = await self._profile.upkeep.load_greetings()
        waits_ms = {
            contact: wait_ms(due_ms, now_ms=now_ms, longest_ms=_HOUR_S * 1000)
            for contact, due_ms in due.items()
        }
        for contact, pause_ms in waits_ms.items():
            if not pause_ms:
                await self._profile.upkeep.queue_greeting(
                    contact,
                    content_id=ContentId(self._random(limits.CONTENT_ID_BYTES)),
                    kind=ContentKind.EMPTY,
                    version=CONTENT_VERSION,
                    now_ms=now_ms,
                )
                self._on_queued()
        waiting = [pause_ms for pause_ms in waits_ms.values() if pause_ms]
        if due and not waiting:
            await self._note_told()
        return min(waiting, default=None)
