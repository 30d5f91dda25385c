"""CR-14: our random source raises, gives too little, or repeats itself."""

from itertools import count

import pytest

from desktop.crypto import random_source
from desktop.crypto.random_source import CheckedRandom
from desktop.errors import RandomSourceFailed
from tests.helpers.seeded_random import SeededRandom


def test_good_draws_pass_through() -> None:
    """CR-14, the control."""
    checked, plain = CheckedRandom(SeededRandom("a")), SeededRandom("a")
    for size in (1, 12, 16, 32, 64):
        assert checked(size) == plain(size)


def test_a_source_that_raises_stops_everything() -> None:
    """CR-14."""

    def broken(size: int) -> bytes:
        raise OSError(size)

    with pytest.raises(RandomSourceFailed):
        CheckedRandom(broken)(32)


def test_a_short_or_long_draw_stops_everything() -> None:
    """CR-14."""
    for wrong in (31, 33, 0):
        with pytest.raises(RandomSourceFailed):
            CheckedRandom(lambda size, wrong=wrong: bytes(wrong))(32)  # type: ignore[misc]


def test_a_repeat_stops_everything() -> None:
    """CR-14: at once, and after other draws."""
    draws = iter([b"a" * 32, b"b" * 32, b"c" * 16, b"a" * 32])
    checked = CheckedRandom(lambda size: next(draws))
    for size in (32, 32, 16):
        checked(size)
    with pytest.raises(RandomSourceFailed):
        checked(32)


def test_short_draws_may_repeat() -> None:
    checked = CheckedRandom(bytes)
    assert checked(11) == checked(11) == bytes(11)
    checked(12)
    with pytest.raises(RandomSourceFailed):
        checked(12)


def test_memory_is_bounded() -> None:
    numbers = count()
    checked = CheckedRandom(lambda size: next(numbers).to_bytes(size, "big"))
    for _ in range(random_source._REMEMBERED_DRAWS + 10):
        checked(16)
    assert len(checked._seen) == random_source._REMEMBERED_DRAWS
