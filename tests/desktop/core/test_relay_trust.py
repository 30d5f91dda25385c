"""A password value goes only to the relay's key that the person trusted with it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.core.records import ConnectionTrouble
from desktop.errors import RelayKeyChanged, SignInFailed
from tests.helpers.fake_relay import FakeAuthLink, FakeRelay
from tests.helpers.messengers import PASSWORD, Person, run, system_clock

FIRST, OTHER, THIRD = (bytes([number]) * 32 for number in (1, 2, 3))


@pytest.fixture
def relay() -> FakeRelay:
    relay = FakeRelay(system_clock)
    relay.channel = FIRST
    return relay


def noted(name: str, original: Callable[..., object], sent: list[str]) -> Callable[..., object]:
    def keep(*link: object, **fields: object) -> object:
        sent.append(name)
        return original(*link, **fields)

    return keep


@pytest.fixture
def values(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every request with a password value that reached the relay."""
    sent: list[str] = []
    for name in ("register", "change_password", "delete_account"):
        monkeypatch.setattr(FakeAuthLink, name, noted(name, getattr(FakeAuthLink, name), sent))
    return sent


async def kept_key(person: Person) -> bytes:
    row = await person.engine._open.profile.keys.find_account()
    assert row is not None
    return row.relay_key


def test_login_goes_on_under_another_key_and_keeps_the_trusted_one(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """AU-17: no password value crosses at a login, and its success makes no key trusted."""

    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()
            assert await kept_key(alice) == FIRST
        relay.channel = OTHER
        async with alice:
            await alice.reopen()
            assert await kept_key(alice) == FIRST

    run(story())


def test_password_is_not_sent_to_another_key_until_the_person_agreed(
    relay: FakeRelay, tmp_path: Path, values: list[str]
) -> None:
    """AU-17: change of the password, deletion; agreeing counts for that key, also after restart."""

    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()
        relay.channel = OTHER
        del values[:]
        async with alice:
            await alice.reopen()
            with pytest.raises(RelayKeyChanged) as changed:
                await alice.engine.change_password(PASSWORD, "another good one")
            with pytest.raises(RelayKeyChanged):
                await alice.engine.delete_account(PASSWORD)
            assert values == []
            assert changed.value.key == OTHER
            await alice.engine.accept_relay_key(changed.value.key)
            with pytest.raises(SignInFailed):  # the quick accounts have another value
                await alice.engine.change_password(PASSWORD, "another good one")
            assert values == ["change_password"]
        async with alice:
            await alice.reopen()
            assert await kept_key(alice) == OTHER
        relay.channel = THIRD
        async with alice:
            await alice.reopen()
            with pytest.raises(RelayKeyChanged):
                await alice.engine.change_password(PASSWORD, "another good one")

    run(story())


def test_unfinished_registration_waits_for_the_person(
    relay: FakeRelay, tmp_path: Path, values: list[str]
) -> None:
    """AU-17: the stored password value of a lost answer is not sent to another key by itself."""

    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            relay.lose_next_answer = True
            with pytest.raises(Exception, match="answer lost"):
                await alice.create_account()
        relay.channel = OTHER
        del values[:]
        async with alice:
            await alice.engine.open_profile()
            await alice.until(
                lambda: any(
                    getattr(event, "trouble", None) is ConnectionTrouble.KEY_CHANGED
                    for event in alice.events
                )
            )
            assert values == []
            with pytest.raises(RelayKeyChanged) as changed:
                await alice.engine.register_again(PASSWORD)
            await alice.engine.accept_relay_key(changed.value.key)
            await alice.engine.register_again(PASSWORD)
            await alice.online()
            assert values == ["register"]

    run(story())


def test_repeated_first_try_is_asked_about_too(
    relay: FakeRelay, tmp_path: Path, values: list[str]
) -> None:
    """AU-17: the same request again, or one with another password, on a profile that waits."""

    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            relay.lose_next_answer = True
            with pytest.raises(Exception, match="answer lost"):
                await alice.create_account()
            relay.channel = OTHER
            del values[:]
            for password in (PASSWORD, "another good one"):
                with pytest.raises(RelayKeyChanged):
                    await alice.engine.create_account(
                        relay_address=alice.address,
                        name="alice",
                        password=password,
                        progress=lambda _step: None,
                    )
            assert values == []
            await alice.engine.accept_relay_key(OTHER)
            await alice.create_account()

    run(story())


def test_profile_of_an_older_version_keeps_the_first_key_that_it_sees(
    relay: FakeRelay, tmp_path: Path
) -> None:
    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()
            await alice.engine._open.profile.keys.save_relay_key(b"")
        relay.channel = OTHER
        async with alice:
            await alice.reopen()
            assert await kept_key(alice) == OTHER

    run(story())
