"""Typing: told while somebody writes, never stored, forgotten by itself (PROTOCOL P11)."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from desktop.core.account import OwnAccount
from desktop.core.contacts import AccountClosed, ContactBook
from desktop.core.events import Event, TypingChanged
from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.relay import Relay
from desktop.core.ports.runtime import Clock
from desktop.core.presence import PresenceWatch
from desktop.core.records import ContactId
from desktop.core.rows.peers import ContactRow
from desktop.core.rows.relay import OutgoingEnvelope
from desktop.core.sealing import seal_content
from desktop.core.session_life import find_sendable
from desktop.crypto.random_source import Random
from desktop.errors import AuthenticationFailed, NetworkError
from protocol import limits
from protocol.content import Typing, build_content
from protocol.errors import Refused
from protocol.ids import ContentId

SHOWN_FOR_S: Final = 10.0
"""A note is forgotten after this long: the one that says "stopped" may be lost."""

REPEAT_AFTER_MS: Final = 6_000
"""While the person goes on typing it is told again this often, well before it is forgotten."""

MOST_UNANSWERED: Final = 500
"""Contents sent since the peer's last: beyond it no typing is sent, since Olm skips few keys."""


class TypingNotes:
    """Who is typing to us, as told to the window."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self._shown: dict[ContactId, asyncio.TimerHandle] = {}

    def on_typing(self, contact: ContactId, is_typing: bool) -> None:  # noqa: FBT001 - a callback
        """A contact says to be typing, or to have stopped."""
        timer = self._shown.pop(contact, None)
        if timer is not None:
            timer.cancel()
        if is_typing:
            loop = asyncio.get_running_loop()
            self._shown[contact] = loop.call_later(SHOWN_FOR_S, self._forget, contact)
        if is_typing != (timer is not None):
            self._emit(TypingChanged(contact=contact, is_typing=is_typing))

    def on_message(self, contact: ContactId) -> None:
        """What was typed has come."""
        if contact in self._shown:
            self.on_typing(contact, False)

    def _forget(self, contact: ContactId) -> None:
        del self._shown[contact]
        self._emit(TypingChanged(contact=contact, is_typing=False))

    def close(self) -> None:
        """Forget everybody without a word."""
        for timer in self._shown.values():
            timer.cancel()
        self._shown.clear()


class TypingSender:
    """Tells an accepted contact that is online that the person types."""

    def __init__(
        self,
        profile: OpenProfile,
        *,
        relay: Relay,
        account: OwnAccount,
        contacts: ContactBook,
        presence: PresenceWatch,
        clock: Clock,
        random: Random,
        ratchet_lock: asyncio.Lock,
    ) -> None:
        self._profile = profile
        self._relay = relay
        self._account = account
        self._contacts = contacts
        self._presence = presence
        self._clock = clock
        self._random = random
        self._ratchet_lock = ratchet_lock
        self._told_ms: dict[ContactId, int] = {}

    def take_turn(self, contact: ContactId) -> bool:
        """Tell whether typing is worth telling now, and count that as told; asked at every key."""
        now_ms = self._clock()
        told_ms = self._told_ms.get(contact)
        # A clock that was set back must not keep it untold until it is there again.
        is_recent = told_ms is not None and 0 <= now_ms - told_ms < REPEAT_AFTER_MS
        if is_recent or not self._presence.is_online(contact):
            return False
        self._told_ms[contact] = now_ms
        return True

    async def send(self, contact: ContactId) -> None:
        """Tell it once, if the person's setting and the conversation's state allow it.

        What cannot be told now is not told: a lost note is no loss.
        """
        row = await self._contacts.get(contact)
        privacy = await self._profile.keys.load_privacy()
        waiting = await self._profile.outbox.load_work(contact, limit=1)
        if not privacy.typing or not row.is_accepted or not row.may_send or waiting:
            return
        with contextlib.suppress(NetworkError, Refused, AccountClosed, AuthenticationFailed):
            envelope = await self._encrypt(row)
            if envelope is not None:
                await self._relay.submit([envelope])

    async def _encrypt(self, row: ContactRow) -> OutgoingEnvelope | None:
        recipient = await self._contacts.recipient_keys(row)
        async with self._ratchet_lock:
            sessions = await self._profile.keys.load_sessions(recipient.address)
            stored = find_sendable(sessions, now_ms=self._clock())
            if stored is None or not stored.last_received_ms:
                return None
            if stored.sent_since_received >= MOST_UNANSWERED:
                return None
            session = self._account.load_session(stored.peer, stored.session_id, stored.pickle)
            sealed = seal_content(
                build_content(Typing(is_typing=True), delivery_key=self._account.row.delivery_key),
                content_id=ContentId(self._random(limits.CONTENT_ID_BYTES)),
                account=self._account,
                recipient=recipient,
                session=session,
                is_answered=True,
                stream=None,
                sent_ms=self._clock(),
                random=self._random,
            )
            await self._profile.keys.save_session(
                replace(
                    stored,
                    pickle=self._account.pickle_session(stored.peer, session),
                    sent_since_received=stored.sent_since_received + 1,
                    received_in_row=0,
                )
            )
        return OutgoingEnvelope(
            mailbox=recipient.address,
            delivery_key=row.delivery_key,
            is_transient=True,
            envelope=sealed.envelope,
        )
