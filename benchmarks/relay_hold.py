"""Many idle people beside a steady load, for minutes: nothing breaks and memory stays flat."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks import relay_rounds
from benchmarks.load.pairs import Crowd
from benchmarks.load.relay_ends import connect_relay, relay_frames
from benchmarks.relay_idle import sign_in
from benchmarks.relay_rounds import Figures
from benchmarks.servers.pinned_process import PinnedProcess
from benchmarks.servers.relay_server import relay_server
from benchmarks.systems.standing import Load, Standing
from benchmarks.trend import growth

_SAMPLES: Final = 300

_SETTLED_SHARE: Final = 0.2
"""Of the time, until memory is looked at: caches fill at first."""


async def hold(folder: Path, load: Load, *, idle: int, seconds: float) -> Figures:
    """Sign idle people in, then let pairs send at their pace, and look at memory all the while.

    Args:
        folder: An empty folder.
        load: Whose pairs, pace and envelopes; the rest is not looked at.
        idle: People who are only signed in.
        seconds: For how long.

    Returns:
        `memory_growth_kib` of the settled time, `memory_kib` at the end, `files_growth`,
        `messages`, and the figures of `relay_rounds.paced`.

    Raises:
        MeasurementFailed: somebody was refused or cut off, or a message is missing.
    """
    paced = replace(load, paced_each=int(load.paced_per_s * seconds / load.pairs))
    async with relay_server(
        folder, accounts=load.pairs + idle, envelope_bytes=load.envelope_bytes
    ) as relay:
        crowd = await connect_relay(relay, load.pairs)
        idlers = Crowd()
        await sign_in(relay, idlers, relay.accounts[load.pairs :], first=2 * load.pairs)
        standing = Standing(
            process=relay.process,
            crowd=crowd,
            frames=lambda number, envelopes: relay_frames(relay.accounts[number], envelopes),
        )
        samples: list[tuple[float, float]] = []
        async with asyncio.TaskGroup() as group:
            sampling = group.create_task(
                _sample(relay.process, samples, every_s=seconds / _SAMPLES), name="memory"
            )
            files = relay.process.open_files()
            figures = await relay_rounds.paced(standing, paced)
            sampling.cancel()
        idlers.check()
        settled = samples[int(len(samples) * _SETTLED_SHARE) :]
        return {
            "memory_growth_kib": growth(settled),
            "memory_kib": samples[-1][1],
            "files_growth": relay.process.open_files() - files,
            "messages": paced.paced_each * load.pairs,
            **figures,
        }


async def _sample(
    process: PinnedProcess, samples: list[tuple[float, float]], *, every_s: float
) -> None:
    while True:
        samples.append((time.monotonic(), process.resident_kib()))
        await asyncio.sleep(every_s)
