"""What finding messages costs: `python -m benchmarks.search [--messages N] [--json]`.

Asks the store as the window does: every query is a whole call, with the hits' texts, their marks
and the count. A writer commits all the while, as it does while messages come in.
"""

import argparse
import asyncio
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import apsw

from benchmarks.generated_history import STORE_KEY, make_history
from desktop.core.records import ContactId
from desktop.core.search_records import SearchQuery
from desktop.core.search_words import fold_text
from desktop.storage.database import Database
from desktop.storage.profile_folder import DATABASE_FILE
from desktop.storage.search_store import DatabaseSearchStore

MAX_TWO_WORDS_P95_MS: Final = 50.0
PAGE: Final = 50
_DAY_MS: Final = 24 * 60 * 60 * 1000


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was measured, in milliseconds a query.

    Attributes:
        two_words_p50_ms, two_words_p95_ms: Two words of one message, both whole.
        as_typed_p95_ms: Each beginning, from the third letter, of one word after another.
        in_chat_p95_ms: Two words within one conversation, up to 200 hits.
        by_date_p95_ms: Two words since a day.
        common_ms: The two most common words.
        longest_commit_ms: The longest that a commit took meanwhile.
    """

    two_words_p50_ms: float
    two_words_p95_ms: float
    as_typed_p95_ms: float
    in_chat_p95_ms: float
    by_date_p95_ms: float
    common_ms: float
    longest_commit_ms: float


def measure(messages: int, *, chats: int = 500, queries: int = 200) -> Figures:
    """Ask a generated history.

    Args:
        messages: How many it holds; it is made if it is not there yet.
        chats: Over how many people.
        queries: How many of each kind.
    """
    source = make_history(messages, chats) / DATABASE_FILE
    with tempfile.TemporaryDirectory(dir=source.parent.parent) as scratch:
        copy = Path(scratch) / DATABASE_FILE
        shutil.copyfile(source, copy)
        return asyncio.run(_measure(copy, queries))


async def _measure(path: Path, queries: int) -> Figures:
    database = await Database.open(path, STORE_KEY)
    store = DatabaseSearchStore(database)
    samples = await database.read("samples", lambda connection: _sample(connection, 2 * queries))
    commits: list[float] = []
    writer = asyncio.create_task(_keep_writing(database, commits))  # noqa: TID251 - awaited below
    pairs = [(pick_two(text, at), contact, since) for at, (contact, text, since) in samples]
    for pair, _, _ in pairs[:queries]:
        await _time(store, SearchQuery(text=pair))  # warm, as an app is that was used before
    pairs = pairs[queries:]
    two = [await _time(store, SearchQuery(text=pair)) for pair, _, _ in pairs]
    typed = [
        await _time(store, SearchQuery(text=pair[:end]))
        for pair, _, _ in pairs[: queries // 4]
        for end in range(3, len(pair) + 1)
    ]
    in_chat = [
        await _time(store, SearchQuery(text=pair, contact=contact), limit=200)
        for pair, contact, _ in pairs
    ]
    by_date = [
        await _time(store, SearchQuery(text=pair, since_ms=since - _DAY_MS))
        for pair, _, since in pairs
    ]
    common = [await _time(store, SearchQuery(text=_common_words(samples))) for _ in range(5)]
    writer.cancel()
    await asyncio.gather(writer, return_exceptions=True)
    await database.close()
    return Figures(
        two_words_p50_ms=statistics.median(two),
        two_words_p95_ms=_p95(two),
        as_typed_p95_ms=_p95(typed),
        in_chat_p95_ms=_p95(in_chat),
        by_date_p95_ms=_p95(by_date),
        common_ms=statistics.median(common),
        longest_commit_ms=max(commits, default=0.0),
    )


def _sample(
    connection: apsw.Connection, count: int
) -> list[tuple[int, tuple[ContactId, str, int]]]:
    newest = connection.execute("SELECT max(id) FROM message").fetchall()[0][0]
    pick = random.Random(2)
    found: list[tuple[int, tuple[ContactId, str, int]]] = []
    while len(found) < count:
        rows = connection.execute(
            "SELECT contact, text, shown_at_ms FROM message WHERE id = ?",
            (pick.randrange(1, int(str(newest)) + 1),),
        ).fetchall()
        contact, text, shown = rows[0]
        if len(fold_text(str(text)).split()) > 1:
            found.append((len(found), (ContactId(int(str(contact))), str(text), int(str(shown)))))
    return found


def pick_two(text: str, seed: int) -> str:
    """Return two different words of a text, as somebody remembers them."""
    words = sorted(set(fold_text(text).split()))
    chosen = random.Random(seed).sample(words, min(2, len(words)))
    return " ".join(chosen)


def _common_words(samples: Sequence[tuple[int, tuple[ContactId, str, int]]]) -> str:
    counts: dict[str, int] = {}
    for _, (_, text, _) in samples:
        for word in fold_text(text).split():
            counts[word] = counts.get(word, 0) + 1
    return " ".join(sorted(counts, key=lambda word: -counts[word])[:2])


async def _time(store: DatabaseSearchStore, query: SearchQuery, limit: int = PAGE) -> float:
    started = time.perf_counter()
    await store.find(query, before=None, limit=limit)
    return (time.perf_counter() - started) * 1000


async def _keep_writing(database: Database, commits: list[float]) -> None:
    while True:
        started = time.perf_counter()
        await database.run(
            "write", lambda connection: connection.execute("UPDATE key_upkeep SET used_keys = 0")
        )
        commits.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(0.02)


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. Returns 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    options = parser.parse_args(arguments)
    figures = asdict(measure(options.messages))
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:20}{value:10.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
