"""Settings are refused with one sentence before anything starts."""

from pathlib import Path

import pytest

from server.config import Budgets, ConfigError, build_config

DATABASE = "sqlite:///relay.db"


def test_settings_are_taken() -> None:
    config = build_config(
        listen="127.0.0.1:8765", database="sqlite:////srv/relay.db", realm="Chat.Example."
    )

    assert (config.host, config.port) == ("127.0.0.1", 8765)
    assert config.database == Path("/srv/relay.db")
    assert config.realm == "chat.example"


def test_realm_may_be_left_to_the_database() -> None:
    assert build_config(listen="127.0.0.1:0", database=DATABASE).realm is None


@pytest.mark.parametrize(
    ("listen", "host"),
    [("localhost:1", "127.0.0.1"), ("[::1]:1", "::1"), ("127.8.9.10:1", "127.8.9.10")],
)
def test_every_loopback_address_is_taken(listen: str, host: str) -> None:
    assert build_config(listen=listen, database=DATABASE).host == host


@pytest.mark.parametrize("listen", ["0.0.0.0:1", "[::]:1", "192.168.1.2:80", "[2001:db8::1]:80"])
def test_address_beyond_loopback_is_refused(listen: str) -> None:
    """SV-19: until TLS is there nobody else can connect."""
    with pytest.raises(ConfigError, match="not a loopback address"):
        build_config(listen=listen, database=DATABASE)


@pytest.mark.parametrize(
    "listen",
    ["", "127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:-1", "127.0.0.1:٣"],
)
def test_ill_formed_listen_address_is_refused(listen: str) -> None:
    with pytest.raises(ConfigError, match="HOST:PORT"):
        build_config(listen=listen, database=DATABASE)


@pytest.mark.parametrize("listen", ["relay.example:80", "::::80"])
def test_name_in_the_place_of_an_address_is_refused(listen: str) -> None:
    with pytest.raises(ConfigError, match="IP address"):
        build_config(listen=listen, database=DATABASE)


def test_port_beyond_the_last_is_refused() -> None:
    with pytest.raises(ConfigError, match="no valid port"):
        build_config(listen="127.0.0.1:65536", database=DATABASE)


@pytest.mark.parametrize(
    "database", ["", "relay.db", "sqlite:///", "sqlite:///:memory:", "postgresql://x/y"]
)
def test_database_that_is_no_sqlite_file_is_refused(database: str) -> None:
    with pytest.raises(ConfigError, match="sqlite:///PATH"):
        build_config(listen="127.0.0.1:0", database=database)


@pytest.mark.parametrize("realm", ["", "chat example", "chat.example:8765", "Käse.example"])
def test_ill_formed_realm_is_refused(realm: str) -> None:
    with pytest.raises(ConfigError, match="--realm"):
        build_config(listen="127.0.0.1:0", database=DATABASE, realm=realm)


def test_lookups_per_hour_set_burst_and_refill() -> None:
    config = build_config(listen="127.0.0.1:0", database=DATABASE, lookups_per_hour=600)

    assert config.budgets.lookups.burst == 600
    assert config.budgets.lookups.per_s * 3600 == pytest.approx(600)
    assert config.budgets.claims == Budgets().claims


def test_no_lookups_at_all_is_refused() -> None:
    with pytest.raises(ConfigError, match="--lookups-per-hour"):
        build_config(listen="127.0.0.1:0", database=DATABASE, lookups_per_hour=0)
