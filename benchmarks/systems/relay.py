"""Our relay with an account for each pair; what it holds is written through its store."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from benchmarks.failure import MeasurementFailed
from benchmarks.load.pairs import Crowd, Pair
from benchmarks.load.relay_ends import (
    connect_recipient,
    connect_relay,
    connect_sender,
    relay_frames,
)
from benchmarks.servers.relay_server import RelayServer, relay_server
from benchmarks.systems.standing import SETTLING_S, Drained, Load, Standing


class RelaySystem:
    """See `standing.StoringSystem`."""

    name = "relay"

    @contextlib.asynccontextmanager
    async def standing(self, folder: Path, load: Load) -> AsyncIterator[Standing]:
        """Start one with pairs that are connected."""
        async with self._server(folder, load) as relay:
            yield _standing(relay, await connect_relay(relay, load.pairs))

    @contextlib.asynccontextmanager
    async def absent(self, folder: Path, load: Load) -> AsyncIterator[Standing]:
        """Start one at which nobody is signed in."""
        async with self._server(folder, load) as relay:
            crowd = Crowd()
            for number in range(load.pairs):
                sender = await connect_sender(crowd, relay, number)
                pair = Pair(sender.write)
                sender.on_accepted = pair.on_stored
                crowd.pairs.append(pair)
            yield _standing(relay, crowd)

    async def drain(self, folder: Path, standing: Standing, load: Load) -> Drained:
        """Start another one with held rows, and let everybody sign in."""
        del standing
        held = load.envelopes(load.stored_each)
        async with self._server(folder, load, held) as relay:
            await asyncio.sleep(SETTLING_S)
            crowd = Crowd()
            cpu_s, begun_s = relay.process.cpu_s(), time.perf_counter()
            recipients = await asyncio.gather(
                *(
                    connect_recipient(crowd, relay, account, number)
                    for number, account in enumerate(relay.accounts)
                )
            )
            elapsed_s = time.perf_counter() - begun_s
            await asyncio.sleep(SETTLING_S)
            came = sum(recipient.held for recipient in recipients)
            if came != load.stored_each * load.pairs:
                raise MeasurementFailed(f"The relay delivered {came} held messages.")
            return Drained(messages=came, elapsed_s=elapsed_s, cpu_s=relay.process.cpu_s() - cpu_s)

    def _server(
        self, folder: Path, load: Load, held: Sequence[bytes] = ()
    ) -> contextlib.AbstractAsyncContextManager[RelayServer]:
        return relay_server(
            folder, accounts=load.pairs, envelope_bytes=load.envelope_bytes, held=held
        )


def _standing(relay: RelayServer, crowd: Crowd) -> Standing:
    return Standing(
        process=relay.process,
        crowd=crowd,
        frames=lambda number, envelopes: relay_frames(relay.accounts[number], envelopes),
    )
