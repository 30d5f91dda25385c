"""Lean clients that load a relay and note everything that they see: senders and devices.

A sender has several frames under way and submits whatever is not accepted again, in order and byte
for byte, on its next connection. A device keeps what is new, and acknowledges in small groups. Both
come back by themselves as long as the relay is said to be up.
"""

import asyncio
import contextlib
import itertools
import random
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Final

from websockets.exceptions import WebSocketException

from protocol import messages
from protocol.errors import ErrorCode, RemoteProtocolError
from protocol.messages import ConnectionKind, Message, SendVerdict
from tests.faults.relay_history import (
    Accepted,
    Acknowledged,
    Delivered,
    Event,
    Note,
    Shown,
    SignedIn,
    SigningIn,
    Submitted,
)
from tests.helpers.people import Person
from tests.helpers.relay_client import (
    DELIVERY_KEY,
    Closed,
    RelayLink,
    fake_envelope,
)

LOST: Final = (Closed, WebSocketException, OSError, TimeoutError, RemoteProtocolError)
"""How the end of a connection looks to a client, also of one on which nonsense came."""

MOST_ITEMS: Final = 4
"""Of one frame."""

ACKNOWLEDGES: Final = 0.3
"""How likely a device acknowledges after a delivery; it always does once it was told all."""

SETTLING_S: Final = 30.0
"""For the last message to come by itself, which takes milliseconds."""


async def let_pass(seconds: float) -> None:
    """Let a time pass during which something is the case, or until a drawn moment."""
    over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(seconds, over.set_result, None)
    await over


RECONNECT_S: Final = 0.01
"""Between two attempts to connect."""


def write_note(note: Note) -> bytes:
    """Return the envelope of a message; the same bytes each time."""
    return fake_envelope(f"{note.sender} {note.mailbox} {note.number} ")


def read_note(envelope: bytes) -> Note:
    """Return the message of an envelope."""
    sender, mailbox, number, _ = envelope.decode().split(" ", 3)
    return Note(sender=sender, mailbox=mailbox, number=int(number))


class History:
    """What all clients of one relay saw, in one order.

    Attributes:
        events: All of it.
        missing: What was accepted and is not shown yet.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.missing: set[Note] = set()
        self._shown: set[Note] = set()
        self._news = asyncio.Event()

    def add(self, event: Event) -> None:
        """Note that something happened."""
        self.events.append(event)
        match event:
            case Accepted(note) if note not in self._shown:
                self.missing.add(note)
            case Shown(note):
                self._shown.add(note)
                self.missing.discard(note)
            case _:
                pass
        self._news.set()

    def touch(self) -> None:
        """Have whoever waits look again."""
        self._news.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, asked after every event."""
        while not holds():
            self._news.clear()
            await self._news.wait()

    async def more(self, count: int) -> None:
        """Wait until so many more events have happened."""
        enough = len(self.events) + count
        await self.until(lambda: len(self.events) >= enough)


