"""Generated histories open like real ones."""

import asyncio
from pathlib import Path

import pytest

from benchmarks import generated_history
from benchmarks.generated_history import Words, install_profile, make_history
from benchmarks.search import measure
from desktop.core.account import load_account
from desktop.core.search_records import SearchQuery
from desktop.core.search_words import fold_text
from desktop.crypto.random_source import CheckedRandom
from desktop.storage.profile_folder import LocalProfileFolder
from tests.helpers.quick_stretching import quick_stretching
from tests.helpers.seeded_random import SeededRandom

__all__ = ["quick_stretching"]

pytestmark = pytest.mark.usefixtures("quick_stretching")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generated_history, "CACHE", tmp_path / "histories")


def test_the_same_seed_says_the_same() -> None:
    first, second = Words(), Words()

    texts = [first.text() for _ in range(200)]
    assert texts == [second.text() for _ in range(200)]
    assert 50 < sum(map(len, texts)) / len(texts) < 100


def test_installed_profile_opens_with_its_keys_and_every_message(tmp_path: Path) -> None:
    made = make_history(60, 3)
    assert make_history(60, 3) == made

    async def look() -> None:
        target = tmp_path / "profile"
        await install_profile(target, 60, 3, vault_passphrase="secret")
        folder = LocalProfileFolder(target, random=CheckedRandom(SeededRandom("reader")))
        profile = await folder.open(vault_passphrase="secret")
        row = await profile.keys.find_account()
        assert row is not None
        await load_account(profile, row)
        conversations = await profile.history.load_conversations()
        assert len(conversations) == 3
        counts = [
            len(await profile.history.load_page(one.contact.id, before=None, limit=61))
            for one in conversations
        ]
        assert sum(counts) == 60
        newest = conversations[0].last_message
        assert newest is not None
        word = max(fold_text(newest.text).split(), key=len)
        page = await profile.search.find(SearchQuery(text=word), before=None, limit=60)
        assert newest in [hit.message for hit in page.hits]
        await folder.release()

    asyncio.run(look())


def test_every_figure_of_the_search_benchmark_is_measured() -> None:
    figures = measure(200, chats=3, queries=4)

    assert 0 < figures.two_words_p50_ms <= figures.two_words_p95_ms
    assert figures.longest_commit_ms > 0
