"""Both clocks, and neither alone."""

from desktop.core.relay_time import TOLERANCE_MS, RelayTime


class Clocks:
    """A local clock that jumps, and one that only goes on."""

    def __init__(self) -> None:
        self.local_ms = 1_000_000_000
        self.elapsed_ms = 0

    def local(self) -> int:
        return self.local_ms

    def elapsed(self) -> int:
        return self.elapsed_ms


def test_local_clock_stands_for_both_before_the_first_hello() -> None:
    clocks = Clocks()
    time = RelayTime(clocks.local, elapsed=clocks.elapsed)
    assert time.now_ms == time.latest_ms() == time.earliest_ms() == clocks.local_ms
    assert not time.clocks_differ


def test_relay_goes_on_from_its_hello_whatever_the_local_clock_does() -> None:
    """FT-10: a jump in mid-connection is seen as a difference, not as the relay's time."""
    clocks = Clocks()
    time = RelayTime(clocks.local, elapsed=clocks.elapsed)
    time.note_hello(clocks.local_ms + 5)
    clocks.elapsed_ms += 1_000
    assert time.now_ms == clocks.local_ms + 1_005
    clocks.local_ms += TOLERANCE_MS + 1_005
    within = time.clocks_differ
    clocks.local_ms += 1
    assert (within, time.clocks_differ) == (False, True)
    assert time.latest_ms() == clocks.local_ms
    assert time.earliest_ms() == time.now_ms


def test_relay_ahead_differs_too() -> None:
    clocks = Clocks()
    time = RelayTime(clocks.local, elapsed=clocks.elapsed)
    time.note_hello(clocks.local_ms + TOLERANCE_MS + 1)
    assert time.clocks_differ
    assert time.latest_ms() == clocks.local_ms + TOLERANCE_MS + 1
    assert time.earliest_ms() == clocks.local_ms
