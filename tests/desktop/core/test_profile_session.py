"""An account comes into being whatever is lost on the way, or leaves nothing behind."""

from pathlib import Path

import pytest

from desktop.core.records import ConnectionState
from desktop.errors import CodeNeeded, CodeRefused, NameTaken, SignInFailed
from protocol.errors import InvalidForm
from protocol.messages import RegistrationRule
from protocol.registration_code import write_code
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.messengers import PASSWORD, Person, run


def test_lost_answer_of_a_registration_is_repeated_and_succeeds(
    relay: FakeRelay, tmp_path: Path
) -> None:
    """AU-16: the connection is cut between the commit of a registration and its answer."""

    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            relay.lose_next_answer = True
            with pytest.raises(Exception, match="answer lost"):
                await alice.create_account()
            await alice.create_account()
            assert alice.connection_states()[-1] is ConnectionState.ONLINE

    run(story())


def test_registration_cut_by_a_restart_is_finished_at_the_next_start(
    relay: FakeRelay, tmp_path: Path
) -> None:
    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            relay.lose_next_answer = True
            with pytest.raises(Exception, match="answer lost"):
                await alice.create_account()
        async with alice:
            await alice.reopen()

    run(story())


def test_taken_name_leaves_nothing_behind(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        thief = Person("alice", tmp_path / "elsewhere", relay.client)
        async with alice, thief:
            await alice.create_account()
            with pytest.raises(NameTaken):
                await thief.create_account()
            assert thief.folder.secrets.entries == {}

    (tmp_path / "elsewhere").mkdir()
    run(story())


def test_refused_code_leaves_nothing_behind_and_the_right_one_makes_the_account(
    relay: FakeRelay, tmp_path: Path
) -> None:
    async def story() -> None:
        relay.registration = RegistrationRule.BY_CODE
        relay.codes[bytes(16)] = 1
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            for code, verdict in (
                ("", CodeNeeded),
                (write_code(b"w" * 16), CodeRefused),
                ("typed wrong", InvalidForm),
            ):
                with pytest.raises(verdict):
                    await alice.create_account(code=code)
                assert alice.folder.secrets.entries == {}
            await alice.create_account(code=write_code(bytes(16)))

    run(story())


def test_registration_cut_by_a_restart_asks_for_no_code(relay: FakeRelay, tmp_path: Path) -> None:
    """AU-16: the relay has the account, and its code is used up."""

    async def story() -> None:
        relay.registration = RegistrationRule.BY_CODE
        relay.codes[bytes(16)] = 1
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            relay.lose_next_answer = True
            with pytest.raises(Exception, match="answer lost"):
                await alice.create_account(code=write_code(bytes(16)))
        async with alice:
            await alice.reopen()

    run(story())


def test_registration_that_never_arrived_begins_anew_where_it_needs_a_code(
    relay: FakeRelay, tmp_path: Path
) -> None:
    async def story() -> None:
        relay.registration = RegistrationRule.BY_CODE
        relay.codes[bytes(16)] = 1
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            relay.lose_next_answer = True
            with pytest.raises(Exception, match="answer lost"):
                await alice.create_account(code=write_code(bytes(16)))
        relay.restore(({}, {}, {}), epoch=b"another epoch" + bytes(3))
        async with alice:
            assert await alice.engine.open_profile() is None
            assert alice.folder.secrets.entries == {}

    run(story())


def test_sign_in_takes_the_name_over_and_a_wrong_password_does_not(
    relay: FakeRelay, tmp_path: Path
) -> None:
    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        other = Person("alice", tmp_path / "elsewhere", relay.client)
        async with alice, other:
            await alice.create_account()
            with pytest.raises(SignInFailed):
                await sign_in(other, "wrong password")
            record = await sign_in(other, PASSWORD)
            await other.online()
            assert record.username == "alice"

    async def sign_in(person: Person, password: str):  # type: ignore[no-untyped-def]
        return await person.engine.sign_in(
            relay_address=person.address,
            name=person.name,
            password=password,
            progress=lambda _step: None,
        )

    (tmp_path / "elsewhere").mkdir()
    run(story())
