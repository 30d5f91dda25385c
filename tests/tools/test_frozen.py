"""Frozen programs are built again exactly when something that goes into them changed."""

from pathlib import Path

import pytest

from tools.devkit.frozen import SOURCES, source_digest


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a checkout with one file in each folder that is frozen."""
    (tmp_path / "requirements").mkdir()
    for name in ("securechat.spec", "requirements/all.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    for folder in SOURCES:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.py").write_text(folder, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["securechat.spec", "requirements/all.txt", "desktop/one.py"])
def test_changed_file_changes_the_digest(tree: Path, name: str) -> None:
    before = source_digest(tree)

    (tree / name).write_text("changed", encoding="utf-8")

    assert source_digest(tree) != before


def test_moved_text_changes_the_digest(tree: Path) -> None:
    before = source_digest(tree)

    (tree / "server" / "one.py").rename(tree / "server" / "two.py")

    assert source_digest(tree) != before


def test_byte_code_does_not_count(tree: Path) -> None:
    before = source_digest(tree)

    (tree / "desktop" / "__pycache__").mkdir()
    (tree / "desktop" / "__pycache__" / "one.pyc").write_bytes(b"x")

    assert source_digest(tree) == before
