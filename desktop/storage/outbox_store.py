"""Outgoing contents, from queued to accepted, in the database."""

from collections.abc import Callable

import apsw

from desktop.core.message_state import TRANSITIONS, OutboxMove, next_state
from desktop.core.records import (
    PENDING_PLACE,
    ContactId,
    DeliveryState,
    FailureReason,
    MessageKind,
    MessageRecord,
    MessageRow,
)
from desktop.core.rows.received import ChangedMessage
from desktop.core.rows.sent import EncryptedContent, OutboxRow, OutboxState
from desktop.storage import message_rows, outbox_rows, sent_rows, session_rows
from desktop.storage.columns import load_rows, seq_column
from desktop.storage.composer_store import delete_draft
from desktop.storage.database import Database
from desktop.storage.key_store import get_own_address
from protocol.ids import ENVELOPE_ID_TIME_SHIFT, ContentId, EnvelopeId


class DatabaseOutboxStore:
    """`desktop.core.ports.OutboxStore` over one database.

    Source: docs/protocol/local-store.md, section 7.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def queue_text(
        self,
        contact: ContactId,
        *,
        content_id: ContentId,
        text: str,
        kind: int,
        version: int,
        data: bytes,
        now_ms: int,
    ) -> MessageRecord:
        """Commit a shown message and its outbox row together; the contact's draft is done with.

        Args:
            contact: To whom.
            content_id: Id of the content.
            text: What is shown.
            kind: Content kind.
            version: Content version.
            data: The content as it will be encrypted.
            now_ms: Local time.
        """

        def queue(connection: apsw.Connection) -> MessageRecord:
            message = message_rows.insert_message(
                connection,
                message_rows.NewMessage(
                    contact=contact,
                    sender=get_own_address(connection),
                    content_id=content_id,
                    is_own=True,
                    place=PENDING_PLACE,
                    seq=0,
                    kind=MessageKind.TEXT,
                    text=text,
                    raw=(0, 0, b""),
                    shown_at_ms=now_ms,
                    local_ms=now_ms,
                    state=DeliveryState.WAITING,
                    is_unread=False,
                ),
            )
            outbox_rows.insert_outbox(
                connection,
                contact,
                content_id=content_id,
                content=(kind, version, data),
                message=message.position.row,
                now_ms=now_ms,
            )
            delete_draft(connection, contact)
            return message

        return await self._database.run("queue text", queue)

    async def queue_receipts(
        self,
        contact: ContactId,
        *,
        content_id: ContentId,
        kind: int,
        version: int,
        build_data: Callable[[list[ContentId]], bytes],
        limit: int,
        now_ms: int,
    ) -> bool:
        """Turn due delivery receipts of a contact into one outbox row.

        Args:
            contact: To whom.
            content_id: Id of the receipt's own content.
            kind: Content kind.
            version: Content version.
            build_data: Makes the content's data of the ids, oldest first; runs on the database's
                thread.
            limit: Most ids in it.
            now_ms: Local time.

        Returns:
            False if none is due.
        """

        def queue(connection: apsw.Connection) -> bool:
            due = load_rows(
                connection,
                "SELECT id, content_id FROM receipt_due WHERE contact = ? ORDER BY id LIMIT ?",
                (contact, limit),
            )
            if not due:
                return False
            data = build_data([ContentId(received) for _, received in due])
            connection.executemany(
                "DELETE FROM receipt_due WHERE id = ?", [(number,) for number, _ in due]
            )
            outbox_rows.insert_outbox(
                connection,
                contact,
                content_id=content_id,
                content=(kind, version, data),
                message=None,
                now_ms=now_ms,
            )
            return True

        return await self._database.run("queue receipts", queue)

    async def queue_content(
        self,
        contact: ContactId,
        *,
        content_id: ContentId,
        kind: int,
        version: int,
        data: bytes,
        now_ms: int,
        wants_new_session: bool = False,
        unless_waiting: bool = False,
    ) -> None:
        """Commit an outbox row for a content that is not shown.

        Args:
            contact: To whom.
            content_id: Id of the content.
            kind: Content kind.
            version: Content version.
            data: The content as it will be encrypted.
            now_ms: Local time.
            wants_new_session: True if it must begin a session of its own.
            unless_waiting: True to queue nothing if anything waits for the contact already.
        """

        def queue(connection: apsw.Connection) -> None:
            if unless_waiting and outbox_rows.load_work(connection, contact, limit=1):
                return
            outbox_rows.insert_outbox(
                connection,
                contact,
                content_id=content_id,
                content=(kind, version, data),
                message=None,
                now_ms=now_ms,
                wants_new_session=wants_new_session,
            )

        await self._database.run("queue content", queue)

    async def load_contacts_with_due_receipts(self) -> list[ContactId]:
        """Return contacts to whom a receipt is due, the one waiting longest first."""

        def load(connection: apsw.Connection) -> list[ContactId]:
            rows = load_rows(
                connection, "SELECT contact FROM receipt_due GROUP BY contact ORDER BY min(id)"
            )
            return [ContactId(contact) for (contact,) in rows]

        return await self._database.run("load contacts with due receipts", load)

    async def load_contacts_with_work(self) -> list[ContactId]:
        """Return contacts with a QUEUED or ENCRYPTED row to whom something may be sent now.

        The one waiting longest comes first. Blocked contacts and those whose changed or withheld
        keys wait for the person are left out.
        """

        def load(connection: apsw.Connection) -> list[ContactId]:
            rows = load_rows(
                connection,
                "SELECT contact FROM outbox JOIN contact ON contact.id = outbox.contact"
                " WHERE state IN ('queued', 'encrypted') AND contact.is_blocked = 0"
                " AND contact.changed_to = x'' AND contact.head_state != 'withheld'"
                " GROUP BY contact ORDER BY min(outbox.id)",
            )
            return [ContactId(contact) for (contact,) in rows]

        return await self._database.run("load contacts with work", load)

    async def load_work(self, contact: ContactId, *, limit: int) -> list[OutboxRow]:
        """Return the oldest QUEUED and ENCRYPTED rows of a contact, in order."""
        return await self._database.run(
            "load work", lambda connection: outbox_rows.load_work(connection, contact, limit=limit)
        )

    async def commit_encrypted(self, encrypted: EncryptedContent) -> None:
        """Commit ratchet step, stream position and envelope together; the row is ENCRYPTED.

        Raises:
            KeyError: the row does not exist (any more); nothing was changed.
            ValueError: the row was encrypted before; nothing was changed.
        """

        def commit(connection: apsw.Connection) -> None:
            row = outbox_rows.find_outbox(connection, encrypted.outbox_id)
            if row is None:
                raise KeyError(encrypted.outbox_id)
            move = OutboxMove.RENEWED if encrypted.is_anew else OutboxMove.ENCRYPTED
            state = next_state(row.state, move)
            session_rows.save_session(connection, encrypted.session)
            session_rows.advance_stream(
                connection, get_own_address(connection), encrypted.conversation, encrypted.stream
            )
            connection.execute(
                "UPDATE outbox SET state = ?, seq = ?, peer_account = ?, peer_device = ?,"
                " body_context = ?, inner = ?, envelope = ?, seal_key_id = ?, encrypted_ms = ?,"
                " seal_expires_ms = ? WHERE id = ?",
                (
                    state.value,
                    seq_column(encrypted.stream.seq),
                    encrypted.peer.account,
                    encrypted.peer.device,
                    encrypted.body_context,
                    encrypted.inner,
                    encrypted.envelope,
                    encrypted.seal_key_id,
                    encrypted.encrypted_ms,
                    encrypted.seal_expires_ms,
                    encrypted.outbox_id,
                ),
            )
            sent_rows.save_sent(connection, row, encrypted)

        await self._database.run("commit encrypted", commit)

    async def commit_accepted(
        self, outbox_id: int, envelope_id: EnvelopeId, *, now_ms: int
    ) -> ChangedMessage | None:
        """The relay holds it durably: the message is SENT, unless DELIVERED, and has its place.

        The row of a shown message stays until the receipt, every other row for some days: the relay
        may be put back to an earlier state.

        Returns:
            The message before and after, None if none is shown, the row is gone (a receipt was
            faster), or it was accepted before.
        """

        def commit(connection: apsw.Connection) -> ChangedMessage | None:
            row = outbox_rows.find_outbox(connection, outbox_id)
            if row is None or (row.state, OutboxMove.ACCEPTED) not in TRANSITIONS:
                return None
            connection.execute(
                "UPDATE outbox SET state = ?, envelope_id = ?, accepted_ms = ? WHERE id = ?",
                (
                    next_state(row.state, OutboxMove.ACCEPTED).value,
                    envelope_id,
                    now_ms,
                    outbox_id,
                ),
            )
            if row.message is None:
                return None
            message_rows.note_time(connection, row.message, DeliveryState.SENT, now_ms)
            old = message_rows.get_message(connection, row.message)
            is_delivered = old.state in {DeliveryState.DELIVERED, DeliveryState.READ}
            return message_rows.change_own(
                connection,
                row.message,
                state=old.state if is_delivered else DeliveryState.SENT,
                seq=outbox_rows.get_seq(connection, outbox_id),
                place=envelope_id,
            )

        return await self._database.run("commit accepted", commit)

    async def commit_failed(self, outbox_id: int, reason: FailureReason) -> ChangedMessage | None:
        """It cannot be sent now: the message is FAILED, the row FAILED.

        Returns:
            The message before and after, None if none is shown, the row is gone, or the relay has
            accepted it before.
        """

        def commit(connection: apsw.Connection) -> ChangedMessage | None:
            row = outbox_rows.find_outbox(connection, outbox_id)
            if row is None or (row.state, OutboxMove.REFUSED) not in TRANSITIONS:
                return None
            outbox_rows.set_state(connection, outbox_id, next_state(row.state, OutboxMove.REFUSED))
            if row.message is None:
                return None
            return message_rows.change_own(
                connection, row.message, state=DeliveryState.FAILED, failure=reason
            )

        return await self._database.run("commit failed", commit)

    async def commit_resealed(
        self, outbox_id: int, *, envelope: bytes, seal_key_id: bytes, seal_expires_ms: int
    ) -> None:
        """Put a new seal around the same inner structure of an ENCRYPTED row.

        Raises:
            KeyError: the row does not exist (any more); nothing was changed.
            ValueError: it is in another state; nothing was changed.
        """

        def commit(connection: apsw.Connection) -> None:
            row = outbox_rows.find_outbox(connection, outbox_id)
            if row is None:
                raise KeyError(outbox_id)
            next_state(row.state, OutboxMove.RENEWED)
            connection.execute(
                "UPDATE outbox SET envelope = ?, seal_key_id = ?, seal_expires_ms = ? WHERE id = ?",
                (envelope, seal_key_id, seal_expires_ms, outbox_id),
            )

        await self._database.run("commit resealed", commit)

    async def give_up(self, *, before_ms: int) -> list[ChangedMessage]:
        """What the relay took before a time, by its clock and ours, is FAILED: not delivered."""

        def give_up(connection: apsw.Connection) -> list[ChangedMessage]:
            rows = load_rows(
                connection,
                "SELECT id, message FROM outbox WHERE state = 'accepted' AND message IS NOT NULL"
                " AND accepted_ms < ? AND envelope_id < ? ORDER BY id",
                (before_ms, before_ms << ENVELOPE_ID_TIME_SHIFT),
            )
            changed = []
            for number, message in rows:
                state = next_state(OutboxState.ACCEPTED, OutboxMove.GIVEN_UP)
                outbox_rows.set_state(connection, number, state)
                changed.append(
                    message_rows.change_own(
                        connection,
                        MessageRow(message),
                        state=DeliveryState.FAILED,
                        failure=FailureReason.NOT_DELIVERED,
                    )
                )
            return [change for change in changed if change is not None]

        return await self._database.run("give up", give_up)

    async def requeue_accepted(self, *, since_ms: int) -> None:
        """The relay lost some hours: what it took since a time and was not receipted goes again."""

        def requeue(connection: apsw.Connection) -> None:
            rows = load_rows(
                connection,
                "SELECT id FROM outbox WHERE state = 'accepted' AND accepted_ms >= ? ORDER BY id",
                (since_ms,),
            )
            for (number,) in rows:
                state = next_state(OutboxState.ACCEPTED, OutboxMove.LOST)
                outbox_rows.set_state(connection, number, state)

        await self._database.run("requeue accepted", requeue)

    async def requeue(self, message: MessageRow) -> ChangedMessage | None:
        """The person tries again: FAILED goes back to ENCRYPTED, or QUEUED if never encrypted.

        Returns:
            The message before and after, None if it was not FAILED.
        """

        def requeue(connection: apsw.Connection) -> ChangedMessage | None:
            row = outbox_rows.find_outbox_of_message(connection, message)
            if row is None or row.state is not OutboxState.FAILED:
                return None
            move = OutboxMove.RETRIED if row.envelope else OutboxMove.RETRIED_FROM_START
            outbox_rows.set_state(connection, row.id, next_state(row.state, move))
            return message_rows.change_own(connection, message, state=DeliveryState.WAITING)

        return await self._database.run("requeue", requeue)
