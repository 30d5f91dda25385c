"""The relay's command line, from outside."""

import json
import os
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from protocol.messages import ConnectionKind
from server.__main__ import main
from server.store.engine import open_database
from tests.helpers.relay_certificates import make_certificate
from tests.helpers.relay_client import RelayLink
from tests.helpers.relay_parts import run
from tests.helpers.relay_process import RelayProcess, relay_process

__all__ = ["relay_process"]

_ROOT = Path(__file__).parent.parent.parent
_DEADLINE_S = 50


def relay(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "server", *arguments],
        cwd=_ROOT,
        env={**os.environ, "COLUMNS": "100", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_DEADLINE_S,
        check=False,
    )


def refused(*arguments: str) -> str:
    """Run `serve`, which must refuse; return its one sentence."""
    done = relay("serve", *arguments)
    assert done.returncode != 0
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    (sentence,) = done.stderr.splitlines()
    return sentence


def test_help_explains_itself() -> None:
    done = relay("--help")

    assert done.returncode == 0
    for word in ("serve", "--self-test", "--version", "example:", "cannot read them"):
        assert word in done.stdout


def test_help_of_serve_names_every_option() -> None:
    done = relay("serve", "--help")

    assert done.returncode == 0
    for option in (
        *("--listen", "--database", "--realm", "--lookups-per-hour", "--log-level"),
        "--until-input-ends",
        *("--config", "--registration", "--log-format"),
        *("--tls-cert", "--tls-key", "--behind-proxy", "--trusted-proxy", "--channel-cert"),
    ):
        assert option in done.stdout


def test_version_is_one_line() -> None:
    done = relay("--version")

    assert done.returncode == 0
    assert done.stdout.startswith("securechat-relay ")
    assert done.stdout.count("\n") == 1


def test_self_test_tells_each_part() -> None:
    done = relay("--self-test")

    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "database: ok",
        "wire: ok",
        "password hashing: ok",
        "signatures: ok",
    ]


def test_nothing_to_do_prints_the_help() -> None:
    done = relay()

    assert done.returncode == 2
    assert "serve" in done.stdout


@pytest.mark.parametrize("options", [["--listen"], ["--colour"], ["--log-level", "loud"]])
def test_bad_option_is_named(options: list[str]) -> None:
    done = relay("serve", "--database", "sqlite:///x.db", *options)

    assert done.returncode == 2
    assert options[0] in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--listen", "0.0.0.0:8765"], "loopback"),
        (["--listen", "8765"], "HOST:PORT"),
        (["--realm", "not a name"], "--realm"),
        (["--lookups-per-hour", "0"], "--lookups-per-hour"),
        (["--database", "relay.db"], "sqlite:///PATH"),
        (["--tls-cert", "cert.pem", "--realm", "chat.example"], "--tls-key"),
        (["--behind-proxy", "--realm", "chat.example"], "--trusted-proxy"),
    ],
)
def test_bad_settings_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], word: str
) -> None:
    database = f"sqlite:///{tmp_path / 'relay.db'}"
    code = main(["serve", "--database", database, *options])

    out, err = capsys.readouterr()
    assert code == 2
    assert out == ""
    (sentence,) = err.splitlines()
    assert word in sentence
    assert list(tmp_path.iterdir()) == []


def test_missing_certificate_is_told_in_one_sentence(tmp_path: Path) -> None:
    sentence = refused(
        *("--listen", "127.0.0.1:0", "--realm", "chat.example"),
        *("--database", f"sqlite:///{tmp_path / 'relay.db'}"),
        *("--tls-cert", f"{tmp_path}/no.pem", "--tls-key", f"{tmp_path}/no.key"),
    )

    assert "no.pem" in sentence
    assert list(tmp_path.iterdir()) == []


def test_certificate_is_read_again_on_sighup(tmp_path: Path) -> None:
    """AU-17 (relay part), on the event loop of the program; the log names no file of anybody's."""
    certificate = make_certificate(tmp_path)
    before = certificate.trusted()
    files = certificate.files
    options = ["--realm", "chat.example", "--tls-cert", str(files.certificate)]

    async def shows(url: str, tls: ssl.SSLContext) -> bool:
        try:
            async with RelayLink.open(url, ConnectionKind.WATCH, tls=tls) as link:
                return link.channel == certificate.channel
        except ssl.SSLError:
            return False

    with RelayProcess(tmp_path, options=[*options, "--tls-key", str(files.key)]) as process:
        assert process.url.startswith("wss://127.0.0.1:")
        assert run(shows(process.url, before))
        after = make_certificate(tmp_path).trusted()
        os.kill(process.pid, signal.SIGHUP)
        while not run(shows(process.url, after)):
            assert process.is_running
        assert not run(shows(process.url, before))
        assert process.terminate() == 0
        assert "certificates_reloaded" in process.log.read_text()


