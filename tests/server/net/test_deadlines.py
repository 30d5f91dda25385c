"""Deadlines of many connections under one timer."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from server.net.deadlines import NEVER, TICK_S, Sweeper


class ManualTimer:
    """A timer of `ManualLoop`."""

    def __init__(self, due_s: float, call: Callable[[], None]) -> None:
        self.due_s = due_s
        self.call = call
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True


class ManualLoop:
    """Time that a test lets pass.

    Attributes:
        now_s: The time.
        timers: Calls to come.
    """

    def __init__(self) -> None:
        self.now_s = 1_000.0
        self.timers: list[ManualTimer] = []

    def call_at(self, due_s: float, call: Callable[[], None]) -> ManualTimer:
        timer = ManualTimer(due_s, call)
        self.timers.append(timer)
        return timer

    @property
    def waiting(self) -> list[ManualTimer]:
        return [timer for timer in self.timers if not timer.is_cancelled]

    def advance(self, seconds: float) -> None:
        """Let time pass, timer by timer."""
        end_s = self.now_s + seconds
        while due := [timer for timer in self.waiting if timer.due_s <= end_s]:
            timer = min(due, key=lambda one: one.due_s)
            self.timers.remove(timer)
            self.now_s = max(self.now_s, timer.due_s)
            timer.call()
        self.now_s = end_s

    def sweeper(self) -> Sweeper:
        return Sweeper(now_s=lambda: self.now_s, call_at=self.call_at)


class Watched:
    """Something that notes when it was looked at, and says what it is told to."""

    def __init__(self, answers: list[float] | None = None) -> None:
        self.tick = 0
        self.looked_at: list[float] = []
        self._answers = answers or []

    def look(self, now_s: float) -> float:
        self.looked_at.append(now_s)
        return now_s + self._answers.pop(0) if self._answers else NEVER


def test_each_is_looked_at_within_a_tick_of_its_deadline_and_no_sooner() -> None:
    loop = ManualLoop()
    sweeper = loop.sweeper()
    due = {0.1: Watched(), 3.0: Watched(), 3.01: Watched(), 60.0: Watched()}
    start_s = loop.now_s

    for after_s, watched in due.items():
        sweeper.arm(watched, start_s + after_s)
    loop.advance(100)

    for after_s, watched in due.items():
        (looked_s,) = watched.looked_at
        assert after_s <= looked_s - start_s <= after_s + TICK_S


def test_all_share_one_timer_and_without_any_it_stands_still() -> None:
    loop = ManualLoop()
    sweeper = loop.sweeper()
    many = [Watched() for _ in range(1_000)]

    for number, watched in enumerate(many):
        sweeper.arm(watched, loop.now_s + 100 - number / 20)
        assert len(loop.waiting) == 1
    loop.advance(200)
    assert [len(one.looked_at) for one in many] == [1] * 1_000
    assert loop.waiting == []


def test_look_says_when_to_look_again() -> None:
    loop = ManualLoop()
    watched = Watched([5, 10, NEVER])

    loop.sweeper().arm(watched, loop.now_s + 1)
    loop.advance(100)

    first, second, third = watched.looked_at
    assert 5 <= second - first <= 5 + TICK_S
    assert 10 <= third - second <= 10 + TICK_S
    assert watched.tick == 0


def test_deadline_in_the_past_is_looked_at_in_the_next_tick() -> None:
    loop = ManualLoop()
    watched = Watched([-50])

    loop.sweeper().arm(watched, loop.now_s - 50)
    loop.advance(2 * TICK_S)

    assert len(watched.looked_at) == 2


def test_earlier_deadline_counts_and_a_later_one_does_not() -> None:
    loop = ManualLoop()
    sweeper = loop.sweeper()
    watched = Watched()
    start_s = loop.now_s

    sweeper.arm(watched, start_s + 10)
    sweeper.arm(watched, start_s + 2)
    sweeper.arm(watched, start_s + 20)
    loop.advance(1)
    assert watched.looked_at == []
    loop.advance(100)
    (looked_s,) = watched.looked_at
    assert 2 <= looked_s - start_s <= 2 + TICK_S


def test_disarmed_one_is_not_looked_at_and_not_kept() -> None:
    loop = ManualLoop()
    sweeper = loop.sweeper()
    gone, neighbour = Watched(), Watched()

    sweeper.arm(gone, loop.now_s + 1)
    sweeper.arm(neighbour, loop.now_s + 1)
    sweeper.disarm(gone)
    sweeper.disarm(gone)
    loop.advance(10)

    assert gone.looked_at == []
    assert len(neighbour.looked_at) == 1


def test_look_may_end_what_is_due_with_it() -> None:
    loop = ManualLoop()
    sweeper = loop.sweeper()

    class Ending(Watched):
        def look(self, now_s: float) -> float:
            for other in pair:
                sweeper.disarm(other)
            return super().look(now_s)

    pair = [Ending(), Ending()]
    for one in pair:
        sweeper.arm(one, loop.now_s + 1)
    loop.advance(10)

    assert sorted(len(one.looked_at) for one in pair) == [0, 1]


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 20)), max_size=30))
def test_no_deadline_is_missed(armed: list[tuple[float, float]]) -> None:
    """Whatever is armed when: each is looked at within a tick after its earliest deadline."""
    loop = ManualLoop()
    sweeper = loop.sweeper()
    due: list[tuple[float, Watched]] = []

    for after_s, wait_s in armed:
        loop.advance(wait_s)
        watched = Watched()
        due.append((loop.now_s + after_s, watched))
        sweeper.arm(watched, loop.now_s + after_s)
    loop.advance(100)

    for due_s, watched in due:
        (looked_s,) = watched.looked_at
        assert due_s <= looked_s <= due_s + TICK_S
