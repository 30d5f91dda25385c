"""What the messenger needs from the outside: clock, randomness, profile, stores and relay.

`desktop.storage` and `desktop.network` implement these; `desktop.app` connects them. One call of
a store is one named transaction: it happens whole or not at all, and raises `StorageError` if not.
Bytes and frozen rows cross, open sessions and key objects do not.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from typing import Any, Protocol

from desktop.core.records import (
    ContactId,
    ConversationRecord,
    FailureReason,
    KeyringState,
    MessagePosition,
    MessageRecord,
    MessageRow,
    Privacy,
    ProfileState,
)
from desktop.core.rows import (
    AccountRow,
    ChangedMessage,
    ContactRow,
    Delivery,
    DrainedSignal,
    Duty,
    EncryptedContent,
    OutboxRow,
    OutgoingEnvelope,
    OwnInvite,
    PeerKeys,
    PeerSealPair,
    PrekeyRow,
    ReceivedContent,
    ReceivedOutcome,
    RelayGreeting,
    RetiredKey,
    SealPairRow,
    SessionRow,
    SignedInState,
    StreamPosition,
    UpkeepState,
)
from protocol.content import SeqRange
from protocol.ids import (
    AccountId,
    ContentId,
    ConversationId,
    DeviceAddress,
    EnvelopeId,
    KeyId,
    Username,
)
from protocol.messages import DeliveryKeyRule, PresenceRule, PresenceState, SendResult

Clock = Callable[[], int]
"""Unix time in milliseconds."""

Spawn = Callable[[Coroutine[Any, Any, None], str], asyncio.Task[None]]
"""Starts a coroutine as a named task of the program's one task group. A failure of the task is
logged and does not end the program."""


# ── secrets and profile ───────────────────────────────────────────────────────────────────────


class SecretStore(Protocol):
    """The operating system's keyring, or the vault that replaces it. Calls never block the loop."""

    async def find(self, entry: str) -> str | None:
        """Return an entry, None if it does not exist. Raises KeyringError."""

    async def save(self, entry: str, value: str) -> None:
        """Write an entry and read it back. Raises KeyringError, KeyringEntryLost if it differs."""

    async def delete(self, entry: str) -> None:
        """Delete an entry; nothing happens if it does not exist. Raises KeyringError."""


class OpenProfile(Protocol):
    """A profile whose STORE key is at hand and whose database, one for all stores, is open."""

    @property
    def store_key(self) -> bytes:
        """STORE, 32 bytes."""

    @property
    def secrets(self) -> SecretStore:
        """Where the RSA keys are."""

    @property
    def keys(self) -> "KeyStore":
        """Own account, prekeys, seal pairs and sessions."""

    @property
    def contacts(self) -> "ContactStore":
        """Contacts and their keys."""

    @property
    def history(self) -> "HistoryStore":
        """Messages and conversations."""

    @property
    def outbox(self) -> "OutboxStore":
        """Outgoing contents."""

    @property
    def repairs(self) -> "RepairStore":
        """What is missing."""

    @property
    def upkeep(self) -> "UpkeepStore":
        """The own keys over time."""

    async def close(self) -> None:
        """Close the database after its last transaction and drop the key."""


class ProfileFolder(Protocol):
    """The folder of one profile, locked for this process."""

    async def find_state(self) -> ProfileState:
        """Tell what is there. Raises StorageError."""

    async def find_keyring_state(self) -> KeyringState:
        """Tell whether a safe keyring can be used; the desktop may ask the person to open it."""

    async def create(self, *, vault_passphrase: str | None) -> OpenProfile:
        """Make STORE, its slots and an empty database.

        Args:
            vault_passphrase: None to keep the secret in the keyring.

        Raises:
            KeyringError: the keyring did not take the secret; nothing is left behind.
            StorageError: the files could not be made.
        """

    async def open(self, *, vault_passphrase: str | None) -> OpenProfile:
        """Open the profile.

        Raises:
            WrongPassphrase: the vault did not open.
            KeyringError: the keyring is locked, missing or lost the secret.
            DatabaseUnreadable, DatabaseTooNew: as they say; nothing was changed.
        """

    async def erase(self) -> None:
        """Remove every file of the profile and its keyring entries."""


# ── own account and keys ──────────────────────────────────────────────────────────────────────


