"""An account at the relay that the app itself runs: the profile remembers it."""

from pathlib import Path
from typing import Self

from desktop.config import LOCAL_RELAY
from desktop.core.ports.relay import Relay
from desktop.network.local_relay import LocalRelay, make_client
from tests.helpers.messengers import Person, run


class AtHome(Person):
    """A person whose app runs the relay."""

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, path, self.make_client, address=LOCAL_RELAY)
        self.files = path / "relay"
        self.local: LocalRelay

    def make_client(self, address: str, /, *, pinned_key: bytes = b"") -> Relay:
        return make_client(
            address, local=self.local, spawn=self._supervisor.spawn, pinned_key=pinned_key
        )

    async def __aenter__(self) -> Self:
        self.local = LocalRelay(self.files)
        return await super().__aenter__()

    async def __aexit__(self, *ends: object) -> None:
        await super().__aexit__(*ends)  # type: ignore[arg-type]
        await self.local.stop()


def test_next_start_of_the_app_starts_the_relay_again(tmp_path: Path) -> None:
    async def story() -> None:
        alice, bob = AtHome("alice", tmp_path), AtHome("bob", tmp_path)
        async with alice:
            assert not (await alice.engine.check_name(LOCAL_RELAY, "alice")).is_taken
            assert alice.local.runs_here()
            await alice.create_account()
            link = await alice.engine.create_invite()
        assert not alice.local.runs_here()
        async with alice, bob:
            await alice.reopen()
            assert alice.local.runs_here()
            bob.address = link
            await bob.create_account()
            assert not bob.local.runs_here()
            contact = (await bob.engine.open_invite(link)).contact.id
            await bob.engine.send_text(contact, "at the same desk")
            assert await alice.received(1) == ["at the same desk"]

    run(story())
