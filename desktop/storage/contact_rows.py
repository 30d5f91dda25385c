"""Contacts as they lie in the database, read within a transaction."""

import apsw

from desktop.core.records import ContactId, ContactRecord, Relation, Trust
from desktop.core.rows.peers import ContactRow, HeadState
from desktop.storage.columns import Row, find_row, load_rows, read_seq
from protocol.ids import AccountId, Username

_CONTACT = (
    "SELECT id, account, username, is_name_confirmed, own_name, chain, delivery_key,"
    " delivery_key_seq, gave_key, is_blocked, is_verified, changed_to, invite_open_key,"
    " invite_proof, held_since_ms, repair_asked_ms, chain_asked_ms, is_muted,"
    " keyless_since_ms, wanted_head, head_state,"
    # Of an accepted contact it would be asked in vain, and those are many.
    " CASE WHEN gave_key = 1 AND delivery_key != x'' THEN 0 ELSE EXISTS"
    " (SELECT 1 FROM message WHERE message.contact = contact.id AND is_own = 1) END FROM contact"
)


def load_contacts(connection: apsw.Connection) -> list[ContactRow]:
    """Return every contact, in the order in which they were made."""
    return [_read_contact(row) for row in load_rows(connection, f"{_CONTACT} ORDER BY id")]


def get_contact(connection: apsw.Connection, contact: ContactId) -> ContactRow:
    """Return one contact. Raises KeyError."""
    row = find_row(connection, f"{_CONTACT} WHERE id = ?", (contact,))
    if row is None:
        raise KeyError(contact)
    return _read_contact(row)


def note_head(connection: apsw.Connection, contact: ContactId, head: bytes) -> None:
    """An opened content named a head of its sender's chain: is it one that was seen?

    A contact whose keys are withheld stays so, whatever other head is named.
    """
    connection.execute(
        "UPDATE contact SET wanted_head = ?, head_state ="
        " CASE head_state WHEN 'withheld' THEN 'withheld' ELSE 'asked' END"
        " WHERE id = ? AND wanted_head != ? AND NOT EXISTS (SELECT 1 FROM chain_entry"
        " WHERE chain_entry.account = contact.account AND head = ?)",
        (head, contact, head, head),
    )


def find_by_account(connection: apsw.Connection, account: AccountId) -> ContactRow | None:
    """Return the contact of an account, None if there is none."""
    row = find_row(connection, f"{_CONTACT} WHERE account = ?", (account,))
    return _read_contact(row) if row else None


def _read_contact(row: Row) -> ContactRow:
    gave_key, is_blocked, is_verified = bool(row[8]), bool(row[9]), bool(row[10])
    delivery_key: bytes = row[6]
    changed_to: bytes = row[11]
    head_state = HeadState(row[20])
    return ContactRow(
        record=ContactRecord(
            id=ContactId(row[0]),
            account=AccountId(row[1]),
            username=Username(row[2]),
            is_name_confirmed=bool(row[3]),
            own_name=row[4],
            relation=_relation(
                is_blocked=is_blocked, gave_key=gave_key, has_theirs=bool(delivery_key)
            ),
            trust=_trust(
                is_verified=is_verified,
                has_changed=bool(changed_to),
                is_withheld=head_state is HeadState.WITHHELD,
            ),
            is_muted=bool(row[17]),
            was_written_to=bool(row[21]),
            held_since_ms=row[14],
            keyless_since_ms=row[18],
        ),
        chain=row[5],
        delivery_key=delivery_key,
        delivery_key_seq=read_seq(row[7]),
        gave_key=gave_key,
        changed_to=AccountId(changed_to) if changed_to else None,
        invite_open_key=row[12],
        invite_proof=row[13],
        repair_asked_ms=row[15],
        chain_asked_ms=row[16],
        wanted_head=row[19],
        head_state=head_state,
    )


def _trust(*, is_verified: bool, has_changed: bool, is_withheld: bool) -> Trust:
    if has_changed:
        return Trust.VERIFIED_CHANGED if is_verified else Trust.CHANGED
    if is_withheld:
        return Trust.VERIFIED_WITHHELD if is_verified else Trust.WITHHELD
    return Trust.VERIFIED if is_verified else Trust.UNVERIFIED


def _relation(*, is_blocked: bool, gave_key: bool, has_theirs: bool) -> Relation:
    if is_blocked:
        return Relation.BLOCKED
    if not gave_key:
        return Relation.REQUEST
    return Relation.ACCEPTED if has_theirs else Relation.ASKED
