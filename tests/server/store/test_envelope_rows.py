"""Rows of mailboxes: each envelope held once, in order, until exactly its id is acknowledged."""

from pathlib import Path

import pytest

from protocol.ids import AccountId, DeviceAddress, EnvelopeId
from protocol.messages import SendVerdict
from server.config import Budget
from server.rate_limits import RateLimit
from server.store import account_change_rows, account_rows, envelope_rows
from server.store.delivery_key_rows import NewKey
from server.store.engine import Transaction
from server.store.envelope_ids import EnvelopeIds, first_id_at
from server.store.envelope_rows import Arrival, Mailboxes, MailboxLimits, Placed
from tests.helpers.relay_client import DELIVERY_KEY
from tests.helpers.relay_parts import (
    MANY,
    ManualClock,
    add_device,
    append,
    arrival,
    held,
    new_account,
    new_key,
    writing,
)

ACCEPTED, FULL, RETRY = SendVerdict.ACCEPTED, SendVerdict.FULL, SendVerdict.RETRY


class Box:
    """One mailbox in an open transaction."""

    def __init__(self, connection: Transaction, limits: MailboxLimits = MANY) -> None:
        self.connection = connection
        self.clock = ManualClock()
        self.mailboxes = Mailboxes(ids=EnvelopeIds(self.clock, newest=0), limits=limits)
        self.address = add_device(connection, "bob", self.mailboxes.ids)
        self.refused: set[DeviceAddress] = set()

    def put(self, *arrivals: Arrival) -> list[Placed]:
        return append(
            self.connection,
            arrivals,
            self.mailboxes,
            refused=self.refused,
            now_ms=self.clock.now_ms(),
        )

    def put_text(self, *markers: str) -> list[Placed]:
        return self.put(*(arrival(self.address, marker) for marker in markers))

    def acknowledge(self, *ids: int) -> int:
        return envelope_rows.acknowledge(
            self.connection,
            self.address,
            [EnvelopeId(one) for one in ids],
            mailboxes=self.mailboxes,
        )

    def held_ids(self) -> list[EnvelopeId]:
        return [one for one, _ in held(self.connection, self.address)]


