"""The lock, its password and the code are changed while the profile is open."""

from pathlib import Path

import pytest

from desktop.core.records import LockKind, LockRecord, ProfileState, RecoveryState
from desktop.crypto.vault import SlotKind
from desktop.errors import KeyringEntryLost, StorageError, WrongPassphrase
from desktop.storage.profile_slots import MOST_LOCKS
from tests.desktop.storage.locked_profiles import (
    CODE,
    PASSWORD,
    folder_at,
    kinds,
    make,
    secret_of,
)
from tests.desktop.storage.memory_keyring import MemoryKeyring


async def test_lock_asks_for_the_password_from_now_on(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    key = await make(tmp_path, backend)
    before = secret_of(backend)
    async with folder_at(tmp_path, backend) as folder:
        await folder.open()
        assert await folder.access.find() == LockRecord(
            kind=LockKind.OFF, recovery=RecoveryState.KEPT
        )
        await folder.access.put(PASSWORD)

    assert secret_of(backend) != before
    assert kinds(tmp_path) == [SlotKind.LOCK, SlotKind.RECOVERY]
    async with folder_at(tmp_path, backend) as folder:
        assert await folder.find_state() is ProfileState.LOCKED
        assert (await folder.access.find()).kind is LockKind.PASSWORD
        for wrong in (None, "", PASSWORD + "!"):
            with pytest.raises(WrongPassphrase):
                await folder.open(password=wrong)
        with pytest.raises(WrongPassphrase):
            await folder.access.check_password("no")
        await folder.access.check_password(PASSWORD)
        profile = await folder.open(password=PASSWORD)
        assert profile.store_key == key
        assert await profile.secrets.find("identity") == "primes"


async def test_lock_without_its_keyring_secret_is_not_a_wrong_password(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    await make(tmp_path, backend, password=PASSWORD)
    backend.entries.clear()
    async with folder_at(tmp_path, backend) as folder:
        with pytest.raises(KeyringEntryLost):
            await folder.open(password=PASSWORD)


async def test_lock_turned_off_makes_another_secret(tmp_path: Path, backend: MemoryKeyring) -> None:
    key = await make(tmp_path, backend, password=PASSWORD)
    before = secret_of(backend)
    async with folder_at(tmp_path, backend) as folder:
        await folder.open(password=PASSWORD)
        await folder.access.put(None)
    assert secret_of(backend) != before
    async with folder_at(tmp_path, backend) as folder:
        assert await folder.find_state() is ProfileState.KEYRING
        assert (await folder.open()).store_key == key


@pytest.mark.parametrize("takes_offer", [True, False])
async def test_changed_password_opens_beside_the_old_until_it_is_settled(
    tmp_path: Path, backend: MemoryKeyring, *, takes_offer: bool
) -> None:
    await make(tmp_path, backend, password=PASSWORD)
    async with folder_at(tmp_path, backend) as folder:
        await folder.open(password=PASSWORD)
        await folder.access.offer("another password")
        await folder.access.check_password(PASSWORD)
        await folder.access.check_password("another password")
        await folder.access.settle(takes_offer=takes_offer)
        right, wrong = PASSWORD, "another password"
        if takes_offer:
            right, wrong = wrong, right
        await folder.access.check_password(right)
        with pytest.raises(WrongPassphrase):
            await folder.access.check_password(wrong)
    assert secret_of(backend)


@pytest.mark.parametrize("typed", [PASSWORD, "another password"])
async def test_password_that_opens_after_a_crash_is_the_one_that_stays(
    tmp_path: Path, backend: MemoryKeyring, typed: str
) -> None:
    await make(tmp_path, backend, password=PASSWORD)
    async with folder_at(tmp_path, backend) as folder:
        await folder.open(password=PASSWORD)
        await folder.access.offer("another password")
    async with folder_at(tmp_path, backend) as folder:
        await folder.open(password=typed)
    assert kinds(tmp_path) == [SlotKind.LOCK, SlotKind.RECOVERY]
    assert secret_of(backend)
    async with folder_at(tmp_path, backend) as folder:
        (other,) = {PASSWORD, "another password"} - {typed}
        with pytest.raises(WrongPassphrase):
            await folder.open(password=other)


async def test_offers_that_nobody_settles_leave_the_profile_whole(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    """The file takes eight slots; one more would have made it unreadable, for every way in."""
    await make(tmp_path, backend, password=PASSWORD)
    async with folder_at(tmp_path, backend) as folder:
        await folder.open(password=PASSWORD)
        for number in range(12):
            await folder.access.offer(f"another password {number}")
        for number in (9, 10, 11):
            await folder.access.check_password(f"another password {number}")
        with pytest.raises(WrongPassphrase):
            await folder.access.check_password("another password 8")
    assert kinds(tmp_path) == [*[SlotKind.LOCK] * MOST_LOCKS, SlotKind.RECOVERY]
    async with folder_at(tmp_path, backend) as folder:
        await folder.open(password=PASSWORD)
    assert kinds(tmp_path) == [SlotKind.LOCK, SlotKind.RECOVERY]
    async with folder_at(tmp_path, backend) as folder:
        await folder.open_with_code(CODE)


async def test_only_an_open_profile_is_changed(tmp_path: Path, backend: MemoryKeyring) -> None:
    await make(tmp_path, backend)
    async with folder_at(tmp_path, backend) as folder:
        for change in (
            folder.access.put(PASSWORD),
            folder.access.offer(PASSWORD),
            folder.access.put_recovery_code(CODE, is_kept=True),
        ):
            with pytest.raises(StorageError):
                await change


async def test_first_code_is_not_kept_until_it_is_proved(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    async with folder_at(tmp_path, backend) as folder:
        await folder.create(vault_passphrase=None)
        states = [(await folder.access.find()).recovery]
        for is_kept in (False, True):
            await folder.access.put_recovery_code(CODE, is_kept=is_kept)
            states.append((await folder.access.find()).recovery)
    assert states == [RecoveryState.NONE, RecoveryState.SHOWN, RecoveryState.KEPT]