def test_new_epoch_is_one_sentence(tmp_path: Path) -> None:
    """FT-15 (relay part)."""
    database = f"sqlite:///{tmp_path / 'relay.db'}"
    missing = relay("new-epoch", "--database", database)
    assert missing.returncode != 0
    assert "no database" in missing.stderr
    assert relay("new-epoch", "--database", "relay.db").returncode == 2
    open_database(tmp_path / "relay.db").close()
    done = relay("new-epoch", "--database", database)
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1


def test_check_config_tells_every_fault(tmp_path: Path) -> None:
    file = tmp_path / "relay.toml"
    file.write_text('[server]\nlisten = "0.0.0.0:1"\nreal = "x"\n[limits]\nmailbox_bytes = 0\n')
    done = relay("check-config", "--config", str(file), SECURECHAT_RELAY_LOG_LEVEL="loud")

    assert done.returncode == 1
    faults = done.stdout.splitlines()
    for fault, words in zip(
        faults,
        (
            f"{file}:3: server.real",
            f"{file}:5: limits.mailbox_bytes",
            "SECURECHAT_RELAY_LOG_LEVEL",
            f"{file}:2: server.listen",
            "No database",
        ),
        strict=True,
    ):
        assert words in fault
    assert relay("serve", SECURECHAT_RELAY_CONFIG=str(file)).returncode == 2


def test_settings_come_from_file_environment_and_options(tmp_path: Path) -> None:
    """An option wins over the environment, and the environment over the file."""
    file = tmp_path / "relay.toml"
    file.write_text(
        '[server]\nlisten = "127.0.0.9:0"\nrealm = "file.example"\ndatabase = "nowhere"\n'
        '[log]\nformat = "json"\n'
    )
    done = relay(
        *("serve", "--config", str(file), "--until-input-ends"),
        *("--database", f"sqlite:///{tmp_path / 'relay.db'}"),
        SECURECHAT_RELAY_SERVER_LISTEN="127.0.0.8:0",
        SECURECHAT_RELAY_SERVER_REALM="environment.example",
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("listening on ws://127.0.0.8:")
    with sqlite3.connect(tmp_path / "relay.db") as rows:
        assert rows.execute("SELECT realm FROM relay").fetchone() == ("environment.example",)
    rows.close()
    events = [json.loads(line)["event"] for line in done.stderr.splitlines()]
    assert events == ["stopping", "stopped"]


def test_printed_defaults_are_right_settings(tmp_path: Path) -> None:
    file = tmp_path / "relay.toml"
    file.write_text(relay("check-config", "--defaults").stdout)
    done = relay("check-config", "--config", str(file), "--database", "sqlite:///relay.db")

    assert (done.returncode, done.stdout) == (0, "The settings are right.\n")


def test_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = refused(
            *("--listen", f"127.0.0.1:{port}"),
            *("--database", f"sqlite:///{tmp_path / 'relay.db'}"),
        )

    assert str(port) in sentence


def test_unusable_databases_are_refused(tmp_path: Path) -> None:
    letter = tmp_path / "letter.db"
    letter.write_text("a letter, not a database\n" * 100)
    newer = tmp_path / "newer.db"
    with sqlite3.connect(newer) as rows:
        rows.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        rows.execute("INSERT INTO alembic_version VALUES ('9999')")
    rows.close()
    listen = ("--listen", "127.0.0.1:0")

    assert "not a database" in refused(*listen, "--database", f"sqlite:///{letter}")
    assert "newer version" in refused(*listen, "--database", f"sqlite:///{newer}")
    assert "does not exist" in refused(*listen, "--database", f"sqlite:///{tmp_path}/no/relay.db")


def test_second_relay_on_one_database_is_refused(relay_process: RelayProcess) -> None:
    database = f"sqlite:///{relay_process.database}"

    assert "Another relay" in refused("--listen", "127.0.0.1:0", "--database", database)


def test_realm_of_another_database_is_refused(relay_process: RelayProcess) -> None:
    relay_process.terminate()
    sentence = refused(
        *("--listen", "127.0.0.1:0", "--realm", "other.example"),
        *("--database", f"sqlite:///{relay_process.database}"),
    )

    assert "belongs to the realm" in sentence


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_stops_it_cleanly(relay_process: RelayProcess, number: signal.Signals) -> None:
    os.kill(relay_process.pid, number)

    assert relay_process.wait() == 0
    assert "Traceback" not in relay_process.log.read_text()
    assert not relay_process.database.with_name("relay.db-wal").exists()


def test_port_and_database_are_taken_again_after_a_crash(relay_process: RelayProcess) -> None:
    before = relay_process.url
    relay_process.kill()
    relay_process.restart()

    assert relay_process.url == before


def test_end_of_input_stops_it_only_if_asked_to(tmp_path: Path) -> None:
    """It stops with whoever started it; a service, whose input is closed, goes on."""
    done = relay(
        "serve",
        *("--listen", "127.0.0.1:0"),
        *("--database", f"sqlite:///{tmp_path / 'relay.db'}"),
        "--until-input-ends",
    )

    assert done.returncode == 0
    assert done.stdout.startswith("listening on ws://127.0.0.1:")
    with RelayProcess(tmp_path) as process:  # its input is closed, too
        assert process.is_running
