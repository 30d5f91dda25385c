"""Own keys are refilled, replaced and destroyed in time, never while something needs them."""

from pathlib import Path

import pytest

from desktop.core.account import load_account, seal_entry
from desktop.core.key_upkeep import EXTRA_KEYS_A_DAY, refill_count
from desktop.core.records import AccountNotice
from desktop.errors import KeyringError, StorageError
from protocol.errors import ErrorCode, Refused
from protocol.proofs import PrekeyKind
from tests.helpers.correspondents import Correspondent, play
from tests.helpers.messengers import ManualClock


@pytest.mark.parametrize(
    ("left", "used", "extra_given", "count"),
    [
        (50, 9, 0, 0),
        (41, 9, 0, 9),
        (0, 0, 0, EXTRA_KEYS_A_DAY),
        (0, 0, 4, 6),
        (0, 0, 11, 0),
        (0, 7, 10, 7),
        (0, 50, 0, 50),
        (60, 0, 0, 0),
    ],
)
def test_refill_is_what_was_used_and_ten_a_day(
    left: int, used: int, extra_given: int, count: int
) -> None:
    """PR-13."""
    assert refill_count(left=left, used=used, extra_given=extra_given) == count


def left(person: Correspondent) -> int:
    return person.relay.one_time_keys_left(person.account.address.account)


def test_drain_gets_ten_a_day_and_the_account_stays_small(tmp_path: Path) -> None:
    """PR-13: a thousand claims, day after day, without a message."""

    async def story(bob: Correspondent) -> None:
        for day in range(5):
            for _ in range(1_000):
                assert await bob.client.claim_prekey(bob.account.address) is not None
            assert left(bob) == 0
            await bob.visit()
            await bob.visit()
            assert left(bob) == EXTRA_KEYS_A_DAY, day
            bob.clock.advance(days=1)

    play(tmp_path, story, "bob")


def test_used_keys_are_replaced_at_once(tmp_path: Path) -> None:
    """PR-13: what was claimed and written with does not count against the day."""

    async def story(bob: Correspondent, alice: Correspondent, carol: Correspondent) -> None:
        for _ in range(30):
            await bob.client.claim_prekey(bob.account.address)
        for writer in (alice, carol):
            await writer.write(bob, "hello")
            await writer.send()
        assert left(bob) == 18
        await bob.visit()
        assert left(bob) == 30
        assert (await bob.profile.upkeep.load_state()).used_keys == 0

    play(tmp_path, story, "bob", "alice", "carol")


def test_first_message_on_the_fallback_uses_no_key_up(tmp_path: Path) -> None:
    """PR-13: drained, the fallback opens first messages and is not counted as used."""

    async def story(bob: Correspondent, alice: Correspondent) -> None:
        for _ in range(50):
            await bob.client.claim_prekey(bob.account.address)
        await alice.write(bob, "hello")
        await alice.send()
        await bob.receive()
        assert await bob.texts(alice) == ["hello"]
        assert (await bob.profile.upkeep.load_state()).used_keys == 0

    play(tmp_path, story, "bob", "alice")


def test_long_connection_counts_what_was_used_since_the_sign_in(tmp_path: Path) -> None:
    async def story(bob: Correspondent, alice: Correspondent) -> None:
        link = await bob.sign_in()
        await bob.upkeep.run_once(link)
        await alice.write(bob, "hello")
        await alice.send()
        await bob.receive()
        assert left(bob) == 49
        await bob.upkeep.run_once(link)
        assert left(bob) == 50

    play(tmp_path, story, "bob", "alice")


def test_fallback_and_seal_pair_are_replaced_after_thirty_days(tmp_path: Path) -> None:
    """PR-29: drained first; what was sealed to the old pair still opens."""

    async def story(bob: Correspondent, alice: Correspondent) -> None:
        await alice.write(bob, "to the old pair")
        await alice.send()
        bob.clock.advance(days=30)
        old = set(bob.account.seal_keys)
        await bob.visit()
        assert await bob.texts(alice) == ["to the old pair"]
        assert len(bob.account.seal_keys) == 2
        for kind in (PrekeyKind.FALLBACK, PrekeyKind.SEAL_PAIR):
            assert await bob.profile.upkeep.find_newest_ms(kind) == bob.clock()
        await alice.write(bob, "to the new pair")
        await alice.visit()
        assert {item.envelope[2:10] for item in bob.relay.submitted[-1:]}.isdisjoint(old)
        await bob.visit()
        assert await bob.texts(alice) == ["to the old pair", "to the new pair"]
        await bob.restart()
        assert len(bob.account.seal_keys) == 2

    play(tmp_path, story, "bob", "alice")


@pytest.mark.parametrize("days", [29, 45, 61, 95])
def test_away_for_long_then_everything_held_opens(tmp_path: Path, days: int) -> None:
    """PR-29: the pair lives 30 days beyond its expiry, and a sender never uses an expired one."""

    async def story(bob: Correspondent, alice: Correspondent) -> None:
        await alice.write(bob, "early")
        await alice.send()
        bob.clock.advance(days=days)
        await alice.write(bob, "late")
        await alice.visit()
        await bob.visit()
        await alice.visit()
        await bob.visit()
        assert await bob.texts(alice) == ["early", "late"]
        assert await bob.missing(alice) == []

    play(tmp_path, story, "bob", "alice")