class Sender:
    """Writes to every mailbox until it is told to finish.

    Attributes:
        refusals: Answers other than "accepted".
        is_done: Whether it is to write nothing new.
    """

    def __init__(
        self, name: str, mailboxes: Sequence[Person], history: History, *, frames: int
    ) -> None:
        """Prepare it.

        Args:
            name: Different from every other sender's; also decides what it draws.
            mailboxes: To whom it writes.
            history: Where everything is noted.
            frames: Most frames under way. With more than one, a refusal may let a later message
                overtake; it is for stories in which nothing is refused.
        """
        self.refusals: list[messages.SendResult] = []
        self.is_done = False
        self._name = name
        self._addresses = {str(one.username): one.address for one in mailboxes}
        self._history = history
        self._most_frames = frames
        self._draws = random.Random(name)
        self._numbers = {name: itertools.count() for name in self._addresses}
        self._waiting: list[Note] = []

    @property
    def is_settled(self) -> bool:
        """Whether everything that it wrote was accepted."""
        return not self._waiting

    async def talk(self, link: RelayLink) -> None:
        """Write on one connection; returns once done with everything accepted."""
        again = deque(self._waiting)
        under_way: deque[tuple[int, list[Note]]] = deque()
        while True:
            while len(under_way) < self._most_frames and (notes := self._next_notes(again)):
                under_way.append((await self._submit(link, notes), notes))
            if not under_way:
                return
            number, notes = under_way.popleft()
            reply = await link.answer(number, deadline_s=None)
            assert isinstance(reply, messages.SendResults), reply
            for note, result in zip(notes, reply.results, strict=True):
                self._take(note, result)
            if self.refusals and not under_way:
                again = deque(self._waiting)

    def _next_notes(self, again: deque[Note]) -> list[Note]:
        count = self._draws.randint(1, MOST_ITEMS)
        if again:
            return [again.popleft() for _ in range(min(count, len(again)))]
        if self.is_done:
            return []
        fresh = [self._next_note() for _ in range(count)]
        self._waiting += fresh
        return fresh

    def _next_note(self) -> Note:
        mailbox = self._draws.choice(sorted(self._addresses))
        return Note(sender=self._name, mailbox=mailbox, number=next(self._numbers[mailbox]))

    async def _submit(self, link: RelayLink, notes: list[Note]) -> int:
        number = link.connection.next_request()
        items = [self._build_item(note) for note in notes]
        for note in notes:
            self._history.add(Submitted(note))
        await link.tell(messages.Send(request=number, items=items))
        return number

    def _build_item(self, note: Note) -> messages.SendItem:
        address = self._addresses[note.mailbox]
        return messages.SendItem(
            account=address.account,
            device=address.device,
            delivery_key=DELIVERY_KEY,
            transient=False,
            envelope=write_note(note),
        )

    def _take(self, note: Note, result: messages.SendResult) -> None:
        if result.verdict is SendVerdict.ACCEPTED:
            self._waiting.remove(note)
            self._history.add(Accepted(note, result.id))
        else:
            self.refusals.append(result)
            self._history.touch()


class Device:
    """Shows what comes to one mailbox.

    Attributes:
        name: Of the mailbox.
    """

    def __init__(self, person: Person, history: History) -> None:
        self.name = str(person.username)
        self._person = person
        self._history = history
        self._draws = random.Random(self.name)
        self._seen: set[Note] = set()
        self._unacknowledged: list[int] = []

    async def talk(self, link: RelayLink) -> None:
        """Sign in and take what comes until the connection ends."""
        await self.take_all(link)
        while True:
            push = await link.receive(messages.Deliver, deadline_s=None)
            self._take(push)
            if self._draws.random() < ACKNOWLEDGES:
                await self._acknowledge(link)

    async def take_all(self, link: RelayLink) -> None:
        """Sign in and take everything that is held."""
        self._unacknowledged.clear()
        self._history.add(SigningIn(self.name))
        reply = await link.login(self._person)
        if isinstance(reply, messages.RefusedReply) and reply.code == ErrorCode.TRY_LATER:
            raise TimeoutError  # the store does not answer; connecting again is what an app does
        assert isinstance(reply, messages.SignedIn), reply
        self._history.add(SignedIn(self.name, reply.newest_issued, reply.newest_acknowledged))
        while isinstance(push := await link.receive(Message, deadline_s=None), messages.Deliver):
            self._take(push)
            if self._draws.random() < ACKNOWLEDGES:
                await self._acknowledge(link)
        assert isinstance(push, messages.Drained), push
        await self._acknowledge(link)

    def _take(self, push: messages.Deliver) -> None:
        note = read_note(push.envelope)
        self._history.add(Delivered(note, push.id))
        if note not in self._seen:
            self._seen.add(note)
            self._history.add(Shown(note))
        self._unacknowledged.append(push.id)

    async def _acknowledge(self, link: RelayLink) -> None:
        if not self._unacknowledged:
            return
        ids, self._unacknowledged = self._unacknowledged, []
        for one in ids:
            self._history.add(Acknowledged(self.name, one))
        await link.tell(messages.Acknowledge(ids=ids))


