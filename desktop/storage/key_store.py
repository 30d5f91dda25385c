"""Own account, seal pairs, prekeys and sessions in the database."""

from collections.abc import Callable, Sequence

import apsw

from desktop.core.records import Privacy
from desktop.core.rows.own_keys import (
    AccountRow,
    OwnInvite,
    PrekeyRow,
    Registration,
    RetiredKey,
    SealPairRow,
)
from desktop.core.rows.peers import SessionRow
from desktop.errors import StorageError
from desktop.storage import session_rows
from desktop.storage.columns import find_row, get_value, load_rows
from desktop.storage.database import Database
from protocol.ids import AccountId, DeviceAddress, KeyId, Realm, Username
from protocol.messages import PresenceRule


class DatabaseKeyStore:
    """`desktop.core.ports.KeyStore` over one database.

    Source: docs/protocol/local-store.md, section 4.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_account(self) -> AccountRow | None:
        """Return the own account, None in a profile without one."""
        return await self._database.run("find account", find_account)

    async def load_olm_account(self) -> bytes:
        """Return the pickled Olm account. Raises KeyError in a profile without an account."""

        def load(connection: apsw.Connection) -> bytes:
            row = find_row(connection, "SELECT olm_pickle FROM own_account")
            if row is None:
                raise KeyError("no account")
            pickle: bytes = row[0]
            return pickle

        return await self._database.run("load Olm account", load)

    async def load_seal_pairs(self) -> list[SealPairRow]:
        """Return every own seal pair that still exists, newest first."""

        def load(connection: apsw.Connection) -> list[SealPairRow]:
            rows = load_rows(
                connection,
                "SELECT key_id, key, kem_seed, made_ms, expires_ms FROM own_seal_pair"
                " ORDER BY made_ms DESC, rowid DESC",
            )
            return [
                SealPairRow(
                    key_id=KeyId(key_id),
                    key=key,
                    kem_seed=kem_seed,
                    made_ms=made_ms,
                    expires_ms=expires_ms,
                )
                for key_id, key, kem_seed, made_ms, expires_ms in rows
            ]

        return await self._database.run("load seal pairs", load)

    async def create_account(
        self,
        account: AccountRow,
        *,
        olm_pickle: bytes,
        seal_pair: SealPairRow,
        prekeys: Sequence[PrekeyRow],
    ) -> None:
        """Commit a new own account with all its keys, replacing a pending one.

        Raises:
            StorageError: there is an account that the relay confirmed; nothing was changed.
        """

        def create(connection: apsw.Connection) -> None:
            _delete_pending(connection)
            _insert_account(connection, account, olm_pickle)
            _insert_seal_pair(connection, seal_pair)
            _insert_prekeys(connection, prekeys)

        await self._database.run("create account", create)

    async def finish_registration(self) -> None:
        """The relay confirmed: DONE, the auth value is gone, prekeys are published."""

        def finish(connection: apsw.Connection) -> None:
            connection.execute("UPDATE own_account SET registration = 'done', pending_auth = x''")
            connection.execute("UPDATE own_prekey SET is_published = 1")

        await self._database.run("finish registration", finish)

    async def discard_account(self) -> None:
        """Forget a pending account that the relay refused for good.

        Raises:
            StorageError: the relay confirmed it; nothing was changed.
        """
        await self._database.run("discard account", _delete_pending)

    async def save_relay_key(self, key: bytes) -> None:
        """Keep the key of the relay that the password may go to."""
        await self._execute("save relay key", "UPDATE own_account SET relay_key = ?", (key,))

    async def save_relay_place(self, address: str, *, pinned_key: bytes) -> None:
        """Keep another address of the same relay, and the key that it must have there."""

        def save(connection: apsw.Connection) -> None:
            connection.execute(
                "UPDATE own_account SET relay_address = ?, relay_pin = ?", (address, pinned_key)
            )

        await self._database.run("save relay place", save)

    async def add_prekeys(self, olm_pickle: bytes, prekeys: Sequence[PrekeyRow]) -> None:
        """Commit new signed prekeys, still to be published, and the account that made them."""

        def add(connection: apsw.Connection) -> None:
            save_olm_account(connection, olm_pickle)
            _insert_prekeys(connection, prekeys)

        await self._database.run("add prekeys", add)

    async def load_unpublished_prekeys(self) -> list[PrekeyRow]:
        """Return signed prekeys that the relay did not confirm yet, oldest first."""

        def load(connection: apsw.Connection) -> list[PrekeyRow]:
            rows = load_rows(
                connection,
                "SELECT kind, encoded, made_ms FROM own_prekey WHERE is_published = 0 ORDER BY id",
            )
            return [
                PrekeyRow(kind=kind, encoded=encoded, made_ms=made_ms)
                for kind, encoded, made_ms in rows
            ]

        return await self._database.run("load unpublished prekeys", load)

    async def mark_prekeys_published(self, prekeys: Sequence[PrekeyRow]) -> None:
        """The relay confirmed these."""

        def mark(connection: apsw.Connection) -> None:
            connection.executemany(
                "UPDATE own_prekey SET is_published = 1 WHERE encoded = ?",
                [(prekey.encoded,) for prekey in prekeys],
            )

        await self._database.run("mark prekeys published", mark)

    async def load_privacy(self) -> Privacy:
        """Return what this account tells others. Raises KeyError without an account."""

        def load(connection: apsw.Connection) -> Privacy:
            row = find_row(
                connection,
                "SELECT presence_rule, slow_receipts, read_receipts, typing FROM own_account",
            )
            if row is None:
                raise KeyError("no account")
            return Privacy(
                presence=PresenceRule(row[0]),
                slow_receipts=bool(row[1]),
                read_receipts=bool(row[2]),
                typing=bool(row[3]),
            )

        return await self._database.run("load privacy", load)

    async def save_privacy(self, privacy: Privacy) -> None:
        """Keep what this account tells others."""
        await self._execute(
            "save privacy",
            "UPDATE own_account SET presence_rule = ?, slow_receipts = ?, read_receipts = ?,"
            " typing = ?",
            (
                int(privacy.presence),
                int(privacy.slow_receipts),
                int(privacy.read_receipts),
                int(privacy.typing),
            ),
        )

    async def replace_delivery_key(self, key: bytes, *, now_ms: int) -> None:
        """Take a new own delivery key; the old one is kept as retired."""

        def replace_key(connection: apsw.Connection) -> None:
            connection.execute(
                "INSERT INTO retired_delivery_key (key, retired_ms, last_outbox)"
                " SELECT delivery_key, ?, (SELECT coalesce(max(id), 0) FROM outbox)"
                " FROM own_account",
                (now_ms,),
            )
            connection.execute("UPDATE own_account SET delivery_key = ?", (key,))

        await self._database.run("replace delivery key", replace_key)

    async def note_key_told(self) -> None:
        """Everybody who must be told of the new key has a row in the outbox now."""
        await self._execute(
            "note key told",
            "UPDATE retired_delivery_key"
            " SET last_outbox = (SELECT coalesce(max(id), 0) FROM outbox)",
            (),
        )

    async def load_retired_keys(self) -> list[RetiredKey]:
        """Return own delivery keys that were replaced, oldest first."""

        def load(connection: apsw.Connection) -> list[RetiredKey]:
            rows = load_rows(
                connection,
                "SELECT key, retired_ms, NOT EXISTS (SELECT 1 FROM outbox JOIN contact"
                " ON contact.id = outbox.contact WHERE outbox.id <= last_outbox"
                " AND state IN ('queued', 'encrypted') AND is_blocked = 0)"
                " FROM retired_delivery_key ORDER BY retired_ms, rowid",
            )
            return [
                RetiredKey(key=key, retired_ms=retired_ms, is_done=bool(is_done))
                for key, retired_ms, is_done in rows
            ]

        return await self._database.run("load retired keys", load)

    async def drop_retired_key(self, key: bytes) -> None:
        """Forget a replaced key."""
        await self._execute(
            "drop retired key", "DELETE FROM retired_delivery_key WHERE key = ?", (key,)
        )

    async def add_invite(self, secret: bytes, *, now_ms: int) -> None:
        """Keep an invite that is about to be shown."""
        await self._execute(
            "add invite", "INSERT INTO own_invite (secret, made_ms) VALUES (?, ?)", (secret, now_ms)
        )

    async def load_invites(self) -> list[OwnInvite]:
        """Return own invites, oldest first."""

        def load(connection: apsw.Connection) -> list[OwnInvite]:
            rows = load_rows(
                connection,
                "SELECT secret, made_ms, used_by FROM own_invite ORDER BY made_ms, rowid",
            )
            return [
                OwnInvite(
                    secret=secret, made_ms=made_ms, used_by=AccountId(used_by) if used_by else None
                )
                for secret, made_ms, used_by in rows
            ]

        return await self._database.run("load invites", load)

    async def drop_invite(self, secret: bytes) -> None:
        """Forget an invite."""
        await self._execute("drop invite", "DELETE FROM own_invite WHERE secret = ?", (secret,))

    async def _execute(self, name: str, statement: str, values: tuple[int | bytes, ...]) -> None:
        await self._database.run(name, lambda connection: connection.execute(statement, values))

    async def save_session(self, session: SessionRow) -> None:
        """Keep a session after a content that is not in the outbox."""
        await self._database.run(
            "save session", lambda connection: session_rows.save_session(connection, session)
        )

    async def pickle_anew(
        self,
        *,
        olm: Callable[[bytes], bytes],
        session: Callable[[DeviceAddress, bytes, bytes], bytes],
    ) -> None:
        """Replace every pickle at once; both are called on the database's thread."""

        def replace(connection: apsw.Connection) -> None:
            row = find_row(connection, "SELECT olm_pickle FROM own_account")
            if row is None:
                return
            save_olm_account(connection, olm(row[0]))
            rows = load_rows(
                connection, "SELECT id, account, device, session_id, pickle FROM session"
            )
            for number, account, device, session_id, pickle in rows:
                peer = DeviceAddress(account=AccountId(account), device=device)
                anew = session(peer, session_id, pickle)
                connection.execute("UPDATE session SET pickle = ? WHERE id = ?", (anew, number))

        await self._database.run("pickle anew", replace)

    async def load_sessions(self, peer: DeviceAddress) -> list[SessionRow]:
        """Return the sessions with a device: the one last received on first, then the newest."""
        return await self._database.run(
            "load sessions", lambda connection: session_rows.load_sessions(connection, peer)
        )


