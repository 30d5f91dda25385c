"""What is sent at the end of a turn of the loop: one list for the whole relay."""

from collections.abc import Callable
from typing import Protocol


class Sender(Protocol):
    """Something with messages that wait."""

    def flush(self) -> None:
        """Send what waits."""
        ...


class Outgoing:
    """Has all that one turn of the loop queued leave together, in as few frames as possible."""

    def __init__(self, call_soon: Callable[[Callable[[], None]], object]) -> None:
        """Connect the parts; `call_soon` is that of the loop."""
        self._call_soon = call_soon
        self._senders: list[Sender] = []

    def add(self, sender: Sender) -> None:
        """Have it flushed before long; the caller adds it once for each time that it is flushed."""
        if not self._senders:
            self._call_soon(self._flush)
        self._senders.append(sender)

    def _flush(self) -> None:
        senders, self._senders = self._senders, []
        for sender in senders:
            sender.flush()
