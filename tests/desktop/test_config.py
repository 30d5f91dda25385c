"""Folders, profile names and settings; a broken settings file stops nobody."""

import json
import os
import sys
from pathlib import Path

import pytest

from desktop.config import (
    MAX_ZOOM_PERCENT,
    MIN_ZOOM_PERCENT,
    InvalidProfileName,
    Paths,
    Settings,
    find_paths,
    find_profiles,
    load_settings,
    parse_profile_name,
    save_settings,
    with_zoom,
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
    assert load_settings(file) == Settings()

    save_settings(file, Settings(theme="dark", zoom_percent=150))

    assert load_settings(file) == Settings(theme="dark", zoom_percent=150)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in file.parent.iterdir()] == [file.name]


def test_settings_file_says_its_version(paths: Paths) -> None:
    file = paths.settings_file("bob")
    save_settings(file, Settings())

    assert json.loads(file.read_text()) == {"version": 1, "theme": "system", "zoom_percent": 100}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"theme": "pink"}', b'{"zoom_percent": "big"}', b"\xff\xfe\0",
     b'{"zoom_percent": 1e400}', b"[" * 100_000],
)  # fmt: skip
def test_damaged_settings_are_as_at_the_first_start(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "default.json"
    file.write_bytes(content)

    assert load_settings(file) == Settings()


@pytest.mark.parametrize(("stored", "expected"), [(10, 80), (100, 100), (999, 200), (-5, 80)])
def test_zoom_is_brought_into_its_range(tmp_path: Path, stored: int, expected: int) -> None:
    file = tmp_path / "default.json"
    file.write_text(json.dumps({"zoom_percent": stored}))

    assert load_settings(file).zoom_percent == expected
    assert with_zoom(Settings(), stored).zoom_percent == expected
    assert MIN_ZOOM_PERCENT <= expected <= MAX_ZOOM_PERCENT


def test_what_a_newer_version_wrote_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "default.json"
    file.write_text(json.dumps({"version": 1, "theme": "light", "window": {"width": 900}}))

    save_settings(file, with_zoom(load_settings(file), 120))

    kept = json.loads(file.read_text())
    assert kept == {
        "version": 1,
        "theme": "light",
        "zoom_percent": 120,
        "window": {"width": 900},
    }


def test_failed_write_keeps_the_old_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "default.json"
    save_settings(file, Settings(theme="dark"))

    def fail(descriptor: int) -> None:
        raise OSError("disk")

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(OSError, match="disk"):
        save_settings(file, Settings(theme="light"))
    assert load_settings(file).theme == "dark"
    assert [found.name for found in tmp_path.iterdir()] == [file.name]
