"""Nothing secret lies in the relay's files or in a person's: a search that finds planted values.

AU-08, SV-18: two people converse over a real relay with every log at its most talkative; one keeps
secrets in a real gnome-keyring, the other one in the vault.
"""

import asyncio
import contextlib
import os
import signal
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from desktop.crypto.password import auth_value, password_root
from protocol.ids import AccountId, DeviceAddress, Realm, Username
from protocol.messages import ConnectionKind
from tests.e2e.leak_search import LeakSearch
from tests.helpers.client_process import ROOT, ClientProcess, Line
from tests.helpers.keyring_session import keyring_session
from tests.helpers.relay_client import RelayLink, fake_envelope
from tests.helpers.relay_process import RelayProcess

pytestmark = pytest.mark.skipif(
    sys.platform != "linux",
    reason="the Secret Service is of Linux",
)

ALICE: Final = "alice.searches"
BOB: Final = "bob.searches"
PASSWORDS: Final = {ALICE: "alice has a horse 4711", BOB: "לבוב יש סוס טוב 0815"}
PASSPHRASE: Final = "only bob knows this phrase"
TEXTS: Final = {
    "first text": "nobody else reads this sentence",
    "Hebrew text": "אף אחד אחר לא קורא את זה",
    "long text": "a long one, number by number: " + " ".join(map(str, range(3_000))),
    "answer": "an answer with a bicycle 🚲 in it",
    "held text": "this one waits at the relay",
}

WORDS_FOR_SENDERS: Final = ("sender", "author", "from", "source", "origin", "writer")


@dataclass(frozen=True)
class Aftermath:
    """What a conversation left behind; the relay still runs, one app was killed, one crashed.

    Attributes:
        relay: Where the relay's database and log lie.
        homes: Where each person's profile, keyring, log and crash file lie.
        secrets: Everything that must not be found anywhere, by label.
        accounts: Account id by name.
    """

    relay: Path
    homes: Mapping[str, Path]
    secrets: Mapping[str, str | bytes]
    accounts: Mapping[str, bytes]


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    """Play the conversation once for all searches."""
    # Short: a socket lies in it.
    homes = {ALICE: tmp_path_factory.mktemp("a") / "home", BOB: tmp_path_factory.mktemp("b")}
    relay_folder = tmp_path_factory.mktemp("relay")
    with (
        keyring_session(homes[ALICE]) as session,
        RelayProcess(relay_folder, options=["--log-level", "debug"]) as relay,
    ):
        session.start_keyring(is_unlocked=True)
        revealed = asyncio.run(converse(relay, homes, session.environment))
        yield Aftermath(
            relay=relay_folder,
            homes=homes,
            secrets=secrets_of(revealed),
            accounts={name: bytes.fromhex(told["account"]) for name, told in revealed.items()},
        )


async def converse(
    relay: RelayProcess, homes: Mapping[str, Path], keyring: Mapping[str, str]
) -> dict[str, Line]:
    """Let both register and write, with a restart of the relay; the last text stays there.

    Returns:
        For each person what its client revealed of itself.
    """
    options = {ALICE: ["--keyring"], BOB: ["--vault", PASSPHRASE]}
    environments = {ALICE: {**keyring, "PYTHONPATH": str(ROOT)}, BOB: dict(os.environ)}
    async with contextlib.AsyncExitStack() as leaving:
        group = await leaving.enter_async_context(asyncio.TaskGroup())
        people = {}
        for name, home in homes.items():
            places: list[str | Path] = [
                "--folder",
                home / "profile",
                "--log",
                home / "log" / "securechat.log",
            ]
            people[name] = await ClientProcess.start(
                group,
                [*places, "--relay", relay.url, *options[name]],
                log=home / "errors.log",
                on_event=lambda _line: None,
                environment=environments[name],
            )
            leaving.callback(people[name].kill)
        alice, bob = people[ALICE], people[BOB]
        for name, client in people.items():
            await client.ask("create", name=name, password=PASSWORDS[name])
        contact = (await alice.ask("chat", name=BOB))["contact"]
        await alice.ask("send", contact=contact, text=TEXTS["first text"])
        contact_of_bob = (await bob.ask("meet"))["contact"]
        await alice.ask("befriended")
        await alice.ask("settle")
        revealed = {name: await client.ask("reveal") for name, client in people.items()}
        bobs = DeviceAddress(account=AccountId(bytes.fromhex(revealed[BOB]["account"])), device=1)
        async with RelayLink.open(relay.url, ConnectionKind.SEND) as link:
            await link.store(
                bobs,
                fake_envelope("what bob's log will tell of"),
                key=bytes.fromhex(revealed[BOB]["secrets"]["delivery key"]),
            )
        assert await asyncio.to_thread(relay.terminate) == 0
        await alice.ask("send", contact=contact, text=TEXTS["Hebrew text"])
        await alice.ask("send", contact=contact, text=TEXTS["long text"])
        await asyncio.to_thread(relay.restart)
        for client in people.values():
            await client.ask("reconnect")
        await alice.ask("settle")
        await bob.ask("send", contact=contact_of_bob, text=TEXTS["answer"])
        await bob.ask("settle")
        bob.kill(signal.SIGSEGV)
        await bob.wait()
        await alice.ask("send", contact=contact, text=TEXTS["held text"])
        await alice.ask("accepted")
    return revealed


