"""What opens a profile: keyring, lock, passphrase and recovery code, and changing between them."""

from collections.abc import Callable
from pathlib import Path

import keyring.errors
import pytest

from desktop.core.records import LockKind, ProfileState, RecoveryState
from desktop.crypto.recovery_code import RecoveryCode
from desktop.crypto.vault import SlotKind
from desktop.errors import (
    DatabaseUnreadable,
    KeyringEntryLost,
    KeyringError,
    KeyringLocked,
    KeyringMissing,
    WrongPassphrase,
)
from desktop.storage.profile_folder import DATABASE_FILE, NOTE_FILE, SLOTS_FILE
from desktop.storage.profile_slots import SECRET_ENTRY
from tests.desktop.storage.locked_profiles import (
    CODE,
    OTHER_CODE,
    PASSWORD,
    folder_at,
    kinds,
    make,
    secret_of,
)
from tests.desktop.storage.memory_keyring import MemoryKeyring
from tests.helpers.seeded_random import SeededRandom

# ── the recovery code ─────────────────────────────────────────────────────────────────────────


async def test_code_opens_a_profile_whose_keyring_was_wiped(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    """FT-16, empty: nothing opens it but the code, and then it has a new secret."""
    key = await make(tmp_path, backend)
    backend.entries.clear()
    async with folder_at(tmp_path, backend) as folder:
        with pytest.raises(KeyringEntryLost):
            await folder.open()
        with pytest.raises(WrongPassphrase):
            await folder.open_with_code(OTHER_CODE)
        assert backend.entries == {}
        profile = await folder.open_with_code(CODE)
        assert profile.store_key == key
        assert await profile.keys.find_account() is not None
    async with folder_at(tmp_path, backend) as folder:
        assert (await folder.open()).store_key == key
        assert (await folder.access.find()).recovery is RecoveryState.KEPT


async def test_code_opens_a_profile_whose_password_is_forgotten(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    await make(tmp_path, backend, password=PASSWORD)
    async with folder_at(tmp_path, backend) as folder:
        profile = await folder.open_with_code(CODE)
        assert await profile.secrets.find("identity") == "primes"
    async with folder_at(tmp_path, backend) as folder:
        assert await folder.find_state() is ProfileState.KEYRING
        await folder.open()
    assert secret_of(backend)


@pytest.mark.parametrize("note", [None, b"{damaged"])
async def test_code_opens_a_profile_whose_note_is_lost(
    tmp_path: Path, backend: MemoryKeyring, note: bytes | None
) -> None:
    await make(tmp_path, backend)
    file = tmp_path / NOTE_FILE
    file.unlink() if note is None else file.write_bytes(note)
    async with folder_at(tmp_path, backend) as folder:
        assert await folder.find_state() is ProfileState.UNREADABLE
        assert (await folder.access.find()).recovery is RecoveryState.KEPT
        await folder.open_with_code(CODE)
    async with folder_at(tmp_path, backend) as folder:
        await folder.open()


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (keyring.errors.NoKeyringError, KeyringMissing),
        (keyring.errors.KeyringLocked, KeyringLocked),
    ],
)
async def test_code_without_a_keyring_goes_on_with_a_passphrase(
    tmp_path: Path,
    backend: MemoryKeyring,
    error: type[Exception],
    verdict: type[KeyringError],
) -> None:
    key = await make(tmp_path, backend)
    before = (tmp_path / SLOTS_FILE).read_bytes()

    def fail(verb: str) -> None:
        raise error

    backend.fail = fail
    async with folder_at(tmp_path, backend) as folder:
        with pytest.raises(verdict):
            await folder.open()
        with pytest.raises(verdict):
            await folder.open_with_code(CODE)
        assert (tmp_path / SLOTS_FILE).read_bytes() == before
        await folder.open_with_code(CODE, vault_passphrase=PASSWORD)
    async with folder_at(tmp_path, backend) as folder:
        assert await folder.find_state() is ProfileState.VAULT
        assert (await folder.access.find()).kind is LockKind.PASSPHRASE
        assert (await folder.open(vault_passphrase=PASSWORD)).store_key == key


