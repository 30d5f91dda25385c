"""Folders, profile names and settings; a broken settings file stops nobody."""

import sys
from pathlib import Path

import pytest

from desktop.config import (
    InvalidProfileName,
    Paths,
    find_paths,
    find_profiles,
    parse_profile_name,
    read_settings,
    write_settings,
)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths(tmp_path / "all")


def test_data_dir_holds_all_three_folders(tmp_path: Path) -> None:
    paths = find_paths(tmp_path / "all")

    folders = [paths.data_dir, paths.config_dir, paths.log_dir]
    assert [folder.parent for folder in folders] == [tmp_path / "all"] * 3
    assert len(set(folders)) == 3
    assert not (tmp_path / "all").exists()


def test_relative_data_dir_does_not_move_with_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    paths = find_paths(Path("here"))
    monkeypatch.chdir("/")

    assert paths.data_dir == tmp_path / "here" / "data"


@pytest.mark.skipif(sys.platform != "linux", reason="XDG folders are Linux's")
def test_folders_of_the_system_are_those_for_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATA", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))

    paths = find_paths()

    assert paths.data_dir == tmp_path / "DATA" / "securechat"
    assert paths.config_dir == tmp_path / "CONFIG" / "securechat"
    assert tmp_path / "STATE" / "securechat" in (paths.log_dir, *paths.log_dir.parents)


def test_each_profile_has_files_of_its_own(paths: Paths) -> None:
    assert paths.profile_dir("bob") == paths.data_dir / "profiles" / "bob"
    assert paths.settings_file("bob") != paths.settings_file("alice")
    assert paths.log_file("bob") != paths.log_file("alice")


@pytest.mark.parametrize("name", ["default", "bob", "a", "0", "bob-2", "a.b_c-d", "x" * 32])
def test_profile_names(paths: Paths, name: str) -> None:
    assert parse_profile_name(name) == name
    assert paths.profile_dir(name).name == name


@pytest.mark.parametrize(
    "name",
    ["", "..", ".", ".hidden", "-x", "_x", "Bob", "b/b", "b\\b", "x" * 33, "bób", "a\n", "a\0",
     "con", "nul.txt", "com1", "lpt9.log", "a."],
)  # fmt: skip
def test_names_that_are_no_safe_folder_are_refused(paths: Paths, name: str) -> None:
    with pytest.raises(InvalidProfileName):
        parse_profile_name(name)
    for find in (paths.profile_dir, paths.settings_file, paths.log_file):
        with pytest.raises(InvalidProfileName):
            find(name)


def test_profiles_are_the_folders_that_have_a_profiles_name(paths: Paths) -> None:
    assert find_profiles(paths) == []
    for name in ("bob", "alice", "Not One", ".hidden"):
        (paths.profiles_dir / name).mkdir(parents=True)
    (paths.profiles_dir / "file").write_text("x")

    assert find_profiles(paths) == ["alice", "bob"]


# ── settings ──────────────────────────────────────────────────────────────────────────────────


def test_settings_come_back(paths: Paths) -> None:
    file = paths.settings_file("bob")
    assert read_settings(file) == {}

    write_settings(file, {"theme": "dark", "zoom_percent": 150})

    assert read_settings(file) == {"theme": "dark", "zoom_percent": 150}
    assert file.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff\xfe\0", b"[" * 100_000, b'{"a": ' * 10_000]
)
def test_damaged_settings_are_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "default.json"
    file.write_bytes(content)

    assert read_settings(file) == {}


def test_failed_write_keeps_the_old_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "default.json"
    write_settings(file, {"theme": "dark"})

    def fail(self: Path, target: Path) -> None:
        raise OSError("disk")

    monkeypatch.setattr(Path, "replace", fail)

    with pytest.raises(OSError, match="disk"):
        write_settings(file, {"theme": "light"})
    assert read_settings(file) == {"theme": "dark"}
    assert [found.name for found in tmp_path.iterdir()] == [file.name]
