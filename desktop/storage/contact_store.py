"""Contacts, every chain entry that was ever verified, and peers' seal pairs in the database."""

from collections.abc import Sequence

import apsw

from desktop.core.records import ContactId, ContactRecord
from desktop.core.rows import ContactRow, PeerSealPair
from desktop.storage.columns import NO_SEQ, Row, find_row, load_rows, read_seq
from desktop.storage.database import Database
from protocol.ids import AccountId, DeviceAddress, Username

_CONTACT = (
    "SELECT id, account, username, is_name_confirmed, own_name, chain, delivery_key,"
    " delivery_key_seq, is_answered, is_accepted FROM contact"
)


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
            "find contact", lambda connection: _find_by_account(connection, account)
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
        is_accepted: bool,
        now_ms: int,
    ) -> ContactRow:
        """Pin a contact with its verified chain; the existing row if the account is known already.

        An existing row keeps its chain and name; being confirmed and accepted are added to it,
        never taken away.

        Args:
            account: The account that is pinned.
            username: The name that its chain claims.
            is_name_confirmed: Whether the relay answered that name with this account.
            chain: The verified chain.
            chain_entries: (head after the entry, entry) of every entry of it.
            seal_pair: Its seal pair as fetched.
            is_accepted: Whether receipts may go to them.
            now_ms: Local time.
        """

        def add(connection: apsw.Connection) -> ContactRow:
            known = _find_by_account(connection, account)
            if known is None:
                contact = _insert_contact(connection, account, username, chain, now_ms)
            else:
                contact = known.record.id
            connection.execute(
                "UPDATE contact SET is_name_confirmed = max(is_name_confirmed, ?),"
                " is_accepted = max(is_accepted, ?) WHERE id = ?",
                (int(is_name_confirmed), int(is_accepted), contact),
            )
            _save_keys(connection, account, chain_entries, seal_pair)
            return get_contact(connection, contact)

        return await self._database.run("add contact", add)

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
    ) -> None:
        """Keep a newer verified chain and a fetched seal pair. Raises KeyError."""

        def save(connection: apsw.Connection) -> None:
            account = get_contact(connection, contact).record.account
            connection.execute("UPDATE contact SET chain = ? WHERE id = ?", (chain, contact))
            _save_keys(connection, account, chain_entries, seal_pair)

        await self._database.run("save peer keys", save)

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


def load_contacts(connection: apsw.Connection) -> list[ContactRow]:
    """Return every contact, in the order in which they were made."""
    return [_read_contact(row) for row in load_rows(connection, f"{_CONTACT} ORDER BY id")]


def get_contact(connection: apsw.Connection, contact: ContactId) -> ContactRow:
    """Return one contact. Raises KeyError."""
    row = find_row(connection, f"{_CONTACT} WHERE id = ?", (contact,))
    if row is None:
        raise KeyError(contact)
    return _read_contact(row)


def _find_by_account(connection: apsw.Connection, account: AccountId) -> ContactRow | None:
    row = find_row(connection, f"{_CONTACT} WHERE account = ?", (account,))
    return _read_contact(row) if row else None


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


def _read_contact(row: Row) -> ContactRow:
    return ContactRow(
        record=ContactRecord(
            id=ContactId(row[0]),
            account=AccountId(row[1]),
            username=Username(row[2]),
            is_name_confirmed=bool(row[3]),
            own_name=row[4],
        ),
        chain=row[5],
        delivery_key=row[6],
        delivery_key_seq=read_seq(row[7]),
        is_answered=bool(row[8]),
        is_accepted=bool(row[9]),
    )
