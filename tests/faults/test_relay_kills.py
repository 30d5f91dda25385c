"""The relay is killed again and again under load: its clients' history shows every promise kept.

FT-01: `kill -9` of a real relay process, with a real database and real sockets, at seeded random
moments: between frames, amid commits, and while it starts.
"""

import asyncio
import contextlib
import os
import random
import signal
import sqlite3
from pathlib import Path

import pytest

from tests.faults.relay_history import Accepted, find_relay_faults
from tests.faults.relay_load import Load, let_pass
from tests.faults.relay_nursery import RelayNursery
from tests.helpers.people import REALM, Person
from tests.helpers.relay_client import make_account

KILLS = int(os.environ.get("FAULT_KILLS", "100"))
"""Of the long test; `make faults KILLS=500` sets it."""

KILLS_A_HISTORY = 50
FEW = 8

MOST_EVENTS = 400
"""Between a start and the moment of a kill; a message makes about five."""

MOST_DELAY_S = 0.01
"""After that event: from amid a commit to some commits later."""

STARTING_S = 0.25
"""In which a relay that is killed while it starts meets its end; a start takes about half of it."""

KILLED_AT_START = 0.2

AUTH = b"a" * 32


class Killer:
    """Kills one relay at drawn moments and starts it again.

    Attributes:
        starts_cut_off: How many kills came before the relay listened.
    """

    def __init__(self, relay: RelayNursery, load: Load, seed: str) -> None:
        self.starts_cut_off = 0
        self._relay = relay
        self._load = load
        self._draws = random.Random(seed)

    async def kill(self) -> None:
        """Kill the running relay at a moment under load."""
        await self._load.history.more(self._draws.randint(1, MOST_EVENTS))
        await let_pass(self._draws.uniform(0, MOST_DELAY_S))
        self._load.relay_is_down()
        await self._end()

    async def start(self, most_kills: int) -> int:
        """Start it, with some kills on the way; return how many there were."""
        kills = 0
        while kills < most_kills and self._draws.random() < KILLED_AT_START:
            await self._relay.begin()
            await let_pass(self._draws.uniform(0, STARTING_S))
            await self._end()
            kills += 1
        self.starts_cut_off += kills
        await self._relay.start()
        self._load.relay_is_up(self._relay.url)
        return kills

    async def _end(self) -> None:
        self._relay.kill()
        code = await self._relay.ended()
        assert code == -signal.SIGKILL, f"{code}: {self._relay.log.read_text()}"


async def play(folder: Path, people: list[Person], *, seed: str, kills: int) -> list[str]:
    """Return what is wrong with the history of one database over that many kills."""
    relay = RelayNursery(folder, options=["--realm", REALM])
    load = Load(people, senders=4)
    killer = Killer(relay, load, seed)
    await relay.open()
    try:
        await relay.start()
        for person in people:
            await make_account(relay.url, person, auth=AUTH)
        load.relay_is_up(relay.url)
        async with asyncio.TaskGroup() as group:
            with load.running(group):
                left = kills
                while left > 0:
                    await killer.kill()
                    left -= 1 + await killer.start(left - 1)
                faults = await load.settle()
        faults += await load.drain()
        relay.send(signal.SIGTERM)
        assert await relay.ended() == 0
    finally:
        await relay.close()
    events = load.history.events
    accepted = sum(isinstance(event, Accepted) for event in events)
    print(f"{seed}: {kills} kills, {killer.starts_cut_off} at start; {accepted} accepted")
    assert accepted > kills, "the relay was never under load"
    faults += [str(refusal) for refusal in load.refusals]
    return faults + find_relay_faults(events) + faults_of_files(relay)


def faults_of_files(relay: RelayNursery) -> list[str]:
    """Return what is wrong with what a relay leaves: the database and its log."""
    with contextlib.closing(sqlite3.connect(relay.database)) as connection:
        ((verdict,),) = connection.execute("PRAGMA integrity_check")
        ((held,),) = connection.execute("SELECT count(*) FROM envelope")
    faults = [] if verdict == "ok" else [f"database: {verdict}"]
    faults += [f"{held} envelopes are held that nobody is to have"] if held else []
    return faults + [f"log: {line}" for line in relay.log.read_text().splitlines()]


def test_every_promise_is_kept_over_some_kills(tmp_path: Path, people: list[Person]) -> None:
    """FT-01."""
    assert asyncio.run(play(tmp_path, people, seed="few", kills=FEW)) == []


@pytest.mark.long
@pytest.mark.timeout(KILLS * 3 + 60)
def test_every_promise_is_kept_over_hundreds_of_kills(tmp_path: Path, people: list[Person]) -> None:
    """FT-01."""
    for number, left in enumerate(range(KILLS, 0, -KILLS_A_HISTORY)):
        folder = tmp_path / str(number)
        folder.mkdir()
        kills = min(left, KILLS_A_HISTORY)
        assert asyncio.run(play(folder, people, seed=f"history-{number}", kills=kills)) == []
