"""The bare forwarder: what moving a message costs where nothing is stored or checked."""

import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from benchmarks.load.forwarder_ends import connect_forwarder, forwarder_frames
from benchmarks.servers.pinned_process import PinnedProcess
from benchmarks.servers.relay_server import ROOT
from benchmarks.systems.standing import Load, Standing


class ForwarderSystem:
    """See `standing.System`."""

    name = "forwarder"

    @contextlib.asynccontextmanager
    async def standing(self, folder: Path, load: Load) -> AsyncIterator[Standing]:
        """Start one with pairs that are connected."""
        process = PinnedProcess(
            [sys.executable, "-m", "benchmarks.servers.forwarder_program"],
            folder=ROOT,
            environment=os.environ,
            log=folder / "forwarder.log",
        )
        try:
            crowd = await connect_forwarder(await process.listening(), load.pairs)
            yield Standing(process=process, crowd=crowd, frames=forwarder_frames)
        finally:
            process.end()
