"""Marks what was looked for in a laid out text: a coloured ground behind each place."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextCharFormat

from desktop.core.search_words import SearchWord, find_marks
from desktop.ui.measures import Px
from desktop.ui.text_blocks import TextBlocks, TextRange
from desktop.ui.tokens import Tokens

_RADIUS = Px(3)
_OUTSET = 1.0


def utf16_marks(text: str, words: tuple[SearchWord, ...]) -> list[tuple[int, int]]:
    """Return (start, length) of each place in a text, counted as Qt does."""
    return [
        (_utf16_length(text[:start]), _utf16_length(text[start:end]))
        for start, end in find_marks(text, words)
    ]


def utf16_place(text: str, place: int) -> int:
    """Return a place in a text, given in characters, counted as Qt does."""
    return _utf16_length(text[:place])


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def draw_marks(
    painter: QPainter,
    lines: TextBlocks,
    corner: QPointF,
    tokens: Tokens,
    *,
    marks: Sequence[tuple[int, int]],
    strong: Sequence[tuple[int, int]] = (),
) -> list[TextRange]:
    """Draw the grounds of what was looked for; the text is drawn over them.

    Args:
        painter: Its pen and brush may be others afterwards.
        lines: The laid out text.
        corner: Where the text begins.
        tokens: The colours.
        marks: From `utf16_marks`.
        strong: Those of them that are gone to now.

    Returns:
        How the letters of the marked parts look.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    ranges = []
    for start, length in marks:
        is_strong = (start, length) in strong
        painter.setBrush(QColor(tokens.search_current if is_strong else tokens.search_hit))
        look = QTextCharFormat()
        look.setForeground(QColor(tokens.search_current_text if is_strong else tokens.text))
        ranges.append(TextRange(start, length, look))
        for box in lines.boxes(start, length):
            ground: QRectF = box.translated(corner).adjusted(-_OUTSET, 0, _OUTSET, 0)
            painter.drawRoundedRect(ground, _RADIUS, _RADIUS)
    return ranges
