"""The relay as a whole: its identity, its care for itself, and how it stops."""

import asyncio
import contextlib
import dataclasses
import sqlite3
from pathlib import Path

import pytest

from protocol import messages
from protocol.ids import parse_realm
from protocol.messages import ConnectionKind, PresenceState
from server import app
from server.app import SystemClock
from server.config import Budget, Budgets, Config, ConfigError
from server.services.mailbox import MailboxService
from server.store.engine import DatabaseUnusable, open_database
from tests.helpers.people import Person
from tests.helpers.relay_client import RelayLink, build_send, fake_envelope, make_account, signed_in
from tests.helpers.relay_parts import ManualClock, config_in, relay_here, run

AUTH = b"a" * 32


async def hello_of(config: Config) -> messages.Hello:
    async with relay_here(config) as url, RelayLink.open(url, ConnectionKind.AUTH) as link:
        return link.hello


def test_random_realm_and_epoch_are_made_once_and_kept(tmp_path: Path) -> None:
    config = dataclasses.replace(config_in(tmp_path), realm=None)
    first, second = run(hello_of(config)), run(hello_of(config))

    assert parse_realm(first.realm) == first.realm
    assert (first.realm, first.epoch) == (second.realm, second.epoch)
    assert first.nonce != second.nonce


def test_two_databases_have_two_realms(tmp_path: Path) -> None:
    realms = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        config = dataclasses.replace(config_in(tmp_path / name), realm=None)
        realms.add(run(hello_of(config)).realm)

    assert len(realms) == 2


def test_database_of_another_realm_is_refused(tmp_path: Path) -> None:
    run(hello_of(config_in(tmp_path)))
    config = dataclasses.replace(config_in(tmp_path), realm=parse_realm("other.example"))
    with pytest.raises(ExceptionGroup) as failed:
        run(hello_of(config))

    (error,) = failed.value.exceptions
    assert isinstance(error, ConfigError)
    assert "other.example" in str(error)
    open_database(config.database).close()  # and it was let go of


