"""A laid out text of any length: one layout for each part of it, so that no part takes long."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from desktop.ui.emoji import find_emoji
from desktop.ui.typography import TypeStyle

MOST_LETTERS = 4_000
"""A layout of one line of mixed scripts takes longer than its length says."""

_EMOJI_SCALE = 1.2
_TALLEST_FITTING = 1.25
"""Lines of a script taller than this share of the scale's line keep their own height."""

_BREAK = "\u2028"
_LINE_BREAKS = str.maketrans({"\n": _BREAK, "\r": "\u200b", "\u2029": _BREAK})
"""One character for each, so that places in the layout are places in the text."""


@dataclass(frozen=True, slots=True)
class TextRange:
    """A part of the text and how it is drawn.

    Attributes:
        start: Where it begins, in UTF-16 units.
        length: How long it is, in UTF-16 units.
        format: Replaces the colours that the painter has.
    """

    start: int
    length: int
    format: QTextCharFormat


@dataclass(frozen=True, slots=True)
class _Block:
    layout: QTextLayout
    start: int
    length: int
    top: float
    height: float


class TextBlocks:
    """The lines of a text.

    Attributes:
        width: Of the widest line.
        height: Of all lines.
        last_width: Of the last line.
        line_count: How many lines there are.
        is_wrapped: True if a line ends where there was no room for more.
    """

    def __init__(self, text: str, blocks: list[_Block], *, is_wrapped: bool) -> None:
        """Hold the laid out blocks of a text; `lay_out` makes them."""
        self._text = text
        self._blocks = blocks
        self.is_wrapped = is_wrapped
        self.height = blocks[-1].top + blocks[-1].height
        lines = [line for block in blocks for line in _lines(block.layout)]
        self.width = max(line.naturalTextWidth() for line in lines)
        self.last_width = lines[-1].naturalTextWidth()
        self.line_count = len(lines)

    def align_right(self, width: float) -> None:
        """Let every line end at this width."""
        for block in self._blocks:
            for line in _lines(block.layout):
                line.setPosition(QPointF(width - line.naturalTextWidth(), line.y()))

    def text(self, start: int, end: int) -> str:
        """Return the text between two places, given in UTF-16 units."""
        units = self._text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end]
        return units.decode("utf-16-le", "replace")

    @property
    def length(self) -> int:
        """Length of the text in UTF-16 units."""
        return _units(self._text)

    def place_at(self, point: QPointF) -> int:
        """Return the place in the text that is nearest to a point, in UTF-16 units."""
        block = self._block_at(point.y())
        lines = list(_lines(block.layout))
        inside = point.y() - block.top
        line = next((each for each in lines if inside < each.y() + each.height()), lines[-1])
        place: int = line.xToCursor(point.x())
        return block.start + place

    def letter_at(self, point: QPointF) -> int | None:
        """Return the place of the letter under a point, None if there is none."""
        if not 0 <= point.y() < self.height:
            return None
        block = self._block_at(point.y())
        for line in _lines(block.layout):
            box = line.naturalTextRect()
            if box.contains(QPointF(point.x(), point.y() - block.top)):
                on = line.CursorPosition.CursorOnCharacter
                return block.start + int(line.xToCursor(point.x(), on))
        return None

    def word_at(self, place: int) -> tuple[int, int]:
        """Return where the word around a place begins and ends, in UTF-16 units."""
        for block in self._blocks:
            if place <= block.start + block.length:
                layout, inside = block.layout, min(place - block.start + 1, block.length)
                start = layout.previousCursorPosition(inside, layout.CursorMode.SkipWords)
                end = layout.nextCursorPosition(start, layout.CursorMode.SkipWords)
                start, end = block.start + start, block.start + end
                return start, start + _units(self.text(start, end).rstrip())
        return place, place

    def boxes(self, start: int, length: int) -> list[QRectF]:
        """Return where a part of the text stands: a box in each of its lines.

        Args:
            start: Where the part begins, in UTF-16 units.
            length: How long it is, in UTF-16 units.
        """
        boxes = []
        for block in self._blocks:
            for line in _lines(block.layout):
                first = max(start - block.start, line.textStart())
                last = min(start + length - block.start, line.textStart() + line.textLength())
                if first < last:
                    left, right = sorted((_x(line, first), _x(line, last)))
                    top = block.top + line.y()
                    boxes.append(QRectF(left, top, right - left, line.ascent() + line.descent()))
        return boxes

    def draw(
        self,
        painter: QPainter,
        corner: QPointF,
        ranges: Sequence[TextRange] = (),
        clip: QRectF | None = None,
    ) -> None:
        """Draw what is inside a rectangle.

        Args:
            painter: Its pen colours what no range does.
            corner: Where the text begins.
            ranges: Parts that look otherwise; a later one lies over an earlier one.
            clip: In the coordinates of the painter; None to draw everything.
        """
        for block in self._blocks:
            at = QPointF(corner.x(), corner.y() + block.top)
            foot = at.y() + block.height
            if clip is None or (at.y() <= clip.bottom() and foot >= clip.top()):
                block.layout.draw(painter, at, _inside(block, ranges), clip or QRectF())

    def _block_at(self, y: float) -> _Block:
        for block in self._blocks:
            if y < block.top + block.height:
                return block
        return self._blocks[-1]


