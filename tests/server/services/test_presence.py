"""Presence: coarse, in memory, told to whoever watches."""

import hashlib
from collections.abc import Sequence

import pytest

from protocol import limits, messages
from protocol.errors import ErrorCode, Refused
from protocol.ids import AccountId
from protocol.messages import PresenceRule, PresenceState
from server.services.peers import ConnectionNumber
from server.services.presence import MOST_OF_ONE, Presence
from server.store.delivery_key_rows import OpenKey
from tests.helpers.people import NOW_MS
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

    def watch_account(self, account: AccountId, key: bytes = b"", *, request: int = 2) -> int:
        watch = messages.WatchAccount(request=request, account=account, delivery_key=key)
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
        world.watch_name(f"bob{number}", request=number)
    with pytest.raises(Refused) as refused:
        world.watch_name("bob", request=limits.MAX_WATCHES + 1)

    assert refused.value.code is ErrorCode.TOO_MANY_REQUESTS
    assert world.watch_name("bob", by=OTHER) == UNKNOWN


def test_watches_of_one_person_on_one_connection_are_few(world: World) -> None:
    """SV-16: or each change of one account would be thousands of messages."""
    for number in range(MOST_OF_ONE):
        world.watch_account(BOB, request=number + 1)
    with pytest.raises(Refused) as refused:
        world.watch_account(BOB, request=9)

    assert refused.value.code is ErrorCode.TOO_MANY_REQUESTS
    world.watch_account(NEW_BOB, request=10)
    world.presence.unwatch(messages.Unwatch(request=11, watch=1), WATCHER)
    world.watch_account(BOB, request=12)
    world.sign_in(BOB, "bob", HOME)
    assert sorted(number for number, _state in world.told()) == [2, 3, 4, 12]
    world.presence.end_watches(WATCHER)
    assert world.presence._counts == {}


def test_connection_that_never_signed_in_leaves_quietly(world: World) -> None:
    world.watch_name("bob")
    world.presence.sign_out(OTHER)

    assert world.told() == []


# --- who may know ---------------------------------------------------------------------------------

KEY, NEW_KEY, INVITE, EXPIRED = (letter * 32 for letter in (b"k", b"n", b"i", b"e"))
CONTACTS, NOBODY, EVERYBODY = PresenceRule.CONTACTS, PresenceRule.NOBODY, PresenceRule.EVERYBODY


def open_key(key: bytes, *, uses: int = 0, expires_ms: int = 0) -> OpenKey:
    key_hash = hashlib.sha256(key).digest()
    return OpenKey(key=1, key_hash=key_hash, uses=uses, used=0, expires_ms=expires_ms)


KEYS = [open_key(KEY), open_key(INVITE, uses=8), open_key(EXPIRED, expires_ms=NOW_MS)]


@pytest.mark.parametrize(
    "key", [b"", INVITE, EXPIRED, NEW_KEY], ids=["no", "invite", "late", "wrong"]
)
def test_contacts_alone_are_told(world: World, key: bytes) -> None:
    """SV-17, P9: an invite's key opens no presence."""
    world.sign_in(BOB, "bob", HOME, rule=CONTACTS, keys=KEYS)

    assert world.watch_account(BOB, KEY, request=1) == ONLINE
    assert world.watch_account(BOB, key, request=2) == UNKNOWN
    assert world.watch_name("bob", request=3) == UNKNOWN
    world.presence.sign_out(HOME)
    assert world.told() == [(1, RECENTLY)]


def test_nobody_is_told_of_who_wants_it_so(world: World) -> None:
    world.sign_in(BOB, "bob", HOME, rule=NOBODY, keys=KEYS)

    assert world.watch_account(BOB, KEY) == UNKNOWN
    assert world.watch_name("bob") == UNKNOWN
    world.presence.sign_out(HOME)
    world.sign_in(BOB, "bob", HOME, rule=NOBODY, keys=KEYS)
    assert world.told() == []