async def test_code_that_was_only_shown_opens_beside_the_kept_one(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    await make(tmp_path, backend)
    shown = RecoveryCode.generate(SeededRandom("shown"))

    async def opens(code: RecoveryCode) -> bool:
        async with folder_at(tmp_path, backend) as folder:
            try:
                await folder.open_with_code(code)
            except WrongPassphrase:
                return False
            return True

    async with folder_at(tmp_path, backend) as folder:
        await folder.open()
        await folder.access.put_recovery_code(shown, is_kept=False)
        await folder.access.put_recovery_code(OTHER_CODE, is_kept=False)
    assert [await opens(code) for code in (CODE, shown, OTHER_CODE)] == [True, False, True]

    async with folder_at(tmp_path, backend) as folder:
        await folder.open()
        await folder.access.put_recovery_code(OTHER_CODE, is_kept=True)
    assert [await opens(code) for code in (CODE, shown, OTHER_CODE)] == [False, False, True]
    assert kinds(tmp_path) == [SlotKind.KEYRING, SlotKind.RECOVERY]


async def test_code_makes_no_empty_profile_over_a_lost_database(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    await make(tmp_path, backend)
    (tmp_path / DATABASE_FILE).write_bytes(b"")
    before = dict(backend.entries)
    async with folder_at(tmp_path, backend) as folder:
        with pytest.raises(DatabaseUnreadable):
            await folder.open_with_code(CODE)
    assert backend.entries == before
    assert (tmp_path / DATABASE_FILE).read_bytes() == b""


# ── a keyring that fails in the middle ────────────────────────────────────────────────────────


def failing_at(count: int) -> Callable[[str], None]:
    """Return what lets so many calls of the keyring through and fails all later ones."""
    left = [count]

    def fail(_verb: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise keyring.errors.KeyringLocked

    return fail


@pytest.mark.parametrize("change", ["lock", "rotate", "recover"])
async def test_keyring_that_fails_at_any_call_leaves_a_profile_that_opens(
    tmp_path: Path, backend: MemoryKeyring, change: str
) -> None:
    """FT-23 for a keyring that is locked in the middle; the next start tidies up."""
    is_whole = False
    for count in range(40):
        path = tmp_path / str(count)
        backend.entries.clear()
        backend.fail = lambda _verb: None
        await make(path, backend)
        async with folder_at(path, backend) as folder:
            if change != "recover":
                await folder.open()
            backend.fail = failing_at(count)
            try:
                if change == "recover":
                    await folder.open_with_code(CODE)
                else:
                    await folder.access.put(PASSWORD if change == "lock" else None)
            except KeyringError:
                pass
            else:
                is_whole = True
        backend.fail = lambda _verb: None
        async with folder_at(path, backend) as folder:
            profile = await folder.open(password=PASSWORD)
            assert await profile.secrets.find("identity") == "primes"
        assert secret_of(backend)
        if is_whole:
            break
    assert is_whole
    assert count > 1


async def test_keyring_that_forgets_is_not_trusted_with_the_lock(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    """FT-16: read back before anything depends on it."""
    key = await make(tmp_path, backend)
    async with folder_at(tmp_path, backend) as folder:
        await folder.open()
        backend.is_forgetful = True
        with pytest.raises(KeyringEntryLost):
            await folder.access.put(PASSWORD)
    async with folder_at(tmp_path, backend) as folder:
        assert (await folder.open()).store_key == key


async def test_secret_of_the_first_release_is_found_under_its_old_name(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    key = await make(tmp_path, backend)
    (entry,) = [entry for entry in backend.entries if entry[1].startswith(SECRET_ENTRY)]
    backend.entries[entry[0], SECRET_ENTRY] = backend.entries.pop(entry)
    note = tmp_path / NOTE_FILE
    note.write_text(note.read_text().replace(entry[1], SECRET_ENTRY))
    async with folder_at(tmp_path, backend) as folder:
        assert (await folder.open()).store_key == key
        assert (entry[0], SECRET_ENTRY) in backend.entries
        await folder.access.put(None)
        assert (entry[0], SECRET_ENTRY) not in backend.entries
    async with folder_at(tmp_path, backend) as folder:
        assert (await folder.open()).store_key == key
