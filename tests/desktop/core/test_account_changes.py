"""Another password, and the end of an account."""

from pathlib import Path

import pytest

from desktop.core.records import ProfileState
from desktop.errors import ConnectionLost, SignInFailed, UnknownPerson
from protocol.ids import parse_username
from tests.helpers.fake_relay import REALM, FakeRelay
from tests.helpers.messengers import PASSWORD, Person, run
from tests.helpers.quick_stretching import quick_stretching

__all__ = ["quick_stretching"]

pytestmark = pytest.mark.usefixtures("quick_stretching")


def real_auth(person: Person, password: str) -> bytes:
    """Return the value that the real derivation gives, which the quick test accounts skip."""
    from desktop.core.account_maker import AccountMaker  # noqa: PLC0415

    return AccountMaker.password_value(
        None,  # type: ignore[arg-type]
        password,
        realm=REALM,
        username=parse_username(person.name),
    )


def test_password_is_changed_only_with_the_old_one(relay: FakeRelay, tmp_path: Path) -> None:
    """AU-06: the relay's part (other sign-ins end) has its own tests."""

    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()
            (account,) = relay._accounts.values()
            account.auth = real_auth(alice, PASSWORD)
            with pytest.raises(SignInFailed):
                await alice.engine.change_password("wrong password", "another good one")
            assert account.auth == real_auth(alice, PASSWORD)
            await alice.engine.change_password(PASSWORD, "another good one")
            assert account.auth == real_auth(alice, "another good one")

    run(story())


def test_deleted_account_is_gone_here_and_there(relay: FakeRelay, tmp_path: Path) -> None:
    """AU-15: the name is free, the chain ends in a tombstone, nothing is left in the profile."""

    async def story() -> None:
        alice, bob = Person("alice", tmp_path, relay.client), Person("bob", tmp_path, relay.client)
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            account = next(
                each for each in relay._accounts.values() if each.chain.username == "alice"
            )
            account.auth = real_auth(alice, PASSWORD)
            with pytest.raises(SignInFailed):
                await alice.engine.delete_account("wrong password")
            await alice.engine.delete_account(PASSWORD)
            assert account.chain.is_tombstoned
            assert alice.folder.secrets.entries == {}
            assert await alice.engine.find_profile_state() is ProfileState.EMPTY
            with pytest.raises(UnknownPerson):
                await bob.engine.look_up("alice")

    run(story())


def test_without_a_connection_nothing_is_asked(relay: FakeRelay, tmp_path: Path) -> None:
    async def story() -> None:
        alice = Person("alice", tmp_path, relay.client)
        async with alice:
            await alice.create_account()
            relay.is_up = False
            relay.cut_all()
            running = alice.engine._session.running
            assert running is not None
            await alice.until(lambda: running.keeper.find_link() is None)
            with pytest.raises(ConnectionLost):
                await alice.engine.change_password(PASSWORD, "another good one")

    run(story())
