"""The ninth schema: heads that contacts named, and a change of the own chain that is under way."""

import apsw

_SCHEMA = """
ALTER TABLE contact ADD COLUMN wanted_head BLOB NOT NULL DEFAULT x'';
    -- head of their chain that an opened content named and no chain we saw has; empty for none
ALTER TABLE contact ADD COLUMN head_state TEXT NOT NULL DEFAULT 'asked'
    CHECK (head_state IN ('asked', 'withheld', 'dismissed'));
    -- of wanted_head: it is asked for, the relay answered without it, the person goes on without it

CREATE TABLE pending_chain (
    -- A longer own chain whose way to the relay is not confirmed yet: one row, or none.
    id INTEGER PRIMARY KEY CHECK (id = 1),  -- always 1
    chain BLOB NOT NULL,  -- the whole chain, encoded
    signing_seed BLOB NOT NULL,  -- private half of a new DEV, 32 bytes; empty if the device stays
    olm_pickle BLOB NOT NULL  -- the new Olm account, encrypted under its own key; empty likewise
) STRICT;
"""


def apply(connection: apsw.Connection) -> None:
    """Add what chains need that grow."""
    connection.execute(_SCHEMA)
