"""Frames come twice, late and in wrong order: each message is shown once, in order per sender.

FT-08, with real messengers on both sides of a proxy; and with lean senders, whose history is read.
"""

import asyncio
from pathlib import Path
from typing import Final

import pytest

from desktop.core.records import ConnectionState
from tests.faults.chaos_proxy import ChaosProxy, Trick
from tests.faults.checker import Sent, find_faults
from tests.faults.relay_history import find_relay_faults
from tests.faults.relay_load import Load, let_pass
from tests.faults.story import GREETING, PEOPLE, copy_town, read_history
from tests.helpers.client_process import ClientProcess, RelayProgram
from tests.helpers.people import Person
from tests.helpers.relay_client import make_account
from tests.helpers.relay_parts import config_in, relay_here, run

MESSAGES: Final = 12
TRICKS: Final = 60
SEEDS: Final = 10
DEADLINE_S: Final = 120.0
IMPATIENCE_S: Final = 0.3
AUTH = b"a" * 32


async def play(folder: Path, seed: str) -> list[str]:
    """Return what is wrong with two histories after a conversation through the proxy."""
    relay, sent = RelayProgram(folder), [Sent(sender=PEOPLE[0], text=GREETING, is_certain=True)]
    await relay.start()
    try:
        async with (
            asyncio.timeout(DEADLINE_S),
            ChaosProxy.open(relay.url, seed=seed, tricks=TRICKS) as proxy,
            asyncio.TaskGroup() as group,
        ):
            clients = [await _start(group, folder, name, proxy.url) for name in PEOPLE]
            try:
                for number in range(MESSAGES):
                    for name, client in zip(PEOPLE, clients, strict=True):
                        text = f"{name} {number}"
                        contact = (await client.ask("befriended"))["contact"]
                        await client.ask("send", contact=contact, text=text)
                        sent.append(Sent(sender=name, text=text, is_certain=True))
                for do in ("settle", "reopen"):
                    impatience = group.create_task(_be_impatient(clients), name="impatience")
                    await asyncio.gather(*[client.ask(do) for client in clients])
                    impatience.cancel()
                assert [await client.end() for client in clients] == [0, 0]
            finally:
                for client in clients:
                    client.kill()
        assert await relay.terminate() == 0
    finally:
        relay.kill()
        await relay.wait()
    print(f"{seed}: {dict(proxy.played)}")
    assert proxy.played.total() > MESSAGES
    histories = {name: await read_history(folder, name) for name in PEOPLE}
    return find_faults(sent, histories)


async def _start(group: asyncio.TaskGroup, folder: Path, name: str, url: str) -> ClientProcess:
    options: list[str | Path] = ["--folder", folder / name, "--relay", url]
    client = await ClientProcess.start(
        group, options, log=folder / f"{name}.log", on_event=lambda _line: None
    )
    await client.ask("open")
    return client


async def _be_impatient(clients: list[ClientProcess]) -> None:
    """Have whoever is offline try again soon: amid chaos the pauses would grow to a minute."""
    while True:
        await let_pass(IMPATIENCE_S)
        for client in clients:
            if (await client.ask("describe"))["connection"] == ConnectionState.OFFLINE.value:
                await client.ask("reconnect")


@pytest.mark.timeout(DEADLINE_S + 30)
def test_messengers_show_each_message_once_whatever_becomes_of_frames(
    town: Path, tmp_path: Path
) -> None:
    """FT-08."""
    assert asyncio.run(play(copy_town(town, tmp_path / "town"), "in every run")) == []


@pytest.mark.long
@pytest.mark.timeout(DEADLINE_S + 30)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_messengers_bear_each_disorder(town: Path, tmp_path: Path, seed: int) -> None:
    """FT-08."""
    assert asyncio.run(play(copy_town(town, tmp_path / "town"), f"disorder {seed}")) == []


def test_relay_stores_once_what_comes_twice(tmp_path: Path, people: list[Person]) -> None:
    """FT-08: frames of senders alone; what a device is told is held to its order."""
    load = Load(people, senders=2, frames=1)

    async def story() -> list[str]:
        async with relay_here(config_in(tmp_path)) as url:
            for person in people:
                await make_account(url, person, auth=AUTH)
            async with (
                ChaosProxy.open(url, seed="senders", tricks=TRICKS) as proxy,
                asyncio.TaskGroup() as group,
            ):
                load.relay_is_up(url)
                with load.sending(group, url=proxy.url), load.showing(group):
                    await load.history.until(lambda: proxy.played.total() == TRICKS)
                    faults = await load.settle()
            assert set(proxy.played) == set(Trick) - {Trick.PASS}
            return faults + await load.drain()

    assert run(story()) == []
    assert not load.refusals
    assert find_relay_faults(load.history.events, may_frames_double=True) == []
