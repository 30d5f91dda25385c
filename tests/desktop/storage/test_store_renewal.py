"""Everything encrypted anew under another STORE, and nothing left under the old one."""

# ruff: noqa: ASYNC240 - nothing else runs on a test's loop

from collections.abc import Awaitable, Callable
from pathlib import Path

import apsw
import pytest

from desktop.core.ports.profile import OpenProfile, SecretStore
from desktop.core.records import LockKind, ProfileState
from desktop.errors import DatabaseUnreadable, KeyringLocked, StorageError, WrongPassphrase
from desktop.storage.database import Database, open_file
from desktop.storage.profile_folder import DATABASE_FILE, LocalProfileFolder
from desktop.storage.store_renewal import (
    TaggedSecretStore,
    copy_under_key,
    forget_copy,
    next_path,
    settle_copy,
)
from tests.desktop.storage.locked_profiles import (
    CODE,
    OTHER_CODE,
    PASSWORD,
    folder_at,
    make,
)
from tests.desktop.storage.memory_keyring import MemoryKeyring
from tests.helpers.messengers import MemorySecretStore

OLD, NEW = b"o" * 32, b"n" * 32


async def move(old_key: bytes, secrets: SecretStore, copy: OpenProfile) -> dict[str, str]:
    """Stand in for the core: the entry says which STORE it is under."""
    assert old_key != copy.store_key
    found = await secrets.find("identity")
    return {} if found is None else {"identity": f"moved {found}"}


def opens(path: Path, key: bytes) -> bool:
    connection = open_file(path, key, flags=apsw.SQLITE_OPEN_READONLY)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except apsw.NotADBError:
        return False
    finally:
        connection.close()
    return True


# ── the files ─────────────────────────────────────────────────────────────────────────────────


async def make_database(path: Path) -> None:
    await (await Database.create(path, OLD)).close()


async def test_copy_opens_with_the_new_key_and_the_database_with_the_old(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make_database(path)

    copy_under_key(path, OLD, NEW)

    copy = next_path(path)
    assert [opens(path, OLD), opens(path, NEW)] == [True, False]
    assert [opens(copy, OLD), opens(copy, NEW)] == [False, True]
    assert copy.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("key", "is_kept"), [(OLD, False), (NEW, True)])
async def test_copy_is_put_in_place_by_its_own_key_alone(
    tmp_path: Path, key: bytes, *, is_kept: bool
) -> None:
    path = tmp_path / "history.db"
    await make_database(path)
    (tmp_path / "history.db.before-3").write_bytes(b"copy under the old key")
    copy_under_key(path, OLD, NEW)
    if is_kept:
        (tmp_path / "history.db-wal").write_bytes(b"log of the old database")

    for _ in range(2):
        settle_copy(path, key)

    kept = ["history.db"] if is_kept else ["history.db", "history.db.before-3"]
    assert sorted(file.name for file in tmp_path.iterdir()) == kept
    assert opens(path, key)


async def test_copy_of_what_does_not_open_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make_database(path)

    with pytest.raises(DatabaseUnreadable):
        copy_under_key(path, NEW, OLD)

    assert not next_path(path).exists()
    forget_copy(path)


async def test_tagged_entries_lie_beside_the_others() -> None:
    inner = MemorySecretStore()
    await inner.save("identity", "old")
    tagged = TaggedSecretStore(inner, "0a0b")
    assert await tagged.find("identity") is None

    await tagged.save("identity", "new")
    assert await tagged.find("identity") == "new"
    assert inner.entries == {"identity": "old", "identity.0a0b": "new"}
    await tagged.delete("identity")
    assert inner.entries == {"identity": "old"}


# ── the whole ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("password", [None, PASSWORD])
async def test_renewed_profile_opens_as_before_and_with_the_new_code_alone(
    tmp_path: Path, backend: MemoryKeyring, password: str | None
) -> None:
    key = await make(tmp_path, backend, password=password)
    async with folder_at(tmp_path, backend) as folder:
        await folder.open(password=password)
        await folder.renew_store(OTHER_CODE, password=password, move=move)
    assert not opens(tmp_path / DATABASE_FILE, key)

    for count in (1, 2):
        async with folder_at(tmp_path, backend) as folder:
            profile = await folder.open(password=password)
            assert profile.store_key != key
            assert await profile.keys.find_account() is not None
            assert await profile.secrets.find("identity") == "moved " * count + "primes"
            assert len([name for name in backend.names if name.startswith("identity")]) == 1
            with pytest.raises(WrongPassphrase):
                await folder._slots.open_recovery(CODE)
            # A second time: the entries of the second STORE give way to those of the third.
            await folder.renew_store(OTHER_CODE, password=password, move=move)
    async with folder_at(tmp_path, backend) as folder:
        profile = await folder.open_with_code(OTHER_CODE)
        assert await profile.secrets.find("identity") == "moved moved moved primes"


async def test_vault_is_renewed_under_its_passphrase(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    async with folder_at(tmp_path, backend) as folder:
        profile = await folder.create(vault_passphrase=PASSWORD)
        await profile.secrets.save("identity", "primes")
        with pytest.raises(WrongPassphrase):
            await folder.renew_store(CODE, password="wrong", move=move)
        assert profile.is_open
        await folder.renew_store(CODE, password=PASSWORD, move=move)
    async with folder_at(tmp_path, backend) as folder:
        assert (await folder.access.find()).kind is LockKind.PASSPHRASE
        profile = await folder.open(vault_passphrase=PASSWORD)
        assert await profile.secrets.find("identity") == "moved primes"
    assert backend.entries == {}


async def test_wrong_password_of_the_lock_changes_nothing(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    await make(tmp_path, backend, password=PASSWORD)
    async with folder_at(tmp_path, backend) as folder:
        profile = await folder.open(password=PASSWORD)
        with pytest.raises(WrongPassphrase):
            await folder.renew_store(OTHER_CODE, password="wrong", move=move)
        assert profile.is_open


async def fail(_old: bytes, _secrets: SecretStore, _copy: OpenProfile) -> dict[str, str]:
    raise StorageError("the core could not move a key")


def refuse_writes(verb: str) -> None:
    if verb == "set":
        raise KeyringLocked("in the middle")


@pytest.mark.parametrize("what", ["move", "keyring"])
async def test_renewal_that_fails_leaves_the_old_store(
    tmp_path: Path, backend: MemoryKeyring, what: str
) -> None:
    key = await make(tmp_path, backend)
    mover: Callable[[bytes, SecretStore, OpenProfile], Awaitable[dict[str, str]]]
    mover = fail if what == "move" else move
    async with folder_at(tmp_path, backend) as folder:
        await folder.open()
        if what == "keyring":
            backend.fail = refuse_writes
        with pytest.raises((StorageError, KeyringLocked)):
            await folder.renew_store(OTHER_CODE, password=None, move=mover)
        backend.fail = lambda _verb: None
        await check_is_old(folder, key)
    assert not next_path(tmp_path / DATABASE_FILE).exists()


async def check_is_old(folder: LocalProfileFolder, key: bytes) -> None:
    assert await folder.find_state() is ProfileState.KEYRING
    profile = await folder.open()
    assert profile.store_key == key
    assert await profile.secrets.find("identity") == "primes"
    assert await folder._slots.open_recovery(CODE) == key