class Load:
    """Senders and devices that come back whenever the relay is up.

    Attributes:
        history: What they saw.
        senders: All senders.
        devices: All devices.
        settling_s: How long `settle` waits for the last message to come by itself.
    """

    def __init__(self, people: Sequence[Person], *, senders: int, frames: int = 3) -> None:
        """Prepare the clients of a relay at which these people are registered."""
        self.history = History()
        self.senders = [
            Sender(f"sender-{number}", people, self.history, frames=frames)
            for number in range(senders)
        ]
        self.settling_s = SETTLING_S
        self.devices = [Device(person, self.history) for person in people]
        self._is_up = asyncio.Event()
        self._url = ""

    def relay_is_up(self, url: str) -> None:
        """Let everybody connect."""
        self._url = url
        self._is_up.set()

    def relay_is_down(self) -> None:
        """Let nobody try to connect."""
        self._is_up.clear()

    @property
    def refusals(self) -> list[messages.SendResult]:
        """Every answer to a sender other than "accepted"."""
        return [result for sender in self.senders for result in sender.refusals]

    @contextlib.contextmanager
    def running(self, group: asyncio.TaskGroup) -> Iterator[None]:
        """Run all clients in a group until the block ends."""
        with self.sending(group), self.showing(group):
            yield

    @contextlib.contextmanager
    def sending(self, group: asyncio.TaskGroup, *, url: str = "") -> Iterator[None]:
        """Run all senders in a group until the block ends, at another address if one is given."""
        kept = [self._keep(ConnectionKind.SEND, one.talk, url) for one in self.senders]
        tasks = [group.create_task(one, name="sender") for one in kept]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()

    @contextlib.contextmanager
    def showing(self, group: asyncio.TaskGroup) -> Iterator[None]:
        """Run all devices in a group until the block ends."""
        kept = [self._keep(ConnectionKind.AUTH, one.talk) for one in self.devices]
        tasks = [group.create_task(one, name="device") for one in kept]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()

    async def settle(self) -> list[str]:
        """Write nothing new and wait until all that was accepted is shown.

        Returns:
            A sentence for each thing that did not come by itself.
        """
        for sender in self.senders:
            sender.is_done = True
        history = self.history
        await history.until(lambda: all(sender.is_settled for sender in self.senders))
        try:
            async with asyncio.timeout(self.settling_s):
                await history.until(lambda: not history.missing)
        except TimeoutError:
            return [f"{note} did not come by itself" for note in sorted(history.missing)]
        return []

    async def _keep(
        self,
        kind: ConnectionKind,
        talk: Callable[[RelayLink], Awaitable[None]],
        url: str = "",
    ) -> None:
        """Connect again whenever a connection is lost, until there is nothing more to say."""
        while True:
            await self._is_up.wait()
            with contextlib.suppress(*LOST):
                async with RelayLink.open(url or self._url, kind) as link:
                    await talk(link)
                    return
            await let_pass(RECONNECT_S)

    async def drain(self) -> list[str]:
        """Sign every device in twice; what it acknowledged must not come the second time.

        Returns:
            A sentence for each mailbox that forgot nothing.
        """
        events, faults = self.history.events, []
        for device in self.devices:
            await self.take_held(device)
            before = len(events)
            acknowledged = {one.id for one in events if isinstance(one, Acknowledged)}
            await self.take_held(device)
            came = {one.id for one in events[before:] if isinstance(one, Delivered)}
            if came & acknowledged:
                faults.append(f"what {device.name} acknowledged is still held")
        return faults

    async def show_held(self) -> list[str]:
        """Sign every device in once, also while the relay takes nothing new.

        Returns:
            A sentence for each message that was held before and did not come.
        """
        held = set(self.history.missing)
        for device in self.devices:
            await self.take_held(device)
        return [f"{note} is not shown" for note in sorted(held & self.history.missing)]

    async def take_held(self, device: Device) -> None:
        """Sign a device in for as long as it takes what is held for it."""
        async with RelayLink.open(self._url, ConnectionKind.AUTH) as link:
            await device.take_all(link)
            # The writer works in order: once this is answered, the acknowledgement is committed.
            await link.ask(lambda n: messages.PutPrekeys(request=n, wipe=False, prekeys=[]))
