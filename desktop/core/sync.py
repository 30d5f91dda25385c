"""The inbound pipeline: open an envelope, commit everything it changes at once, then acknowledge.

The order of the checks is PROTOCOL P5's: form, seal, padding, inner, seen, chains, ratchet, the
100 bytes, body. Nothing is stored before the last check passed, except that a one-time key whose
Olm message opened is used up.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from desktop.core.account import OwnAccount
from desktop.core.contacts import ContactBook
from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.runtime import Clock
from desktop.core.records import ContactId, MessageKind, MessageRecord, Relation
from desktop.core.rows.peers import ContactRow, SessionRow, StreamPosition
from desktop.core.rows.received import ReceivedContent, ReceivedOutcome
from desktop.core.rows.relay import Delivery
from desktop.core.sealing import ClaimedContent, open_content, read_inner
from desktop.crypto.seal import open_envelope, parse_header
from desktop.crypto.session import Session
from desktop.errors import AuthenticationFailed, CryptoError, UpdateNeeded
from protocol.content import (
    Content,
    Delivered,
    Read,
    Repair,
    Text,
    Typing,
    find_data,
    parse_content,
)
from protocol.errors import InvalidForm
from protocol.ids import AccountId, ContentId, envelope_time_ms
from protocol.proofs import VerifiedChain, verify_chain

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")

_DAY_MS: Final = 24 * 60 * 60 * 1000
SHOWN_PAST_MS: Final = 7 * _DAY_MS
SHOWN_FUTURE_MS: Final = 5 * 60 * 1000
"""A sender's time is shown within [relay time − 7 days, relay time + 5 minutes] (P6)."""

REQUEST_MESSAGES: Final = 3
"""Messages of a stranger that are kept until the person accepts (P9)."""

UNPARSED_KIND: Final = 255
"""Kind under which authentic content is kept that is not even in the outer form of contents."""


@dataclass(slots=True)
class _Ratchet:
    """What the ratchet step of one envelope changed."""

    session: Session
    row: SessionRow | None
    olm_pickle: bytes | None
    plaintext: bytes
    used_one_time_key: bool = False


class _Dropped(Exception):
    """An envelope is done with although nothing of it is kept.

    Attributes:
        olm_pickle: The Olm account if a one-time key was used up.
        first_of: Contact whose valid chain it bears, if it was to begin a session; else None.
    """

    def __init__(self, olm_pickle: bytes | None = None) -> None:
        super().__init__("dropped")
        self.olm_pickle = olm_pickle
        self.first_of: ContactId | None = None


