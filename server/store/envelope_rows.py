"""Rows of mailboxes: append once, page in order of id, delete on acknowledgement."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from protocol.ids import DeviceAddress, EnvelopeId, MessageId
from protocol.messages import SendVerdict
from server.store import delivery_key_rows
from server.store.delivery_key_rows import OpenKey
from server.store.envelope_ids import EnvelopeIds
from server.store.schema import AccountState, account, device, envelope
from server.store.statements import driver_sql

_NO_ID: Final = EnvelopeId(0)

MAX_KNOWN_MAILBOXES: Final = 50_000
"""Mailboxes whose state the writer keeps in memory, about 15 MB."""

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
_DELETE: Final = driver_sql(
    delete(envelope)
    .where(envelope.c.id == bindparam("which"), envelope.c.mailbox == bindparam("box"))
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
_LOAD: Final = driver_sql(
    select(envelope.c.envelope).where(
        envelope.c.id == bindparam("which"), envelope.c.mailbox == bindparam("box")
    ),
    "which",
    "box",
)


@dataclass(kw_only=True, slots=True)
class Mailbox:
    """What the writer knows of a mailbox.

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


@dataclass(frozen=True, kw_only=True, slots=True)
class MailboxLimits:
    """How much one mailbox holds.

    Attributes:
        envelopes: Most envelopes.
        size_bytes: Most bytes.
        requests: Most envelopes that came without a delivery key.
    """

    envelopes: int
    size_bytes: int
    requests: int = 100


