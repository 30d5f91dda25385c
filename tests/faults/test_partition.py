"""The network between a person and the relay is cut, or lets packets vanish: all comes afterwards.

FT-07: ten minutes of nothing, with messages queued on both sides. FT-09: no reset tells anybody.
FT-11: a computer slept, and woke in another network.
"""

import asyncio
import dataclasses
from pathlib import Path
from typing import Final

import pytest

from desktop.core import connection_keeper, sleep_watch
from desktop.core.records import ConnectionState
from desktop.network import link, relay_client
from server.config import Config, Deadlines
from tests.faults.wire import Wire
from tests.faults.wired_people import HELLO, WiredPerson, agree, two_friends
from tests.helpers.messengers import ManualClock
from tests.helpers.relay_parts import ManualClock as RelayClock
from tests.helpers.relay_parts import config_in, relay_here

CUT_S: Final = 600
FEW: Final = 20
MANY: Final = 1_000
NOTICED_S: Final = 40
BACK_S: Final = 30
CATCHING_UP_S: Final = 15
"""A thousand messages each way take about as long with both people and the relay on one core."""

NIGHT_S: Final = 8 * 3600

QUICK: Final = Deadlines(ping_s=0.2, closing_s=0.2)


async def is_offline(person: WiredPerson) -> None:
    """Wait until a person's newest connection state is not ONLINE."""
    await person.until(lambda: person.connection_states()[-1] is not ConnectionState.ONLINE)


async def part_two(folder: Path, count: int) -> tuple[list[str], list[str]]:
    """Let both write while nothing passes; return what was written and came."""
    clock, relay_clock = ManualClock(), RelayClock(ManualClock().now_ms)
    async with (
        relay_here(config_in(folder), clock=relay_clock) as url,
        Wire.open(url) as wire,
        two_friends(folder, (wire.url, wire.url), clock) as (alice, bob),
    ):
        wire.cut()
        await asyncio.gather(is_offline(alice), is_offline(bob))
        for number in range(count):
            await alice.say(f"a{number}")
            await bob.say(f"b{number}")
        clock.advance(seconds=CUT_S)
        relay_clock.advance(CUT_S)
        wire.mend()
        return await agree(alice, bob)


def expected(count: int) -> tuple[list[str], list[str]]:
    """Return what both must show of each other."""
    return [HELLO, *[f"a{n}" for n in range(count)]], [f"b{n}" for n in range(count)]


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the messenger try to connect more often than it does."""
    monkeypatch.setattr(connection_keeper, "LONGEST_PAUSE_S", 0.5)


@pytest.mark.usefixtures("short_pauses")
@pytest.mark.timeout(120)
def test_all_that_was_queued_comes_in_order_after_a_partition(tmp_path: Path) -> None:
    """FT-07: few each way."""
    assert asyncio.run(part_two(tmp_path, FEW)) == expected(FEW)


@pytest.mark.long
@pytest.mark.usefixtures("short_pauses")
@pytest.mark.timeout(600)
def test_a_thousand_each_way_come_in_order_after_a_partition(tmp_path: Path) -> None:
    """FT-07."""
    assert asyncio.run(part_two(tmp_path, MANY)) == expected(MANY)


def test_shipped_pause_leaves_time_to_catch_up() -> None:
    """FT-07: all of it within 30 s of the end of a partition."""
    assert connection_keeper.LONGEST_PAUSE_S + CATCHING_UP_S <= BACK_S


def test_computer_that_slept_goes_on_in_another_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FT-11: the relay let it go in the night, no packet told it, and nobody presses anything.

    The messenger does not wait for its next ping: it sees that it slept.
    """
    monkeypatch.setattr(sleep_watch, "LOOK_S", 0.05)
    monkeypatch.setattr(relay_client, "CHECK_TIMEOUT_S", 0.2)
    config = dataclasses.replace(config_in(tmp_path), deadlines=QUICK)
    clock, relay_clock = ManualClock(), RelayClock(ManualClock().now_ms)

    async def story() -> tuple[list[str], list[str]]:
        async with (
            relay_here(config, clock=relay_clock) as url,
            Wire.open(url) as wire,
            two_friends(tmp_path, (wire.url, url), clock) as (alice, bob),
        ):
            told = len(alice.connection_states())
            wire.swallow()
            clock.advance(seconds=NIGHT_S)
            relay_clock.advance(NIGHT_S)
            await bob.say("Good morning")
            await alice.until(lambda: ConnectionState.OFFLINE in alice.connection_states()[told:])
            await alice.online()
            await alice.say("Slept well")
            return await agree(alice, bob)

    assert asyncio.run(story()) == ([HELLO, "Slept well"], ["Good morning"])


def test_packets_that_vanish_are_noticed_on_both_sides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FT-09: a messenger and the relay each notice by themselves, and go on without a loss."""
    monkeypatch.setattr(link, "_PING_INTERVAL_S", 0.2)
    monkeypatch.setattr(link, "_PING_TIMEOUT_S", 0.2)
    config = dataclasses.replace(config_in(tmp_path), deadlines=QUICK)

    async def story(config: Config) -> tuple[list[str], list[str]]:
        async with (
            relay_here(config) as url,
            Wire.open(url) as wire,
            two_friends(tmp_path, (wire.url, url)) as (alice, bob),
        ):
            wire.swallow()
            told = len(alice.connection_states())
            await bob.say("into nothing")
            await alice.say("from nowhere")
            await alice.until(lambda: ConnectionState.OFFLINE in alice.connection_states()[told:])
            alice.engine.reconnect_now()
            await alice.online()
            return await agree(alice, bob)

    assert asyncio.run(story(config)) == ([HELLO, "from nowhere"], ["into nothing"])


def test_shipped_deadlines_of_the_messenger_notice_it_in_time() -> None:
    """FT-09: within 40 s."""
    assert link._PING_INTERVAL_S + link._PING_TIMEOUT_S <= NOTICED_S
