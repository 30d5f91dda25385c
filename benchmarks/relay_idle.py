"""People who are only signed in: what each costs the relay in memory, and what signing in costs."""

import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.load.pairs import Crowd
from benchmarks.load.relay_ends import RelayRecipient, connect_recipient
from benchmarks.relay_rounds import Figures
from benchmarks.servers.relay_accounts import AUTH, BenchAccount
from benchmarks.servers.relay_server import RelayServer, relay_server
from benchmarks.systems.standing import SETTLING_S
from protocol import limits
from server.services.passwords import hash_auth

FIRST: Final = 100
"""Sign-ins before memory is read the first time: what the relay needs once is not counted."""

_AT_ONCE: Final = 32
"""Sign-ins under way; the relay lets 64 password values wait."""

_HASHES: Final = 20


async def idle(folder: Path, connections: int, *, has_tls: bool) -> Figures:
    """Sign people in and read the relay's memory before and after.

    Args:
        folder: An empty folder.
        connections: How many people; they come from many addresses.
        has_tls: Whether the relay has a certificate of its own.

    Raises:
        MeasurementFailed: somebody was refused or cut off.
    """
    async with relay_server(
        folder,
        accounts=FIRST + connections,
        envelope_bytes=limits.MIN_ENVELOPE_BYTES,
        has_tls=has_tls,
    ) as relay:
        crowd = Crowd()
        await sign_in(relay, crowd, relay.accounts[:FIRST], first=0)
        await asyncio.sleep(SETTLING_S)
        before_kib, before_s = relay.process.resident_kib(), relay.process.cpu_s()
        await sign_in(relay, crowd, relay.accounts[FIRST:], first=FIRST)
        await asyncio.sleep(SETTLING_S)
        cpu_s = relay.process.cpu_s() - before_s
        idle_kib = (relay.process.resident_kib() - before_kib) / connections
        crowd.check()
        return {"idle_kib": idle_kib, "sign_in_cpu_ms": cpu_s * 1000 / connections}


async def password_sign_ins(folder: Path, count: int) -> Figures:
    """Sign people in whose password value is checked, and hash some without a relay.

    Raises:
        MeasurementFailed: somebody was refused.
    """
    async with relay_server(
        folder, accounts=FIRST + count, envelope_bytes=limits.MIN_ENVELOPE_BYTES
    ) as relay:
        crowd = Crowd()
        await sign_in(relay, crowd, relay.accounts[:FIRST], first=0)
        await asyncio.sleep(SETTLING_S)
        before_s = relay.process.cpu_s()
        await sign_in(relay, crowd, relay.accounts[FIRST:], first=FIRST, auth=AUTH)
        cpu_s = relay.process.cpu_s() - before_s
        crowd.check()
    return {
        "password_sign_in_cpu_ms": cpu_s * 1000 / count,
        "argon2id_cpu_ms": statistics.median(_hash_cpu_ms() for _ in range(_HASHES)),
    }


def _hash_cpu_ms() -> float:
    begun_s = time.process_time()
    hash_auth(AUTH, salt=os.urandom(16))
    return (time.process_time() - begun_s) * 1000


async def sign_in(
    relay: RelayServer,
    crowd: Crowd,
    accounts: Sequence[BenchAccount],
    *,
    first: int,
    auth: bytes = b"",
) -> list[RelayRecipient]:
    """Sign accounts in, some at once.

    Args:
        relay: Where.
        crowd: Is told if a connection breaks.
        accounts: Who.
        first: How many connections this measurement has already.
        auth: The password value, where it is to be checked.

    Raises:
        MeasurementFailed: one was refused.
    """
    made: list[RelayRecipient] = []
    for start in range(0, len(accounts), _AT_ONCE):
        made += await asyncio.gather(
            *(
                connect_recipient(crowd, relay, account, first + start + offset, auth=auth)
                for offset, account in enumerate(accounts[start : start + _AT_ONCE])
            )
        )
    return made
