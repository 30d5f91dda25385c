"""A real relay that was set up anew, and one whose key no authority vouches for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.core.events import ConnectionChanged
from desktop.core.ports.relay import Relay
from desktop.core.records import ConnectionState, ConnectionTrouble, DeliveryState
from desktop.core.relay_place import parse_place
from desktop.crypto.invite import Invite
from desktop.errors import RelayKeyChanged, RelayUntrusted
from desktop.network.relay_client import RelayClient
from protocol.ids import AccountId, Realm, Username
from server.net.tls import load_channel
from tests.helpers.messengers import PASSWORD, Person, run
from tests.helpers.relay_certificates import make_certificate
from tests.helpers.relay_process import RelayProcess

REALM = "chat.example"


class Client(Person):
    """A person over real connections."""

    def __init__(self, name: str, path: Path, address: str) -> None:
        super().__init__(name, path, self.make_client, address=address)

    def make_client(self, address: str, /, *, pinned_key: bytes = b"") -> Relay:
        return RelayClient.at(address, spawn=self._supervisor.spawn, pinned_key=pinned_key)

    async def troubled(self, trouble: ConnectionTrouble) -> None:
        """Wait until the newest trouble is this one."""
        await self.until(
            lambda: (
                [event.trouble for event in self.events if isinstance(event, ConnectionChanged)][
                    -1:
                ]
                == [trouble]
            )
        )


@pytest.fixture
def tls_relay(tmp_path: Path) -> Iterator[RelayProcess]:
    """A relay with a certificate that it signed itself."""
    folder = tmp_path / "relay"
    folder.mkdir()
    files = make_certificate(folder).files
    options = ("--tls-cert", str(files.certificate), "--tls-key", str(files.key))
    with RelayProcess(folder, options=(*options, "--realm", REALM)) as relay:
        yield relay


def invite_to(relay: RelayProcess, pin: bytes) -> str:
    """Return an invite of somebody at a relay."""
    return Invite(
        address=relay.url,
        spki_hash=pin,
        realm=Realm(REALM),
        username=Username("bob"),
        account=AccountId(bytes(32)),
        secret=bytes(32),
    ).encode_link()


def wipe(relay: RelayProcess) -> None:
    """Set the relay up anew at the same address, under the same realm."""
    relay.kill()
    for file in relay.database.parent.glob("relay.db*"):
        file.unlink()
    relay.start()


def test_accounts_come_back_to_a_relay_that_was_set_up_anew(
    tls_relay: RelayProcess, tmp_path: Path
) -> None:
    """P7, FT-15: both register the same chains again; the message the relay lost comes once."""
    pin = parse_pin(tls_relay)

    async def story() -> None:
        alice, bob = (
            Client(name, tmp_path, invite_to(tls_relay, pin)) for name in ("alice", "bob")
        )
        async with alice:
            async with bob:
                await alice.create_account()
                await bob.create_account()
                to_bob = await alice.meet(bob)
            held = await alice.engine.send_text(to_bob, "held")

            async def is_sent() -> bool:
                newest = (await alice.engine.load_messages(to_bob))[-1]
                return newest.state is DeliveryState.SENT

            await alice.until(is_sent)
            wipe(tls_relay)
            await alice.troubled(ConnectionTrouble.ACCOUNT_LOST)
            await alice.engine.register_again(PASSWORD)
            await alice.online()
            async with bob:
                await bob.engine.open_profile()
                await bob.troubled(ConnectionTrouble.ACCOUNT_LOST)
                assert await bob.texts() == ["first"]
                await bob.engine.register_again(PASSWORD)
                await bob.online()
                assert await bob.received(1) == ["held"]
                await alice.delivered(held)
                answer = await bob.engine.send_text((await bob.contact_of(alice)).id, "answer")
                await alice.received(1)
                await bob.delivered(answer)
                assert await alice.texts() == await bob.texts() == ["first", "held", "answer"]

    run(story())


def parse_pin(relay: RelayProcess) -> bytes:
    """Return the hash of the relay's key, as whoever runs it would tell it."""
    return load_channel(relay.database.parent / "relay.pem")


def test_relay_that_nobody_vouches_for_is_reached_by_an_invite_only(
    tls_relay: RelayProcess, tmp_path: Path
) -> None:
    """SV-19, AU-17: pinned from the first connection on, and handed on by invites."""
    pin = parse_pin(tls_relay)

    async def story() -> None:
        async with Client("alice", tmp_path, tls_relay.url) as alice:
            with pytest.raises(RelayUntrusted) as refused:
                await alice.create_account()
            assert not refused.value.is_pinned
            alice.address = invite_to(tls_relay, pin)
            await alice.create_account()
            link = await alice.engine.create_invite()
            assert parse_place(link).pinned_key == pin
        async with Client("bob", tmp_path, link) as bob, alice:
            await alice.reopen()
            await bob.create_account()
            contact = (await bob.engine.open_invite(link)).contact.id
            await bob.engine.send_text(contact, "found you")
            assert await alice.received(1) == ["found you"]
        with pytest.raises(ExceptionGroup) as group:
            async with Client("carol", tmp_path, invite_to(tls_relay, bytes(32))) as carol:
                await carol.create_account()
        assert isinstance(group.value.exceptions[0], RelayUntrusted)

    run(story())


def test_password_waits_after_the_certificate_was_changed(
    tls_relay: RelayProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AU-17: under an authority's certificate the login goes on, the password value does not."""
    folder = tls_relay.database.parent
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "relay.pem"))

    def renew() -> None:
        tls_relay.kill()
        make_certificate(folder, host="127.0.0.1")
        tls_relay.start()

    async def story() -> None:
        alice = Client("alice", tmp_path, tls_relay.url)
        async with alice:
            await alice.create_account()
            renew()
            await alice.until(lambda: alice.connection_states().count(ConnectionState.ONLINE) > 1)
            with pytest.raises(RelayKeyChanged) as changed:
                await alice.engine.delete_account(PASSWORD)
            await alice.engine.accept_relay_key(changed.value.key)
            assert changed.value.key == parse_pin(tls_relay)

    renew()
    run(story())


def test_new_invite_names_the_key_of_a_relay_that_was_set_up_anew(
    tls_relay: RelayProcess, tmp_path: Path
) -> None:
    """AU-17, SV-19: another key than the pinned one gets nothing, until a person brings it."""
    pin = parse_pin(tls_relay)

    async def story() -> None:
        alice = Client("alice", tmp_path, invite_to(tls_relay, pin))
        async with alice:
            await alice.create_account()
            tls_relay.kill()
            make_certificate(tls_relay.database.parent)
            tls_relay.start()
            await alice.troubled(ConnectionTrouble.UNTRUSTED)
            with pytest.raises(RelayUntrusted) as refused:
                await alice.engine.move_relay(tls_relay.url)
            assert refused.value.is_pinned
            await alice.engine.move_relay(invite_to(tls_relay, parse_pin(tls_relay)))
            await alice.online()
        async with alice:
            await alice.reopen()
            assert parse_place(await alice.engine.create_invite()).pinned_key == parse_pin(
                tls_relay
            )
            with pytest.raises(RelayKeyChanged):
                await alice.engine.change_password(PASSWORD, "another good one")

    run(story())
