"""Where a relay is: the forms of address that a person may type, and which of them are safe."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from desktop.errors import InsecureAddress
from protocol.errors import InvalidForm
from protocol.ids import Realm, parse_realm

_DEFAULT_PORTS = {"ws": 80, "wss": 443}


@dataclass(frozen=True, kw_only=True, slots=True)
class RelayAddress:
    """A relay's address, already checked.

    Attributes:
        scheme: "ws" or "wss".
        host: Host name or address, lower case, without brackets.
        port: TCP port.
    """

    scheme: str
    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """True if the address cannot leave this computer."""
        return is_loopback_host(self.host)

    @property
    def is_protected(self) -> bool:
        """True if connections are protected by TLS."""
        return self.scheme == "wss"

    @property
    def realm(self) -> Realm | None:
        """The realm that a relay at this host must have; None on this computer.

        Source: docs/protocol/wire.md, realms.
        """
        return None if self.is_loopback else _realm_of(self.host)

    def url(self, path: str) -> str:
        """Return the WebSocket URL of one kind of connection, such as ``/auth``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{path}"


def is_loopback_host(host: str) -> bool:
    """Tell whether a host name or address is this computer."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def parse_relay_address(text: str) -> RelayAddress:
    """Read an address as typed: ``wss://chat.example``, ``chat.example``, ``127.0.0.1:8765``.

    Without a scheme it is plain for this computer and protected for every other.

    Raises:
        InvalidForm: it is no address.
        InsecureAddress: it would leave this computer without TLS.

    Source: docs/protocol/wire.md, addresses.
    """
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"{_scheme_of(text)}://{text}")
        port = parts.port if parts.port is not None else _DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        raise InvalidForm("relay address") from None
    host = (parts.hostname or "").lower()
    extra = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in _DEFAULT_PORTS or not host or not port or extra:
        raise InvalidForm("relay address")
    address = RelayAddress(scheme=parts.scheme, host=host, port=port)
    if not address.is_loopback:
        _realm_of(host)
    if not address.is_protected and not address.is_loopback:
        raise InsecureAddress("only a relay on this computer can be reached without TLS")
    return address


def _realm_of(host: str) -> Realm:
    """Return a host that can be looked up in the form of a realm. Raises InvalidForm."""
    try:
        return parse_realm(host.encode("idna").decode("ascii"))
    except (UnicodeError, InvalidForm):
        raise InvalidForm("relay address") from None


def _scheme_of(text: str) -> str:
    """Return the scheme that an address without one means."""
    host = urlsplit(f"//{text}").hostname or ""
    return "ws" if is_loopback_host(host) else "wss"
