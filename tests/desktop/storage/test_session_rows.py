"""At most five sessions per device, the best first; streams only ever advance."""

from functools import partial

from desktop.core.rows.peers import StreamPosition
from desktop.storage.database import Database
from desktop.storage.session_rows import (
    MAX_SESSIONS_PER_DEVICE,
    advance_stream,
    find_stream,
    load_sessions,
    save_session,
)
from tests.desktop.storage.sample_rows import BOB, CAROL, CONVERSATION, NOW_MS, address, session


async def ids(database: Database) -> list[int]:
    rows = await database.run("load", lambda connection: load_sessions(connection, BOB))
    return [int.from_bytes(row.session_id, "big") for row in rows]


async def save(database: Database, *numbers: int, last_received_ms: int = 0) -> None:
    for number in numbers:
        row = session(number=number, last_received_ms=last_received_ms)
        await database.run("save", partial(save_session, session=row))


async def test_saved_session_is_loaded_whole(database: Database) -> None:
    row = session(last_received_ms=7, sent_since_received=3, received_in_row=2)

    await database.run("save", lambda connection: save_session(connection, row))

    assert await database.run("load", lambda connection: load_sessions(connection, BOB)) == [row]
    assert await database.run("load", lambda connection: load_sessions(connection, CAROL)) == []


async def test_saving_again_replaces(database: Database) -> None:
    await save(database, 1)
    newer = session(number=1, pickle=b"newer", last_received_ms=9)

    await database.run("save", lambda connection: save_session(connection, newer))

    assert await database.run("load", lambda connection: load_sessions(connection, BOB)) == [newer]


async def test_last_received_on_comes_first_then_the_newest(database: Database) -> None:
    await save(database, 1, last_received_ms=50)
    await save(database, 2, last_received_ms=90)
    await save(database, 3, 4)

    assert await ids(database) == [2, 1, 4, 3]


async def test_sixth_session_evicts_the_one_longest_without_a_receive(database: Database) -> None:
    for number in range(1, 6):
        await save(database, number, last_received_ms=NOW_MS + 100 - number)

    await save(database, 6)

    assert await ids(database) == [1, 2, 3, 4, 6]
    assert len(await ids(database)) == MAX_SESSIONS_PER_DEVICE


async def test_just_begun_counts_from_its_beginning_until_it_is_received_on(
    database: Database,
) -> None:
    await save(database, 1, 2, 3)
    await save(database, 4, 5, last_received_ms=NOW_MS + 10)

    await save(database, 6, 7)

    assert await ids(database) == [5, 4, 7, 6, 3]


async def test_session_that_waits_for_its_first_answer_outlives_older_ones(
    database: Database,
) -> None:
    for number in range(1, 6):
        await save(database, number, last_received_ms=NOW_MS - 100 + number)
    await save(database, 10)

    await save(database, 6, last_received_ms=NOW_MS + 20)

    assert await ids(database) == [6, 5, 4, 3, 10]


async def test_other_devices_sessions_stay(database: Database) -> None:
    other = session(CAROL)
    second_device = session(address("bob", device=2))
    await database.run("save", lambda connection: save_session(connection, other))
    await database.run("save", lambda connection: save_session(connection, second_device))

    await save(database, *range(1, 12))

    def load(connection):  # type: ignore[no-untyped-def]
        return load_sessions(connection, CAROL) + load_sessions(connection, address("bob", 2))

    assert await database.run("load", load) == [other, second_device]


async def test_new_stream_stands_before_its_first(database: Database) -> None:
    position = await database.run(
        "find", lambda connection: find_stream(connection, BOB, CONVERSATION)
    )

    assert position == StreamPosition(seq=0, prev=bytes(32))


async def test_stream_keeps_the_highest_position(database: Database) -> None:
    async def advance(seq: int) -> bool:
        position = StreamPosition(seq=seq, prev=(seq % 256).to_bytes(32, "big"))
        return await database.run(
            "advance",
            lambda connection: advance_stream(connection, BOB, CONVERSATION, position),
        )

    told = [await advance(seq) for seq in (1, 3, 2, 3, 0, 2**63, 2**64 - 1, 5)]

    assert told == [True, True, False, False, False, True, True, False]
    position = await database.run(
        "find", lambda connection: find_stream(connection, BOB, CONVERSATION)
    )
    assert position == StreamPosition(seq=2**64 - 1, prev=(255).to_bytes(32, "big"))


async def test_clock_that_was_set_back_leaves_no_session_ahead_of_the_one_in_use(
    database: Database,
) -> None:
    """FT-10: the other side may have lost the session that the wrong clock made the newest."""
    await save(database, 1, 2)
    wrong = session(number=1, last_received_ms=NOW_MS + 10**12, received_in_row=1)
    await database.run("save", lambda connection: save_session(connection, wrong))

    right = session(number=2, last_received_ms=NOW_MS, received_in_row=1)
    await database.run("save", lambda connection: save_session(connection, right))

    assert await ids(database) == [2, 1]
    rows = await database.run("load", lambda connection: load_sessions(connection, BOB))
    assert max(row.last_received_ms for row in rows) == NOW_MS
