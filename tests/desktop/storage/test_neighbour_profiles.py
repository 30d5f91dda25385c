"""The profiles beside the open one: which there are, and what each may be called."""

import keyring.errors
import pytest

from desktop.config import Paths, find_paths
from desktop.core.ports.profile import NeighbourProfiles
from desktop.core.records import ProfileLabel
from desktop.storage.neighbour_profiles import LocalNeighbourProfiles
from desktop.storage.profile_folder import NOTE_FILE, UNFINISHED_FILE
from desktop.storage.profile_slots import LABEL_ENTRY
from tests.desktop.storage.locked_profiles import PASSWORD, folder_at
from tests.desktop.storage.memory_keyring import MemoryKeyring


@pytest.fixture
def paths(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    return find_paths(tmp_path_factory.mktemp("app"))


def label(name: str) -> ProfileLabel:
    return ProfileLabel(username=name, relay_address="wss://chat.example")


def beside(paths: Paths, backend: MemoryKeyring, current: str = "default") -> NeighbourProfiles:
    return LocalNeighbourProfiles(paths, current, find_backend=backend)


async def make(
    paths: Paths, name: str, backend: MemoryKeyring, *, passphrase: str | None = None
) -> None:
    async with folder_at(paths.profile_dir(name), backend) as folder:
        await folder.create(vault_passphrase=passphrase)
        await folder.settle_label(label(name))


async def test_folders_that_hold_a_profile_are_named(paths: Paths, backend: MemoryKeyring) -> None:
    """Neither the open one, nor one that was never finished, nor one that was deleted."""
    assert beside(paths, backend).names() == []
    for name in ("default", "work", "club", "gone", "begun"):
        await make(paths, name, backend)
    async with folder_at(paths.profile_dir("gone"), backend) as folder:
        await folder.erase()
    (paths.profile_dir("begun") / UNFINISHED_FILE).touch()
    paths.profile_dir("empty").mkdir()

    assert beside(paths, backend).names() == ["club", "work"]
    assert beside(paths, backend, "work").names() == ["club", "default"]


async def test_label_is_found_where_the_keyring_alone_opens_the_profile(
    paths: Paths, backend: MemoryKeyring
) -> None:
    for name in ("default", "work", "locked"):
        await make(paths, name, backend)
    await make(paths, "vault", backend, passphrase="a passphrase of some length")
    async with folder_at(paths.profile_dir("locked"), backend) as folder:
        await folder.open()
        await folder.access.put(PASSWORD)
        await folder.settle_label(label("locked"))

    assert await beside(paths, backend).find_labels() == {"work": label("work")}


async def test_profile_that_is_open_is_read_too(paths: Paths, backend: MemoryKeyring) -> None:
    await make(paths, "default", backend)
    async with folder_at(paths.profile_dir("work"), backend) as folder:
        await folder.create(vault_passphrase=None)
        assert await beside(paths, backend).find_labels() == {}
        await folder.settle_label(label("work"))
        assert await beside(paths, backend).find_labels() == {"work": label("work")}


async def test_profile_outside_the_keyring_does_not_have_it_asked(
    paths: Paths, backend: MemoryKeyring
) -> None:
    """The desktop might ask the person to open a keyring that nothing else needs."""
    await make(paths, "work", backend)
    await make(paths, "default", backend, passphrase="a passphrase of some length")
    asked: list[str] = []
    backend.fail = asked.append

    assert await beside(paths, backend).find_labels() == {}
    assert asked == []


async def test_locked_keyring_is_asked_once_and_gives_no_label(
    paths: Paths, backend: MemoryKeyring
) -> None:
    for name in ("default", "work", "club"):
        await make(paths, name, backend)
    asked: list[str] = []

    def fail(verb: str) -> None:
        asked.append(verb)
        raise keyring.errors.KeyringLocked

    backend.fail = fail

    assert await beside(paths, backend).find_labels() == {}
    assert len(asked) == 1


async def test_lost_and_damaged_labels_leave_the_others(
    paths: Paths, backend: MemoryKeyring
) -> None:
    for name in ("default", "damaged", "lost", "noteless", "work"):
        await make(paths, name, backend)
    services = {
        value.split('"')[3]: service
        for (service, entry), value in backend.entries.items()
        if entry == LABEL_ENTRY
    }
    backend.entries[services["damaged"], LABEL_ENTRY] = "alice"
    del backend.entries[services["lost"], LABEL_ENTRY]
    (paths.profile_dir("noteless") / NOTE_FILE).write_bytes(b"noise")

    assert await beside(paths, backend).find_labels() == {"work": label("work")}
