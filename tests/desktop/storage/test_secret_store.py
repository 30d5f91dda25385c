"""Secrets go to a safe keyring or into the vault and are read back; there is no other place."""

# ruff: noqa: ASYNC240 - nothing else runs on a test's loop

import asyncio
import threading
from pathlib import Path

import keyring.errors
import pytest

from desktop.crypto.vault import Slot, VaultFile, parse_vault_file
from desktop.errors import (
    DatabaseUnreadable,
    KeyringEntryLost,
    KeyringError,
    KeyringLocked,
    KeyringMissing,
)
from desktop.storage.file_thread import FileThread
from desktop.storage.secret_store import (
    MAX_ENTRY_CHARS,
    KeyringSecretStore,
    VaultSecretStore,
)
from tests.desktop.storage.memory_keyring import MemoryKeyring

SERVICE = "securechat-test"


class Entries:
    """Remembers what it was told, in order."""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def add(self, entry: str) -> None:
        self.told.append(f"add {entry}")

    async def remove(self, entry: str) -> None:
        self.told.append(f"remove {entry}")


@pytest.fixture
def store(backend: MemoryKeyring) -> KeyringSecretStore:
    return KeyringSecretStore(SERVICE, Entries(), find_backend=backend)


# ── keyring ───────────────────────────────────────────────────────────────────────────────────


async def test_entry_is_saved_found_and_deleted(
    store: KeyringSecretStore, backend: MemoryKeyring
) -> None:
    assert await store.find("identity") is None

    await store.save("identity", "primes")
    assert await store.find("identity") == "primes"
    assert backend.entries == {(SERVICE, "identity"): "primes"}

    await store.delete("identity")
    await store.delete("identity")
    assert await store.find("identity") is None


async def test_entry_is_noted_before_it_is_written_and_struck_out_after_deletion(
    backend: MemoryKeyring,
) -> None:
    entries = Entries()
    store = KeyringSecretStore(SERVICE, entries, find_backend=backend)
    backend.fail = entries.told.append

    await store.save("identity", "primes")
    await store.delete("identity")

    assert entries.told == [
        *("add identity", "find", "set", "get"),
        *("find", "get", "delete", "remove identity"),
    ]


async def test_calls_run_in_threads_that_do_not_keep_the_program_alive(
    store: KeyringSecretStore, backend: MemoryKeyring
) -> None:
    threads: list[threading.Thread] = []
    backend.fail = lambda verb: threads.append(threading.current_thread())

    await store.find("identity")

    assert all(thread.daemon for thread in threads)
    assert threading.main_thread() not in threads


async def test_question_that_stands_for_hours_does_not_hold_the_loop_or_its_end(
    store: KeyringSecretStore, backend: MemoryKeyring
) -> None:
    asked, answered = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def ask(verb: str) -> None:
        if verb == "get":
            loop.call_soon_threadsafe(asked.set)
            answered.wait(20)

    backend.fail = ask
    async with asyncio.TaskGroup() as group:
        task = group.create_task(store.find("identity"))
        await asked.wait()
        task.cancel()

    assert task.cancelled()
    answered.set()


async def test_back_end_that_forgets_is_noticed(
    store: KeyringSecretStore, backend: MemoryKeyring
) -> None:
    """FT-16: the null back-end takes everything and keeps nothing."""
    backend.is_forgetful = True

    with pytest.raises(KeyringEntryLost):
        await store.save("identity", "primes")


@pytest.mark.parametrize("value", ["", "x" * (MAX_ENTRY_CHARS + 1)])
async def test_entry_that_windows_would_not_take_is_refused_everywhere(
    store: KeyringSecretStore, backend: MemoryKeyring, value: str
) -> None:
    with pytest.raises(ValueError, match="characters"):
        await store.save("identity", value)

    assert backend.entries == {}
    await store.save("identity", "x" * MAX_ENTRY_CHARS)


class PromptDismissedException(Exception):
    """Of the same name as secretstorage's."""


