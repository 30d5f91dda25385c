"""Conversations, messages, seen ids and the commits of the inbound pipeline in the database."""

from collections.abc import Sequence
from dataclasses import replace

import apsw

from desktop.core.records import (
    ContactId,
    ConversationRecord,
    DeliveryState,
    MessageKind,
    MessagePosition,
    MessageRecord,
    MessageRow,
)
from desktop.core.rows.peers import StreamPosition
from desktop.core.rows.received import ChangedMessage, ReceivedContent, ReceivedOutcome
from desktop.storage import (
    gap_rows,
    message_pages,
    message_rows,
    outbox_rows,
    sent_rows,
    session_rows,
)
from desktop.storage.columns import find_row, get_value, load_rows, seq_column
from desktop.storage.composer_store import find_draft
from desktop.storage.contact_rows import get_contact, load_contacts, note_head
from desktop.storage.database import Database
from desktop.storage.key_store import note_acknowledged, save_olm_account
from protocol.ids import ContentId, ConversationId, DeviceAddress, EnvelopeId


class DatabaseHistoryStore:
    """`desktop.core.ports.HistoryStore` over one database.

    Source: docs/protocol/local-store.md, sections 6 and 8.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load_conversations(self) -> list[ConversationRecord]:
        """Return every conversation, newest activity first."""

        def load(connection: apsw.Connection) -> list[ConversationRecord]:
            conversations = [
                _load_conversation(connection, row.record.id) for row in load_contacts(connection)
            ]
            return sorted(conversations, key=lambda conversation: -conversation.last_activity_ms)

        return await self._database.run("load conversations", load)

    async def get_conversation(self, contact: ContactId) -> ConversationRecord:
        """Return one conversation. Raises KeyError."""
        return await self._database.run(
            "get conversation", lambda connection: _load_conversation(connection, contact)
        )

    async def load_page(
        self, contact: ContactId, *, before: MessagePosition | None, limit: int
    ) -> list[MessageRecord]:
        """Return the newest `limit` messages before a position (None: the end), oldest first."""
        return await self._database.run(
            "load page",
            lambda connection: message_pages.load_before(
                connection, contact, before=before, limit=limit
            ),
        )

    async def load_page_after(
        self, contact: ContactId, *, after: MessagePosition, limit: int
    ) -> list[MessageRecord]:
        """Return the oldest `limit` messages after a position, oldest first."""
        return await self._database.run(
            "load page after",
            lambda connection: message_pages.load_after(
                connection, contact, after=after, limit=limit
            ),
        )

    async def load_page_around(
        self, contact: ContactId, *, message: MessageRow, limit: int
    ) -> list[MessageRecord]:
        """Return a message among its neighbours; empty if it is not in the conversation."""
        return await self._database.run(
            "load page around",
            lambda connection: message_pages.load_around(
                connection, contact, message=message, limit=limit
            ),
        )

    async def mark_read(self, contact: ContactId) -> ConversationRecord:
        """Every received message of a conversation has been seen. Raises KeyError."""

        def mark(connection: apsw.Connection) -> ConversationRecord:
            connection.execute(
                "UPDATE message SET is_unread = 0 WHERE contact = ? AND is_unread = 1", (contact,)
            )
            return _load_conversation(connection, contact)

        return await self._database.run("mark read", mark)

    async def count_received(self, contact: ContactId) -> int:
        """Return how many messages of a contact are kept."""
        return await self._count(
            "count received",
            "SELECT count(*) FROM message WHERE contact = ? AND is_own = 0"
            " AND kind IN ('text', 'needs newer', 'unreadable')",
            contact,
        )

    async def count_unanswered(self, contact: ContactId) -> int:
        """Return how many own messages of a conversation no receipt and no failure settled."""
        return await self._count(
            "count unanswered",
            "SELECT count(*) FROM message WHERE contact = ? AND is_own = 1"
            " AND state IN ('waiting', 'sent')",
            contact,
        )

    async def _count(self, name: str, query: str, contact: ContactId) -> int:
        def count(connection: apsw.Connection) -> int:
            number: int = get_value(connection, query, (contact,))
            return number

        return await self._database.run(name, count)

    async def load_unread(self, contact: ContactId) -> list[ContentId]:
        """Return the contents of a contact that are unread, to be told when they are read."""

        def load(connection: apsw.Connection) -> list[ContentId]:
            rows = load_rows(
                connection,
                "SELECT content_id FROM message WHERE contact = ? AND is_unread = 1"
                " AND kind = 'text' ORDER BY id",
                (contact,),
            )
            return [ContentId(content_id) for (content_id,) in rows]

        return await self._database.run("load unread", load)

    async def is_done(
        self,
        sender: DeviceAddress,
        content_id: ContentId,
        *,
        conversation: ConversationId,
        seq: int,
    ) -> bool:
        """Tell whether nothing is left to do for a content: it was seen, and its seq is known."""
        return await self._database.run(
            "is done",
            lambda connection: (
                _is_seen(connection, sender, content_id)
                and not gap_rows.is_missing(connection, sender, conversation, seq)
            ),
        )

    async def find_stream(
        self, sender: DeviceAddress, conversation: ConversationId
    ) -> StreamPosition:
        """Return the newest position of a stream, (0, 32 zero bytes) for a new one."""
        return await self._database.run(
            "find stream",
            lambda connection: session_rows.find_stream(connection, sender, conversation),
        )

    async def commit_received(self, received: ReceivedContent) -> ReceivedOutcome:
        """Commit one opened envelope: session, account, message, seen id and envelope id together.

        A content that was committed before changes nothing; only the envelope id is kept, so that
        this envelope is acknowledged too.
        """
        return await self._database.run(
            "commit received", lambda connection: _commit_received(connection, received)
        )

    async def commit_dropped(
        self,
        envelope_id: EnvelopeId,
        *,
        olm_pickle: bytes | None,
        first_of: ContactId | None = None,
        now_ms: int = 0,
    ) -> MessageRecord | None:
        """Note that an envelope is done with although nothing of it is kept.

        Args:
            envelope_id: The relay's id.
            olm_pickle: The Olm account if a one-time key was used up.
            first_of: The contact whose valid chain it bears, if it was to begin a session.
            now_ms: Local time.

        Returns:
            With `first_of`, the line that says so, unless one was added within the last day.
        """

        def commit(connection: apsw.Connection) -> MessageRecord | None:
            if olm_pickle is not None:
                save_olm_account(connection, olm_pickle)
            _note_unacknowledged(connection, envelope_id)
            if first_of is None:
                return None
            return message_rows.insert_daily_notice(
                connection, first_of, kind=MessageKind.FIRST_FAILED, now_ms=now_ms
            )

        return await self._database.run("commit dropped", commit)

    async def load_unacknowledged(self) -> list[EnvelopeId]:
        """Return ids that are committed here but whose acknowledgement may not have left."""

        def load(connection: apsw.Connection) -> list[EnvelopeId]:
            rows = load_rows(
                connection, "SELECT envelope_id FROM unacknowledged ORDER BY envelope_id"
            )
            return [EnvelopeId(number) for (number,) in rows]

        return await self._database.run("load unacknowledged", load)

    async def forget_acknowledged(self, ids: Sequence[EnvelopeId]) -> None:
        """The acknowledgement of these left; the highest is kept as newest acknowledged."""

        def forget(connection: apsw.Connection) -> None:
            connection.executemany(
                "DELETE FROM unacknowledged WHERE envelope_id = ?", [(number,) for number in ids]
            )
            note_acknowledged(connection, max(ids, default=EnvelopeId(0)))

        await self._database.run("forget acknowledged", forget)


def _load_conversation(connection: apsw.Connection, contact: ContactId) -> ConversationRecord:
    record = get_contact(connection, contact).record
    newest = message_pages.load_before(connection, contact, before=None, limit=1)
    unread_count: int = get_value(
        connection, "SELECT count(*) FROM message WHERE contact = ? AND is_unread = 1", (contact,)
    )
    draft = find_draft(connection, contact)
    [(last_activity_ms, is_listed)] = load_rows(
        connection,
        "SELECT last_activity_ms, is_listed FROM conversation WHERE contact = ?",
        (contact,),
    )
    return ConversationRecord(
        contact=record,
        last_message=newest[0] if newest else None,
        unread_count=unread_count,
        last_activity_ms=last_activity_ms,
        draft=draft,
        is_listed=draft is not None or bool(is_listed),
        first_unread=message_pages.find_first_unread(connection, contact) if unread_count else None,
    )


def _commit_received(connection: apsw.Connection, received: ReceivedContent) -> ReceivedOutcome:
    _note_unacknowledged(connection, received.envelope_id)
    if _is_seen(connection, received.sender, received.content_id):
        if not gap_rows.is_missing(
            connection, received.sender, received.conversation, received.stream.seq
        ):
            return _outcome(connection, received)
        # Sent under another seq before its sender's profile was restored: shown once, counted here.
        received = replace(received, kind=None, repair=None, delivered_ids=(), read_ids=())
    session_rows.save_session(connection, received.session)
    if received.olm_pickle is not None:
        save_olm_account(connection, received.olm_pickle)
    if received.chain_head:
        note_head(connection, received.contact, received.chain_head)
    if not received.is_kept:
        return _outcome(connection, received)
    connection.execute(
        "INSERT INTO seen (account, device, content_id, seq, seen_ms) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (
            received.sender.account,
            received.sender.device,
            received.content_id,
            seq_column(received.stream.seq),
            received.received_at_ms,
        ),
    )
    before = session_rows.find_stream(connection, received.sender, received.conversation)
    is_newest = session_rows.advance_stream(
        connection, received.sender, received.conversation, received.stream
    )
    if received.used_one_time_key:
        connection.execute("UPDATE key_upkeep SET used_keys = used_keys + 1")
    arrival = gap_rows.note_arrival(connection, received, before)
    _note_contact(connection, received, is_newest=is_newest)
    if received.wants_receipt:
        connection.execute(
            "INSERT INTO receipt_due (contact, content_id, noted_ms) VALUES (?, ?, ?)",
            (received.contact, received.content_id, received.received_at_ms),
        )
    added = _add_message(connection, received)
    changed = [
        _note_delivered(connection, received, content_id, DeliveryState.DELIVERED)
        for content_id in received.delivered_ids
    ] + [
        _note_delivered(connection, received, content_id, DeliveryState.READ)
        for content_id in received.read_ids
    ]
    sent_again = sent_rows.queue_again(connection, received)
    outcome = _outcome(connection, received, added, [change for change in changed if change])
    return replace(
        outcome,
        changed=(*outcome.changed, *arrival.changed),
        notices=tuple(arrival.notices),
        removed=tuple(arrival.removed),
        opened_gap=arrival.opened_gap,
        sent_again=sent_again,
    )


def _outcome(
    connection: apsw.Connection,
    received: ReceivedContent,
    added: MessageRecord | None = None,
    changed: Sequence[ChangedMessage] = (),
) -> ReceivedOutcome:
    return ReceivedOutcome(
        added=added, changed=tuple(changed), contact=get_contact(connection, received.contact)
    )


def _note_contact(
    connection: apsw.Connection, received: ReceivedContent, *, is_newest: bool
) -> None:
    if received.used_invite:
        connection.execute("UPDATE contact SET gave_key = 1 WHERE id = ?", (received.contact,))
        connection.execute(
            "UPDATE own_invite SET used_by = ? WHERE secret = ?",
            (received.sender.account, received.used_invite),
        )
    if received.delivery_key and is_newest:
        # With their key in hand nothing is held any more, and their invite did its work.
        connection.execute(
            "UPDATE contact SET delivery_key = ?, delivery_key_seq = ?, invite_open_key = x'',"
            " invite_proof = x'', held_since_ms = 0 WHERE id = ?",
            (received.delivery_key, seq_column(received.stream.seq), received.contact),
        )


def _add_message(connection: apsw.Connection, received: ReceivedContent) -> MessageRecord | None:
    if received.kind is None:
        return None
    place = message_rows.fitting_place(
        connection,
        received.contact,
        received.sender,
        seq=received.stream.seq,
        place=received.envelope_id,
    )
    return message_rows.insert_message(
        connection,
        message_rows.NewMessage(
            contact=received.contact,
            sender=received.sender,
            content_id=received.content_id,
            is_own=False,
            place=place,
            seq=received.stream.seq,
            kind=received.kind,
            text=received.text,
            raw=received.raw,
            shown_at_ms=received.sent_at_ms,
            local_ms=received.received_at_ms,
            state=DeliveryState.RECEIVED,
            is_unread=True,
        ),
    )


def _note_delivered(
    connection: apsw.Connection,
    received: ReceivedContent,
    content_id: ContentId,
    state: DeliveryState,
) -> ChangedMessage | None:
    sent_rows.note_receipted(connection, received.contact, content_id)
    message = message_rows.find_own_by_content(connection, received.contact, content_id)
    if message is None:
        return None
    outbox = outbox_rows.find_outbox_of_message(connection, message)
    seq = 0
    if outbox is not None:
        seq = outbox_rows.get_seq(connection, outbox.id)
        outbox_rows.delete_outbox(connection, outbox.id)
    message_rows.note_time(connection, message, state, received.received_at_ms)
    old_state = message_rows.get_message(connection, message).state
    if old_state is DeliveryState.READ:
        return None
    # A message whose `accepted` was lost takes the place of its receipt: it was before that.
    return message_rows.change_own(
        connection,
        message,
        state=state,
        seq=seq,
        place=received.envelope_id,
    )


def _is_seen(connection: apsw.Connection, sender: DeviceAddress, content_id: ContentId) -> bool:
    row = find_row(
        connection,
        "SELECT 1 FROM seen WHERE account = ? AND device = ? AND content_id = ?",
        (sender.account, sender.device, content_id),
    )
    return row is not None


def _note_unacknowledged(connection: apsw.Connection, envelope_id: EnvelopeId) -> None:
    # Transient content has no id at the relay and is never acknowledged.
    if envelope_id != 0:
        connection.execute(
            "INSERT INTO unacknowledged (envelope_id) VALUES (?) ON CONFLICT DO NOTHING",
            (envelope_id,),
        )