class InboundPipeline:
    """Opens deliveries one after the other.

    Attributes:
        dropped_count: Envelopes that did not open since the start, for diagnostics.
        lost_count: Those of them that were sealed to a key which the keyring lost.
    """

    def __init__(
        self,
        profile: OpenProfile,
        *,
        account: OwnAccount,
        contacts: ContactBook,
        clock: Clock,
        ratchet_lock: asyncio.Lock,
        find_invite: Callable[[AccountId, bytes], Awaitable[bytes]],
        on_committed: Callable[[ReceivedContent, ReceivedOutcome], Awaitable[None]],
        on_typing: Callable[[ContactId, bool], None],
        on_notice: Callable[[MessageRecord], None] = lambda _line: None,
        on_lost: Callable[[int], None] = lambda _count: None,
    ) -> None:
        """Make the pipeline.

        Args:
            profile: Where everything is stored.
            account: The recipient.
            contacts: To pin who writes first.
            clock: Local time.
            ratchet_lock: Held from loading a session to its commit, by this and by the outbox.
            find_invite: Returns the secret of our invite whose proof by an account this is, empty
                if it is none.
            on_committed: Told of each commit, after it.
            on_typing: Told when an accepted contact types or stops.
            on_notice: Told of each line about an envelope that did not open.
            on_lost: Told how many envelopes were sealed to keys that the keyring lost.
        """
        self._profile = profile
        self._account = account
        self._contacts = contacts
        self._clock = clock
        self._ratchet_lock = ratchet_lock
        self._find_invite = find_invite
        self._on_committed = on_committed
        self._on_typing = on_typing
        self._on_notice = on_notice
        self._on_lost = on_lost
        self.dropped_count = 0
        self.lost_count = 0

    async def take(self, delivery: Delivery) -> None:
        """Open one delivery and commit what it changes; it may be acknowledged after that.

        Raises:
            StorageError: a local fault; nothing was committed and the envelope must not be
                acknowledged, so that it comes again.
        """
        try:
            encoded = await asyncio.to_thread(
                open_envelope,
                delivery.envelope,
                seal_keys=self._account.seal_keys,
                device=self._account.address,
            )
            claimed = read_inner(encoded, envelope=delivery.envelope, account=self._account)
        except AuthenticationFailed:
            await self._drop(delivery, None)
            self._count_lost(delivery)
            return
        try:
            async with self._ratchet_lock:
                committed = await self._open(delivery, claimed)
        except _Dropped as dropped:
            await self._drop(delivery, dropped.olm_pickle, dropped.first_of)
            return
        if committed is not None:
            await self._on_committed(*committed)

    async def _drop(
        self,
        delivery: Delivery,
        olm_pickle: bytes | None,
        first_of: ContactId | None = None,
    ) -> None:
        self.dropped_count += 1
        _log.info("an envelope did not open")
        line = await self._profile.history.commit_dropped(
            delivery.id, olm_pickle=olm_pickle, first_of=first_of, now_ms=self._clock()
        )
        if line is not None:
            self._on_notice(line)

    def _count_lost(self, delivery: Delivery) -> None:
        """Count what nobody will open, honestly: it is known by the key that it names."""
        try:
            kid = parse_header(delivery.envelope).kid
        except AuthenticationFailed:
            return
        if kid in self._account.lost_keys:
            self.lost_count += 1
            self._on_lost(self.lost_count)

    async def _open(
        self, delivery: Delivery, claimed: ClaimedContent
    ) -> tuple[ReceivedContent, ReceivedOutcome] | None:
        context = claimed.context
        if await self._profile.history.is_done(
            context.sender,
            context.content_id,
            conversation=context.conversation,
            seq=context.seq,
        ):
            await self._profile.history.commit_dropped(delivery.id, olm_pickle=None)
            return None
        known = await self._contacts.find_by_account(context.sender.account)
        if known is not None and known.record.relation is Relation.BLOCKED:
            await self._profile.history.commit_dropped(delivery.id, olm_pickle=None)
            return None
        chain = self._sender_chain(claimed, known)
        try:
            ratchet, encoded = await self._open_layers(claimed, chain)
        except _Dropped as dropped:
            # Anybody can name a contact: one line a day says so, and nothing else happens (P5).
            if claimed.inner.intro and known is not None and known.gave_key:
                dropped.first_of = known.record.id
            raise
        contact = known or await self._contacts.add_sender(chain)
        await self._contacts.keep_chain(contact, chain)
        shown = _read_content(encoded, is_transient=context.is_transient)
        received = replace(
            self._received(delivery, claimed, contact, ratchet, shown),
            sender_olm=chain.devices[context.sender.device].olm_key,
            chain_head=claimed.inner.chain_head,
        )
        received = await self._by_relation(received, contact, shown)
        outcome = await self._profile.history.commit_received(received)
        if shown.is_typing is not None and outcome.contact.is_accepted:
            self._on_typing(contact.record.id, shown.is_typing)
        return received, outcome

    async def _open_layers(
        self, claimed: ClaimedContent, chain: VerifiedChain
    ) -> tuple[_Ratchet, bytes]:
        ratchet = await self._decrypt(claimed, chain)
        try:
            encoded = open_content(claimed, ratchet.plaintext, chain=chain, account=self._account)
        except CryptoError as error:
            if isinstance(error, UpdateNeeded):
                _log.warning("an envelope needs a newer version")
            raise _Dropped(ratchet.olm_pickle) from error
        return ratchet, encoded

    async def _by_relation(
        self, received: ReceivedContent, contact: ContactRow, shown: "_Shown"
    ) -> ReceivedContent:
        """Give a content the effects that its writer may have (PROTOCOL P9)."""
        used_invite = b""
        if shown.content is not None and shown.content.invite_proof and not contact.gave_key:
            used_invite = await self._find_invite(
                contact.record.account, shown.content.invite_proof
            )
        if contact.gave_key or used_invite:
            has_theirs = bool(contact.delivery_key or received.delivery_key)
            return replace(
                received,
                used_invite=used_invite,
                wants_receipt=received.wants_receipt and has_theirs,
                repair=received.repair if has_theirs else None,
            )
        is_kept = received.is_kept and (
            received.kind is None
            or await self._profile.history.count_received(contact.record.id) < REQUEST_MESSAGES
        )
        return replace(
            received,
            is_kept=is_kept,
            wants_receipt=False,
            delivered_ids=(),
            read_ids=(),
            repair=None,
        )

    def _sender_chain(self, claimed: ClaimedContent, known: ContactRow | None) -> VerifiedChain:
        """Return the verified chain of the claimed sender, whose device must be live in it."""
        sender = claimed.context.sender
        intro = claimed.inner.intro
        if not intro and known is None:
            raise _Dropped
        try:
            if intro:
                told = self._contacts.verify_sender_chain(intro, None)
                if told.account != sender.account or told.head != claimed.inner.chain_head:
                    raise AuthenticationFailed
                chain = self._contacts.verify_sender_chain(intro, known)
            else:
                assert known is not None
                chain = verify_chain(known.chain)
        except AuthenticationFailed as error:
            raise _Dropped from error
        if sender.device not in chain.devices:
            raise _Dropped
        return chain

    async def _decrypt(self, claimed: ClaimedContent, chain: VerifiedChain) -> _Ratchet:
        """Take the ratchet step on the session that the envelope names, or on a new one."""
        sender = claimed.context.sender
        rows = await self._profile.keys.load_sessions(sender)
        row = next((row for row in rows if row.session_id == claimed.inner.session_id), None)
        # A stored session or account that does not load is a local fault and is raised as it is.
        if row is not None:
            session = self._account.load_session(sender, row.session_id, row.pickle)
            plaintext = _ratchet_step(lambda: session.decrypt(claimed.inner.ciphertext))
            return _Ratchet(session=session, row=row, olm_pickle=None, plaintext=plaintext)
        if not claimed.inner.ciphertext.is_prekey:
            raise _Dropped
        olm = self._account.load_olm(await self._profile.keys.load_olm_account())
        session, plaintext = _ratchet_step(
            lambda: olm.inbound_session(
                chain.devices[sender.device].olm_key, claimed.inner.ciphertext
            )
        )
        olm_pickle = self._account.pickle_olm(olm)
        if session.session_id != claimed.inner.session_id:
            raise _Dropped(olm_pickle)
        fallback_keys = await self._profile.upkeep.load_fallback_keys()
        return _Ratchet(
            session=session,
            row=None,
            olm_pickle=olm_pickle,
            plaintext=plaintext,
            used_one_time_key=not self._account.names_fallback(
                claimed.inner.ciphertext.raw, fallback_keys
            ),
        )

    def _received(
        self,
        delivery: Delivery,
        claimed: ClaimedContent,
        contact: ContactRow,
        ratchet: _Ratchet,
        shown: "_Shown",
    ) -> ReceivedContent:
        context = claimed.context
        now_ms = self._clock()
        old = ratchet.row
        session_row = SessionRow(
            peer=context.sender,
            session_id=ratchet.session.session_id,
            pickle=self._account.pickle_session(context.sender, ratchet.session),
            created_ms=old.created_ms if old else now_ms,
            last_received_ms=now_ms,
            sent_since_received=0,
            received_in_row=(old.received_in_row if old else 0) + 1,
            sent_count=old.sent_count if old else 0,
        )
        return ReceivedContent(
            envelope_id=delivery.id,
            contact=contact.record.id,
            sender=context.sender,
            content_id=context.content_id,
            conversation=context.conversation,
            stream=StreamPosition(
                seq=context.seq,
                prev=hashlib.sha256(claimed.inner.body_context).digest(),
            ),
            session=session_row,
            olm_pickle=ratchet.olm_pickle,
            delivery_key=shown.content.delivery_key if shown.content else b"",
            kind=shown.kind,
            text=shown.text,
            raw=shown.raw,
            sent_at_ms=_clamped(context.sent_ms, delivery, now_ms),
            received_at_ms=now_ms,
            delivered_ids=shown.delivered_ids,
            read_ids=shown.read_ids,
            is_kept=shown.is_typing is None,
            wants_receipt=shown.kind is MessageKind.TEXT,
            body_prev=context.prev,
            repair=shown.repair,
            used_one_time_key=ratchet.used_one_time_key,
        )


