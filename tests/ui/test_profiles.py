"""The other profiles, and how they are opened."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess

from desktop.config import Paths, find_paths
from desktop.ui.profiles import Profiles


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = find_paths(tmp_path)
    for name in ("default", "work", "account-2"):
        paths.profile_dir(name).mkdir(parents=True)
    return paths


def test_others_and_a_name_that_is_free(paths: Paths) -> None:
    profiles = Profiles(paths, "default")
    assert profiles.others() == ["account-2", "work"]
    assert profiles.new_name() == "account-3"
    assert Profiles(paths, "account-3").new_name() == "account-4"


@pytest.mark.parametrize("has_data_dir", [True, False])
def test_profile_is_opened_in_a_process_of_its_own(
    paths: Paths, tmp_path: Path, has_data_dir: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, list[str]]] = []

    def start(program: str, arguments: list[str]) -> tuple[bool, int]:
        started.append((program, arguments))
        return True, 7

    monkeypatch.setattr(QProcess, "startDetached", start)

    assert Profiles(paths, "default", tmp_path if has_data_dir else None).open("work")

    more = ["--data-dir", str(tmp_path)] if has_data_dir else []
    assert started == [(sys.executable, ["-m", "desktop", "--profile", "work", *more])]