class Allowance(Protocol):
    """How many new envelopes a mailbox takes in a while; only the writer's thread asks."""

    def has(self, key: DeviceAddress) -> bool:
        """Tell whether `take` would succeed."""
        ...

    def take(self, key: DeviceAddress) -> bool:
        """Count one new envelope."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """One item of a send, or a request.

    Attributes:
        address: Whose mailbox it is for.
        msg_id: Hash of the envelope.
        envelope: The sealed message.
        key_hash: SHA-256 of the delivery key that came with it; None for a request, which needs
            none. A request says nothing of who made it.
        is_transient: Whether it must never be stored.
        is_over_budget: Whether its sender's own budget refuses it.
    """

    address: DeviceAddress
    msg_id: MessageId
    envelope: bytes
    key_hash: bytes | None
    is_transient: bool
    is_over_budget: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """What became of an arrival.

    Attributes:
        verdict: The answer to its sender.
        id: The envelope's id if it is stored, now or already.
        is_new: True if it was stored by this call, or is transient and may be passed on.
    """

    verdict: SendVerdict
    id: EnvelopeId = _NO_ID
    is_new: bool = False


class Mailboxes:
    """Memory of the writer about mailboxes, filled from the database and never ahead of it.

    `forget` must be called whenever a transaction or savepoint was rolled back, and `forget` or
    `drop` whenever envelopes, keys or devices were changed by anything but this file.

    Attributes:
        ids: Where envelope ids come from.
        limits: How much one mailbox holds.
    """

    def __init__(
        self,
        *,
        ids: EnvelopeIds,
        limits: MailboxLimits,
        most_known: int = MAX_KNOWN_MAILBOXES,
    ) -> None:
        self.ids = ids
        self.limits = limits
        self._known: OrderedDict[DeviceAddress, Mailbox] = OrderedDict()
        self._most_known = most_known

    def forget(self) -> None:
        """Drop everything; it is read again when needed."""
        self._known.clear()

    def drop(self, address: DeviceAddress) -> None:
        """Drop one mailbox; it is read again when needed."""
        self._known.pop(address, None)

    def get(self, connection: Connection, address: DeviceAddress) -> Mailbox:
        """Return the state of a mailbox, also of one that does not exist."""
        mailbox = self._known.get(address)
        if mailbox is not None:
            self._known.move_to_end(address)
            return mailbox
        mailbox = _load_mailbox(connection, address)
        if mailbox.key:  # a stranger's guess must not push known ones out
            self._known[address] = mailbox
            if len(self._known) > self._most_known:
                self._known.popitem(last=False)
        return mailbox


_NOBODY: Final = Mailbox(key=0, is_gone=False, count=0, size_bytes=0, requests=0, keys=[])


def _load_mailbox(connection: Connection, address: DeviceAddress) -> Mailbox:
    found = connection.execute(
        select(device.c.key, device.c.account, device.c.is_revoked, account.c.state)
        .select_from(device.join(account))
        .where(account.c.account_id == address.account, device.c.number == address.device)
    ).one_or_none()
    if found is None:
        return _NOBODY
    is_gone = found.state != AccountState.LIVE
    if found.is_revoked and not is_gone:
        return _NOBODY
    count, size_bytes, requests = connection.execute(
        select(
            func.count(),
            func.coalesce(func.sum(func.length(envelope.c.envelope)), 0),
            func.coalesce(func.sum(envelope.c.is_request), 0),
        ).where(envelope.c.mailbox == found.key)
    ).one()
    return Mailbox(
        key=found.key,
        is_gone=is_gone,
        count=count,
        size_bytes=size_bytes,
        requests=requests,
        keys=delivery_key_rows.load_listed(connection, found.account),
    )


def append(
    connection: Connection,
    arrivals: Sequence[Arrival],
    *,
    mailboxes: Mailboxes,
    refused: set[DeviceAddress],
    allowance: Allowance,
    now_ms: int,
) -> list[Placed]:
    """Store envelopes, each once.

    A wrong, expired or spent delivery key is answered exactly like a mailbox that does not exist.

    Args:
        connection: The writer's.
        arrivals: In the order in which their sender wants them delivered.
        mailboxes: The writer's memory.
        refused: Mailboxes of which something of the same frame was refused; later arrivals for
            them are refused too, and those refused here are added (P8).
        allowance: How many new envelopes each mailbox takes in a while.
        now_ms: Unix time, by which delivery keys expire.

    Returns:
        One result for each arrival, in order.
    """
    return [
        _append_one(
            connection,
            arrival,
            mailboxes=mailboxes,
            refused=refused,
            allowance=allowance,
            now_ms=now_ms,
        )
        for arrival in arrivals
    ]


def _append_one(
    connection: Connection,
    arrival: Arrival,
    *,
    mailboxes: Mailboxes,
    refused: set[DeviceAddress],
    allowance: Allowance,
    now_ms: int,
) -> Placed:
    mailbox = mailboxes.get(connection, arrival.address)
    key = _find_key(arrival, mailbox, now_ms)
    verdict = _refusal(arrival, mailbox, key, mailboxes.limits, refused)
    if arrival.is_transient and verdict in {None, SendVerdict.FULL}:
        # An invite's key opens the mailbox for messages alone; like FULL it is not told.
        is_new = mailbox.count == 0 and key is not None and not key.is_limited
        return Placed(verdict=SendVerdict.ACCEPTED, is_new=is_new)
    if verdict is None and not allowance.has(arrival.address):
        verdict = SendVerdict.RETRY
    if verdict is None:
        placed = _insert(connection, arrival, mailbox, mailboxes.ids)
        if placed.is_new:
            allowance.take(arrival.address)
            if key is not None:
                delivery_key_rows.count_use(connection, key)
        return placed
    if verdict in {SendVerdict.FULL, SendVerdict.RETRY} or (key is not None and key.is_spent):
        # A repeat of what is held takes no room and costs its sender nothing.
        repeat = _find_repeat(connection, mailbox, arrival)
        if repeat is not None:
            return Placed(verdict=SendVerdict.ACCEPTED, id=repeat)
    refused.add(arrival.address)
    return Placed(verdict=verdict)


def _insert(connection: Connection, arrival: Arrival, mailbox: Mailbox, ids: EnvelopeIds) -> Placed:
    new_id = ids.next()
    is_request = arrival.key_hash is None
    row = (new_id, mailbox.key, arrival.msg_id, arrival.envelope, int(is_request))
    if connection.exec_driver_sql(_INSERT, row).rowcount == 0:
        repeat = _find_repeat(connection, mailbox, arrival)
        assert repeat is not None
        return Placed(verdict=SendVerdict.ACCEPTED, id=repeat)
    mailbox.count += 1
    mailbox.size_bytes += len(arrival.envelope)
    mailbox.requests += is_request
    return Placed(verdict=SendVerdict.ACCEPTED, id=new_id, is_new=True)


def _find_key(arrival: Arrival, mailbox: Mailbox, now_ms: int) -> OpenKey | None:
    if arrival.key_hash is None:
        return None
    return delivery_key_rows.find_matching(mailbox.keys, arrival.key_hash, now_ms=now_ms)


def _refusal(
    arrival: Arrival,
    mailbox: Mailbox,
    key: OpenKey | None,
    limits: MailboxLimits,
    refused: set[DeviceAddress],
) -> SendVerdict | None:
    if mailbox.is_gone:
        return SendVerdict.GONE
    is_request = arrival.key_hash is None
    is_admitted = is_request or (key is not None and not key.is_spent)
    if not mailbox.key or not is_admitted:
        return SendVerdict.NO_SUCH_MAILBOX
    if arrival.is_over_budget or arrival.address in refused:
        return SendVerdict.RETRY
    if (
        mailbox.count >= limits.envelopes
        or mailbox.size_bytes + len(arrival.envelope) > limits.size_bytes
        or (is_request and mailbox.requests >= limits.requests)
    ):
        return SendVerdict.FULL
    return None


def _find_repeat(connection: Connection, mailbox: Mailbox, arrival: Arrival) -> EnvelopeId | None:
    row = connection.exec_driver_sql(_FIND_REPEAT, (mailbox.key, arrival.msg_id)).one_or_none()
    return None if row is None else EnvelopeId(row[0])


def acknowledge(
    connection: Connection,
    address: DeviceAddress,
    ids: Sequence[EnvelopeId],
    *,
    mailboxes: Mailboxes,
) -> int:
    """Delete envelopes that a device holds durably; ids that are not in its mailbox do nothing.

    Returns:
        How many were deleted.
    """
    mailbox = mailboxes.get(connection, address)
    if not mailbox.key:
        return 0
    deleted = 0
    newest = 0
    for one in ids:
        row = connection.exec_driver_sql(_DELETE, (one, mailbox.key)).one_or_none()
        if row is not None:
            deleted += 1
            newest = max(newest, one)
            mailbox.count -= 1
            mailbox.size_bytes -= row[0]
            mailbox.requests -= row[1]
    if deleted:
        connection.exec_driver_sql(_RAISE_ACKNOWLEDGED, (newest, mailbox.key))
    return deleted


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
    for one in ids:
        row = connection.exec_driver_sql(_LOAD, (one, mailbox)).one_or_none()
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