def test_database_in_use_is_refused(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    database = open_database(config.database)
    with pytest.raises(ExceptionGroup) as failed:
        run(hello_of(config))
    database.close()

    assert isinstance(failed.value.exceptions[0], DatabaseUnusable)


def test_database_put_back_from_a_copy_gets_another_epoch_and_keeps_its_realm(
    tmp_path: Path,
) -> None:
    """FT-15 (relay part)."""
    config = config_in(tmp_path)
    first = run(hello_of(config))
    app.begin_epoch(config.database)
    second = run(hello_of(config))

    assert first.epoch != second.epoch
    assert first.realm == second.realm


def test_epoch_of_a_running_or_missing_relay_is_not_touched(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    with pytest.raises(DatabaseUnusable, match="no database"):
        app.begin_epoch(config.database)
    assert list(tmp_path.iterdir()) == []
    database = open_database(config.database)
    with pytest.raises(DatabaseUnusable, match="Another relay"):
        app.begin_epoch(config.database)
    database.close()


def test_hello_tells_the_relays_time_and_limits(tmp_path: Path) -> None:
    clock = ManualClock()

    async def story() -> None:
        async with (
            relay_here(config_in(tmp_path), clock=clock) as url,
            RelayLink.open(url, ConnectionKind.WATCH) as link,
        ):
            assert link.hello.time_ms == clock.ms
            assert link.hello.limits.mailbox_envelopes == 10_000

    run(story())


def test_stopping_answers_what_was_asked_and_closes_with_going_away(
    tmp_path: Path, bob: Person
) -> None:
    """Stopping order: accept no more, finish, close sockets, close the store."""
    config = config_in(tmp_path)

    async def story() -> None:
        async with contextlib.AsyncExitStack() as stack:
            async with relay_here(config) as url:
                await make_account(url, bob, auth=AUTH)
                link = await stack.enter_async_context(RelayLink.open(url, ConnectionKind.SEND))
                foreign = sqlite3.connect(config.database, isolation_level=None)
                foreign.execute("BEGIN IMMEDIATE")
                await link.tell(build_send(9, bob.address, fake_envelope("last")))
                await link.lookup("bob")  # answered, so the send was taken and waits for the lock
                asyncio.get_running_loop().call_soon(foreign.close)
            reply = await link.answer(9)
            assert isinstance(reply, messages.SendResults)
            assert reply.results[0].verdict is messages.SendVerdict.ACCEPTED
            assert await link.closed() == 1001

    run(story())
    with sqlite3.connect(config.database) as rows:
        assert rows.execute("SELECT count(*) FROM envelope").fetchone() == (1,)
    rows.close()


def test_what_was_held_survives_a_restart(tmp_path: Path, bob: Person) -> None:
    config = config_in(tmp_path)

    async def first() -> int:
        async with relay_here(config) as url:
            await make_account(url, bob, auth=AUTH)
            async with RelayLink.open(url, ConnectionKind.SEND) as send:
                return await send.store(bob.address, fake_envelope("1"))

    async def second() -> tuple[list[int], int]:
        async with relay_here(config) as url:
            async with signed_in(url, bob) as device:
                held = [one.id for one in await device.deliveries()]
            async with RelayLink.open(url, ConnectionKind.SEND) as send:
                return held, await send.store(bob.address, fake_envelope("2"))

    before = run(first())
    held, after = run(second())
    assert held == [before]
    assert after > before


def test_ids_rise_over_a_restart_with_the_clock_set_back(tmp_path: Path, bob: Person) -> None:
    """FT-10."""
    config = config_in(tmp_path)

    async def send(clock: ManualClock, marker: str) -> int:
        async with relay_here(config, clock=clock) as url:
            await make_account(url, bob, auth=AUTH)
            async with RelayLink.open(url, ConnectionKind.SEND) as link:
                return await link.store(bob.address, fake_envelope(marker))

    async def acknowledge(one: int) -> None:
        async with relay_here(config) as url, signed_in(url, bob) as device:
            await device.tell(messages.Acknowledge(ids=[one]))

    first = run(send(ManualClock(), "1"))
    run(acknowledge(first))
    early = ManualClock()
    early.jump(-86_400)
    assert run(send(early, "2")) > first


def test_presence_ages_and_budgets_refill(
    tmp_path: Path, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SV-16: a look-up an hour; the sweep turns "recently" into "unknown"."""
    monkeypatch.setattr(app, "_SWEEP_S", 0.01)
    clock = ManualClock()
    budgets = Budgets(lookups=Budget(burst=1, per_s=1 / 3600))
    config = dataclasses.replace(config_in(tmp_path), budgets=budgets)

    async def story() -> None:
        async with relay_here(config, clock=clock) as url:
            await make_account(url, bob, auth=AUTH)
            async with (
                RelayLink.open(url, ConnectionKind.WATCH) as watch,
                RelayLink.open(url, ConnectionKind.SEND) as send,
            ):
                await watch.watch("bob")
                async with signed_in(url, bob):
                    online = await watch.receive(messages.PresenceIs)
                recently = await watch.receive(messages.PresenceIs)
                first, second = await send.lookup("bob"), await send.lookup("bob")
                clock.advance(3600)
                unknown = await watch.receive(messages.PresenceIs)
                third = await send.lookup("bob")

            states = [change.state for change in (online, recently, unknown)]
            assert states == [
                PresenceState.ONLINE,
                PresenceState.RECENTLY,
                PresenceState.UNKNOWN,
            ]
            assert isinstance(first, messages.KeysFound)
            assert isinstance(second, messages.RefusedReply)
            assert isinstance(third, messages.KeysFound)

    run(story())


def test_failed_round_of_care_is_logged_and_the_next_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds: list[int] = []
    done = asyncio.Event()

    async def expire(_self: MailboxService) -> None:
        rounds.append(1)
        if len(rounds) == 1:
            raise ValueError("a fault of the first round")
        done.set()

    monkeypatch.setattr(MailboxService, "expire", expire)
    config = dataclasses.replace(config_in(tmp_path), expire_every_s=0.01)

    async def story() -> None:
        async with relay_here(config):
            await done.wait()

    run(story())
    assert [record.message for record in caplog.records] == ["care_failed"]


def test_system_clock_tells_both_times() -> None:
    clock = SystemClock()

    assert clock.now_ms() > 1_700_000_000_000
    assert clock.monotonic_s() <= clock.monotonic_s()