def test_old_pair_is_destroyed_thirty_days_after_it_expired(tmp_path: Path) -> None:
    async def story(bob: Correspondent) -> None:
        (first,) = bob.account.seal_keys
        for _ in range(2):
            bob.clock.advance(days=30)
            await bob.visit()
        bob.clock.advance(days=29.9)
        await bob.visit()
        assert first in bob.account.seal_keys
        bob.clock.advance(days=0.2)
        await bob.visit()
        assert first not in bob.account.seal_keys
        assert seal_entry(first) not in bob.store.secrets.entries
        assert await bob.profile.upkeep.load_leftover_secrets() == []

    play(tmp_path, story, "bob")


def test_only_pair_is_kept_whatever_its_age(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(bob: Correspondent) -> None:
        (first,) = bob.account.seal_keys
        bob.clock.advance(days=400)

        async def locked(_entry: str, _value: str) -> None:
            raise KeyringError("locked")

        with monkeypatch.context() as patch:
            patch.setattr(bob.store.secrets, "save", locked)
            await bob.visit()
        assert list(bob.account.seal_keys) == [first]

    play(tmp_path, story, "bob")


@pytest.mark.parametrize("days", [1.1, 3650, -1.1, -3650])
def test_nothing_is_made_or_destroyed_while_the_clocks_differ(tmp_path: Path, days: float) -> None:
    """FT-10: whichever clock jumped, no key is lost and nobody is locked out."""

    async def story(bob: Correspondent, alice: Correspondent) -> None:
        before = dict(bob.store.secrets.entries)
        bob.clock = ManualClock(bob.clock.now_ms)
        bob.clock.advance(days=days)
        await bob.restart()
        await alice.write(bob, "meanwhile")
        await alice.send()
        await bob.visit()
        assert bob.notices_told() == [AccountNotice.CLOCKS_DIFFER]
        assert bob.store.secrets.entries == before
        assert await bob.texts(alice) == ["meanwhile"]
        await bob.write(alice, "answer")
        await bob.send()
        bob.clock.now_ms = alice.clock.now_ms
        await bob.visit()
        await alice.visit()
        assert await alice.texts(bob) == ["answer"]

    play(tmp_path, story, "bob", "alice")


def test_relay_that_takes_no_keys_now_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(bob: Correspondent) -> None:
        bob.clock.advance(days=30)
        link = await bob.sign_in()

        async def too_many(_prekeys: object, *, wipe: bool) -> None:
            raise Refused(ErrorCode.TOO_MANY_REQUESTS, 60.0)

        with monkeypatch.context() as patch:
            patch.setattr(link, "put_prekeys", too_many)
            await bob.upkeep.try_once(link)
        assert len(await bob.profile.keys.load_unpublished_prekeys()) == 2
        await bob.upkeep.try_once(link)
        assert await bob.profile.keys.load_unpublished_prekeys() == []
        assert [record.message for record in caplog.records if record.name.endswith("upkeep")] == [
            "the relay takes no keys now: TOO_MANY_REQUESTS"
        ]

    play(tmp_path, story, "bob")


STEPS = ["plan_secret", "save", "add_seal_pair", "put_prekeys", "mark_prekeys_published"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True])
def test_killed_at_each_step_of_replacing_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, *, after: bool
) -> None:
    """FT-23: one consistent identity afterwards, and no secret that belongs to nothing."""

    async def story(bob: Correspondent, alice: Correspondent) -> None:
        bob.clock.advance(days=30)
        link = await bob.sign_in()
        owner = {
            "save": bob.profile.secrets,
            "put_prekeys": link,
            "mark_prekeys_published": bob.profile.keys,
        }.get(step, bob.profile.upkeep)
        whole = getattr(owner, step)

        async def killed(*arguments: object, **named: object) -> None:
            if after:
                await whole(*arguments, **named)
            raise StorageError("killed")

        with monkeypatch.context() as patch:
            patch.setattr(owner, step, killed)
            with pytest.raises(StorageError):
                await bob.upkeep.run_once(link)
        await bob.restart()
        await bob.visit()
        entries = {name for name in bob.store.secrets.entries if name.startswith("seal-")}
        assert entries == {seal_entry(kid) for kid in bob.account.seal_keys}
        assert len(entries) == 2
        await alice.write(bob, "hello")
        await alice.visit()
        await bob.visit()
        assert await bob.texts(alice) == ["hello"]

    play(tmp_path, story, "bob", "alice")


@pytest.mark.parametrize("step", ["drop_seal_pair", "delete", "forget_leftover"])
@pytest.mark.parametrize("after", [False, True])
def test_killed_at_each_step_of_destroying_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, *, after: bool
) -> None:
    """FT-23."""

    async def story(bob: Correspondent) -> None:
        bob.clock.advance(days=30)
        await bob.visit()
        bob.clock.advance(days=61)
        link = await bob.sign_in()
        owner = bob.profile.secrets if step == "delete" else bob.profile.upkeep
        whole = getattr(owner, step)

        async def killed(*arguments: object, **named: object) -> None:
            if after:
                await whole(*arguments, **named)
            raise StorageError("killed")

        with monkeypatch.context() as patch:
            patch.setattr(owner, step, killed)
            with pytest.raises(StorageError):
                await bob.upkeep.run_once(link)
        await bob.restart()
        await bob.visit()
        entries = {name for name in bob.store.secrets.entries if name.startswith("seal-")}
        assert entries == {seal_entry(kid) for kid in bob.account.seal_keys}
        row = await bob.profile.keys.find_account()
        assert row is not None
        await load_account(bob.profile, row)

    play(tmp_path, story, "bob")
