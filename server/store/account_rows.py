"""Rows of accounts, names and devices, and the relay's own row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from protocol.ids import AccountId, ChainHead, DeviceAddress, EnvelopeId, Realm, Username
from protocol.messages import PresenceRule
from server.store import account_change_rows, delivery_key_rows
from server.store.delivery_key_rows import OpenKey
from server.store.envelope_ids import EnvelopeIds
from server.store.schema import (
    AccountState,
    account,
    device,
    envelope,
    one_time_prekey,
    relay,
    username,
)

_RELAY_KEY = 1


class NameTaken(Exception):
    """The name belongs to an account that is not the named predecessor."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RelayIdentity:
    """What the relay is called and which life of its database this is.

    Attributes:
        realm: Realm of every account in the database.
        epoch: 16 bytes, made anew by a restore.
    """

    realm: Realm
    epoch: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountRow:
    """One account.

    Attributes:
        key: Number of the row.
        account: The account's id.
        state: Whether it can be written to.
        chain: Its key chain.
        chain_head: Head of that chain.
        auth_hash: PHC string of the password value; empty once the name moved or was freed.
    """

    key: int
    account: AccountId
    state: AccountState
    chain: bytes
    chain_head: ChainHead
    auth_hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceRow:
    """One device with what a sign-in needs.

    Attributes:
        key: Number of the row and of its mailbox.
        account_key: Number of its account's row.
        signing_key: Public key that signs it in, 32 bytes.
        is_revoked: Whether the chain revoked it.
        state: State of its account.
        username: Name of its account; empty once the name moved.
        chain_head: Head of the key chain of its account.
        auth_hash: PHC string of the password value.
        newest_acknowledged: Highest envelope id that it acknowledged, 0 for none.
        newest_issued: Highest envelope id ever made for its mailbox, 0 for none.
        one_time_keys: One-time prekeys still held.
        presence: Who may know whether its person is online.
        delivery_keys: The list of keys that open its account's mailboxes.
    """

    key: int
    account_key: int
    signing_key: bytes
    is_revoked: bool
    state: AccountState
    username: str
    chain_head: ChainHead
    auth_hash: str
    newest_acknowledged: EnvelopeId
    newest_issued: EnvelopeId
    one_time_keys: int
    presence: PresenceRule
    delivery_keys: list[OpenKey]


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPrekey:
    """A checked prekey on its way into the store.

    Attributes:
        kind: Number of its kind.
        digest: 16 bytes that know it again.
        prekey: The signed prekey.
        expires_ms: When it expires; 0 for a one-time key.
    """

    kind: int
    digest: bytes
    prekey: bytes
    expires_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAccount:
    """A checked registration on its way into the store.

    Attributes:
        account: The account's id.
        username: The name that it takes.
        chain: Its key chain.
        chain_head: Head of that chain.
        auth_hash: PHC string of the password value.
        device: Number of its first device.
        signing_key: Public key that signs that device in.
        predecessor: The account whose name it may take over, already proven by the password.
    """

    account: AccountId
    username: Username
    chain: bytes
    chain_head: ChainHead
    auth_hash: str
    device: int
    signing_key: bytes
    predecessor: AccountId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Registered:
    """What a registration wrote.

    Attributes:
        device: Number of the device's row.
        has_moved_name: Whether the name was the predecessor's until now.
    """

    device: int
    has_moved_name: bool


def load_identity(connection: Connection) -> RelayIdentity | None:
    """Return the relay's own row, None before its first start."""
    row = connection.execute(select(relay.c.realm, relay.c.epoch)).one_or_none()
    return None if row is None else RelayIdentity(realm=Realm(row.realm), epoch=row.epoch)


def save_identity(connection: Connection, identity: RelayIdentity) -> None:
    """Write the relay's own row at the first start."""
    connection.execute(
        insert(relay).values(
            key=_RELAY_KEY, realm=identity.realm, epoch=identity.epoch, newest_id=0
        )
    )


def replace_epoch(connection: Connection, epoch: bytes) -> None:
    """Begin another life of the database, after it was put back from a copy."""
    connection.execute(update(relay).values(epoch=epoch))


def load_leased_id(connection: Connection) -> EnvelopeId:
    """Return up to where ids may have been told to a device without being held, 0 for none."""
    return EnvelopeId(connection.execute(select(relay.c.leased_id)).scalar_one_or_none() or 0)


def load_newest_id(connection: Connection) -> EnvelopeId:
    """Return the highest envelope id that may have been made, 0 for none."""
    return EnvelopeId(
        max(
            connection.execute(select(func.coalesce(func.max(column), 0))).scalar_one()
            for column in (
                relay.c.leased_id,
                relay.c.newest_id,
                envelope.c.id,
                device.c.newest_acknowledged,
                device.c.newest_expired,
            )
        )
    )


