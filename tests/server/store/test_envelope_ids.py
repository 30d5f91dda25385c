"""Ids of envelopes never go back."""

from hypothesis import given
from hypothesis import strategies as st

from server.store.envelope_ids import LEASE_MS, LEAST_LEASE_MS, EnvelopeIds, first_id_at
from tests.helpers.relay_parts import ManualClock

HOUR_MS = 3_600_000


def test_id_holds_time_node_and_counter() -> None:
    clock = ManualClock(1_800_000_000_000)
    ids = EnvelopeIds(clock, newest=0, node=5)

    first, second = ids.next(), ids.next()

    assert first == (1_800_000_000_000 << 22) | (5 << 12)
    assert second == first + 1
    assert ids.newest == second


def test_ids_go_on_when_the_clock_is_set_back() -> None:
    """FT-10: a clock set back repeats no id."""
    clock = ManualClock()
    ids = EnvelopeIds(clock, newest=0)
    before = ids.next()
    clock.jump(-24 * 3600)

    assert ids.next() > before


def test_ids_go_on_after_a_restart_with_a_clock_set_back() -> None:
    clock = ManualClock()
    before = EnvelopeIds(clock, newest=0).next()
    clock.jump(-3600)

    assert EnvelopeIds(clock, newest=before).next() > before


def test_full_counter_borrows_from_the_next_millisecond() -> None:
    clock = ManualClock()
    ids = EnvelopeIds(clock, newest=0)

    made = [ids.next() for _ in range(4097)]

    assert made == sorted(set(made))
    assert made[-1] >> 22 == clock.ms + 1


@given(st.lists(st.integers(min_value=-HOUR_MS, max_value=HOUR_MS), max_size=200))
def test_ids_rise_whatever_the_clock_does(steps_ms: list[int]) -> None:
    clock = ManualClock()
    ids = EnvelopeIds(clock, newest=0)
    made = [ids.next()]
    for step_ms in steps_ms:
        clock.ms = max(0, clock.ms + step_ms)
        made.append(ids.next())

    assert made == sorted(set(made))
    assert all(0 < one < 1 << 63 for one in made)


def test_first_id_of_a_time_is_not_above_any_made_then() -> None:
    clock = ManualClock()

    assert first_id_at(clock.ms) <= EnvelopeIds(clock, newest=0).next() < first_id_at(clock.ms + 1)
    assert first_id_at(-5) == 0


def test_lease_reaches_ahead_of_the_clock_and_is_renewed_half_way() -> None:
    clock = ManualClock()
    ids = EnvelopeIds(clock, newest=0)
    assert ids.next() > ids.leased
    assert ids.needs_lease()
    leased = ids.ask_lease()
    assert ids.leased == 0
    ids.note_lease(leased)
    assert ids.next() < ids.leased == first_id_at(clock.ms + LEASE_MS)
    clock.advance(LEASE_MS / 2000)
    ids.next()
    assert not ids.needs_lease()
    clock.advance(1)
    ids.next()
    assert ids.needs_lease()


def test_lease_that_failed_is_asked_for_again() -> None:
    ids = EnvelopeIds(ManualClock(), newest=0)
    ids.next()
    ids.ask_lease()
    ids.note_lease(None)
    assert ids.needs_lease()
    assert ids.leased == 0


def test_relays_that_die_one_after_the_other_do_not_run_away_from_the_clock() -> None:
    """A lease is as long as the clock is behind, and short where ids are ahead of it already."""
    clock = ManualClock()
    newest = 0
    for _ in range(100):
        ids = EnvelopeIds(clock, newest=newest)
        ids.next()
        newest = ids.ask_lease()

    assert newest <= first_id_at(clock.ms + LEASE_MS + 100 * (LEAST_LEASE_MS + 1))


def test_lease_of_a_clock_set_back_lasts_for_many_ids() -> None:
    clock = ManualClock()
    ids = EnvelopeIds(clock, newest=first_id_at(clock.ms + HOUR_MS))
    ids.next()
    ids.note_lease(ids.ask_lease())

    assert ids.leased - ids.newest > 1_000_000


def test_clock_beyond_the_last_id_stops_nothing() -> None:
    """FT-10: while it is wrong and once it is right again."""
    clock = ManualClock()
    ids = EnvelopeIds(clock, newest=0)
    before = ids.next()
    right_ms, clock.ms = clock.ms, (1 << 41) + HOUR_MS

    wrong, upto = ids.next(), ids.ask_lease()
    assert first_id_at(clock.ms) < 1 << 63
    clock.ms = right_ms + 1

    assert before < wrong < ids.next() < 1 << 63
    assert wrong < upto < 1 << 63
