"""A server is given as an address or as an invite; the invite brings its key along."""

from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from desktop.core.relay_place import RelayPlace, parse_place
from desktop.crypto.invite import Invite
from desktop.errors import RelayIncompatible
from protocol.errors import InvalidForm
from protocol.ids import AccountId, Realm, Username
from tests.helpers.fake_relay import REALM, FakeRelay
from tests.helpers.messengers import Person, run, system_clock

PIN = bytes(range(32))


def invite(realm: str = REALM, pin: bytes = PIN) -> str:
    return Invite(
        address="wss://chat.example",
        spki_hash=pin,
        realm=Realm(realm),
        username=Username("bob"),
        account=AccountId(bytes(32)),
        secret=bytes(32),
    ).encode_link()


def test_address_is_taken_as_typed() -> None:
    assert parse_place("chat.example") == RelayPlace(address="chat.example")


def test_address_may_bring_the_key_of_its_relay() -> None:
    text = f"wss://chat.example#{urlsafe_b64encode(PIN).decode().rstrip('=')}"
    assert parse_place(text) == RelayPlace(address="wss://chat.example", pinned_key=PIN)


@pytest.mark.parametrize("key", ["", "abc", "A" * 42, "A" * 44, "A" * 42 + "B", "ä" * 43])
def test_key_of_another_form_is_refused(key: str) -> None:
    with pytest.raises(InvalidForm):
        parse_place(f"wss://chat.example#{key}")


def test_invite_says_where_and_which_key() -> None:
    assert parse_place(f" {invite()}\n") == RelayPlace(
        address="wss://chat.example", pinned_key=PIN, realm=REALM
    )


def test_broken_invite_is_no_address() -> None:
    with pytest.raises(InvalidForm):
        parse_place("securechat:nothing")


def test_account_made_by_an_invite_pins_the_key_and_hands_it_on(tmp_path: Path) -> None:
    """AU-17: also after a restart, and in the invites of the new account."""
    relay = FakeRelay(system_clock)

    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client, address=invite())
        async with alice:
            assert not (await alice.engine.check_name(invite(), "alice")).is_taken
            await alice.create_account()
        async with alice:
            await alice.reopen()
            assert set(relay.pinned_keys) == {PIN}
            link = await alice.engine.create_invite()
            assert parse_place(link) == RelayPlace(
                address="wss://chat.example", pinned_key=PIN, realm=REALM
            )

    run(story())


def test_another_relay_than_the_invites_gets_no_account(tmp_path: Path) -> None:
    relay = FakeRelay(system_clock)

    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client, address=invite("elsewhere.test"))
        async with alice:
            with pytest.raises(RelayIncompatible):
                await alice.create_account()
            assert alice.folder.secrets.entries == {}

    run(story())


def test_invite_can_be_read_before_there_is_an_account(tmp_path: Path) -> None:
    async def story() -> None:
        async with Person("alice", tmp_path, FakeRelay(system_clock).client) as alice:
            found = await alice.engine.read_invite(invite())
            assert (found.username, found.relay_address) == ("bob", "wss://chat.example")
            assert not found.is_other_relay
            with pytest.raises(InvalidForm):
                await alice.engine.read_invite("securechat:nothing")

    run(story())
