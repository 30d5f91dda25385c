"""The list of emoji is made of the package: order, groups, names, nothing too new."""

import json
from pathlib import Path

from tools.devkit.emoji_data import reduce, write


def package(folder: Path) -> Path:
    english = [
        {"hexcode": "2", "emoji": "b", "label": "bee", "tags": ["x"], "group": 3, "order": 2,
         "version": 1},
        {"hexcode": "1", "emoji": "a\ufe0f", "type": 1, "label": "ace", "tags": [], "group": 0,
         "order": 1, "version": 1},
        {"hexcode": "3", "emoji": "c", "label": "new", "group": 0, "order": 3, "version": 99},
        {"hexcode": "4", "emoji": "d", "label": "tone", "group": 2, "order": 4, "version": 1},
        {"hexcode": "5", "emoji": "e", "label": "letter", "version": 0},
    ]  # fmt: skip
    german = [{"hexcode": "2", "label": "Biene", "tags": ["Honig"]}]
    for name, content in {
        "package.json": {"version": "1.2"},
        "en/data.json": english,
        "de/data.json": german,
        "en/shortcodes/emojibase.json": {"1": "ace", "2": ["bee", "honeybee"]},
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), "utf-8")
    (folder / "LICENSE").write_text("free", "utf-8")
    return folder


def test_rows_stand_in_order_with_both_languages(tmp_path: Path) -> None:
    assert reduce(package(tmp_path)) == [
        ["a", "smileys", ["ace"], "ace", [], "", []],
        ["b", "nature", ["bee", "honeybee"], "bee", ["x"], "Biene", ["Honig"]],
    ]


def test_file_is_one_emoji_a_line_with_its_licence(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()

    write(package(tmp_path / "package"), target)

    text = (target / "emoji.json").read_text("utf-8")
    assert json.loads(text)["source"] == "emojibase-data 1.2"
    assert len(text.splitlines()) == 4
    assert (target / "LICENSE").read_text("utf-8") == "free"
