"""One story with one `kill -9`: two people write to each other over a real relay, all processes.

The people and their relay begin as copies of a town that was made once: registered, and each has
accepted the other.
"""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from desktop.core.records import MessageKind
from desktop.storage.profile_folder import LocalProfileFolder
from tests.faults.checker import Sent, Shown, find_faults
from tests.faults.file_keyring import FileKeyring
from tests.faults.kill_points import Countdown, KillPoint
from tests.helpers.client_process import ClientProcess, Line, ProcessEnded, RelayProgram

PEOPLE: Final = ("alice", "bob")

GREETING: Final = "Hello, may I write to you?"
"""The first person's request, accepted before a story begins."""

UNDER_WAY: Final = 3
"""Most messages of one person that the relay has not taken, until the kill: so that points of the
whole road are hit often, and not once for a long batch."""

AFTERWARDS: Final = 6
"""Messages that each person still writes after the kill, at once, while the victim is away."""

MOST: Final = 200
"""Messages of one person after which a story has failed to reach its kill."""

SETTLING_S: Final = 100.0
"""For the last message to be delivered. Takes 1 to 3 s, and 6 s where four stories share two busy
processors; what takes longer than this stands still."""

DEADLINE_S: Final = 150.0
"""For everything up to the end of a story, which takes 4 to 18 s."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What happens in a story, all of it drawn from its seed.

    Attributes:
        seed: Also decides on texts.
        victim: "relay", or a person.
        point: Where the victim ends itself; None to be killed from outside at a random moment.
        hits: At which time that the point is reached, or after how many lines told by clients.
        delay_ms: With a random moment, how much later still.
    """

    seed: str
    victim: str
    point: KillPoint | None
    hits: int
    delay_ms: float

    @classmethod
    def draw(cls, seed: int, point: KillPoint | None) -> "Plan":
        """Return the plan of a seed."""
        name = f"{point.value if point else 'random'}-{seed}"
        draws = random.Random(name)
        if point is None:
            victim = draws.choice(("relay", "relay", *PEOPLE))
            hits = draws.randint(1, 60)
        else:
            victim = "relay" if point.is_relays else draws.choice(PEOPLE)
            hits = draws.randint(1, 9)
        return cls(
            seed=name,
            victim=victim,
            point=point,
            hits=hits,
            delay_ms=draws.uniform(0, 30),
        )


@dataclass(eq=False)
class Person:
    """One person over all starts of the client.

    Attributes:
        name: Username and folder.
        sent: What was handed to the messenger.
        untaken: Texts that the relay has not accepted, as far as was told.
        client: The running process, None while there is none.
        is_open: Whether its profile is open.
        contact: The other person's number, None until it was asked for.
    """

    name: str
    sent: list[Sent] = field(default_factory=list)
    untaken: set[str] = field(default_factory=set)
    client: ClientProcess | None = None
    is_open: bool = False
    contact: int | None = None


