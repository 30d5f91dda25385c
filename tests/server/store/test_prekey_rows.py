"""Rows of prekeys: a one-time key is given once and never comes back."""

import asyncio
from pathlib import Path

from server.store import account_rows, prekey_rows
from server.store.account_rows import NewPrekey
from server.store.engine import Transaction
from server.store.envelope_ids import EnvelopeIds
from server.store.prekey_rows import CurrentPrekey
from tests.helpers.relay_parts import ManualClock, new_account, run, store_parts, writing

FALLBACK, SEAL_PAIR = 2, 3


def device(connection: Transaction, name: str = "bob") -> int:
    ids = EnvelopeIds(ManualClock(), newest=0)
    return account_rows.register(connection, new_account(name), ids).device


def one_time(*texts: str) -> list[NewPrekey]:
    return [
        NewPrekey(kind=1, digest=text.encode().ljust(16), prekey=text.encode(), expires_ms=0)
        for text in texts
    ]


def current(kind: int, text: str, expires_ms: int) -> NewPrekey:
    return NewPrekey(
        kind=kind, digest=text.encode().ljust(16), prekey=text.encode(), expires_ms=expires_ms
    )


def put(connection: Transaction, key: int, *new: NewPrekey, wipe: bool = False) -> None:
    prekey_rows.put(connection, key, new, wipe=wipe, most_held=4)


def take_all(connection: Transaction, key: int) -> list[bytes]:
    taken = []
    while (prekey := prekey_rows.take_one_time(connection, key)) is not None:
        taken.append(prekey)
    return taken


def test_one_time_keys_are_given_oldest_first_and_once(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        key, other = device(connection), device(connection, "carol")
        put(connection, key, *one_time("a", "b"))
        put(connection, other, *one_time("c"))

        assert take_all(connection, key) == [b"a", b"b"]
        assert take_all(connection, other) == [b"c"]


def test_uploading_again_changes_nothing(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        key = device(connection)
        put(connection, key, *one_time("a", "b"))
        put(connection, key, *one_time("a", "b", "c"))

        assert take_all(connection, key) == [b"a", b"b", b"c"]


def test_key_that_was_given_does_not_come_back(tmp_path: Path) -> None:
    """PR-13: an upload whose answer was lost is repeated after one of its keys was handed out."""
    with writing(tmp_path) as connection:
        key = device(connection)
        put(connection, key, *one_time("a", "b"))
        prekey_rows.take_one_time(connection, key)
        put(connection, key, *one_time("a", "b"))
        put(connection, key, *one_time("a", "b"), wipe=True)

        assert take_all(connection, key) == [b"b"]


def test_wipe_drops_what_is_held(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        key = device(connection)
        put(connection, key, *one_time("a", "b"))
        put(connection, key, *one_time("c"), wipe=True)

        assert take_all(connection, key) == [b"c"]


def test_too_many_push_the_oldest_out(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        key = device(connection)
        put(connection, key, *one_time("a", "b", "c", "d", "e", "f"))

        assert take_all(connection, key) == [b"c", b"d", b"e", b"f"]


def test_fallback_and_seal_pair_are_replaced(tmp_path: Path) -> None:
    with writing(tmp_path) as connection:
        key = device(connection)
        put(connection, key, current(FALLBACK, "f1", 10), current(SEAL_PAIR, "s1", 20))
        put(connection, key, current(FALLBACK, "f2", 30))

        assert prekey_rows.find_current(connection, key, FALLBACK) == CurrentPrekey(
            prekey=b"f2", expires_ms=30
        )
        assert prekey_rows.find_current(connection, key, SEAL_PAIR) == CurrentPrekey(
            prekey=b"s1", expires_ms=20
        )
        assert prekey_rows.find_current(connection, key + 1, FALLBACK) is None


def test_parallel_claims_give_no_key_twice(tmp_path: Path) -> None:
    """PR-14 (SQLite): 200 claims at once over 50 one-time keys."""
    names = [f"key {number}" for number in range(50)]

    async def story() -> list[bytes | None]:
        async with store_parts(tmp_path) as parts:
            key = await parts.write(device)
            await parts.write(
                lambda connection: prekey_rows.put(
                    connection, key, one_time(*names), wipe=False, most_held=50
                )
            )
            return await asyncio.gather(
                *(
                    parts.write(lambda connection: prekey_rows.take_one_time(connection, key))
                    for _ in range(200)
                )
            )

    taken = run(story())
    given = [prekey for prekey in taken if prekey is not None]
    assert sorted(given) == sorted(name.encode() for name in names)
    assert taken.count(None) == 150
