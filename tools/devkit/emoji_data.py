"""Reduces the npm package `emojibase-data` to resources/emoji/emoji.json.

At every new Unicode: `npm pack emojibase-data`, unpack it, and
`python -m tools.devkit.emoji_data package resources/emoji`.
"""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

GROUPS = {
    0: "smileys",
    1: "smileys",
    3: "nature",
    4: "food",
    5: "travel",
    6: "activities",
    7: "objects",
    8: "symbols",
    9: "flags",
}
"""Our groups by those of the package; parts of emoji, such as skin tones, are left out."""

LANGUAGES = ("en", "de")
_PICTURE = 1
_PICTURE_SELECTOR = "\ufe0f"
NEWEST_EMOJI = 16
"""What is newer is a box in the fonts of most computers."""


def reduce(package: Path) -> list[list[Any]]:
    """Return one row for each emoji, in the order of Unicode.

    Args:
        package: The unpacked npm package.

    Returns:
        Rows of the emoji, its group, its short codes, and for each language name and tags.
    """
    by_language = {
        language: {entry["hexcode"]: entry for entry in _load(package / language / "data.json")}
        for language in LANGUAGES
    }
    short_codes = _load(package / "en" / "shortcodes" / "emojibase.json")
    rows = []
    for entry in sorted(by_language["en"].values(), key=lambda each: each.get("order", 0)):
        code = entry["hexcode"]
        if entry.get("group") not in GROUPS or entry["version"] > NEWEST_EMOJI:
            continue
        codes = short_codes.get(code, [])
        row: list[Any] = [
            _plain(entry),
            GROUPS[entry["group"]],
            [codes] if isinstance(codes, str) else codes,
        ]
        for language in LANGUAGES:
            translated = by_language[language].get(code, {})
            row += [translated.get("label", ""), translated.get("tags", [])]
        rows.append(row)
    return rows


def write(package: Path, folder: Path) -> None:
    """Write the reduced data and the package's licence into a folder."""
    version = _load(package / "package.json")["version"]
    rows = ",\n".join(
        json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in reduce(package)
    )
    text = f'{{"source":"emojibase-data {version}","emoji":[\n{rows}\n]}}\n'
    (folder / "emoji.json").write_text(text, "utf-8")
    shutil.copyfile(package / "LICENSE", folder / "LICENSE")


def _plain(entry: dict[str, Any]) -> str:
    """Return the characters as people's keyboards write them: the selector only where needed."""
    text: str = entry["emoji"]
    is_picture_anyway = entry.get("type") == _PICTURE
    return text.removesuffix(_PICTURE_SELECTOR) if is_picture_anyway else text


def _load(path: Path) -> Any:  # noqa: ANN401 - whatever the package holds
    return json.loads(path.read_text("utf-8"))


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
