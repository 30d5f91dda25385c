"""Forms of names, realms and ids."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import InvalidForm
from protocol.ids import (
    AccountId,
    DeviceAddress,
    EnvelopeId,
    envelope_time_ms,
    is_username,
    message_id,
    parse_realm,
    parse_username,
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("bob", "bob"),
        (" @Bob ", "bob"),
        ("\u00a0bob", "bob"),
        ("B.o-b_7", "b.o-b_7"),
        ("0ab", "0ab"),
        ("a" * 32, "a" * 32),
    ],
)
def test_username_is_brought_to_its_one_form(typed: str, name: str) -> None:
    assert parse_username(typed) == name
    assert is_username(name)


@pytest.mark.parametrize(
    "typed",
    ["", "ab", "a" * 33, ".bob", "-bob", "_bob", "bo b", "@@bob", "bób", "bo\u212a", "b/b", "b'--"],
)
def test_other_username_is_refused(typed: str) -> None:
    """SV-08: nothing but letters, digits, dot, underscore and hyphen is ever a name."""
    assert not is_username(typed)
    with pytest.raises(InvalidForm) as refused:
        parse_username(typed)
    assert refused.value.what == "username"


@pytest.mark.parametrize("text", ["Bob", "bob\n", " bob", "@bob"])
def test_what_is_tidied_when_typed_is_no_form_of_the_wire(text: str) -> None:
    assert parse_username(text) == "bob"
    assert not is_username(text)


@given(st.text(max_size=40))
def test_parsed_username_parses_to_itself(typed: str) -> None:
    try:
        name = parse_username(typed)
    except InvalidForm:
        return
    assert parse_username(name) == name
    assert is_username(name)


@pytest.mark.parametrize(
    ("typed", "realm"),
    [
        ("Chat.Example.", "chat.example"),
        ("localhost", "localhost"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("192.0.2.1", "192.0.2.1"),
        ("[2001:DB8::0001]", "2001:db8::1"),
        ("::1", "::1"),
        ("a" * 63 + ".example", "a" * 63 + ".example"),
    ],
)
def test_realm_is_brought_to_its_one_form(typed: str, realm: str) -> None:
    assert parse_realm(typed) == realm
    assert parse_realm(realm) == realm


@pytest.mark.parametrize(
    "typed",
    [
        *("", ".", "chat..example", "-a.example", "a-.example", "chat.example:8765"),
        *("bücher.example", "a" * 64 + ".example", "a." * 128, "chat example"),
        *("[::1", "::1]", "http://chat.example"),
    ],
)
def test_other_realm_is_refused(typed: str) -> None:
    with pytest.raises(InvalidForm) as refused:
        parse_realm(typed)
    assert refused.value.what == "realm"


def test_message_id_is_the_head_of_the_hash() -> None:
    """SV-21: computed from the bytes, so nobody can choose it."""
    assert message_id(b"envelope") == hashlib.sha256(b"envelope").digest()[:16]


def test_envelope_id_tells_when_it_was_made() -> None:
    assert envelope_time_ms(EnvelopeId((1_800_000_000_123 << 22) | 0x3FFFFF)) == 1_800_000_000_123


def test_device_addresses_are_values_that_sort() -> None:
    one, two = (DeviceAddress(account=AccountId(bytes(32)), device=number) for number in (1, 2))

    assert sorted({two, one, two}) == [one, two]
