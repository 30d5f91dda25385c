"""Presence: coarse, in memory, told to whoever watches."""

from collections.abc import Sequence

import pytest

from protocol import limits, messages
from protocol.errors import ErrorCode, Refused
from protocol.ids import AccountId
from protocol.messages import PresenceRule, PresenceState
from server.services.peers import ConnectionNumber
from server.services.presence import Presence
from server.store.delivery_key_rows import OpenKey
from tests.helpers.relay_parts import ManualClock, Pushes

BOB = AccountId(b"b" * 32)
NEW_BOB = AccountId(b"n" * 32)
HOME, LAPTOP, WATCHER, OTHER = (ConnectionNumber(number) for number in (1, 2, 3, 4))
UNKNOWN, RECENTLY, ONLINE = PresenceState.UNKNOWN, PresenceState.RECENTLY, PresenceState.ONLINE


class World:
    """A presence service, its clock, and what it pushed."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.pushes = Pushes()
        self.presence = Presence(clock=self.clock, push=self.pushes.push, recently_s=300)

    def sign_in(
        self,
        account: AccountId,
        name: str,
        connection: ConnectionNumber,
        *,
        rule: PresenceRule = PresenceRule.EVERYBODY,
        keys: Sequence[OpenKey] = (),
    ) -> None:
        self.presence.sign_in(account, name, connection, rule=rule, keys=keys)

    def watch_name(self, name: str, *, request: int = 1, by: ConnectionNumber = WATCHER) -> int:
        return self.presence.watch_name(messages.WatchName(request=request, name=name), by).state

    def watch_account(self, account: AccountId, *, request: int = 2) -> int:
        watch = messages.WatchAccount(request=request, account=account, delivery_key=b"")
        return self.presence.watch_account(watch, WATCHER).state

    def told(self, by: ConnectionNumber = WATCHER) -> list[tuple[int, PresenceState]]:
        """Return request number and state of each push since the last call."""
        found = [
            (message.request, message.state)
            for message in self.pushes.to(by)
            if isinstance(message, messages.PresenceIs)
        ]
        self.pushes.sent.clear()
        return found


@pytest.fixture
def world() -> World:
    return World()


def test_watch_by_name_is_answered_and_told_of_each_change(world: World) -> None:
    assert world.watch_name("bob") == UNKNOWN
    world.sign_in(BOB, "bob", HOME)
    world.presence.sign_out(HOME)
    world.clock.advance(300)
    world.presence.sweep()

    assert world.told() == [(1, ONLINE), (1, RECENTLY), (1, UNKNOWN)]


def test_watch_by_account_is_told_the_same(world: World) -> None:
    world.sign_in(BOB, "bob", HOME)

    assert world.watch_account(BOB) == ONLINE
    assert world.watch_name("bob") == ONLINE
    world.presence.sign_out(HOME)
    assert sorted(world.told()) == [(1, RECENTLY), (2, RECENTLY)]


def test_person_is_online_until_the_last_connection_ends(world: World) -> None:
    world.watch_name("bob")
    world.sign_in(BOB, "bob", HOME)
    world.sign_in(BOB, "bob", LAPTOP)
    world.presence.sign_out(HOME)
    assert world.told() == [(1, ONLINE)]
    world.presence.sign_out(LAPTOP)
    assert world.told() == [(1, RECENTLY)]


def test_return_within_minutes_is_told_once(world: World) -> None:
    world.sign_in(BOB, "bob", HOME)
    world.presence.sign_out(HOME)
    assert world.watch_name("bob") == RECENTLY
    world.sign_in(BOB, "bob", HOME)

    assert world.told() == [(1, ONLINE)]


def test_sweep_keeps_who_is_online_or_left_just_now(world: World) -> None:
    world.sign_in(BOB, "bob", HOME)
    world.clock.advance(1_000)
    world.presence.sweep()
    assert world.watch_name("bob") == ONLINE
    world.presence.sign_out(HOME)
    world.clock.advance(299)
    world.presence.sweep()
    assert world.told() == [(1, RECENTLY)]


def test_unknown_name_and_stranger_are_answered_alike(world: World) -> None:
    """P9: nobody learns from a watch whether a name exists."""
    world.sign_in(BOB, "bob", HOME)

    assert world.watch_name("nobody") == UNKNOWN
    assert world.watch_account(NEW_BOB) == UNKNOWN


def test_moved_name_is_told_of_its_new_account_alone(world: World) -> None:
    world.sign_in(BOB, "bob", HOME)
    world.watch_name("bob")
    world.watch_account(BOB)
    world.presence.forget(BOB)
    assert sorted(world.told()) == [(1, UNKNOWN), (2, UNKNOWN)]
    world.presence.sign_out(HOME)
    world.sign_in(NEW_BOB, "bob", LAPTOP)
    assert world.told() == [(1, ONLINE)]
    world.presence.forget(BOB)
    assert world.told() == []


def test_late_forgetting_leaves_the_name_to_its_new_account(world: World) -> None:
    world.sign_in(BOB, "bob", HOME)
    world.sign_in(NEW_BOB, "bob", LAPTOP)
    world.presence.forget(BOB)

    assert world.watch_name("bob", request=9) == ONLINE


def test_ended_watch_is_told_nothing_more(world: World) -> None:
    world.watch_name("bob")
    world.watch_name("bob", by=OTHER)
    done = world.presence.unwatch(messages.Unwatch(request=5, watch=1), WATCHER)
    world.sign_in(BOB, "bob", HOME)

    assert done == messages.Done(request=5)
    assert world.told() == []
    world.presence.sign_out(HOME)
    assert world.told(OTHER) == [(1, RECENTLY)]


def test_ending_what_is_no_watch_changes_nothing(world: World) -> None:
    done = world.presence.unwatch(messages.Unwatch(request=5, watch=77), WATCHER)

    assert done == messages.Done(request=5)


def test_watches_end_with_their_connection(world: World) -> None:
    """PR-18: nothing is kept of who watched whom."""
    world.watch_name("bob")
    world.watch_account(BOB)
    world.presence.end_watches(WATCHER)
    world.presence.end_watches(OTHER)
    world.sign_in(BOB, "bob", HOME)

    assert world.told() == []
    assert world.presence._watchers == {}
    assert world.presence._watches == {}


def test_watches_of_one_connection_are_bounded(world: World) -> None:
    for number in range(1, limits.MAX_WATCHES + 1):
        world.watch_name("bob", request=number)
    with pytest.raises(Refused) as refused:
        world.watch_name("bob", request=limits.MAX_WATCHES + 1)

    assert refused.value.code is ErrorCode.TOO_MANY_REQUESTS
    assert world.watch_name("bob", by=OTHER) == UNKNOWN


def test_connection_that_never_signed_in_leaves_quietly(world: World) -> None:
    world.watch_name("bob")
    world.presence.sign_out(OTHER)

    assert world.told() == []
