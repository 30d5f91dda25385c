"""What was planned by a clock is due in the end, wherever that clock is set."""

import pytest

from desktop.core.due_times import wait_ms


@pytest.mark.parametrize(
    ("due_ms", "expected"),
    [(1_060, 60), (1_100, 100), (1_101, 0), (1_000, 0), (999, 0), (10**12, 0)],
)
def test_wait_is_what_was_planned_or_none(due_ms: int, expected: int) -> None:
    """FT-10: a clock that was set back puts nothing off for longer than it was planned."""
    assert wait_ms(due_ms, now_ms=1_000, longest_ms=100) == expected
