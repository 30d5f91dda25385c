"""Settings, checked whole before anything starts, and the ports for time and chance."""

import enum
import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Final, Protocol, TypeVar

import msgspec

from protocol import limits
from protocol.errors import InvalidForm
from protocol.ids import Realm, parse_realm

Random = Callable[[int], bytes]
"""Returns that many unpredictable bytes; `os.urandom` in the program, a seeded one in tests."""

NO_CHANNEL: Final = bytes(limits.CHANNEL_BYTES)
"""What a login signature binds to where there is no TLS (P11)."""

_SQLITE = "sqlite:///"
_MAX_PORT = 65535
_PORT_DIGITS = 5

_Parsed = TypeVar("_Parsed")

Count = Annotated[int, msgspec.Meta(ge=1, le=2**53)]
Envelopes = Annotated[int, msgspec.Meta(ge=1, le=2**32 - 1)]
"""As many as a hello can name."""
QueueBytes = Annotated[int, msgspec.Meta(ge=2**20, le=2**53)]
"""At least one frame of the largest."""
Seconds = Annotated[float, msgspec.Meta(gt=0, le=366 * 24 * 3600)]


class Clock(Protocol):
    """Where every part of the relay gets the time from."""

    def now_ms(self) -> int:
        """Return Unix time in milliseconds; it may jump."""
        ...

    def monotonic_s(self) -> float:
        """Return seconds that only ever grow, from no particular start."""
        ...


class ConfigError(Exception):
    """Settings are wrong.

    Attributes:
        faults: One sentence for the operator about each.
    """

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Registration(enum.StrEnum):
    """Who may make a new account; going on with one on a new computer is always possible."""

    OPEN = "open"
    CODE = "code"
    CLOSED = "closed"


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
        codes: Wrong registration codes per address.
        connections: Open connections per address.
        connecting: New connections per address.
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
    codes: Budget = Budget(burst=20, per_s=60 / 3600)
    connections: Count = 50
    connecting: Budget = Budget(burst=300, per_s=5)
    """Six times what an address may hold: a relay that starts anew gets everybody back at once."""


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

    opening_s: Seconds = 10
    send_idle_s: Seconds = 30
    sign_in_idle_s: Seconds = 60
    ping_s: Seconds = 15
    sending_s: Seconds = 30
    closing_s: Seconds = 5
    stopping_s: Seconds = 5


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
        registration: Who may make a new account.
        status: Address and port for machines that watch the relay, or None.
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
        password_threads: Threads that hash password values, each with 19 MiB while it works.
        passwords_waiting: Most password values that wait for them.
        connections: Most connections of everybody together.
        queue_bytes: Most bytes queued for one connection. Beyond it the peer does not read and is
            cut off; what it did not acknowledge stays held.
        pings: Most pings of one connection within `deadlines.ping_s`; one with more is closed.
    """

    host: str
    port: int
    database: Path
    realm: Realm | None = None
    registration: Registration = Registration.OPEN
    status: tuple[str, int] | None = None
    tls: TlsFiles | None = None
    trusted_proxies: tuple[Network, ...] = ()
    channel_certs: tuple[Path, ...] = ()
    budgets: Budgets = field(default_factory=Budgets)
    deadlines: Deadlines = field(default_factory=Deadlines)
    mailbox_envelopes: Envelopes = 10_000
    mailbox_bytes: Count = 256 * 1024 * 1024
    mailbox_requests: Count = 100
    held_for_ms: int = 30 * 24 * 3600 * 1000
    expire_every_s: Seconds = 3600
    recently_s: Seconds = 300
    password_threads: Annotated[int, msgspec.Meta(ge=1, le=64)] = 2
    passwords_waiting: Count = 64
    """At about 25 ms each, the last one waits a second."""
    connections: Count = 60_000
    """Three for each of 20,000 people: about 600 MB, and below the 65,536 handles of our unit."""
    queue_bytes: QueueBytes = 8 * 1024 * 1024
    """All answers that a peer may be owed at once, and as much again."""
    pings: Count = 128
    """An app sends one in ten seconds or so; each costs as much as a small request."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the relay holds, and for how long; see `Config`."""

    mailbox_envelopes: Envelopes = Config.mailbox_envelopes
    mailbox_bytes: Count = Config.mailbox_bytes
    mailbox_requests: Count = Config.mailbox_requests
    held_for_days: Annotated[float, msgspec.Meta(gt=0, le=3650)] = 30
    expire_every_s: Seconds = Config.expire_every_s
    recently_s: Seconds = Config.recently_s
    password_threads: Annotated[int, msgspec.Meta(ge=1, le=64)] = Config.password_threads
    passwords_waiting: Count = Config.passwords_waiting
    connections: Count = Config.connections
    queue_bytes: QueueBytes = Config.queue_bytes
    pings: Count = Config.pings