class KeyStore(Protocol):
    """Own account, prekeys, seal pairs and sessions."""

    async def find_account(self) -> AccountRow | None:
        """Return the own account, None in a profile without one."""

    async def load_olm_account(self) -> bytes:
        """Return the pickled Olm account."""

    async def load_seal_pairs(self) -> list[SealPairRow]:
        """Return every own seal pair that still exists, newest first."""

    async def create_account(
        self,
        account: AccountRow,
        *,
        olm_pickle: bytes,
        seal_pair: SealPairRow,
        prekeys: Sequence[PrekeyRow],
    ) -> None:
        """Commit a new own account with all its keys, replacing a pending one."""

    async def finish_registration(self) -> None:
        """The relay confirmed: DONE, the auth value is gone, the prekeys are published."""

    async def discard_account(self) -> None:
        """Forget a pending account that the relay refused for good."""

    async def note_relay(
        self, *, epoch: bytes, newest_issued: int, newest_acknowledged: int
    ) -> None:
        """Keep what the relay confirmed at sign-in; ids only ever grow."""

    async def add_prekeys(self, olm_pickle: bytes, prekeys: Sequence[PrekeyRow]) -> None:
        """Commit signed prekeys, still to be published, with the Olm account that made them."""

    async def load_unpublished_prekeys(self) -> list[PrekeyRow]:
        """Return signed prekeys that the relay did not confirm yet, oldest first."""

    async def mark_prekeys_published(self, prekeys: Sequence[PrekeyRow]) -> None:
        """The relay confirmed these."""

    async def load_privacy(self) -> Privacy:
        """Return what this account tells others."""

    async def save_privacy(self, privacy: Privacy) -> None:
        """Keep what this account tells others."""

    async def replace_delivery_key(self, key: bytes, *, now_ms: int) -> None:
        """Take a new own delivery key; the old one is kept as retired."""

    async def note_key_told(self) -> None:
        """Everybody who must be told of the new key has a row in the outbox now."""

    async def load_retired_keys(self) -> list[RetiredKey]:
        """Return own delivery keys that were replaced, oldest first."""

    async def drop_retired_key(self, key: bytes) -> None:
        """Forget a replaced key."""

    async def add_invite(self, secret: bytes, *, now_ms: int) -> None:
        """Keep an invite that is about to be shown."""

    async def load_invites(self) -> list[OwnInvite]:
        """Return own invites, oldest first."""

    async def drop_invite(self, secret: bytes) -> None:
        """Forget an invite."""

    async def save_session(self, session: SessionRow) -> None:
        """Keep a session after a content that is not in the outbox."""

    async def load_sessions(self, peer: DeviceAddress) -> list[SessionRow]:
        """Return the sessions with a device: the one last received on first, then the newest."""


# ── contacts ──────────────────────────────────────────────────────────────────────────────────


class ContactStore(Protocol):
    """Contacts, the chains that were ever seen, and peers' seal pairs."""

    async def load_all(self) -> list[ContactRow]:
        """Return every contact."""

    async def get(self, contact: ContactId) -> ContactRow:
        """Return one contact. Raises KeyError."""

    async def find_by_account(self, account: AccountId) -> ContactRow | None:
        """Return the contact pinned to an account."""

    async def add(
        self,
        *,
        account: AccountId,
        username: Username,
        is_name_confirmed: bool,
        chain: bytes,
        chain_entries: Sequence[tuple[bytes, bytes]],
        seal_pair: PeerSealPair | None,
        gave_key: bool,
        now_ms: int,
        invite_open_key: bytes = b"",
        invite_proof: bytes = b"",
    ) -> ContactRow:
        """Pin a contact with its verified chain; the existing row if the account is known already.

        `chain_entries` are (head after the entry, entry), for the append-only table.
        """

    async def give_key(self, contact: ContactId, *, now_ms: int) -> ContactRow:
        """Note that they may have our delivery key; receipts for what they wrote are due."""

    async def set_blocked(self, contact: ContactId, *, is_blocked: bool) -> ContactRow:
        """Block or unblock; unblocking also forgets that our key was given."""

    async def set_verified(self, contact: ContactId, *, is_verified: bool) -> ContactRow:
        """The person compared the safety number, or takes that back."""

    async def note_changed(self, contact: ContactId, account: AccountId) -> ContactRow:
        """The name has another account now; nothing is sent until the person decides."""

    async def accept_change(
        self,
        contact: ContactId,
        *,
        chain: bytes,
        chain_entries: Sequence[tuple[bytes, bytes]],
        now_ms: int,
    ) -> tuple[ContactRow, MessageRecord]:
        """Pin the account that the name has now, with a notice; waiting messages stay FAILED."""

    async def hold(self, contact: ContactId, *, now_ms: int) -> ContactRow:
        """Their mailbox does not take our key: what waits is kept and not tried by itself."""

    async def release(self, contact: ContactId) -> ContactRow:
        """Try what is held again."""

    async def delete(self, contact: ContactId) -> None:
        """Forget a contact with everything that was written."""

    async def confirm_name(self, contact: ContactId) -> ContactRow:
        """The relay answered the claimed name with the pinned account."""

    async def save_peer_keys(
        self,
        contact: ContactId,
        *,
        chain: bytes,
        chain_entries: Sequence[tuple[bytes, bytes]],
        seal_pair: PeerSealPair | None,
    ) -> None:
        """Keep a newer verified chain and a fetched seal pair."""

    async def find_seal_pair(self, peer: DeviceAddress) -> PeerSealPair | None:
        """Return the cached seal pair of a device."""


