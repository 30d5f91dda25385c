"""Keeps the app signed in: connect, sign in, drain, then work; on loss, again after a pause."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

from desktop.core.account import OwnAccount, is_pending
from desktop.core.account_maker import AccountMaker
from desktop.core.cancellation import raise_if_cancelled
from desktop.core.catch_up import CatchUp
from desktop.core.events import CatchUpProgressed, ConnectionChanged
from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.relay import AuthLink, Relay
from desktop.core.receipts import random_between
from desktop.core.records import ConnectionState, ConnectionTrouble
from desktop.core.rows.relay import Delivery, RelayGreeting, SignedInState
from desktop.core.sync import InboundPipeline
from desktop.crypto.random_source import Random
from desktop.errors import (
    AuthenticationFailed,
    ConnectionLost,
    NetworkError,
    RelayIncompatible,
    RelayKeyChanged,
    RelayUntrusted,
    StorageError,
)
from protocol.errors import ErrorCode, ProtocolError, Refused
from protocol.ids import EnvelopeId

_log = logging.getLogger(__name__)

FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 15.0
"""Pauses between tries double from the first to the longest, each shortened at random by up to
half, so that a restarted relay is not met by everybody at once. Whatever waits is to be there 30 s
after a network is back."""

_FINAL_REFUSALS: Final = {
    ErrorCode.SIGN_IN_FAILED: ConnectionTrouble.SIGN_IN_FAILED,
    ErrorCode.UNKNOWN_ACCOUNT: ConnectionTrouble.ACCOUNT_LOST,
    # An unfinished registration: the relay never made the account.
    ErrorCode.REGISTRATION_CLOSED: ConnectionTrouble.ACCOUNT_LOST,
    ErrorCode.CODE_REFUSED: ConnectionTrouble.ACCOUNT_LOST,
    ErrorCode.NAME_TAKEN: ConnectionTrouble.SIGN_IN_FAILED,
    ErrorCode.GONE: ConnectionTrouble.SIGN_IN_FAILED,
    ErrorCode.REPLACED: ConnectionTrouble.SIGNED_IN_ELSEWHERE,
}
"""Refusals that trying again by itself cannot mend."""

_INCOMPATIBLE: Final = {
    None: ConnectionTrouble.OTHER_REALM,
    True: ConnectionTrouble.APP_TOO_OLD,
    False: ConnectionTrouble.RELAY_TOO_OLD,
}
"""By `RelayIncompatible.relay_is_newer`."""

_FINAL: Final = frozenset(
    {*_FINAL_REFUSALS.values(), *_INCOMPATIBLE.values(), ConnectionTrouble.KEY_CHANGED}
)
"""What waits for the person, or for another version."""

_LINK_FAILURES: Final = (
    NetworkError,
    StorageError,
    ProtocolError,
    AuthenticationFailed,
    RelayKeyChanged,
)
"""What ends a connection and is tried again."""

OnlineTask = tuple[str, Callable[[AuthLink], Coroutine[Any, Any, None]]]
"""Name and coroutine function of something that runs while the app is online and drained."""


class ConnectionKeeper:
    """Owns the signed-in connection and everything that runs only while it stands."""

    def __init__(
        self,
        profile: OpenProfile,
        *,
        relay: Relay,
        account: OwnAccount,
        maker: AccountMaker,
        settle: Callable[[], Coroutine[Any, Any, None]],
        note_signed_in: Sequence[
            Callable[[RelayGreeting, SignedInState], Coroutine[Any, Any, None]]
        ],
        publish: Sequence[Callable[[AuthLink], Coroutine[Any, Any, None]]],
        inbound: InboundPipeline,
        online_tasks: Sequence[OnlineTask],
        random: Random,
        emit: Callable[[ConnectionChanged | CatchUpProgressed], None],
    ) -> None:
        self._profile = profile
        self._relay = relay
        self._account = account
        self._maker = maker
        self._settle = settle
        self._note_signed_in = note_signed_in
        self._publish = publish
        self._inbound = inbound
        self._online_tasks = online_tasks
        self._random = random
        self._emit = emit
        self._retry_now = asyncio.Event()
        self._pause_s = FIRST_PAUSE_S
        self._to_acknowledge: list[EnvelopeId] = []
        self._link: AuthLink | None = None
        self._newest_issued = 0
        self._is_drained = False
        self._acknowledge = asyncio.Event()
        self._planned_try: asyncio.TimerHandle | None = None
        self._doubted = asyncio.Event()

    def find_link(self) -> AuthLink | None:
        """Return the signed-in connection while there is one."""
        return self._link

    def find_drained_link(self) -> AuthLink | None:
        """Return the signed-in connection once everything that was held has come."""
        return self._link if self._is_drained else None

    def reconnect_now(self) -> None:
        """Do not wait for the next planned try."""
        self._retry_now.set()

    def note_slept(self) -> None:
        """The computer slept: the connection may be gone unnoticed, and the network be back."""
        self._doubted.set()
        if self._planned_try is not None:
            self._retry_now.set()

    async def run(self) -> None:
        """Keep connected until cancelled."""
        try:
            while True:
                self._tell(ConnectionState.CONNECTING)
                trouble, retry_after_s = await self._connect_once()
                raise_if_cancelled()
                self._retry_now.clear()
                if trouble in _FINAL:
                    self._tell(ConnectionState.REFUSED, trouble)
                    await self._retry_now.wait()
                    continue
                pause_s = max(self._next_pause_s(), retry_after_s or 0)
                self._tell(ConnectionState.OFFLINE, trouble, retry_in_s=pause_s)
                await self._wait_for_retry(pause_s)
        finally:
            self._tell(ConnectionState.STOPPED)

    def _tell(
        self,
        state: ConnectionState,
        trouble: ConnectionTrouble = ConnectionTrouble.NONE,
        retry_in_s: float | None = None,
    ) -> None:
        self._emit(ConnectionChanged(state=state, trouble=trouble, retry_in_s=retry_in_s))

    def _next_pause_s(self) -> float:
        pause_s = random_between(self._random, self._pause_s / 2, self._pause_s)
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
        return pause_s

    async def _wait_for_retry(self, pause_s: float) -> None:
        timer = asyncio.get_running_loop().call_later(pause_s, self._retry_now.set)
        self._planned_try = timer
        try:
            await self._retry_now.wait()
        finally:
            self._planned_try = None
            timer.cancel()

    async def _connect_once(self) -> tuple[ConnectionTrouble, float | None]:
        """Connect and work until the connection ends; return why, and the relay's wished pause."""
        try:
            await self._finish_registration()
            await self._settle()
            link = await self._relay.connect()
            try:
                await self._sign_in(link)
                self._link = link
                await self._work(link)
            finally:
                self._link = None
                self._is_drained = False
                await link.close()
                # What ended this one has ended the anonymous one, too, perhaps unnoticed.
                await self._relay.close()
        except _LINK_FAILURES as error:
            return _trouble(error), error.retry_after_s if isinstance(error, Refused) else None
        except ExceptionGroup as group:
            _log.exception("a task of the connection failed")
            return _trouble(_first(group)), None
        return ConnectionTrouble.UNREACHABLE, None

    async def _finish_registration(self) -> None:
        row = await self._profile.keys.find_account()
        if row is None or not is_pending(row):
            return
        link = await self._relay.connect()
        try:
            await self._maker.register(row, link)
        finally:
            await link.close()

    async def _sign_in(self, link: AuthLink) -> None:
        if link.greeting.realm != self._account.row.realm:
            raise RelayIncompatible(relay_is_newer=None)
        state = await link.login(
            address=self._account.address, signature=self._account.sign_login(link.greeting)
        )
        self._newest_issued = state.newest_issued
        for note in self._note_signed_in:
            await note(link.greeting, state)
        self._tell(ConnectionState.CATCHING_UP)

    async def _publish_all(self, link: AuthLink) -> None:
        """Bring to the relay what it lacks; held envelopes come in meanwhile, before any answer."""
        for publish in (self._publish_prekeys, *self._publish):
            try:
                await publish(link)
            except Refused as error:
                # It keeps what it had, and what is held for us comes all the same.
                _log.warning("the relay takes nothing new now: %s", error.code.name)

    async def _publish_prekeys(self, link: AuthLink) -> None:
        if unpublished := await self._profile.keys.load_unpublished_prekeys():
            await link.put_prekeys([prekey.encoded for prekey in unpublished], wipe=False)
            await self._profile.keys.mark_prekeys_published(unpublished)

    async def _work(self, link: AuthLink) -> None:
        """Publish and take deliveries; once both are done, run everything else beside it.

        Neither waits for the other: answers stand behind the deliveries on the connection, which is
        not read on while too many of those wait to be taken.

        The block of the group does nothing but wait. A commit holds a cancellation up until it is
        done; in the block itself, one that the group asked for could so outlive the group and end
        the keeper.
        """
        self._to_acknowledge = list(await self._profile.history.load_unacknowledged())
        self._acknowledge.set()
        self._doubted.clear()
        drained = asyncio.Event()
        failure: Exception | None = None
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._send_acknowledgements(link), name="acknowledgements")
                group.create_task(self._take_deliveries(link, drained), name="deliveries")
                group.create_task(self._go_online(link, drained, group), name="online")
                group.create_task(self._check(link), name="check")
                await asyncio.Event().wait()
        except* _LINK_FAILURES as caught:
            # Raised in here, Python before 3.11.4 would put it into another group.
            failure = _first(caught)
        if failure is not None:
            raise failure

    async def _go_online(
        self, link: AuthLink, drained: asyncio.Event, group: asyncio.TaskGroup
    ) -> None:
        """Publish; once everything held has come too, start what runs only then."""
        await self._publish_all(link)
        await drained.wait()
        # If the connection ended during the last commit, nothing may be started any more.
        await asyncio.sleep(0)
        self._is_drained = True
        self._pause_s = FIRST_PAUSE_S
        self._tell(ConnectionState.ONLINE)
        for name, run in self._online_tasks:
            group.create_task(run(link), name=name)

    async def _take_deliveries(self, link: AuthLink, drained: asyncio.Event) -> None:
        catch_up: CatchUp | None = CatchUp(self._newest_issued)
        async for delivery in link.deliveries():
            if isinstance(delivery, Delivery):
                await self._inbound.take(delivery)
                if catch_up is not None and (progress := catch_up.note(delivery.id)):
                    self._emit(progress)
                if delivery.id:
                    self._to_acknowledge.append(delivery.id)
                    self._acknowledge.set()
                # If the connection ended during the commit, nothing may be started any more.
                await asyncio.sleep(0)
            else:
                catch_up = None
                drained.set()
        raise ConnectionLost("no more deliveries")

    async def _check(self, link: AuthLink) -> None:
        """Ask for a sign of life whenever there is reason to doubt."""
        while True:
            await self._doubted.wait()
            self._doubted.clear()
            await link.check()

    async def _send_acknowledgements(self, link: AuthLink) -> None:
        """Acknowledge what is committed; ids that gather meanwhile go together."""
        while True:
            await self._acknowledge.wait()
            self._acknowledge.clear()
            ids, self._to_acknowledge = self._to_acknowledge, []
            if ids:
                await link.acknowledge(ids)
                await self._profile.history.forget_acknowledged(ids)


def _first(group: BaseExceptionGroup[Exception]) -> Exception:
    """Return the first leaf of a group; all of them end the connection alike."""
    error: Exception | BaseExceptionGroup[Exception] = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _trouble(error: Exception) -> ConnectionTrouble:
    match error:
        case RelayIncompatible():
            return _INCOMPATIBLE[error.relay_is_newer]
        case Refused():
            return _FINAL_REFUSALS.get(error.code, ConnectionTrouble.UNREACHABLE)
        case RelayUntrusted():
            return ConnectionTrouble.UNTRUSTED
        case RelayKeyChanged():
            return ConnectionTrouble.KEY_CHANGED
        case NetworkError():
            return ConnectionTrouble.UNREACHABLE
        case _:
            return ConnectionTrouble.STORAGE_FAILED