@dataclass(frozen=True, kw_only=True)
class Options:
    """What `serve` was given, unchecked, each as it was typed.

    Attributes:
        listen: "HOST:PORT", an IPv6 address in square brackets.
        database: "sqlite:///PATH", four slashes for an absolute path.
        realm: Host name that clients dial, or None.
        registration: Who may make a new account.
        status_listen: "HOST:PORT" for machines that watch the relay, or None.
        lookups_per_hour: Budget of look-ups and key fetches per address, or None for the one of
            `budgets`.
        tls_cert: PEM file of the relay's certificate, or None.
        tls_key: PEM file of its key, or None.
        is_behind_proxy: Whether a proxy ends TLS before the relay.
        trusted_proxies: Addresses or networks of proxies.
        channel_certs: PEM files of the proxy's certificates.
        budgets: See `Budgets`.
        deadlines: See `Deadlines`.
        limits: See `Limits`.
        places: Where a setting stands that is not an option of the command line, by its name
            ("server.listen"), to be told with its fault.
    """

    listen: str
    database: str
    realm: str | None = None
    registration: Registration = Registration.OPEN
    status_listen: str | None = None
    lookups_per_hour: int | None = None
    tls_cert: str | None = None
    tls_key: str | None = None
    is_behind_proxy: bool = False
    trusted_proxies: Sequence[str] = ()
    channel_certs: Sequence[str] = ()
    budgets: Budgets = field(default_factory=Budgets)
    deadlines: Deadlines = field(default_factory=Deadlines)
    limits: Limits = field(default_factory=Limits)
    places: Mapping[str, str] = field(default_factory=dict)


class _Faults:
    """Runs one check after the other and keeps what they find wrong."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self.found: list[str] = []
        self._places = places

    def check(self, name: str, parse: Callable[[], _Parsed]) -> _Parsed | None:
        """Return what `parse` returns, None if it finds a fault."""
        try:
            return parse()
        except ConfigError as error:
            place = self._places.get(name)
            self.found += [
                one if place is None else f"{place}: {name}: {one}" for one in error.faults
            ]
            return None


def build_config(options: Options) -> Config:
    """Check the settings of `serve` and put them together.

    Raises:
        ConfigError: settings are wrong, each of them told; nothing was started.
    """
    faults = _Faults(options.places)
    tls = faults.check("tls.certificate", lambda: _parse_tls(options))
    is_protected = options.tls_cert is not None or options.is_behind_proxy
    faults.check("proxy.trusted", lambda: _check_proxy(options))
    realm = faults.check("server.realm", lambda: _parse_realm(options, is_protected=is_protected))
    address = faults.check(
        "server.listen", lambda: _parse_listen(options.listen, is_protected=is_protected)
    )
    status = faults.check("server.status_listen", lambda: _parse_status(options.status_listen))
    database = faults.check("server.database", lambda: parse_database(options.database))
    networks = faults.check(
        "proxy.trusted", lambda: tuple(_parse_network(one) for one in options.trusted_proxies)
    )
    budgets = faults.check("budgets.lookups", lambda: _budgets(options))
    if faults.found:
        raise ConfigError(*faults.found)
    assert address is not None
    assert database is not None
    assert networks is not None
    assert budgets is not None
    held = options.limits
    return Config(
        host=address[0],
        port=address[1],
        database=database,
        realm=realm,
        registration=options.registration,
        status=status,
        tls=tls,
        trusted_proxies=networks,
        channel_certs=tuple(Path(one) for one in options.channel_certs),
        budgets=budgets,
        deadlines=options.deadlines,
        mailbox_envelopes=held.mailbox_envelopes,
        mailbox_bytes=held.mailbox_bytes,
        mailbox_requests=held.mailbox_requests,
        held_for_ms=int(held.held_for_days * 24 * 3600 * 1000),
        expire_every_s=held.expire_every_s,
        recently_s=held.recently_s,
        password_threads=held.password_threads,
        passwords_waiting=held.passwords_waiting,
        connections=held.connections,
        queue_bytes=held.queue_bytes,
        pings=held.pings,
    )


def _budgets(options: Options) -> Budgets:
    per_hour = options.lookups_per_hour
    if per_hour is None:
        return options.budgets
    if per_hour < 1:
        raise ConfigError("--lookups-per-hour must be at least 1.")
    return replace(options.budgets, lookups=Budget(burst=per_hour, per_s=per_hour / 3600))


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


def _parse_status(listen: str | None) -> tuple[str, int] | None:
    if listen is None:
        return None
    address, port = _parse_address(listen, "--status-listen")
    return str(address), port


def _parse_address(
    listen: str, option: str
) -> tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, int]:
    host, colon, port_text = listen.rpartition(":")
    if not colon or not host or not (port_text.isascii() and port_text.isdecimal()):
        raise ConfigError(f"{option} must be HOST:PORT, not {listen!r}.")
    if len(port_text) > _PORT_DIGITS or (port := int(port_text)) > _MAX_PORT:
        raise ConfigError(f"{option} has no valid port: {port_text}.")
    if host == "localhost":
        return ipaddress.IPv4Address("127.0.0.1"), port
    try:
        return ipaddress.ip_address(host.removeprefix("[").removesuffix("]")), port
    except ValueError:
        raise ConfigError(f"{option} needs an IP address or localhost, not {host!r}.") from None


def _parse_listen(listen: str, *, is_protected: bool) -> tuple[str, int]:
    address, port = _parse_address(listen, "--listen")
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
    if not database:
        raise ConfigError("No database is named: --database sqlite:///PATH, or `server.database`.")
    path = database.removeprefix(_SQLITE)
    if path == database or path in {"", ":memory:"} or "\0" in path:
        raise ConfigError(f"--database must be sqlite:///PATH, not {database!r}.")
    return Path(path)


def _parse_realm(options: Options, *, is_protected: bool) -> Realm | None:
    realm = options.realm
    if realm is None:
        if is_protected:
            raise ConfigError(
                "With TLS or behind a proxy --realm must name the host that is dialled."
            )
        return None
    try:
        return parse_realm(realm)
    except InvalidForm:
        raise ConfigError(f"--realm must be a host name without a port, not {realm!r}.") from None
