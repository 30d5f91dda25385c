"""A real relay that moved to another address: the account, its contacts and its mail stay."""

from functools import partial
from pathlib import Path

import pytest

from desktop.core.ports.relay import Relay
from desktop.core.records import ProfileLabel
from desktop.errors import RelayIncompatible
from desktop.network.relay_client import RelayClient
from tests.helpers.messengers import Person, run
from tests.helpers.relay_process import RelayProcess, relay_process  # noqa: F401 - a fixture


class Client(Person):
    """A person over real connections."""

    def __init__(self, name: str, path: Path, address: str) -> None:
        super().__init__(name, path, self.make_client, address=address)

    def make_client(self, address: str, /, *, pinned_key: bytes = b"") -> Relay:
        return RelayClient.at(address, spawn=self._supervisor.spawn, pinned_key=pinned_key)


def is_called_by(person: Client, address: str) -> bool:
    return person.folder.label == ProfileLabel(username=person.name, relay_address=address)


def test_moved_relay_is_reached_and_what_waited_leaves(
    relay_process: RelayProcess,  # noqa: F811
    tmp_path: Path,
) -> None:
    async def story() -> None:
        alice, bob = (Client(name, tmp_path, relay_process.url) for name in ("alice", "bob"))
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_bob = await alice.chat_with(bob)
            await alice.engine.send_text(to_bob, "before")
            await bob.received(1)

            relay_process.kill()
            await alice.engine.send_text(to_bob, "while it moves")
            relay_process.port = 0
            relay_process.restart()
            for person in (alice, bob):
                moved = await person.engine.move_relay(relay_process.url)
                assert moved.relay_address == relay_process.url
            assert await bob.received(2) == ["before", "while it moves"]
            for person in (alice, bob):
                await person.until(partial(is_called_by, person, relay_process.url))

    run(story())


def test_another_relay_is_refused_and_the_old_address_stays(
    relay_process: RelayProcess,  # noqa: F811
    tmp_path: Path,
) -> None:
    async def story(other: RelayProcess) -> None:
        alice = Client("alice", tmp_path, relay_process.url)
        async with alice:
            await alice.create_account()
            with pytest.raises(RelayIncompatible):
                await alice.engine.move_relay(other.url)
            row = await alice.engine._open.profile.keys.find_account()
            assert row is not None
            assert row.relay_address == relay_process.url

    folder = tmp_path / "other"
    folder.mkdir()
    with RelayProcess(folder) as other:
        run(story(other))