def test_everybody_needs_no_key(world: World) -> None:
    world.sign_in(BOB, "bob", HOME, keys=KEYS)

    assert world.watch_account(BOB) == ONLINE
    assert world.watch_account(BOB, NEW_KEY, request=3) == ONLINE


def test_stricter_rule_ends_watches_by_name_and_without_key(world: World) -> None:
    """PR-18: they are told "unknown" once and are gone; those of contacts stay."""
    world.sign_in(BOB, "bob", HOME, keys=KEYS)
    world.watch_name("bob", request=1)
    world.watch_account(BOB, INVITE, request=2)
    world.watch_account(BOB, KEY, request=3)
    world.presence.set_rule(BOB, "bob", CONTACTS)

    assert sorted(world.told()) == [(1, UNKNOWN), (2, UNKNOWN)]
    assert set(world.presence._watches[WATCHER]) == {3}
    world.presence.set_rule(BOB, "bob", NOBODY)
    assert world.told() == [(3, UNKNOWN)]
    world.presence.set_rule(BOB, "bob", EVERYBODY)
    assert world.told() == [(3, ONLINE)]


def test_watch_of_a_hidden_person_begins_like_one_of_a_name_that_nobody_has(world: World) -> None:
    """SV-17: the same state kept, the same answer; only a later rule tells them apart."""
    world.sign_in(BOB, "bob", HOME, rule=CONTACTS)

    assert world.watch_name("bob", request=1) == world.watch_name("nobody", request=2)
    watches = world.presence._watches[WATCHER]
    assert watches[1].told == watches[2].told
    world.presence.set_rule(BOB, "bob", EVERYBODY)
    assert world.told() == [(1, ONLINE)]


def test_replaced_key_ends_the_watches_that_showed_the_old_one(world: World) -> None:
    """PR-18: a blocked person's watch is gone; a friend with the new key sees on."""
    world.sign_in(BOB, "bob", HOME, rule=CONTACTS, keys=KEYS)
    world.watch_account(BOB, KEY, request=1)
    world.presence.set_keys(BOB, "bob", [open_key(KEY), open_key(NEW_KEY)])
    assert world.watch_account(BOB, NEW_KEY, request=2) == ONLINE
    assert world.told() == []
    world.presence.set_keys(BOB, "bob", [open_key(NEW_KEY)])

    assert world.told() == [(1, UNKNOWN)]
    assert set(world.presence._watches[WATCHER]) == {2}


def test_keys_of_somebody_whom_everybody_may_see_end_no_watch(world: World) -> None:
    world.sign_in(BOB, "bob", HOME, keys=KEYS)
    world.watch_account(BOB, KEY)
    world.presence.set_keys(BOB, "bob", [])

    assert world.told() == []
    assert set(world.presence._watches[WATCHER]) == {2}


def test_choices_of_somebody_who_just_left_count_too(world: World) -> None:
    world.watch_name("bob")
    world.watch_account(BOB, KEY)
    world.presence.set_rule(BOB, "bob", CONTACTS)
    world.presence.set_keys(BOB, "bob", KEYS)

    assert world.told() == []
    assert world.presence._watches == {WATCHER: {}}


def test_key_that_expires_shows_no_more(world: World) -> None:
    world.clock.jump(-60)
    world.sign_in(BOB, "bob", HOME, rule=CONTACTS, keys=KEYS)
    assert world.watch_account(BOB, EXPIRED) == ONLINE
    world.clock.advance(60)
    world.presence.sweep()

    assert world.told() == [(2, UNKNOWN)]


@pytest.mark.parametrize("key", [b"k", bytes(31), bytes(33)])
def test_key_of_another_length_is_refused(world: World, key: bytes) -> None:
    with pytest.raises(Refused) as refused:
        world.watch_account(BOB, key)

    assert refused.value.code is ErrorCode.BAD_REQUEST
