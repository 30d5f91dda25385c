"""Conversations: writing messages into the outbox and telling the list what changed."""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final

from desktop.core.events import (
    ConversationChanged,
    Event,
    MessageAdded,
    MessageChanged,
    MessageRemoved,
)
from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.runtime import Clock
from desktop.core.receipts import RECEIPT_IDS
from desktop.core.records import (
    ContactId,
    ConversationRecord,
    Draft,
    MessageRecord,
    MessageRow,
)
from desktop.crypto.random_source import Random
from desktop.errors import MessageEmpty, MessageTooLong, StorageError
from protocol import limits
from protocol.content import CONTENT_VERSION, ContentKind, Read, Text
from protocol.ids import ContentId

TELL_EVERY_S: Final = 0.05
"""Pause between two tellings of changed rows: the first change is told at once."""


def check_text(text: str) -> Text:
    """Return a text as a content.

    Raises:
        MessageEmpty: it has no visible character.
        MessageTooLong: it is over limits.MAX_TEXT_BYTES in UTF-8.
    """
    said = Text(text=_without_halves(text))
    if not said.text.strip():
        raise MessageEmpty
    size_bytes = text_size_bytes(said.text)
    if size_bytes > limits.MAX_TEXT_BYTES:
        raise MessageTooLong(size_bytes)
    return said


def _without_halves(text: str) -> str:
    """Return a text that has a UTF-8 form: a lone surrogate, as a broken clipboard holds, has none.

    A "?" takes its place, and as much room in UTF-16.
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def text_size_bytes(text: str) -> int:
    """Return what a text takes of limits.MAX_TEXT_BYTES: UTF-8 bytes after normalisation."""
    return len(unicodedata.normalize("NFC", text).encode("utf-8", "replace"))


class Conversations:
    """The conversations of the open account."""

    def __init__(
        self,
        profile: OpenProfile,
        *,
        clock: Clock,
        random: Random,
        check_may_write: Callable[[ContactId], Awaitable[None]],
        emit: Callable[[Event], None],
        on_queued: Callable[[], None],
    ) -> None:
        """Make it.

        Args:
            profile: Where everything is stored.
            clock: The time that messages carry.
            random: Source of content ids.
            check_may_write: Raises if a text to a contact may not be queued now.
            emit: Told of every change.
            on_queued: Told when the outbox has work.
        """
        self._profile = profile
        self._clock = clock
        self._random = random
        self._check_may_write = check_may_write
        self._emit = emit
        self._on_queued = on_queued
        self._stale: set[ContactId] = set()
        self._refresh = asyncio.Event()

    async def send_text(self, contact: ContactId, text: str) -> MessageRecord:
        """Commit a message and its outbox row together; see `Messenger.send_text`."""
        said = check_text(text)
        await self._check_may_write(contact)
        message = await self._profile.outbox.queue_text(
            contact,
            content_id=ContentId(self._random(limits.CONTENT_ID_BYTES)),
            text=said.text,
            kind=said.kind,
            version=CONTENT_VERSION,
            data=said.encode(),
            now_ms=self._clock(),
        )
        self._emit(MessageAdded(message=message))
        self.refresh(contact)
        self._on_queued()
        return message

    async def retry(self, message: MessageRow) -> None:
        """Try a FAILED message again."""
        changed = await self._profile.outbox.requeue(message)
        if changed is not None:
            self._emit(MessageChanged(message=changed.message, old_position=changed.old_position))
            self.refresh(changed.message.contact)
            self._on_queued()

    async def delete(self, contact: ContactId, messages: Sequence[MessageRow]) -> None:
        """Erase messages here; those that still wait to be sent stay."""
        for message in await self._profile.messages.delete(contact, messages):
            self._emit(MessageRemoved(message=message))
        self.refresh(contact)

    async def save_draft(self, contact: ContactId, draft: Draft | None) -> None:
        """Keep what is written to a contact, None for nothing."""
        if draft is not None:
            draft = replace(draft, text=_without_halves(draft.text))
        await self._profile.composer.save_draft(contact, draft)
        self.refresh(contact)

    async def mark_read(self, contact: ContactId) -> None:
        """Every message of the conversation has been seen; told to the other if both sides do."""
        await self._queue_read_receipts(contact)
        conversation = await self._profile.history.mark_read(contact)
        self._emit(ConversationChanged(conversation=conversation))

    async def _queue_read_receipts(self, contact: ContactId) -> None:
        privacy = await self._profile.keys.load_privacy()
        row = await self._profile.contacts.get(contact)
        if not privacy.read_receipts or not row.is_accepted:
            return
        unread = await self._profile.history.load_unread(contact)
        for start in range(0, len(unread), RECEIPT_IDS):
            ids = tuple(unread[start : start + RECEIPT_IDS])
            await self._profile.outbox.queue_content(
                contact,
                content_id=ContentId(self._random(limits.CONTENT_ID_BYTES)),
                kind=ContentKind.READ,
                version=CONTENT_VERSION,
                data=Read(content_ids=ids).encode(),
                now_ms=self._clock(),
            )
        if unread:
            self._on_queued()

    async def load_all(self) -> list[ConversationRecord]:
        """Return the conversation list, newest activity first."""
        return await self._profile.history.load_conversations()

    def refresh(self, contact: ContactId) -> None:
        """The row of a conversation changed; it is read and told soon, once for many changes."""
        self._stale.add(contact)
        self._refresh.set()

    async def run(self) -> None:
        """Tell changed rows until cancelled."""
        while True:
            await self._refresh.wait()
            self._refresh.clear()
            while self._stale:
                contact = min(self._stale)
                self._stale.discard(contact)
                await self._tell(contact)
            # What comes meanwhile is told together: held messages come hundreds a second.
            await asyncio.sleep(TELL_EVERY_S)

    async def _tell(self, contact: ContactId) -> None:
        try:
            conversation = await self._profile.history.get_conversation(contact)
        except StorageError:
            self.refresh(contact)
            raise
        except KeyError:
            return  # deleted meanwhile
        self._emit(ConversationChanged(conversation=conversation))