def _ratchet_step(step: Callable[[], _Result]) -> _Result:
    try:
        return step()
    except AuthenticationFailed as error:
        raise _Dropped from error


def _clamped(sent_ms: int, delivery: Delivery, now_ms: int) -> int:
    relay_ms = envelope_time_ms(delivery.id) if delivery.id else now_ms
    return max(relay_ms - SHOWN_PAST_MS, min(sent_ms, relay_ms + SHOWN_FUTURE_MS))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shown:
    """What an authentic content means here."""

    content: Content | None
    kind: MessageKind | None
    text: str
    raw: tuple[int, int, bytes]
    delivered_ids: tuple[ContentId, ...]
    read_ids: tuple[ContentId, ...]
    is_typing: bool | None
    repair: Repair | None


def _read_content(encoded: bytes, *, is_transient: bool) -> _Shown:
    """Read an authentic content; a wrong form is kept raw, never refused (P1)."""
    content: Content | None = None
    kind: MessageKind | None = None
    text = ""
    raw = (UNPARSED_KIND, 0, encoded)
    delivered: tuple[ContentId, ...] = ()
    read: tuple[ContentId, ...] = ()
    is_typing: bool | None = None
    repair: Repair | None = None
    try:
        content = parse_content(encoded)
        raw = (content.kind, content.version, content.data)
        match find_data(content):
            case Typing() as typed if is_transient:
                is_typing = typed.is_typing
            case data if is_transient or isinstance(data, Typing):
                # Typing has seq 0 and nothing else has (P6).
                kind = MessageKind.UNREADABLE
            case Text() as said:
                kind, text = MessageKind.TEXT, said.text
            case Delivered() as receipt:
                delivered = receipt.content_ids
            case Read() as receipt:
                read = receipt.content_ids
            case Repair() as asked:
                repair = asked
            case None:
                kind = MessageKind.NEEDS_NEWER
            case _:
                pass
    except InvalidForm:
        kind = MessageKind.UNREADABLE
    return _Shown(
        content=content,
        kind=kind,
        text=text,
        raw=raw,
        delivered_ids=delivered,
        read_ids=read,
        is_typing=is_typing,
        repair=repair,
    )
