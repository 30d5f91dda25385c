"""Rows of mailboxes: append once, page in order of id, delete on acknowledgement."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from protocol.ids import DeviceAddress, EnvelopeId, MessageId
from server.store import delivery_key_rows
from server.store.delivery_key_rows import OpenKey
from server.store.engine import driver_of
from server.store.schema import AccountState, account, device, envelope, relay
from server.store.statements import driver_sql

_INSERT: Final = driver_sql(
    insert(envelope).on_conflict_do_nothing(index_elements=[envelope.c.mailbox, envelope.c.msg_id]),
    values=("id", "mailbox", "msg_id", "envelope", "is_request"),
)
_FIND_REPEAT: Final = driver_sql(
    select(envelope.c.id).where(
        envelope.c.mailbox == bindparam("box"), envelope.c.msg_id == bindparam("msg")
    ),
    "box",
    "msg",
)
_IS_THIS = (envelope.c.id == bindparam("which")) & (envelope.c.mailbox == bindparam("box"))
_DELETE: Final = driver_sql(delete(envelope).where(_IS_THIS), "which", "box")
_TAKE: Final = driver_sql(
    delete(envelope)
    .where(_IS_THIS)
    .returning(func.length(envelope.c.envelope), envelope.c.is_request),
    "which",
    "box",
)
_RAISE_ACKNOWLEDGED: Final = driver_sql(
    update(device)
    .where(device.c.key == bindparam("box"))
    .values(newest_acknowledged=func.max(device.c.newest_acknowledged, bindparam("newest"))),
    "newest",
    "box",
)
_LEASE: Final = driver_sql(update(relay).values(leased_id=bindparam("leased")), "leased")
_FIND_MAILBOX: Final = driver_sql(
    select(device.c.key, device.c.account, device.c.is_revoked, account.c.state)
    .select_from(device.join(account))
    .where(account.c.account_id == bindparam("id"), device.c.number == bindparam("number")),
    "id",
    "number",
)
_LOAD: Final = driver_sql(select(envelope.c.envelope).where(_IS_THIS), "which", "box")

NewRow = tuple[EnvelopeId, int, MessageId, bytes, int]
"""Id, number of the mailbox, hash, sealed message, and 1 for a request."""

Place = tuple[EnvelopeId, int]
"""Id and number of the mailbox."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MailboxState:
    """A mailbox as the database has it.

    Attributes:
        key: Number of its device's row; 0 if there is none, or if it was revoked.
        is_gone: Whether its account ended, or its name moved to another account.
        count: Envelopes held.
        size_bytes: Their bytes.
        requests: How many of them came without a delivery key.
        keys: The delivery keys of its account. Stage 1 has one live device for each account, so
            that no other mailbox counts their uses.
    """

    key: int
    is_gone: bool
    count: int
    size_bytes: int
    requests: int
    keys: list[OpenKey]


@dataclass(kw_only=True, slots=True)
class MailboxWork:
    """What gathered for one write, carried out in the order of these attributes.

    Attributes:
        rows: New envelopes, those of one mailbox in order of id.
        uses: Rows of limited delivery keys, by the id of the envelope that each admitted.
        lookups: Mailbox and hash of envelopes that were refused, unless they are held already.
        deletes: Envelopes that their device holds durably, all of them held here.
        takes: Ids that a device named, by mailbox; they may be anything.
        raises: Newest id that a device acknowledged, by mailbox.
        lease: Up to where ids may be told before their commit; None for no change.
    """

    rows: list[NewRow] = field(default_factory=list)
    uses: dict[EnvelopeId, int] = field(default_factory=dict)
    lookups: list[tuple[int, MessageId]] = field(default_factory=list)
    deletes: list[Place] = field(default_factory=list)
    takes: list[tuple[int, Sequence[EnvelopeId]]] = field(default_factory=list)
    raises: Mapping[int, EnvelopeId] = field(default_factory=dict)
    lease: EnvelopeId | None = None

    @property
    def size(self) -> int:
        """How many rows it touches."""
        taken = sum(len(ids) for _mailbox, ids in self.takes)
        return len(self.rows) + len(self.lookups) + len(self.deletes) + taken + len(self.raises)


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What was deleted of one mailbox.

    Attributes:
        count: Envelopes.
        size_bytes: Their bytes.
        requests: How many of them were requests.
    """

    count: int
    size_bytes: int
    requests: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What a write found.

    Attributes:
        repeats: Ids of new envelopes that were held already, each with the id under which.
        found: For each lookup the id under which the envelope is held, 0 if it is not.
        taken: For each entry of `takes`, what it deleted.
    """

    repeats: Mapping[EnvelopeId, EnvelopeId]
    found: Sequence[EnvelopeId]
    taken: Sequence[Taken]


def write(driver: sqlite3.Connection, work: MailboxWork) -> Written:
    """Carry out what gathered.

    Only ids that were really in the mailbox raise its newest acknowledged one.
    """
    repeats = _insert(driver, work.rows)
    if work.uses:
        delivery_key_rows.count_uses(
            driver, [key for one, key in work.uses.items() if one not in repeats]
        )
    found = [_find_held(driver, mailbox, msg_id) for mailbox, msg_id in work.lookups]
    if work.deletes:
        driver.executemany(_DELETE, work.deletes)
    taken = [_take(driver, mailbox, ids) for mailbox, ids in work.takes]
    if work.raises:
        raise_acknowledged(driver, work.raises)
    if work.lease is not None:
        lease(driver, work.lease)
    return Written(repeats=repeats, found=found, taken=taken)


