"""The command `listen`: what happens as lines on stdout, and requests as lines on stdin."""

import asyncio
import json
import sys
import threading
from collections.abc import AsyncIterator, Callable
from typing import Final

from desktop.core.events import ConversationChanged, Event, MessageAdded
from desktop.core.messenger import Messenger
from desktop.core.ports.runtime import Spawn
from desktop.core.records import ContactId, ConversationRecord, MessageRecord, Relation
from desktop.headless.commands import accept_request, queue_text
from desktop.headless.failures import FAILURES, error_fields
from desktop.headless.json_lines import Line, LineWriter, message_fields
from protocol.errors import InvalidForm

PAGE: Final = 200
"""Messages loaded at once when looking for unread ones."""

MOST_WAITING_LINES: Final = 100
"""Requests read ahead; a program that writes more waits, as its pipe then fills."""


class Listening:
    """Writes every event down from its making on.

    What was written counts as read: a message is written again only if the program ended before
    that was noted.
    """

    def __init__(
        self,
        messenger: Messenger,
        write: Callable[[str], None],
        spawn: Spawn,
        *,
        accepts_requests: bool,
    ) -> None:
        """Listen from now on.

        Args:
            messenger: What to listen to; its account may be opened afterwards.
            write: Takes one line without its end.
            spawn: Starts named tasks.
            accepts_requests: Whether everybody who asks to write is accepted.
        """
        self._messenger = messenger
        self._writer = LineWriter(write)
        self._spawn = spawn
        self._accepts_requests = accepts_requests
        self._accepting: set[ContactId] = set()
        self._unnoted: set[ContactId] = set()
        messenger.listen(self._on_event)

    async def write_unread(self) -> None:
        """Write what came while nobody listened, conversation by conversation, oldest first."""
        for conversation in await self._messenger.load_conversations():
            contact = conversation.contact
            self._writer.know(contact)
            self._consider_accepting(conversation)
            unread = await load_unread(self._messenger, conversation)
            for message in unread:
                self._writer.write_message(message)
            if unread:
                await self._messenger.mark_read(contact.id)

    async def carry_out(self, request_lines: AsyncIterator[str]) -> None:
        """Carry out requests, one after the other, until they end.

        Each is an object with `do` ("send" with `to` and `text`, or "accept" with `who`), and an
        `id` of any kind that its answer repeats.
        """
        async for line in request_lines:
            self._writer.write(await self._answer(line))

    async def _answer(self, line: str) -> Line:
        request_id: object = None
        try:
            request = _parse_request(line)
            request_id = request.get("id")
            match request:
                case {"do": "send", "to": str() | int() as person, "text": str(text)}:
                    message = await queue_text(self._messenger, person, text)
                    done = {"contact": message.contact, **message_fields(message)}
                case {"do": "accept", "who": str() | int() as person}:
                    contact = await accept_request(self._messenger, person)
                    done = {"contact": contact.id}
                case _:
                    raise InvalidForm("request")
        except FAILURES as error:
            return {"event": "refused", "request": request_id, **error_fields(error)}
        return {"event": "done", "request": request_id, **done}

    def _on_event(self, event: Event) -> None:
        self._writer.on_event(event)
        match event:
            case MessageAdded() if event.message.is_unread:
                self._note_read(event.message.contact)
            case ConversationChanged():
                self._consider_accepting(event.conversation)
            case _:
                pass

    def _note_read(self, contact: ContactId) -> None:
        if contact not in self._unnoted:
            self._unnoted.add(contact)
            self._spawn(self._mark_read(contact), "note as read")

    async def _mark_read(self, contact: ContactId) -> None:
        self._unnoted.discard(contact)
        await self._messenger.mark_read(contact)

    def _consider_accepting(self, conversation: ConversationRecord) -> None:
        contact = conversation.contact
        if contact.relation is not Relation.REQUEST:
            self._accepting.discard(contact.id)
        elif self._accepts_requests and contact.id not in self._accepting:
            self._accepting.add(contact.id)
            self._spawn(self._messenger.accept(contact.id), "accept a request")


async def load_unread(
    messenger: Messenger, conversation: ConversationRecord
) -> list[MessageRecord]:
    """Return the unread messages of a conversation, oldest first."""
    missing = conversation.unread_count
    found: list[MessageRecord] = []
    before = None
    while missing > len(found):
        page = await messenger.load_messages(conversation.contact.id, before=before, limit=PAGE)
        found[:0] = [message for message in page if message.is_unread]
        if len(page) < PAGE:
            break
        before = page[0].position
    return found


async def stdin_lines() -> AsyncIterator[str]:
    """Yield the lines of standard input until it ends.

    They are read in a thread of its own: not every system can wait for a console or a file.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    room = threading.BoundedSemaphore(MOST_WAITING_LINES)

    def read() -> None:
        for line in sys.stdin:
            room.acquire()
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)

    # A daemon: nothing can wake it from its reading when the program ends.
    threading.Thread(target=read, name="stdin", daemon=True).start()
    while (line := await lines.get()) is not None:
        room.release()
        yield line


def _parse_request(line: str) -> Line:
    try:
        request = json.loads(line)
    except ValueError as error:
        raise InvalidForm("request") from error
    if not isinstance(request, dict):
        raise InvalidForm("request")
    return request
