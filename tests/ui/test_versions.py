"""What the app is made of."""

import getpass
import platform
import tomllib

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui import versions
from tests.architecture.source_tree import ROOT


def _required() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["desktop"]]
    everywhere = [line for line in wanted if "sys_platform" not in line]
    return {line.split(">")[0].split("=")[0].strip() for line in everywhere}


def test_every_package_of_the_app_is_named_with_its_version_and_licence() -> None:
    parts = versions.load_parts()

    assert {part.name for part in parts} == _required()
    assert all(part.version and part.licence for part in parts)


def test_version_that_is_not_known_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "PARTS", {"no-such-package-here": "MIT"})

    assert [part.version for part in versions.load_parts()] == [""]


def test_description_names_the_system_and_nobody(qapp: QApplication) -> None:
    lines = versions.describe_computer()

    assert lines[0].startswith("SecureChat ")
    assert f"Python {platform.python_version()}" in lines
    assert getpass.getuser() not in " ".join(lines).split()
    assert platform.node() not in " ".join(lines)
