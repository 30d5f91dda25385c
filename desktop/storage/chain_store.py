"""The own key chain while it grows: what is pending, and what follows once the relay has it."""

from collections.abc import Mapping, Sequence

import apsw

from desktop.core.records import ContactId
from desktop.core.rows.own_keys import AccountRow, PendingChain
from desktop.errors import StorageError
from desktop.storage import outbox_rows
from desktop.storage.columns import find_row
from desktop.storage.database import Database
from desktop.storage.key_store import find_account


class DatabaseChainStore:
    """`desktop.core.ports.ChainStore` over one database.

    Source: docs/protocol/local-store.md, section 4.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_pending(self) -> PendingChain | None:
        """Return the longer chain that is not in force yet."""
        return await self._database.run("find pending chain", _find_pending)

    async def plan(self, pending: PendingChain, *, entry: str = "") -> None:
        """Commit a longer chain that is about to be published.

        Args:
            pending: The chain, with the keys of a new device.
            entry: Name of the secret that belongs to it, no leftover any more; empty for none.

        Raises:
            StorageError: another one is pending; nothing was changed.
        """

        def plan(connection: apsw.Connection) -> None:
            connection.execute(
                "INSERT INTO pending_chain (id, chain, signing_seed, olm_pickle)"
                " VALUES (1, ?, ?, ?)",
                (pending.chain, pending.signing_seed, pending.olm_pickle),
            )
            connection.execute("DELETE FROM secret_leftover WHERE entry = ?", (entry,))

        await self._database.run("plan chain", plan)

    async def drop(self, *, leftovers: Sequence[str]) -> None:
        """Forget the pending chain; these secrets belong to nothing now."""

        def drop(connection: apsw.Connection) -> None:
            connection.execute("DELETE FROM pending_chain")
            _add_leftovers(connection, leftovers)

        await self._database.run("drop chain", drop)

    async def finish(
        self,
        *,
        leftovers: Sequence[str],
        greetings: Mapping[ContactId, int],
        one_time_keys: int,
    ) -> AccountRow:
        """The relay has the pending chain: it is in force.

        Args:
            leftovers: Secrets that belong to nothing any more.
            greetings: Contacts to tell of a new device, and when.
            one_time_keys: How many one-time keys a new device has to make.

        Raises:
            StorageError: nothing is pending; nothing was changed.
        """

        def finish(connection: apsw.Connection) -> AccountRow:
            pending = _find_pending(connection)
            if pending is None:
                raise StorageError("no chain is pending")
            connection.execute("UPDATE own_account SET chain = ?", (pending.chain,))
            connection.execute("DELETE FROM pending_chain")
            _add_leftovers(connection, leftovers)
            if pending.signing_seed:
                _begin_device(connection, pending, greetings, one_time_keys)
            return _get_account(connection)

        return await self._database.run("finish chain", finish)

    async def adopt(self, chain: bytes) -> AccountRow:
        """A newer copy of this profile made the own chain longer: take it."""

        def adopt(connection: apsw.Connection) -> AccountRow:
            connection.execute("UPDATE own_account SET chain = ?", (chain,))
            return _get_account(connection)

        return await self._database.run("adopt chain", adopt)


def _begin_device(
    connection: apsw.Connection,
    pending: PendingChain,
    greetings: Mapping[ContactId, int],
    one_time_keys: int,
) -> None:
    """Nothing of the old device opens or signs any more; streams and history go on."""
    connection.execute(
        "UPDATE own_account SET signing_seed = ?, olm_pickle = ?",
        (pending.signing_seed, pending.olm_pickle),
    )
    connection.execute(
        "DELETE FROM session; DELETE FROM own_prekey; DELETE FROM own_seal_pair;"
        " DELETE FROM greeting_due"
    )
    connection.execute("UPDATE key_upkeep SET used_keys = ?", (one_time_keys,))
    outbox_rows.encrypt_anew(connection, None, only_shown=True)
    connection.executemany(
        "INSERT INTO greeting_due (contact, due_ms) VALUES (?, ?)", list(greetings.items())
    )


def _add_leftovers(connection: apsw.Connection, entries: Sequence[str]) -> None:
    connection.executemany(
        "INSERT INTO secret_leftover (entry) VALUES (?) ON CONFLICT DO NOTHING",
        [(entry,) for entry in entries],
    )


def _get_account(connection: apsw.Connection) -> AccountRow:
    account = find_account(connection)
    if account is None:
        raise StorageError("no account")
    return account


def _find_pending(connection: apsw.Connection) -> PendingChain | None:
    row = find_row(connection, "SELECT chain, signing_seed, olm_pickle FROM pending_chain")
    if row is None:
        return None
    return PendingChain(chain=row[0], signing_seed=row[1], olm_pickle=row[2])
