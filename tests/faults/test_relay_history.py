"""The checker of a relay's history passes what may happen and finds each planted fault.

FT-01, FT-22: a judge that was itself judged.
"""

import random
from collections.abc import Callable

import pytest

from tests.faults.relay_history import (
    Accepted,
    Acknowledged,
    Delivered,
    Event,
    Note,
    Shown,
    SignedIn,
    SigningIn,
    Submitted,
    find_relay_faults,
)


def note(number: int, sender: str = "alice") -> Note:
    return Note(sender=sender, mailbox="bob", number=number)


def sign_in(newest_issued: int, newest_acknowledged: int) -> list[Event]:
    """Return a sign-in while nothing else happens."""
    return [SigningIn("bob"), SignedIn("bob", newest_issued, newest_acknowledged)]


def road(number: int, one: int, sender: str = "alice") -> list[Event]:
    """Return the whole road of a message."""
    sent = note(number, sender)
    return [
        Submitted(sent),
        Delivered(sent, one),
        Shown(sent),
        Accepted(sent, one),
        Acknowledged("bob", one),
    ]


PLAIN = [*sign_in(0, 0), *road(0, 10), *road(1, 20), *road(0, 30, "carol"), *road(2, 40)]

TRUE = {
    "nothing": [],
    "one road after the other": PLAIN,
    "held until sign-in": [
        Submitted(note(0)),
        Accepted(note(0), 10),
        *sign_in(10, 0),
        Delivered(note(0), 10),
        Shown(note(0)),
    ],
    "comes again until it is acknowledged": [
        *road(0, 10)[:4],
        *sign_in(10, 0),
        Delivered(note(0), 10),
        Acknowledged("bob", 10),
        *sign_in(10, 10),
    ],
    "submitted again because the answer was lost": [
        *road(0, 10)[:3],
        Submitted(note(0)),
        Accepted(note(0), 10),
    ],
    "submitted again after it was acknowledged": [
        *road(0, 10)[:3],
        Acknowledged("bob", 10),
        Submitted(note(0)),
        Accepted(note(0), 20),
        Delivered(note(0), 20),
    ],
    "accepted while a sign-in was answered": [
        SigningIn("bob"),
        *road(0, 10)[:1],
        Accepted(note(0), 10),
        SignedIn("bob", 0, 0),
        *road(0, 10)[1:3],
    ],
    "never accepted, never shown": [Submitted(note(0))],
    "shown though no answer came": road(0, 10)[:3],
}


@pytest.mark.parametrize("events", TRUE.values(), ids=TRUE.keys())
def test_what_may_happen_passes(events: list[Event]) -> None:
    assert find_relay_faults(events) == []


FALSE = {
    "loss": (
        [Submitted(note(0)), Accepted(note(0), 10), *road(1, 20)],
        "alice's 0 to bob was accepted and is not shown",
    ),
    "double": ([*PLAIN, Shown(note(1))], "alice's 1 to bob is shown 2 times"),
    "swap": (
        [
            Submitted(note(0)),
            Submitted(note(1)),
            Shown(note(1)),
            Shown(note(0)),
        ],
        "alice's 0 to bob is shown after 1",
    ),
    "stored twice": (
        [*road(0, 10), Delivered(note(0), 20)],
        "alice's 0 to bob was submitted 1 times and has 2 ids",
    ),
    "accepted under another id than delivered": (
        [*road(0, 10)[:3], Accepted(note(0), 11)],
        "alice's 0 to bob was submitted 1 times and has 2 ids",
    ),
    "one id for two": (
        [*road(0, 10), *road(1, 10)],
        "alice's 1 to bob has the id 10 of alice's 0 to bob",
    ),
    "ids go back": (
        [*road(0, 10), *road(1, 9)],
        "alice's 1 to bob has the id 9, below what was accepted before it",
    ),
    "twice on one connection": (
        [*road(0, 10), Delivered(note(0), 10)],
        "alice's 0 to bob was delivered as 10 after 10 on one connection",
    ),
    "out of order on one connection": (
        [Submitted(note(0)), Submitted(note(1)), Delivered(note(1), 20), Delivered(note(0), 10)],
        "alice's 0 to bob was delivered as 10 after 20 on one connection",
    ),
    "invented": (
        [Delivered(note(5), 10)],
        "alice's 5 to bob was delivered and never submitted",
    ),
    "accepted of itself": (
        [Accepted(note(5), 10), Shown(note(5))],
        "alice's 5 to bob was accepted and never submitted",
    ),
    "comes again after it was acknowledged": (
        [*road(0, 10), *sign_in(10, 10), Delivered(note(0), 10)],
        "alice's 0 to bob comes again as 10, which was acknowledged",
    ),
    "newest id forgotten": (
        [*road(0, 10), *sign_in(9, 9)],
        "bob signs in and is told 9 as the newest id, after 10",
    ),
    "acknowledgement forgotten": (
        [*road(0, 10), *road(1, 20), *sign_in(20, 20), *sign_in(20, 10)],
        "bob signs in and is told 10 as acknowledged, after 20",
    ),
    "acknowledged by nobody": (
        [*road(0, 10)[:4], *sign_in(10, 10)],
        "bob never acknowledged 10",
    ),
}


@pytest.mark.parametrize(("events", "fault"), FALSE.values(), ids=FALSE.keys())
def test_planted_fault_is_found(events: list[Event], fault: str) -> None:
    assert fault in find_relay_faults(events)


def test_acknowledgement_may_fail_where_writes_may() -> None:
    events = [*road(0, 10), *road(1, 20), *sign_in(20, 20), Delivered(note(0), 10)]

    assert find_relay_faults(events) != []
    assert find_relay_faults(events, may_writes_fail=True) == []


def lose(events: list[Event], at: int) -> list[Event]:
    """Return a history without one display."""
    return [event for number, event in enumerate(events) if number != at]


def double(events: list[Event], at: int) -> list[Event]:
    """Return a history with one display more, at its end."""
    return [*events, events[at]]


def swap(events: list[Event], at: int) -> list[Event]:
    """Return a history in which a display changed places with the next of the same stream."""
    shown = events[at]
    assert isinstance(shown, Shown)
    follower = shown.note._replace(number=shown.note.number + 1)
    there = events.index(Shown(follower))
    changed = list(events)
    changed[at], changed[there] = changed[there], changed[at]
    return changed


@pytest.mark.parametrize("plant", [lose, double, swap], ids=["loss", "double", "swap"])
def test_one_fault_in_a_long_history_is_found(
    plant: Callable[[list[Event], int], list[Event]],
) -> None:
    draws = random.Random(plant.__name__)
    numbers = {"alice": 0, "carol": 0}
    events: list[Event] = sign_in(0, 0)
    for one in range(1, 1_000):
        sender = draws.choice(sorted(numbers))
        events += road(numbers[sender], one, sender)
        numbers[sender] += 1
    assert find_relay_faults(events) == []
    for _ in range(10):
        at = draws.randrange(len(events) // 2)
        while not isinstance(events[at], Shown):
            at += 1

        assert len(find_relay_faults(plant(events, at))) == 1
