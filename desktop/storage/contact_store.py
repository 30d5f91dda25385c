"""Contacts, every chain entry that was ever verified, and peers' seal pairs in the database."""

from collections.abc import Callable, Sequence

import apsw

from desktop.core.records import (
    PENDING_PLACE,
    ContactId,
    MessageKind,
    MessageRecord,
    MessageRow,
)
from desktop.core.rows.peers import ContactRow, HeadState, PeerSealPair
from desktop.core.rows.received import AcceptedChange, ChangedMessage
from desktop.storage import message_rows, outbox_rows, session_rows
from desktop.storage.columns import NO_SEQ, find_row, load_rows, seq_column
from desktop.storage.contact_rows import find_by_account, get_contact, load_contacts
from desktop.storage.database import Database
from protocol.ids import AccountId, DeviceAddress, Username


class DatabaseContactStore:
    """`desktop.core.ports.ContactStore` over one database.

    Source: docs/protocol/local-store.md, section 4.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load_all(self) -> list[ContactRow]:
        """Return every contact, in the order in which they were made."""
        return await self._database.run("load contacts", load_contacts)

    async def get(self, contact: ContactId) -> ContactRow:
        """Return one contact. Raises KeyError."""
        return await self._database.run(
            "get contact", lambda connection: get_contact(connection, contact)
        )

    async def find_by_account(self, account: AccountId) -> ContactRow | None:
        """Return the contact pinned to an account."""
        return await self._database.run(
            "find contact", lambda connection: find_by_account(connection, account)
        )

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

        An existing row keeps its chain and name; being confirmed and having our key are added to
        it, never taken away.

        Args:
            account: The account that is pinned.
            username: The name that its chain claims.
            is_name_confirmed: Whether the relay answered that name with this account.
            chain: The verified chain.
            chain_entries: (head after the entry, entry) of every entry of it.
            seal_pair: Its seal pair as fetched.
            gave_key: Whether our delivery key goes to them.
            now_ms: Local time.
            invite_open_key: Delivery key of their invite.
            invite_proof: Proof of their invite.
        """

        def add(connection: apsw.Connection) -> ContactRow:
            known = find_by_account(connection, account)
            if known is None:
                contact = _insert_contact(connection, account, username, chain, now_ms)
            else:
                contact = known.record.id
            connection.execute(
                "UPDATE contact SET is_name_confirmed = max(is_name_confirmed, ?),"
                " gave_key = max(gave_key, ?) WHERE id = ?",
                (int(is_name_confirmed), int(gave_key), contact),
            )
            if invite_proof:
                connection.execute(
                    "UPDATE contact SET invite_open_key = ?, invite_proof = ? WHERE id = ?",
                    (invite_open_key, invite_proof, contact),
                )
            _save_keys(connection, account, chain_entries, seal_pair)
            return get_contact(connection, contact)

        return await self._database.run("add contact", add)

    async def give_key(self, contact: ContactId, *, now_ms: int) -> ContactRow:
        """Note that they may have our delivery key; receipts for what they wrote are due."""

        def give(connection: apsw.Connection) -> None:
            connection.execute(
                "UPDATE contact SET gave_key = 1, is_blocked = 0 WHERE id = ?", (contact,)
            )
            connection.execute(
                "INSERT INTO receipt_due (contact, content_id, noted_ms)"
                " SELECT contact, content_id, ? FROM message"
                " WHERE contact = ? AND is_own = 0 AND kind = 'text' ORDER BY id",
                (now_ms, contact),
            )

        return await self._change("give key", contact, give)

    async def set_blocked(self, contact: ContactId, *, is_blocked: bool) -> ContactRow:
        """Block or unblock; both forget that our key was given."""
        return await self._change(
            "set blocked",
            contact,
            lambda connection: connection.execute(
                "UPDATE contact SET is_blocked = ?, gave_key = 0 WHERE id = ?",
                (int(is_blocked), contact),
            ),
        )

    async def set_verified(self, contact: ContactId, *, is_verified: bool) -> ContactRow:
        """The person compared the safety number, or takes that back."""
        return await self._change(
            "set verified",
            contact,
            lambda connection: connection.execute(
                "UPDATE contact SET is_verified = ? WHERE id = ?", (int(is_verified), contact)
            ),
        )

    async def set_own_name(self, contact: ContactId, own_name: str) -> ContactRow:
        """Keep the name that the person gave a contact, empty for none."""
        return await self._change(
            "set own name",
            contact,
            lambda connection: connection.execute(
                "UPDATE contact SET own_name = ? WHERE id = ?", (own_name, contact)
            ),
        )

    async def set_muted(self, contact: ContactId, *, is_muted: bool) -> ContactRow:
        """Announce nothing of theirs, or everything again."""
        return await self._change(
            "set muted",
            contact,
            lambda connection: connection.execute(
                "UPDATE contact SET is_muted = ? WHERE id = ?", (int(is_muted), contact)
            ),
        )

    async def note_changed(self, contact: ContactId, account: AccountId) -> ContactRow:
        """The name has another account now; nothing is sent until the person decides."""
        return await self._change(
            "note changed",
            contact,
            lambda connection: connection.execute(
                "UPDATE contact SET changed_to = ? WHERE id = ?", (account, contact)
            ),
        )

    async def accept_change(
        self,
        contact: ContactId,
        *,
        account: AccountId,
        chain: bytes,
        chain_entries: Sequence[tuple[bytes, bytes]],
        now_ms: int,
    ) -> AcceptedChange:
        """Pin the account that the name has now, with a notice in the conversation.

        What the old account never confirmed is "not delivered"; nothing is encrypted anew unasked.

        Raises:
            KeyError: the name does not have that account (any more); nothing was changed.
        """

        def accept(connection: apsw.Connection) -> AcceptedChange:
            if get_contact(connection, contact).changed_to != account:
                raise KeyError(contact)
            stranger = find_by_account(connection, account)
            if stranger is not None:
                _move_messages(connection, stranger.record.id, contact)
            connection.execute(
                "UPDATE contact SET account = ?, chain = ?, changed_to = x'', delivery_key = x'',"
                " delivery_key_seq = ?, is_verified = 0, invite_open_key = x'', invite_proof = x'',"
                " held_since_ms = 0, wanted_head = x'', head_state = 'asked' WHERE id = ?",
                (account, chain, NO_SEQ, contact),
            )
            connection.execute("DELETE FROM outbox WHERE contact = ?", (contact,))
            waited = [
                message_rows.get_message(connection, MessageRow(number))
                for (number,) in load_rows(
                    connection,
                    "SELECT id FROM message WHERE contact = ? AND is_own = 1"
                    " AND state IN ('waiting', 'sent') ORDER BY place, seq, id",
                    (contact,),
                )
            ]
            connection.execute(
                "UPDATE message SET state = 'failed', failure = 'not delivered', place ="
                " CASE WHEN place < ? THEN place ELSE (SELECT coalesce(max(place), 0) + 1"
                " FROM message WHERE contact = ? AND place < ?) END"
                " WHERE contact = ? AND is_own = 1 AND state IN ('waiting', 'sent')",
                (PENDING_PLACE, contact, PENDING_PLACE, contact),
            )
            # Ours begin at one again for the new account, and are to stand below these.
            connection.execute(
                "UPDATE message SET seq = ? WHERE contact = ? AND is_own = 1", (NO_SEQ, contact)
            )
            if stranger is not None and stranger.delivery_key:
                connection.execute(
                    "UPDATE contact SET delivery_key = ?, delivery_key_seq = ? WHERE id = ?",
                    (stranger.delivery_key, seq_column(stranger.delivery_key_seq), contact),
                )
            _save_keys(connection, account, chain_entries, None)
            notice = message_rows.insert_notice(
                connection, contact, kind=MessageKind.KEY_CHANGED, count=0, now_ms=now_ms
            )
            failed = [
                ChangedMessage(
                    message=message_rows.get_message(connection, old.position.row),
                    old_position=old.position,
                )
                for old in waited
            ]
            return AcceptedChange(
                contact=get_contact(connection, contact), notice=notice, failed=tuple(failed)
            )

        return await self._database.run("accept change", accept)

    async def hold(self, contact: ContactId, *, now_ms: int, is_asked: bool = False) -> ContactRow:
        """Their mailbox does not take our key, since now, or since before unless it was asked."""
        return await self._change(
            "hold",
            contact,
            lambda connection: connection.execute(
                "UPDATE contact SET held_since_ms = ? WHERE id = ? AND (held_since_ms = 0 OR ?)",
                (now_ms, contact, int(is_asked)),
            ),
        )

    async def release(self, contact: ContactId) -> ContactRow:
        """Their mailbox takes our key again."""
        return await self._change(
            "release",
            contact,
            lambda connection: connection.execute(
                "UPDATE contact SET held_since_ms = 0 WHERE id = ?", (contact,)
            ),
        )

    async def set_keyless(self, contact: ContactId, *, since_ms: int) -> ContactRow:
        """All keys of theirs are expired since a time, or with 0 not any more."""
        return await self._change(
            "set keyless",
            contact,
            lambda connection: connection.execute(
                "UPDATE contact SET keyless_since_ms = ? WHERE id = ?", (since_ms, contact)
            ),
        )

    async def delete(self, contact: ContactId) -> None:
        """Forget a contact with everything that was written; seen ids and sessions stay."""

        def delete(connection: apsw.Connection) -> None:
            for statement in _DELETE_CONTACT:
                connection.execute(statement, (contact,))

        await self._database.run("delete contact", delete)

    async def _change(
        self, name: str, contact: ContactId, change: Callable[[apsw.Connection], object]
    ) -> ContactRow:
        def run(connection: apsw.Connection) -> ContactRow:
            change(connection)
            return get_contact(connection, contact)

        return await self._database.run(name, run)

    async def confirm_name(self, contact: ContactId) -> ContactRow:
        """The relay answered the claimed name with the pinned account. Raises KeyError."""

        def confirm(connection: apsw.Connection) -> ContactRow:
            connection.execute("UPDATE contact SET is_name_confirmed = 1 WHERE id = ?", (contact,))
            return get_contact(connection, contact)

        return await self._database.run("confirm name", confirm)

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
        """Keep a newer verified chain and a fetched seal pair.

        Args:
            contact: Whose.
            chain: The chain.
            chain_entries: (head after the entry, entry) of every entry of it.
            seal_pair: As fetched, None if it was not.
            renewed: Devices whose entry is not live in it any more: sessions with them go, and what
                was encrypted to them and is not known to have arrived is encrypted anew.
            is_noticed: True to say in the conversation that the contact renewed keys.
            now_ms: Local time.

        Returns:
            The contact as it is now, and the notice if there is one.

        Raises:
            KeyError: there is no such contact.
        """

        def save(connection: apsw.Connection) -> tuple[ContactRow, MessageRecord | None]:
            account = get_contact(connection, contact).record.account
            connection.execute("UPDATE contact SET chain = ? WHERE id = ?", (chain, contact))
            for device in renewed:
                session_rows.delete_sessions(connection, device)
                connection.execute(
                    "DELETE FROM peer_seal_pair WHERE account = ? AND device = ?",
                    (device.account, device.device),
                )
            if renewed:
                outbox_rows.encrypt_anew(connection, contact, only_shown=False)
            _save_keys(connection, account, chain_entries, seal_pair)
            connection.execute(
                "UPDATE contact SET wanted_head = x'', head_state = 'asked' WHERE id = ?"
                " AND EXISTS (SELECT 1 FROM chain_entry WHERE chain_entry.account ="
                " contact.account AND head = wanted_head)",
                (contact,),
            )
            notice = None
            if is_noticed:
                notice = message_rows.insert_notice(
                    connection, contact, kind=MessageKind.KEYS_RENEWED, count=0, now_ms=now_ms
                )
            return get_contact(connection, contact), notice

        return await self._database.run("save peer keys", save)

    async def note_chain_asked(
        self, contact: ContactId, *, is_withheld: bool, now_ms: int
    ) -> tuple[ContactRow, MessageRecord | None]:
        """The relay was asked for the chain with the wanted head, and answered.

        Args:
            contact: Whose chain.
            is_withheld: True if the answer does not have that head; the first time, a notice says
                so and nothing is sent until the person acts.
            now_ms: Local time.
        """

        def note(connection: apsw.Connection) -> tuple[ContactRow, MessageRecord | None]:
            connection.execute(
                "UPDATE contact SET chain_asked_ms = ? WHERE id = ?", (now_ms, contact)
            )
            row = get_contact(connection, contact)
            if not is_withheld or not row.wanted_head or row.head_state is not HeadState.ASKED:
                return row, None
            connection.execute(
                "UPDATE contact SET head_state = ? WHERE id = ?",
                (HeadState.WITHHELD.value, contact),
            )
            notice = message_rows.insert_notice(
                connection, contact, kind=MessageKind.KEYS_WITHHELD, count=0, now_ms=now_ms
            )
            return get_contact(connection, contact), notice

        return await self._database.run("note chain asked", note)

    async def dismiss_head(self, contact: ContactId) -> ContactRow:
        """The person goes on although the relay hides an entry of their chain."""
        return await self._change(
            "dismiss head",
            contact,
            lambda connection: connection.execute(
                "UPDATE contact SET head_state = ? WHERE id = ? AND head_state = ?",
                (HeadState.DISMISSED.value, contact, HeadState.WITHHELD.value),
            ),
        )

    async def find_seal_pair(self, peer: DeviceAddress) -> PeerSealPair | None:
        """Return the cached seal pair of a device."""

        def find(connection: apsw.Connection) -> PeerSealPair | None:
            row = find_row(
                connection,
                "SELECT encoded, fetched_ms FROM peer_seal_pair WHERE account = ? AND device = ?",
                (peer.account, peer.device),
            )
            return PeerSealPair(peer=peer, encoded=row[0], fetched_ms=row[1]) if row else None

        return await self._database.run("find seal pair", find)


