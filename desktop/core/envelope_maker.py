"""Making the envelope of an outbox row, committed together with its ratchet step.

A content is encrypted at most once. What waited too long gets a new seal around the same inner
structure, or, if its session is too old, begins a new session (PROTOCOL P6).
"""

import asyncio
from dataclasses import dataclass

from desktop.core.account import OwnAccount
from desktop.core.ageing import needs_new_seal, needs_new_session
from desktop.core.contacts import AccountClosed, ContactBook, RecipientKeys
from desktop.core.ports.profile import OpenProfile
from desktop.core.ports.relay import Relay
from desktop.core.ports.runtime import Clock
from desktop.core.relay_time import RelayTime
from desktop.core.rows.peers import ContactRow, SessionRow
from desktop.core.rows.sent import EncryptedContent, OutboxRow, OutboxState
from desktop.core.sealing import seal_content
from desktop.core.session_life import find_sendable
from desktop.crypto.body import parse_inner
from desktop.crypto.random_source import Random
from desktop.crypto.seal import parse_header, seal
from desktop.crypto.session import Session
from desktop.errors import AuthenticationFailed
from protocol.content import Content
from protocol.errors import InvalidForm, InvalidProof
from protocol.ids import DeviceAddress
from protocol.proofs import Prekey, PrekeyKind, verify_prekey
from protocol.transcript import conversation_of_pair


class KeysOutdated(Exception):
    """The contact renewed the device meanwhile: everything begins with the keys of the new one."""


@dataclass(slots=True)
class _RatchetStep:
    session: Session
    row: SessionRow


