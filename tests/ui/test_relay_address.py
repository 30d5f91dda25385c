"""A server's address as it is typed and read."""

import pytest

from desktop.config import LOCAL_RELAY
from desktop.ui.relay_address import complete_address, is_invite, short_address, typed_address


@pytest.mark.parametrize(
    ("typed", "complete"),
    [
        ("chat.example", "wss://chat.example"),
        (" chat.example/ ", "wss://chat.example"),
        ("127.0.0.1:8765", "ws://127.0.0.1:8765"),
        ("localhost:8765", "ws://localhost:8765"),
        ("[::1]:8765", "ws://[::1]:8765"),
        ("ws://chat.example", "ws://chat.example"),
        ("", ""),
        (" securechat:abc\n def ", "securechat:abcdef"),
    ],
)
def test_scheme_is_added_and_protected_unless_local(typed: str, complete: str) -> None:
    assert complete_address(typed) == complete


@pytest.mark.parametrize("address", ["wss://chat.example", "ws://chat.example", "chat.example"])
def test_scheme_is_not_read_aloud(address: str) -> None:
    assert short_address(address) == "chat.example"


def test_relay_of_the_app_itself_is_called_by_its_place() -> None:
    assert short_address(LOCAL_RELAY) == "this computer"


def test_invite_is_known_by_its_beginning() -> None:
    assert is_invite(" securechat:abc")
    assert not is_invite("chat.example")


def test_key_behind_an_address_is_kept_where_it_is_typed_and_not_read() -> None:
    assert complete_address("chat.example#abc") == "wss://chat.example#abc"
    assert typed_address("wss://chat.example#abc") == "chat.example#abc"
    assert short_address("wss://chat.example#abc") == "chat.example"


@pytest.mark.parametrize(
    "address", ["wss://127.0.0.1:8765", "ws://127.0.0.1:8765", "wss://chat.example"]
)
def test_typed_address_means_the_same_address(address: str) -> None:
    assert complete_address(typed_address(address)) == address
