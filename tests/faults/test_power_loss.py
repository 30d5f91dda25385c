"""The power fails under load: what was accepted is on the disk, not in a cache (FT-02).

The database is on a file system in an image. The relay is stopped under load and the image copied
as it stands; what the system had not written yet is missing in the copy. The relay goes on there.
"""

import asyncio
import contextlib
import random
import signal
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from tests.faults.loop_mount import make_image, mounted, pull_the_plug
from tests.faults.relay_history import Accepted, find_relay_faults
from tests.faults.relay_load import Load
from tests.faults.relay_nursery import RelayNursery
from tests.helpers.people import REALM, Person
from tests.helpers.relay_client import make_account

LOSSES: Final = 12
IMAGE_MIB: Final = 96
MOST_EVENTS: Final = 1_500
AUTH = b"a" * 32

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]


class Machine:
    """A relay, and the disk that it is on; leave it with `close`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mounts = ExitStack()
        self._number = 0
        self._image = folder / "disk-0.img"
        make_image(self._image, size_mib=IMAGE_MIB)
        self.relay = RelayNursery(folder, options=["--realm", REALM])

    async def switch_on(self) -> None:
        """Mount the disk and start the relay."""
        disk = self._mounts.enter_context(mounted(self._image, self._folder / f"{self._number}"))
        self.relay.database = disk / "relay.db"
        await self.relay.start()

    async def switch_off(self) -> None:
        """Stop in order; everything is on the disk afterwards."""
        self.relay.send(signal.SIGTERM)
        assert await self.relay.ended() == 0
        self._mounts.close()
        self._number += 1

    async def lose_power(self) -> None:
        """End everything at once, with another disk that has what had been written to this one."""
        self.relay.send(signal.SIGSTOP)
        self._number += 1
        copy = self._folder / f"disk-{self._number}.img"
        await asyncio.to_thread(pull_the_plug, self._image, copy)
        self.relay.kill()
        assert await self.relay.ended() == -signal.SIGKILL
        self._mounts.close()
        self._image.unlink()
        self._image = copy

    async def close(self) -> None:
        """End the relay and take the disk away."""
        await self.relay.close()
        self._mounts.close()


async def play(folder: Path, people: list[Person], *, losses: int, is_durable: bool) -> list[str]:
    """Return what is wrong with a history over that many losses of power."""
    machine, draws = Machine(folder), random.Random("power")
    load = Load(people, senders=3)
    if not is_durable:
        load.settling_s = 1.0
    relay, events = machine.relay, load.history.events
    await relay.open()
    try:
        await machine.switch_on()
        for person in people:
            await make_account(relay.url, person, auth=AUTH)
        await machine.switch_off()
        relay.is_durable = is_durable
        await machine.switch_on()
        load.relay_is_up(relay.url)
        async with asyncio.TaskGroup() as group:
            # What nobody has fetched is on that disk alone.
            shown = load.showing(group) if is_durable else contextlib.nullcontext()
            with load.sending(group), shown:
                for _ in range(losses):
                    await load.history.more(draws.randint(1, MOST_EVENTS))
                    load.relay_is_down()
                    await machine.lose_power()
                    await machine.switch_on()
                    load.relay_is_up(relay.url)
                faults = await load.settle()
        faults += await load.drain()
    finally:
        await machine.close()
    accepted = sum(isinstance(event, Accepted) for event in events)
    print(f"{losses} losses of power, durable: {is_durable}; {accepted} accepted")
    return faults + find_relay_faults(events)


def test_everything_accepted_is_there_after_each_loss_of_power(
    tmp_path: Path, people: list[Person]
) -> None:
    """FT-02."""
    assert asyncio.run(play(tmp_path, people, losses=LOSSES, is_durable=True)) == []


def test_without_waiting_for_the_disk_accepted_rows_are_lost(
    tmp_path: Path, people: list[Person]
) -> None:
    """FT-02: the test above would see it."""
    faults = asyncio.run(play(tmp_path, people, losses=1, is_durable=False))

    assert any(fault.endswith("was accepted and is not shown") for fault in faults), faults
