"""What the person decided about a contact beside trust: muted, and a chat that was deleted."""

import apsw

_SCHEMA = """
ALTER TABLE contact ADD COLUMN is_muted INTEGER NOT NULL DEFAULT 0;
    -- 1 if nothing of theirs is to be announced
ALTER TABLE conversation ADD COLUMN is_listed INTEGER NOT NULL DEFAULT 1;
    -- 0 once the person deleted the chat, until something new stands in it
"""


def apply(connection: apsw.Connection) -> None:
    """Add both columns."""
    connection.execute(_SCHEMA)
