"""A head that a contact names is asked for until it was seen; a withheld one stays withheld."""

import apsw

from desktop.core.records import Trust
from desktop.core.rows.peers import ContactRow, HeadState
from desktop.storage.contact_rows import find_by_account, get_contact, load_contacts, note_head
from desktop.storage.database import Database
from protocol.ids import Username
from tests.desktop.storage.sample_rows import BOB, CAROL, NOW_MS, Stores

SEEN, UNSEEN, LATER = b"0" * 32, b"1" * 32, b"2" * 32


async def add_bob(database: Database) -> ContactRow:
    return await Stores(database).contacts.add(
        account=BOB.account,
        username=Username("bob"),
        is_name_confirmed=True,
        chain=b"chain",
        chain_entries=[(SEEN, b"entry")],
        seal_pair=None,
        gave_key=False,
        now_ms=NOW_MS,
    )


async def test_contact_is_read_by_number_and_by_account(database: Database) -> None:
    bob = await add_bob(database)

    def read(connection: apsw.Connection) -> None:
        assert load_contacts(connection) == [bob]
        assert get_contact(connection, bob.record.id) == bob
        assert find_by_account(connection, BOB.account) == bob
        assert find_by_account(connection, CAROL.account) is None

    await database.run("read", read)


async def test_head_that_was_seen_is_not_asked_for(database: Database) -> None:
    bob = await add_bob(database)

    def name(connection: apsw.Connection) -> None:
        note_head(connection, bob.record.id, SEEN)
        assert get_contact(connection, bob.record.id) == bob

    await database.run("name", name)


async def test_head_that_was_withheld_stays_so_whatever_is_named_next(database: Database) -> None:
    bob = await add_bob(database)

    def name(connection: apsw.Connection) -> None:
        note_head(connection, bob.record.id, UNSEEN)
        asked = get_contact(connection, bob.record.id)
        assert (asked.wanted_head, asked.head_state) == (UNSEEN, HeadState.ASKED)
        assert asked.record.trust is Trust.UNVERIFIED

        connection.execute("UPDATE contact SET head_state = 'withheld'")
        note_head(connection, bob.record.id, LATER)
        withheld = get_contact(connection, bob.record.id)
        assert (withheld.wanted_head, withheld.head_state) == (LATER, HeadState.WITHHELD)
        assert withheld.record.trust is Trust.WITHHELD

        connection.execute("UPDATE contact SET is_verified = 1")
        assert get_contact(connection, bob.record.id).record.trust is Trust.VERIFIED_WITHHELD

    await database.run("name", name)
