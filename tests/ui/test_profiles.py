"""The other profiles, and how they are opened."""

import asyncio
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess

from desktop.core.records import ProfileLabel
from desktop.ui.profiles import Profiles
from tests.helpers.neighbours import PlayedNeighbours

LABEL = ProfileLabel(username="alice", relay_address="wss://chat.example")


@pytest.fixture
def beside() -> PlayedNeighbours:
    return PlayedNeighbours({"work": LABEL, "account-2": None})


def test_others_and_a_name_that_is_free(beside: PlayedNeighbours) -> None:
    profiles = Profiles(beside, "default")
    assert profiles.others() == ["account-2", "work"]
    assert profiles.new_name() == "account-3"
    assert Profiles(beside, "account-3").new_name() == "account-4"


def test_others_are_called_by_their_labels(beside: PlayedNeighbours) -> None:
    assert asyncio.run(Profiles(beside, "default").find_labels()) == {"work": LABEL}


@pytest.mark.parametrize("has_data_dir", [True, False])
def test_profile_is_opened_in_a_process_of_its_own(
    beside: PlayedNeighbours, tmp_path: Path, has_data_dir: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, list[str]]] = []

    def start(program: str, arguments: list[str]) -> tuple[bool, int]:
        started.append((program, arguments))
        return True, 7

    monkeypatch.setattr(QProcess, "startDetached", start)

    assert Profiles(beside, "default", tmp_path if has_data_dir else None).open("work")

    more = ["--data-dir", str(tmp_path)] if has_data_dir else []
    assert started == [(sys.executable, ["-m", "desktop", "--profile", "work", *more])]
