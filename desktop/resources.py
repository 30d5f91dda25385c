"""Finds what lies in `resources/`, in the source tree and in a frozen program alike."""

import sys
from functools import cache
from pathlib import Path
from typing import Final

_FOLDER: Final = "resources"


class ResourceMissing(Exception):
    """A file that belongs to the program is not there: the installation is damaged.

    Attributes:
        name: Its path below `resources/`.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"resource missing: {name}")
        self.name = name


def icon_file(name: str) -> Path:
    """Return an icon's SVG by its Lucide name, such as "arrow-left". Raises ResourceMissing."""
    return _file("icons", f"{name}.svg")


def brand_file(name: str) -> Path:
    """Return a picture of ours by its file name, such as "app-mark.svg". Raises ResourceMissing."""
    return _file("brand", name)


def translation_file(language: str) -> Path:
    """Return the catalogue of a language by its code, such as "de". Raises ResourceMissing."""
    return _file("translations", f"securechat_{language}.qm")


def font_files() -> list[Path]:
    """Return every font that is shipped, sorted by name. Raises ResourceMissing for none."""
    fonts = sorted((_root() / "fonts").glob("*.?tf"))
    if not fonts:
        raise ResourceMissing("fonts")
    return fonts


def word_list_file() -> Path:
    """Return the words from which a password is suggested, one a line. Raises ResourceMissing."""
    return _file("words", "short-words.txt")


def emoji_file() -> Path:
    """Return the list of emoji with their names, as JSON. Raises ResourceMissing."""
    return _file("emoji", "emoji.json")


def icon_names() -> list[str]:
    """Return the name of every icon that is shipped, sorted."""
    return sorted(path.stem for path in (_root() / "icons").glob("*.svg"))


def licence_files() -> list[Path]:
    """Return the licences of what is shipped, sorted."""
    return sorted(_root().glob("*/LICENSE*"))


@cache
def _root() -> Path:
    # PyInstaller names the folder into which it put the program's files.
    frozen: str | None = getattr(sys, "_MEIPASS", None)
    parent = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return parent / _FOLDER


def _file(folder: str, name: str) -> Path:
    path = _root() / folder / name
    if Path(name).name != name or not path.is_file():
        raise ResourceMissing(f"{folder}/{name}")
    return path
