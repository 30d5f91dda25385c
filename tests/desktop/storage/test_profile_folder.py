"""A profile is made whole or not at all, opens again, and is never made over another."""

# ruff: noqa: ASYNC240 - nothing else runs on a test's loop

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import keyring.errors
import pytest

from desktop.core.ports.profile import ProfileFolder
from desktop.core.records import KeyringState, ProfileLabel, ProfileState
from desktop.errors import (
    DatabaseUnreadable,
    DesktopError,
    KeyringEntryLost,
    KeyringError,
    KeyringLocked,
    KeyringMissing,
    ProfileInUse,
    StorageError,
    WrongPassphrase,
)
from desktop.storage.open_profile import LocalOpenProfile
from desktop.storage.profile_folder import (
    DATABASE_FILE,
    NOTE_FILE,
    SLOTS_FILE,
    UNFINISHED_FILE,
    LocalProfileFolder,
)
from protocol.errors import InvalidForm
from tests.desktop.storage.memory_keyring import MemoryKeyring
from tests.desktop.storage.sample_rows import Stores
from tests.e2e.leak_search import LeakSearch
from tests.helpers.keyring_session import KeyringSession

PASSPHRASE = "a passphrase of some length"
LABEL = ProfileLabel(username="alice", relay_address="wss://chat.example")
FILES = {DATABASE_FILE, SLOTS_FILE, "lock"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@asynccontextmanager
async def folder_at(path: Path, backend: MemoryKeyring) -> AsyncIterator[LocalProfileFolder]:
    folder = LocalProfileFolder(path, random=os.urandom, find_backend=backend)
    try:
        yield folder
    finally:
        await folder.release()


async def make(path: Path, backend: MemoryKeyring, *, vault_passphrase: str | None = None) -> bytes:
    """Make a profile with an account in it, close it, and return its key.

    In the vault it is a copy of one that is made once: its passphrase takes a while to stretch.
    """
    if vault_passphrase is None:
        return await make_anew(path, backend, None)
    assert vault_passphrase == PASSPHRASE
    if not _VAULT_PROFILE:
        template = path.parent / "template"
        key = await make_anew(template, backend, PASSPHRASE)
        _VAULT_PROFILE.append((key, {file.name: file.read_bytes() for file in template.iterdir()}))
    key, files = _VAULT_PROFILE[0]
    path.mkdir()
    for name, content in files.items():
        (path / name).write_bytes(content)
    return key


_VAULT_PROFILE: list[tuple[bytes, dict[str, bytes]]] = []


async def make_anew(path: Path, backend: MemoryKeyring, vault_passphrase: str | None) -> bytes:
    async with folder_at(path, backend) as folder:
        profile = await folder.create(vault_passphrase=vault_passphrase)
        await fill(profile)
        return profile.store_key


async def fill(profile: LocalOpenProfile) -> None:
    await Stores(profile._database).add_account()
    await profile.secrets.save("identity", "primes")
    await profile.secrets.save("seal-0a0b", "more primes")


def names(path: Path) -> set[str]:
    return {file.name for file in path.iterdir()}


def test_folder_is_what_the_messenger_asks_for(path: Path, backend: MemoryKeyring) -> None:
    folder: ProfileFolder = LocalProfileFolder(path, random=os.urandom, find_backend=backend)

    assert isinstance(folder, LocalProfileFolder)


# ── making and opening ────────────────────────────────────────────────────────────────────────


async def test_profile_in_the_keyring_opens_by_itself(path: Path, backend: MemoryKeyring) -> None:
    async with folder_at(path, backend) as folder:
        assert await folder.find_state() is ProfileState.EMPTY
    key = await make(path, backend)

    async with folder_at(path, backend) as folder:
        assert await folder.find_state() is ProfileState.KEYRING
        profile = await folder.open(vault_passphrase=None)
        assert profile.store_key == key
        assert await profile.keys.find_account() is not None
        assert await profile.secrets.find("identity") == "primes"

    assert backend.names == ["identity", "seal-0a0b", "secret"]
    assert names(path) == FILES | {NOTE_FILE}


async def test_profile_in_the_vault_asks_for_its_passphrase(
    path: Path, backend: MemoryKeyring
) -> None:
    key = await make(path, backend, vault_passphrase=PASSPHRASE)

    async with folder_at(path, backend) as folder:
        assert await folder.find_state() is ProfileState.VAULT
        for wrong in ("", None, PASSPHRASE + " "):
            with pytest.raises(WrongPassphrase):
                await folder.open(vault_passphrase=wrong)
        profile = await folder.open(vault_passphrase=PASSPHRASE)
        assert profile.store_key == key
        assert await profile.secrets.find("seal-0a0b") == "more primes"

    assert backend.entries == {}
    assert names(path) == FILES


async def test_every_file_and_the_folder_are_private(path: Path, backend: MemoryKeyring) -> None:
    old = os.umask(0)
    try:
        async with folder_at(path, backend) as folder:
            await fill(await folder.create(vault_passphrase=None))
            modes = {file.name: file.stat().st_mode & 0o777 for file in path.iterdir()}
    finally:
        os.umask(old)

    assert path.stat().st_mode & 0o777 == 0o700
    assert set(modes.values()) == {0o600}
    assert {"history.db-wal", "history.db-shm"} < set(modes)


async def test_two_profiles_share_nothing(tmp_path: Path, backend: MemoryKeyring) -> None:
    one = await make(tmp_path / "one", backend)
    two = await make(tmp_path / "two", backend)

    assert one != two
    services = {service for service, _ in backend.entries}
    assert len(services) == 2
    secrets = [value for (_, name), value in backend.entries.items() if name.startswith("secret-")]
    assert len(set(secrets)) == 2


async def test_keyring_entries_are_short_enough_for_windows(
    path: Path, backend: MemoryKeyring
) -> None:
    await make(path, backend)

    assert all(len(value) < 1280 for value in backend.entries.values())


async def test_no_profile_is_made_over_another(path: Path, backend: MemoryKeyring) -> None:
    """FT-16: no silent new identity, whatever the keyring says today."""
    key = await make(path, backend)
    backend_today = MemoryKeyring()

    async with folder_at(path, backend_today) as folder:
        for passphrase in (None, PASSPHRASE):
            with pytest.raises(StorageError):
                await folder.create(vault_passphrase=passphrase)

    async with folder_at(path, backend) as folder:
        assert (await folder.open(vault_passphrase=None)).store_key == key


async def test_profile_is_opened_once_at_a_time(path: Path, backend: MemoryKeyring) -> None:
    await make(path, backend)

    async with folder_at(path, backend) as folder:
        profile = await folder.open(vault_passphrase=None)
        with pytest.raises(StorageError):
            await folder.open(vault_passphrase=None)
        await profile.close()
        await folder.open(vault_passphrase=None)


async def test_empty_passphrase_is_refused_and_leaves_nothing(
    path: Path, backend: MemoryKeyring
) -> None:
    async with folder_at(path, backend) as folder:
        with pytest.raises(InvalidForm):
            await folder.create(vault_passphrase="")
        assert names(path) == {"lock"}
        assert await folder.find_state() is ProfileState.EMPTY


# ── the keyring fails ─────────────────────────────────────────────────────────────────────────


async def test_state_of_the_keyring_is_told(path: Path, backend: MemoryKeyring) -> None:
    async with folder_at(path, backend) as folder:
        assert await folder.find_keyring_state() is KeyringState.AVAILABLE

        def fail(error: Exception) -> None:
            raise error

        backend.fail = lambda verb: fail(keyring.errors.KeyringLocked())
        assert await folder.find_keyring_state() is KeyringState.LOCKED
        backend.fail = lambda verb: fail(keyring.errors.NoKeyringError())
        assert await folder.find_keyring_state() is KeyringState.MISSING
        backend.fail = lambda verb: fail(RuntimeError())
        assert await folder.find_keyring_state() is KeyringState.MISSING
    assert not path.exists() or names(path) <= {"lock"}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (keyring.errors.KeyringLocked(), KeyringLocked),
        (keyring.errors.NoKeyringError(), KeyringMissing),
        (RuntimeError(), KeyringError),
    ],
)
async def test_keyring_that_takes_no_secret_leaves_nothing_behind(
    path: Path, backend: MemoryKeyring, error: Exception, expected: type[KeyringError]
) -> None:
    """FT-16."""

    def fail(verb: str) -> None:
        raise error

    backend.fail = fail
    async with folder_at(path, backend) as folder:
        with pytest.raises(expected):
            await folder.create(vault_passphrase=None)

        assert names(path) == {"lock"}
        assert await folder.find_state() is ProfileState.EMPTY
        await folder.create(vault_passphrase=PASSPHRASE)


