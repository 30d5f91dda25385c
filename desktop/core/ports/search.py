"""The store that messages are found in."""

from typing import Protocol

from desktop.core.records import ContactId, MessageRow
from desktop.core.search_records import SearchPage, SearchQuery


class SearchStore(Protocol):
    """The index of what was said; a message and its row in it are one transaction."""

    async def find(
        self, query: SearchQuery, *, before: MessageRow | None, limit: int
    ) -> SearchPage:
        """Return what holds every word of a query, newest first.

        Args:
            query: What is looked for; without a letter or digit nothing is found.
            before: `next_before` of the page before, None for the first.
            limit: How many hits, at least 1.
        """

    async def find_since(self, contact: ContactId, since_ms: int) -> MessageRow | None:
        """Return the first message of a conversation that is shown with this time or later."""

    async def build_step(self, *, limit: int) -> bool:
        """Add that many older messages to the index. Returns False once all are in it."""
