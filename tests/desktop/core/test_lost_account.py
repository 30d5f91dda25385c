"""An account that the relay no longer knows is registered again with the same chain (P7)."""

from pathlib import Path

import pytest

from desktop.core.events import ConnectionChanged
from desktop.core.records import ConnectionState, ConnectionTrouble, DeliveryState
from desktop.errors import CodeNeeded, CodeRefused, NameTaken, RelayKeyChanged, SignInFailed
from protocol.messages import RegistrationRule
from protocol.registration_code import write_code
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.messengers import PASSWORD, Person, run


async def lost(person: Person) -> None:
    """Wait until the person is told that the relay does not know the account."""

    def is_told() -> bool:
        told = [event for event in person.events if isinstance(event, ConnectionChanged)]
        return [(event.state, event.trouble) for event in told[-1:]] == [
            (ConnectionState.REFUSED, ConnectionTrouble.ACCOUNT_LOST)
        ]

    await person.until(is_told)


def wipe(relay: FakeRelay) -> None:
    """Let the relay begin with an empty database."""
    relay.cut_all()
    relay.restore(({}, {}, {}), epoch=b"another epoch" + bytes(3))


def test_both_come_back_and_what_had_no_receipt_arrives(relay: FakeRelay, tmp_path: Path) -> None:
    """P7, FT-15: chain, keys and prekeys again; the message that the relay lost comes once."""

    async def story() -> None:
        alice, bob = (Person(name, tmp_path, relay.client) for name in ("alice", "bob"))
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
            wipe(relay)
            await lost(alice)
            assert await alice.texts() == ["first", "held"]
            async with bob:
                await bob.engine.open_profile()
                await lost(bob)
                await bob.engine.register_again(PASSWORD)
                await bob.online()
                await alice.engine.register_again(PASSWORD)
                await alice.online()
                assert await bob.received(1) == ["held"]
                await alice.delivered(held)
                answer = await bob.engine.send_text((await bob.contact_of(alice)).id, "answer")
                assert (await alice.received(1))[-1] == "answer"
                await bob.delivered(answer)
                assert await alice.texts() == await bob.texts() == ["first", "held", "answer"]

    run(story())


def test_name_that_somebody_took_meanwhile_is_told(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        (tmp_path / "thief").mkdir()
        thief = Person("alice", tmp_path / "thief", relay.client)
        async with alice, thief:
            await alice.create_account()
            wipe(relay)
            await lost(alice)
            await thief.create_account()
            with pytest.raises(NameTaken):
                await alice.engine.register_again(PASSWORD)

    run(story())


def test_relay_that_knows_the_account_after_all_checks_the_password(
    relay: FakeRelay, tmp_path: Path
) -> None:
    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()
            with pytest.raises(SignInFailed):
                await alice.engine.register_again("wrong password")
            await alice.engine.register_again(PASSWORD)

    run(story())


def test_password_does_not_go_to_another_key_unasked(relay: FakeRelay, tmp_path: Path) -> None:
    """AU-17: a relay set up anew has another key; whoever plays one gets no password value."""

    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()
            relay.channel = b"k" * 32
            wipe(relay)
            await lost(alice)
            with pytest.raises(RelayKeyChanged) as changed:
                await alice.engine.register_again(PASSWORD)
            assert relay.back_up()[0] == {}  # type: ignore[index]
            await alice.engine.accept_relay_key(changed.value.key)
            await alice.engine.register_again(PASSWORD)
            await alice.online()

    run(story())


def test_relay_that_registers_by_code_wants_one_again(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()
            relay.registration = RegistrationRule.BY_CODE
            wipe(relay)
            await lost(alice)
            with pytest.raises(CodeNeeded):
                await alice.engine.register_again(PASSWORD)
            with pytest.raises(CodeRefused):
                await alice.engine.register_again(PASSWORD, code=write_code(bytes(16)))
            relay.codes[bytes(16)] = 1
            await alice.engine.register_again(PASSWORD, code=write_code(bytes(16)))
            await alice.online()

    run(story())
