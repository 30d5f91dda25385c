"""The relay under load for an hour: `make soak`, FT-21. Nothing is lost or doubled, nothing grows.

Accounts that stay and accounts that are made and ended over the wire, devices that vanish and come
back, senders that change: the load draws it all from its seed. The relay has its shipped limits.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import uvloop

from benchmarks.failure import MeasurementFailed
from benchmarks.load.pairs import Crowd
from benchmarks.servers.relay_server import ROOT, RelayServer, relay_server
from benchmarks.soak_people import Correspondence, Registrar
from benchmarks.trend import growth
from protocol import limits
from tests.helpers.people import Person

BUILD: Final = ROOT / "build"

MINUTES: Final = 60.0
GROWTH_LIMIT_KIB: Final = 1_024.0

_SAMPLE_EVERY_S: Final = 2.0
_LEAST_SAMPLES: Final = 30
_WRITE_EVERY_S: Final = 0.01
_CLOSING_S: Final = 1.0
_DEVICE_SHARE: Final = 0.7
_SETTLED_SHARE: Final = 1 / 3
"""Of the time, until memory is looked at: the last 40 minutes of 60 count."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """What happens how often.

    Attributes:
        seconds: For how long.
        seed: What the order of things is drawn from.
        staying: Accounts that are there from beginning to end.
        changing: Accounts that are replaced, one at a time.
        per_s: Messages a second. 300 are a million in an hour, and each mailbox and sender stays
            within its budget of 10.
        connection_every_s: Between two connections that end and are made again.
        account_every_s: Between two accounts that are replaced; the relay lets one address make
            200 an hour beyond the first 200.
        away_s: The longest time that a device is away.
    """

    seconds: float
    seed: int
    staying: int = 80
    changing: int = 20
    per_s: float = 300.0
    connection_every_s: float = 0.25
    account_every_s: float = 10.0
    away_s: float = 5.0


@dataclass(kw_only=True)
class Outcome:
    """What came of a soak.

    Attributes:
        messages: How many were sent and came.
        repeats: Of these came again after a device had vanished.
        reconnects: Connections that ended and were made again.
        accounts: Accounts that were replaced.
        memory_kib: At the end.
        memory_growth_kib: Of the settled time, by least squares.
        is_memory_judged: Whether it lasted long enough for a verdict on memory.
        files_growth: File descriptors at the end beyond those at the beginning, with as many
            connections.
        faults: Sentences about what was lost, doubled or swapped.
    """

    messages: int = 0
    repeats: int = 0
    reconnects: int = 0
    accounts: int = 0
    memory_kib: float = 0.0
    memory_growth_kib: float = 0.0
    is_memory_judged: bool = False
    files_growth: int = 0
    faults: list[str] = field(default_factory=list)

    def holds(self) -> bool:
        """Tell whether nothing was lost or doubled, and nothing grew."""
        grew = self.is_memory_judged and self.memory_growth_kib > GROWTH_LIMIT_KIB
        return not grew and self.files_growth <= 0 and not self.faults


class Soak:
    """One soak, with its people."""

    def __init__(self, relay: RelayServer, registrar: Registrar, course: Course) -> None:
        self._relay = relay
        self._registrar = registrar
        self._course = course
        self._random = random.Random(course.seed)
        self._crowd = Crowd()
        self._people: list[Correspondence] = []
        self._persons: dict[Correspondence, Person] = {}
        self._busy: set[Correspondence] = set()
        self._over = asyncio.Event()
        self._outcome = Outcome()
        self._samples: list[tuple[float, float]] = []

    async def run(self) -> Outcome:
        """Let it all happen, then wait until everything came, and judge.

        Raises:
            MeasurementFailed: the relay refused something, or a message is missing for long.
        """
        for number, account in enumerate(self._relay.accounts):
            self._people.append(Correspondence(self._relay, account, number, self._crowd))
        # At once, so that the relay opens every file that it keeps before they are counted.
        await asyncio.gather(*(one.begin() for one in self._people))
        for number in range(self._course.changing):
            self._people.append(await self._newcomer(self._course.staying + number))
        files = self._relay.process.open_files()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._sample(), name="memory")
                group.create_task(self._write(), name="messages")
                group.create_task(self._change_connections(group), name="connections")
                group.create_task(self._change_accounts(), name="accounts")
                await asyncio.sleep(self._course.seconds)
                self._over.set()
        except* MeasurementFailed as failed:
            raise failed.exceptions[0] from None
        for one in self._people:
            await one.pause()
        await asyncio.sleep(_CLOSING_S)  # the relay still closes what vanished last
        self._outcome.files_growth = self._relay.process.open_files() - files
        for one in self._people:
            await self._finish(one)
        self._crowd.check()
        settled = self._samples[int(len(self._samples) * _SETTLED_SHARE) :]
        self._outcome.memory_growth_kib = growth(settled)
        self._outcome.memory_kib = settled[-1][1]
        self._outcome.is_memory_judged = self._course.seconds >= MINUTES * 60
        return self._outcome

    async def _newcomer(self, number: int) -> Correspondence:
        person, account = await self._registrar.register()
        one = Correspondence(self._relay, account, number, self._crowd)
        self._persons[one] = person
        await one.begin()
        return one

    async def _finish(self, one: Correspondence) -> None:
        await one.finish()
        self._outcome.messages += one.history.received
        self._outcome.repeats += one.history.repeats
        self._outcome.faults += one.history.faults

    async def _pause(self, seconds: float) -> bool:
        """Wait; False once the soak is over."""
        try:
            async with asyncio.timeout(seconds):
                await self._over.wait()
        except TimeoutError:
            return True
        return False

    async def _sample(self) -> None:
        every_s = min(_SAMPLE_EVERY_S, self._course.seconds / _LEAST_SAMPLES)
        while await self._pause(every_s):
            self._crowd.check()
            self._samples.append((time.monotonic(), self._relay.process.resident_kib()))

    async def _write(self) -> None:
        begun_s = time.monotonic()
        written = 0
        while not self._over.is_set():
            while written < (time.monotonic() - begun_s) * self._course.per_s:
                written += 1
                one = self._people[self._random.randrange(len(self._people))]
                self._crowd.check()
                if one.is_sending:
                    one.send()
            await asyncio.sleep(_WRITE_EVERY_S)

    async def _change_connections(self, group: asyncio.TaskGroup) -> None:
        while await self._pause(self._course.connection_every_s):
            free = [one for one in self._people if one not in self._busy]
            one = free[self._random.randrange(len(free))]
            away_s = self._random.random() * self._course.away_s
            self._busy.add(one)
            self._outcome.reconnects += 1
            if self._random.random() < _DEVICE_SHARE:
                group.create_task(self._let_vanish(one, away_s), name="device")
            else:
                group.create_task(self._let_sender_change(one), name="sender")

    async def _let_vanish(self, one: Correspondence, away_s: float) -> None:
        one.vanish()
        await asyncio.sleep(away_s)
        await one.come_back()
        self._busy.discard(one)

    async def _let_sender_change(self, one: Correspondence) -> None:
        await one.change_sender()
        self._busy.discard(one)

    async def _change_accounts(self) -> None:
        while await self._pause(self._course.account_every_s):
            free = [place for place, one in enumerate(self._people) if self._may_end(one)]
            if not free:
                continue
            place = free[self._random.randrange(len(free))]
            one = self._people[place]
            self._busy.add(one)
            await self._finish(one)
            await self._registrar.end(self._persons.pop(one))
            self._people[place] = await self._newcomer(place)
            self._busy.discard(one)
            self._outcome.accounts += 1

    def _may_end(self, one: Correspondence) -> bool:
        return one in self._persons and one not in self._busy


async def soak(folder: Path, course: Course) -> Outcome:
    """Start a relay and soak it.

    Args:
        folder: An empty folder.
        course: What happens how often.

    Raises:
        MeasurementFailed: it does not start, or refuses something.
    """
    async with relay_server(
        folder, accounts=course.staying, envelope_bytes=limits.MIN_ENVELOPE_BYTES
    ) as relay:
        return await Soak(relay, Registrar(relay, folder), course).run()


def main(arguments: Sequence[str] | None = None) -> int:
    """Soak and print what came of it as one JSON object on the last line.

    Returns:
        0; 1 if something was lost, doubled or refused, or grew beyond its limit.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="default: 60")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="soak-", dir=BUILD) as folder:
        try:
            course = Course(seconds=options.minutes * 60, seed=options.seed)
            outcome = uvloop.run(soak(Path(folder), course))
        except MeasurementFailed as error:
            print(error, file=sys.stderr)
            return 1
    print(json.dumps(asdict(outcome)))
    return 0 if outcome.holds() else 1


if __name__ == "__main__":
    sys.exit(main())
