"""One repetition of each kind of load on a system, and the median of several."""

import asyncio
import statistics
import time
from collections.abc import Mapping, Sequence

from benchmarks.systems.standing import SETTLING_S, Drained, Load, Standing

Figures = Mapping[str, float]
"""Figures by name: `_ms` milliseconds, `_per_s` messages a second, `cpu_s` processor seconds of the
server for 10,000 messages, `client_share` the part of its processor that the load took."""

_PER = 10_000


async def warm_up(standing: Standing, load: Load) -> None:
    """Send some messages that are not counted."""
    standing.lay_ready(load, load.warm_up)
    await standing.crowd.saturate(each=load.warm_up, window=load.window)
    await asyncio.sleep(SETTLING_S)


async def online(standing: Standing, load: Load) -> Figures:
    """Let every pair send as fast as its window allows.

    Raises:
        MeasurementFailed: a message was refused or is missing.
    """
    rate, cpu_s, client_share = await _saturate(standing, load, load.each)
    return {"messages_per_s": rate, "cpu_s": cpu_s, "client_share": client_share}


async def paced(standing: Standing, load: Load) -> Figures:
    """Let messages come at an even pace; as `online`."""
    standing.lay_ready(load, load.paced_each)
    pairs = standing.crowd.pairs
    before_s = standing.process.cpu_s()
    await standing.crowd.pace(each=load.paced_each, per_s=load.paced_per_s)
    await asyncio.sleep(SETTLING_S)
    cpu_s = standing.process.cpu_s() - before_s
    delivery = [span for pair in pairs for span in pair.delivery_ms()]
    acceptance = [span for pair in pairs for span in pair.acceptance_ms()]
    return {
        "cpu_s_500": cpu_s * _PER / len(delivery),
        "p50_ms": percentile(delivery, 0.50),
        "p99_ms": percentile(delivery, 0.99),
        "accepted_p50_ms": percentile(acceptance, 0.50),
        "accepted_p99_ms": percentile(acceptance, 0.99),
    }


async def stored(standing: Standing, load: Load) -> Figures:
    """Let every sender write to somebody who is away; as `online`."""
    rate, cpu_s, _ = await _saturate(standing, load, load.stored_each)
    return {"stored_per_s": rate, "stored_cpu_s": cpu_s}


def drained(result: Drained) -> Figures:
    """Return the figures of people who signed in to find messages."""
    return {
        "drained_per_s": result.messages / result.elapsed_s,
        "drained_cpu_s": result.cpu_s * _PER / result.messages,
    }


async def _saturate(standing: Standing, load: Load, each: int) -> tuple[float, float, float]:
    standing.lay_ready(load, each)
    count = each * len(standing.crowd.pairs)
    before_s, client_s = standing.process.cpu_s(), time.process_time()
    elapsed_s = await standing.crowd.saturate(each=each, window=load.window)
    client_s = time.process_time() - client_s
    await asyncio.sleep(SETTLING_S)
    cpu_s = standing.process.cpu_s() - before_s
    return count / elapsed_s, cpu_s * _PER / count, client_s / elapsed_s


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which that share of all lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def medians(rounds: Sequence[Figures]) -> dict[str, float]:
    """Return the median of each figure."""
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
