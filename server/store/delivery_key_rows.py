"""Rows of delivery keys: what opens an account's mailboxes, and how often it did."""

import hmac
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from server.store.schema import delivery_key
from server.store.statements import driver_sql

UNLISTED_KEPT: Final = 256
"""Used keys of one account that are remembered after they left its list: years of invites."""

_COUNT_USE: Final = driver_sql(
    update(delivery_key)
    .where(delivery_key.c.key == bindparam("which"), delivery_key.c.uses > literal_column("0"))
    .values(used=delivery_key.c.used + literal_column("1")),
    "which",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewKey:
    """A key on its way into the list.

    Attributes:
        key_hash: SHA-256 of the key, 32 bytes.
        uses: How many envelopes it admits in all, 0 without limit.
        expires_ms: From when on it admits none, 0 for never.
    """

    key_hash: bytes
    uses: int
    expires_ms: int


@dataclass(kw_only=True, slots=True)
class OpenKey:
    """A key of the present list.

    Attributes:
        key: Number of its row.
        key_hash: SHA-256 of the key.
        uses: How many envelopes it admits in all, 0 without limit.
        used: How many it admitted.
        expires_ms: From when on it admits none, 0 for never.
    """

    key: int
    key_hash: bytes
    uses: int
    used: int
    expires_ms: int

    @property
    def is_limited(self) -> bool:
        """Whether its uses are counted, as for an invite."""
        return self.uses != 0

    @property
    def is_spent(self) -> bool:
        """Whether it admits nothing new."""
        return self.is_limited and self.used >= self.uses

    def has_expired(self, now_ms: int) -> bool:
        """Whether its time is over."""
        return self.expires_ms != 0 and now_ms >= self.expires_ms


def load_listed(connection: Connection, account_key: int) -> list[OpenKey]:
    """Return the keys that an account's list holds now, also expired and spent ones."""
    rows = connection.execute(
        select(
            delivery_key.c.key,
            delivery_key.c.key_hash,
            delivery_key.c.uses,
            delivery_key.c.used,
            delivery_key.c.expires_ms,
        )
        .where(delivery_key.c.account == account_key, delivery_key.c.is_listed == 1)
        .order_by(delivery_key.c.key)
    )
    return [
        OpenKey(
            key=row.key,
            key_hash=row.key_hash,
            uses=row.uses,
            used=row.used,
            expires_ms=row.expires_ms,
        )
        for row in rows
    ]


def find_matching(keys: Sequence[OpenKey], key_hash: bytes, *, now_ms: int) -> OpenKey | None:
    """Return the key that a hash belongs to, unless it expired.

    Every key is compared, each in constant time, so that the time tells nothing of the list.
    """
    found: OpenKey | None = None
    for key in keys:
        is_equal = hmac.compare_digest(key.key_hash, key_hash)
        if is_equal and not key.has_expired(now_ms):
            found = key
    return found


def put(connection: Connection, account_key: int, new: Iterable[NewKey]) -> None:
    """Set an account's whole list.

    A key that is set again keeps its count of uses, also if it was left out in between. Keys left
    out that were never counted are deleted, the others remembered.

    Args:
        connection: The writer's.
        account_key: Number of the account's row.
        new: The list; no hash twice.
    """
    connection.execute(
        update(delivery_key).where(delivery_key.c.account == account_key).values(is_listed=0)
    )
    for key in new:
        values = {"uses": key.uses, "expires_ms": key.expires_ms, "is_listed": 1}
        connection.execute(
            upsert(delivery_key)
            .values(account=account_key, key_hash=key.key_hash, used=0, **values)
            .on_conflict_do_update(
                index_elements=[delivery_key.c.account, delivery_key.c.key_hash], set_=values
            )
        )
    unlisted = (delivery_key.c.account == account_key) & (delivery_key.c.is_listed == 0)
    newest = (
        select(delivery_key.c.key)
        .where(unlisted, delivery_key.c.used > 0)
        .order_by(delivery_key.c.key.desc())
        .limit(UNLISTED_KEPT)
    )
    connection.execute(delete(delivery_key).where(unlisted, delivery_key.c.key.not_in(newest)))


def count_uses(driver: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Note for each row that its key admitted one more envelope; only limited ones are counted."""
    driver.executemany(_COUNT_USE, [(key,) for key in keys])


def delete_all(connection: Connection, account_key: int) -> None:
    """Delete every key of an account that ended."""
    connection.execute(delete(delivery_key).where(delivery_key.c.account == account_key))
