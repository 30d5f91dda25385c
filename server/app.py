"""The relay as a whole: builds its parts, connects them, and stops them in order."""

import asyncio
import contextlib
import functools
import logging
import os
import time
from collections.abc import Awaitable, Callable
from importlib import metadata
from pathlib import Path
from typing import Final

from protocol import limits, messages
from protocol.errors import ErrorCode
from protocol.ids import AccountId, EnvelopeId, parse_realm
from server.config import Clock, Config, ConfigError, Random, Registration
from server.metrics import Event, Metrics
from server.net.dispatch import Dispatcher
from server.net.listener import Listener
from server.net.status import StatusServer
from server.net.tls import Channels
from server.rate_limits import RateLimit
from server.services.account_changes import AccountChanges, Ended
from server.services.accounts import Accounts
from server.services.delivery import Delivery
from server.services.key_directory import KeyDirectory
from server.services.mailbox import MailboxService
from server.services.mailboxes import Mailboxes, MailboxLimits
from server.services.passwords import Passwords
from server.services.presence import Presence
from server.services.registration_codes import RegistrationCodes
from server.services.work_pool import WorkPool
from server.store import account_rows, operator_rows
from server.store.account_rows import RelayIdentity
from server.store.disk_room import DiskRoom
from server.store.engine import Database, StoreUnavailable, changing, open_database
from server.store.envelope_ids import EnvelopeIds
from server.store.reader import Reader
from server.store.writer import MAX_PENDING, Writer

_log = logging.getLogger(__name__)

_PROOF_THREADS: Final = 1
_PROOFS_WAITING: Final = 256

_SWEEP_S: Final = 30.0
"""Between two looks at budgets and presence; both only grow or age slowly."""

_LOOK_AT_DISK_S: Final = 1.0
"""Between two looks at how full the disk is; a look is one call to the system."""

_RANDOM_REALM_BYTES: Final = 16

_RULES: Final = {
    Registration.OPEN: messages.RegistrationRule.OPEN,
    Registration.CODE: messages.RegistrationRule.BY_CODE,
    Registration.CLOSED: messages.RegistrationRule.CLOSED,
}


class SystemClock:
    """The computer's clocks."""

    def now_ms(self) -> int:
        """Return Unix time in milliseconds."""
        return time.time_ns() // 1_000_000

    def monotonic_s(self) -> float:
        """Return seconds that only grow."""
        return time.monotonic()


async def run_relay(
    config: Config,
    *,
    stop: asyncio.Event,
    on_listening: Callable[[int], None],
    reload: asyncio.Event | None = None,
    clock: Clock | None = None,
    random: Random = os.urandom,
) -> None:
    """Serve until `stop` is set, then finish and close everything in order.

    Args:
        config: Checked settings.
        stop: Set it to stop the relay.
        on_listening: Called with the port once connections are accepted.
        reload: Set it to have certificates read again.
        clock: Where time comes from; the computer's by default.
        random: Where nonces, salts and the realm come from.

    Raises:
        ConfigError: the realm asked for is not the database's, or a certificate cannot be used.
        DatabaseUnusable: the database cannot be used.
        PortTaken: the address cannot be listened on.
    """
    channels = Channels(config)
    database = open_database(config.database)
    try:
        identity, newest_id, leased_id = _load_identity(database, config, random)
        relay = _Relay(
            config,
            database,
            identity,
            newest_id,
            leased_id,
            channels=channels,
            clock=SystemClock() if clock is None else clock,
            random=random,
        )
        await relay.run(stop, asyncio.Event() if reload is None else reload, on_listening)
    finally:
        database.close()


def begin_epoch(path: Path, *, random: Random = os.urandom) -> None:
    """Give a database that was put back from a copy another epoch, so that every app notices.

    Raises:
        DatabaseUnusable: there is none, a relay is running on it, or it cannot be used.
    """
    with changing(path) as connection:
        account_rows.replace_epoch(connection, random(limits.EPOCH_BYTES))


def _version() -> str:
    try:
        return metadata.version("securechat")
    except metadata.PackageNotFoundError:
        return "unknown"


def _load_identity(
    database: Database, config: Config, random: Random
) -> tuple[RelayIdentity, EnvelopeId, EnvelopeId]:
    with database.writing.begin() as connection:
        identity = account_rows.load_identity(connection)
        if identity is None:
            realm = config.realm or parse_realm(f"r{random(_RANDOM_REALM_BYTES).hex()}")
            identity = RelayIdentity(realm=realm, epoch=random(limits.EPOCH_BYTES))
            account_rows.save_identity(connection, identity)
        newest_id = account_rows.load_newest_id(connection)
        leased_id = account_rows.load_leased_id(connection)
    if config.realm is not None and config.realm != identity.realm:
        raise ConfigError(
            f"The database belongs to the realm {identity.realm}, not {config.realm}."
        )
    return identity, newest_id, leased_id


