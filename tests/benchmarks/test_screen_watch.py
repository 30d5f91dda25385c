"""When a window painted, told from looks at the screen."""

from array import array

import pytest

from benchmarks.screen_watch import Look, first_paint, last_change
from tests.e2e.picture import Rectangle

WINDOW = Rectangle(16, 16, 96, 64)


def look(at_s: float, *colours: int) -> Look:
    """Return a screen whose window has stripes of these colours, on black."""
    rows = []
    for row in range(16):
        pixels = array("I", [0] * 128)
        if colours and 2 <= row < 10:
            pixels[16:112] = array("I", [colours[row % len(colours)]] * 96)
        rows.append(pixels.tobytes())
    return Look(at_s=at_s, cpu_s=at_s / 2, rows=tuple(rows), width=128)


def test_window_is_painted_once_it_shows_three_colours() -> None:
    looks = [look(0.0), look(0.1, 1), look(0.2, 1, 2), look(0.3, 1, 2, 3), look(0.4, 4, 5, 6)]
    assert first_paint(looks, WINDOW).at_s == 0.3


def test_window_that_stays_empty_is_told() -> None:
    with pytest.raises(LookupError):
        first_paint([look(0.0), look(0.1, 1)], WINDOW)


def test_rest_begins_with_the_last_change_in_the_areas() -> None:
    looks = [look(0.0), look(0.1, 1, 2, 3), look(0.2, 4, 5, 6), look(0.3, 4, 5, 6)]
    assert last_change(looks, [WINDOW]).at_s == 0.2
    assert last_change(looks, [Rectangle(112, 0, 16, 16)]).at_s == 0.0