class SomethingElse(Exception):
    """Such as an error of Windows."""


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (keyring.errors.KeyringLocked("x"), KeyringLocked),
        (keyring.errors.InitError("x"), KeyringLocked),
        (keyring.errors.PasswordSetError("x"), KeyringLocked),
        (PromptDismissedException("x"), KeyringLocked),
        (keyring.errors.NoKeyringError("x"), KeyringMissing),
        (KeyringMissing("x"), KeyringMissing),
        (ImportError("x"), KeyringMissing),
        (ConnectionRefusedError("x"), KeyringMissing),
        (SomethingElse("x"), KeyringError),
    ],
)
async def test_whatever_a_back_end_raises_becomes_one_of_ours(
    store: KeyringSecretStore,
    backend: MemoryKeyring,
    error: Exception,
    expected: type[KeyringError],
) -> None:
    """FT-16: missing and locked are told apart; nothing else gets through."""

    def fail(verb: str) -> None:
        raise error

    backend.fail = fail
    calls = (store.find("e"), store.save("e", "value"), store.delete("e"), store.probe())
    for call in calls:
        with pytest.raises(KeyringError) as caught:
            await call
        assert type(caught.value) is expected


async def test_error_tells_no_value(store: KeyringSecretStore, backend: MemoryKeyring) -> None:
    def fail(verb: str) -> None:
        raise SomethingElse("value-of-the-entry")

    backend.fail = fail

    with pytest.raises(KeyringError) as caught:
        await store.save("identity", "value-of-the-entry")

    assert "value-of-the-entry" not in str(caught.value)


# ── vault ─────────────────────────────────────────────────────────────────────────────────────

SLOT = Slot(kind=2, salt=b"s" * 16, sealed=b"x" * 60)
LATER_SLOT = Slot(kind=4, salt=b"t" * 16, sealed=b"y" * 60)


@pytest.fixture
def vault_file(tmp_path: Path) -> Path:
    path = tmp_path / "slots"
    path.write_bytes(VaultFile(slots=(SLOT, LATER_SLOT), entries={}).encode())
    return path


async def test_vault_entry_is_saved_found_and_deleted(tmp_path: Path, vault_file: Path) -> None:
    files = FileThread(tmp_path)
    store = VaultSecretStore(vault_file, files)
    assert await store.find("identity") is None

    await store.save("identity", "one")
    await store.save("seal-00", "two")
    await store.save("identity", "three")

    again = VaultSecretStore(vault_file, files)
    assert (await again.find("identity"), await again.find("seal-00")) == ("three", "two")
    await again.delete("identity")
    await again.delete("identity")
    assert await store.find("identity") is None
    await files.stop()


async def test_slots_stay_whatever_happens_to_entries(tmp_path: Path, vault_file: Path) -> None:
    """Those that only a newer version understands too."""
    files = FileThread(tmp_path)
    store = VaultSecretStore(vault_file, files)

    await store.save("identity", "one")
    await store.delete("identity")

    assert parse_vault_file(vault_file.read_bytes()).slots == (SLOT, LATER_SLOT)
    assert vault_file.stat().st_mode & 0o777 == 0o600
    await files.stop()


async def test_writers_at_once_lose_no_entry(tmp_path: Path, vault_file: Path) -> None:
    files = FileThread(tmp_path)
    store = VaultSecretStore(vault_file, files)

    async with asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(store.save(f"seal-{number}", str(number)))

    assert [await store.find(f"seal-{number}") for number in range(20)] == [
        str(number) for number in range(20)
    ]
    await files.stop()


async def test_vault_without_room_refuses_and_stays_readable(
    tmp_path: Path, vault_file: Path
) -> None:
    """Nothing that was kept may be lost to one entry too many."""
    files = FileThread(tmp_path)
    store = VaultSecretStore(vault_file, files)
    for number in range(64):
        await store.save(f"seal-{number:02}", "text")
    with pytest.raises(KeyringEntryLost):
        await store.save("one more", "text")
    assert await store.find("seal-63") == "text"
    await store.delete("seal-00")
    await store.save("one more", "text")
    await files.stop()


@pytest.mark.parametrize("content", [None, b"", b"damaged"])
async def test_damaged_vault_file_is_unreadable(
    tmp_path: Path, vault_file: Path, content: bytes | None
) -> None:
    vault_file.unlink()
    if content is not None:
        vault_file.write_bytes(content)
    files = FileThread(tmp_path)
    store = VaultSecretStore(vault_file, files)

    with pytest.raises(DatabaseUnreadable):
        await store.find("identity")
    with pytest.raises(DatabaseUnreadable):
        await store.save("identity", "x")

    await files.stop()