def _insert(driver: sqlite3.Connection, rows: list[NewRow]) -> dict[EnvelopeId, EnvelopeId]:
    """Store envelopes, each once; return those that were held already."""
    if not rows or driver.executemany(_INSERT, rows).rowcount == len(rows):
        return {}
    held = {row[0]: _find_held(driver, row[1], row[2]) for row in rows}
    return {one: earlier for one, earlier in held.items() if earlier != one}


def _find_held(driver: sqlite3.Connection, mailbox: int, msg_id: MessageId) -> EnvelopeId:
    row = driver.execute(_FIND_REPEAT, (mailbox, msg_id)).fetchone()
    return EnvelopeId(0 if row is None else row[0])


def _take(driver: sqlite3.Connection, mailbox: int, ids: Iterable[EnvelopeId]) -> Taken:
    """Delete envelopes by ids that may be anything; what is not in the mailbox stays."""
    count = size_bytes = requests = 0
    newest = EnvelopeId(0)
    for one in ids:
        # All rows, though there is at most one: a statement left half-way stays open.
        for size, is_request in driver.execute(_TAKE, (one, mailbox)).fetchall():
            count += 1
            size_bytes += size
            requests += is_request
            newest = max(newest, one)
    if count:
        raise_acknowledged(driver, {mailbox: newest})
    return Taken(count=count, size_bytes=size_bytes, requests=requests)


def raise_acknowledged(driver: sqlite3.Connection, newest: Mapping[int, EnvelopeId]) -> None:
    """Note the newest id that devices acknowledged, by mailbox; it never falls."""
    driver.executemany(_RAISE_ACKNOWLEDGED, [(one, mailbox) for mailbox, one in newest.items()])


def lease(driver: sqlite3.Connection, upto: EnvelopeId) -> None:
    """Note that ids up to one may have been used, whether or not their envelopes are held."""
    driver.execute(_LEASE, (upto,))


def load_mailboxes(
    connection: Connection, addresses: Iterable[DeviceAddress]
) -> dict[DeviceAddress, MailboxState]:
    """Return the state of mailboxes, also of those that do not exist."""
    return {address: load_mailbox(connection, address) for address in addresses}


_NOBODY: Final = MailboxState(key=0, is_gone=False, count=0, size_bytes=0, requests=0, keys=[])


def load_mailbox(connection: Connection, address: DeviceAddress) -> MailboxState:
    """Return the state of a mailbox, also of one that does not exist."""
    # By the driver: anybody can have thousands of names that nobody has looked up.
    found = driver_of(connection).execute(_FIND_MAILBOX, address).fetchone()
    if found is None:
        return _NOBODY
    key, account_key, is_revoked, state = found
    is_gone = state != AccountState.LIVE
    if is_revoked and not is_gone:
        return _NOBODY
    count, size_bytes, requests = connection.execute(
        select(
            func.count(),
            func.coalesce(func.sum(func.length(envelope.c.envelope)), 0),
            func.coalesce(func.sum(envelope.c.is_request), 0),
        ).where(envelope.c.mailbox == key)
    ).one()
    return MailboxState(
        key=key,
        is_gone=is_gone,
        count=count,
        size_bytes=size_bytes,
        requests=requests,
        keys=delivery_key_rows.load_listed(connection, account_key),
    )


def held_ids(connection: Connection, mailbox: int, *, above: EnvelopeId) -> list[EnvelopeId]:
    """Return the ids above `above` that a mailbox holds, in order; the envelopes stay on disk."""
    rows = connection.execute(
        select(envelope.c.id).where(envelope.c.mailbox == mailbox, envelope.c.id > above)
    ).scalars()
    return sorted(EnvelopeId(one) for one in rows)


def load_page(
    connection: Connection, mailbox: int, ids: Sequence[EnvelopeId], *, most_bytes: int
) -> list[tuple[EnvelopeId, bytes | None]]:
    """Return the envelopes with the given ids, at least one and then up to `most_bytes`.

    Returns:
        Pairs in the order of `ids`; None for an envelope that is held no longer.
    """
    page: list[tuple[EnvelopeId, bytes | None]] = []
    size = 0
    driver = driver_of(connection)
    for one in ids:
        row = driver.execute(_LOAD, (one, mailbox)).fetchone()
        page.append((one, None if row is None else row[0]))
        size += 0 if row is None else len(row[0])
        if size >= most_bytes:
            break
    return page


def expire(connection: Connection, *, below: EnvelopeId, at_most: int) -> int:
    """Delete the oldest envelopes below an id, remembering for each mailbox how far.

    Returns:
        How many were deleted; less than `at_most` when none are left.
    """
    oldest = (
        select(envelope.c.id).where(envelope.c.id < below).order_by(envelope.c.id).limit(at_most)
    )
    rows = connection.execute(
        delete(envelope)
        .where(envelope.c.id.in_(oldest))
        .returning(envelope.c.mailbox, envelope.c.id)
    ).all()
    newest: dict[int, int] = {}
    for mailbox, one in rows:
        newest[mailbox] = max(newest.get(mailbox, 0), one)
    for mailbox, one in sorted(newest.items()):
        connection.execute(
            update(device)
            .where(device.c.key == mailbox)
            .values(newest_expired=func.max(device.c.newest_expired, one))
        )
    return len(rows)