def find_account(connection: Connection, account_id: AccountId) -> AccountRow | None:
    """Return an account by its id."""
    return _find_account(connection, account.c.account_id == account_id)


def find_account_by_name(connection: Connection, name: str) -> AccountRow | None:
    """Return the account that has a name now."""
    key = select(username.c.account).where(username.c.name == name).scalar_subquery()
    return _find_account(connection, account.c.key == key)


def _find_account(connection: Connection, which: ColumnElement[bool]) -> AccountRow | None:
    row = connection.execute(
        select(
            account.c.key,
            account.c.account_id,
            account.c.state,
            account.c.chain,
            account.c.chain_head,
            account.c.auth_hash,
        ).where(which)
    ).one_or_none()
    if row is None:
        return None
    return AccountRow(
        key=row.key,
        account=AccountId(row.account_id),
        state=AccountState(row.state),
        chain=row.chain,
        chain_head=ChainHead(row.chain_head),
        auth_hash=row.auth_hash,
    )


def find_live_device(connection: Connection, account_key: int, number: int) -> int | None:
    """Return the number of a device's row, None if there is none or it was revoked."""
    return connection.execute(
        select(device.c.key).where(
            device.c.account == account_key, device.c.number == number, device.c.is_revoked == 0
        )
    ).scalar_one_or_none()


def find_device(connection: Connection, address: DeviceAddress) -> DeviceRow | None:
    """Return a device with what a sign-in needs."""
    held = select(func.coalesce(func.max(envelope.c.id), 0)).where(
        envelope.c.mailbox == device.c.key
    )
    keys = (
        select(func.count())
        .select_from(one_time_prekey)
        .where(one_time_prekey.c.device == device.c.key)
    )
    row = connection.execute(
        select(
            device.c.key,
            device.c.account,
            device.c.signing_key,
            device.c.is_revoked,
            device.c.newest_acknowledged,
            device.c.newest_expired,
            account.c.state,
            account.c.presence,
            account.c.chain_head,
            account.c.auth_hash,
            func.coalesce(username.c.name, "").label("name"),
            held.scalar_subquery().label("newest_held"),
            keys.scalar_subquery().label("one_time_keys"),
        )
        .select_from(device.join(account).outerjoin(username, username.c.account == account.c.key))
        .where(account.c.account_id == address.account, device.c.number == address.device)
    ).one_or_none()
    if row is None:
        return None
    return DeviceRow(
        key=row.key,
        account_key=row.account,
        signing_key=row.signing_key,
        is_revoked=bool(row.is_revoked),
        state=AccountState(row.state),
        username=row.name,
        chain_head=ChainHead(row.chain_head),
        auth_hash=row.auth_hash,
        newest_acknowledged=EnvelopeId(row.newest_acknowledged),
        newest_issued=EnvelopeId(max(row.newest_acknowledged, row.newest_expired, row.newest_held)),
        one_time_keys=row.one_time_keys,
        presence=PresenceRule(row.presence),
        delivery_keys=delivery_key_rows.load_listed(connection, row.account),
    )


def register(connection: Connection, new: NewAccount, ids: EnvelopeIds) -> Registered:
    """Write a new account, its name and its first device; move the name if it has a predecessor.

    Args:
        connection: The writer's.
        new: The checked registration; its account is not in the database.
        ids: Where envelope ids come from; its newest is kept if a mailbox is dropped.

    Raises:
        NameTaken: the name belongs to an account that is not the predecessor. Nothing is changed
            that the savepoint does not take back.
    """
    holder = find_account_by_name(connection, new.username)
    if holder is not None:
        if holder.account != new.predecessor:
            raise NameTaken
        account_change_rows.end(connection, holder.key, AccountState.MOVED, newest_id=ids.newest)
    account_key = _inserted_key(
        connection.execute(
            insert(account).values(
                account_id=new.account,
                state=AccountState.LIVE,
                chain=new.chain,
                chain_head=new.chain_head,
                auth_hash=new.auth_hash,
            )
        ).inserted_primary_key
    )
    connection.execute(
        upsert(username)
        .values(name=new.username, account=account_key)
        .on_conflict_do_update(index_elements=[username.c.name], set_={"account": account_key})
    )
    device_key = _inserted_key(
        connection.execute(
            insert(device).values(
                account=account_key,
                number=new.device,
                signing_key=new.signing_key,
                newest_acknowledged=0,
                newest_expired=0,
            )
        ).inserted_primary_key
    )
    return Registered(device=device_key, has_moved_name=holder is not None)


def _inserted_key(primary_key: Sequence[Any] | None) -> int:
    assert primary_key is not None
    key = primary_key[0]
    assert isinstance(key, int)
    return key
