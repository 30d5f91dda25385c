"""Rows for the tests of the stores: one own account, some people, contents by small numbers."""

from dataclasses import replace

from desktop.core.records import ContactId, MessageKind, MessageRecord
from desktop.core.rows.own_keys import AccountRow, PrekeyRow, SealPairRow
from desktop.core.rows.peers import ContactRow, SessionRow, StreamPosition
from desktop.core.rows.received import ReceivedContent
from desktop.core.rows.sent import EncryptedContent
from desktop.storage.composer_store import DatabaseComposerStore
from desktop.storage.contact_store import DatabaseContactStore
from desktop.storage.database import Database
from desktop.storage.history_store import DatabaseHistoryStore
from desktop.storage.key_store import DatabaseKeyStore
from desktop.storage.message_store import DatabaseMessageStore
from desktop.storage.outbox_store import DatabaseOutboxStore
from protocol.ids import (
    AccountId,
    ContentId,
    ConversationId,
    DeviceAddress,
    EnvelopeId,
    KeyId,
    Realm,
    Username,
)

KEY = bytes(range(32))
NOW_MS = 1_800_000_000_000
OLM = b"olm account 1"


def address(name: str, device: int = 1) -> DeviceAddress:
    """Return the device of a person whose account id is made of the name."""
    return DeviceAddress(account=AccountId(name.encode().ljust(32, b".")), device=device)


def content_id(number: int) -> ContentId:
    """Return a content id made of a number."""
    return ContentId(number.to_bytes(16, "big"))


ME = address("me")
BOB = address("bob")
CAROL = address("carol")
CONVERSATION = ConversationId(b"v" * 32)

ACCOUNT = AccountRow(
    account=ME.account,
    device=ME.device,
    username=Username("alice"),
    realm=Realm("chat.example"),
    relay_address="wss://chat.example",
    chain=b"own chain",
    signing_seed=b"s" * 32,
    delivery_key=b"d" * 32,
    pending_auth=b"a" * 32,
)
SEAL_PAIR = SealPairRow(
    key_id=KeyId(b"seal-one"),
    key=b"public",
    kem_seed=b"k" * 64,
    made_ms=NOW_MS,
    expires_ms=NOW_MS + 1000,
)
PREKEYS = tuple(
    PrekeyRow(kind=kind, encoded=b"prekey %d" % number, made_ms=NOW_MS)
    for number, kind in enumerate((1, 1, 2, 3))
)


class Stores:
    """The stores over one database that most tests need."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.keys = DatabaseKeyStore(database)
        self.contacts = DatabaseContactStore(database)
        self.history = DatabaseHistoryStore(database)
        self.messages = DatabaseMessageStore(database)
        self.composer = DatabaseComposerStore(database)
        self.outbox = DatabaseOutboxStore(database)

    async def add_account(self) -> None:
        """Make the own account."""
        await self.keys.create_account(
            ACCOUNT, olm_pickle=OLM, seal_pair=SEAL_PAIR, prekeys=PREKEYS
        )

    async def is_done(self, content: ReceivedContent) -> bool:
        """Tell whether a content was committed under its seq."""
        return await self.history.is_done(
            content.sender,
            content.content_id,
            conversation=content.conversation,
            seq=content.stream.seq,
        )

    async def add_contact(self, peer: DeviceAddress = BOB, *, now_ms: int = NOW_MS) -> ContactRow:
        """Pin a contact to an account."""
        return await self.contacts.add(
            account=peer.account,
            username=Username(peer.account.rstrip(b".").decode()),
            is_name_confirmed=True,
            chain=b"chain 1",
            chain_entries=[(b"h" * 32, b"entry 0")],
            seal_pair=None,
            gave_key=True,
            now_ms=now_ms,
        )

    async def queue(self, contact: ContactId, number: int, text: str = "hello") -> MessageRecord:
        """Queue a text whose content id is made of the number."""
        return await self.outbox.queue_text(
            contact,
            content_id=content_id(number),
            text=text,
            kind=1,
            version=1,
            data=text.encode(),
            now_ms=NOW_MS + number,
        )

    async def encrypt(self, contact: ContactId, *seqs: int) -> list[int]:
        """Encrypt that many of the oldest queued rows under these seqs; returns their ids."""
        rows = [row for row in await self.outbox.load_work(contact, limit=100) if not row.envelope]
        for row, seq in zip(rows, seqs, strict=False):
            await self.outbox.commit_encrypted(encrypted(row.id, seq))
        return [row.id for row in rows[: len(seqs)]]


def session(peer: DeviceAddress = BOB, number: int = 1, **changes: int | bytes) -> SessionRow:
    """Return a session row."""
    row = SessionRow(
        peer=peer,
        session_id=number.to_bytes(8, "big"),
        pickle=b"pickle %d" % number,
        created_ms=NOW_MS + number,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def encrypted(outbox_id: int, seq: int, peer: DeviceAddress = BOB) -> EncryptedContent:
    """Return the result of encrypting a row under a seq."""
    return EncryptedContent(
        outbox_id=outbox_id,
        peer=peer,
        conversation=CONVERSATION,
        stream=StreamPosition(seq=seq, prev=b"%032d" % seq),
        body_context=b"context %d" % seq,
        inner=b"inner %d" % seq,
        envelope=b"envelope %d" % seq,
        seal_key_id=b"kid-kid-",
        session=session(peer, pickle=b"after %d" % seq, sent_since_received=seq),
    )


def received(
    contact: ContactId,
    *,
    seq: int,
    envelope_id: int,
    sender: DeviceAddress = BOB,
    number: int | None = None,
    **changes: object,
) -> ReceivedContent:
    """Return a received text; its content id is 1,000 + seq unless a number is given."""
    content = ReceivedContent(
        envelope_id=EnvelopeId(envelope_id),
        contact=contact,
        sender=sender,
        content_id=content_id(1000 + seq if number is None else number),
        conversation=CONVERSATION,
        stream=StreamPosition(seq=seq, prev=(seq % 2**32).to_bytes(32, "big")),
        session=session(sender, pickle=b"received %d" % seq, last_received_ms=NOW_MS + 5),
        olm_pickle=None,
        delivery_key=b"",
        kind=MessageKind.TEXT,
        text=f"message {seq}",
        raw=(1, 1, b"raw"),
        sent_at_ms=NOW_MS - 1,
        received_at_ms=NOW_MS + 10,
        body_prev=(max(seq - 1, 0) % 2**32).to_bytes(32, "big"),
    )
    return replace(content, **changes)  # type: ignore[arg-type]
