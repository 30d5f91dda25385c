"""The disk of a relay is full, and then it is not: nothing is lost, and nobody starts it again.

FT-03: senders are told to retry, what is held is read and acknowledged meanwhile.
"""

import asyncio
import sqlite3
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry

from protocol.messages import SendVerdict
from server import app
from server.store.engine import Database, open_database
from tests.faults.loop_mount import make_image, mounted
from tests.faults.relay_history import find_relay_faults
from tests.faults.relay_load import Load
from tests.faults.relay_nursery import RelayNursery
from tests.helpers.people import REALM, Person
from tests.helpers.relay_client import make_account
from tests.helpers.relay_parts import config_in, relay_here, run

IMAGE_MIB: Final = 96
HELD: Final = 1_500
REFUSED: Final = 30
FEW: Final = 40
EXPECTED: Final = ("reason=SQLITE_FULL", "disk_short", "disk_has_room_again")
AUTH = b"a" * 32


def fill(folder: Path) -> Path:
    """Write a file until the disk takes not a byte more."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return ballast


class Growth:
    """Whether the relay's database may grow."""

    def __init__(self) -> None:
        self._writing: sqlite3.Connection

    def open(self, path: Path) -> Database:
        """Open a database, and keep its writing connection."""
        database = open_database(path)
        event.listen(database.writing, "connect", self._keep)
        return database

    def forbid(self) -> None:
        """From now on the database is full: it takes only what fits into pages that it has."""
        self._writing.execute("PRAGMA max_page_count = 1")

    def allow(self) -> None:
        """Let it grow again."""
        self._writing.execute("PRAGMA max_page_count = 1000000")

    def _keep(self, connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        self._writing = connection


def test_database_that_may_not_grow_holds_up_sends_alone(
    tmp_path: Path, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """FT-03: what is held is read, and sends go on once there is room."""
    growth, load = Growth(), Load(people, senders=2, frames=1)
    monkeypatch.setattr(app, "open_database", growth.open)

    async def story() -> list[str]:
        async with relay_here(config_in(tmp_path)) as url:
            for person in people:
                await make_account(url, person, auth=AUTH)
            load.relay_is_up(url)
            async with asyncio.TaskGroup() as group:
                with load.sending(group):
                    await load.history.more(FEW)
                    growth.forbid()
                    await load.history.until(lambda: len(load.refusals) > FEW)
                    faults = await load.show_held()
                    growth.allow()
                    with load.showing(group):
                        await load.history.more(FEW)
                        faults += await load.settle()
            return faults + await load.drain()

    assert run(story()) == []
    assert {result.verdict for result in load.refusals} == {SendVerdict.RETRY}
    assert find_relay_faults(load.history.events, may_writes_fail=True) == []


@pytest.mark.long
@pytest.mark.timeout(300)
def test_full_disk_holds_up_sends_alone(tmp_path: Path, people: list[Person]) -> None:
    """FT-03."""
    make_image(tmp_path / "disk.img", size_mib=IMAGE_MIB)
    with mounted(tmp_path / "disk.img", tmp_path / "disk") as disk:
        assert asyncio.run(play(tmp_path, disk, people)) == []


async def play(folder: Path, disk: Path, people: list[Person]) -> list[str]:
    """Return what is wrong with the history of a relay whose disk was full for a while."""
    relay = RelayNursery(folder, options=["--realm", REALM])
    relay.database = disk / "relay.db"
    load = Load(people, senders=3, frames=1)
    await relay.open()
    try:
        await relay.start()
        for person in people:
            await make_account(relay.url, person, auth=AUTH)
        load.relay_is_up(relay.url)
        async with asyncio.TaskGroup() as group:
            with load.sending(group):
                await load.history.more(HELD)
                ballast = fill(disk)
                await load.history.until(lambda: len(load.refusals) > REFUSED)
                reserve = Path(f"{relay.database}.reserve")
                await load.history.until(lambda: not reserve.exists())
                faults = await load.drain()
                ballast.unlink()
                with load.showing(group):
                    await load.history.more(HELD)
                    faults += await load.settle()
        faults += await load.drain()
    finally:
        await relay.close()
    verdicts = {result.verdict for result in load.refusals}
    assert verdicts == {SendVerdict.RETRY}
    lines = relay.log.read_text().splitlines()
    faults += [f"log: {line}" for line in lines if not any(word in line for word in EXPECTED)]
    return faults + find_relay_faults(load.history.events, may_writes_fail=True)
