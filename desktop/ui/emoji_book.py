"""Every emoji with its names: by group, by words, by the beginning of a short code."""

import json
import re
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QLocale

from desktop import resources

GROUPS = (
    "smileys",
    "nature",
    "food",
    "travel",
    "activities",
    "objects",
    "symbols",
    "flags",
)
"""In the order in which they are shown."""

MOST_FOUND = 120
MOST_COMPLETED = 6

_Row = tuple[str, str, list[str], str, list[str], str, list[str]]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Emoji:
    """One emoji.

    Attributes:
        text: Its characters.
        group: One of GROUPS.
        codes: Short codes without colons, the usual one first.
        name: In English.
        name_de: In German, empty if there is none.
        words: Every word that finds it, in lower case, each after a blank.
    """

    text: str
    group: str
    codes: tuple[str, ...]
    name: str
    name_de: str
    words: str

    @property
    def shown_name(self) -> str:
        """The name in the language of the window, as far as there is one."""
        is_german = QLocale().language() is QLocale.Language.German
        return self.name_de if is_german and self.name_de else self.name


@cache
def all_emoji() -> tuple[Emoji, ...]:
    """Return every emoji in its order; read once, when it is first needed."""
    rows = json.loads(resources.emoji_file().read_text("utf-8"))["emoji"]
    return tuple(_read(row) for row in rows)


def find_emoji_of(group: str) -> list[Emoji]:
    """Return the emoji of a group."""
    return [emoji for emoji in all_emoji() if emoji.group == group]


def find_by_text(texts: list[str]) -> list[Emoji]:
    """Return what is known of these characters, in their order; what is unknown is left out."""
    known = {emoji.text: emoji for emoji in all_emoji()}
    return [known[text] for text in texts if text in known]


def find_by_code(code: str) -> Emoji | None:
    """Return the emoji with exactly this short code."""
    return next((emoji for emoji in all_emoji() if code.casefold() in emoji.codes), None)


def search(query: str) -> list[Emoji]:
    """Return what fits every word of a query, what begins like it first."""
    wanted = _WORD.findall(query.casefold())
    if not wanted:
        return []
    found = [emoji for emoji in all_emoji() if all(f" {want}" in emoji.words for want in wanted)]
    found.sort(key=lambda emoji: _rank(emoji, wanted[0]))
    return found[:MOST_FOUND]


def complete(beginning: str) -> list[tuple[str, Emoji]]:
    """Return short codes that begin so, each with its emoji, the shortest first."""
    beginning = beginning.casefold()
    found = {}
    for emoji in all_emoji():
        code = next((each for each in emoji.codes if each.startswith(beginning)), None)
        if code is not None:
            found[emoji] = code
    for emoji in search(beginning.replace("_", " ")) if len(found) < MOST_COMPLETED else ():
        if emoji.codes:
            found.setdefault(emoji, emoji.codes[0])
    # Sorting is stable: what only a name found stays behind.
    best = sorted(found.items(), key=lambda pair: (not pair[1].startswith(beginning), len(pair[1])))
    return [(code, emoji) for emoji, code in best[:MOST_COMPLETED]]


def _read(row: _Row) -> Emoji:
    text, group, codes, name, tags, name_de, tags_de = row
    spoken = " ".join(["", *codes, name, *tags, name_de, *tags_de]).casefold()
    words = spoken.replace("_", " ").replace("-", " ")
    return Emoji(text, group, tuple(codes), name, name_de, words)


def _rank(emoji: Emoji, want: str) -> int:
    names = (*emoji.codes, emoji.name.casefold(), emoji.name_de.casefold())
    if want in names:
        return 0
    if any(name.startswith(want) for name in names):
        return 1
    return 2 if any(want in name for name in names) else 3
