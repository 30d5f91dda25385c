"""Settings are refused with one sentence before anything starts."""

from pathlib import Path
from typing import Any

import pytest

from server.config import (
    Budgets,
    Config,
    ConfigError,
    Deadlines,
    Limits,
    Options,
    Registration,
    TlsFiles,
)
from server.config import build_config as build

DATABASE = "sqlite:///relay.db"


def build_config(**options: Any) -> Config:  # noqa: ANN401  # what `Options` takes
    return build(Options(**options))


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
    """SV-19: without TLS nobody else can connect."""
    with pytest.raises(ConfigError, match="not a loopback address"):
        build_config(listen=listen, database=DATABASE)


PROTECTED: dict[str, dict[str, object]] = {
    "tls": {"tls_cert": "cert.pem", "tls_key": "key.pem"},
    "proxy": {
        "is_behind_proxy": True,
        "trusted_proxies": ["10.0.0.1", "fd00::/8"],
        "channel_certs": ["old.pem", "new.pem"],
    },
}


@pytest.mark.parametrize("protection", PROTECTED)
def test_with_tls_or_behind_a_proxy_every_address_is_taken(protection: str) -> None:
    config = build_config(
        listen="0.0.0.0:443", database=DATABASE, realm="chat.example", **PROTECTED[protection]
    )

    assert config.host == "0.0.0.0"
    if protection == "tls":
        assert config.tls == TlsFiles(certificate=Path("cert.pem"), key=Path("key.pem"))
        assert config.trusted_proxies == ()
    else:
        assert config.tls is None
        assert [str(one) for one in config.trusted_proxies] == ["10.0.0.1/32", "fd00::/8"]
        assert config.channel_certs == (Path("old.pem"), Path("new.pem"))


@pytest.mark.parametrize("protection", PROTECTED)
def test_with_tls_or_behind_a_proxy_the_realm_is_told(protection: str) -> None:
    with pytest.raises(ConfigError, match="--realm"):
        build_config(listen="127.0.0.1:0", database=DATABASE, **PROTECTED[protection])


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"tls_cert": "cert.pem"}, "go together"),
        ({"tls_key": "key.pem"}, "go together"),
        ({"trusted_proxies": ["10.0.0.1"]}, "need --behind-proxy"),
        ({"channel_certs": ["cert.pem"]}, "need --behind-proxy"),
        ({"is_behind_proxy": True, "channel_certs": ["cert.pem"]}, "--trusted-proxy"),
        ({"is_behind_proxy": True, "trusted_proxies": ["10.0.0.1"]}, "--channel-cert"),
        (
            {
                "is_behind_proxy": True,
                "trusted_proxies": ["proxy.example"],
                "channel_certs": ["cert.pem"],
            },
            "IP address or network",
        ),
    ],
)
def test_half_a_protection_is_refused(options: dict[str, object], word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        build_config(listen="127.0.0.1:0", database=DATABASE, realm="chat.example", **options)


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
    with pytest.raises(ConfigError, match="no valid port"):
        build_config(listen="127.0.0.1:" + "9" * 5_000, database=DATABASE)


@pytest.mark.parametrize(
    "database",
    ["relay.db", "sqlite:///", "sqlite:///:memory:", "postgresql://x/y", "sqlite:///a\0b"],
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


def test_missing_database_is_told() -> None:
    with pytest.raises(ConfigError, match="No database is named"):
        build_config(listen="127.0.0.1:0", database="")


def test_every_fault_is_told_with_its_place() -> None:
    with pytest.raises(ConfigError) as refused:
        build_config(
            listen="8765",
            database="relay.db",
            realm="no realm",
            places={"server.listen": "relay.toml:3"},
        )

    realm, listen, database = refused.value.faults
    assert "--realm" in realm
    assert listen == "relay.toml:3: server.listen: --listen must be HOST:PORT, not '8765'."
    assert database.startswith("--database must be")


def test_limits_reach_the_settings_and_default_to_the_same_values() -> None:
    plain = build_config(listen="127.0.0.1:0", database=DATABASE)
    assert plain == Config(host="127.0.0.1", port=0, database=Path("relay.db"))
    config = build_config(
        listen="127.0.0.1:0",
        database=DATABASE,
        registration=Registration.CLOSED,
        deadlines=Deadlines(ping_s=3),
        limits=Limits(mailbox_envelopes=5, held_for_days=0.5, queue_bytes=1 << 21, pings=7),
    )

    assert (config.mailbox_envelopes, config.queue_bytes, config.pings) == (5, 1 << 21, 7)
    assert config.held_for_ms == 12 * 3600 * 1000
    assert config.deadlines.ping_s == 3
    assert config.registration is Registration.CLOSED


def test_status_port_may_be_anywhere_and_is_off_by_itself() -> None:
    assert build_config(listen="127.0.0.1:0", database=DATABASE).status is None
    config = build_config(listen="127.0.0.1:0", database=DATABASE, status_listen="[::]:9465")
    assert config.status == ("::", 9465)
    with pytest.raises(ConfigError, match="--status-listen must be HOST:PORT"):
        build_config(listen="127.0.0.1:0", database=DATABASE, status_listen="9465")