# ── history ───────────────────────────────────────────────────────────────────────────────────


class HistoryStore(Protocol):
    """Messages, conversations, seen ids and the commits of the inbound pipeline."""

    async def load_conversations(self) -> list[ConversationRecord]:
        """Return every conversation, newest activity first."""

    async def get_conversation(self, contact: ContactId) -> ConversationRecord:
        """Return one conversation. Raises KeyError."""

    async def load_page(
        self, contact: ContactId, *, before: MessagePosition | None, limit: int
    ) -> list[MessageRecord]:
        """Return the newest `limit` messages before a position (None: the end), oldest first."""

    async def mark_read(self, contact: ContactId) -> ConversationRecord:
        """Every received message of a conversation has been seen."""

    async def count_received(self, contact: ContactId) -> int:
        """Return how many messages of a contact are kept."""

    async def count_own(self, contact: ContactId) -> int:
        """Return how many texts this user wrote to a contact."""

    async def load_unread(self, contact: ContactId) -> list[ContentId]:
        """Return the contents of a contact that are unread, to be told when they are read."""

    async def is_seen(self, sender: DeviceAddress, content_id: ContentId) -> bool:
        """Tell whether this content of this device was committed before."""

    async def is_done(
        self,
        sender: DeviceAddress,
        content_id: ContentId,
        *,
        conversation: ConversationId,
        seq: int,
    ) -> bool:
        """Tell whether nothing is left to do for a content: it was seen, and its seq is known.

        A content that was sent under another seq before is shown once, and counts under each.
        """

    async def find_stream(
        self, sender: DeviceAddress, conversation: ConversationId
    ) -> StreamPosition:
        """Return the newest position of a stream, (0, 32 zero bytes) for a new one."""

    async def commit_received(self, received: ReceivedContent) -> ReceivedOutcome:
        """Commit everything that one opened envelope changes."""

    async def commit_dropped(
        self,
        envelope_id: EnvelopeId,
        *,
        olm_pickle: bytes | None,
        first_of: ContactId | None = None,
        now_ms: int = 0,
    ) -> MessageRecord | None:
        """Note that an envelope is done with although nothing of it is kept.

        With `first_of`, return the line "a first message could not be opened" in that conversation,
        unless one was added within the last day.
        """

    async def load_unacknowledged(self) -> list[EnvelopeId]:
        """Return envelope ids committed here whose acknowledgement may not have left."""

    async def forget_acknowledged(self, ids: Sequence[EnvelopeId]) -> None:
        """The acknowledgement of these left; the highest is kept as newest acknowledged."""


# ── outbox ────────────────────────────────────────────────────────────────────────────────────


