"""Noticing that the computer slept: time went on while this program did not.

No system tells every program of it in one way. But a look that is due every few seconds comes late
after a sleep, by the clock that goes on meanwhile: on Linux and macOS that is only the one on the
wall, on Windows both. A clock set forward looks the same, and costs one needless ping.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from desktop.core.ports.runtime import Clock

LOOK_S: Final = 5.0
"""How often is looked: a sleep is noticed within this time, for hardly any work."""

SLEPT_MS: Final = 10_000
"""How late a look must be: a busy computer holds one up, too, for a second or two."""


class SleepWatch:
    """Looks at both clocks every few seconds."""

    def __init__(self, clock: Clock, *, elapsed: Clock, on_slept: Callable[[], None]) -> None:
        """Make it.

        Args:
            clock: Local time, Unix milliseconds.
            elapsed: Milliseconds since any fixed moment; never set, only going on.
            on_slept: Told after each sleep.
        """
        self._clock = clock
        self._elapsed = elapsed
        self._on_slept = on_slept
        self._looked = (0, 0)

    async def run(self) -> None:
        """Look until cancelled."""
        self._looked = self._clock(), self._elapsed()
        while True:
            await asyncio.sleep(LOOK_S)
            self.look()

    def look(self) -> None:
        """Compare the clocks with the last look, which was LOOK_S ago unless something slept."""
        now = self._clock(), self._elapsed()
        passed_ms = max(new - old for new, old in zip(now, self._looked, strict=True))
        self._looked = now
        if passed_ms >= LOOK_S * 1000 + SLEPT_MS:
            self._on_slept()
