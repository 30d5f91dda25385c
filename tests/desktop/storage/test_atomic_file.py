"""A small file is there whole or not at all."""

import os
from pathlib import Path

import pytest

from desktop.storage.atomic_file import remove_file, write_file


def test_new_file_is_private(tmp_path: Path) -> None:
    file = tmp_path / "slots"

    write_file(file, b"one")

    assert file.read_bytes() == b"one"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["slots"]


def test_replacing_leaves_only_the_new(tmp_path: Path) -> None:
    file = tmp_path / "slots"
    write_file(file, b"one")

    write_file(file, b"two")

    assert file.read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["slots"]


def test_rest_of_a_crash_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "slots.new").write_bytes(b"half of som")

    write_file(tmp_path / "slots", b"whole")

    assert [path.name for path in tmp_path.iterdir()] == ["slots"]


def test_failed_write_keeps_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "slots"
    write_file(file, b"old")

    def fail(descriptor: int) -> None:
        raise OSError("disk")

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(OSError, match="disk"):
        write_file(file, b"new")
    assert file.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["slots"]


def test_removing_what_is_not_there_is_nothing(tmp_path: Path) -> None:
    file = tmp_path / "slots"
    write_file(file, b"one")

    remove_file(file)
    remove_file(file)

    assert list(tmp_path.iterdir()) == []
