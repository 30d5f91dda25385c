"""Searching: reads beside the writer, builds the index in small steps between other writes."""

import apsw

from desktop.core.records import ContactId, MessageRow
from desktop.core.search_records import MAX_COUNTED, SearchHit, SearchPage, SearchQuery
from desktop.core.search_words import find_marks, split_query
from desktop.storage import message_rows, search_rows
from desktop.storage.columns import find_row
from desktop.storage.database import Database


class DatabaseSearchStore:
    """`desktop.core.ports.SearchStore` over one database.

    Source: docs/protocol/local-store.md, section 10.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(
        self, query: SearchQuery, *, before: MessageRow | None, limit: int
    ) -> SearchPage:
        """Return what holds every word of a query, newest first."""
        words = split_query(query.text)

        def find(connection: apsw.Connection) -> SearchPage:
            is_complete = search_rows.is_complete(connection)
            if not words:
                return SearchPage(hits=(), count=0, next_before=None, is_complete=is_complete)
            is_first = before is None
            found = search_rows.find_messages(
                connection,
                query,
                words,
                before=before,
                limit=max(limit, MAX_COUNTED) if is_first else limit,
            )
            rows = found[:limit]
            messages = [message_rows.get_message(connection, row) for row in rows]
            return SearchPage(
                hits=tuple(
                    SearchHit(message=message, marks=find_marks(message.text, words))
                    for message in messages
                ),
                count=min(len(found), MAX_COUNTED) if is_first else None,
                next_before=rows[-1] if len(rows) == limit else None,
                is_complete=is_complete,
            )

        return await self._database.read("search", find)

    async def find_since(self, contact: ContactId, since_ms: int) -> MessageRow | None:
        """Return the first message of a conversation that is shown with this time or later."""

        def find(connection: apsw.Connection) -> MessageRow | None:
            row = find_row(
                connection,
                "SELECT id FROM message WHERE contact = ? AND shown_at_ms >= ?"
                " ORDER BY place, seq, id LIMIT 1",
                (contact, since_ms),
            )
            return None if row is None else MessageRow(row[0])

        return await self._database.read("find by date", find)

    async def build_step(self, *, limit: int) -> bool:
        """Add that many older messages to the index. Returns False once all are in it."""
        return await self._database.run(
            "build index", lambda connection: search_rows.build_step(connection, limit=limit)
        )
