"""Growth is that of the line, not of the two ends."""

import pytest

from benchmarks.trend import growth


def test_line_is_found() -> None:
    assert growth([(10.0 + time, 5.0 + 3.0 * time) for time in range(5)]) == pytest.approx(12.0)


def test_flat_values_with_one_high_sample_in_the_middle_do_not_grow() -> None:
    assert growth([(0.0, 1.0), (1.0, 1.0), (2.0, 9.0), (3.0, 1.0), (4.0, 1.0)]) == pytest.approx(
        0.0
    )