def get_own_address(connection: apsw.Connection) -> DeviceAddress:
    """Return the own device. Raises KeyError in a profile without an account."""
    account = find_account(connection)
    if account is None:
        raise KeyError("no account")
    return DeviceAddress(account=account.account, device=account.device)


def save_olm_account(connection: apsw.Connection, olm_pickle: bytes) -> None:
    """Replace the pickled Olm account."""
    connection.execute("UPDATE own_account SET olm_pickle = ?", (olm_pickle,))


def note_acknowledged(connection: apsw.Connection, envelope_id: int) -> None:
    """Keep the highest envelope id that this device acknowledged."""
    connection.execute(
        "UPDATE own_account SET newest_acknowledged = max(newest_acknowledged, ?)", (envelope_id,)
    )


def find_account(connection: apsw.Connection) -> AccountRow | None:
    """Return the own account, None in a profile without one."""
    row = find_row(
        connection,
        "SELECT account, device, username, realm, relay_address, chain, signing_seed, delivery_key,"
        " registration, pending_auth, relay_epoch, newest_issued, newest_acknowledged,"
        " relay_key, relay_pin FROM own_account",
    )
    if row is None:
        return None
    return AccountRow(
        account=AccountId(row[0]),
        device=row[1],
        username=Username(row[2]),
        realm=Realm(row[3]),
        relay_address=row[4],
        chain=row[5],
        signing_seed=row[6],
        delivery_key=row[7],
        registration=Registration(row[8]),
        pending_auth=row[9],
        relay_epoch=row[10],
        newest_issued=row[11],
        newest_acknowledged=row[12],
        relay_key=row[13],
        relay_pin=row[14],
    )


