"""A long invented history in a real profile, made once and kept in `build/histories`.

`install_profile` puts it into the profile of a benchmark, whose keys then lie where that benchmark
wants them: in the keyring or in a vault. Words follow the frequencies of real language, since that
decides what a search costs. `python -m benchmarks.generated_history MESSAGES [CHATS]` makes one.
"""

import asyncio
import itertools
import json
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

import apsw

from desktop.core.account import IDENTITY_ENTRY, seal_entry
from desktop.core.account_maker import AccountMaker, AccountRequest
from desktop.core.records import ContactId, DeliveryState, FailureReason, MessageKind
from desktop.crypto.identity import IdentityKey
from desktop.crypto.key_chain import build_genesis
from desktop.crypto.random_source import CheckedRandom, Random
from desktop.crypto.recovery_code import RecoveryCode
from desktop.storage.columns import seq_column
from desktop.storage.database import Database
from desktop.storage.migrations import MIGRATIONS
from desktop.storage.open_profile import LocalOpenProfile
from desktop.storage.profile_folder import DATABASE_FILE, LocalProfileFolder
from protocol.ids import Realm, Username
from protocol.proofs import verify_chain

CACHE: Final = Path(__file__).parents[1] / "build" / "histories"
STORE_KEY: Final = b"key of generated histories only!"
OWN_NAME: Final = "reader"
PASSWORD: Final = "a password for generated histories"  # noqa: S105 - opens invented texts
NEWEST_MS: Final = 1_795_000_000_000
"""Time of the newest message."""

_PASSPHRASE: Final = "passphrase of the cache"  # noqa: S105 - opens invented texts
_REALM: Final = Realm("chat.example")
_SPAN_MS: Final = 3 * 365 * 24 * 60 * 60 * 1000
_ROWS_A_COMMIT: Final = 20_000
_VOCABULARY: Final = 20_000
_CHARACTERS: Final = 72
_SECRETS_FILE: Final = "secrets.json"
_SYLLABLES: Final = tuple(
    consonant + vowel
    for consonant in "bdfghklmnprstvw"
    for vowel in ("a", "e", "i", "o", "u", "ei")
)
_OTHER_SCRIPTS: Final = (
    "明日の九時に駅で会いましょう",
    "نلتقي غدًا أمام المحطة",
    "¡Mañana a las ocho! 🥖",
)

_INSERT: Final = (
    "INSERT INTO message (contact, sender_account, sender_device, content_id, is_own, place, seq,"
    " kind, text, raw_kind, raw_version, raw_data, shown_at_ms, local_ms, state, failure,"
    " is_unread) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, 0, 0, x'', ?, ?, ?, ?, ?)"
)