async def test_forgetful_keyring_leaves_nothing_behind(path: Path, backend: MemoryKeyring) -> None:
    backend.is_forgetful = True
    async with folder_at(path, backend) as folder:
        with pytest.raises(KeyringEntryLost):
            await folder.create(vault_passphrase=None)

    assert names(path) == {"lock"}


@pytest.mark.parametrize("secret", [None, "", "no base64 §", "AAAA", "A" * 44])
async def test_lost_secret_is_told_and_changes_nothing(
    path: Path, backend: MemoryKeyring, secret: str | None
) -> None:
    """FT-16: an empty keyring, or one with another secret."""
    await make(path, backend)
    (entry,) = [entry for entry in backend.entries if entry[1].startswith("secret-")]
    kept = backend.entries.pop(entry)
    if secret is not None:
        backend.entries[entry] = secret
    before = {file.name: file.read_bytes() for file in path.iterdir()}

    async with folder_at(path, backend) as folder:
        assert await folder.find_state() is ProfileState.KEYRING
        with pytest.raises(KeyringEntryLost):
            await folder.open(vault_passphrase=None)

    assert {file.name: file.read_bytes() for file in path.iterdir()} == before
    backend.entries[entry] = kept
    async with folder_at(path, backend) as folder:
        await folder.open(vault_passphrase=None)


