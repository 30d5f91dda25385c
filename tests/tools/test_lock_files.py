"""The lock files pin everything by version and hash, agree with each other, and name no index."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from tools.devkit.lock_files import LOCKS, compile_command
from tools.devkit.places import this_checkout

PLACES = this_checkout()
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; .*)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def pins(name: str) -> dict[str, str]:
    lines = PLACES.lock_file(name).read_text(encoding="utf-8").splitlines()
    return {match[1]: match[2] for line in lines if (match := PIN.match(line))}


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_is_a_pin_or_its_hash(name: str) -> None:
    lines = PLACES.lock_file(name).read_text(encoding="utf-8").splitlines()
    body = [line for line in lines if not line.startswith("#")]

    assert body
    assert [line for line in body if not PIN.match(line) and not HASH.match(line)] == []


@pytest.mark.parametrize("name", ["app", "relay"])
def test_smaller_locks_agree_with_the_whole(name: str) -> None:
    whole = pins("all")

    assert {package: whole[package] for package in pins(name)} == pins(name)


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((PLACES.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(chain(project["dependencies"], *project["optional-dependencies"].values()))
    names = {re.split(r"[<>=!~; ]", want)[0].lower().replace("_", "-") for want in wanted}

    assert names <= set(pins("all"))


def test_pyside_that_loses_references_is_not_locked() -> None:
    assert pins("all")["pyside6-essentials"] != "6.12.0"


def test_relay_needs_no_window() -> None:
    assert not any("pyside" in package for package in pins("relay"))


def test_command_writes_no_index_into_the_file() -> None:
    command = compile_command(Path("uv"), PLACES, "app", is_upgrade=False)

    assert "--generate-hashes" in command
    assert "--universal" in command
    assert not any("emit" in word for word in command)
    assert "--upgrade" not in command
