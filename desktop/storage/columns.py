"""How values stand in columns, and reading whole results; every store uses these."""

from collections.abc import Sequence
from typing import Any

import apsw

from protocol.ids import AccountId, DeviceAddress

Row = tuple[Any, ...]
"""One row of a result; the reader that names the columns gives the values their types."""

_SEQ_BYTES = 8

NO_SEQ = bytes(_SEQ_BYTES)
"""The column of seq 0."""


def seq_column(seq: int) -> bytes:
    """Return a sequence number as its column holds it: bytes that sort as the numbers do.

    Args:
        seq: 0 to 2**64 - 1; SQLite's integers end at half of that.
    """
    return seq.to_bytes(_SEQ_BYTES, "big")


def read_seq(column: bytes) -> int:
    """Return the number in a seq column."""
    return int.from_bytes(column, "big")


def read_address(account: bytes, device: int) -> DeviceAddress:
    """Return the device that two columns name."""
    return DeviceAddress(account=AccountId(account), device=device)


def load_rows(
    connection: apsw.Connection, query: str, values: Sequence["apsw.SQLiteValue"] = ()
) -> list[Row]:
    """Run a query to its end and return every row."""
    return connection.execute(query, values).fetchall()


def find_row(
    connection: apsw.Connection, query: str, values: Sequence["apsw.SQLiteValue"] = ()
) -> Row | None:
    """Run a query to its end and return the first row, or None."""
    rows = load_rows(connection, query, values)
    return rows[0] if rows else None


def get_value(
    connection: apsw.Connection, query: str, values: Sequence["apsw.SQLiteValue"] = ()
) -> Any:  # noqa: ANN401 - the caller's column has the type
    """Return the one value of a query that always has a row, such as a count."""
    return load_rows(connection, query, values)[0][0]
