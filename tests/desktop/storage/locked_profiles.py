"""Profiles for tests of what opens them, over a keyring in memory."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from desktop.crypto.recovery_code import RecoveryCode
from desktop.crypto.vault import parse_vault_file
from desktop.storage.profile_folder import SLOTS_FILE, LocalProfileFolder
from desktop.storage.profile_slots import SECRET_ENTRY
from tests.desktop.storage.memory_keyring import MemoryKeyring
from tests.desktop.storage.sample_rows import Stores
from tests.helpers.seeded_random import SeededRandom

CODE = RecoveryCode.generate(SeededRandom("code"))
OTHER_CODE = RecoveryCode.generate(SeededRandom("other"))
PASSWORD = "correct horse battery"


@asynccontextmanager
async def folder_at(path: Path, backend: MemoryKeyring) -> AsyncIterator[LocalProfileFolder]:
    folder = LocalProfileFolder(path, random=os.urandom, find_backend=backend)
    try:
        yield folder
    finally:
        await folder.release()


async def make(path: Path, backend: MemoryKeyring, *, password: str | None = None) -> bytes:
    """Make a profile with an account, an identity key and a recovery code; return its key."""
    async with folder_at(path, backend) as folder:
        profile = await folder.create(vault_passphrase=None)
        await Stores(profile._database).add_account()
        await profile.secrets.save("identity", "primes")
        await folder.access.put_recovery_code(CODE, is_kept=True)
        if password is not None:
            await folder.access.put(password)
        return profile.store_key


def kinds(path: Path) -> list[int]:
    return sorted(slot.kind for slot in parse_vault_file((path / SLOTS_FILE).read_bytes()).slots)


def secret_of(backend: MemoryKeyring) -> str:
    (secret,) = [
        value for (_, name), value in backend.entries.items() if name.startswith(SECRET_ENTRY)
    ]
    return secret
