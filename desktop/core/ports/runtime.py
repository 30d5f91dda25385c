"""The clock and the task group that the messenger is given."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

Clock = Callable[[], int]
"""Unix time in milliseconds."""


Spawn = Callable[[Coroutine[Any, Any, None], str], asyncio.Task[None]]
"""Starts a coroutine as a named task of the program's one task group. A failure of the task is
logged and does not end the program."""
