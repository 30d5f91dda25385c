"""Presence of contacts while the app is online."""

import asyncio
from pathlib import Path

import pytest

from desktop.core import presence
from desktop.core.events import Event, PresenceChanged
from desktop.core.presence import PresenceWatch
from protocol.errors import ErrorCode, Refused
from protocol.ids import Username
from protocol.messages import PresenceState
from tests.helpers.fake_relay import FakeWatchLink
from tests.helpers.messengers import DEADLINE_S
from tests.helpers.parties import Party, play


class Watched:
    """A running watch and what it told."""

    def __init__(self, party: Party) -> None:
        self.told: list[PresenceState] = []
        self._news = asyncio.Event()
        self.watch = PresenceWatch(party.contacts, relay=party.client, emit=self._on_event)

    def _on_event(self, event: Event) -> None:
        assert isinstance(event, PresenceChanged)
        self.told.append(event.presence)
        self._news.set()

    async def until(self, states: list[PresenceState]) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while self.told != states:
                self._news.clear()
                await self._news.wait()


ONLINE, UNKNOWN = PresenceState.ONLINE, PresenceState.UNKNOWN


def test_presence_is_told_as_it_is_and_on_change_and_forgotten_at_the_end(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        await alice.contacts.start_chat("bob")
        link = await bob.client.connect()
        await link.login(
            address=bob.account.address, signature=bob.account.sign_login(link.greeting)
        )
        watched = Watched(alice)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(watched.watch.run(await alice.client.connect()))
            await watched.until([ONLINE])
            link.cut()
            await watched.until([ONLINE, UNKNOWN])
            link = await bob.client.connect()
            await link.login(
                address=bob.account.address, signature=bob.account.sign_login(link.greeting)
            )
            await watched.until([ONLINE, UNKNOWN, ONLINE])
            running.cancel()
        assert watched.told == [ONLINE, UNKNOWN, ONLINE, UNKNOWN]

    play(tmp_path, story, "alice", "bob")


def test_contact_added_later_is_watched_once(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        link = await bob.client.connect()
        await link.login(
            address=bob.account.address, signature=bob.account.sign_login(link.greeting)
        )
        watched = Watched(alice)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(watched.watch.run(await alice.client.connect()))
            await asyncio.sleep(0)
            contact = await alice.contacts.start_chat("bob")
            watched.watch.add(contact)
            watched.watch.add(contact)
            await watched.until([ONLINE])
            running.cancel()

    play(tmp_path, story, "alice", "bob")


def test_lost_watch_is_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "RETRY_S", 0.0)

    async def story(alice: Party, bob: Party) -> None:
        await alice.contacts.start_chat("bob")
        link = await bob.client.connect()
        await link.login(
            address=bob.account.address, signature=bob.account.sign_login(link.greeting)
        )
        watched = Watched(alice)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(watched.watch.run(await alice.client.connect()))
            await watched.until([ONLINE])
            for watch in list(alice.relay._watches):
                watch.cut()
            async with asyncio.timeout(DEADLINE_S):
                while len(watched.told) < 3:  # noqa: ASYNC110 - cut and opened again
                    await asyncio.sleep(0)
            running.cancel()
        assert watched.told[:3] == [ONLINE, UNKNOWN, ONLINE]

    play(tmp_path, story, "alice", "bob")


@pytest.mark.parametrize("turns", range(6))
def test_end_is_heard_while_the_watch_is_being_lost(tmp_path: Path, turns: int) -> None:
    """A relay that goes away ends the watch and what runs beside it in the same few turns."""

    async def story(alice: Party) -> None:
        watched = Watched(alice)
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            running = group.create_task(watched.watch.run(await alice.client.connect()))
            while not alice.relay._watches:  # noqa: ASYNC110 - opened in a few turns
                await asyncio.sleep(0)
            for _ in range(3):
                await asyncio.sleep(0)
            for watch in list(alice.relay._watches):
                watch.cut()
            for _ in range(turns):
                await asyncio.sleep(0)
            running.cancel()

    play(tmp_path, story, "alice")


def test_watch_that_is_refused_ends_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection takes a thousand watches; somebody may have more contacts than that."""

    async def story(alice: Party, bob: Party, carol: Party) -> None:
        await alice.contacts.start_chat("carol")
        await alice.contacts.start_chat("bob")
        link = await bob.client.connect()
        await link.login(
            address=bob.account.address, signature=bob.account.sign_login(link.greeting)
        )
        opened = 0
        add = FakeWatchLink.add

        async def refuse_carol(watch: FakeWatchLink, name: Username) -> PresenceState:
            nonlocal opened
            if name == "carol":
                opened += 1
                raise Refused(ErrorCode.TOO_MANY_REQUESTS)
            return await add(watch, name)

        monkeypatch.setattr(FakeWatchLink, "add", refuse_carol)
        watched = Watched(alice)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(watched.watch.run(await alice.client.connect()))
            await watched.until([UNKNOWN, ONLINE])
            link.cut()
            await watched.until([UNKNOWN, ONLINE, UNKNOWN])
            running.cancel()
        assert opened == 1

    play(tmp_path, story, "alice", "bob", "carol")
