"""Forms of a relay's address."""

import pytest

from desktop.errors import InsecureAddress
from desktop.network.relay_address import is_loopback_host, parse_relay_address
from protocol.errors import InvalidForm


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("ws://127.0.0.1:8765", "ws://127.0.0.1:8765/auth"),
        (" 127.0.0.1:8765 ", "ws://127.0.0.1:8765/auth"),
        ("LOCALHOST:1/", "ws://localhost:1/auth"),
        ("ws://[::1]:99", "ws://[::1]:99/auth"),
        ("localhost", "ws://localhost:80/auth"),
        ("wss://[::1]", "wss://[::1]:443/auth"),
    ],
)
def test_address_on_this_computer_is_accepted(typed: str, url: str) -> None:
    address = parse_relay_address(typed)
    assert address.url("/auth") == url
    assert address.is_loopback


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("chat.example", "wss://chat.example:443/auth"),
        ("wss://Chat.Example:99", "wss://chat.example:99/auth"),
        ("10.0.0.1:8765", "wss://10.0.0.1:8765/auth"),
    ],
)
def test_address_beyond_this_computer_is_protected(typed: str, url: str) -> None:
    address = parse_relay_address(typed)
    assert address.url("/auth") == url
    assert address.is_protected


@pytest.mark.parametrize(
    ("typed", "realm"),
    [
        ("Chat.Example.:99", "chat.example"),
        ("wss://b\u00fccher.example", "xn--bcher-kva.example"),
        ("10.0.0.1:8765", "10.0.0.1"),
        ("wss://[2001:DB8::0:1]", "2001:db8::1"),
        ("127.0.0.1:8765", None),
        ("wss://localhost", None),
    ],
)
def test_host_says_which_realm_its_relay_has(typed: str, realm: str | None) -> None:
    assert parse_relay_address(typed).realm == realm


@pytest.mark.parametrize(
    "typed",
    ["ws://chat.example:80", "ws://10.0.0.1:8765"],
)
def test_address_beyond_this_computer_is_refused_without_tls(typed: str) -> None:
    """SV-19: plain ws to non-loopback."""
    with pytest.raises(InsecureAddress):
        parse_relay_address(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ws://",
        "http://localhost:1",
        "ws://localhost:99999",
        f"wss://{64 * 'a'}.example",
        "wss://chat..example",
        "wss://chat\x00.example",
        "ws://localhost:x",
        "ws://localhost:1/path",
        "ws://localhost:1?q",
        "ws://user@localhost:1",
        "ws://[::1",
        "ws://localhost:0",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidForm):
        parse_relay_address(typed)


def test_only_loopback_hosts_are_this_computer() -> None:
    assert is_loopback_host("127.8.8.8")
    assert is_loopback_host("::1")
    assert not is_loopback_host("localhost.example")
    assert not is_loopback_host("0.0.0.0")