def secrets_of(revealed: Mapping[str, Line]) -> dict[str, str | bytes]:
    """Return everything that must not be found, by label."""
    found: dict[str, str | bytes] = {**TEXTS, "vault passphrase": PASSPHRASE}
    for name, told in revealed.items():
        root = password_root(PASSWORDS[name], realm=Realm(told["realm"]), username=Username(name))
        found[f"password of {name}"] = PASSWORDS[name]
        found[f"password root of {name}"] = root
        found[f"auth value of {name}"] = auth_value(root)
        for label, secret in told["secrets"].items():
            found[f"{label} of {name}"] = bytes.fromhex(secret)
    return found


def test_conversation_left_what_is_searched(aftermath: Aftermath) -> None:
    """The search is worth something only if the files are there, logs among them."""
    names = {path.name for path in aftermath.relay.iterdir()}
    assert {"relay.db", "relay.db-wal", "relay.db-shm", "relay.log"} <= names
    assert "level=" in (aftermath.relay / "relay.log").read_text()
    for home in aftermath.homes.values():
        files = {path.name for path in home.rglob("*") if path.is_file()}
        assert {"history.db", "history.db-wal", "slots", "securechat.log"} <= files
        assert {"securechat.crash.txt"} <= files
    assert list(aftermath.homes[ALICE].rglob("*.keyring"))
    log = aftermath.homes[BOB] / "log"
    assert "did not open" in (log / "securechat.log").read_text()
    assert "Segmentation fault" in (log / "securechat.crash.txt").read_text()
    primes = [label for label in aftermath.secrets if label.split(" of ")[0].endswith((" p", " q"))]
    assert len(primes) == 8


def test_relay_holds_no_secret_in_database_or_log(aftermath: Aftermath) -> None:
    assert LeakSearch(aftermath.secrets).in_files([aftermath.relay]) == []


@pytest.mark.parametrize("name", [ALICE, BOB])
def test_home_holds_no_secret_in_the_clear(aftermath: Aftermath, name: str) -> None:
    assert LeakSearch(aftermath.secrets).in_files([aftermath.homes[name]]) == []


def test_search_finds_every_planted_value(aftermath: Aftermath) -> None:
    search = LeakSearch(aftermath.secrets)
    for folder in (aftermath.relay, *aftermath.homes.values()):
        planted, expected = search.plant_control(folder)
        try:
            assert sorted(search.in_files([folder])) == sorted(expected)
        finally:
            planted.unlink()


def test_logs_name_nobody(aftermath: Aftermath) -> None:
    """SV-18: at debug level, no name, account or address in the relay's log or a person's."""
    search = LeakSearch({**aftermath.accounts, "alice": ALICE, "bob": BOB})
    logs = [aftermath.relay / "relay.log"]
    for home in aftermath.homes.values():
        logs += [*(home / "log").iterdir(), home / "errors.log"]

    assert len(logs) == 7
    for log in logs:
        assert search.in_bytes(log.read_bytes(), log.name) == []
    assert search.in_bytes(aftermath.accounts[ALICE] + BOB.encode(), "control") != []


# --- who sent what --------------------------------------------------------------------------------


@pytest.fixture
def database(aftermath: Aftermath) -> Iterator[sqlite3.Connection]:
    """The relay's database, to be read only."""
    path = aftermath.relay / "relay.db"
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield connection


def columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the columns of every table."""
    rows = connection.execute(
        "SELECT m.name, p.name FROM sqlite_master AS m, pragma_table_info(m.name) AS p"
        " WHERE m.type = 'table'"
    )
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found


def names_of_senders(connection: sqlite3.Connection) -> list[str]:
    """Return tables and columns whose name says that they tell who sent something."""
    found = columns(connection)
    names = [*found, *(column for table in found.values() for column in table)]
    return sorted(name for name in names if any(word in name for word in WORDS_FOR_SENDERS))


def test_no_table_or_column_is_for_a_sender(database: sqlite3.Connection) -> None:
    assert set(columns(database)) >= {"account", "device", "envelope", "username"}
    assert columns(database)["envelope"] == [
        *("id", "mailbox", "msg_id", "envelope"),
        "is_request",
    ]
    assert names_of_senders(database) == []


def test_column_for_a_sender_would_be_found() -> None:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE envelope (id INTEGER, sender_account BLOB)")

        assert names_of_senders(connection) == ["sender_account"]


def test_no_row_can_pair_two_accounts(database: sqlite3.Connection) -> None:
    for table in columns(database):
        (references,) = database.execute(
            "SELECT count(*) FROM pragma_foreign_key_list(?)", (table,)
        ).fetchone()
        assert references <= 1, table


def test_held_envelope_tells_its_recipient_and_not_its_sender(
    aftermath: Aftermath, database: sqlite3.Connection
) -> None:
    rows = database.execute(
        "SELECT * FROM envelope JOIN device ON device.key = envelope.mailbox"
        " JOIN account ON account.key = device.account JOIN username USING (account)"
    ).fetchall()
    told = b"\n".join(
        value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row
    )

    def found(name: str) -> set[str]:
        search = LeakSearch({"account": aftermath.accounts[name], "name": name})
        return {finding.label for finding in search.in_bytes(told, "held envelopes")}

    assert rows
    assert found(BOB) == {"account", "name"}
    assert found(ALICE) == set()
