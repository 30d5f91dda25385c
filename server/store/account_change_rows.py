"""What changes an account once it exists: a longer chain, another password, the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from protocol.ids import AccountId, ChainHead, EnvelopeId
from protocol.messages import PresenceRule
from server.store import delivery_key_rows
from server.store.delivery_key_rows import NewKey, OpenKey
from server.store.schema import (
    AccountState,
    account,
    current_prekey,
    device,
    envelope,
    one_time_prekey,
    relay,
    spent_prekey,
    username,
)


class AccountChanged(Exception):
    """The account is no longer what the change was checked against."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewChain:
    """A checked chain on its way into the store.

    Attributes:
        account: Whose it is.
        earlier_head: Head of the chain that it was found to extend.
        chain: The whole chain.
        head: Its head.
        devices: Signing keys of its live devices by number.
    """

    account: AccountId
    earlier_head: ChainHead
    chain: bytes
    head: ChainHead
    devices: Mapping[int, bytes]


def put_chain(connection: Connection, new: NewChain, *, newest_id: EnvelopeId) -> list[int]:
    """Replace an account's chain by a longer one, and follow it with the account's devices.

    What was held for a revoked device goes with it: nobody else can open it.

    Args:
        connection: The writer's.
        new: The checked chain.
        newest_id: Highest envelope id made so far.

    Returns:
        Numbers of the devices that were revoked, also of those whose number was given anew.

    Raises:
        AccountChanged: the account has another chain than the one that was compared, or ended.
    """
    account_key = _change(
        connection, new.account, new.earlier_head, {"chain": new.chain, "chain_head": new.head}
    )
    held = connection.execute(
        select(device.c.key, device.c.number, device.c.signing_key, device.c.is_revoked).where(
            device.c.account == account_key
        )
    ).all()
    revoked = [
        row for row in held if not row.is_revoked and new.devices.get(row.number) != row.signing_key
    ]
    for row in revoked:
        _empty(connection, [row.key], newest_id)
    known = {row.number: row.key for row in held}
    for row in held:
        _renew_device(connection, row.key, new.devices.get(row.number))
    for number, signing_key in sorted(new.devices.items()):
        if number not in known:
            connection.execute(
                insert(device).values(
                    account=account_key,
                    number=number,
                    signing_key=signing_key,
                    newest_acknowledged=0,
                    newest_expired=0,
                )
            )
    return [row.number for row in revoked]


def _renew_device(connection: Connection, key: int, signing_key: bytes | None) -> None:
    renewed = (
        {"is_revoked": 1} if signing_key is None else {"is_revoked": 0, "signing_key": signing_key}
    )
    connection.execute(update(device).where(device.c.key == key).values(**renewed))


def check_head(connection: Connection, account_id: AccountId, head: ChainHead) -> int:
    """Return the number of a live account's row, provided that its chain still has a head.

    Raises:
        AccountChanged: it has another one, or ended.
    """
    return _change(connection, account_id, head, {"chain_head": head})


def change_password(
    connection: Connection, account_id: AccountId, *, old_hash: str, new_hash: str
) -> None:
    """Replace the stored hash of a password value.

    Raises:
        AccountChanged: another change came first, or the account ended.
    """
    changed = connection.execute(
        update(account)
        .where(
            account.c.account_id == account_id,
            account.c.state == AccountState.LIVE,
            account.c.auth_hash == old_hash,
        )
        .values(auth_hash=new_hash)
    )
    if changed.rowcount == 0:
        raise AccountChanged


def set_presence(connection: Connection, account_id: AccountId, rule: PresenceRule) -> None:
    """Store who may know whether an account is online.

    Raises:
        AccountChanged: the account ended.
    """
    changed = connection.execute(
        update(account)
        .where(account.c.account_id == account_id, account.c.state == AccountState.LIVE)
        .values(presence=int(rule))
    )
    if changed.rowcount == 0:
        raise AccountChanged


def set_keys(
    connection: Connection, account_id: AccountId, keys: Sequence[NewKey]
) -> list[OpenKey]:
    """Set the list of keys that open an account's mailboxes, and return it with what was used.

    Raises:
        AccountChanged: the account ended.
    """
    account_key = connection.execute(
        select(account.c.key).where(
            account.c.account_id == account_id, account.c.state == AccountState.LIVE
        )
    ).scalar_one_or_none()
    if account_key is None:
        raise AccountChanged
    delivery_key_rows.put(connection, account_key, keys)
    return delivery_key_rows.load_listed(connection, account_key)


def end_by_owner(
    connection: Connection,
    new: NewChain,
    *,
    newest_id: EnvelopeId,
    is_name_freed: bool,
) -> None:
    """End an account whose chain ends in a tombstone.

    Args:
        connection: The writer's.
        new: The checked chain.
        newest_id: Highest envelope id made so far.
        is_name_freed: Whether anybody may take its name now. Otherwise it waits for somebody
            who names this account as predecessor and knows its password.

    Raises:
        AccountChanged: the account has another chain than the one that was compared, or ended.
    """
    account_key = _change(
        connection, new.account, new.earlier_head, {"chain": new.chain, "chain_head": new.head}
    )
    if is_name_freed:
        connection.execute(delete(username).where(username.c.account == account_key))
    end(
        connection,
        account_key,
        AccountState.ENDED,
        newest_id=newest_id,
        keeps_password=not is_name_freed,
    )


def end(
    connection: Connection,
    account_key: int,
    state: AccountState,
    *,
    newest_id: EnvelopeId,
    keeps_password: bool = False,
) -> None:
    """Leave of an account only what answers "gone": its chain and its devices' numbers."""
    devices = list(connection.scalars(select(device.c.key).where(device.c.account == account_key)))
    _empty(connection, devices, newest_id)
    delivery_key_rows.delete_all(connection, account_key)
    changes: dict[str, object] = {"state": state, "presence": int(PresenceRule.EVERYBODY)}
    if not keeps_password:
        changes["auth_hash"] = ""
    connection.execute(update(account).where(account.c.key == account_key).values(**changes))


def _empty(connection: Connection, devices: list[int], newest_id: EnvelopeId) -> None:
    """Delete what is held for devices; no envelope id is ever made again."""
    held = select(func.max(envelope.c.id)).where(envelope.c.mailbox == device.c.key)
    connection.execute(
        update(device)
        .where(device.c.key.in_(devices))
        .values(
            newest_expired=func.max(
                device.c.newest_expired, func.coalesce(held.scalar_subquery(), 0)
            )
        )
    )
    connection.execute(delete(envelope).where(envelope.c.mailbox.in_(devices)))
    for table in (one_time_prekey, spent_prekey, current_prekey):
        connection.execute(delete(table).where(table.c.device.in_(devices)))
    connection.execute(update(relay).values(newest_id=func.max(relay.c.newest_id, int(newest_id))))


def _change(
    connection: Connection, account_id: AccountId, head: ChainHead, values: dict[str, object]
) -> int:
    """Change a live account whose chain has a head; return the number of its row."""
    key = connection.execute(
        update(account)
        .where(
            account.c.account_id == account_id,
            account.c.state == AccountState.LIVE,
            account.c.chain_head == head,
        )
        .values(**values)
        .returning(account.c.key)
    ).scalar_one_or_none()
    if key is None:
        raise AccountChanged
    assert isinstance(key, int)
    return key
