"""A sleep is noticed by either clock, whatever the system calls it."""

import pytest

from desktop.core.sleep_watch import LOOK_S, SLEPT_MS, SleepWatch
from tests.helpers.messengers import ManualClock

LOOK_MS = int(LOOK_S * 1000)
NIGHT_MS = 8 * 3600 * 1000


@pytest.mark.parametrize(
    ("by_the_wall", "by_the_other", "is_noticed"),
    [
        (LOOK_MS, LOOK_MS, False),
        (LOOK_MS + SLEPT_MS - 1, LOOK_MS + SLEPT_MS - 1, False),
        (NIGHT_MS, LOOK_MS, True),  # Linux, macOS
        (NIGHT_MS, NIGHT_MS, True),  # Windows
        (-NIGHT_MS, NIGHT_MS, True),  # and the clock was set meanwhile
        (-NIGHT_MS, LOOK_MS, False),
        (LOOK_MS + SLEPT_MS, LOOK_MS, True),
    ],
)
def test_sleep_is_what_passed_beyond_the_time_of_a_look(
    by_the_wall: int, by_the_other: int, is_noticed: bool
) -> None:
    """FT-11."""
    wall, other = ManualClock(), ManualClock(5)
    told: list[None] = []
    watch = SleepWatch(wall, elapsed=other, on_slept=lambda: told.append(None))
    watch._looked = wall(), other()
    for _ in range(2):
        wall.now_ms += LOOK_MS
        other.now_ms += LOOK_MS
        watch.look()
    assert told == []
    wall.now_ms += by_the_wall
    other.now_ms += by_the_other
    watch.look()
    assert (told == [None]) == is_noticed
    wall.now_ms += LOOK_MS
    other.now_ms += LOOK_MS
    watch.look()
    assert len(told) == is_noticed
