"""Prekeys and seal pairs over time, and what an old state asks for, in the database."""

from collections.abc import Mapping, Sequence

import apsw

from desktop.core.records import ContactId
from desktop.core.rows.own_keys import Duty, PrekeyRow, SealPairRow, UpkeepState
from desktop.storage import outbox_rows, sent_rows, session_rows
from desktop.storage.columns import find_row, get_value, load_rows, read_seq, seq_column
from desktop.storage.database import Database
from desktop.storage.key_store import get_own_address
from protocol.ids import ContentId, DeviceAddress, KeyId
from protocol.proofs import PrekeyKind

_FALLBACKS_USABLE = 2
"""The ratchet keeps the newest fallback key and the one before it."""


class DatabaseUpkeepStore:
    """`desktop.core.ports.UpkeepStore` over one database.

    Source: docs/protocol/prekeys.md, section 5.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load_state(self) -> UpkeepState:
        """Return what is remembered."""

        def load(connection: apsw.Connection) -> UpkeepState:
            (row,) = load_rows(
                connection,
                "SELECT used_keys, extra_since_ms, extra_given, greeted_ms, confirmed_acknowledged,"
                " max(coalesce((SELECT newest_acknowledged FROM own_account), 0),"
                " coalesce((SELECT max(envelope_id) FROM unacknowledged), 0)) FROM key_upkeep",
            )
            return UpkeepState(
                used_keys=row[0],
                extra_since_ms=row[1],
                extra_given=row[2],
                greeted_ms=row[3],
                confirmed_acknowledged=row[4],
                newest_committed=row[5],
            )

        return await self._database.run("load upkeep", load)

    async def find_newest_ms(self, kind: int) -> int | None:
        """Return when the newest own prekey of a kind was made, None if there is none."""

        def find(connection: apsw.Connection) -> int | None:
            newest: int | None = get_value(
                connection, "SELECT max(made_ms) FROM own_prekey WHERE kind = ?", (kind,)
            )
            return newest

        return await self._database.run("find newest prekey", find)

    async def load_newest_prekey(self, kind: int) -> PrekeyRow:
        """Return the newest own prekey of a kind. Raises KeyError."""

        def load(connection: apsw.Connection) -> PrekeyRow:
            row = find_row(
                connection,
                "SELECT kind, encoded, made_ms FROM own_prekey WHERE kind = ?"
                " ORDER BY made_ms DESC, id DESC",
                (kind,),
            )
            if row is None:
                raise KeyError(kind)
            return PrekeyRow(kind=row[0], encoded=row[1], made_ms=row[2])

        return await self._database.run("load newest prekey", load)

    async def load_fallback_keys(self) -> list[bytes]:
        """Return the own signed fallback prekeys that may still be used, newest first."""

        def load(connection: apsw.Connection) -> list[bytes]:
            rows = load_rows(
                connection,
                "SELECT encoded FROM own_prekey WHERE kind = ? ORDER BY id DESC LIMIT ?",
                (int(PrekeyKind.FALLBACK), _FALLBACKS_USABLE),
            )
            return [encoded for (encoded,) in rows]

        return await self._database.run("load fallback keys", load)

    async def note_refilled(self, replaced: int, *, extra_since_ms: int, extra_given: int) -> None:
        """One-time keys are about to be made; so many of them replace used ones."""
        await self._execute(
            "note refilled",
            "UPDATE key_upkeep SET used_keys = max(used_keys - ?, 0), extra_since_ms = ?,"
            " extra_given = ?",
            (replaced, extra_since_ms, extra_given),
        )

    async def plan_secret(self, entry: str) -> None:
        """A secret is about to be written: it is a leftover until a commit makes it count."""
        await self._execute("plan secret", _ADD_LEFTOVER, (entry,))

    async def load_leftover_secrets(self) -> list[str]:
        """Return names of secrets that belong to nothing."""

        def load(connection: apsw.Connection) -> list[str]:
            rows = load_rows(connection, "SELECT entry FROM secret_leftover ORDER BY entry")
            return [entry for (entry,) in rows]

        return await self._database.run("load leftover secrets", load)

    async def forget_leftover(self, entry: str) -> None:
        """A leftover secret was deleted."""
        await self._execute("forget leftover", _FORGET_LEFTOVER, (entry,))

    async def add_seal_pair(self, pair: SealPairRow, prekey: PrekeyRow, *, entry: str) -> None:
        """Commit a pair, still to be published; its secret is no leftover any more."""

        def add(connection: apsw.Connection) -> None:
            connection.execute(
                "INSERT INTO own_seal_pair (key_id, key, kem_seed, made_ms, expires_ms)"
                " VALUES (?, ?, ?, ?, ?)",
                (pair.key_id, pair.key, pair.kem_seed, pair.made_ms, pair.expires_ms),
            )
            connection.execute(
                "INSERT INTO own_prekey (kind, encoded, made_ms, is_published) VALUES (?, ?, ?, 0)",
                (prekey.kind, prekey.encoded, prekey.made_ms),
            )
            connection.execute(_FORGET_LEFTOVER, (entry,))

        await self._database.run("add seal pair", add)

    async def note_seal_pair_lost(self, key_id: KeyId) -> None:
        """Note that the secret store lost the other half of a pair; its seed is empty after it."""

        def note(connection: apsw.Connection) -> None:
            connection.execute(
                "UPDATE own_seal_pair SET kem_seed = x'' WHERE key_id = ?", (key_id,)
            )

        await self._database.run("note lost seal pair", note)

    async def drop_seal_pair(self, key_id: KeyId, *, entry: str) -> None:
        """Forget a pair; its secret is a leftover from now on."""

        def drop(connection: apsw.Connection) -> None:
            connection.execute(_ADD_LEFTOVER, (entry,))
            connection.execute("DELETE FROM own_seal_pair WHERE key_id = ?", (key_id,))

        await self._database.run("drop seal pair", drop)

    async def note_signed_in(
        self,
        *,
        epoch: bytes,
        newest_issued: int,
        newest_acknowledged: int,
        relay_is_old: bool,
        restored_floor: int | None,
        seq_jump: int,
        duties: Sequence[Duty],
        greetings: Mapping[ContactId, int],
        now_ms: int,
    ) -> None:
        """Keep what the relay said at sign-in, with everything that follows.

        Args:
            epoch: The relay's epoch.
            newest_issued: Highest envelope id that it issued to this device.
            newest_acknowledged: Highest that this device acknowledged.
            relay_is_old: True to take its ids as they are, though lower than ours.
            restored_floor: Not None if this profile is old: no session is sent on any more, and own
                streams go on at least here.
            seq_jump: How far own streams go on at least.
            duties: What to do once the mailbox is drained.
            greetings: Contacts to greet, and when.
            now_ms: Local time.
        """

        def note(connection: apsw.Connection) -> None:
            if relay_is_old:
                connection.execute("UPDATE own_account SET newest_issued = 0")
                connection.execute("UPDATE own_account SET newest_acknowledged = 0")
                # The relay knows nothing of these any more.
                connection.execute(
                    "DELETE FROM unacknowledged WHERE envelope_id > ?", (newest_issued,)
                )
            connection.execute(
                "UPDATE own_account SET relay_epoch = ?, newest_issued = max(newest_issued, ?),"
                " newest_acknowledged = max(newest_acknowledged, ?)",
                (epoch, newest_issued, newest_acknowledged),
            )
            connection.execute(
                "UPDATE key_upkeep SET confirmed_acknowledged = ?", (newest_acknowledged,)
            )
            if restored_floor is not None:
                _leave_old_state(connection, floor=restored_floor, jump=seq_jump)
            _add_duties(connection, duties, now_ms)
            connection.executemany(
                "INSERT INTO greeting_due (contact, due_ms) VALUES (?, ?) ON CONFLICT DO NOTHING",
                list(greetings.items()),
            )
            if greetings:
                connection.execute("UPDATE key_upkeep SET greeted_ms = ?", (now_ms,))

        await self._database.run("note signed in", note)

    async def archive_session(self, peer: DeviceAddress, session_id: bytes) -> None:
        """Send nothing on a session any more; it still opens what comes."""
        await self._database.run(
            "archive session",
            lambda connection: session_rows.archive_session(connection, peer, session_id),
        )

    async def add_duties(self, duties: Sequence[Duty], *, now_ms: int) -> None:
        """Note what to do once the mailbox is drained."""
        await self._database.run(
            "add duties", lambda connection: _add_duties(connection, duties, now_ms)
        )

    async def load_duties(self) -> list[Duty]:
        """Return what is still to be done, in the order of `Duty`."""

        def load(connection: apsw.Connection) -> list[Duty]:
            names = {name for (name,) in load_rows(connection, "SELECT name FROM duty")}
            return [duty for duty in Duty if duty.value in names]

        return await self._database.run("load duties", load)

    async def finish_duty(self, duty: Duty) -> None:
        """It is done."""
        await self._execute("finish duty", "DELETE FROM duty WHERE name = ?", (duty.value,))

    async def load_greetings(self) -> dict[ContactId, int]:
        """Return contacts to greet, and when."""

        def load(connection: apsw.Connection) -> dict[ContactId, int]:
            rows = load_rows(connection, "SELECT contact, due_ms FROM greeting_due ORDER BY due_ms")
            return {ContactId(contact): due_ms for contact, due_ms in rows}

        return await self._database.run("load greetings", load)

    async def queue_greeting(
        self, contact: ContactId, *, content_id: ContentId, kind: int, version: int, now_ms: int
    ) -> None:
        """Queue an empty content on a new session; the greeting is no longer due."""

        def queue(connection: apsw.Connection) -> None:
            connection.execute("DELETE FROM greeting_due WHERE contact = ?", (contact,))
            outbox_rows.insert_outbox(
                connection,
                contact,
                content_id=content_id,
                content=(kind, version, b""),
                message=None,
                now_ms=now_ms,
                wants_new_session=True,
            )

        await self._database.run("queue greeting", queue)

    async def prune(
        self, *, seen_before_ms: int, contexts_before_ms: int, accepted_before_ms: int
    ) -> None:
        """Forget seen ids, own contents, accepted envelopes and prekeys that nothing needs.

        Args:
            seen_before_ms: Seen ids committed before, and data of own contents sent before.
            contexts_before_ms: Own contents sent before, altogether.
            accepted_before_ms: Envelopes without a shown message that the relay took before.
        """

        def prune(connection: apsw.Connection) -> None:
            connection.execute("DELETE FROM seen WHERE seen_ms < ?", (seen_before_ms,))
            sent_rows.forget_data(connection, before_ms=seen_before_ms)
            sent_rows.forget_rows(connection, before_ms=contexts_before_ms)
            connection.execute(
                "DELETE FROM outbox WHERE state = 'accepted' AND message IS NULL"
                " AND accepted_ms < ?",
                (accepted_before_ms,),
            )
            # The relay gives each one-time key out once: what it confirmed is never needed again.
            connection.execute(
                "DELETE FROM own_prekey WHERE kind = ? AND is_published = 1",
                (int(PrekeyKind.ONE_TIME),),
            )

        await self._database.run("prune", prune)

    async def _execute(self, name: str, statement: str, values: tuple[int | str, ...]) -> None:
        await self._database.run(name, lambda connection: connection.execute(statement, values))


def _add_duties(connection: apsw.Connection, duties: Sequence[Duty], now_ms: int) -> None:
    connection.executemany(
        "INSERT INTO duty (name, since_ms) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(duty.value, now_ms) for duty in duties],
    )


def _leave_old_state(connection: apsw.Connection, *, floor: int, jump: int) -> None:
    """Send on no session and under no seq that the newer state of this profile may have used."""
    connection.execute("UPDATE session SET is_archived = 1")
    own = get_own_address(connection)
    streams = load_rows(
        connection,
        "SELECT conversation, seq FROM stream WHERE account = ? AND device = ?",
        (own.account, own.device),
    )
    connection.executemany(
        "UPDATE stream SET seq = ?, prev = zeroblob(32)"
        " WHERE account = ? AND device = ? AND conversation = ?",
        [
            (seq_column(max(read_seq(seq) + jump, floor)), own.account, own.device, conversation)
            for conversation, seq in streams
        ],
    )


_ADD_LEFTOVER = "INSERT INTO secret_leftover (entry) VALUES (?) ON CONFLICT DO NOTHING"
_FORGET_LEFTOVER = "DELETE FROM secret_leftover WHERE entry = ?"