async def test_locked_keyring_at_opening_is_told(path: Path, backend: MemoryKeyring) -> None:
    await make(path, backend)

    def fail(verb: str) -> None:
        raise keyring.errors.KeyringLocked

    backend.fail = fail
    async with folder_at(path, backend) as folder:
        with pytest.raises(KeyringLocked):
            await folder.open(vault_passphrase=None)


@pytest.mark.skipif(
    sys.platform != "linux",
    reason="the Secret Service is Linux's",
)
async def test_whole_life_in_a_real_keyring(path: Path, session: KeyringSession) -> None:
    folder = LocalProfileFolder(path, random=os.urandom)
    assert await folder.find_keyring_state() is KeyringState.MISSING
    session.start_keyring(is_unlocked=True)
    assert await folder.find_keyring_state() is KeyringState.AVAILABLE

    profile = await folder.create(vault_passphrase=None)
    await fill(profile)
    key = profile.store_key
    await profile.close()
    profile = await folder.open(vault_passphrase=None)
    assert profile.store_key == key
    assert await profile.secrets.find("identity") == "primes"

    keyring_files = session.home / "share" / "keyrings"
    search = LeakSearch({"store key": key, "primes": "more primes"})
    assert list(keyring_files.iterdir()) != []
    assert search.in_files([path, keyring_files]) == []

    secrets = profile.secrets
    await folder.erase()
    assert [await secrets.find(name) for name in ("secret", "identity", "seal-0a0b")] == [None] * 3
    assert names(path) == {"lock"}
    await folder.release()


# ── damage ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("vault_passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize(
    ("file", "content"),
    [
        (SLOTS_FILE, None),
        (SLOTS_FILE, b""),
        (SLOTS_FILE, b"noise"),
        (DATABASE_FILE, None),
        (DATABASE_FILE, b""),
    ],
)
async def test_damaged_profile_is_unreadable_and_nothing_is_made_over_it(
    path: Path,
    backend: MemoryKeyring,
    file: str,
    content: bytes | None,
    vault_passphrase: str | None,
) -> None:
    await make(path, backend, vault_passphrase=vault_passphrase)
    (path / file).unlink()
    if content is not None:
        (path / file).write_bytes(content)
    before = {found.name: found.read_bytes() for found in path.iterdir()}

    async with folder_at(path, backend) as folder:
        assert await folder.find_state() is ProfileState.UNREADABLE
        with pytest.raises(DatabaseUnreadable):
            await folder.open(vault_passphrase=vault_passphrase)
        for passphrase in (None, PASSPHRASE):
            with pytest.raises(StorageError):
                await folder.create(vault_passphrase=passphrase)

    assert {found.name: found.read_bytes() for found in path.iterdir()} == before


@pytest.mark.parametrize("content", [None, b"", b"{}"])
async def test_damaged_note_makes_a_keyring_profile_unreadable(
    path: Path, backend: MemoryKeyring, content: bytes | None
) -> None:
    await make(path, backend)
    (path / NOTE_FILE).unlink()
    if content is not None:
        (path / NOTE_FILE).write_bytes(content)

    async with folder_at(path, backend) as folder:
        assert await folder.find_state() is ProfileState.UNREADABLE
        with pytest.raises(DatabaseUnreadable):
            await folder.open(vault_passphrase=None)


