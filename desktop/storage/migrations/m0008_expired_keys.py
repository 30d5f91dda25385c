"""What keeps a message from being delivered beside a mailbox that refuses it: expired keys."""

import apsw

_SCHEMA = """
ALTER TABLE contact ADD COLUMN keyless_since_ms INTEGER NOT NULL DEFAULT 0;
    -- since when all of their keys are expired, 0 while they are not
"""


def apply(connection: apsw.Connection) -> None:
    """Add the column."""
    connection.execute(_SCHEMA)
