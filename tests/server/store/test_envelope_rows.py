"""Rows of mailboxes: each envelope held once, in order, until exactly its id is acknowledged."""

from pathlib import Path

import pytest

from protocol.ids import AccountId, DeviceAddress, EnvelopeId, message_id
from server.store import account_change_rows, account_rows, envelope_rows
from server.store.account_rows import RelayIdentity
from server.store.engine import Transaction, driver_of
from server.store.envelope_ids import EnvelopeIds, first_id_at
from server.store.envelope_rows import MailboxWork, NewRow, Taken, Written
from tests.helpers.people import REALM
from tests.helpers.relay_client import fake_envelope
from tests.helpers.relay_parts import (
    ManualClock,
    acknowledge,
    add_device,
    held,
    new_account,
    new_key,
    store,
    writing,
)


class Box:
    """One mailbox in an open transaction."""

    def __init__(self, connection: Transaction) -> None:
        self.connection = connection
        self.clock = ManualClock()
        self.ids = EnvelopeIds(self.clock, newest=0)
        self.address = add_device(connection, "bob", self.ids)
        self.key = envelope_rows.load_mailbox(connection, self.address).key

    def row(self, marker: str) -> NewRow:
        envelope = fake_envelope(marker)
        return (self.ids.next(), self.key, message_id(envelope), envelope, 0)

    def write(self, work: MailboxWork) -> Written:
        return envelope_rows.write(driver_of(self.connection), work)

    def put(self, *markers: str) -> list[EnvelopeId]:
        return store(self.connection, self.address, self.ids, *markers)

    def held_ids(self) -> list[EnvelopeId]:
        return [one for one, _ in held(self.connection, self.address)]

    def newest_acknowledged(self) -> EnvelopeId:
        found = account_rows.find_device(self.connection, self.address)
        assert found is not None
        return found.newest_acknowledged


