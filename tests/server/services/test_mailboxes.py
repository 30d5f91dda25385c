"""The memory of mailboxes: bounded, read again when asked, never losing what is on its way."""

from typing import Final

import pytest

from protocol.ids import AccountId, DeviceAddress, EnvelopeId
from protocol.messages import SendVerdict
from server.services.mailboxes import (
    Arrival,
    Mailbox,
    Mailboxes,
    MailboxLimits,
    Stage,
    find_refusal,
)
from server.store.delivery_key_rows import OpenKey
from server.store.envelope_ids import EnvelopeIds
from server.store.envelope_rows import MailboxState
from tests.helpers.relay_parts import MANY, ManualClock

ALICE, BOB, CAROL = (
    DeviceAddress(account=AccountId(name * 32), device=1) for name in (b"a", b"b", b"c")
)
NO_ID: Final = EnvelopeId(0)
FULL, RETRY, GONE = SendVerdict.FULL, SendVerdict.RETRY, SendVerdict.GONE
NO_SUCH_MAILBOX = SendVerdict.NO_SUCH_MAILBOX


def state(key: int = 1, **changes: int) -> MailboxState:
    values = {"count": 0, "size_bytes": 0, "requests": 0} | changes
    return MailboxState(key=key, is_gone=False, keys=[], **values)


def boxes(*, most_known: int = 10, floor: int = 0) -> Mailboxes:
    ids = EnvelopeIds(ManualClock(), newest=0)
    return Mailboxes(ids=ids, limits=MANY, floor=EnvelopeId(floor), most_known=most_known)


def read(mailboxes: Mailboxes, address: DeviceAddress, found: MailboxState) -> Mailbox:
    mailboxes.begin_reading([address])
    mailbox = mailboxes.fill(address, found)
    assert mailbox is not None
    return mailbox


class Untold:
    """A send of which nobody wants to know what became."""

    def decide(
        self, place: int, verdict: SendVerdict, one: EnvelopeId = NO_ID, *, is_new: bool = False
    ) -> None:
        raise AssertionError("nothing is decided here")


def arrival(one: int = 1, *, key_hash: bytes | None = b"k" * 32, over: bool = False) -> Arrival:
    found = Arrival(ALICE, b"e" * 100, key_hash, False, over, Untold(), 0)
    found.id = EnvelopeId(one)
    found.size = 100
    found.mark = one
    return found


def test_memory_is_bounded_and_the_oldest_goes_first() -> None:
    mailboxes = boxes(most_known=2)
    first = read(mailboxes, ALICE, state(1))
    read(mailboxes, BOB, state(2))
    assert mailboxes.find(ALICE) is first
    read(mailboxes, CAROL, state(3))

    assert mailboxes.find(ALICE) is first
    assert mailboxes.find(BOB) is None


def test_what_is_on_its_way_is_never_pushed_out() -> None:
    mailboxes = boxes(most_known=1)
    needed = read(mailboxes, ALICE, state(1))
    needed.add(arrival())
    read(mailboxes, BOB, state(2))
    read(mailboxes, CAROL, state(3))

    assert mailboxes.find(ALICE) is needed
    assert mailboxes.find(BOB) is None


def test_stranger_is_not_remembered() -> None:
    mailboxes = boxes()
    assert read(mailboxes, ALICE, state(0)).key == 0
    assert mailboxes.find_any(ALICE) is None


def test_dropped_mailbox_is_read_again_and_keeps_what_is_on_its_way() -> None:
    mailboxes = boxes()
    mailbox = read(mailboxes, ALICE, state(1))
    one, two = arrival(1), arrival(2)
    for each in (one, two):
        mailbox.add(each)
        each.stage = Stage.WRITING
    one.stage = Stage.HELD
    mailbox.pending -= 1
    mailboxes.drop(ALICE)
    assert mailboxes.find(ALICE) is None
    again = read(mailboxes, ALICE, state(1, count=2, size_bytes=200))

    assert again is mailbox
    assert (again.count, again.size_bytes, again.pending) == (2, 200, 1)
    assert list(again.unacknowledged) == [2]


