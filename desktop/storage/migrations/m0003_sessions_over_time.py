"""The third schema: gaps and their repair, the life of sessions, ageing of what was sent, duties.

It touches no table or column of the second schema, so that neither needs the other.
"""

import apsw

_SCHEMA = """
ALTER TABLE session ADD COLUMN is_archived INTEGER NOT NULL DEFAULT 0;
    -- 1 if nothing is sent on it any more; it still opens what comes
ALTER TABLE session ADD COLUMN sent_count INTEGER NOT NULL DEFAULT 0;
    -- messages ever encrypted on it
ALTER TABLE session ADD COLUMN receipted_count INTEGER NOT NULL DEFAULT 0;
    -- number, on this session, of the newest message that a receipt named

ALTER TABLE outbox ADD COLUMN wants_new_session INTEGER NOT NULL DEFAULT 0;
    -- 1 if it must begin a session of its own
ALTER TABLE outbox ADD COLUMN encrypted_ms INTEGER NOT NULL DEFAULT 0;
    -- when its ratchet step was taken, 0 while queued
ALTER TABLE outbox ADD COLUMN seal_expires_ms INTEGER NOT NULL DEFAULT 0;
    -- when the peer's seal pair under seal_key_id expires, 0 for not known

CREATE TABLE gap (
    -- Ranges of seqs of one sender in one conversation that did not come.
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order in which they were noticed
    contact INTEGER NOT NULL  -- in whose conversation
        REFERENCES contact (id) ON DELETE CASCADE,
    account BLOB NOT NULL,  -- the sender's account
    device INTEGER NOT NULL,  -- the sender's device
    conversation BLOB NOT NULL,  -- conversation id, 32 bytes
    first BLOB NOT NULL,  -- lowest missing seq
    last BLOB NOT NULL,  -- highest missing seq
    before BLOB NOT NULL,  -- hash of the body context just below it
    after BLOB NOT NULL,  -- `prev` of the body context just above it
    asked_ms INTEGER NOT NULL DEFAULT 0,  -- when it was last asked for, 0 for never
    message INTEGER NOT NULL  -- the line that shows it
        REFERENCES message (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX gap_of_sender ON gap (account, device, conversation, first);
CREATE INDEX gap_of_contact ON gap (contact);
CREATE INDEX gap_of_message ON gap (message);

CREATE TABLE sent_content (
    -- Own contents as they were sent, to be sent again when they are missing there.
    conversation BLOB NOT NULL,  -- conversation id, 32 bytes
    seq BLOB NOT NULL,  -- own sequence number
    contact INTEGER NOT NULL  -- to whom
        REFERENCES contact (id) ON DELETE CASCADE,
    account BLOB NOT NULL,  -- account that it was encrypted for
    device INTEGER NOT NULL,  -- its device
    olm_key BLOB NOT NULL,  -- OLM of that device's entry, 32 bytes
    content_id BLOB NOT NULL,  -- id of the content, 16 bytes
    body_context BLOB NOT NULL,  -- encoded body context, the same on every sending
    kind INTEGER NOT NULL,  -- content kind; 0 once its data is gone
    version INTEGER NOT NULL,  -- content version
    data BLOB NOT NULL,  -- the content without what encrypting adds; emptied after 90 days
    session_id BLOB NOT NULL,  -- session on which it was last encrypted
    session_number INTEGER NOT NULL,  -- which message of that session it was, from 1
    sent_ms INTEGER NOT NULL,  -- when
    PRIMARY KEY (conversation, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX sent_content_by_id ON sent_content (content_id);
CREATE INDEX sent_content_by_age ON sent_content (sent_ms);

CREATE TABLE key_upkeep (
    -- One row: what is remembered between two looks after the own keys.
    id INTEGER PRIMARY KEY CHECK (id = 1),  -- always 1
    used_keys INTEGER NOT NULL DEFAULT 0,  -- one-time keys used and not replaced yet
    extra_since_ms INTEGER NOT NULL DEFAULT 0,  -- when the day of extra_given began
    extra_given INTEGER NOT NULL DEFAULT 0,  -- keys made that day beyond the used ones
    greeted_ms INTEGER NOT NULL DEFAULT 0,  -- when contacts were last greeted after a restoration
    confirmed_acknowledged INTEGER NOT NULL DEFAULT 0  -- highest acknowledged id the relay told
) STRICT;
INSERT INTO key_upkeep (id) VALUES (1);

CREATE TABLE duty (
    -- What a noticed old state or restored relay still asks for; done once the mailbox is drained.
    name TEXT NOT NULL PRIMARY KEY,  -- 'renew keys', 'replace delivery key', 'state anew', 'resend'
    since_ms INTEGER NOT NULL  -- when it was noticed
) STRICT;

CREATE TABLE greeting_due (
    -- Contacts that get an empty content on a new session after a restoration.
    contact INTEGER PRIMARY KEY  -- who
        REFERENCES contact (id) ON DELETE CASCADE,
    due_ms INTEGER NOT NULL  -- local time from which it may leave
) STRICT;

CREATE TABLE secret_leftover (
    -- Entries of the secret store that belong to nothing: made before their commit, or done with.
    entry TEXT NOT NULL PRIMARY KEY  -- name of the entry
) STRICT;
"""


def apply(connection: apsw.Connection) -> None:
    """Add what sessions and keys need over time."""
    connection.execute(_SCHEMA)
