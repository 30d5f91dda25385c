"""The line through samples over time: how much something grew."""

from collections.abc import Sequence


def growth(samples: Sequence[tuple[float, float]]) -> float:
    """Return how much a value grew from the first to the last sample, by least squares.

    Args:
        samples: At least two pairs of a time and a value, in order of time, not all of one time.
    """
    count = len(samples)
    mean_time = sum(time for time, _ in samples) / count
    mean_value = sum(value for _, value in samples) / count
    slope = sum((time - mean_time) * (value - mean_value) for time, value in samples) / sum(
        (time - mean_time) ** 2 for time, _ in samples
    )
    return slope * (samples[-1][0] - samples[0][0])
