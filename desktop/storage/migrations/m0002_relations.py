"""The second schema: who may write to whom, delivery keys, invites, verification, privacy."""

import apsw

_SCHEMA = """
ALTER TABLE contact ADD COLUMN gave_key INTEGER NOT NULL DEFAULT 0;
    -- 1 once our delivery key was given to them: we asked or accepted
ALTER TABLE contact ADD COLUMN is_blocked INTEGER NOT NULL DEFAULT 0;
    -- 1 while everything of theirs is discarded
ALTER TABLE contact ADD COLUMN is_verified INTEGER NOT NULL DEFAULT 0;
    -- 1 once the person compared the safety number
ALTER TABLE contact ADD COLUMN changed_to BLOB NOT NULL DEFAULT x'';
    -- account that the name has now, while the person has not decided; else empty
ALTER TABLE contact ADD COLUMN invite_open_key BLOB NOT NULL DEFAULT x'';
    -- delivery key of their invite, used until theirs is known
ALTER TABLE contact ADD COLUMN invite_proof BLOB NOT NULL DEFAULT x'';
    -- proof of their invite, sent along until they answer
ALTER TABLE contact ADD COLUMN held_since_ms INTEGER NOT NULL DEFAULT 0;
    -- since when their mailbox does not take our key, 0 for not
ALTER TABLE contact ADD COLUMN repair_asked_ms INTEGER NOT NULL DEFAULT 0;
    -- when a repair was last asked for
ALTER TABLE contact ADD COLUMN chain_asked_ms INTEGER NOT NULL DEFAULT 0;
    -- when their chain was last fetched because of a head in a content
-- What was accepted before had both keys; the column is kept and no longer read.
UPDATE contact SET gave_key = is_accepted;

ALTER TABLE message ADD COLUMN count INTEGER NOT NULL DEFAULT 0;
    -- with a gap, how many messages are missing

ALTER TABLE own_account ADD COLUMN presence_rule INTEGER NOT NULL DEFAULT 0;
    -- 0 everybody, 1 contacts, 2 nobody may know whether this account is online
ALTER TABLE own_account ADD COLUMN slow_receipts INTEGER NOT NULL DEFAULT 0;
    -- 1 for delivery receipts after a longer pause
ALTER TABLE own_account ADD COLUMN read_receipts INTEGER NOT NULL DEFAULT 0;
    -- 1 to tell when a message was read
ALTER TABLE own_account ADD COLUMN typing INTEGER NOT NULL DEFAULT 1;
    -- 1 to tell while typing

CREATE TABLE retired_delivery_key (
    -- Own delivery keys that were replaced but still open the mailbox for those who have no other.
    key BLOB NOT NULL PRIMARY KEY,  -- the key, 32 bytes
    retired_ms INTEGER NOT NULL,  -- when it was replaced
    last_outbox INTEGER NOT NULL  -- it goes once every outbox row up to this one is done with
) STRICT;

CREATE TABLE own_invite (
    -- Invites that this account made.
    secret BLOB NOT NULL PRIMARY KEY,  -- i, 32 bytes
    made_ms INTEGER NOT NULL,  -- when it was made
    used_by BLOB NOT NULL DEFAULT x''  -- account whose proof was honoured, empty for nobody yet
) STRICT;
"""


def apply(connection: apsw.Connection) -> None:
    """Add what relations between people need."""
    connection.execute(_SCHEMA)