class _Relay:
    """One running relay."""

    def __init__(
        self,
        config: Config,
        database: Database,
        identity: RelayIdentity,
        newest_id: EnvelopeId,
        leased_id: EnvelopeId,
        *,
        channels: Channels,
        clock: Clock,
        random: Random,
    ) -> None:
        budgets = config.budgets
        self._identity = identity
        self._clock = clock
        self._config = config
        self._channels = channels
        self._metrics = Metrics()
        self._room = DiskRoom(config.database)
        self._started_s = clock.monotonic_s()
        self._is_serving = False
        self._has_listened = False
        self._connecting = RateLimit(budgets.connecting, clock)
        self._lookups = RateLimit(budgets.lookups, clock)
        self._claims = RateLimit(budgets.claims, clock)
        self._sends = RateLimit(budgets.sends, clock)
        self._requests = RateLimit(budgets.requests, clock)
        self._changes = RateLimit(budgets.changes, clock)
        self._wrong_per_account = RateLimit(budgets.passwords, clock)
        self._wrong_per_address = RateLimit(budgets.passwords_from, clock)
        self._registrations = RateLimit(budgets.registrations, clock)
        self._wrong_codes = RateLimit(budgets.codes, clock)
        self._writer = Writer(
            database.writing,
            on_failed=functools.partial(self._metrics.count, Event.WRITE_FAILED),
            on_committed=self._metrics.commits.observe,
            now_s=clock.monotonic_s,
        )
        self._status = StatusServer(is_ready=self._is_ready, render=self._render)
        self._reader = Reader(database.reading)
        self._password_pool = WorkPool(
            threads=config.password_threads, most_waiting=config.passwords_waiting
        )
        self._proof_pool = WorkPool(threads=_PROOF_THREADS, most_waiting=_PROOFS_WAITING)
        mailboxes = Mailboxes(
            ids=EnvelopeIds(clock, newest=newest_id),
            floor=leased_id,
            limits=MailboxLimits(
                envelopes=config.mailbox_envelopes,
                size_bytes=config.mailbox_bytes,
                requests=config.mailbox_requests,
            ),
        )
        self._listener = Listener(
            config=config,
            channels=channels,
            make_hello=self._make_hello,
            random=random,
            metrics=self._metrics,
            connecting=self._connecting,
        )
        push, room = self._listener.push, self._listener.room
        self._delivery = Delivery(reader=self._reader, push=push, room=room, metrics=self._metrics)
        self._presence = Presence(clock=clock, push=push, recently_s=config.recently_s)
        passwords = Passwords(
            pool=self._password_pool,
            random=random,
            wrong_per_account=self._wrong_per_account,
            wrong_per_address=self._wrong_per_address,
        )
        self._accounts = Accounts(
            realm=identity.realm,
            registration=config.registration,
            reader=self._reader,
            writer=self._writer,
            mailboxes=mailboxes,
            proofs=self._proof_pool,
            passwords=passwords,
            registrations=self._registrations,
            codes=RegistrationCodes(
                reader=self._reader, wrong_per_address=self._wrong_codes, clock=clock
            ),
            clock=clock,
            random=random,
            metrics=self._metrics,
            on_moved=self._on_moved,
        )
        self._mailbox = MailboxService(
            writer=self._writer,
            mailboxes=mailboxes,
            held_for_ms=config.held_for_ms,
            sends=self._sends,
            per_mailbox=RateLimit(budgets.mailbox, clock),
            requests=self._requests,
            delivery=self._delivery,
            clock=clock,
            metrics=self._metrics,
        )
        self._dispatcher = Dispatcher(
            accounts=self._accounts,
            changes=AccountChanges(
                reader=self._reader,
                writer=self._writer,
                mailboxes=mailboxes,
                proofs=self._proof_pool,
                passwords=passwords,
                presence=self._presence,
                changes=self._changes,
                metrics=self._metrics,
                on_changed=self._accounts.outdate,
                on_ended=self._on_ended,
            ),
            directory=KeyDirectory(
                reader=self._reader,
                writer=self._writer,
                proofs=self._proof_pool,
                lookups=self._lookups,
                claims=self._claims,
                clock=clock,
                metrics=self._metrics,
            ),
            mailbox=self._mailbox,
            delivery=self._delivery,
            presence=self._presence,
            sends=self._sends,
            metrics=self._metrics,
        )

    async def run(
        self, stop: asyncio.Event, reload: asyncio.Event, on_listening: Callable[[int], None]
    ) -> None:
        config = self._config
        try:
            await self._look_at_disk()
            port = await self._listener.start(self._dispatcher)
            self._has_listened = True
            if config.status is not None:
                _log.info("status_listening port=%d", await self._status.start(*config.status))
            async with asyncio.TaskGroup() as group:
                self._listener.accept(group)
                self._is_serving = True
                on_listening(port)
                care = [
                    group.create_task(self._repeat(_SWEEP_S, self._sweep), name="sweep"),
                    group.create_task(
                        self._repeat(config.expire_every_s, self._mailbox.expire), name="expire"
                    ),
                    group.create_task(
                        self._repeat(_LOOK_AT_DISK_S, self._look_at_disk), name="disk"
                    ),
                    group.create_task(self._reload_on(reload), name="reload"),
                ]
                await stop.wait()
                self._is_serving = False
                await self._listener.stop()
                for task in care:
                    task.cancel()
        finally:
            await self._listener.stop()
            await self._status.stop()
            await self._password_pool.close()
            await self._proof_pool.close()
            await self._mailbox.close()
            await self._writer.close()
            await self._reader.close()
            self._room.close()
            if self._has_listened:
                _log.info("stopped %s", self._metrics)

    async def _is_ready(self) -> bool:
        """Tell whether clients can be served: not stopping, and the database answers."""
        if not self._is_serving or self._writer.pending >= MAX_PENDING:
            return False
        try:
            return await self._reader.read(account_rows.load_identity) is not None
        except StoreUnavailable:
            return False

    async def _render(self) -> str:
        """Return the figures for `/metrics`."""
        gauges: dict[str, float] = {
            f'info{{version="{_version()}"}}': 1,
            "uptime_seconds": self._clock.monotonic_s() - self._started_s,
            "signed_in": self._delivery.signed_in,
            "writes_pending": self._writer.pending,
            "reads_pending": self._reader.pending,
            "passwords_pending": self._password_pool.waiting,
            "proofs_pending": self._proof_pool.waiting,
        }
        for kind, number in self._listener.open_by_kind.items():
            gauges[f'connections{{kind="{kind.name.lower()}"}}'] = number
        # A database that does not answer shows by the absence of its figure.
        with contextlib.suppress(StoreUnavailable):
            gauges["envelopes_held"] = await self._reader.read(operator_rows.count_held)
        return self._metrics.render(gauges)

    def _make_hello(self, nonce: bytes) -> messages.Hello:
        return messages.Hello(
            min_version=limits.PROTOCOL_VERSION_MIN,
            max_version=limits.PROTOCOL_VERSION_MAX,
            realm=self._identity.realm,
            epoch=self._identity.epoch,
            time_ms=self._clock.now_ms(),
            nonce=nonce,
            limits=messages.RelayLimits(
                max_frame_bytes=limits.MAX_FRAME_BYTES,
                max_envelope_bytes=limits.MAX_ENVELOPE_BYTES,
                mailbox_envelopes=self._config.mailbox_envelopes,
            ),
            registration=_RULES[self._config.registration],
        )

    def _on_moved(self, account: AccountId) -> None:
        """Close what an account still has open after its name moved to another one."""
        self._on_ended(Ended(account=account, code=ErrorCode.GONE))

    def _on_ended(self, ended: Ended) -> None:
        """Close the sign-ins that a change took away, also those under way."""
        self._accounts.outdate(ended.account)
        if ended.code is ErrorCode.GONE:
            self._presence.forget(ended.account)
        self._delivery.end_account(
            ended.account, ended.code, devices=ended.devices, spared=ended.spared
        )

    async def _reload_on(self, reload: asyncio.Event) -> None:
        while True:
            await reload.wait()
            reload.clear()
            try:
                await asyncio.to_thread(self._channels.reload)
            except ConfigError as error:
                _log.warning("certificates_not_reloaded reason=%s", error)
            else:
                _log.info("certificates_reloaded")

    async def _repeat(self, every_s: float, care: Callable[[], Awaitable[None]]) -> None:
        """Supervise a recurring task: a failed round is logged and the next one comes."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await care()
            except Exception:  # noqa: BLE001  # outermost loop of a service task
                self._metrics.count(Event.INTERNAL_ERROR)
                _log.error("care_failed", exc_info=True)

    async def _look_at_disk(self) -> None:
        await asyncio.to_thread(self._room.look)
        self._sends.is_held = self._room.is_short

    async def _sweep(self) -> None:
        self._presence.sweep()
        self._mailbox.sweep()
        for limit in (
            self._connecting,
            self._lookups,
            self._claims,
            self._sends,
            self._requests,
            self._changes,
            self._wrong_per_account,
            self._wrong_per_address,
            self._registrations,
            self._wrong_codes,
        ):
            limit.sweep()
