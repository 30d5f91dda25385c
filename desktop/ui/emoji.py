"""Finds emoji in a text, and out whether a message is a few of them and nothing else."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QTextBoundaryFinder

MAX_LARGE_EMOJI = 3

_LONGEST_UNITS = 64
"""A family with skin tones has about 25 UTF-16 units; longer texts are not looked at."""

_PICTURES = (
    (0x1F000, 0x1FAFF),
    (0x231A, 0x231B),
    (0x23E9, 0x23EC),
    (0x23F0, 0x23F0),
    (0x23F3, 0x23F3),
    (0x25FD, 0x25FE),
    (0x2614, 0x2615),
    (0x2648, 0x2653),
    (0x267F, 0x267F),
    (0x2693, 0x2693),
    (0x26A1, 0x26A1),
    (0x26AA, 0x26AB),
    (0x26BD, 0x26BE),
    (0x26C4, 0x26C5),
    (0x26CE, 0x26CE),
    (0x26D4, 0x26D4),
    (0x26EA, 0x26EA),
    (0x26F2, 0x26F3),
    (0x26F5, 0x26F5),
    (0x26FA, 0x26FA),
    (0x26FD, 0x26FD),
    (0x2705, 0x2705),
    (0x270A, 0x270B),
    (0x2728, 0x2728),
    (0x274C, 0x274C),
    (0x274E, 0x274E),
    (0x2753, 0x2755),
    (0x2757, 0x2757),
    (0x2795, 0x2797),
    (0x27B0, 0x27B0),
    (0x27BF, 0x27BF),
    (0x2B1B, 0x2B1C),
    (0x2B50, 0x2B50),
    (0x2B55, 0x2B55),
)
"""Characters that are pictures by themselves; others need the selector behind them."""

_PICTURE_SELECTOR = "\ufe0f"

_JOINERS = "\u200d\ufe0f\u20e3\U000e0020-\U000e007f"
_RUN = re.compile(
    "(?:[{pictures}]|.\ufe0f)[{pictures}{joiners}]*".format(
        pictures="".join(f"{chr(low)}-{chr(high)}" for low, high in _PICTURES), joiners=_JOINERS
    )
)


def is_emoji_only(text: str) -> bool:
    """Tell whether a text consists of one to three emoji."""
    units = text.encode("utf-16-le", "surrogatepass")
    if not text or len(units) // 2 > _LONGEST_UNITS or text.isascii():
        return False
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, text)
    start, count = 0, 0
    while (end := finder.toNextBoundary()) > start:
        cluster = units[2 * start : 2 * end].decode("utf-16-le", "replace")
        if not _is_emoji(cluster):
            return False
        start, count = end, count + 1
    return 0 < count <= MAX_LARGE_EMOJI


def find_emoji(text: str) -> Iterator[tuple[int, int]]:
    """Tell where emoji stand in a text.

    Yields:
        Start and length of each run, in UTF-16 units as Qt counts.
    """
    if text.isascii():
        return
    end, units = 0, 0
    for match in _RUN.finditer(text):
        units += _units(text[end : match.start()])
        length = _units(match[0])
        yield units, length
        end, units = match.end(), units + length


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _is_emoji(cluster: str) -> bool:
    first = ord(cluster[0])
    return _PICTURE_SELECTOR in cluster or any(low <= first <= high for low, high in _PICTURES)
