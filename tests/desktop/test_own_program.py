"""Starting the own program again."""

import subprocess
import sys

import pytest

from desktop.config import VERSION
from desktop.own_program import own_command
from tests.architecture.source_tree import ROOT


def test_command_runs_this_program() -> None:
    program, arguments = own_command("--version")

    said = subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, check=True)

    assert said.stdout.decode().strip() == f"SecureChat {VERSION}"


def test_frozen_program_is_its_own_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    assert own_command("--version") == (sys.executable, ["--version"])
