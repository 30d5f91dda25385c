"""The store of people and how the account stands with them."""

from collections.abc import Sequence
from typing import Protocol

from desktop.core.records import ContactId, MessageRecord
from desktop.core.rows.peers import ContactRow, PeerSealPair
from desktop.core.rows.received import AcceptedChange
from protocol.ids import AccountId, DeviceAddress, Username


class ContactStore(Protocol):
    """Contacts, the chains that were ever seen, and peers' seal pairs."""

    async def load_all(self) -> list[ContactRow]:
        """Return every contact."""

    async def get(self, contact: ContactId) -> ContactRow:
        """Return one contact. Raises KeyError."""

    async def find_by_account(self, account: AccountId) -> ContactRow | None:
        """Return the contact pinned to an account."""

    async def add(
        self,
        *,
        account: AccountId,
        username: Username,
        is_name_confirmed: bool,
        chain: bytes,
        chain_entries: Sequence[tuple[bytes, bytes]],
        seal_pair: PeerSealPair | None,
        gave_key: bool,
        now_ms: int,
        invite_open_key: bytes = b"",
        invite_proof: bytes = b"",
    ) -> ContactRow:
        """Pin a contact with its verified chain; the existing row if the account is known already.

        `chain_entries` are (head after the entry, entry), for the append-only table.
        """

    async def give_key(self, contact: ContactId, *, now_ms: int) -> ContactRow:
        """Note that they may have our delivery key; receipts for what they wrote are due."""

    async def set_blocked(self, contact: ContactId, *, is_blocked: bool) -> ContactRow:
        """Block or unblock; unblocking also forgets that our key was given."""

    async def set_verified(self, contact: ContactId, *, is_verified: bool) -> ContactRow:
        """The person compared the safety number, or takes that back."""

    async def set_own_name(self, contact: ContactId, own_name: str) -> ContactRow:
        """Keep the name that the person gave a contact, empty for none."""

    async def set_muted(self, contact: ContactId, *, is_muted: bool) -> ContactRow:
        """Announce nothing of theirs, or everything again."""

    async def note_changed(self, contact: ContactId, account: AccountId) -> ContactRow:
        """The name has another account now; nothing is sent until the person decides."""

    async def accept_change(
        self,
        contact: ContactId,
        *,
        account: AccountId,
        chain: bytes,
        chain_entries: Sequence[tuple[bytes, bytes]],
        now_ms: int,
    ) -> AcceptedChange:
        """Pin the account that the name has now, with a notice; waiting messages stay FAILED.

        Raises:
            KeyError: the name does not have that account (any more).
        """

    async def hold(self, contact: ContactId, *, now_ms: int, is_asked: bool = False) -> ContactRow:
        """Their mailbox does not take our key, since now, or since before unless it was asked."""

    async def release(self, contact: ContactId) -> ContactRow:
        """Their mailbox takes our key again."""

    async def set_keyless(self, contact: ContactId, *, since_ms: int) -> ContactRow:
        """All keys of theirs are expired since a time, or with 0 not any more."""

    async def delete(self, contact: ContactId) -> None:
        """Forget a contact with everything that was written."""

    async def confirm_name(self, contact: ContactId) -> ContactRow:
        """The relay answered the claimed name with the pinned account."""

    async def save_peer_keys(
        self,
        contact: ContactId,
        *,
        chain: bytes,
        chain_entries: Sequence[tuple[bytes, bytes]],
        seal_pair: PeerSealPair | None,
        renewed: Sequence[DeviceAddress] = (),
        is_noticed: bool = False,
        now_ms: int = 0,
    ) -> tuple[ContactRow, MessageRecord | None]:
        """Keep a newer verified chain and a fetched seal pair; return what is known now.

        Sessions with `renewed` devices go, and what was encrypted to them and is not known to have
        arrived is encrypted anew. With `is_noticed` the conversation says that keys were renewed.
        """

    async def note_chain_asked(
        self, contact: ContactId, *, is_withheld: bool, now_ms: int
    ) -> tuple[ContactRow, MessageRecord | None]:
        """The relay was asked for the chain with the wanted head; the notice is of an alarm."""

    async def dismiss_head(self, contact: ContactId) -> ContactRow:
        """The person goes on although the relay hides an entry of their chain."""

    async def find_seal_pair(self, peer: DeviceAddress) -> PeerSealPair | None:
        """Return the cached seal pair of a device."""
