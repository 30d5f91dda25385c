"""What one mailbox got, held against what was sent to it: nothing lost, doubled or out of order.

Each message is known by its place among those of its one sender, so that a million cost no memory.
"""

from typing import Final

_MOST_FAULTS: Final = 20
"""Told of one mailbox; the first ones say what is wrong."""

_IDS_KEPT: Final = 1_000
"""Of the newest messages: far more than a device that goes leaves unacknowledged."""


class MailboxHistory:
    """One mailbox, its sender and its device, which signs in again and again.

    A device gets again what it had not acknowledged when it went: the same message under the same
    id. That is a repeat, and no double.

    Attributes:
        sent: Messages sent so far.
        received: Messages that came, repeats not counted.
        repeats: Messages that came again after a sign-in.
        faults: A sentence for each thing that is wrong.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._came_last = -1
        self._ids: dict[int, int] = {}
        self.sent = 0
        self.received = 0
        self.repeats = 0
        self.faults: list[str] = []

    def next_number(self) -> int:
        """Count one more message as sent and return its number, from 0."""
        self.sent += 1
        return self.sent - 1

    def on_signing_in(self) -> None:
        """Note that the device begins anew: what it did not acknowledge may come again."""
        self._came_last = -1

    def on_delivered(self, one: int, number: int) -> None:
        """Note that a message came under an id."""
        if number <= self._came_last:
            self._fault(f"got {number} after {self._came_last} on one connection")
        self._came_last = max(self._came_last, number)
        if number < self.received:
            self.repeats += 1
            if self._ids.get(number, one) != one:
                self._fault(f"got {number} again under another id")
        elif number > self.received:
            self._fault(f"got {number} before {self.received}")
            self.received = number + 1
        elif number >= self.sent:
            self._fault(f"got {number}, which was never sent")
        else:
            self.received += 1
        self._ids[number] = one
        if len(self._ids) > _IDS_KEPT:
            del self._ids[next(iter(self._ids))]

    def finish(self) -> None:
        """Hold what came against what was sent, once nothing more can come."""
        if self.received < self.sent:
            self._fault(f"never got {self.sent - self.received} messages from {self.received} on")

    def _fault(self, what: str) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(f"{self._name} {what}")
