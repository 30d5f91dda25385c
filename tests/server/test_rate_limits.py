"""Token buckets on a clock that tests move."""

import pytest

from server.config import Budget
from server.rate_limits import RateLimit, in_ms
from tests.helpers.relay_parts import ManualClock


def limit(clock: ManualClock, *, burst: float = 3, per_s: float = 0.5) -> RateLimit:
    return RateLimit(Budget(burst=burst, per_s=per_s), clock)


def test_burst_then_nothing_then_refill(clock: ManualClock) -> None:
    bucket = limit(clock)

    assert [bucket.take("a") for _ in range(4)] == [True, True, True, False]
    assert bucket.retry_after_s("a") == 2.0
    clock.advance(1.9)
    assert not bucket.take("a")
    clock.advance(0.1)
    assert bucket.take("a")
    assert not bucket.take("a")


def test_limit_that_is_held_gives_nothing_and_loses_nothing(clock: ManualClock) -> None:
    limit = RateLimit(Budget(burst=2, per_s=1), clock)
    limit.is_held = True
    assert not limit.take("somebody")
    limit.is_held = False
    assert limit.take("somebody", 2)


def test_keys_do_not_share(clock: ManualClock) -> None:
    bucket = limit(clock, burst=1)
    bucket.take("a")

    assert bucket.take("b")
    assert not bucket.has("a")


def test_bucket_never_holds_more_than_its_burst(clock: ManualClock) -> None:
    bucket = limit(clock)
    bucket.take("a")
    clock.advance(10**6)
    bucket.give_back("a", 5)

    assert bucket.take("a", 3)
    assert not bucket.take("a")


def test_what_was_given_back_can_be_taken(clock: ManualClock) -> None:
    bucket = limit(clock, burst=1)
    bucket.take("a")
    bucket.give_back("a")

    assert bucket.take("a")


def test_asking_takes_nothing(clock: ManualClock) -> None:
    bucket = limit(clock, burst=1)

    assert bucket.has("a")
    assert bucket.retry_after_s("a") == 0
    assert len(bucket) == 0
    assert not bucket.has("a", 2)


def test_clock_set_back_gives_nothing_away(clock: ManualClock) -> None:
    """FT-10: budgets run on monotonic time."""
    bucket = limit(clock, burst=1)
    bucket.take("a")
    clock.jump(-86_400)
    assert not bucket.take("a")
    clock.jump(10 * 86_400)
    assert not bucket.take("a")


def test_full_buckets_are_forgotten(clock: ManualClock) -> None:
    bucket = limit(clock)
    bucket.take("a")
    clock.advance(1)
    bucket.take("b")
    clock.advance(1)
    bucket.sweep()

    assert len(bucket) == 1
    bucket.forget("b")
    bucket.forget("never seen")
    assert len(bucket) == 0


@pytest.mark.parametrize("wait_s", [0.0, 100.0])
def test_number_of_buckets_is_bounded(clock: ManualClock, wait_s: float) -> None:
    bucket = RateLimit(Budget(burst=10, per_s=0.5), clock, max_buckets=20)
    for number in range(20):
        bucket.take(number, 10 if number == 7 else 1)
    clock.advance(wait_s)
    bucket.take("one more")

    assert len(bucket) <= 20
    assert bucket.take(7) is bool(wait_s)  # the emptiest is the last to be forgotten


def test_time_of_an_answer_fits_its_field() -> None:
    most = 2**32 - 1
    assert [in_ms(seconds) for seconds in (0, 1.5, 1e12, float("inf"))] == [0, 1_500, most, most]
