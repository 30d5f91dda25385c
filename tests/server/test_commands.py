"""Commands that work on the database: what they do, and the sentence that they print."""

import json
from pathlib import Path

import pytest

from protocol.registration_code import parse_code
from server.app import SystemClock
from server.command_line import build_parser
from server.commands import CommandFailed, run_command
from server.config import Limits
from server.services.registration_codes import hash_code
from server.settings import Settings
from server.store import account_rows, operator_rows, registration_code_rows
from server.store.account_rows import RelayIdentity
from server.store.engine import DatabaseUnusable, open_database
from server.store.envelope_ids import EnvelopeIds
from tests.helpers.people import NOW_MS, REALM
from tests.helpers.relay_parts import ManualClock, add_device, store, writing

LONG_AGO = ManualClock(NOW_MS - 3 * 366 * 24 * 3600 * 1000)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with alice, and bob with two envelopes that are years old."""
    with writing(tmp_path) as connection:
        account_rows.save_identity(connection, RelayIdentity(realm=REALM, epoch=b"e" * 16))
        ids = EnvelopeIds(LONG_AGO, newest=0)
        add_device(connection, "alice", ids)
        bob = add_device(connection, "bob", ids)
        store(connection, bob, ids, "one", "two")
    return tmp_path / "relay.db"


def command(database: Path, *typed: str, settings: Settings | None = None) -> None:
    run_command(build_parser().parse_args(typed), database, settings or Settings())


def held(database: Path) -> int:
    with writing(database.parent) as connection:
        return operator_rows.count_held(connection)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_migrate_tells_the_schema(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command(database, "migrate")
    assert said(capsys) == "The database has the newest schema, 0004.\n"
    with pytest.raises(DatabaseUnusable, match="no database"):
        command(database.with_name("none.db"), "migrate")


def test_copy_and_its_return_are_told(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = database.with_name("copy.db")
    command(database, "backup", str(copy))
    assert said(capsys) == f"Wrote {copy}, {copy.stat().st_size} bytes, checked.\n"
    command(database, "restore", str(copy))
    assert "relay.db.before-restore-1" in said(capsys)
    command(database, "new-epoch")
    assert "every app" in said(capsys).lower()


def test_prune_removes_what_is_too_old(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command(database, "prune", "--dry-run")
    assert said(capsys) == "Would remove 2 of 2 envelopes.\n"
    command(database, "prune", settings=Settings(limits=Limits(held_for_days=3650)))
    assert said(capsys) == "Removed 0 envelopes.\n"
    assert held(database) == 2
    command(database, "prune", "--vacuum")
    assert said(capsys) == "Removed 2 envelopes.\n"
    assert held(database) == 0


def test_stats_name_nobody(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command(database, "stats", "--json")
    counts = json.loads(said(capsys))
    assert counts["envelopes_held"] == 2
    assert all(isinstance(number, int) for number in counts.values())
    command(database, "stats")
    table = said(capsys)
    assert [line.split()[0] for line in table.splitlines()] == list(counts)
    assert "bob" not in table


def test_reading_goes_on_beside_a_relay_and_changing_does_not(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    running = open_database(database)
    for typed in (("stats",), ("user", "list"), ("prune", "--dry-run"), ("backup", f"{database}2")):
        command(database, *typed)
    for refused in (["prune"], ["user", "disable", "bob"], ["migrate"]):
        with pytest.raises(DatabaseUnusable, match="Another relay"):
            command(database, *refused)
    running.close()


def test_users_are_listed_disabled_enabled_and_deleted(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command(database, "user", "disable", "bob")
    assert said(capsys) == "bob is disabled.\n"
    command(database, "user", "list", "--json")
    alice, bob = json.loads(said(capsys))
    assert (alice["state"], bob["state"], bob["envelopes"]) == ("live", "disabled", 2)
    command(database, "user", "enable", "bob")
    assert said(capsys) == "bob is enabled.\n"
    with pytest.raises(CommandFailed, match="--yes"):
        command(database, "user", "delete", "bob")
    command(database, "user", "delete", "bob", "--yes")
    assert said(capsys) == "bob is deleted.\n"
    command(database, "user", "list")
    assert said(capsys).split() == [
        "name",
        "state",
        "envelopes",
        "bytes",
        "alice",
        "live",
        "0",
        "0",
    ]
    with pytest.raises(CommandFailed, match="Nobody here has the name bob"):
        command(database, "user", "enable", "bob")


def test_codes_are_made_listed_and_revoked_also_beside_a_relay(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    running = open_database(database)
    command(database, "registration-code", "create", "--uses", "3", "--days", "2")
    text, told = said(capsys).splitlines()
    assert told.startswith("Number 1, for 3 accounts, until ")
    command(database, "registration-code", "create")
    once, told = said(capsys).splitlines()
    assert told.startswith("Number 2, for 1 account, until ")
    with running.reading.begin() as connection:
        for shown in (text, once):
            assert registration_code_rows.is_good(
                connection, hash_code(parse_code(shown)), now_ms=SystemClock().now_ms()
            )

    command(database, "registration-code", "list", "--json")
    first, second = json.loads(said(capsys))
    assert (first["key"], first["uses_left"], second["uses_left"]) == (1, 3, 1)
    assert 1.9 < (first["expires_ms"] - SystemClock().now_ms()) / 86_400_000 <= 2
    command(database, "registration-code", "revoke", "1")
    command(database, "registration-code", "revoke", once.lower())
    said(capsys)
    command(database, "registration-code", "list")
    assert said(capsys).splitlines() == ["number  uses left  until"]
    for gone in ("1", once):
        with pytest.raises(CommandFailed, match="no such code"):
            command(database, "registration-code", "revoke", gone)
    with pytest.raises(CommandFailed, match="neither a number nor"):
        command(database, "registration-code", "revoke", text[:-1])
    running.close()


def test_code_itself_is_not_kept(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command(database, "registration-code", "create")
    text = said(capsys).splitlines()[0]
    files = b"".join(path.read_bytes() for path in database.parent.iterdir())

    assert hash_code(parse_code(text)) in files
    assert parse_code(text) not in files
    assert text.encode() not in files