class Story:
    """Plays one plan."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        """Prepare it.

        Args:
            plan: What happens.
            folder: A town of its own, see `make_town`.
        """
        self._plan = plan
        self._folder = folder
        self._relay = RelayProgram(folder)
        self._people = [Person(name) for name in PEOPLE]
        self._people[0].sent.append(Sent(sender=PEOPLE[0], text=GREETING, is_certain=True))
        self._group: asyncio.TaskGroup
        self._news = asyncio.Condition()
        self._lines_told = 0
        self._is_killed = asyncio.Event()
        self._is_over = False
        self._faults: list[str] = []
        self._draws = random.Random(plan.seed)

    async def play(self) -> list[str]:
        """Play it and return what the checker finds."""
        async with AsyncExitStack() as leaving:
            await leaving.enter_async_context(asyncio.timeout(DEADLINE_S))
            self._group = await leaving.enter_async_context(asyncio.TaskGroup())
            leaving.push_async_callback(self._end_all)
            await self._begin()
            await self._live()
            await self._finish()
        return await self._check()

    async def _end_all(self) -> None:
        self._is_over = True
        clients = [person.client for person in self._people if person.client is not None]
        processes: list[RelayProgram | ClientProcess] = [self._relay, *clients]
        for process in processes:
            process.kill()
        for process in processes:
            await process.wait()

    # --- processes -------------------------------------------------------------------------------

    def _end_at(self, name: str) -> str:
        """Return where a process is to end itself: the victim once, everybody else never."""
        plan = self._plan
        if plan.point is None or name != plan.victim or self._is_killed.is_set():
            return ""
        return Countdown.describe(plan.point, plan.hits)

    async def _begin(self) -> None:
        await self._relay.start(self._end_at("relay"))
        self._group.create_task(self._keep_relay(), name="relay of the story")
        await asyncio.gather(*[self._open(person) for person in self._people])

    async def _keep_relay(self) -> None:
        """Start the relay again when it is killed, and let everybody notice at once."""
        code = await self._relay.wait(None)
        if self._is_over:
            return
        assert code == -signal.SIGKILL, f"exit code {code}: {self._relay.log.read_text()}"
        await self._note_kill()
        await self._relay.start()
        for person in self._people:
            if person.is_open and person.client is not None:
                await person.client.ask("reconnect")

    async def _open(self, person: Person) -> None:
        """Start a person's client and open the profile."""

        def on_event(line: Line) -> None:
            self._on_event(person, line)

        options: list[str | Path] = ["--folder", self._folder / person.name]
        options += ["--relay", self._relay.url, f"--end-at={self._end_at(person.name)}"]
        log = self._folder / f"{person.name}.log"
        client = await ClientProcess.start(self._group, options, log=log, on_event=on_event)
        person.client = client
        with contextlib.suppress(ProcessEnded):  # it may meet its end at once
            await client.ask("open")
            person.is_open = True
            await self._tell_news()

    def _on_event(self, person: Person, line: Line) -> None:
        self._lines_told += 1
        match line["event"]:
            case "sent" | "delivered":
                person.untaken.discard(line["text"])
            case "ended" if not self._is_over and person.client is not None:
                replacing = self._replace(person, person.client)
                person.client, person.is_open = None, False
                self._group.create_task(replacing, name=f"restart of {person.name}")
            case _:
                pass
        self._group.create_task(self._tell_news(), name="news of the story")

    async def _replace(self, person: Person, ended: ClientProcess) -> None:
        assert await ended.wait() == -signal.SIGKILL
        await self._note_kill()
        await self._open(person)

    async def _note_kill(self) -> None:
        assert not self._is_killed.is_set(), "a process ended that nobody killed"
        self._is_killed.set()
        await self._tell_news()

    async def _tell_news(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with self._news:
            await self._news.wait_for(holds)

    async def _client_of(self, person: Person) -> ClientProcess:
        """Return a person's client as soon as its profile is open."""
        await self._until(lambda: person.is_open)
        assert person.client is not None
        return person.client

    async def _ask(self, person: Person, do: str, **arguments: object) -> Line:
        """Ask a person's client, again after a restart if it ended meanwhile."""
        while True:
            client = await self._client_of(person)
            try:
                return await client.ask(do, **arguments)
            except ProcessEnded:
                await self._until(self._is_killed.is_set)

    # --- the story -------------------------------------------------------------------------------

    async def _live(self) -> None:
        """Let both write until the victim was killed, and a little longer."""
        async with asyncio.TaskGroup() as group:
            for person in self._people:
                group.create_task(self._write(person), name=f"{person.name} writes")
            if self._plan.point is None:
                group.create_task(self._kill_from_outside(), name="killer")

    async def _kill_from_outside(self) -> None:
        told = self._lines_told
        await self._until(lambda: self._lines_told >= told + self._plan.hits)
        loop = asyncio.get_running_loop()
        loop.call_later(self._plan.delay_ms / 1000, self._kill_victim)
        await self._is_killed.wait()

    def _kill_victim(self) -> None:
        victim = next((one for one in self._people if one.name == self._plan.victim), None)
        if victim is None:
            self._relay.kill()
        elif victim.client is not None:
            victim.client.kill()

    async def _write(self, person: Person) -> None:
        """Write until enough was written after the kill."""
        await self._ask(person, "online")
        # From the store: the relay may have met its end already.
        person.contact = (await self._ask(person, "befriended"))["contact"]
        while not self._is_killed.is_set():
            await self._until(lambda: self._is_killed.is_set() or len(person.untaken) < UNDER_WAY)
            await self._send(person)
        for _ in range(AFTERWARDS):
            await self._send(person)

    async def _send(self, person: Person) -> None:
        client = await self._client_of(person)
        number = len(person.sent)
        assert number < MOST, "the kill was never reached"
        text = f"{person.name} {number}: " + self._draws.choice(
            ("yes", "שלום עולם " * 9, "on my way 🚲", "long " * self._draws.randint(1, 900))
        )
        entry = Sent(sender=person.name, text=text)
        person.sent.append(entry)
        person.untaken.add(text)
        try:
            await client.ask("send", contact=person.contact, text=text)
        except ProcessEnded:
            person.untaken.discard(text)
            await self._until(self._is_killed.is_set)
        else:
            entry.is_certain = True

    async def _finish(self) -> None:
        """Wait until all is delivered; then let everybody take what the relay may still hold."""
        try:
            async with asyncio.timeout(SETTLING_S):
                await self._together(lambda person: self._ask(person, "settle"))
            await self._together(lambda person: self._ask(person, "reopen"))
        except TimeoutError:
            self._faults += await self._describe_standstill()
        self._is_over = True
        clients = [person.client for person in self._people if person.client is not None]
        assert [await client.end() for client in clients] == [0, 0]
        assert await self._relay.terminate() == 0

    async def _describe_standstill(self) -> list[str]:
        """Say where everything stands, to tell what is late from what is lost."""
        faults = ["not everything was delivered"]
        for person in self._people:
            told = await self._ask(person, "describe")
            faults.append(f"{person.name} is {told['connection']}: {told['undelivered']}")
        with contextlib.closing(sqlite3.connect(self._relay.database)) as connection:
            ((held,),) = connection.execute("SELECT count(*) FROM envelope")
        return [*faults, f"the relay holds {held} envelopes"]

    async def _together(self, do: Callable[[Person], Awaitable[Line]]) -> None:
        await asyncio.gather(*[do(person) for person in self._people])

    # --- the end ---------------------------------------------------------------------------------

    async def _check(self) -> list[str]:
        sent = [one for person in self._people for one in person.sent]
        histories = {
            person.name: await read_history(self._folder, person.name) for person in self._people
        }
        faults = self._faults + find_faults(sent, histories)
        for name in ("relay", *PEOPLE):
            log = (self._folder / f"{name}.log").read_text()
            faults += [f"log of {name}: {line}" for line in log.splitlines() if "ERROR" in line]
        return faults


async def read_history(town: Path, name: str) -> list[Shown]:
    """Return all that one person's only conversation shows, read through the real storage."""
    keyring = FileKeyring(town / f"{name}.keyring")
    folder = LocalProfileFolder(town / name, random=os.urandom, find_backend=lambda: keyring)
    try:
        profile = await folder.open(vault_passphrase=None)
        (conversation,) = await profile.history.load_conversations()
        contact = conversation.contact
        messages = await profile.history.load_page(contact.id, before=None, limit=10_000)
    finally:
        await folder.release()
    assert all(message.kind is MessageKind.TEXT for message in messages)
    return [
        Shown(sender=name if message.is_own else contact.username, text=message.text)
        for message in messages
    ]


async def make_town(folder: Path) -> None:
    """Register both people at a relay of their own, let them meet, and stop all three."""
    relay = RelayProgram(folder)
    await relay.start()
    try:
        async with AsyncExitStack() as leaving:
            group = await leaving.enter_async_context(asyncio.TaskGroup())
            clients = []
            for name in PEOPLE:
                client = await _start(group, folder, name, relay.url)
                leaving.callback(client.kill)
                clients.append(client)
            await asyncio.gather(*map(_register, clients, PEOPLE))
            await _meet(*clients)
            assert [await client.end() for client in clients] == [0, 0]
    finally:
        relay.kill()
        await relay.wait()


async def _start(group: asyncio.TaskGroup, folder: Path, name: str, url: str) -> ClientProcess:
    return await ClientProcess.start(
        group,
        ["--folder", folder / name, "--relay", url],
        log=folder / f"{name}.log",
        on_event=lambda _line: None,
    )


async def _register(client: ClientProcess, name: str) -> None:
    await client.ask("create", name=name, password="correct horse battery")


async def _meet(first: ClientProcess, second: ClientProcess) -> None:
    contact = (await first.ask("chat", name=PEOPLE[1]))["contact"]
    await first.ask("send", contact=contact, text=GREETING)
    await second.ask("meet")
    for client in (first, second):
        await client.ask("befriended")
        await client.ask("settle")


def copy_town(town: Path, folder: Path) -> Path:
    """Return a copy of a town in a folder that does not exist yet."""
    shutil.copytree(town, folder)
    return folder