async def test_any_flipped_byte_of_the_slots_is_noticed(path: Path, backend: MemoryKeyring) -> None:
    await make(path, backend)
    whole = (path / SLOTS_FILE).read_bytes()

    async with folder_at(path, backend) as folder:
        for at in range(len(whole)):
            damaged = bytearray(whole)
            damaged[at] ^= 1
            (path / SLOTS_FILE).write_bytes(damaged)
            with pytest.raises((DatabaseUnreadable, KeyringEntryLost)):
                await folder.open(vault_passphrase=None)
        (path / SLOTS_FILE).write_bytes(whole)
        await folder.open(vault_passphrase=None)


async def test_slots_of_another_profile_do_not_open_this_database(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    await make(one, backend, vault_passphrase=PASSPHRASE)
    await make_anew(two, backend, PASSPHRASE)
    shutil.copy(two / SLOTS_FILE, one / SLOTS_FILE)
    before = (one / DATABASE_FILE).read_bytes()

    async with folder_at(one, backend) as folder:
        with pytest.raises(DatabaseUnreadable):
            await folder.open(vault_passphrase=PASSPHRASE)

    assert (one / DATABASE_FILE).read_bytes() == before


async def test_files_of_others_in_the_folder_are_left_alone(
    path: Path, backend: MemoryKeyring
) -> None:
    path.mkdir()
    (path / ".DS_Store").write_bytes(b"theirs")

    async with folder_at(path, backend) as folder:
        assert await folder.find_state() is ProfileState.EMPTY
        await folder.create(vault_passphrase=PASSPHRASE)
        await folder.erase()

    assert names(path) == {".DS_Store", "lock"}


# ── erasing ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("vault_passphrase", [None, PASSPHRASE])
async def test_erased_profile_leaves_no_file_and_no_entry(
    path: Path, backend: MemoryKeyring, vault_passphrase: str | None
) -> None:
    backend.entries["securechat-other", "secret"] = "of somebody else"
    await make(path, backend, vault_passphrase=vault_passphrase)
    (path / "history.db.before-2").write_bytes(b"copy")

    async with folder_at(path, backend) as folder:
        profile = await folder.open(vault_passphrase=vault_passphrase)
        await folder.erase()
        assert not profile.is_open
        assert await folder.find_state() is ProfileState.EMPTY
        assert names(path) == {"lock"}
        assert list(backend.entries) == [("securechat-other", "secret")]
        await folder.erase()
        await folder.create(vault_passphrase=None)


async def test_label_lies_in_the_keyring_alone_and_stays_over_an_opening(
    path: Path, backend: MemoryKeyring
) -> None:
    await make(path, backend)
    async with folder_at(path, backend) as folder:
        await folder.open()
        await folder.settle_label(LABEL)
        assert "label" in backend.names
    async with folder_at(path, backend) as folder:
        await folder.open()

    assert "label" in backend.names
    assert LeakSearch({"server": "chat.example"}).in_files([path]) == []


async def test_label_goes_when_a_password_locks_the_profile_and_comes_back_without(
    path: Path, backend: MemoryKeyring
) -> None:
    """UI-03: what is locked names nobody."""
    await make(path, backend)
    async with folder_at(path, backend) as folder:
        await folder.open()
        await folder.settle_label(LABEL)
        for password, has_label in (("horse", False), (None, True)):
            await folder.access.put(password)
            await folder.settle_label(LABEL)
            assert ("label" in backend.names) is has_label


async def test_profile_in_a_vault_has_no_label(path: Path, backend: MemoryKeyring) -> None:
    await make(path, backend, vault_passphrase=PASSPHRASE)
    async with folder_at(path, backend) as folder:
        await folder.open(vault_passphrase=PASSPHRASE)
        await folder.settle_label(LABEL)

    assert backend.entries == {}


async def test_erased_profile_leaves_no_label_and_gets_none_later(
    path: Path, backend: MemoryKeyring
) -> None:
    await make(path, backend)
    async with folder_at(path, backend) as folder:
        await folder.open()
        await asyncio.gather(folder.settle_label(LABEL), folder.erase())
        await folder.settle_label(LABEL)

    assert backend.entries == {}
    assert names(path) == {"lock"}


@pytest.mark.parametrize("damaged", [SLOTS_FILE, DATABASE_FILE])
async def test_damaged_profile_can_be_erased_with_its_entries(
    path: Path, backend: MemoryKeyring, damaged: str
) -> None:
    await make(path, backend)
    (path / damaged).write_bytes(b"noise")

    async with folder_at(path, backend) as folder:
        await folder.erase()

    assert backend.entries == {}
    assert names(path) == {"lock"}


async def test_profile_with_a_damaged_note_can_be_erased(
    path: Path, backend: MemoryKeyring
) -> None:
    """Nobody knows its entries any more; without the slots they open nothing."""
    await make(path, backend)
    (path / NOTE_FILE).write_bytes(b"noise")

    async with folder_at(path, backend) as folder:
        await folder.erase()

        assert names(path) == {"lock"}
        await folder.create(vault_passphrase=PASSPHRASE)


async def test_entries_that_a_locked_keyring_keeps_go_with_the_next_try(
    path: Path, backend: MemoryKeyring
) -> None:
    await make(path, backend)

    def fail(verb: str) -> None:
        raise keyring.errors.KeyringLocked

    backend.fail = fail
    async with folder_at(path, backend) as folder:
        await folder.erase()
        assert await folder.find_state() is ProfileState.EMPTY
    assert names(path) == {"lock", NOTE_FILE, UNFINISHED_FILE}
    assert backend.names == ["identity", "seal-0a0b", "secret"]

    backend.fail = lambda verb: None
    async with folder_at(path, backend) as folder:
        await folder.create(vault_passphrase=None)
    assert backend.names == ["secret"]


# ── one process ───────────────────────────────────────────────────────────────────────────────

_SECOND = """
import asyncio, os, sys
from pathlib import Path
from desktop.errors import ProfileInUse
from desktop.storage.profile_folder import LocalProfileFolder

async def main():
    folder = LocalProfileFolder(Path(sys.argv[1]), random=os.urandom)
    calls = (folder.find_state, folder.erase,
             lambda: folder.open(vault_passphrase="x"), lambda: folder.create(vault_passphrase="x"))
    for call in calls:
        try:
            await call()
        except ProfileInUse:
            print("in use")
    await folder.release()

asyncio.run(main())
"""


async def test_second_process_is_refused_by_every_call(path: Path, backend: MemoryKeyring) -> None:
    """FT-19, the part of the store."""
    async with folder_at(path, backend) as folder:
        profile = await folder.create(vault_passphrase=PASSPHRASE)

        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", _SECOND, str(path)],
            capture_output=True,
            text=True,
            check=False,
        )

        assert (done.stdout, done.stderr) == ("in use\n" * 4, "")
        assert await profile.keys.find_account() is None
        with pytest.raises(ProfileInUse):
            async with folder_at(path, backend) as second:
                await second.find_state()


