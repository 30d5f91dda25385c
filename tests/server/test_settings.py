"""The settings file and the environment: what is taken, and what each fault says."""

import tomllib
from pathlib import Path

import pytest

from server.config import Budget, Budgets, ConfigError, Deadlines, Limits, Registration
from server.settings import (
    KINDS,
    LogFormat,
    LogLevel,
    Settings,
    describe,
    read_settings,
)

WHOLE = """\
[server]
listen = "0.0.0.0:443"
database = "sqlite:////srv/relay.db"
realm = "chat.example"
registration = "closed"

[tls]
certificate = "fullchain.pem"
key = "privkey.pem"

[proxy]
trusted = ["10.0.0.1", "fd00::/8"]

[log]
level = "warning"
format = "json"

[limits]
mailbox_envelopes = 500
held_for_days = 7

[budgets]
lookups = { burst = 10, per_hour = 7200 }
connections = 9

[deadlines]
ping_s = 20
"""


def read(folder: Path, text: str, **environment: str) -> Settings:
    file = folder / "relay.toml"
    file.write_text(text, "utf-8")
    return read_settings(file, environment)


def faults(folder: Path, text: str, **environment: str) -> list[str]:
    """Return the faults without the folder's name."""
    found = read(folder, text, **environment).faults
    return [fault.replace(f"{folder}/", "") for fault in found]


def test_nothing_said_is_every_default() -> None:
    assert read_settings(None, {"HOME": "/root"}) == Settings()


def test_file_is_taken(tmp_path: Path) -> None:
    settings = read(tmp_path, WHOLE)

    assert settings.faults == ()
    assert settings.server.listen == "0.0.0.0:443"
    assert settings.server.registration is Registration.CLOSED
    assert settings.tls.key == "privkey.pem"
    assert settings.proxy.trusted == ("10.0.0.1", "fd00::/8")
    assert (settings.log.level, settings.log.format) == (LogLevel.WARNING, LogFormat.JSON)
    assert settings.limits == Limits(mailbox_envelopes=500, held_for_days=7)
    assert settings.budgets == Budgets(lookups=Budget(burst=10, per_s=2), connections=9)
    assert settings.deadlines == Deadlines(ping_s=20)
    assert settings.places["limits.held_for_days"] == f"{tmp_path / 'relay.toml'}:20"


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        WHOLE,
        SECURECHAT_RELAY_SERVER_REALM="other.example",
        SECURECHAT_RELAY_PROXY_TRUSTED='["10.0.0.2"]',
        SECURECHAT_RELAY_BUDGETS_LOOKUPS="{ burst = 1, per_hour = 3600 }",
        SECURECHAT_RELAY_LIMITS_MAILBOX_ENVELOPES="7",
        SECURECHAT_RELAY_CONFIG="elsewhere.toml",
    )

    assert settings.faults == ()
    assert settings.server.realm == "other.example"
    assert settings.proxy.trusted == ("10.0.0.2",)
    assert settings.budgets.lookups == Budget(burst=1, per_s=1)
    assert settings.limits.mailbox_envelopes == 7
    assert settings.places["server.realm"] == "SECURECHAT_RELAY_SERVER_REALM"


def test_each_fault_is_told_with_its_line_and_the_rest_is_taken(tmp_path: Path) -> None:
    text = (
        '[server]\nlisten = 8765\nrealms = "x"\nrealm = "chat.example"\n\n'
        "[budgets]\nclaims = { burst = 3, per_day = 3 }\n\n"
        "[budgets.lookups]\nburst = 0.5\nper_hour = 1\n\n"
        "[deadlines]\nping_s = 0\nclosing_s = nan\n\n[zebra]\nstripes = 1\n"
    )

    assert faults(tmp_path, text) == [
        "relay.toml:2: server.listen: Expected `str`, got `int`.",
        "relay.toml:3: server.realms: is not known; there is server.realm.",
        "relay.toml:7: budgets.claims: Object contains unknown field `per_day`.",
        "relay.toml:9: budgets.lookups: Expected `float` >= 1.0 - at `$.burst`.",
        "relay.toml:14: deadlines.ping_s: Expected `float` > 0.0.",
        "relay.toml:15: deadlines.closing_s: Expected `float` > 0.0.",
        "relay.toml:17: zebra: is not known.",
    ]
    assert read(tmp_path, text).server.realm == "chat.example"


def test_value_in_the_place_of_a_table_is_a_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, "server = 1\n") == ["relay.toml:1: server: is a table, not a value."]


def test_faults_of_the_environment_name_the_variable(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        "",
        SECURECHAT_RELAY_LIMITS_MAILBOX_BYTES="many",
        SECURECHAT_RELAY_LIMITS_CONNECTIONS="0",
        SECURECHAT_RELAY_LIMITS_PINGS="1" * 5_000,
        SECURECHAT_RELAY_SERVER_REGISTRATION="codes",
        SECURECHAT_RELAY_SERVER_LISTENS="127.0.0.1:1",
    )

    assert found == [
        "SECURECHAT_RELAY_LIMITS_CONNECTIONS: limits.connections: Expected `int` >= 1.",
        "SECURECHAT_RELAY_LIMITS_MAILBOX_BYTES: is no value of TOML: 'many'.",
        f"SECURECHAT_RELAY_LIMITS_PINGS: is no value of TOML: '{'1' * 5_000}'.",
        "SECURECHAT_RELAY_SERVER_LISTENS: is not known; there is SECURECHAT_RELAY_SERVER_LISTEN.",
        "SECURECHAT_RELAY_SERVER_REGISTRATION: server.registration: Invalid enum value 'codes'.",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[server", "is no TOML"),
        (b"# \xff", "is not UTF-8"),
        (b"[limits]\npings = " + b"1" * 5_000, "is no TOML"),
        (b"[proxy]\ntrusted = " + b"[" * 5_000, "is no TOML"),
    ],
)
def test_file_that_cannot_be_understood_is_refused(
    tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "relay.toml"
    file.write_bytes(content)

    with pytest.raises(ConfigError, match=words):
        read_settings(file, {})


def test_mailbox_holds_no_more_than_a_hello_can_name(tmp_path: Path) -> None:
    """Every hello would be malformed, and no app could connect."""
    assert faults(tmp_path, "[limits]\nmailbox_envelopes = 5_000_000_000\n") == [
        "relay.toml:2: limits.mailbox_envelopes: Expected `int` <= 4294967295."
    ]


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Cannot read"):
        read_settings(tmp_path / "relay.toml", {})


def test_description_names_every_key_at_its_default(tmp_path: Path) -> None:
    text = describe().replace("# ", "")
    tables = tomllib.loads(text)

    assert {f"{name}.{key}" for name, table in tables.items() for key in table} == set(KINDS)
    settings = read(tmp_path, text)
    assert settings.faults == ()
    assert (settings.limits, settings.deadlines) == (Limits(), Deadlines())
    assert settings.budgets.requests.per_s == pytest.approx(Budgets().requests.per_s)


def test_operations_page_names_every_key() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")

    assert describe().strip() in page