def test_envelopes_are_held_in_order_byte_for_byte(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        placed = box.put_text("1", "2", "3")

        assert [one.verdict for one in placed] == [ACCEPTED] * 3
        assert all(one.is_new for one in placed)
        assert held(connection, box.address) == [
            (one.id, arrival(box.address, marker).envelope)
            for one, marker in zip(placed, "123", strict=True)
        ]


@pytest.mark.parametrize("is_known", [True, False])
def test_repeat_returns_the_same_id_and_is_held_once(tmp_path: Path, is_known: bool) -> None:
    """PR-19: a resent envelope is stored once; also after a restart, when nothing is remembered."""
    with writing(tmp_path) as connection:
        box = Box(connection)
        (first,) = box.put_text("1")
        if not is_known:
            box.mailboxes.forget()
        (again,) = box.put_text("1")

        assert (again.verdict, again.id, again.is_new) == (ACCEPTED, first.id, False)
        assert box.held_ids() == [first.id]


def test_nobody_can_occupy_the_id_of_another_envelope(tmp_path: Path) -> None:
    """SV-21: an envelope is known again by the hash of its bytes; no others stand in its way."""
    with writing(tmp_path) as connection:
        box = Box(connection)
        box.put_text("whatever Mallory sends first")
        (alice,) = box.put_text("Alice")

        assert alice.is_new


def test_same_envelope_in_two_mailboxes_is_held_twice(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        other = add_device(connection, "carol", box.mailboxes.ids)
        box.put(arrival(box.address, "1"), arrival(other, "1"))

        assert len(held(connection, box.address)) == len(held(connection, other)) == 1


def test_unknown_mailbox_and_moved_account_are_told_apart(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        stranger = DeviceAddress(account=AccountId(bytes(32)), device=1)
        second_device = DeviceAddress(account=box.address.account, device=2)
        mover = new_account("bob", number=1, predecessor=box.address.account)
        account_rows.register(connection, mover, box.mailboxes.ids)
        box.mailboxes.forget()
        placed = box.put(
            arrival(stranger, "1"), arrival(second_device, "2"), arrival(box.address, "3")
        )

    assert [one.verdict for one in placed] == [
        SendVerdict.NO_SUCH_MAILBOX,
        SendVerdict.NO_SUCH_MAILBOX,
        SendVerdict.GONE,
    ]


def test_full_mailbox_refuses_and_keeps_what_it_holds(tmp_path: Path) -> None:
    """SV-11: `full` is told, nothing is dropped, others are fine, a repeat is still known."""
    with writing(tmp_path) as connection:
        box = Box(connection, MailboxLimits(envelopes=2, size_bytes=10**9))
        other = add_device(connection, "carol", box.mailboxes.ids)
        placed = box.put_text("1", "2", "3")
        box.refused.clear()
        (repeat,) = box.put_text("1")
        (elsewhere,) = box.put(arrival(other, "4"))

        assert [one.verdict for one in placed] == [ACCEPTED, ACCEPTED, FULL]
        assert repeat.id == placed[0].id
        assert elsewhere.verdict is ACCEPTED
        assert box.held_ids() == [placed[0].id, placed[1].id]


def test_mailbox_is_full_by_bytes_too(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection, MailboxLimits(envelopes=100, size_bytes=6_000))
        placed = box.put_text("1", "2", "3")

        assert [one.verdict for one in placed] == [ACCEPTED, ACCEPTED, FULL]


def test_acknowledging_makes_room(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection, MailboxLimits(envelopes=1, size_bytes=2_554))
        (first,) = box.put_text("1")
        assert box.acknowledge(first.id) == 1
        (second,) = box.put_text("2")

        assert second.verdict is ACCEPTED


def test_fill_is_the_same_when_it_is_read_anew(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        box.put_text("1", "2", "3")
        (first, *_) = box.held_ids()
        box.acknowledge(first)
        remembered = box.mailboxes.get(connection, box.address)
        box.mailboxes.forget()

        assert box.mailboxes.get(connection, box.address) == remembered
        assert remembered.count == 2


def test_after_a_refusal_later_ones_of_the_frame_are_refused_too(tmp_path: Path) -> None:
    """P8: so that a client's messages keep their order when it sends them again."""
    with writing(tmp_path) as connection:
        box = Box(connection)
        other = add_device(connection, "carol", box.mailboxes.ids)
        placed = box.put(
            arrival(box.address, "1"),
            arrival(box.address, "2", is_over_budget=True),
            arrival(box.address, "3"),
            arrival(other, "4"),
        )
        (in_next_send_of_the_frame,) = box.put_text("5")
        box.refused.clear()
        (in_next_frame,) = box.put_text("2")

        assert [one.verdict for one in placed] == [ACCEPTED, RETRY, RETRY, ACCEPTED]
        assert in_next_send_of_the_frame.verdict is RETRY
        assert in_next_frame.verdict is ACCEPTED


def test_repeat_over_budget_is_still_known(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        (first,) = box.put_text("1")
        (again,) = box.put(arrival(box.address, "1", is_over_budget=True))

        assert (again.verdict, again.id) == (ACCEPTED, first.id)
        assert box.refused == set()


@pytest.mark.parametrize("limits", [MANY, MailboxLimits(envelopes=0, size_bytes=0)])
def test_transient_envelope_is_never_stored(tmp_path: Path, limits: MailboxLimits) -> None:
    """PR-21: accepted with id 0, to be passed on only while nothing is held."""
    with writing(tmp_path) as connection:
        box = Box(connection, limits)
        (alone,) = box.put(arrival(box.address, "typing", is_transient=True))
        assert (alone.verdict, alone.id, alone.is_new) == (ACCEPTED, 0, True)
        assert box.held_ids() == []


def test_transient_envelope_never_overtakes_a_message(tmp_path: Path) -> None:
    """PR-21: with anything held it is dropped, and accepted all the same."""
    with writing(tmp_path) as connection:
        box = Box(connection)
        placed = box.put(
            arrival(box.address, "1"), arrival(box.address, "typing", is_transient=True)
        )

        assert (placed[1].verdict, placed[1].id, placed[1].is_new) == (ACCEPTED, 0, False)


def test_transient_envelope_for_nobody_is_refused(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        stranger = DeviceAddress(account=AccountId(bytes(32)), device=1)
        (placed,) = box.put(arrival(stranger, "typing", is_transient=True))

        assert placed.verdict is SendVerdict.NO_SUCH_MAILBOX


def test_only_named_ids_are_forgotten(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        one, two, three = (placed.id for placed in box.put_text("1", "2", "3"))

        assert box.acknowledge(two, two, three + 1, 0) == 1
        assert box.held_ids() == [one, three]


def test_acknowledging_in_another_mailbox_does_nothing(tmp_path: Path) -> None:
    """AU-13: ids of somebody else's mailbox, or of none, change nothing."""
    with writing(tmp_path) as connection:
        box = Box(connection)
        (placed,) = box.put_text("1")
        mallory = add_device(connection, "mallory", box.mailboxes.ids)
        stranger = DeviceAddress(account=AccountId(bytes(32)), device=1)
        for address in (mallory, stranger):
            done = envelope_rows.acknowledge(
                connection, address, [placed.id], mailboxes=box.mailboxes
            )
            assert done == 0
        found = account_rows.find_device(connection, mallory)

        assert box.held_ids() == [placed.id]
        assert found is not None
        assert found.newest_acknowledged == 0


def test_made_up_id_does_not_raise_the_newest_acknowledged(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        one, two = (placed.id for placed in box.put_text("1", "2"))
        box.acknowledge(two)
        box.acknowledge(one, (1 << 63) - 1)
        found = account_rows.find_device(connection, box.address)

        assert found is not None
        assert found.newest_acknowledged == two


def test_held_ids_come_in_order_above_a_point(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        one, two, three = (placed.id for placed in box.put_text("z", "a", "m"))
        key = box.mailboxes.get(connection, box.address).key

        assert envelope_rows.held_ids(connection, key, above=EnvelopeId(0)) == [one, two, three]
        assert envelope_rows.held_ids(connection, key, above=one) == [two, three]


def test_page_ends_at_its_size_and_marks_what_is_gone(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        one, two, three, four = (placed.id for placed in box.put_text("1", "2", "3", "4"))
        box.acknowledge(two)
        key = box.mailboxes.get(connection, box.address).key
        page = envelope_rows.load_page(
            connection, key, [one, two, three, four], most_bytes=2 * 2_554
        )
        tiny = envelope_rows.load_page(connection, key, [three, four], most_bytes=1)

        assert [one_id for one_id, _ in page] == [one, two, three]
        assert page[1] == (two, None)
        assert [one_id for one_id, _ in tiny] == [three]


def test_old_envelopes_expire_and_are_remembered_as_issued(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        other = add_device(connection, "carol", box.mailboxes.ids)
        old = box.put(arrival(box.address, "1"), arrival(box.address, "2"), arrival(other, "3"))
        box.clock.advance(3600)
        (young,) = box.put_text("4")
        below = first_id_at(box.clock.ms)
        first = envelope_rows.expire(connection, below=below, at_most=2)
        second = envelope_rows.expire(connection, below=below, at_most=2)
        box.mailboxes.forget()
        away = account_rows.find_device(connection, other)

        assert (first, second) == (2, 1)
        assert box.held_ids() == [young.id]
        assert away is not None
        assert away.newest_issued == old[2].id


def test_memory_of_mailboxes_is_bounded(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        ids = EnvelopeIds(ManualClock(), newest=0)
        mailboxes = Mailboxes(ids=ids, limits=MANY, most_known=2)
        addresses = [add_device(connection, name, ids) for name in ("alice", "bob", "carol")]
        first = mailboxes.get(connection, addresses[0])
        second = mailboxes.get(connection, addresses[1])
        assert mailboxes.get(connection, addresses[0]) is first
        mailboxes.get(connection, addresses[2])

        assert mailboxes.get(connection, addresses[0]) is first
        assert mailboxes.get(connection, addresses[1]) is not second


# --- delivery keys and requests -------------------------------------------------------------------

INVITE, WRONG_KEY = b"i" * 32, b"w" * 32
NO_SUCH_MAILBOX = SendVerdict.NO_SUCH_MAILBOX


def set_keys(box: Box, *keys: NewKey) -> None:
    account_change_rows.set_keys(box.connection, box.address.account, keys)
    box.mailboxes.drop(box.address)


@pytest.mark.parametrize("is_transient", [True, False])
@pytest.mark.parametrize("is_over_budget", [True, False])
def test_wrong_key_is_answered_like_no_mailbox(
    tmp_path: Path, is_transient: bool, is_over_budget: bool
) -> None:
    """P9: whatever else is wrong, even with an envelope that is held."""
    nobody = DeviceAddress(account=AccountId(bytes(32)), device=1)
    with writing(tmp_path) as connection:
        box = Box(connection)
        box.put_text("1")
        for address in (box.address, nobody):
            (placed,) = box.put(
                arrival(
                    address,
                    "1",
                    key=WRONG_KEY,
                    is_transient=is_transient,
                    is_over_budget=is_over_budget,
                )
            )
            assert placed == Placed(verdict=NO_SUCH_MAILBOX)
        assert box.refused == {box.address, nobody}


def test_invite_admits_its_number_and_repeats_of_what_is_held(tmp_path: Path) -> None:
    """PR-28 (relay part)."""
    with writing(tmp_path) as connection:
        box = Box(connection)
        set_keys(box, new_key(INVITE, uses=2))
        placed = [box.put(arrival(box.address, text, key=INVITE))[0] for text in "11223"]
        box.mailboxes.forget()
        box.refused.clear()
        again = [box.put(arrival(box.address, text, key=INVITE))[0] for text in "123"]

        verdicts = [one.verdict for one in placed]
        assert verdicts == [ACCEPTED] * 4 + [NO_SUCH_MAILBOX]
        assert [one.id for one in again] == [placed[0].id, placed[2].id, 0]
        assert len(box.held_ids()) == 2


def test_expired_key_admits_not_even_a_repeat(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        set_keys(box, new_key(INVITE, expires_ms=box.clock.now_ms() + 1_000))
        (first,) = box.put(arrival(box.address, "1", key=INVITE))
        box.clock.advance(1)
        (again,) = box.put(arrival(box.address, "1", key=INVITE))

        assert (first.verdict, again.verdict) == (ACCEPTED, NO_SUCH_MAILBOX)


def test_refused_envelope_uses_up_no_invite(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection, MailboxLimits(envelopes=1, size_bytes=10**9))
        set_keys(box, new_key(INVITE, uses=2))
        placed = box.put(*(arrival(box.address, text, key=INVITE) for text in "12"))
        assert [one.verdict for one in placed] == [ACCEPTED, FULL]
        box.acknowledge(placed[0].id)
        box.refused.clear()
        (second,) = box.put(arrival(box.address, "2", key=INVITE))
        assert second.verdict is ACCEPTED


def test_transient_envelope_under_an_invite_goes_nowhere_and_costs_nothing(tmp_path: Path) -> None:
    """P9, P11: an invite opens no presence, and typing is between contacts."""
    with writing(tmp_path) as connection:
        box = Box(connection)
        set_keys(box, new_key(INVITE, uses=1))
        (typing,) = box.put(arrival(box.address, "typing", key=INVITE, is_transient=True))
        (text,) = box.put(arrival(box.address, "1", key=INVITE))
        assert typing == Placed(verdict=ACCEPTED)
        assert text.verdict is ACCEPTED


def test_request_needs_no_key_and_only_so_many_are_held(tmp_path: Path) -> None:
    """P9: 100 requests in a mailbox; contacts are not in their way."""
    with writing(tmp_path) as connection:
        box = Box(connection, MailboxLimits(envelopes=100, size_bytes=10**9, requests=2))
        placed = box.put(*(arrival(box.address, text, key=None) for text in "123"))
        assert [one.verdict for one in placed] == [ACCEPTED, ACCEPTED, FULL]
        box.refused.clear()
        (by_contact,) = box.put_text("4")
        assert by_contact.verdict is ACCEPTED
        box.mailboxes.forget()
        (third,) = box.put(arrival(box.address, "3", key=None))
        assert third.verdict is FULL
        box.acknowledge(placed[0].id)
        box.refused.clear()
        (third,) = box.put(arrival(box.address, "3", key=None))
        assert third.verdict is ACCEPTED


def test_allowance_of_a_mailbox_counts_new_envelopes_alone(tmp_path: Path) -> None:
    """P9: wrong keys, repeats and transient ones cost a mailbox nothing."""
    with writing(tmp_path) as connection:
        box = Box(connection)
        allowance = RateLimit(Budget(burst=2, per_s=1), box.clock)

        def put(text: str, *, key: bytes = DELIVERY_KEY, is_transient: bool = False) -> SendVerdict:
            (placed,) = envelope_rows.append(
                connection,
                [arrival(box.address, text, key=key, is_transient=is_transient)],
                mailboxes=box.mailboxes,
                refused=set(),
                allowance=allowance,
                now_ms=box.clock.now_ms(),
            )
            return placed.verdict

        for _ in range(5):
            assert put("x", key=WRONG_KEY) is NO_SUCH_MAILBOX
            assert put("1") is ACCEPTED
            assert put("typing", is_transient=True) is ACCEPTED
        assert [put("2"), put("3"), put("2")] == [ACCEPTED, RETRY, ACCEPTED]
        box.clock.advance(1)
        assert put("3") is ACCEPTED


def test_revoked_device_has_no_mailbox(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        box = Box(connection)
        box.put_text("1")
        connection.exec_driver_sql("UPDATE device SET is_revoked = 1")
        box.mailboxes.forget()
        (late,) = box.put_text("2")
        (request,) = box.put(arrival(box.address, "3", key=None))
        assert (late.verdict, request.verdict) == (NO_SUCH_MAILBOX, NO_SUCH_MAILBOX)
