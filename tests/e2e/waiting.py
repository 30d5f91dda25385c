"""Deadlines: every wait of the driver ends, and says in words what it waited for."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

PATIENCE_S = 60.0
"""How long a person at a loaded computer waits for one thing before calling it broken."""


class StoryFailed(Exception):
    """The story cannot go on; the text is one sentence about what a person would see."""


class ToolMissing(StoryFailed):
    """A program that the driver needs is not installed."""


class TimedOut(StoryFailed):
    """What was waited for did not come before the deadline."""


class Deadline:
    """A point in time after which a wait is given up.

    Attributes:
        seconds: How long it was set to, for messages.
    """

    def __init__(self, seconds: float = PATIENCE_S) -> None:
        self.seconds = seconds
        self._ends_at = time.monotonic() + seconds

    def remaining_s(self) -> float:
        """Return the seconds left, never below 0."""
        return max(0.0, self._ends_at - time.monotonic())

    @property
    def has_passed(self) -> bool:
        """Tell whether no time is left."""
        return self.remaining_s() <= 0.0


def wait_until(
    probe: Callable[[], Found | None],
    *,
    what: str,
    news: Callable[[float], None],
    deadline: Deadline,
) -> Found:
    """Ask again after each piece of news until there is an answer.

    Args:
        probe: Returns the answer, or None while there is none; it is asked at least once.
        what: What is waited for, to follow "there is no" in the failure.
        news: Returns when something happened that may change the answer, or after the seconds
            that it is given at most, whichever is first.
        deadline: When to give up.

    Raises:
        TimedOut: the deadline passed without an answer.
    """
    while True:
        last_try = deadline.has_passed
        found = probe()
        if found is not None:
            return found
        if last_try:
            raise TimedOut(f"after {deadline.seconds:g} s there is no {what}")
        news(deadline.remaining_s())
