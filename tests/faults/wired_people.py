"""People with the real messenger in this process, over real connections to one address."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from desktop.core.ports.relay import Relay
from desktop.core.ports.runtime import Clock
from desktop.core.records import ContactId, DeliveryState
from desktop.network.relay_client import RelayClient
from tests.helpers.messengers import Person, system_clock

HELLO = "Hello, may I write to you?"


class WiredPerson(Person):
    """One person, who has one contact once they met."""

    def __init__(self, name: str, path: Path, url: str, clock: Clock) -> None:
        super().__init__(name, path, self._make_client, address=url, clock=clock)

    def _make_client(self, _address: str, /, *, pinned_key: bytes = b"") -> Relay:
        return RelayClient.at(self.address, spawn=self._supervisor.spawn, pinned_key=pinned_key)

    async def say(self, *texts: str) -> None:
        """Write to the only contact."""
        contact = await self.contact()
        for text in texts:
            await self.engine.send_text(contact, text)

    async def contact(self) -> ContactId:
        """Return the only contact."""
        (conversation,) = await self.conversations()
        return conversation.contact.id

    async def settled(self) -> None:
        """Wait until every own message is known to be with the other person."""

        async def holds() -> bool:
            contact = await self.contact()
            # Thousands are not read after each of thousands of events: the newest come last.
            for limit in (20, 10_000):
                messages = await self.engine.load_messages(contact, limit=limit)
                if any(one.is_own and one.state is not DeliveryState.DELIVERED for one in messages):
                    return False
            return True

        await self.until(holds)

    async def texts_of(self, *, is_own: bool) -> list[str]:
        """Return the shown texts of one side, in display order."""
        messages = await self.engine.load_messages(await self.contact(), limit=10_000)
        return [one.text for one in messages if one.is_own is is_own]


@asynccontextmanager
async def two_friends(
    folder: Path, urls: tuple[str, str], clock: Clock = system_clock
) -> AsyncIterator[tuple[WiredPerson, WiredPerson]]:
    """Give two people who registered and accepted each other; each has an address of the relay."""
    alice, bob = (
        WiredPerson(name, folder, url, clock)
        for name, url in zip(("alice", "bob"), urls, strict=True)
    )
    async with AsyncExitStack() as leaving:
        for person in (alice, bob):
            await leaving.enter_async_context(person)
            await person.create_account()
        await alice.chat_with(bob)
        await alice.say(HELLO)
        await bob.received(1)
        await bob.accept(alice)
        await asyncio.gather(alice.settled(), bob.settled())
        yield alice, bob


async def agree(alice: WiredPerson, bob: WiredPerson) -> tuple[list[str], list[str]]:
    """Return what each of two wrote, after everything came and both show the same."""
    await asyncio.gather(alice.settled(), bob.settled())
    of_alice, of_bob = await alice.texts_of(is_own=True), await bob.texts_of(is_own=True)
    assert await bob.texts_of(is_own=False) == of_alice
    assert await alice.texts_of(is_own=False) == of_bob
    return of_alice, of_bob
