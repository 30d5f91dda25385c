"""An open profile drops its key with its database."""

from pathlib import Path

import pytest

from desktop.core.ports.profile import OpenProfile
from desktop.errors import StorageError
from desktop.storage.database import Database
from desktop.storage.file_thread import FileThread
from desktop.storage.open_profile import LocalOpenProfile
from desktop.storage.secret_store import VaultSecretStore
from tests.desktop.storage.sample_rows import KEY


async def test_closed_profile_has_no_key_and_no_database(
    tmp_path: Path, database: Database
) -> None:
    files = FileThread(tmp_path)
    profile = LocalOpenProfile(KEY, VaultSecretStore(tmp_path / "slots", files), database)
    as_port: OpenProfile = profile
    assert as_port.store_key == KEY
    assert await as_port.keys.find_account() is None
    assert await as_port.contacts.load_all() == []
    assert await as_port.history.load_conversations() == []
    assert await as_port.outbox.load_contacts_with_work() == []
    states = [profile.is_open]

    await as_port.close()
    await as_port.close()

    states.append(profile.is_open)
    assert states == [True, False]
    with pytest.raises(StorageError):
        _ = profile.store_key
    with pytest.raises(StorageError):
        await profile.keys.find_account()
    await files.stop()


async def test_repr_of_an_open_profile_shows_no_key(tmp_path: Path, database: Database) -> None:
    files = FileThread(tmp_path)
    profile = LocalOpenProfile(KEY, VaultSecretStore(tmp_path / "slots", files), database)

    assert KEY.hex() not in repr(profile)
    assert repr(KEY) not in repr(profile)
    await files.stop()