def test_what_is_held_back_is_written_before_a_mailbox_is_dropped() -> None:
    mailboxes = boxes()
    told: list[Mailbox] = []
    mailboxes.before_drop(told.append)
    mailbox = read(mailboxes, ALICE, state(1))
    mailboxes.forget()
    mailboxes.drop(BOB)

    assert told == [mailbox]
    assert mailboxes.find_any(ALICE) is None


def test_newest_issued_counts_what_was_told_and_is_not_stored() -> None:
    mailboxes = boxes(floor=5)
    assert mailboxes.newest_issued(ALICE, EnvelopeId(3)) == 5
    assert mailboxes.newest_issued(ALICE, EnvelopeId(7)) == 7
    read(mailboxes, ALICE, state(1)).add(arrival(9))
    mailboxes.ids.note_lease(EnvelopeId(20))
    assert mailboxes.newest_issued(ALICE, EnvelopeId(7)) == 9


def test_newest_issued_names_no_id_that_a_crash_would_forget() -> None:
    """FT-01: an app takes a newest id that goes back for a relay that was restored."""
    mailboxes = boxes(floor=5)
    read(mailboxes, ALICE, state(1)).add(arrival(9))
    assert mailboxes.newest_issued(ALICE, EnvelopeId(3)) == 5
    mailboxes.ids.note_lease(EnvelopeId(7))
    assert mailboxes.newest_issued(ALICE, EnvelopeId(3)) == 7


def test_another_sign_in_was_pushed_nothing_yet() -> None:
    mailbox = read(boxes(), ALICE, state(1))
    one, two = arrival(1), arrival(2, key_hash=None)
    mailbox.add(one)
    mailbox.add(two)
    assert (mailbox.count, mailbox.requests) == (2, 1)
    one.stage = Stage.HELD
    mailbox.pending -= 1
    mailbox.turn_to(None)

    assert mailbox.unpushed == 1
    assert (list(mailbox.unacknowledged), mailbox.marks) == ([2], {2: 1})


@pytest.mark.parametrize(
    ("mailbox", "one", "is_held_up", "verdict"),
    [
        (state(0), arrival(key_hash=None), False, NO_SUCH_MAILBOX),
        (state(), arrival(), False, NO_SUCH_MAILBOX),
        (state(), arrival(key_hash=None), False, None),
        (state(), arrival(key_hash=None, over=True), False, RETRY),
        (state(), arrival(key_hash=None), True, RETRY),
        (state(count=5), arrival(key_hash=None), False, FULL),
        (state(size_bytes=401), arrival(key_hash=None), False, FULL),
        (state(requests=2), arrival(key_hash=None), False, FULL),
    ],
)
def test_refusals(
    mailbox: MailboxState, one: Arrival, is_held_up: bool, verdict: SendVerdict | None
) -> None:
    limits = MailboxLimits(envelopes=5, size_bytes=500, requests=2)
    filled = read(boxes(), ALICE, mailbox)

    assert find_refusal(one, filled, None, limits, is_held_up=is_held_up) is verdict


def test_key_opens_until_it_is_spent_and_nothing_opens_what_is_gone() -> None:
    filled = read(boxes(), ALICE, state(requests=100))
    key = OpenKey(key=1, key_hash=b"k" * 32, uses=1, used=0, expires_ms=0)
    assert find_refusal(arrival(), filled, key, MANY, is_held_up=False) is None
    key.used = 1
    assert find_refusal(arrival(), filled, key, MANY, is_held_up=False) is NO_SUCH_MAILBOX
    filled.is_gone = True
    assert find_refusal(arrival(), filled, key, MANY, is_held_up=False) is GONE


def test_what_was_read_before_a_drop_counts_no_more() -> None:
    mailboxes = boxes()
    mailboxes.begin_reading([ALICE, BOB])
    mailboxes.drop(ALICE)
    assert mailboxes.fill(ALICE, state(1)) is None
    assert mailboxes.find(ALICE) is None
    assert mailboxes.fill(BOB, state(2)) is mailboxes.find(BOB)
    mailboxes.begin_reading([CAROL])
    mailboxes.forget()
    assert mailboxes.fill(CAROL, state(3)) is None
