"""What is missing and what was asked for, in the database."""

import apsw

from desktop.core.records import ContactId
from desktop.storage import gap_rows, outbox_rows
from desktop.storage.database import Database
from protocol.content import SeqRange
from protocol.ids import ContentId


class DatabaseRepairStore:
    """`desktop.core.ports.RepairStore` over one database.

    Source: docs/protocol/sessions.md, sections 3 and 4.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load_contacts_with_new_gaps(self) -> list[ContactId]:
        """Return contacts of whom something is missing that was never asked for."""
        return await self._database.run(
            "load contacts with new gaps", gap_rows.load_contacts_with_new_gaps
        )

    async def load_missing(self, contact: ContactId) -> list[SeqRange]:
        """Return the ranges that are missing in a conversation, newest first."""
        return await self._database.run(
            "load missing",
            lambda connection: [gap.missing for gap in gap_rows.load_gaps(connection, contact)],
        )

    async def queue_repair(
        self,
        contact: ContactId,
        *,
        content_id: ContentId,
        kind: int,
        version: int,
        data: bytes,
        now_ms: int,
    ) -> None:
        """Queue a repair on a new session and note that it was asked, together."""

        def queue(connection: apsw.Connection) -> None:
            outbox_rows.insert_outbox(
                connection,
                contact,
                content_id=content_id,
                content=(kind, version, data),
                message=None,
                now_ms=now_ms,
                wants_new_session=True,
            )
            connection.execute(
                "UPDATE contact SET repair_asked_ms = ? WHERE id = ?", (now_ms, contact)
            )
            gap_rows.note_asked(connection, contact, now_ms)

        await self._database.run("queue repair", queue)
