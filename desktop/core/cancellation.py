"""Hearing a cancellation that came together with an error.

A task group whose task fails while its owner is being cancelled raises the failure alone (Python
before 3.13). Whoever handles that failure and goes on would never end.
"""

import asyncio


def raise_if_cancelled() -> None:
    """Call after failures of a task group were handled, before going on.

    The block of the group must have been at work itself, not only waiting for its tasks: before
    Python 3.13 a failure that comes while it only waits leaves a cancellation counted that nobody
    asked for.

    Raises:
        CancelledError: somebody asked the running task to end.
    """
    task = asyncio.current_task()
    assert task is not None
    if task.cancelling():
        raise asyncio.CancelledError
