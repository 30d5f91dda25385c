"""Rows of registration codes: their hashes and what is left of them, never who came by which."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from server.store.schema import registration_code


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeRow:
    """A code that lets somebody in.

    Attributes:
        key: Number of the row, by which an operator names it.
        uses_left: How many accounts it is still good for, at least 1.
        expires_ms: From when on it is good for none, Unix milliseconds.
    """

    key: int
    uses_left: int
    expires_ms: int


def add(
    connection: Connection, code_hash: bytes, *, uses: int, expires_ms: int, now_ms: int
) -> int:
    """Add a code, remove those that are expired, and return its number.

    Args:
        connection: A transaction of whoever writes.
        code_hash: SHA-256 of the code, 32 bytes, of no other one.
        uses: For how many accounts it is good, at least 1.
        expires_ms: From when on it is good for none.
        now_ms: Unix milliseconds.
    """
    connection.execute(delete(registration_code).where(registration_code.c.expires_ms <= now_ms))
    inserted = connection.execute(
        insert(registration_code).values(code_hash=code_hash, uses_left=uses, expires_ms=expires_ms)
    ).inserted_primary_key
    assert inserted is not None
    number = inserted[0]
    assert isinstance(number, int)
    return number


def load_good(connection: Connection, *, now_ms: int) -> list[CodeRow]:
    """Return the codes that let somebody in, oldest first."""
    rows = connection.execute(
        select(
            registration_code.c.key,
            registration_code.c.uses_left,
            registration_code.c.expires_ms,
        )
        .where(registration_code.c.expires_ms > now_ms)
        .order_by(registration_code.c.key)
    )
    return [
        CodeRow(key=row.key, uses_left=row.uses_left, expires_ms=row.expires_ms) for row in rows
    ]


def remove(connection: Connection, which: int | bytes) -> bool:
    """Remove a code by its number or the hash of it; return whether there was one."""
    column = registration_code.c.key if isinstance(which, int) else registration_code.c.code_hash
    return connection.execute(delete(registration_code).where(column == which)).rowcount > 0


def is_good(connection: Connection, code_hash: bytes, *, now_ms: int) -> bool:
    """Tell whether a code lets somebody in now; nothing is spent."""
    found = select(registration_code.c.key).where(_is_good(code_hash, now_ms))
    return connection.execute(found).scalar_one_or_none() is not None


def spend(connection: Connection, code_hash: bytes, *, now_ms: int) -> bool:
    """Use a code up by one; one that is good for no more is removed.

    Returns:
        Whether it lets somebody in; if not, nothing changed.
    """
    spent = connection.execute(
        update(registration_code)
        .where(_is_good(code_hash, now_ms))
        .values(uses_left=registration_code.c.uses_left - 1)
    )
    connection.execute(delete(registration_code).where(registration_code.c.uses_left == 0))
    return spent.rowcount > 0


def _is_good(code_hash: bytes, now_ms: int) -> ColumnElement[bool]:
    return (registration_code.c.code_hash == code_hash) & (registration_code.c.expires_ms > now_ms)
