"""The first schema: own account and keys, contacts, sessions, messages and the outbox.

Every column says what it holds, so that a dump of the schema explains itself. A seq is eight bytes,
big-endian: on the wire it goes up to 2**64 - 1, which SQLite's integers do not, and such bytes
compare as the numbers do.
"""

import apsw

_SCHEMA = """
CREATE TABLE own_account (
    -- The account of this profile: one row, or none before the first is made.
    id INTEGER PRIMARY KEY CHECK (id = 1),  -- always 1
    account BLOB NOT NULL,  -- account id, 32 bytes
    device INTEGER NOT NULL,  -- own device number
    username TEXT NOT NULL,  -- own name
    realm TEXT NOT NULL,  -- the relay's realm, taken at registration
    relay_address TEXT NOT NULL,  -- where the relay is reached
    chain BLOB NOT NULL,  -- own key chain, encoded
    signing_seed BLOB NOT NULL,  -- private half of DEV, 32 bytes
    delivery_key BLOB NOT NULL,  -- the account's delivery key, 32 bytes
    registration TEXT NOT NULL DEFAULT 'pending'  -- 'pending', then 'done' once the relay confirmed
        CHECK (registration IN ('pending', 'done')),
    pending_auth BLOB NOT NULL DEFAULT x'',  -- password value while pending, empty afterwards
    relay_epoch BLOB NOT NULL DEFAULT x'',  -- epoch of the relay last seen, empty for none
    newest_issued INTEGER NOT NULL DEFAULT 0,  -- highest envelope id that the relay said it issued
    newest_acknowledged INTEGER NOT NULL DEFAULT 0,  -- highest envelope id acknowledged from here
    olm_pickle BLOB NOT NULL  -- the Olm account, encrypted under its own key
) STRICT;

CREATE TABLE own_seal_pair (
    -- Own seal pairs; their RSA halves are in the keyring or the vault under seal-KID.
    key_id BLOB NOT NULL PRIMARY KEY,  -- kid, 8 bytes
    key BLOB NOT NULL,  -- public key bytes
    kem_seed BLOB NOT NULL,  -- private ML-KEM half, 64 bytes
    made_ms INTEGER NOT NULL,  -- when it was made
    expires_ms INTEGER NOT NULL  -- from when peers refuse it
) STRICT;

CREATE TABLE own_prekey (
    -- Own signed prekeys as they go to the relay.
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order in which they were made
    kind INTEGER NOT NULL,  -- 1 one-time, 2 fallback, 3 seal pair
    encoded BLOB NOT NULL UNIQUE,  -- the signed prekey
    made_ms INTEGER NOT NULL,  -- when it was made
    is_published INTEGER NOT NULL DEFAULT 0  -- 1 once the relay confirmed it
) STRICT;

CREATE TABLE contact (
    -- People. The number stays when a person comes back with a new account.
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- local number, never reused
    account BLOB NOT NULL UNIQUE,  -- pinned account id, 32 bytes
    username TEXT NOT NULL,  -- name that the chain claims
    is_name_confirmed INTEGER NOT NULL DEFAULT 0,  -- 1 once the relay gave this account for it
    own_name TEXT NOT NULL DEFAULT '',  -- name that this user gave the person
    chain BLOB NOT NULL,  -- longest verified key chain, encoded
    delivery_key BLOB NOT NULL DEFAULT x'',  -- their delivery key, empty if unknown
    delivery_key_seq BLOB NOT NULL  -- seq of the content that brought it
        DEFAULT x'0000000000000000',
    is_answered INTEGER NOT NULL DEFAULT 0,  -- 1 once something of theirs opened
    is_accepted INTEGER NOT NULL DEFAULT 0,  -- 1 if receipts may go to them
    added_ms INTEGER NOT NULL  -- when the contact was made
) STRICT;

CREATE TABLE chain_entry (
    -- Every entry of every key chain that was ever verified; rows are only ever added.
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order in which they were seen
    account BLOB NOT NULL,  -- whose chain
    head BLOB NOT NULL,  -- head of the chain after this entry, 32 bytes
    entry BLOB NOT NULL,  -- the entry, encoded
    UNIQUE (account, head)
) STRICT;
CREATE TRIGGER chain_entry_is_never_changed BEFORE UPDATE ON chain_entry
    BEGIN SELECT raise(ABORT, 'chain entries are only added'); END;
CREATE TRIGGER chain_entry_is_never_deleted BEFORE DELETE ON chain_entry
    BEGIN SELECT raise(ABORT, 'chain entries are only added'); END;

CREATE TABLE peer_seal_pair (
    -- The signed seal pair of each peer device as last fetched.
    account BLOB NOT NULL,  -- whose device
    device INTEGER NOT NULL,  -- its number
    encoded BLOB NOT NULL,  -- the signed prekey
    fetched_ms INTEGER NOT NULL,  -- when
    PRIMARY KEY (account, device)
) STRICT;

CREATE TABLE session (
    -- Ratchet sessions with peer devices, at most five each.
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order in which they were made
    account BLOB NOT NULL,  -- whose device
    device INTEGER NOT NULL,  -- its number
    session_id BLOB NOT NULL,  -- 8 bytes, unique for the device
    pickle BLOB NOT NULL,  -- state, encrypted under its own key
    created_ms INTEGER NOT NULL,  -- when it was made
    last_received_ms INTEGER NOT NULL DEFAULT 0,  -- when a message last opened on it, 0 for never
    sent_since_received INTEGER NOT NULL DEFAULT 0,  -- messages encrypted since then
    received_in_row INTEGER NOT NULL DEFAULT 0,  -- messages opened since the last one was sent
    UNIQUE (account, device, session_id)
) STRICT;

CREATE TABLE stream (
    -- Newest position of one sender device in one conversation, own and others' alike.
    account BLOB NOT NULL,  -- the sender's account
    device INTEGER NOT NULL,  -- the sender's device
    conversation BLOB NOT NULL,  -- conversation id, 32 bytes
    seq BLOB NOT NULL,  -- highest sequence number
    prev BLOB NOT NULL,  -- hash of that content's body context
    PRIMARY KEY (account, device, conversation)
) STRICT;

CREATE TABLE conversation (
    -- One row for each contact: what belongs to the conversation as a whole.
    contact INTEGER PRIMARY KEY  -- with whom
        REFERENCES contact (id),
    last_activity_ms INTEGER NOT NULL  -- local time of the newest message, for ordering
) STRICT;

CREATE TABLE message (
    -- Everything that is shown in a conversation, in the order (place, seq, id).
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- local number, never reused
    contact INTEGER NOT NULL  -- in whose conversation
        REFERENCES contact (id),
    sender_account BLOB NOT NULL,  -- who wrote it
    sender_device INTEGER NOT NULL,  -- on which device
    content_id BLOB NOT NULL,  -- id of the content, 16 bytes
    is_own INTEGER NOT NULL,  -- 1 if this account wrote it
    place INTEGER NOT NULL,  -- the relay's id, 2**63 - 1 until there is one
    seq BLOB NOT NULL  -- the sender's sequence number, 0 until it has its place
        DEFAULT x'0000000000000000',
    kind TEXT NOT NULL,  -- how it is shown: 'text', 'needs newer', 'unreadable'
    text TEXT NOT NULL DEFAULT '',  -- plain text with 'text'
    raw_kind INTEGER NOT NULL DEFAULT 0,  -- content kind of what cannot be shown yet
    raw_version INTEGER NOT NULL DEFAULT 0,  -- its version
    raw_data BLOB NOT NULL DEFAULT x'',  -- its data, to be read after an upgrade
    shown_at_ms INTEGER NOT NULL,  -- time to show, never used for order
    local_ms INTEGER NOT NULL,  -- local time at which it was written or came
    state TEXT NOT NULL,  -- 'waiting', 'sent', 'delivered', 'failed', 'received'
    failure TEXT NOT NULL DEFAULT 'none',  -- why, with 'failed'
    is_unread INTEGER NOT NULL DEFAULT 0  -- 1 for a received message not seen yet
) STRICT;
CREATE INDEX message_in_order ON message (contact, place, seq, id);
CREATE INDEX message_of_sender ON message (contact, sender_account, sender_device, seq, place);
CREATE INDEX message_own_by_content ON message (content_id) WHERE is_own = 1;
CREATE INDEX message_unread ON message (contact) WHERE is_unread = 1;

CREATE TABLE outbox (
    -- Outgoing contents, worked off in the order of id for each contact.
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- local number, never reused
    contact INTEGER NOT NULL  -- to whom
        REFERENCES contact (id),
    content_id BLOB NOT NULL,  -- id of the content, 16 bytes
    kind INTEGER NOT NULL,  -- content kind
    version INTEGER NOT NULL,  -- content version
    data BLOB NOT NULL,  -- the content without what encrypting adds
    created_ms INTEGER NOT NULL,  -- when it was queued
    state TEXT NOT NULL DEFAULT 'queued'  -- how far it is
        CHECK (state IN ('queued', 'encrypted', 'accepted', 'failed')),
    message INTEGER  -- the shown message, NULL for receipts and the like
        REFERENCES message (id),
    seq BLOB NOT NULL DEFAULT x'0000000000000000',  -- own sequence number, 0 while queued
    peer_account BLOB NOT NULL DEFAULT x'',  -- account it was encrypted for, empty while queued
    peer_device INTEGER NOT NULL DEFAULT 0,  -- its device, 0 while queued
    body_context BLOB NOT NULL DEFAULT x'',  -- encoded body context, empty while queued
    inner BLOB NOT NULL DEFAULT x'',  -- what is under the seal, empty while queued
    envelope BLOB NOT NULL DEFAULT x'',  -- what goes to the relay on every try, empty while queued
    seal_key_id BLOB NOT NULL DEFAULT x'',  -- the peer's seal pair, empty while queued
    envelope_id INTEGER NOT NULL DEFAULT 0,  -- the relay's id once accepted
    accepted_ms INTEGER NOT NULL DEFAULT 0  -- when it was accepted
) STRICT;
CREATE INDEX outbox_of_message ON outbox (message);
CREATE INDEX outbox_with_work ON outbox (contact, id) WHERE state IN ('queued', 'encrypted');

CREATE TABLE receipt_due (
    -- Received contents whose delivery receipt was not queued yet.
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order in which they came
    contact INTEGER NOT NULL  -- to whom
        REFERENCES contact (id),
    content_id BLOB NOT NULL,  -- for which content
    noted_ms INTEGER NOT NULL  -- since when
) STRICT;
CREATE INDEX receipt_due_of_contact ON receipt_due (contact, id);

CREATE TABLE seen (
    -- Contents that were committed before; a repeat is dropped. Kept 90 days.
    account BLOB NOT NULL,  -- the sender's account
    device INTEGER NOT NULL,  -- the sender's device
    content_id BLOB NOT NULL,  -- id of the content, 16 bytes
    seq BLOB NOT NULL,  -- its sequence number, to find gaps
    seen_ms INTEGER NOT NULL,  -- when it was committed
    PRIMARY KEY (account, device, content_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_by_age ON seen (seen_ms);

CREATE TABLE unacknowledged (
    -- Envelopes that are done with here, but whose acknowledgement may not have left.
    envelope_id INTEGER PRIMARY KEY  -- the relay's id
) STRICT;
"""


def apply(connection: apsw.Connection) -> None:
    """Make every table of the first version."""
    connection.execute(_SCHEMA)
