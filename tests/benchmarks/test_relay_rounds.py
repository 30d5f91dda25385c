"""Percentiles and medians are those of all values."""

from benchmarks.relay_rounds import medians, percentile


def test_percentile_is_of_the_sorted_values() -> None:
    values = [float(one) for one in range(100, 0, -1)]
    assert percentile(values, 0.5) == 51
    assert percentile(values, 0.99) == 100
    assert percentile([7.0], 0.99) == 7


def test_median_is_taken_of_each_figure() -> None:
    rounds = [{"a": 1.0, "b": 9.0}, {"a": 3.0, "b": 7.0}, {"a": 2.0, "b": 8.0}]
    assert medians(rounds) == {"a": 2.0, "b": 8.0}
