"""Who may write to whom: requests, accepting, blocking, asking again (PROTOCOL P9)."""

from collections.abc import Callable
from typing import Final

from desktop.core.due_times import wait_ms
from desktop.core.events import ConversationRemoved, Event
from desktop.core.mailbox_keys import MailboxKeys
from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.runtime import Clock
from desktop.core.records import ASK_AGAIN_AFTER_MS, ContactId, Privacy, Relation
from desktop.core.rows.peers import ContactRow
from desktop.core.rows.received import ReceivedContent, ReceivedOutcome
from desktop.crypto.random_source import Random
from desktop.errors import NotAcceptedYet, SendingStopped, TryLater
from protocol import limits
from protocol.content import CONTENT_VERSION, ContentKind
from protocol.ids import ContentId
from protocol.messages import PresenceRule

UNANSWERED_TEXTS: Final = 3
"""Texts that may wait for somebody to accept; the composer keeps the fourth."""


class Relations:
    """How the open account stands with other people."""

    def __init__(
        self,
        profile: OpenProfile,
        *,
        mailbox_keys: MailboxKeys,
        clock: Clock,
        random: Random,
        emit: Callable[[Event], None],
        refresh: Callable[[ContactId], None],
        on_queued: Callable[[], None],
    ) -> None:
        """Make it.

        Args:
            profile: Where everything is stored.
            mailbox_keys: The own delivery keys.
            clock: Local time.
            random: Source of content ids.
            emit: Told when a conversation is gone.
            refresh: Told which row of the list changed.
            on_queued: Told when the outbox has work.
        """
        self._profile = profile
        self._mailbox_keys = mailbox_keys
        self._clock = clock
        self._random = random
        self._emit = emit
        self._refresh = refresh
        self._on_queued = on_queued

    async def check_may_write(self, contact: ContactId) -> None:
        """Check that a text to a contact may be queued now.

        Raises:
            NotAcceptedYet: three wait for the other person already.
            SendingStopped: a request not accepted, a blocked contact, or a changed key.
        """
        row = await self._profile.contacts.get(contact)
        if not row.may_send or row.record.relation is Relation.REQUEST:
            raise SendingStopped
        is_waiting = row.record.relation is Relation.ASKED
        # What another account of theirs once got, or never got, waits for nobody's accepting.
        if is_waiting and await self._profile.history.count_unanswered(contact) >= UNANSWERED_TEXTS:
            raise NotAcceptedYet

    async def accept(self, contact: ContactId) -> None:
        """Give our key: an empty content carries it, and receipts for what was kept are due."""
        await self._profile.contacts.give_key(contact, now_ms=self._clock())
        await self._queue(contact, ContentKind.EMPTY)
        self._refresh(contact)

    async def block(self, contact: ContactId, *, hide_presence: bool) -> None:
        """Discard what they send from now on, and take a new delivery key that they do not get."""
        await self._profile.contacts.set_blocked(contact, is_blocked=True)
        await self._mailbox_keys.replace_key()
        await self._tell_new_key()
        if hide_presence:
            privacy = await self._profile.keys.load_privacy()
            await self._mailbox_keys.save_privacy(
                Privacy(
                    presence=PresenceRule.CONTACTS,
                    slow_receipts=privacy.slow_receipts,
                    read_receipts=privacy.read_receipts,
                    typing=privacy.typing,
                )
            )
        self._refresh(contact)

    async def _tell_new_key(self) -> None:
        for row in await self._profile.contacts.load_all():
            if row.gave_key and row.record.relation is not Relation.BLOCKED:
                await self._queue(row.record.id, ContentKind.EMPTY)
        await self._mailbox_keys.note_told()

    async def unblock(self, contact: ContactId) -> None:
        """Listen to them again; they are a request until accepted."""
        await self._profile.contacts.set_blocked(contact, is_blocked=False)
        self._refresh(contact)

    async def delete_request(self, contact: ContactId) -> None:
        """Forget a request without a word to them."""
        await self._profile.contacts.delete(contact)
        self._emit(ConversationRemoved(contact=contact))

    async def ask_again(self, contact: ContactId) -> None:
        """Ask for the key of a contact whose mailbox does not take the one we have.

        Raises:
            TryLater: it has refused us for less than a day.
        """
        row = await self._profile.contacts.get(contact)
        held_since_ms = row.record.held_since_ms
        pause_ms = wait_ms(
            held_since_ms + ASK_AGAIN_AFTER_MS,
            now_ms=self._clock(),
            longest_ms=ASK_AGAIN_AFTER_MS,
        )
        if held_since_ms == 0 or pause_ms:
            raise TryLater(pause_ms / 1000)
        await self._queue(contact, ContentKind.ASK)
        # The next asking has to wait for a day again.
        await self._profile.contacts.hold(contact, now_ms=self._clock(), is_asked=True)
        self._refresh(contact)

    async def on_committed(self, received: ReceivedContent, outcome: ReceivedOutcome) -> None:
        """Answer what the relation demands after a content was committed."""
        if received.raw[0] == ContentKind.ASK and outcome.contact.is_accepted:
            # An answer is of kind 0 and never answered, so two who ask at once do not loop.
            await self._queue(received.contact, ContentKind.EMPTY)
        elif received.used_invite:
            await self._queue(received.contact, ContentKind.EMPTY)
        if received.delivery_key:
            self._refresh(received.contact)
            self._on_queued()

    async def _queue(self, contact: ContactId, kind: ContentKind) -> None:
        await self._profile.outbox.queue_content(
            contact,
            content_id=ContentId(self._random(limits.CONTENT_ID_BYTES)),
            kind=kind,
            version=CONTENT_VERSION,
            data=b"",
            now_ms=self._clock(),
        )
        self._on_queued()


def sends_by_request(contact: ContactRow) -> bool:
    """Tell whether envelopes to a contact go by way of a request."""
    return not contact.delivery_key and not contact.invite_open_key