class EnvelopeMaker:
    """Encrypts rows of the outbox, one after the other."""

    def __init__(
        self,
        profile: OpenProfile,
        *,
        relay: Relay,
        account: OwnAccount,
        contacts: ContactBook,
        clock: Clock,
        random: Random,
        ratchet_lock: asyncio.Lock,
        relay_time: RelayTime,
    ) -> None:
        """Make it; the arguments are the outbox's."""
        self._profile = profile
        self._relay = relay
        self._account = account
        self._contacts = contacts
        self._clock = clock
        self._random = random
        self._ratchet_lock = ratchet_lock
        self._relay_time = relay_time

    def is_to_be_made(self, row: OutboxRow) -> bool:
        """Tell whether a row has no envelope, or one that waited too long."""
        return (
            row.state is OutboxState.QUEUED
            or needs_new_session(row, now_ms=self._clock())
            or needs_new_seal(row, now_ms=self._relay_time.latest_ms())
        )

    async def make(self, row: OutboxRow, recipient: RecipientKeys, contact: ContactRow) -> None:
        """Make the envelope of a row, or make it anew where it waited too long.

        Args:
            row: The row; committed as ENCRYPTED, with its ratchet step.
            recipient: Verified keys of the device.
            contact: To whom.

        Raises:
            AccountClosed: the relay calls the account gone.
            KeysOutdated: `recipient` is no longer what is known; nothing was encrypted.
            AuthenticationFailed: what was claimed does not verify; nothing was encrypted.
            NetworkError: the relay is lost; nothing was encrypted.
            StorageError: the commit failed.
        """
        if row.state is OutboxState.QUEUED:
            await self._encrypt(row, recipient, contact)
        elif needs_new_session(row, now_ms=self._clock()):
            assert row.peer is not None
            await self._profile.upkeep.archive_session(row.peer, parse_inner(row.inner).session_id)
            await self._encrypt(row, recipient, contact)
        else:
            envelope = seal(
                row.inner,
                to=recipient.address,
                seal_pair_key=recipient.seal_pair.key,
                suite=recipient.suite,
                random=self._random,
            )
            await self._profile.outbox.commit_resealed(
                row.id,
                envelope=envelope,
                seal_key_id=parse_header(envelope).kid,
                seal_expires_ms=recipient.seal_pair.expires_ms or 0,
            )

    async def _encrypt(self, row: OutboxRow, recipient: RecipientKeys, contact: ContactRow) -> None:
        prekey = None
        while not await self._encrypt_on(row, recipient, contact, prekey):
            # Claimed without the lock: incoming messages must not wait for the network.
            prekey = await self._claim(recipient, contact)

    async def _encrypt_on(
        self,
        row: OutboxRow,
        recipient: RecipientKeys,
        contact: ContactRow,
        prekey: Prekey | None,
    ) -> bool:
        """Encrypt on a session there is, or on one begun with a prekey; False if it needs one."""
        address = recipient.address
        conversation = conversation_of_pair(self._account.address.account, address.account)
        async with self._ratchet_lock:
            await self._check_current(recipient, contact)
            step = None if row.wants_new_session else await self._load_session(address)
            if step is None:
                if prekey is None:
                    return False
                step = await self._begin_session(recipient, prekey)
            sealed = seal_content(
                Content(
                    kind=row.kind,
                    version=row.version,
                    delivery_key=self._account.row.delivery_key if contact.gave_key else b"",
                    invite_proof=contact.invite_proof,
                    data=row.data,
                ),
                content_id=row.content_id,
                account=self._account,
                recipient=recipient,
                session=step.session,
                is_answered=step.row.last_received_ms > 0,
                stream=await self._profile.history.find_stream(self._account.address, conversation),
                sent_ms=row.created_ms,
                random=self._random,
                again=row.body_context,
            )
            await self._profile.outbox.commit_encrypted(
                EncryptedContent(
                    outbox_id=row.id,
                    peer=address,
                    conversation=conversation,
                    stream=sealed.stream,
                    body_context=sealed.body_context,
                    inner=sealed.inner,
                    envelope=sealed.envelope,
                    seal_key_id=sealed.seal_key_id,
                    session=self._advanced(step),
                    peer_olm=recipient.olm_key,
                    encrypted_ms=self._clock(),
                    seal_expires_ms=recipient.seal_pair.expires_ms or 0,
                    is_anew=row.state is OutboxState.ENCRYPTED,
                )
            )
        return True

    def _advanced(self, step: _RatchetStep) -> SessionRow:
        row = step.row
        return SessionRow(
            peer=row.peer,
            session_id=row.session_id,
            pickle=self._account.pickle_session(row.peer, step.session),
            created_ms=row.created_ms,
            last_received_ms=row.last_received_ms,
            sent_since_received=row.sent_since_received + 1,
            received_in_row=0,
            sent_count=row.sent_count + 1,
        )

    async def _load_session(self, peer: DeviceAddress) -> _RatchetStep | None:
        rows = await self._profile.keys.load_sessions(peer)
        row = find_sendable(rows, now_ms=self._clock())
        if row is None:
            return None
        session = self._account.load_session(peer, row.session_id, row.pickle)
        return _RatchetStep(session=session, row=row)

    async def _check_current(self, recipient: RecipientKeys, contact: ContactRow) -> None:
        if (await self._contacts.get(contact.record.id)).chain != recipient.chain.encoded:
            raise KeysOutdated

    async def _claim(self, recipient: RecipientKeys, contact: ContactRow) -> Prekey:
        claimed = await self._relay.claim_prekey(recipient.address)
        if claimed is None:
            raise AccountClosed
        try:
            return verify_prekey(
                claimed,
                chain=recipient.chain,
                kinds={PrekeyKind.ONE_TIME, PrekeyKind.FALLBACK},
                now_ms=self._relay_time.latest_ms(),
            )
        except (InvalidForm, InvalidProof) as error:
            # It may belong to a device that the chain we know does not have yet.
            await self._contacts.refresh(contact)
            await self._check_current(recipient, contact)
            raise AuthenticationFailed from error

    async def _begin_session(self, recipient: RecipientKeys, prekey: Prekey) -> _RatchetStep:
        olm = self._account.load_olm(await self._profile.keys.load_olm_account())
        session = olm.outbound_session(recipient.olm_key, prekey.key)
        row = SessionRow(
            peer=recipient.address,
            session_id=session.session_id,
            pickle=b"",
            created_ms=self._clock(),
        )
        return _RatchetStep(session=session, row=row)
