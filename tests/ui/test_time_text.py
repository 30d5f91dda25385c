"""Times as a person reads them."""

import pytest

from desktop.ui import time_text
from tests.helpers.fake_messenger import NOON_MS

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


@pytest.mark.parametrize(
    ("ago_ms", "listed", "day"),
    [
        (0, "12:00", "Today"),
        (11 * HOUR_MS, "01:00", "Today"),
        (13 * HOUR_MS, "Yesterday", "Yesterday"),
        (2 * DAY_MS, "Sunday", "Sunday"),
        (6 * DAY_MS, "Wednesday", "Wednesday"),
        (7 * DAY_MS, "17 Nov", "17 November"),
        (400 * DAY_MS, "20 Oct 2025", "20 October 2025"),
    ],
)
@pytest.mark.usefixtures("theme")
def test_times_get_coarser_with_age(ago_ms: int, listed: str, day: str) -> None:
    at_ms = NOON_MS - ago_ms

    assert time_text.list_text(at_ms, now_ms=NOON_MS) == listed
    assert time_text.day_text(at_ms, now_ms=NOON_MS) == day


def test_time_of_tomorrow_is_shown_as_time() -> None:
    assert time_text.list_text(NOON_MS + 13 * HOUR_MS, now_ms=NOON_MS) == "01:00"


@pytest.mark.usefixtures("theme")
def test_spoken_time_names_the_day_unless_it_is_today() -> None:
    assert time_text.spoken_text(NOON_MS, now_ms=NOON_MS) == "12:00"
    assert time_text.spoken_text(NOON_MS - DAY_MS, now_ms=NOON_MS) == "Yesterday 12:00"


def test_midnight_is_half_a_day_after_noon() -> None:
    assert time_text.milliseconds_to_midnight(NOON_MS) == 12 * HOUR_MS


def test_day_number_changes_at_midnight() -> None:
    before, after = NOON_MS + 12 * HOUR_MS - 1, NOON_MS + 12 * HOUR_MS

    assert time_text.day_number(after) == time_text.day_number(before) + 1