class OutboxStore(Protocol):
    """Outgoing contents, from queued to accepted."""

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
        """Commit a shown message and its outbox row together."""

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
        """Turn up to `limit` due receipts into one outbox row; False if none is due."""

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

        `wants_new_session`: it must begin a session of its own. `unless_waiting`: queue nothing if
        anything waits for the contact already.
        """

    async def load_contacts_with_due_receipts(self) -> list[ContactId]:
        """Return contacts to whom a receipt is due."""

    async def load_contacts_with_work(self) -> list[ContactId]:
        """Return contacts with a QUEUED or ENCRYPTED row to whom something may be sent now."""

    async def load_work(self, contact: ContactId, *, limit: int) -> list[OutboxRow]:
        """Return the oldest QUEUED and ENCRYPTED rows of a contact, in order."""

    async def commit_encrypted(self, encrypted: EncryptedContent) -> None:
        """Commit ratchet step, stream position and envelope together; the row is ENCRYPTED."""

    async def commit_accepted(
        self, outbox_id: int, envelope_id: EnvelopeId, *, now_ms: int
    ) -> ChangedMessage | None:
        """The relay holds it: the message is SENT unless DELIVERED, and takes its place."""

    async def commit_failed(self, outbox_id: int, reason: FailureReason) -> ChangedMessage | None:
        """It cannot be sent now: the message is FAILED, the row FAILED."""

    async def commit_resealed(
        self, outbox_id: int, *, envelope: bytes, seal_key_id: bytes, seal_expires_ms: int
    ) -> None:
        """Put a new seal around the same inner structure of an ENCRYPTED row."""

    async def give_up(self, *, before_ms: int) -> list[ChangedMessage]:
        """What the relay took before a time, by its clock and ours, is FAILED: not delivered."""

    async def requeue_accepted(self, *, since_ms: int) -> None:
        """The relay lost some hours: what it took since a time and was not receipted goes again."""

    async def requeue(self, message: MessageRow) -> ChangedMessage | None:
        """Try again: FAILED goes back to ENCRYPTED, or to QUEUED if never encrypted."""


class RepairStore(Protocol):
    """What is missing of others, and what was asked for."""

    async def load_contacts_with_new_gaps(self) -> list[ContactId]:
        """Return contacts of whom something is missing that was never asked for."""

    async def load_missing(self, contact: ContactId) -> list[SeqRange]:
        """Return the ranges that are missing in a conversation, newest first."""

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


class UpkeepStore(Protocol):
    """The own keys over time, and what old states ask for."""

    async def load_state(self) -> UpkeepState:
        """Return what is remembered."""

    async def find_newest_ms(self, kind: int) -> int | None:
        """Return when the newest own prekey of a kind was made, None if there is none."""

    async def load_newest_prekey(self, kind: int) -> PrekeyRow:
        """Return the newest own prekey of a kind. Raises KeyError."""

    async def load_fallback_keys(self) -> list[bytes]:
        """Return the own signed fallback prekeys that may still be used, newest first."""

    async def note_refilled(self, replaced: int, *, extra_since_ms: int, extra_given: int) -> None:
        """One-time keys are about to be made; so many of them replace used ones."""

    async def plan_secret(self, entry: str) -> None:
        """A secret is about to be written: it is a leftover until a commit makes it count."""

    async def load_leftover_secrets(self) -> list[str]:
        """Return names of secrets that belong to nothing."""

    async def forget_leftover(self, entry: str) -> None:
        """A leftover secret was deleted."""

    async def add_seal_pair(self, pair: SealPairRow, prekey: PrekeyRow, *, entry: str) -> None:
        """Commit a pair, still to be published; its secret is no leftover any more."""

    async def drop_seal_pair(self, key_id: KeyId, *, entry: str) -> None:
        """Forget a pair; its secret is a leftover from now on."""

    async def note_signed_in(
        self,
        *,
        epoch: bytes,
        newest_issued: int,
        newest_acknowledged: int,
        relay_is_old: bool,
        restored_floor: int | None,
        seq_jump: int,
        duties: Sequence[Duty],
        greetings: Mapping[ContactId, int],
        now_ms: int,
    ) -> None:
        """Keep what the relay said at sign-in, with everything that follows.

        Args:
            epoch: As the relay said.
            newest_issued: As the relay said.
            newest_acknowledged: As the relay said.
            relay_is_old: True to take its ids as they are, though lower than ours.
            restored_floor: Not None if this profile is old: no session is sent on any more, and own
                streams go on at least here.
            seq_jump: How far own streams go on at least.
            duties: What to do once the mailbox is drained.
            greetings: Contacts to greet, and when.
            now_ms: Local time.
        """

    async def archive_session(self, peer: DeviceAddress, session_id: bytes) -> None:
        """Send nothing on a session any more; it still opens what comes."""

    async def load_duties(self) -> list[Duty]:
        """Return what is still to be done, in the order of `Duty`."""

    async def finish_duty(self, duty: Duty) -> None:
        """It is done."""

    async def load_greetings(self) -> dict[ContactId, int]:
        """Return contacts to greet, and when."""

    async def queue_greeting(
        self, contact: ContactId, *, content_id: ContentId, kind: int, version: int, now_ms: int
    ) -> None:
        """Queue an empty content on a new session; the greeting is no longer due."""

    async def prune(
        self, *, seen_before_ms: int, contexts_before_ms: int, accepted_before_ms: int
    ) -> None:
        """Forget seen ids, own contents, accepted envelopes and prekeys that nothing needs."""


# ── relay ─────────────────────────────────────────────────────────────────────────────────────


class AuthLink(Protocol):
    """The connection that signs in; requests raise NetworkError or `protocol.errors.Refused`."""

    @property
    def greeting(self) -> RelayGreeting:
        """What the relay said of itself."""

    async def register(
        self, *, chain: bytes, auth: bytes, prekeys: Sequence[bytes], signature: bytes
    ) -> None:
        """Make the account; uses the nonce up."""

    async def login(self, *, address: DeviceAddress, signature: bytes) -> SignedInState:
        """Sign the device in; uses the nonce up."""

    async def put_chain(self, chain: bytes) -> None:
        """Publish a longer chain of the own account."""

    async def set_keys(self, keys: Sequence[DeliveryKeyRule]) -> None:
        """Set the whole list of keys that open the own mailbox."""

    async def set_presence(self, rule: PresenceRule) -> None:
        """Choose who may know whether the account is online."""

    async def ask(self, mailbox: DeviceAddress, envelope: bytes) -> SendResult:
        """Submit one envelope to somebody whose delivery key is not known."""

    async def change_password(self, *, old_auth: bytes, new_auth: bytes) -> None:
        """Replace the password value."""

    async def delete_account(self, *, auth: bytes, chain: bytes) -> None:
        """End the account."""

    async def put_prekeys(self, prekeys: Sequence[bytes], *, wipe: bool) -> None:
        """Upload signed prekeys; `wipe` drops the one-time keys that the relay still holds."""

    async def acknowledge(self, ids: Sequence[EnvelopeId]) -> None:
        """Send acknowledgements; returns when they were handed to the socket."""

    def deliveries(self) -> AsyncIterator[Delivery | DrainedSignal]:
        """Yield deliveries in order; ends with ConnectionLost, or Refused when signed out."""

    async def close(self) -> None:
        """Close the connection."""


class WatchLink(Protocol):
    """The anonymous connection that watches presence."""

    async def add(self, name: Username) -> PresenceState:
        """Watch a name and return its presence now. Raises NetworkError, Refused."""

    async def add_contact(
        self, name: Username, account: AccountId, delivery_key: bytes
    ) -> PresenceState:
        """Watch an account with its delivery key; changes are told under the name."""

    async def remove(self, name: Username) -> None:
        """End every watch of a name; nothing happens if there is none."""

    def changes(self) -> AsyncIterator[tuple[Username, PresenceState]]:
        """Yield changes of the watched names; ends with ConnectionLost."""

    async def close(self) -> None:
        """Close the connection."""


class Relay(Protocol):
    """The relay at one address, reached over connections of three kinds (PROTOCOL P8)."""

    async def connect(self) -> AuthLink:
        """Open the connection that signs in.

        Raises:
            RelayUnreachable, InsecureAddress, RelayIncompatible: as they say.
        """

    async def lookup(self, name: Username) -> PeerKeys:
        """Ask anonymously who has a name. Raises NetworkError, Refused."""

    async def fetch_keys(self, account: AccountId) -> PeerKeys:
        """Ask anonymously for the keys of an account. Raises NetworkError, Refused."""

    async def claim_prekey(self, peer: DeviceAddress) -> bytes | None:
        """Take one signed one-time or fallback prekey; None if the account is unknown or gone."""

    async def submit(self, envelopes: Sequence[OutgoingEnvelope]) -> list[SendResult]:
        """Submit envelopes anonymously; one result each, in order. Raises NetworkError, Refused."""

    async def find_presence(self, name: Username) -> PresenceState:
        """Ask once for the presence of a name. Raises NetworkError, Refused."""

    async def open_watch(self) -> WatchLink:
        """Open the connection that watches presence. Raises as `connect`."""

    async def close(self) -> None:
        """Close every connection."""


RelayFactory = Callable[[str], Relay]
"""Makes the relay for an address such as ``wss://chat.example`` or ``ws://127.0.0.1:8765``."""
