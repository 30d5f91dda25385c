"""The modules of the three packages as the architecture tests see them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("protocol", "server", "desktop")


@dataclass(frozen=True)
class Module:
    """One Python file of a package.

    Attributes:
        path: Relative to the checkout.
    """

    path: Path

    @property
    def name(self) -> str:
        """Its path with forward slashes, as in messages and lists."""
        return self.path.as_posix()

    @property
    def text(self) -> str:
        """Its source."""
        return (ROOT / self.path).read_text(encoding="utf-8")

    def tree(self) -> ast.Module:
        """Return its syntax tree."""
        return ast.parse(self.text, filename=self.name)


def modules(*folders: str) -> list[Module]:
    """Return every module below the folders, sorted by path."""
    return [Module(path.relative_to(ROOT)) for folder in folders for path in _python_files(folder)]


def _python_files(folder: str) -> Iterator[Path]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        if "__pycache__" not in path.parts:
            yield path