def test_envelopes_are_held_in_order_byte_for_byte(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        ids = box.put("1", "2", "3")

        assert held(connection, box.address) == [
            (one, fake_envelope(marker)) for one, marker in zip(ids, "123", strict=True)
        ]


def test_repeat_is_held_once_and_told_under_its_first_id(tmp_path: Path) -> None:
    """PR-19: also within one write; what is new beside it is held."""
    with writing(tmp_path) as connection:
        box = Box(connection)
        (first,) = box.put("1")
        again, new, same_write = box.row("1"), box.row("2"), box.row("2")
        written = box.write(MailboxWork(rows=[again, new, same_write]))

        assert written.repeats == {again[0]: first, same_write[0]: new[0]}
        assert box.held_ids() == [first, new[0]]


def test_nobody_can_occupy_the_id_of_another_envelope(tmp_path: Path) -> None:
    """SV-21: an envelope is known again by the hash of its bytes; no others stand in its way."""
    with writing(tmp_path) as connection:
        box = Box(connection)
        box.put("whatever Mallory sends first")

        assert box.write(MailboxWork(rows=[box.row("Alice")])).repeats == {}


def test_same_envelope_in_two_mailboxes_is_held_twice(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        other = add_device(connection, "carol", box.ids)
        box.put("1")
        store(connection, other, box.ids, "1")

        assert len(held(connection, box.address)) == len(held(connection, other)) == 1


def test_look_up_finds_what_is_held_and_nothing_else(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        (one,) = box.put("1")
        hashes = [message_id(fake_envelope(marker)) for marker in "12"]
        written = box.write(MailboxWork(lookups=[(box.key, one_hash) for one_hash in hashes]))

        assert written.found == [one, 0]


def test_use_of_an_invite_is_counted_for_new_envelopes_alone(tmp_path: Path) -> None:
    """PR-28 (relay part): the count stands in the same transaction as the envelope."""
    with writing(tmp_path) as connection:
        box = Box(connection)
        account_change_rows.set_keys(connection, box.address.account, [new_key(uses=5)])
        (key,) = envelope_rows.load_mailbox(connection, box.address).keys
        first, again, second = box.row("1"), box.row("1"), box.row("2")
        rows = [first, again, second]
        box.write(MailboxWork(rows=rows, uses={row[0]: key.key for row in rows}))
        (counted,) = envelope_rows.load_mailbox(connection, box.address).keys

        assert counted.used == 2


def test_only_named_ids_are_forgotten(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        one, two, three = box.put("1", "2", "3")

        taken = acknowledge(connection, box.address, two, two, three + 1, 0)
        assert taken == Taken(count=1, size_bytes=2_554, requests=0)
        assert box.held_ids() == [one, three]


def test_known_ones_are_forgotten_by_mailbox_and_id(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        one, two, three = box.put("1", "2", "3")
        box.write(
            MailboxWork(
                deletes=[(one, box.key), (two, box.key), (three, box.key + 1)],
                raises={box.key: two},
            )
        )

        assert box.held_ids() == [three]
        assert box.newest_acknowledged() == two


def test_requests_are_counted_when_they_leave(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        (one,) = store(connection, box.address, box.ids, "1", is_request=True)
        before = envelope_rows.load_mailbox(connection, box.address)
        taken = acknowledge(connection, box.address, one)
        after = envelope_rows.load_mailbox(connection, box.address)

        assert (before.count, before.requests, before.size_bytes) == (1, 1, 2_554)
        assert (taken.count, taken.requests) == (1, 1)
        assert (after.count, after.requests, after.size_bytes) == (0, 0, 0)


def test_acknowledging_in_another_mailbox_does_nothing(tmp_path: Path) -> None:
    """AU-13: ids of somebody else's mailbox change nothing."""
    with writing(tmp_path) as connection:
        box = Box(connection)
        (one,) = box.put("1")
        mallory = add_device(connection, "mallory", box.ids)
        assert acknowledge(connection, mallory, one).count == 0
        found = account_rows.find_device(connection, mallory)

        assert box.held_ids() == [one]
        assert found is not None
        assert found.newest_acknowledged == 0


def test_made_up_id_does_not_raise_the_newest_acknowledged(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        one, two = box.put("1", "2")
        acknowledge(connection, box.address, two)
        acknowledge(connection, box.address, one, (1 << 63) - 1)

        assert box.newest_acknowledged() == two


def test_newest_acknowledged_never_falls(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        one, two = box.put("1", "2")
        for newest in (two, one):
            envelope_rows.raise_acknowledged(driver_of(connection), {box.key: newest})

        assert box.newest_acknowledged() == two


def test_lease_is_read_again_and_counts_as_used(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        account_rows.save_identity(connection, RelayIdentity(realm=REALM, epoch=bytes(16)))
        box = Box(connection)
        (one,) = box.put("1")
        lease = EnvelopeId(one + 1_000)
        box.write(MailboxWork(lease=lease))

        assert account_rows.load_leased_id(connection) == lease
        assert account_rows.load_newest_id(connection) == lease


def test_held_ids_come_in_order_above_a_point(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        one, two, three = box.put("z", "a", "m")

        every = envelope_rows.held_ids(connection, box.key, above=EnvelopeId(0))
        assert every == [one, two, three]
        assert envelope_rows.held_ids(connection, box.key, above=one) == [two, three]


def test_page_ends_at_its_size_and_marks_what_is_gone(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        one, two, three, four = box.put("1", "2", "3", "4")
        acknowledge(connection, box.address, two)
        page = envelope_rows.load_page(
            connection, box.key, [one, two, three, four], most_bytes=2 * 2_554
        )
        tiny = envelope_rows.load_page(connection, box.key, [three, four], most_bytes=1)

        assert [one_id for one_id, _ in page] == [one, two, three]
        assert page[1] == (two, None)
        assert [one_id for one_id, _ in tiny] == [three]


def test_old_envelopes_expire_and_are_remembered_as_issued(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        other = add_device(connection, "carol", box.ids)
        box.put("1", "2")
        (old,) = store(connection, other, box.ids, "3")
        box.clock.advance(3600)
        (young,) = box.put("4")
        below = first_id_at(box.clock.ms)
        first = envelope_rows.expire(connection, below=below, at_most=2)
        second = envelope_rows.expire(connection, below=below, at_most=2)
        away = account_rows.find_device(connection, other)

        assert (first, second) == (2, 1)
        assert box.held_ids() == [young]
        assert away is not None
        assert away.newest_issued == old


# --- what a mailbox is ----------------------------------------------------------------------------


def test_unknown_mailbox_and_moved_account_are_told_apart(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        stranger = DeviceAddress(account=AccountId(bytes(32)), device=1)
        second_device = DeviceAddress(account=box.address.account, device=2)
        mover = new_account("bob", number=1, predecessor=box.address.account)
        account_rows.register(connection, mover, box.ids)
        addresses = [stranger, second_device, box.address]
        states = envelope_rows.load_mailboxes(connection, addresses)

    assert [states[address].key != 0 for address in addresses] == [False, False, True]
    assert [states[address].is_gone for address in addresses] == [False, False, True]


def test_revoked_device_has_no_mailbox(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        box.put("1")
        connection.exec_driver_sql("UPDATE device SET is_revoked = 1")

        assert envelope_rows.load_mailbox(connection, box.address).key == 0


@pytest.mark.parametrize("work", [MailboxWork(), MailboxWork(deletes=[(EnvelopeId(1), 1)])])
def test_nothing_to_do_is_no_fault(tmp_path: Path, work: MailboxWork) -> None:
    with writing(tmp_path) as connection:
        assert Box(connection).write(work) == Written(repeats={}, found=[], taken=[])


def test_size_of_a_work_counts_its_rows() -> None:
    row = (EnvelopeId(1), 1, message_id(b"1"), b"1", 0)
    work = MailboxWork(
        rows=[row, row],
        lookups=[(1, row[2])],
        deletes=[(EnvelopeId(1), 1)],
        takes=[(1, [EnvelopeId(1), EnvelopeId(2)])],
        raises={1: EnvelopeId(1)},
    )
    assert work.size == 7
