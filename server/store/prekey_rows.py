"""Rows of prekeys: each one-time key is given once, fallback and seal pair stay until replaced."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from server.store.account_rows import NewPrekey
from server.store.schema import current_prekey, one_time_prekey, spent_prekey
from server.store.statements import driver_sql

SPENT_KEPT: Final = 1_000
"""Digests kept of one device's spent one-time keys: weeks of uploads, in 50 KB."""

_TAKE_ONE_TIME: Final = driver_sql(
    delete(one_time_prekey)
    .where(
        one_time_prekey.c.key
        == select(func.min(one_time_prekey.c.key))
        .where(one_time_prekey.c.device == bindparam("which"))
        .scalar_subquery()
    )
    .returning(one_time_prekey.c.digest, one_time_prekey.c.prekey),
    "which",
)
_INSERT_SPENT: Final = driver_sql(insert(spent_prekey), values=("device", "digest"))


@dataclass(frozen=True, kw_only=True, slots=True)
class CurrentPrekey:
    """A fallback key or seal pair.

    Attributes:
        prekey: The signed prekey.
        expires_ms: When it expires, Unix milliseconds.
    """

    prekey: bytes
    expires_ms: int


def put(
    connection: Connection, device: int, new: Iterable[NewPrekey], *, wipe: bool, most_held: int
) -> None:
    """Take prekeys of a device in.

    Args:
        connection: The writer's.
        device: Number of the device's row.
        new: Checked prekeys. One-time keys that are held or were ever given are left out.
        wipe: Whether the one-time keys held so far are dropped first.
        most_held: Most one-time keys held; the oldest of too many are dropped.
    """
    if wipe:
        connection.execute(delete(one_time_prekey).where(one_time_prekey.c.device == device))
    spent = set(
        connection.scalars(select(spent_prekey.c.digest).where(spent_prekey.c.device == device))
    )
    for prekey in new:
        if prekey.expires_ms:
            _replace(connection, device, prekey)
        elif prekey.digest not in spent:
            connection.execute(
                upsert(one_time_prekey)
                .values(device=device, digest=prekey.digest, prekey=prekey.prekey)
                .on_conflict_do_nothing()
            )
    _drop_oldest(connection, device, most_held)


def _replace(connection: Connection, device: int, prekey: NewPrekey) -> None:
    values = {"prekey": prekey.prekey, "expires_ms": prekey.expires_ms}
    connection.execute(
        upsert(current_prekey)
        .values(device=device, kind=prekey.kind, **values)
        .on_conflict_do_update(
            index_elements=[current_prekey.c.device, current_prekey.c.kind], set_=values
        )
    )


def _drop_oldest(connection: Connection, device: int, most_held: int) -> None:
    for table, keep in ((one_time_prekey, most_held), (spent_prekey, SPENT_KEPT)):
        newest = (
            select(table.c.key)
            .where(table.c.device == device)
            .order_by(table.c.key.desc())
            .limit(keep)
        )
        connection.execute(
            delete(table).where(table.c.device == device, table.c.key.not_in(newest))
        )


def take_one_time(connection: Connection, device: int) -> bytes | None:
    """Remove the oldest one-time key of a device and return it; None if there is none.

    The key is remembered as spent, so that a repeated upload cannot bring it back.
    """
    row = connection.exec_driver_sql(_TAKE_ONE_TIME, (device,)).one_or_none()
    if row is None:
        return None
    digest, prekey = row
    connection.exec_driver_sql(_INSERT_SPENT, (device, digest))
    assert isinstance(prekey, bytes)
    return prekey


def find_current(connection: Connection, device: int, kind: int) -> CurrentPrekey | None:
    """Return the fallback key or the seal pair of a device."""
    row = connection.execute(
        select(current_prekey.c.prekey, current_prekey.c.expires_ms).where(
            current_prekey.c.device == device, current_prekey.c.kind == kind
        )
    ).one_or_none()
    return None if row is None else CurrentPrekey(prekey=row.prekey, expires_ms=row.expires_ms)
