"""Icons, fonts and pictures are found in the source tree and in a frozen program."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import resources
from desktop.resources import ResourceMissing


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder as PyInstaller unpacks it, with one icon, one font and one picture."""
    for source in (
        resources.icon_file("check"),
        resources.font_files()[0],
        resources.brand_file("app-mark.svg"),
    ):
        folder = tmp_path / "resources" / source.parent.name
        folder.mkdir(parents=True)
        shutil.copy(source, folder)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    resources._root.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    resources._root.cache_clear()


def test_every_icon_is_an_svg() -> None:
    names = resources.icon_names()

    assert "check" in names
    for name in names:
        assert b"<svg" in resources.icon_file(name).read_bytes()


def test_every_font_is_there_with_its_licence() -> None:
    signs = {path.suffix: path.read_bytes()[:4] for path in resources.font_files()}
    assert signs == {".otf": b"OTTO", ".ttf": bytes([0, 1, 0, 0])}
    families = {path.name.partition("-")[0] for path in resources.font_files()}
    licences = {path.name for path in resources.licence_files() if path.parent.name == "fonts"}
    assert licences == {f"LICENSE-{family}" for family in families}


def test_brand_is_found() -> None:
    assert b"<svg" in resources.brand_file("app-mark.svg").read_bytes()


@pytest.mark.parametrize("name", ["no-such-icon", "", "../brand/app-mark", "/etc/passwd", ".."])
def test_what_is_not_shipped_is_missing_by_name(name: str) -> None:
    with pytest.raises(ResourceMissing) as caught:
        resources.icon_file(name)
    assert caught.value.name == f"icons/{name}.svg"
    with pytest.raises(ResourceMissing):
        resources.brand_file(name)


def test_frozen_program_finds_its_own(frozen: Path) -> None:
    found = [
        resources.icon_file("check"),
        *resources.font_files(),
        resources.brand_file("app-mark.svg"),
    ]

    assert all(path.is_relative_to(frozen) for path in found)
    assert resources.icon_names() == ["check"]


def test_frozen_program_without_fonts_says_so(frozen: Path) -> None:
    shutil.rmtree(frozen / "resources" / "fonts")

    with pytest.raises(ResourceMissing, match="fonts"):
        resources.font_files()
