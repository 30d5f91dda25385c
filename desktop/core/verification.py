"""Being sure whose keys they are: safety numbers, and an account that changes (P10)."""

import asyncio
import logging
from collections.abc import Callable

from desktop.core.account import OwnAccount
from desktop.core.contacts import ContactBook
from desktop.core.events import Event, MessageAdded, MessageChanged
from desktop.core.ports.contacts import ContactStore
from desktop.core.records import ContactId, SafetyNumber, Trust
from desktop.core.rows.peers import ContactRow
from desktop.crypto import safety_number
from desktop.errors import AuthenticationFailed, NumberOutdated, VerificationNeeded
from protocol.ids import AccountId
from protocol.proofs import VerifiedChain, verify_chain

_log = logging.getLogger(__name__)


class Verification:
    """The trust in contacts' keys."""

    def __init__(
        self,
        store: ContactStore,
        *,
        account: OwnAccount,
        contacts: ContactBook,
        emit: Callable[[Event], None],
        on_changed: Callable[[ContactRow], None],
    ) -> None:
        """Make it.

        Args:
            store: Where contacts are.
            account: The own account.
            contacts: To fetch a changed account.
            emit: Told of notices in a conversation.
            on_changed: Told of a contact whose trust changed.
        """
        self._store = store
        self._account = account
        self._contacts = contacts
        self._emit = emit
        self._on_changed = on_changed
        # The fingerprint of each contact's key that the person was last shown to compare.
        self._shown: dict[ContactId, bytes] = {}

    async def load_safety_number(self, contact: ContactId) -> SafetyNumber:
        """Return what to compare; of the new account if the key changed."""
        own, theirs = await self._fingerprints(contact)
        self._shown[contact] = theirs
        return SafetyNumber(
            digits=safety_number.digits(own, theirs), code=safety_number.build_code(own, theirs)
        )

    async def _fingerprints(self, contact: ContactId) -> tuple[bytes, bytes]:
        chain = await self._current_chain(await self._store.get(contact))
        return await asyncio.to_thread(
            lambda: (_fingerprint(self._account.chain), _fingerprint(chain))
        )

    async def _current_chain(self, row: ContactRow) -> VerifiedChain:
        if row.changed_to is None:
            return verify_chain(row.chain)
        return await self._contacts.fetch_chain(row.changed_to)

    async def mark_verified(self, contact: ContactId, *, is_verified: bool) -> None:
        """The person compared the numbers, or takes that back; a changed key is accepted by it.

        Raises:
            NumberOutdated: the contact has another key now than the one that was shown.
            NetworkError, Refused: a changed key could not be fetched.
        """
        row = await self._store.get(contact)
        if is_verified:
            chain = await self._current_chain(row)
            shown = self._shown.get(contact)
            if shown is not None and shown != await asyncio.to_thread(_fingerprint, chain):
                raise NumberOutdated
            if row.changed_to is not None:
                row = await self._go_on(row, chain)
        if is_verified and row.is_withheld:
            await self._store.dismiss_head(contact)
        self._on_changed(await self._store.set_verified(contact, is_verified=is_verified))

    async def check_code(self, contact: ContactId, code: bytes) -> bool:
        """Compare the other's QR code with our keys; a match verifies the contact."""
        own, theirs = await self._fingerprints(contact)
        if not safety_number.code_matches(code, own=own, theirs=theirs):
            return False
        self._shown[contact] = theirs
        await self.mark_verified(contact, is_verified=True)
        return True

    async def accept_new_key(self, contact: ContactId) -> None:
        """Go on with a contact that was never verified; see `Messenger.accept_new_key`."""
        row = await self._store.get(contact)
        if row.record.trust in {Trust.VERIFIED_CHANGED, Trust.VERIFIED_WITHHELD}:
            raise VerificationNeeded
        if row.is_withheld:
            row = await self._store.dismiss_head(contact)
            self._on_changed(row)
        if row.changed_to is not None:
            chain = await self._contacts.fetch_chain(row.changed_to)
            self._on_changed(await self._go_on(row, chain))

    async def _go_on(self, row: ContactRow, chain: VerifiedChain) -> ContactRow:
        done = await self._contacts.pin_changed(row, chain)
        for failed in done.failed:
            self._emit(MessageChanged(message=failed.message, old_position=failed.old_position))
        self._emit(MessageAdded(message=done.notice))
        return done.contact

    async def check_name(self, contact: ContactId) -> ContactRow:
        """Ask who has a contact's name now; another account than the pinned one is a discontinuity.

        A false `gone` of the relay changes nothing by itself (P3).

        Raises:
            NetworkError, Refused: the relay could not be asked.
        """
        row = await self._store.get(contact)
        try:
            account = await self._contacts.find_name_owner(row.record.username)
        except AuthenticationFailed:
            _log.warning("the answer for a contact's name does not verify")
            return row
        if account is None or account == row.record.account:
            return row
        return await self.note_changed(row, account)

    async def note_changed(self, row: ContactRow, account: AccountId) -> ContactRow:
        """The name of a contact has another account: nothing is sent until the person acts."""
        row = await self._store.note_changed(row.record.id, account)
        self._on_changed(row)
        return row


def _fingerprint(chain: VerifiedChain) -> bytes:
    return safety_number.fingerprint(chain.identity_key, chain.account)
