"""Drafts, emoji that were used, and what is known of a message beyond its bubble."""

import apsw

_SCHEMA = """
ALTER TABLE message ADD COLUMN is_deleted INTEGER NOT NULL DEFAULT 0;
    -- 1 once the person deleted it here: its text is gone, it is shown no more
ALTER TABLE message ADD COLUMN accepted_ms INTEGER NOT NULL DEFAULT 0;
    -- with an own message, when the relay took it, 0 for not known
ALTER TABLE message ADD COLUMN delivered_ms INTEGER NOT NULL DEFAULT 0;
    -- with an own message, when its delivery receipt came, 0 for not known
ALTER TABLE message ADD COLUMN read_ms INTEGER NOT NULL DEFAULT 0;
    -- with an own message, when its read receipt came, 0 for not known

CREATE TABLE draft (
    -- What was written to a contact and not sent yet.
    contact INTEGER PRIMARY KEY  -- to whom
        REFERENCES contact (id) ON DELETE CASCADE,
    text TEXT NOT NULL,  -- as it stands in the composer, never empty
    cursor INTEGER NOT NULL  -- where the cursor stood, in UTF-16 units from the start
) STRICT;

CREATE TABLE used_emoji (
    -- Emoji that this person picked, to be offered first.
    emoji TEXT NOT NULL PRIMARY KEY,  -- the characters
    uses INTEGER NOT NULL,  -- how often
    used_ms INTEGER NOT NULL  -- when it was last picked
) STRICT, WITHOUT ROWID;
"""


def apply(connection: apsw.Connection) -> None:
    """Add what composer and message info need."""
    connection.execute(_SCHEMA)
