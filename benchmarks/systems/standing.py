"""What every measured system offers: pairs that stand connected, or senders to people away."""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from benchmarks.load.pairs import Crowd
from benchmarks.servers.pinned_process import PinnedProcess

SETTLING_S: Final = 0.3
"""After a load, until the server's processor time is read: what is acknowledged is then deleted."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """How much is measured.

    Attributes:
        envelope_bytes: What each message carries.
        pairs: Senders, each with a recipient of its own.
        times: Repetitions of which the median is taken.
        each: Messages of a pair in a repetition at full speed. With `times` and `paced_each` it
            stays below the relay's budget of 2,000 for a connection and for a mailbox.
        warm_up: The same before the first repetition.
        window: Most messages of a pair under way at once.
        paced_each: Messages of a pair in a repetition at `paced_per_s`.
        paced_per_s: Messages a second of all pairs together.
        stored_each: Messages for each person away.
    """

    envelope_bytes: int = 1_024
    pairs: int = 100
    times: int = 5
    each: int = 240
    warm_up: int = 50
    window: int = 8
    paced_each: int = 50
    paced_per_s: float = 500.0
    stored_each: int = 200

    def envelopes(self, count: int) -> list[bytes]:
        """Return so many envelopes, no two alike."""
        return [os.urandom(self.envelope_bytes) for _ in range(count)]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A running server with connected pairs.

    Attributes:
        process: The server.
        crowd: The pairs.
        frames: Returns what a pair's sender writes for each of some envelopes; all of one size.
    """

    process: PinnedProcess
    crowd: Crowd
    frames: Callable[[int, Sequence[bytes]], list[bytes]]

    def lay_ready(self, load: Load, each: int) -> None:
        """Give every pair its next messages."""
        for number, pair in enumerate(self.crowd.pairs):
            pair.begin(self.frames(number, load.envelopes(each)))


@dataclass(frozen=True, kw_only=True)
class Drained:
    """What came of people who signed in to find messages.

    Attributes:
        messages: How many they got and acknowledged.
        elapsed_s: From the first connection to the last message.
        cpu_s: Processor time of the server, the acknowledgements' too.
    """

    messages: int
    elapsed_s: float
    cpu_s: float


class System(Protocol):
    """A kind of server that is measured."""

    @property
    def name(self) -> str:
        """Its key in the report."""
        ...

    def standing(self, folder: Path, load: Load) -> AbstractAsyncContextManager[Standing]:
        """Start one in an empty folder, with pairs that are connected.

        Raises:
            MeasurementFailed: it does not start, or refuses somebody.
        """
        ...


class StoringSystem(System, Protocol):
    """One that also keeps messages for people who are away."""

    def absent(self, folder: Path, load: Load) -> AbstractAsyncContextManager[Standing]:
        """Start one whose recipients are away: what is acknowledged counts as delivered.

        Raises:
            MeasurementFailed: it does not start, or refuses somebody.
        """
        ...

    async def drain(self, folder: Path, standing: Standing, load: Load) -> Drained:
        """Let every recipient sign in, get what is held for it, acknowledge it and go again.

        Args:
            folder: An empty folder, for a system that starts another server for this.
            standing: What `absent` gave; each mailbox holds `load.stored_each` messages.
            load: As before.

        Raises:
            MeasurementFailed: a message is missing.
        """
        ...