class Words:
    """An invented language; the same seed says the same."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)
        pick = self._random.choice
        self.all = sorted(
            {"".join(pick(_SYLLABLES) for _ in range(1 + n % 4)) for n in range(2 * _VOCABULARY)}
        )
        self._random.shuffle(self.all)
        del self.all[_VOCABULARY:]
        weights = (1 / rank for rank in range(1, len(self.all) + 1))
        self._cumulative = list(itertools.accumulate(weights))

    def text(self) -> str:
        """Return one message, of 72 characters on average."""
        if self._random.random() < 0.02:
            return self._random.choice(_OTHER_SCRIPTS)
        length = self._random.expovariate(1 / _CHARACTERS)
        said: list[str] = []
        while sum(map(len, said)) + len(said) < length or not said:
            said += self._random.choices(self.all, cum_weights=self._cumulative, k=1)
        return " ".join(said).capitalize()


def make_history(messages: int, chats: int = 500) -> Path:
    """Return the folder of a history, making it if it was not made before.

    Args:
        messages: How many texts.
        chats: Over how many people, a few of whom have most of them.

    Returns:
        A folder that holds `history.db`, encrypted under STORE_KEY, and its secrets.
    """
    folder = CACHE / f"{chats}x{messages}-schema-{_schema_number()}"
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
            asyncio.run(_make(Path(scratch) / "profile", messages, chats))
            (Path(scratch) / "profile").rename(folder)
    return folder


async def install_profile(
    target: Path, messages: int, chats: int = 500, *, vault_passphrase: str | None = None
) -> None:
    """Make a profile that holds a history; it is closed afterwards.

    Args:
        target: The folder of the profile; it has none yet.
        messages: As in `make_history`, which must have been called before.
        chats: As in `make_history`.
        vault_passphrase: None to keep the keys in the keyring.

    Raises:
        KeyringError, StorageError: as `LocalProfileFolder.create`.
    """
    source = CACHE / f"{chats}x{messages}-schema-{_schema_number()}"
    folder = LocalProfileFolder(target, random=_key_first(os.urandom))
    profile = await folder.create(vault_passphrase=vault_passphrase)
    await folder.access.put_recovery_code(RecoveryCode.generate(os.urandom), is_kept=True)
    for name, value in json.loads((source / _SECRETS_FILE).read_text()).items():
        await profile.secrets.save(name, value)
    await folder.release()
    shutil.copyfile(source / DATABASE_FILE, target / DATABASE_FILE)


def _schema_number() -> int:
    return MIGRATIONS[-1].number


def _key_first(source: Random) -> CheckedRandom:
    """Return a source whose first 32 bytes are STORE_KEY."""
    keys = iter((STORE_KEY,))
    return CheckedRandom(
        lambda size: next(keys, None) or source(size) if size == len(STORE_KEY) else source(size)
    )


async def _make(path: Path, messages: int, chats: int) -> None:
    folder = LocalProfileFolder(path, random=_key_first(os.urandom))
    profile = await folder.create(vault_passphrase=_PASSPHRASE)
    maker = AccountMaker(profile, clock=lambda: NEWEST_MS - _SPAN_MS, random=os.urandom)
    await maker.make(
        AccountRequest(
            relay_address="ws://127.0.0.1:8765",
            realm=_REALM,
            username=Username(OWN_NAME),
            password=PASSWORD,
        )
    )
    await profile.keys.finish_registration()
    seal_pairs = await profile.keys.load_seal_pairs()
    names = [IDENTITY_ENTRY, *(seal_entry(pair.key_id) for pair in seal_pairs)]
    secrets = {name: await profile.secrets.find(name) for name in names}
    (path / _SECRETS_FILE).write_text(json.dumps(secrets))
    await fill_history(profile, path / DATABASE_FILE, messages, chats)
    await folder.release()


async def fill_history(
    profile: LocalOpenProfile, database_file: Path, messages: int, chats: int
) -> None:
    """Put a history into an open profile that has an account and nothing else.

    Args:
        profile: It is closed afterwards: the rows go in by a connection of their own.
        database_file: Of that profile.
        messages: As in `make_history`.
        chats: As in `make_history`.
    """
    row = await profile.keys.find_account()
    assert row is not None
    contacts = await _add_people(profile, chats)
    store_key = profile.store_key
    await profile.close()
    rows = _rows(contacts, bytes(row.account), messages, Words())
    database = await Database.open(database_file, store_key)
    while block := list(itertools.islice(rows, _ROWS_A_COMMIT)):
        await database.run("history", partial(_insert, rows=block))
    await database.run("activity", _note_activity)
    await database.close()


async def _add_people(profile: LocalOpenProfile, chats: int) -> list[tuple[ContactId, bytes]]:
    """Pin as many people, with chains that hold. One key serves all: nobody writes to them."""
    identity = IdentityKey.generate()
    people: list[tuple[ContactId, bytes]] = []
    for number in range(chats):
        name = Username(f"friend{number:03d}")
        chain = build_genesis(
            identity=identity,
            realm=_REALM,
            username=name,
            created_ms=NEWEST_MS - _SPAN_MS,
            random=os.urandom,
        )
        account = verify_chain(chain).account
        contact = await profile.contacts.add(
            account=account,
            username=name,
            is_name_confirmed=True,
            chain=chain,
            chain_entries=(),
            seal_pair=None,
            gave_key=True,
            now_ms=NEWEST_MS - _SPAN_MS,
        )
        people.append((contact.record.id, bytes(account)))
    return people


def _rows(
    people: list[tuple[ContactId, bytes]], own: bytes, messages: int, words: Words
) -> Iterator[tuple["apsw.SQLiteValue", ...]]:
    chance = random.Random(1)
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(people))))
    talking = itertools.cycle(range(len(people)))  # everybody says something
    at = 0
    for number in range(messages):
        if number % 20 == 0:
            at = next(talking)
        elif number % 4 == 0:
            (at,) = chance.choices(range(len(people)), cum_weights=weights)
        contact, account = people[at]
        is_own = chance.random() < 0.5
        time_ms = NEWEST_MS - _SPAN_MS + (number + 1) * _SPAN_MS // messages
        is_unread = not is_own and number > messages - len(people) // 10
        yield (
            contact,
            own if is_own else account,
            number.to_bytes(16, "big"),
            int(is_own),
            number + 1,
            seq_column(number + 1),
            MessageKind.TEXT.value,
            words.text(),
            time_ms,
            time_ms,
            (DeliveryState.DELIVERED if is_own else DeliveryState.RECEIVED).value,
            FailureReason.NONE.value,
            int(is_unread),
        )


def _insert(connection: apsw.Connection, rows: list[tuple["apsw.SQLiteValue", ...]]) -> None:
    connection.executemany(_INSERT, rows)


def _note_activity(connection: apsw.Connection) -> None:
    connection.execute(
        "UPDATE conversation SET last_activity_ms = coalesce((SELECT max(local_ms) FROM message"
        " WHERE message.contact = conversation.contact), last_activity_ms)"
    )


if __name__ == "__main__":
    print(make_history(*map(int, sys.argv[1:])))