async def test_released_profile_can_be_taken_by_the_next(
    path: Path, backend: MemoryKeyring
) -> None:
    await make(path, backend)

    async with folder_at(path, backend) as folder:
        await folder.open(vault_passphrase=None)
    async with folder_at(path, backend) as folder:
        await folder.open(vault_passphrase=None)


# ── secrecy and cancellation ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("vault_passphrase", [None, PASSPHRASE])
async def test_nothing_secret_is_in_any_file_of_the_profile(
    path: Path, backend: MemoryKeyring, vault_passphrase: str | None
) -> None:
    async with folder_at(path, backend) as folder:
        profile = await folder.create(vault_passphrase=vault_passphrase)
        await fill(profile)
        stores = Stores(profile._database)
        contact = (await stores.add_contact()).record.id
        await stores.queue(contact, 1, "a text that only two people know")
        values: dict[str, str | bytes] = {
            "text": "a text that only two people know",
            "passphrase": PASSPHRASE,
            "store key": profile.store_key,
            "signing seed": b"s" * 32,
            "relay": "wss://chat.example",
        }
        for (_, name), value in backend.entries.items():
            if name.startswith("secret-"):
                values["keyring secret"] = value
        search = LeakSearch(values)
        assert search.in_files([path]) == []
    assert search.in_files([path]) == []

    _, expected = search.plant_control(path)
    assert search.in_files([path]) == expected


async def test_cancelled_create_leaves_a_whole_profile_or_none(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    for turns in range(0, 60, 3):
        path = tmp_path / f"p{turns}"
        async with folder_at(path, backend) as folder:
            task = asyncio.ensure_future(folder.create(vault_passphrase=None))  # noqa: TID251
            for _ in range(turns):
                await asyncio.sleep(0.0005)
            task.cancel()
            await asyncio.wait({task})
            if task.cancelled():
                assert await folder.find_state() in (ProfileState.EMPTY, ProfileState.KEYRING)
        async with folder_at(path, backend) as folder:
            try:
                await folder.create(vault_passphrase=None)
            except DesktopError:
                await folder.open(vault_passphrase=None)
