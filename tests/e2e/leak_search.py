"""Looks for known values in files and in a process's memory, in every form that they may take.

A search that finds nothing proves something only if it would have found it: so `plant_control`
writes each value in each form, and the same search has to find all of these.
"""

import base64
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Of a long value only pieces are looked for: storage cuts it into pages, but not as finely as this.
PIECE_BYTES = 60
PIECE_EVERY_BYTES = 1020
# Shorter values are found everywhere by chance.
SHORTEST_BYTES = 8
# Pieces of this size stay in the cache of the processor while each value is looked for in them.
MOST_MEMORY_PIECE_BYTES = 1 << 20
CONTROL_NAME = "planted-for-the-leak-search"


@dataclass(frozen=True, order=True)
class Finding:
    """One value that lies where it must not.

    Attributes:
        place: The file, or the process and its memory range.
        label: Which value, in words that do not repeat it.
        form: How it is written there.
    """

    place: str
    label: str
    form: str

    def __str__(self) -> str:
        return f"{self.label} in {self.form} in {self.place}"


class LeakSearch:
    """The values to look for, ready in every form.

    Attributes:
        forms: For each label and form, the byte strings of which none may appear.
    """

    def __init__(self, values: Mapping[str, str | bytes]) -> None:
        """Prepare the search.

        Args:
            values: What to look for, at least 8 bytes each, by a label to report it under.

        Raises:
            ValueError: a value is too short to be told from chance.
        """
        self.forms: dict[tuple[str, str], list[bytes]] = {}
        for label, value in values.items():
            for form, needles in forms_of(value).items():
                if min(map(len, needles)) < SHORTEST_BYTES:
                    raise ValueError(f"{label} is too short to look for")
                self.forms[label, form] = needles

    def in_bytes(self, data: bytes, place: str) -> list[Finding]:
        """Return what is found in some bytes, reported under the name of their place."""
        return [
            Finding(place, label, form)
            for (label, form), needles in self.forms.items()
            if any(needle in data for needle in needles)
        ]

    def in_files(self, roots: Iterable[Path]) -> list[Finding]:
        """Return what is found in all regular files in and below some folders, names included."""
        found = []
        for root in roots:
            for path in sorted(_regular_files(root)):
                name = os.fsencode(str(path.relative_to(root)))
                try:
                    data = path.read_bytes().strip(b"\0")  # what a file only reserves is quick
                except FileNotFoundError:
                    continue
                found += self.in_bytes(name + b"\n" + data, str(path))
        return found

    def in_memory(self, pid: int) -> list[Finding]:
        """Return what is found in the memory that a process can write; needs the right to read it.

        Raises:
            OSError: the process is not there or may not be read.
        """
        found = []
        maps = Path(f"/proc/{pid}/maps").read_text()
        overlap = max(len(needle) for needles in self.forms.values() for needle in needles)
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            for start, end in _writable_ranges(maps):
                for at in range(start, end, MOST_MEMORY_PIECE_BYTES):
                    size = min(end - at, MOST_MEMORY_PIECE_BYTES + overlap)
                    try:
                        memory.seek(at)
                        data = memory.read(size)
                    except (OSError, ValueError, OverflowError):
                        continue
                    # Much of it was never used.
                    if data.count(0) < len(data):
                        found += self.in_bytes(data, f"memory of process {pid}")
        return sorted(set(found))

    def plant_control(self, folder: Path) -> tuple[Path, list[Finding]]:
        """Write every value in every form into one file, for the search to find.

        Args:
            folder: Where the file goes.

        Returns:
            The file, and what a search has to report about it.
        """
        path = folder / CONTROL_NAME
        pieces = [needle for needles in self.forms.values() for needle in needles]
        path.write_bytes(b"\n".join(pieces))
        return path, [Finding(str(path), label, form) for label, form in self.forms]


def forms_of(value: str | bytes) -> dict[str, list[bytes]]:
    """Return a value as it may lie in a file: each form with the byte strings that betray it.

    Args:
        value: A text, or bytes such as a key.
    """
    if isinstance(value, str):
        forms = {
            "UTF-8": _pieces(value.encode()),
            "UTF-16-LE": _pieces(value.encode("utf-16-le")),
            "UTF-16-BE": _pieces(value.encode("utf-16-be")),
        }
        raw = value.encode()
    else:
        forms = {"raw bytes": _pieces(value)}
        raw = value
    pieces = _pieces(raw)
    forms["hex"] = [piece.hex().encode() for piece in pieces]
    forms["HEX"] = [piece.hex().upper().encode() for piece in pieces]
    for alignment in range(3):
        plain = [_base64_middle(piece, alignment) for piece in pieces]
        forms[f"base64, alignment {alignment}"] = plain
        web_safe = [text.replace(b"+", b"-").replace(b"/", b"_") for text in plain]
        if web_safe != plain:
            forms[f"base64url, alignment {alignment}"] = web_safe
    return forms


def describe(findings: Sequence[Finding]) -> str:
    """Return a sentence's worth of findings: the first few, and how many more."""
    shown = "; ".join(map(str, findings[:3]))
    return shown if len(findings) <= 3 else f"{shown}; and {len(findings) - 3} more"


def _pieces(value: bytes) -> list[bytes]:
    if len(value) <= PIECE_BYTES:
        return [value]
    last = len(value) - PIECE_BYTES
    starts = [*range(0, last, PIECE_EVERY_BYTES), last]
    return [value[start : start + PIECE_BYTES] for start in starts]


def _base64_middle(piece: bytes, alignment: int) -> bytes:
    """Encode a piece that follows `alignment` other bytes; without letters that those decide."""
    encoded = base64.b64encode(b"\0" * alignment + piece)
    # The first letters also hold bits of what stands before, the last of what follows.
    first = (alignment * 8 + 5) // 6
    last = (alignment + len(piece)) * 8 // 6
    return encoded[first:last]


def _regular_files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]


def _writable_ranges(maps: str) -> list[tuple[int, int]]:
    ranges = re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps, re.MULTILINE)
    return [(int(start, 16), int(end, 16)) for start, end in ranges]
