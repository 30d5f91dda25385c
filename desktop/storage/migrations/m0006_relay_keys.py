"""The sixth schema: which key of the relay the password may go to, and which it must have."""

import apsw

_SCHEMA = """
ALTER TABLE own_account ADD COLUMN relay_key BLOB NOT NULL DEFAULT x'';
    -- channel that the person trusts with the password: first seen or agreed to; empty for none yet
ALTER TABLE own_account ADD COLUMN relay_pin BLOB NOT NULL DEFAULT x'';
    -- SHA-256 of the SPKI that the relay must have, from an invite; empty to trust authorities
"""


def apply(connection: apsw.Connection) -> None:
    """Add what the profile keeps of its relay's key."""
    connection.execute(_SCHEMA)
