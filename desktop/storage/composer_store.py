"""Drafts and used emoji in the database."""

import apsw

from desktop.core.records import ContactId, Draft
from desktop.storage.columns import find_row, load_rows
from desktop.storage.database import Database

MOST_KEPT_EMOJI = 200
"""More than were ever shown; the least used go first."""


class DatabaseComposerStore:
    """`desktop.core.ports.ComposerStore` over one database.

    Source: docs/protocol/local-store.md, section 4.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save_draft(self, contact: ContactId, draft: Draft | None) -> None:
        """Keep what is written to a contact, in place of what was kept; None for nothing."""

        def save(connection: apsw.Connection) -> None:
            delete_draft(connection, contact)
            if draft is not None:
                # The contact may be gone by now.
                connection.execute(
                    "INSERT INTO draft (contact, text, cursor)"
                    " SELECT id, ?, ? FROM contact WHERE id = ?",
                    (draft.text, draft.cursor, contact),
                )

        await self._database.run("save draft", save)

    async def load_used_emoji(self, *, limit: int) -> list[str]:
        """Return emoji that were picked, the most used first."""

        def load(connection: apsw.Connection) -> list[str]:
            rows = load_rows(
                connection,
                "SELECT emoji FROM used_emoji ORDER BY uses DESC, used_ms DESC, emoji LIMIT ?",
                (limit,),
            )
            return [emoji for (emoji,) in rows]

        return await self._database.run("load used emoji", load)

    async def note_emoji_used(self, emoji: str, *, now_ms: int) -> None:
        """Count that an emoji was picked."""

        def note(connection: apsw.Connection) -> None:
            connection.execute(
                "INSERT INTO used_emoji (emoji, uses, used_ms) VALUES (?, 1, ?)"
                " ON CONFLICT (emoji) DO UPDATE SET uses = uses + 1, used_ms = excluded.used_ms",
                (emoji, now_ms),
            )
            connection.execute(
                "DELETE FROM used_emoji WHERE emoji != ? AND emoji NOT IN (SELECT emoji FROM"
                " used_emoji ORDER BY uses DESC, used_ms DESC LIMIT ?)",
                (emoji, MOST_KEPT_EMOJI),
            )

        await self._database.run("note emoji used", note)


def find_draft(connection: apsw.Connection, contact: ContactId) -> Draft | None:
    """Return what is written to a contact and not sent yet."""
    row = find_row(connection, "SELECT text, cursor FROM draft WHERE contact = ?", (contact,))
    return Draft(text=row[0], cursor=row[1]) if row else None


def delete_draft(connection: apsw.Connection, contact: ContactId) -> None:
    """Forget what is written to a contact."""
    connection.execute("DELETE FROM draft WHERE contact = ?", (contact,))
