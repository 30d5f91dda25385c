"""A proxy that doubles, delays and reorders whole frames in both directions, by a seed (FT-08).

It stands between WebSocket clients and a relay and knows nothing of what the frames mean.
"""

import asyncio
import contextlib
import enum
import random
from collections import Counter
from collections.abc import AsyncIterator
from typing import Final, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

from protocol import limits
from tests.faults.relay_load import let_pass

HELD_BACK_S: Final = 0.05
"""How long a frame waits to be overtaken by another one."""

MOST_DELAY_S: Final = 0.03


class Trick(enum.Enum):
    """What happens to a frame."""

    PASS = "passed"
    DOUBLE = "doubled"  # comes twice in a row
    REPEAT = "repeated"  # comes again after the next one
    OVERTAKE = "overtaken"  # comes after the next one
    DELAY = "delayed"  # comes late, and so does all that follows


class ChaosProxy:
    """Plays a number of tricks and then passes everything on as it is.

    Attributes:
        url: Where clients connect instead of to the relay.
        played: How often each trick was played.
    """

    def __init__(self, target: str, *, seed: str, tricks: int, share: float) -> None:
        self.url = ""
        self.played: Counter[Trick] = Counter()
        self._target = target
        self._draws = random.Random(seed)
        self._tricks_left = tricks
        self._share = share

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, target: str, *, seed: str, tricks: int, share: float = 0.2
    ) -> AsyncIterator[Self]:
        """Give a proxy of a relay.

        Args:
            target: The relay's URL.
            seed: Decides what happens to which frame.
            tricks: How many are played in all.
            share: Of the frames, until then.
        """
        proxy = cls(target, seed=seed, tricks=tricks, share=share)
        async with serve(
            proxy._handle, "127.0.0.1", 0, compression=None, max_size=limits.MAX_FRAME_BYTES
        ) as server:
            proxy.url = "ws://{}:{}".format(*server.sockets[0].getsockname())
            yield proxy

    async def _handle(self, client: ServerConnection) -> None:
        assert client.request is not None
        with contextlib.suppress(OSError):
            async with connect(
                self._target + client.request.path,
                proxy=None,
                user_agent_header=None,
                compression=None,
                max_size=limits.MAX_FRAME_BYTES,
            ) as relay:
                await self._join(client, relay)

    async def _join(self, client: ServerConnection, relay: ClientConnection) -> None:
        """Pass frames on until either side closes; then close the other one."""
        with contextlib.suppress(ExceptionGroup):
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass(client, relay), name="up")
                group.create_task(self._pass(relay, client), name="down")
        await client.close()

    async def _pass(
        self,
        source: ServerConnection | ClientConnection,
        sink: ServerConnection | ClientConnection,
    ) -> None:
        """Pass frames on.

        Raises:
            ConnectionClosed: one of the two ended.
        """
        held_back: list[bytes] = []
        while True:
            try:
                async with asyncio.timeout(HELD_BACK_S if held_back else None):
                    frame = await source.recv(decode=False)
            except TimeoutError:
                frames, held_back = held_back, []
            else:
                trick = self._draw()
                frames = [] if trick is Trick.OVERTAKE else [frame]
                frames += [frame] if trick is Trick.DOUBLE else []
                frames += held_back
                held_back = [frame] if trick in (Trick.OVERTAKE, Trick.REPEAT) else []
                if trick is Trick.DELAY:
                    await let_pass(self._draws.uniform(0, MOST_DELAY_S))
            for one in frames:
                await sink.send(one)

    def _draw(self) -> Trick:
        if not self._tricks_left or self._draws.random() >= self._share:
            return Trick.PASS
        self._tricks_left -= 1
        trick = self._draws.choice([one for one in Trick if one is not Trick.PASS])
        self.played[trick] += 1
        return trick
