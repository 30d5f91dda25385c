"""A profile whose history does not open: going back to the copy, or reading what can be read."""

# ruff: noqa: ASYNC240 - nothing else runs on a test's loop

import os
from pathlib import Path

import pytest

from desktop.errors import DatabaseUnreadable, DiskFull
from desktop.storage.database import Database
from desktop.storage.migration_runner import backup_path, find_copy
from desktop.storage.migrations import MIGRATIONS
from desktop.storage.profile_folder import DATABASE_FILE, LocalProfileFolder
from tests.desktop.storage.damaged_files import find_pages, make_history
from tests.desktop.storage.sample_rows import KEY
from tests.helpers.seeded_random import SeededRandom

PASSPHRASE = "open me"


class FirstKey:
    """Randomness whose first 32 bytes are KEY."""

    def __init__(self) -> None:
        self._keys = [KEY]

    def __call__(self, size: int) -> bytes:
        return self._keys.pop() if size == len(KEY) and self._keys else os.urandom(size)


async def make_profile(path: Path) -> LocalProfileFolder:
    """Make a closed profile in a vault, with a history in it."""
    folder = LocalProfileFolder(path, random=FirstKey())
    await (await folder.create(vault_passphrase=PASSPHRASE)).close()
    made = path.parent / "made.db"
    await make_history(made)
    made.replace(path / DATABASE_FILE)
    return folder


def flip(path: Path, page: int) -> None:
    """Damage a page in place."""
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 + 500] ^= 0x41
    path.write_bytes(content)


async def add_copy(path: Path) -> Path:
    """Leave a copy beside a database as an upgrade does, of its schema today."""
    copy = backup_path(path, MIGRATIONS[-1].number)
    copy.write_bytes(path.read_bytes())
    return copy


async def test_without_key_or_copy_nothing_can_be_done(tmp_path: Path) -> None:
    folder = await make_profile(tmp_path / "profile")

    found = await folder.rescue.find()

    assert (found.copy_made_ms, found.can_salvage) == (None, False)
    with pytest.raises(DatabaseUnreadable):
        await folder.rescue.restore_copy()
    with pytest.raises(DatabaseUnreadable):
        await folder.rescue.salvage()
    await folder.release()


async def test_damaged_head_is_salvaged_with_the_key_of_the_try(tmp_path: Path) -> None:
    folder = await make_profile(tmp_path / "profile")
    path = tmp_path / "profile" / DATABASE_FILE
    flip(path, 1)
    before = path.read_bytes()

    with pytest.raises(DatabaseUnreadable):
        await folder.open(vault_passphrase=PASSPHRASE)
    assert (await folder.rescue.find()).can_salvage
    profile, report = await folder.rescue.salvage()

    assert report.messages == 240
    assert len(await profile.history.load_conversations()) == 2
    await profile.close()
    assert path.read_bytes() == before
    await folder.release()


async def test_salvage_can_be_repeated(tmp_path: Path) -> None:
    folder = await make_profile(tmp_path / "profile")
    path = tmp_path / "profile" / DATABASE_FILE
    flip(path, find_pages(path, "message", "leaf")[0])
    profile = await folder.open(vault_passphrase=PASSPHRASE)
    folder.rescue.note_damaged(profile.store_key, profile.secrets)
    await profile.close()

    reports = []
    for _ in range(2):
        saved, report = await folder.rescue.salvage()
        await saved.close()
        reports.append(report)

    assert reports[0] == reports[1]
    assert reports[0].lost_messages > 0
    await folder.release()


async def test_copy_takes_the_place_and_the_damaged_one_is_kept(tmp_path: Path) -> None:
    folder = await make_profile(tmp_path / "profile")
    path = tmp_path / "profile" / DATABASE_FILE
    copy = await add_copy(path)
    whole = path.read_bytes()
    flip(path, 1)
    damaged = path.read_bytes()
    with pytest.raises(DatabaseUnreadable):
        await folder.open(vault_passphrase=PASSPHRASE)
    assert (await folder.rescue.find()).copy_made_ms == copy.stat().st_mtime_ns // 1_000_000

    await folder.rescue.restore_copy()

    assert path.with_name(f"{DATABASE_FILE}.damaged-1").read_bytes() == damaged
    assert copy.read_bytes() == whole
    profile = await folder.open(vault_passphrase=PASSPHRASE)
    assert len(await profile.history.load_conversations()) == 2
    await folder.release()


async def test_a_damaged_copy_is_not_taken(tmp_path: Path) -> None:
    folder = await make_profile(tmp_path / "profile")
    path = tmp_path / "profile" / DATABASE_FILE
    copy = await add_copy(path)
    flip(copy, find_pages(path, "message", "leaf")[1])
    flip(path, 1)
    before = path.read_bytes()
    with pytest.raises(DatabaseUnreadable):
        await folder.open(vault_passphrase=PASSPHRASE)

    with pytest.raises(DatabaseUnreadable):
        await folder.rescue.restore_copy()

    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.new"))
    await folder.release()


async def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = await make_profile(tmp_path / "profile")
    path = tmp_path / "profile" / DATABASE_FILE
    await add_copy(path)
    before = path.read_bytes()

    def full(_source: object, target: Path) -> None:
        target.write_bytes(b"part")
        raise OSError(28, "no space")

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(DiskFull):
        await folder.rescue.restore_copy()

    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.new"))
    await folder.release()


async def test_the_newest_copy_is_taken_and_no_other_file(tmp_path: Path) -> None:
    folder = await make_profile(tmp_path / "profile")
    path = tmp_path / "profile" / DATABASE_FILE
    older, newer = backup_path(path, 2), backup_path(path, 10)
    for number, copy in enumerate((older, newer)):
        copy.write_bytes(b"copy")
        os.utime(copy, ns=(10**18 + number, 10**18 + number))
    path.with_name(f"{DATABASE_FILE}.before-12.new").write_bytes(b"unfinished")

    found = await folder.rescue.find()

    assert found.copy_made_ms == 10**12
    assert find_copy(path) == newer
    await folder.release()


async def test_erasing_takes_everything_along(tmp_path: Path) -> None:
    folder = await make_profile(tmp_path / "profile")
    path = tmp_path / "profile" / DATABASE_FILE
    await add_copy(path)
    flip(path, 1)
    with pytest.raises(DatabaseUnreadable):
        await folder.open(vault_passphrase=PASSPHRASE)
    await (await folder.rescue.salvage())[0].close()
    await folder.rescue.restore_copy()

    await folder.erase()

    assert [file.name for file in path.parent.glob(f"{DATABASE_FILE}*")] == []
    assert not (await folder.rescue.find()).can_salvage
    await folder.release()


async def test_a_seed_is_not_needed_to_look(tmp_path: Path) -> None:
    folder = LocalProfileFolder(tmp_path / "none", random=SeededRandom("none"))

    assert not (await folder.rescue.find()).can_salvage
    await folder.release()


async def test_saved_database_is_encrypted(tmp_path: Path) -> None:
    folder = await make_profile(tmp_path / "profile")
    path = tmp_path / "profile" / DATABASE_FILE
    flip(path, 1)
    with pytest.raises(DatabaseUnreadable):
        await folder.open(vault_passphrase=PASSPHRASE)
    saved, _ = await folder.rescue.salvage()
    await saved.close()

    content = path.with_name(f"{DATABASE_FILE}.saved").read_bytes()
    assert b"text 7 of" not in content
    with pytest.raises(DatabaseUnreadable):
        await Database.open(path.with_name(f"{DATABASE_FILE}.saved"), bytes(32))
    await folder.release()