def _insert_contact(
    connection: apsw.Connection,
    account: AccountId,
    username: Username,
    chain: bytes,
    now_ms: int,
) -> ContactId:
    connection.execute(
        "INSERT INTO contact (account, username, is_name_confirmed, own_name, chain, delivery_key,"
        " delivery_key_seq, is_answered, is_accepted, added_ms)"
        " VALUES (?, ?, 0, '', ?, x'', ?, 0, 0, ?)",
        (account, username, chain, NO_SEQ, now_ms),
    )
    contact = ContactId(connection.last_insert_rowid())
    connection.execute(
        "INSERT INTO conversation (contact, last_activity_ms) VALUES (?, ?)", (contact, now_ms)
    )
    return contact


_DELETE_CONTACT = (
    "DELETE FROM outbox WHERE contact = ?",
    "DELETE FROM receipt_due WHERE contact = ?",
    "DELETE FROM message WHERE contact = ?",
    "DELETE FROM conversation WHERE contact = ?",
    "DELETE FROM contact WHERE id = ?",
)


def _move_messages(connection: apsw.Connection, source: ContactId, target: ContactId) -> None:
    """Join what somebody wrote from a new account to the conversation of the old one."""
    connection.execute("UPDATE message SET contact = ? WHERE contact = ?", (target, source))
    for statement in _DELETE_CONTACT:
        connection.execute(statement, (source,))


def _save_keys(
    connection: apsw.Connection,
    account: AccountId,
    chain_entries: Sequence[tuple[bytes, bytes]],
    seal_pair: PeerSealPair | None,
) -> None:
    connection.executemany(
        "INSERT INTO chain_entry (account, head, entry) VALUES (?, ?, ?)"
        " ON CONFLICT (account, head) DO NOTHING",
        [(account, head, entry) for head, entry in chain_entries],
    )
    if seal_pair is not None:
        connection.execute(
            "INSERT INTO peer_seal_pair (account, device, encoded, fetched_ms) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (account, device) DO UPDATE"
            " SET encoded = excluded.encoded, fetched_ms = excluded.fetched_ms",
            (
                seal_pair.peer.account,
                seal_pair.peer.device,
                seal_pair.encoded,
                seal_pair.fetched_ms,
            ),
        )
