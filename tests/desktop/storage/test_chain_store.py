"""The own chain in the database: pending, in force, and what goes with an old device."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from desktop.core.rows.own_keys import PendingChain
from desktop.errors import StorageError
from tests.helpers.messengers import TestProfile
from tests.helpers.parties import Party, play

ROTATED = PendingChain(chain=b"a longer chain")
RENEWED = PendingChain(chain=b"another", signing_seed=b"s" * 32, olm_pickle=b"pickle")


def over(tmp_path: Path, story: Callable[[TestProfile], Awaitable[None]]) -> None:
    async def whole(alice: Party) -> None:
        await story(alice.profile)

    play(tmp_path, whole, "alice")


async def finish(profile: TestProfile) -> None:
    await profile.chains.finish(leftovers=["old"], greetings={}, one_time_keys=50)


def test_one_chain_is_pending_until_it_is_in_force(tmp_path: Path) -> None:
    async def story(profile: TestProfile) -> None:
        assert await profile.chains.find_pending() is None
        await profile.upkeep.plan_secret("new")
        await profile.chains.plan(ROTATED, entry="new")
        assert await profile.upkeep.load_leftover_secrets() == []
        with pytest.raises(StorageError):
            await profile.chains.plan(RENEWED)
        assert await profile.chains.find_pending() == ROTATED
        before = await profile.keys.find_account()
        pairs = await profile.keys.load_seal_pairs()
        await finish(profile)
        after = await profile.keys.find_account()
        assert before is not None
        assert after is not None
        assert (after.chain, after.signing_seed) == (ROTATED.chain, before.signing_seed)
        assert await profile.keys.load_seal_pairs() == pairs
        assert await profile.upkeep.load_leftover_secrets() == ["old"]
        with pytest.raises(StorageError):
            await finish(profile)

    over(tmp_path, story)


def test_nothing_of_an_old_device_stays(tmp_path: Path) -> None:
    async def story(profile: TestProfile) -> None:
        await profile.chains.plan(RENEWED)
        await finish(profile)
        row = await profile.keys.find_account()
        assert row is not None
        assert (row.chain, row.signing_seed) == (RENEWED.chain, RENEWED.signing_seed)
        assert await profile.keys.load_olm_account() == RENEWED.olm_pickle
        assert await profile.keys.load_seal_pairs() == []
        assert await profile.keys.load_unpublished_prekeys() == []
        assert await profile.upkeep.load_fallback_keys() == []
        assert (await profile.upkeep.load_state()).used_keys == 50

    over(tmp_path, story)


def test_dropped_chain_leaves_only_its_secret(tmp_path: Path) -> None:
    async def story(profile: TestProfile) -> None:
        before = await profile.keys.find_account()
        await profile.chains.plan(ROTATED)
        await profile.chains.drop(leftovers=["new"])
        assert await profile.chains.find_pending() is None
        assert await profile.keys.find_account() == before
        assert await profile.upkeep.load_leftover_secrets() == ["new"]

    over(tmp_path, story)


def test_longer_chain_of_a_copy_is_taken(tmp_path: Path) -> None:
    async def story(profile: TestProfile) -> None:
        assert (await profile.chains.adopt(b"longer")).chain == b"longer"
        row = await profile.keys.find_account()
        assert row is not None
        assert row.chain == b"longer"

    over(tmp_path, story)