def lay_out(text: str, style: TypeStyle, width: float, *, is_mirrored: bool) -> TextBlocks:
    """Break a text into lines.

    Args:
        text: As it was written.
        style: Its type style; emoji in it are a little larger.
        width: Of the longest line.
        is_mirrored: True if it is written from right to left.
    """
    blocks = []
    start, top = 0, 0.0
    is_wrapped = False
    for part, end in _parts(text.translate(_LINE_BREAKS)):
        layout, height = _lay_out_part(part, style, width, is_mirrored=is_mirrored)
        length = _units(part)
        blocks.append(_Block(layout, start, length, top, height))
        is_wrapped = is_wrapped or layout.lineCount() > part.count(_BREAK) + 1
        start, top = start + length + _units(end), top + height
    return TextBlocks(text, blocks, is_wrapped=is_wrapped)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Cut a text where a line ends, else at a blank, else anywhere.

    Yields:
        Each part, and the character behind it that the cut stands for.
    """
    while len(text) > MOST_LETTERS:
        cut = max(text.rfind(mark, 1, MOST_LETTERS) for mark in (_BREAK, " "))
        end = 1 if cut > 0 else 0
        cut = cut if cut > 0 else MOST_LETTERS
        yield text[:cut], text[cut : cut + end]
        text = text[cut + end :]
    yield text, ""


def _lay_out_part(
    text: str, style: TypeStyle, width: float, *, is_mirrored: bool
) -> tuple[QTextLayout, float]:
    layout = QTextLayout(text, style.font)
    option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if is_mirrored else Qt.LayoutDirection.LeftToRight
    )
    layout.setTextOption(option)
    if style is not TypeStyle.EMOJI:
        layout.setFormats(_emoji_formats(text, style))
    layout.setCacheEnabled(True)
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top + style.baseline_px - line.ascent()))
        top += _line_height(line.height(), style)
    layout.endLayout()
    return layout, top


def _inside(block: _Block, ranges: Sequence[TextRange]) -> list[QTextLayout.FormatRange]:
    pieces = []
    for each in ranges:
        start = max(each.start - block.start, 0)
        end = min(each.start + each.length - block.start, block.length)
        if start < end:
            pieces.append(_format_range(start, end - start, each.format))
    return pieces


def _format_range(start: int, length: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    piece = QTextLayout.FormatRange()
    piece.start, piece.length, piece.format = start, length, look
    return piece


def _emoji_formats(text: str, style: TypeStyle) -> list[QTextLayout.FormatRange]:
    """Return formats that make emoji as large as a person expects beside letters."""
    font = QFont(style.font)
    font.setPixelSize(round(font.pixelSize() * _EMOJI_SCALE))
    look = QTextCharFormat()
    look.setFont(font)
    return [_format_range(start, length, look) for start, length in find_emoji(text)]


def _line_height(natural: float, style: TypeStyle) -> float:
    if natural > style.line_px * _TALLEST_FITTING:
        return math.ceil(natural)
    return style.line_px


def _lines(layout: QTextLayout) -> Iterator[QTextLine]:
    for number in range(layout.lineCount()):
        yield layout.lineAt(number)


def _x(line: QTextLine, place: int) -> float:
    x: float = line.cursorToX(place)[0]  # type: ignore[index] # a pair; the stubs say object
    return x


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
