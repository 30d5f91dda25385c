"""ejabberd and Prosody with two accounts for each pair; messages for people away are kept."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

from benchmarks.failure import MeasurementFailed
from benchmarks.load.pairs import WITHIN_S, Crowd
from benchmarks.load.xmpp_ends import (
    XmppLink,
    connect_pairs,
    connect_senders,
    connect_xmpp,
    recipient_name,
    sender_name,
    xmpp_frames,
)
from benchmarks.servers.ejabberd import ejabberd
from benchmarks.servers.pinned_process import PinnedProcess
from benchmarks.servers.prosody import prosody
from benchmarks.systems.standing import SETTLING_S, Drained, Load, Standing

StartServer = Callable[
    [Path, Iterable[str]], contextlib.AbstractAsyncContextManager[tuple[PinnedProcess, int]]
]


class XmppSystem:
    """See `standing.StoringSystem`.

    Attributes:
        name: Its key in the report.
    """

    def __init__(self, name: str, start: StartServer) -> None:
        self.name = name
        self._start = start
        self._port = 0

    @contextlib.asynccontextmanager
    async def standing(self, folder: Path, load: Load) -> AsyncIterator[Standing]:
        """Start one with pairs that are connected."""
        async with self._server(folder, load) as process:
            crowd = await connect_pairs(self._port, load.pairs)
            yield Standing(process=process, crowd=crowd, frames=xmpp_frames)

    @contextlib.asynccontextmanager
    async def absent(self, folder: Path, load: Load) -> AsyncIterator[Standing]:
        """Start one at which no recipient is signed in."""
        async with self._server(folder, load) as process:
            crowd = await connect_senders(self._port, load.pairs)
            yield Standing(process=process, crowd=crowd, frames=xmpp_frames)

    async def drain(self, folder: Path, standing: Standing, load: Load) -> Drained:
        """Let every recipient of the same server sign in, and go again once it has everything."""
        del folder
        crowd, process = Crowd(), standing.process
        cpu_s, begun_s = process.cpu_s(), time.perf_counter()
        recipients = await asyncio.gather(
            *(self._drain_one(crowd, number, load.stored_each) for number in range(load.pairs))
        )
        elapsed_s = time.perf_counter() - begun_s
        await asyncio.sleep(SETTLING_S)
        cpu_s = process.cpu_s() - cpu_s
        for recipient in recipients:
            recipient.close()
        await asyncio.sleep(SETTLING_S)
        messages = load.stored_each * load.pairs
        return Drained(messages=messages, elapsed_s=elapsed_s, cpu_s=cpu_s)

    async def _drain_one(self, crowd: Crowd, number: int, expected: int) -> XmppLink:
        has_all = asyncio.Event()
        link = XmppLink(crowd.fail)

        def count(_count: int) -> None:
            if link.delivered >= expected:
                has_all.set()

        link.on_delivered = count
        await connect_xmpp(link, self._port, recipient_name(number), is_present=True)
        try:
            async with asyncio.timeout(WITHIN_S):
                await has_all.wait()
        except TimeoutError:
            raise MeasurementFailed(
                f"{self.name} delivered {link.delivered} of {expected} held messages."
            ) from None
        return link

    @contextlib.asynccontextmanager
    async def _server(self, folder: Path, load: Load) -> AsyncIterator[PinnedProcess]:
        names = [name(pair) for pair in range(load.pairs) for name in (sender_name, recipient_name)]
        async with self._start(folder, names) as (process, self._port):
            yield process


def ejabberd_system() -> XmppSystem:
    """Return ejabberd."""
    return XmppSystem("ejabberd", ejabberd)


def prosody_system() -> XmppSystem:
    """Return Prosody."""
    return XmppSystem("prosody", prosody)
