"""The names that this user gives to people: kept here, never sent."""

import unicodedata
from typing import Final

MAX_OWN_NAME_CHARS: Final = 64
"""Longer than any name; what is longer fits no row."""

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")
"""Needed by words of some languages, and by emoji."""


def clean_own_name(name: str) -> str:
    """Return a name as it is kept: one line, no signs that nobody sees, at most 64 characters."""
    seen = (
        char if char in _JOINERS or unicodedata.category(char) not in _HIDDEN else " "
        for char in unicodedata.normalize("NFC", name)
    )
    return " ".join("".join(seen).split())[:MAX_OWN_NAME_CHARS].rstrip()
