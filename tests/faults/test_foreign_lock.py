"""Another program holds the relay's database: senders wait, readers do not, and nothing is lost.

FT-04. SQLite has one writer; a back-up tool, or an operator with a shell, may be that writer.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import pytest

from protocol.messages import SendVerdict
from server.store import engine
from tests.faults.foreign_lock import locked
from tests.faults.relay_history import find_relay_faults
from tests.faults.relay_load import Load, let_pass
from tests.faults.relay_nursery import RelayNursery
from tests.helpers.people import REALM, Person
from tests.helpers.relay_client import make_account
from tests.helpers.relay_parts import config_in, relay_here, run

LOCKED_S: Final = 30.0
BEFORE: Final = 200
REFUSED: Final = 10
AUTH = b"a" * 32


async def play(
    url: str,
    load: Load,
    people: list[Person],
    *,
    database: Path,
    hold: Callable[[], Awaitable[None]],
) -> list[str]:
    """Return what is wrong with a history in which the database was locked for a while."""
    for person in people:
        await make_account(url, person, auth=AUTH)
    load.relay_is_up(url)
    async with asyncio.TaskGroup() as group:
        with load.sending(group):
            await load.history.more(BEFORE)
            with locked(database):
                await hold()
                faults = await load.show_held()
            with load.showing(group):
                await load.history.more(BEFORE)
                faults += await load.settle()
    faults += await load.drain()
    return faults + find_relay_faults(load.history.events, may_writes_fail=True)


def test_short_lock_is_waited_out(
    tmp_path: Path, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """FT-04: with a shorter patience, the same answers as over half a minute."""
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 20)
    load = Load(people, senders=2, frames=1)

    async def refused() -> None:
        await load.history.until(lambda: len(load.refusals) > REFUSED)

    async def story() -> list[str]:
        config = config_in(tmp_path)
        async with relay_here(config) as url:
            return await play(url, load, people, database=config.database, hold=refused)

    assert run(story()) == []
    assert {result.verdict for result in load.refusals} == {SendVerdict.RETRY}


@pytest.mark.long
@pytest.mark.timeout(180)
def test_lock_of_half_a_minute_is_waited_out(tmp_path: Path, people: list[Person]) -> None:
    """FT-04."""
    load = Load(people, senders=2, frames=1)

    async def story() -> list[str]:
        relay = RelayNursery(tmp_path, options=["--realm", REALM])
        await relay.open()
        try:
            await relay.start()
            return await play(
                relay.url, load, people, database=relay.database, hold=lambda: let_pass(LOCKED_S)
            )
        finally:
            await relay.close()

    assert asyncio.run(story()) == []
    assert {result.verdict for result in load.refusals} == {SendVerdict.RETRY}
