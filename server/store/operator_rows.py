"""What an operator asks of the database: counts, sizes, names, and the end of an account."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, update

from protocol.ids import ENVELOPE_ID_TIME_SHIFT, EnvelopeId
from server.store import account_change_rows, account_rows
from server.store.schema import (
    AccountState,
    account,
    delivery_key,
    device,
    envelope,
    one_time_prekey,
    registration_code,
    username,
)


class NoSuchUser(Exception):
    """Nobody here has the name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """A name in use.

    Attributes:
        name: The name.
        state: State of the account that has it.
        envelopes: Envelopes held for it.
        size_bytes: Their bytes.
    """

    name: str
    state: AccountState
    envelopes: int
    size_bytes: int


def count(connection: Connection) -> dict[str, int]:
    """Return counts and sizes by name, none of which says anything of a single person."""
    by_state = select(account.c.state, func.count()).group_by(account.c.state)
    states = {int(state): int(number) for state, number in connection.execute(by_state)}
    held, size, requests, oldest = connection.execute(
        select(
            func.count(),
            func.coalesce(func.sum(func.length(envelope.c.envelope)), 0),
            func.coalesce(func.sum(envelope.c.is_request), 0),
            func.coalesce(func.min(envelope.c.id), 0),
        )
    ).one()
    waiting = select(func.count(func.distinct(envelope.c.mailbox)))
    pages = {
        name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
        for name in ("page_size", "page_count", "freelist_count")
    }
    return {
        **{f"accounts_{state.name.lower()}": states.get(state, 0) for state in AccountState},
        "devices": _rows(connection, device),
        "envelopes_held": held,
        "envelopes_held_bytes": size,
        "requests_held": requests,
        "mailboxes_with_envelopes": connection.execute(waiting).scalar_one(),
        "oldest_envelope_ms": oldest >> ENVELOPE_ID_TIME_SHIFT,
        "one_time_keys": _rows(connection, one_time_prekey),
        "delivery_keys": _rows(connection, delivery_key),
        "registration_codes": _rows(connection, registration_code),
        "database_bytes": pages["page_size"] * pages["page_count"],
        "free_bytes": pages["page_size"] * pages["freelist_count"],
    }


def _rows(connection: Connection, table: object) -> int:
    number = connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]  # any table
    assert isinstance(number, int)
    return number


def count_held(connection: Connection, *, below: EnvelopeId | None = None) -> int:
    """Return how many envelopes are held, or those of them below an id."""
    counted = select(func.count()).select_from(envelope)
    if below is not None:
        counted = counted.where(envelope.c.id < below)
    return connection.execute(counted).scalar_one()


def list_users(connection: Connection) -> list[User]:
    """Return every name in use, sorted."""
    rows = connection.execute(
        select(
            username.c.name,
            account.c.state,
            func.count(envelope.c.id).label("envelopes"),
            func.coalesce(func.sum(func.length(envelope.c.envelope)), 0).label("size_bytes"),
        )
        .select_from(
            username.join(account)
            .outerjoin(device, device.c.account == account.c.key)
            .outerjoin(envelope, envelope.c.mailbox == device.c.key)
        )
        .group_by(username.c.name, account.c.state)
        .order_by(username.c.name)
    )
    return [
        User(
            name=row.name,
            state=AccountState(row.state),
            envelopes=row.envelopes,
            size_bytes=row.size_bytes,
        )
        for row in rows
    ]


def set_disabled(connection: Connection, name: str, *, is_disabled: bool) -> bool:
    """Disable or enable the account that has a name; what is held for it stays.

    Returns:
        Whether that changed anything.

    Raises:
        NoSuchUser: nobody has the name, or its account ended.
    """
    holder = account_rows.find_account_by_name(connection, name)
    if holder is None or holder.state not in {AccountState.LIVE, AccountState.DISABLED}:
        raise NoSuchUser
    state = AccountState.DISABLED if is_disabled else AccountState.LIVE
    connection.execute(update(account).where(account.c.key == holder.key).values(state=state))
    return holder.state is not state


def delete_user(connection: Connection, name: str) -> None:
    """End the account that has a name, drop what is held for it and free the name.

    Raises:
        NoSuchUser: nobody has the name.
    """
    holder = account_rows.find_account_by_name(connection, name)
    if holder is None:
        raise NoSuchUser
    connection.execute(delete(username).where(username.c.account == holder.key))
    account_change_rows.end(
        connection,
        holder.key,
        AccountState.ENDED,
        newest_id=account_rows.load_newest_id(connection),
    )


def vacuum(connection: Connection) -> None:
    """Give free pages back to the disk; for a while the database needs its size once more."""
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("VACUUM")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
