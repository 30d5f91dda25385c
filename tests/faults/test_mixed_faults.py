"""Everything at once: a relay under load is killed, restarted, paused, locked out and cut off.

FT-22: seeded faults in a row, some of them together; the history of all clients must be without a
fault of its own.
"""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import pytest

from protocol.messages import SendVerdict
from tests.faults.foreign_lock import locked
from tests.faults.relay_history import Accepted, find_relay_faults
from tests.faults.relay_load import Load, let_pass
from tests.faults.relay_nursery import RelayNursery
from tests.faults.wire import Wire
from tests.helpers.people import REALM, Person
from tests.helpers.relay_client import make_account

FEW: Final = 6
MANY: Final = 150
RESTARTS: Final = 3
MOST_EVENTS: Final = 200
LONGEST_S: Final = 0.4
LONGEST_LOCK_S: Final = 2.5
"""Past the two seconds after which the relay gives up a transaction."""

AUTH = b"a" * 32

Fault = Callable[[], Awaitable[None]]


class Misfortune:
    """Does to one relay and its network what may happen to them.

    Attributes:
        done: How often each thing was done.
    """

    def __init__(self, relay: RelayNursery, wire: Wire, seed: str) -> None:
        self.done: Counter[str] = Counter()
        self._relay = relay
        self._wire = wire
        self._draws = random.Random(seed)
        self._of_relay: list[Fault] = [self.kill, self.restart, self.pause, self.lock]
        self._of_network: list[Fault] = [self.cut, self.vanish]

    async def strike(self) -> None:
        """Do one thing, or one to the relay and one to the network at once."""
        fault = self._draws.choice([*self._of_relay, *self._of_network])
        faults = {fault, self._draws.choice(self._of_network)}
        together = faults if self._draws.random() < 1 / 3 else {fault}
        self.done.update(one.__name__ for one in together)
        await asyncio.gather(*[one() for one in together])

    async def kill(self) -> None:
        """End the relay as a crash would, and start it again."""
        self._relay.kill()
        assert await self._relay.ended() == -signal.SIGKILL
        await self._relay.start()

    async def restart(self) -> None:
        """Stop the relay in order and start it again, as for an upgrade."""
        self._relay.send(signal.SIGTERM)
        assert await self._relay.ended() == 0
        await self._relay.start()

    async def pause(self) -> None:
        """Let the relay stand still for a while."""
        self._relay.send(signal.SIGSTOP)
        await self._pass(LONGEST_S)
        self._relay.send(signal.SIGCONT)

    async def lock(self) -> None:
        """Hold the database."""
        with locked(self._relay.database):
            await self._pass(LONGEST_LOCK_S)

    async def cut(self) -> None:
        """Reset every connection and let none be made for a while."""
        self._wire.cut()
        await self._pass(LONGEST_S)
        self._wire.mend()

    async def vanish(self) -> None:
        """Let packets vanish for a while, and then connections."""
        self._wire.swallow()
        await self._pass(LONGEST_S)
        await self.cut()

    async def _pass(self, longest_s: float) -> None:
        await let_pass(self._draws.uniform(0, longest_s))


async def play(
    folder: Path, people: list[Person], *, seed: str, steps: int, only: str | None = None
) -> list[str]:
    """Return what is wrong with a history over that many faults, all of one kind if it is named."""
    relay, load = (
        RelayNursery(folder, options=["--realm", REALM]),
        Load(people, senders=3, frames=1),
    )
    await relay.open()
    try:
        await relay.start()
        for person in people:
            await make_account(relay.url, person, auth=AUTH)
        async with Wire.open(relay.url) as wire:
            misfortune = Misfortune(relay, wire, seed)
            strike: Fault = misfortune.strike if only is None else getattr(misfortune, only)
            load.relay_is_up(wire.url)
            async with asyncio.TaskGroup() as group:
                with load.running(group):
                    draws = random.Random(seed)
                    for _ in range(steps):
                        await load.history.more(draws.randint(1, MOST_EVENTS))
                        await strike()
                    faults = await load.settle()
            faults += await load.drain()
        relay.send(signal.SIGTERM)
        assert await relay.ended() == 0
    finally:
        await relay.close()
    accepted = sum(isinstance(event, Accepted) for event in load.history.events)
    print(f"{seed}: {steps} steps, {dict(misfortune.done)}; {accepted} accepted")
    assert accepted > steps
    assert {result.verdict for result in load.refusals} <= {SendVerdict.RETRY}
    return faults + find_relay_faults(load.history.events, may_writes_fail=True)


def test_every_promise_is_kept_whatever_happens_at_once(
    tmp_path: Path, people: list[Person]
) -> None:
    """FT-22: a few faults."""
    assert asyncio.run(play(tmp_path, people, seed="few", steps=FEW)) == []


def test_relay_that_is_restarted_under_load_keeps_every_promise(
    tmp_path: Path, people: list[Person]
) -> None:
    """FT-22: each stop finishes what is under way and ends with 0."""
    story = play(tmp_path, people, seed="restarts", steps=RESTARTS, only="restart")

    assert asyncio.run(story) == []


@pytest.mark.long
@pytest.mark.timeout(1_200)
def test_every_promise_is_kept_over_many_faults(tmp_path: Path, people: list[Person]) -> None:
    """FT-22."""
    assert asyncio.run(play(tmp_path, people, seed="many", steps=MANY)) == []
