"""When something is due that was planned by the local clock, which anybody may set."""


def wait_ms(due_ms: int, *, now_ms: int, longest_ms: int) -> int:
    """Return how long to wait for a time that was planned, 0 if it is due.

    Args:
        due_ms: The time, by the local clock.
        now_ms: The local clock.
        longest_ms: Nothing is planned further ahead: what seems to be was planned before the clock
            was set back, and is due. So no wait is longer than a timer of the window can be.
    """
    ahead_ms = due_ms - now_ms
    return ahead_ms if 0 < ahead_ms <= longest_ms else 0
