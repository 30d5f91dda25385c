"""The note names the keyring entries of a profile before they are written."""

from pathlib import Path

import pytest

from desktop.errors import DatabaseUnreadable
from desktop.storage.file_thread import FileThread
from desktop.storage.profile_note import NotedEntries, find_note, save_note, service_name

SERVICE = service_name(bytes(range(16)))


def test_service_name_is_the_profiles_random_id() -> None:
    assert SERVICE == "securechat-000102030405060708090a0b0c0d0e0f"


def test_note_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    assert find_note(path) is None

    save_note(path, service=SERVICE, entries=("secret", "identity", "secret"))

    note = find_note(path)
    assert note is not None
    assert (note.service, note.entries) == (SERVICE, ("identity", "secret"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"version":1}',
        b'{"version":2,"keyring_service":"s"}',
        b'{"version":1,"keyring_service":"s","more":1}',
        b'{"version":1,"keyring_service":"s","keyring_entries":[1]}',
        b"\xff\xfe",
    ],
)
def test_note_in_another_form_is_unreadable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keyring.json"
    path.write_bytes(content)

    with pytest.raises(DatabaseUnreadable):
        find_note(path)


async def test_entries_are_added_and_struck_out(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    save_note(path, service=SERVICE, entries=())
    files = FileThread(tmp_path)
    entries = NotedEntries(path, files)

    for name in ("secret", "identity", "secret"):
        await entries.add(name)
    await entries.remove("secret")
    await entries.remove("never")

    note = find_note(path)
    assert note is not None
    assert note.entries == ("identity",)
    await files.stop()


async def test_without_a_note_nothing_is_noted(tmp_path: Path) -> None:
    files = FileThread(tmp_path)

    await NotedEntries(tmp_path / "keyring.json", files).add("secret")

    assert find_note(tmp_path / "keyring.json") is None
    await files.stop()
