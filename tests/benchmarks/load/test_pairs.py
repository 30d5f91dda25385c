"""A crowd sends what its windows allow, counts every message, and ends with what went wrong."""

import asyncio
from collections.abc import Callable

import pytest

from benchmarks.failure import MeasurementFailed
from benchmarks.load import pairs as pairs_module
from benchmarks.load.pairs import Crowd, Pair

FRAME = 4


def crowd_of(count: int, answer: Callable[[Pair, int], None]) -> Crowd:
    """Return a crowd whose server is a function: it is told of a pair and how much it wrote."""
    crowd = Crowd()
    loop = asyncio.get_running_loop()

    def make() -> Pair:
        def write(frames: bytes) -> None:
            loop.call_soon(answer, pair, len(frames) // FRAME)

        pair = Pair(write)
        return pair

    crowd.pairs.extend(make() for _ in range(count))
    return crowd


def begin(crowd: Crowd, each: int) -> None:
    for pair in crowd.pairs:
        pair.begin([number.to_bytes(FRAME, "big") for number in range(each)])


def deliver_and_accept(pair: Pair, count: int) -> None:
    pair.on_delivered(count)
    pair.on_accepted(count)


def test_window_is_never_passed_and_everything_arrives() -> None:
    most = 0

    def answer(pair: Pair, count: int) -> None:
        nonlocal most
        most = max(most, pair.sent - pair.done)
        for _ in range(count):
            deliver_and_accept(pair, 1)

    async def story() -> Crowd:
        crowd = crowd_of(3, answer)
        for each in (20, 1):  # twice: the counts begin anew
            begin(crowd, each)
            await crowd.saturate(each=each, window=4)
        return crowd

    crowd = asyncio.run(story())
    assert most == 4
    assert [(pair.sent, pair.delivered, pair.accepted) for pair in crowd.pairs] == [(1, 1, 1)] * 3


def test_frames_are_written_in_order_and_each_once() -> None:
    written: list[bytes] = []

    async def story() -> None:
        def write(frames: bytes) -> None:
            written.append(frames)
            pair.on_stored(len(frames) // FRAME)

        crowd, pair = Crowd(), Pair(write)
        crowd.pairs.append(pair)
        begin(crowd, 10)
        await crowd.saturate(each=10, window=3)

    asyncio.run(story())
    assert b"".join(written) == b"".join(number.to_bytes(FRAME, "big") for number in range(10))


def test_paced_messages_have_their_times() -> None:
    async def story() -> Crowd:
        crowd = crowd_of(2, deliver_and_accept)
        begin(crowd, 3)
        await crowd.pace(each=3, per_s=1_000)
        return crowd

    for pair in asyncio.run(story()).pairs:
        assert len(pair.delivery_ms()) == len(pair.acceptance_ms()) == 3
        assert all(span >= 0 for span in pair.delivery_ms() + pair.acceptance_ms())


def test_what_breaks_ends_the_run() -> None:
    async def story() -> None:
        crowd = crowd_of(1, lambda _pair, _count: crowd.fail(MeasurementFailed("refused")))
        begin(crowd, 3)
        await crowd.saturate(each=3, window=1)

    with pytest.raises(MeasurementFailed, match="refused"):
        asyncio.run(story())


def test_missing_messages_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        crowd = crowd_of(1, lambda pair, count: pair.on_delivered(count))
        begin(crowd, 3)
        await crowd.saturate(each=3, window=2)

    monkeypatch.setattr(pairs_module, "WITHIN_S", 0.0)
    with pytest.raises(MeasurementFailed, match="2 messages"):
        asyncio.run(story())
