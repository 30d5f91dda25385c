"""The messenger of one profile, put together: folder, engine and connection, without a window."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from desktop.core.engine import Engine
from desktop.core.ports.relay import Relay
from desktop.core.ports.runtime import Spawn
from desktop.core.surroundings import Surroundings
from desktop.crypto.random_source import CheckedRandom
from desktop.network.local_relay import LocalRelay, make_client
from desktop.storage.keyring_program import KeyringProgram
from desktop.storage.profile_folder import LocalProfileFolder
from desktop.supervisor import Supervisor

WORKER_THREADS: Final = 4
"""Threads for RSA, Argon2id and the keyring; the database has one of its own."""


def now_ms() -> int:
    """Return Unix milliseconds: the one clock of the app."""
    return time.time_ns() // 1_000_000


@contextlib.asynccontextmanager
async def assemble_engine(
    profile_dir: Path,
    *,
    relay_address: str | None,
    relay_dir: Path | None = None,
    connect_after_s: float = 0.0,
    keyring: KeyringProgram | None = None,
) -> AsyncIterator[tuple[Engine, Spawn]]:
    """Build the messenger of a profile on the running loop; leaving the block closes it.

    What the block raises comes out in an exception group, as of every task group.

    Args:
        profile_dir: The folder of the profile; locked from here on, before anything is shown.
        relay_address: The relay to use, None for the one that the profile keeps.
        relay_dir: Where the relay of this computer keeps its files; None: below the profile.
        connect_after_s: Pause before the first connection, for whoever has to draw first.
        keyring: The keyring's process, if it was prepared already.

    Yields:
        The messenger, nothing open yet, and what starts a named task beside it.

    Raises:
        ProfileInUse: another process has the profile.
        StorageError: the folder cannot be read.
    """
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(WORKER_THREADS, thread_name_prefix="worker"))
    random = CheckedRandom(os.urandom)
    folder = LocalProfileFolder(profile_dir, random=random, keyring=keyring)
    local = LocalRelay(relay_dir or profile_dir / "relay")
    try:
        await folder.find_state()
        async with Supervisor() as supervisor:

            def relay_at(address: str, /, *, pinned_key: bytes = b"") -> Relay:
                return make_client(
                    address, local=local, spawn=supervisor.spawn, pinned_key=pinned_key
                )

            engine = Engine(
                folder,
                Surroundings(
                    relay_factory=relay_at,
                    clock=now_ms,
                    random=random,
                    spawn=supervisor.spawn,
                    relay_address=relay_address,
                    connect_after_s=connect_after_s,
                ),
            )
            yield engine, supervisor.spawn
            await engine.close()
    finally:
        await local.stop()
        await folder.release()
