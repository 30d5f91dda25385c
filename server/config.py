"""Settings, checked whole before anything starts, and the ports for time and chance."""

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from protocol import limits
from protocol.errors import InvalidForm
from protocol.ids import Realm, parse_realm

Random = Callable[[int], bytes]
"""Returns that many unpredictable bytes; `os.urandom` in the program, a seeded one in tests."""

NO_CHANNEL: Final = bytes(limits.CHANNEL_BYTES)
"""What a login signature binds to where there is no TLS (P11)."""

_SQLITE = "sqlite:///"
_MAX_PORT = 65535


class Clock(Protocol):
    """Where every part of the relay gets the time from."""

    def now_ms(self) -> int:
        """Return Unix time in milliseconds; it may jump."""
        ...

    def monotonic_s(self) -> float:
        """Return seconds that only ever grow, from no particular start."""
        ...


class ConfigError(Exception):
    """A setting is wrong; the text is one sentence for the operator."""


@dataclass(frozen=True, kw_only=True)
class Budget:
    """A token bucket.

    Attributes:
        burst: Tokens that a full bucket holds.
        per_s: Tokens that come back each second.
    """

    burst: float
    per_s: float


@dataclass(frozen=True, kw_only=True)
class Budgets:
    """What one client may cost (P9).

    Attributes:
        lookups: Look-ups and key fetches per address.
        claims: One-time keys per target; beyond it the fallback key is given.
        sends: Envelopes per connection.
        mailbox: Accepted envelopes per mailbox, whoever sent them.
        requests: Requests of each account to people whose delivery key it does not hold.
        changes: Changes of each account to itself: prekeys, chain, delivery keys, presence,
            password.
        passwords: Wrong password values per account.
        passwords_from: Wrong password values per address.
        registrations: Registrations per address.
        connections: Open connections per address.
    """

    lookups: Budget = Budget(burst=60, per_s=60 / 3600)
    claims: Budget = Budget(burst=6, per_s=6 / 600)
    sends: Budget = Budget(burst=2_000, per_s=10)
    mailbox: Budget = Budget(burst=2_000, per_s=10)
    requests: Budget = Budget(burst=30, per_s=30 / 86_400)
    changes: Budget = Budget(burst=120, per_s=120 / 3600)
    passwords: Budget = Budget(burst=10, per_s=10 / 3600)
    passwords_from: Budget = Budget(burst=20, per_s=60 / 3600)
    registrations: Budget = Budget(burst=200, per_s=200 / 3600)
    connections: int = 50


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """How long the relay waits, in seconds.

    Attributes:
        opening_s: For the WebSocket handshake, and again for the first message.
        send_idle_s: For the next request on /send, so that no anonymous connection is long (P8).
        sign_in_idle_s: On /auth while nobody is signed in.
        ping_s: Between keepalive pings, and again for their answer: a vanished peer is noticed
            within twice this and `closing_s`, below the 40 s of FT-09.
        sending_s: For a peer to read one frame of at most 1 MiB, 280 kbit/s; then it is cut off.
        closing_s: For the closing handshake.
        stopping_s: For requests under way when the relay stops.
    """

    opening_s: float = 10
    send_idle_s: float = 30
    sign_in_idle_s: float = 60
    ping_s: float = 15
    sending_s: float = 30
    closing_s: float = 5
    stopping_s: float = 5


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, kw_only=True)
class TlsFiles:
    """Where the relay's own certificate is.

    Attributes:
        certificate: PEM file, the relay's certificate first.
        key: PEM file of its private key, not encrypted.
    """

    certificate: Path
    key: Path


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything that can be set.

    Attributes:
        host: Address to listen on; beyond loopback only with `tls` or behind a proxy.
        port: Port to listen on; 0 takes a free one.
        database: The SQLite file.
        realm: The relay's realm; None takes the one in the database, made at random once.
        tls: The relay's own certificate; None for plain connections.
        trusted_proxies: Whose word on a client's address is taken; the relay is behind a proxy
            that ends TLS if there are any.
        channel_certs: PEM files of the proxy's certificates, in use now or soon.
        budgets: See `Budgets`.
        deadlines: See `Deadlines`.
        mailbox_envelopes: Most envelopes held for one device.
        mailbox_bytes: Most bytes held for one device.
        mailbox_requests: Most envelopes held for one device that came without a delivery key.
        held_for_ms: How long an envelope is held.
        expire_every_s: Between two looks for envelopes that were held too long.
        recently_s: How long "recently" is told after a device went away.
    """

    host: str
    port: int
    database: Path
    realm: Realm | None = None
    tls: TlsFiles | None = None
    trusted_proxies: tuple[Network, ...] = ()
    channel_certs: tuple[Path, ...] = ()
    budgets: Budgets = field(default_factory=Budgets)
    deadlines: Deadlines = field(default_factory=Deadlines)
    mailbox_envelopes: int = 10_000
    mailbox_bytes: int = 256 * 1024 * 1024
    mailbox_requests: int = 100
    held_for_ms: int = 30 * 24 * 3600 * 1000
    expire_every_s: float = 3600
    recently_s: float = 300


@dataclass(frozen=True, kw_only=True)
class Options:
    """What `serve` was given, unchecked, each as it was typed.

    Attributes:
        listen: "HOST:PORT", an IPv6 address in square brackets.
        database: "sqlite:///PATH", four slashes for an absolute path.
        realm: Host name that clients dial, or None.
        lookups_per_hour: Budget of look-ups and key fetches per address, or None for the default.
        tls_cert: PEM file of the relay's certificate, or None.
        tls_key: PEM file of its key, or None.
        is_behind_proxy: Whether a proxy ends TLS before the relay.
        trusted_proxies: Addresses or networks of proxies.
        channel_certs: PEM files of the proxy's certificates.
    """

    listen: str
    database: str
    realm: str | None = None
    lookups_per_hour: int | None = None
    tls_cert: str | None = None
    tls_key: str | None = None
    is_behind_proxy: bool = False
    trusted_proxies: Sequence[str] = ()
    channel_certs: Sequence[str] = ()


def build_config(options: Options) -> Config:
    """Check the settings of `serve` and put them together.

    Raises:
        ConfigError: a setting is wrong; nothing was started.
    """
    tls = _parse_tls(options)
    is_protected = tls is not None or options.is_behind_proxy
    _check_proxy(options)
    if is_protected and options.realm is None:
        raise ConfigError("With TLS or behind a proxy --realm must name the host that is dialled.")
    host, port = _parse_listen(options.listen, is_protected=is_protected)
    budgets = Budgets()
    if options.lookups_per_hour is not None:
        if options.lookups_per_hour < 1:
            raise ConfigError("--lookups-per-hour must be at least 1.")
        per_hour = options.lookups_per_hour
        budgets = Budgets(lookups=Budget(burst=per_hour, per_s=per_hour / 3600))
    return Config(
        host=host,
        port=port,
        database=parse_database(options.database),
        realm=None if options.realm is None else _parse_realm(options.realm),
        tls=tls,
        trusted_proxies=tuple(_parse_network(one) for one in options.trusted_proxies),
        channel_certs=tuple(Path(one) for one in options.channel_certs),
        budgets=budgets,
    )


def _parse_tls(options: Options) -> TlsFiles | None:
    if options.tls_cert is None and options.tls_key is None:
        return None
    if options.tls_cert is None or options.tls_key is None:
        raise ConfigError("--tls-cert and --tls-key go together.")
    return TlsFiles(certificate=Path(options.tls_cert), key=Path(options.tls_key))


def _check_proxy(options: Options) -> None:
    if not options.is_behind_proxy:
        if options.trusted_proxies or options.channel_certs:
            raise ConfigError("--trusted-proxy and --channel-cert need --behind-proxy.")
        return
    if not options.trusted_proxies:
        raise ConfigError(
            "--behind-proxy needs --trusted-proxy, the address that it connects from."
        )
    if not options.channel_certs:
        raise ConfigError(
            "--behind-proxy needs --channel-cert, the certificate that sign-ins are bound to."
        )


def _parse_network(network: str) -> Network:
    try:
        return ipaddress.ip_network(network, strict=False)
    except ValueError:
        raise ConfigError(
            f"--trusted-proxy needs an IP address or network, not {network!r}."
        ) from None


def _parse_listen(listen: str, *, is_protected: bool) -> tuple[str, int]:
    host, colon, port_text = listen.rpartition(":")
    if not colon or not host or not (port_text.isascii() and port_text.isdecimal()):
        raise ConfigError(f"--listen must be HOST:PORT, not {listen!r}.")
    port = int(port_text)
    if port > _MAX_PORT:
        raise ConfigError(f"--listen has no valid port: {port_text}.")
    if host == "localhost":
        return "127.0.0.1", port
    try:
        address = ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        raise ConfigError(f"--listen needs an IP address or localhost, not {host!r}.") from None
    if not address.is_loopback and not is_protected:
        raise ConfigError(
            f"{address} is not a loopback address: without --tls-cert or --behind-proxy the relay "
            "only listens on this computer, for example on 127.0.0.1:8765."
        )
    return str(address), port


def parse_database(database: str) -> Path:
    """Return the file of a database URL.

    Raises:
        ConfigError: it is none of a file.
    """
    path = database.removeprefix(_SQLITE)
    if path == database or path in {"", ":memory:"}:
        raise ConfigError(f"--database must be sqlite:///PATH, not {database!r}.")
    return Path(path)


def _parse_realm(realm: str) -> Realm:
    try:
        return parse_realm(realm)
    except InvalidForm:
        raise ConfigError(f"--realm must be a host name without a port, not {realm!r}.") from None
