"""From a typed name and password to an account that the relay knows."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.core.account_entry import AccountEntry, parse_typed_code
from desktop.core.ports.profile import OpenProfile
from desktop.core.records import ProfileState
from desktop.core.relay_place import RelayPlace
from desktop.core.rows.own_keys import Registration
from desktop.errors import (
    CodeNeeded,
    CodeRefused,
    NameTaken,
    RegistrationClosed,
    RelayIncompatible,
    RelayKeyChanged,
    SignInFailed,
)
from protocol.errors import InvalidForm
from protocol.ids import Realm, parse_username
from protocol.messages import RegistrationRule
from protocol.registration_code import write_code
from tests.helpers.fake_relay import REALM, FakeAuthLink, FakeRelay, FakeRelayClient
from tests.helpers.messengers import ManualClock, TestFolder, TestProfile, run
from tests.helpers.quick_accounts import QuickAccountMaker
from tests.helpers.seeded_random import SeededRandom

ADDRESS = "ws://127.0.0.1:1"
ALICE = parse_username("alice")
PASSWORD = "a long enough password"


class Desk:
    """One computer before a relay."""

    def __init__(self, path: Path, relay: FakeRelay, clock: ManualClock) -> None:
        self.folder = TestFolder(path)
        self.relay = relay

        def maker_of(profile: OpenProfile) -> QuickAccountMaker:
            return QuickAccountMaker(profile, clock=clock, random=SeededRandom(path.name))

        self.entry = AccountEntry(relay.client, maker_of=maker_of)

    async def enter(self, *, takes_over: bool = False, code: bytes = b"") -> TestProfile:
        """Do the whole, and return the open profile."""
        request = await self.entry.build_request(
            ADDRESS, ALICE, PASSWORD, takes_over=takes_over, code=code
        )
        profile = await self.folder.create(vault_passphrase=None)
        row = await self.entry.pending_row(profile, request)
        await self.entry.register(
            profile,
            row,
            RelayPlace(address=ADDRESS).relay(self.relay.client),
            code=request.code,
        )
        return profile


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def relay(clock: ManualClock) -> FakeRelay:
    return FakeRelay(clock)


def test_name_has_an_owner_once_it_is_registered(
    relay: FakeRelay, clock: ManualClock, tmp_path: Path
) -> None:
    async def story() -> None:
        desk = Desk(tmp_path / "alice", relay, clock)
        assert not (await desk.entry.check_name(ADDRESS, ALICE)).is_taken

        profile = await desk.enter()

        assert (await desk.entry.check_name(ADDRESS, ALICE)).is_taken
        row = await profile.keys.find_account()
        assert row is not None
        assert (row.realm, row.registration) == (REALM, Registration.DONE)
        await profile.close()

    run(story())


def test_name_that_is_taken_is_refused_and_taken_over_with_the_password(
    relay: FakeRelay, clock: ManualClock, tmp_path: Path
) -> None:
    async def story() -> None:
        first = await Desk(tmp_path / "first", relay, clock).enter()
        with pytest.raises(NameTaken):
            await Desk(tmp_path / "second", relay, clock).enter()

        third = await Desk(tmp_path / "third", relay, clock).enter(takes_over=True)

        old, new = await first.keys.find_account(), await third.keys.find_account()
        assert old is not None
        assert new is not None
        assert old.account != new.account
        await first.close()
        await third.close()

    run(story())


@pytest.mark.parametrize("takes_over", [False, True])
def test_relay_that_takes_anothers_name_gets_no_password_value(
    relay: FakeRelay, clock: ManualClock, tmp_path: Path, takes_over: bool
) -> None:
    """AU-04: what a password is stretched for is the host that was dialled, whatever hello says."""

    class Elsewhere(FakeRelayClient):
        async def connect(self) -> FakeAuthLink:
            link = await super().connect()
            link.greeting = replace(link.greeting, dialled=Realm("chat.example"))
            return link

    async def story() -> None:
        owner = await Desk(tmp_path / "owner", relay, clock).enter()
        desk = Desk(tmp_path / "alice", relay, clock)
        desk.entry = AccountEntry(
            lambda _address, **_: Elsewhere(relay), maker_of=desk.entry._maker_of
        )
        with pytest.raises(RelayIncompatible):
            await desk.entry.build_request(ADDRESS, ALICE, PASSWORD, takes_over=takes_over)
        await owner.close()

    run(story())


def test_nobody_can_be_taken_over(relay: FakeRelay, clock: ManualClock, tmp_path: Path) -> None:
    with pytest.raises(SignInFailed):
        run(Desk(tmp_path / "alice", relay, clock).enter(takes_over=True))


def test_try_is_repeated_with_the_same_keys_but_not_to_another_key_of_the_relay(
    relay: FakeRelay, clock: ManualClock, tmp_path: Path
) -> None:
    async def story() -> None:
        desk = Desk(tmp_path / "alice", relay, clock)
        request = await desk.entry.build_request(ADDRESS, ALICE, PASSWORD, takes_over=False)
        profile = await desk.folder.create(vault_passphrase=None)
        row = await desk.entry.pending_row(profile, request)

        assert await desk.entry.pending_row(profile, request) == row
        other = replace(request, password="another one", relay_key=b"\x07" * 32)
        with pytest.raises(RelayKeyChanged):
            await desk.entry.pending_row(profile, other)
        again = await desk.entry.pending_row(profile, replace(request, password="another one"))
        assert again.account != row.account
        await profile.close()

    run(story())


CODE = b"c" * 16


def test_code_is_asked_for_before_anything_is_made(
    relay: FakeRelay, clock: ManualClock, tmp_path: Path
) -> None:
    async def story() -> None:
        relay.registration = RegistrationRule.BY_CODE
        relay.codes[CODE] = 1
        desk = Desk(tmp_path / "alice", relay, clock)
        checked = await desk.entry.check_name(ADDRESS, ALICE)
        assert checked.registration is RegistrationRule.BY_CODE
        with pytest.raises(CodeNeeded):
            await desk.enter()
        assert await desk.folder.find_state() is ProfileState.EMPTY
        profile = await desk.enter(code=CODE)
        await profile.close()
        assert relay.codes[CODE] == 0
        again = await Desk(tmp_path / "again", relay, clock).enter(takes_over=True)
        await again.close()

    run(story())


@pytest.mark.parametrize(
    ("rule", "verdict"),
    [(RegistrationRule.BY_CODE, CodeRefused), (RegistrationRule.CLOSED, RegistrationClosed)],
)
def test_relay_that_lets_nobody_in_is_a_verdict(
    relay: FakeRelay,
    clock: ManualClock,
    tmp_path: Path,
    rule: RegistrationRule,
    verdict: type[Exception],
) -> None:
    relay.registration = rule
    with pytest.raises(verdict):
        run(Desk(tmp_path / "alice", relay, clock).enter(code=CODE))


def test_typed_code_is_read_and_none_is_none() -> None:
    assert parse_typed_code("  ") == b""
    assert parse_typed_code(f" {write_code(CODE).lower()}") == CODE
    with pytest.raises(InvalidForm):
        parse_typed_code("0000")