def _insert_account(connection: apsw.Connection, account: AccountRow, olm_pickle: bytes) -> None:
    connection.execute(
        "INSERT INTO own_account (id, account, device, username, realm, relay_address, chain,"
        " signing_seed, delivery_key, registration, pending_auth, relay_epoch, newest_issued,"
        " newest_acknowledged, relay_key, relay_pin, olm_pickle)"
        " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            account.account,
            account.device,
            account.username,
            account.realm,
            account.relay_address,
            account.chain,
            account.signing_seed,
            account.delivery_key,
            account.registration.value,
            account.pending_auth,
            account.relay_epoch,
            account.newest_issued,
            account.newest_acknowledged,
            account.relay_key,
            account.relay_pin,
            olm_pickle,
        ),
    )


def _insert_seal_pair(connection: apsw.Connection, pair: SealPairRow) -> None:
    connection.execute(
        "INSERT INTO own_seal_pair (key_id, key, kem_seed, made_ms, expires_ms)"
        " VALUES (?, ?, ?, ?, ?)",
        (pair.key_id, pair.key, pair.kem_seed, pair.made_ms, pair.expires_ms),
    )


def _insert_prekeys(connection: apsw.Connection, prekeys: Sequence[PrekeyRow]) -> None:
    connection.executemany(
        "INSERT INTO own_prekey (kind, encoded, made_ms, is_published) VALUES (?, ?, ?, 0)",
        [(prekey.kind, prekey.encoded, prekey.made_ms) for prekey in prekeys],
    )


def _delete_pending(connection: apsw.Connection) -> None:
    if get_value(connection, "SELECT count(*) FROM own_account WHERE registration = 'done'"):
        raise StorageError("the relay confirmed this account")
    connection.execute("DELETE FROM own_account; DELETE FROM own_seal_pair; DELETE FROM own_prekey")
