"""The store of single messages."""

from collections.abc import Sequence
from typing import Protocol

from desktop.core.records import ContactId, MessageRecord, MessageRow, MessageTimes


class MessageStore(Protocol):
    """What the person asks of single messages."""

    async def delete(
        self, contact: ContactId, messages: Sequence[MessageRow]
    ) -> list[MessageRecord]:
        """Erase messages here; those that still wait to be sent stay.

        Returns:
            What is gone, as it was.
        """

    async def delete_all(self, contact: ContactId) -> None:
        """Erase a whole conversation here; what still waits to be sent stays until it left."""

    async def list_again(self, contact: ContactId) -> None:
        """Put a chat that was deleted back into the list."""

    async def find_times(self, message: MessageRow) -> MessageTimes | None:
        """Return when what happened with a message, None if it is not there (any more)."""
