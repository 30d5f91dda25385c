"""Keys renewed at a real relay: two people go on, and whoever has the old keys is out."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from desktop.core.ports.relay import Relay
from desktop.core.records import ContactId, MessageKind, Trust
from desktop.network.relay_client import RelayClient
from protocol.errors import ErrorCode, Refused
from tests.helpers.messengers import Person, run
from tests.helpers.relay_process import RelayProcess, relay_process  # noqa: F401 - a fixture


class Client(Person):
    """A person over real connections."""

    def __init__(self, name: str, path: Path, address: str) -> None:
        super().__init__(name, path, self.make_client, address=address)

    def make_client(self, address: str, /, *, pinned_key: bytes = b"") -> Relay:
        return RelayClient.at(address, spawn=self._supervisor.spawn, pinned_key=pinned_key)

    async def told(self, contact: ContactId, kind: MessageKind) -> None:
        """Wait until a conversation shows a line of a kind."""

        async def is_told() -> bool:
            shown = await self.engine.load_messages(contact)
            return kind in [message.kind for message in shown]

        await self.until(is_told)


Story = Callable[[Client, Client, ContactId, ContactId], Awaitable[None]]


def play(relay: RelayProcess, path: Path, story: Story) -> None:
    """Run a story of Alice and Bob, who accepted each other and compared numbers."""

    async def whole() -> None:
        alice, bob = (Client(name, path, relay.url) for name in ("alice", "bob"))
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_bob = await alice.chat_with(bob)
            await alice.engine.send_text(to_bob, "hello")
            await bob.received(1)
            await bob.accept(alice)
            to_alice = (await bob.contact_of(alice)).id
            await bob.engine.send_text(to_alice, "hello, you")
            await alice.received(1)
            await alice.engine.mark_verified(to_bob, is_verified=True)
            await story(alice, bob, to_bob, to_alice)

    run(whole())


def test_renewed_identity_is_told_and_stays_verified(
    relay_process: RelayProcess,  # noqa: F811
    tmp_path: Path,
) -> None:
    async def story(alice: Client, bob: Client, to_bob: ContactId, to_alice: ContactId) -> None:
        await bob.engine.renew_identity()
        await bob.engine.send_text(to_alice, "with another identity")
        await alice.told(to_bob, MessageKind.KEYS_RENEWED)
        assert (await alice.contact_of(bob)).trust is Trust.VERIFIED
        numbers = [
            (await one.engine.load_safety_number(contact)).digits
            for one, contact in ((alice, to_bob), (bob, to_alice))
        ]
        assert numbers[0] == numbers[1]
        await alice.delivered(await alice.engine.send_text(to_bob, "as before"))

    play(relay_process, tmp_path, story)


def test_renewed_device_goes_on_and_its_old_keys_are_refused(
    relay_process: RelayProcess,  # noqa: F811
    tmp_path: Path,
) -> None:
    """AU-06, P3: revoke and successor in one step; the old DEV signs nobody in any more."""

    async def story(alice: Client, bob: Client, to_bob: ContactId, to_alice: ContactId) -> None:
        account = bob.engine._open.keeper._account
        old_key = account._device_key
        states = len(bob.connection_states())
        await bob.engine.renew_device()
        await bob.until(lambda: len(bob.connection_states()) > states)
        await bob.online()
        await alice.told(to_bob, MessageKind.KEYS_RENEWED)
        await alice.delivered(await alice.engine.send_text(to_bob, "to the new keys"))
        await bob.delivered(await bob.engine.send_text(to_alice, "from the new keys"))
        assert account.chain.revoked == frozenset()
        assert len(account.chain.device_history) == 2
        new_key = account._device_key
        link = await bob.engine._open.relay.connect()
        account._device_key = old_key
        signature = account.sign_login(link.greeting)
        account._device_key = new_key
        with pytest.raises(Refused) as refused:
            await link.login(address=account.address, signature=signature)
        assert refused.value.code is ErrorCode.SIGN_IN_FAILED
        await link.close()

    play(relay_process, tmp_path, story)
