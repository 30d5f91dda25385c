"""Measures a message: where its lines, its time and its sign stand inside the bubble."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QTextCharFormat, QTextLayout, QTextOption

from desktop.core.records import DeliveryState, MessageKind, MessageRecord
from desktop.ui import time_text
from desktop.ui.delivery_signs import SIGN_SIZE
from desktop.ui.emoji import find_emoji, is_emoji_only
from desktop.ui.measures import Px
from desktop.ui.message_text import body_text, translate
from desktop.ui.text_direction import is_right_to_left
from desktop.ui.typography import TypeStyle

MAX_BUBBLE_WIDTH = Px(560.0)
MAX_BUBBLE_SHARE = 0.72
MAX_LINE_BREAKS = 2_000
"""The longest text has about 1,100 lines; 64,000 empty ones would take 0.3 s to measure."""

_PADDING_X = Px(12.0)
_PADDING_Y = Px(8.0)
_META_GAP = Px(12.0)
_META_FOOT = Px(9.0)
_SIGN_GAP = Px(4.0)
_SIGN_FOOT = Px(22.0)
_EMOJI_META_GAP = Px(8.0)
_EMOJI_SCALE = 1.2
_TALLEST_FITTING = 1.25
"""Lines of a script taller than this share of the scale's line keep their own height."""

_LINE_BREAKS = str.maketrans({"\n": "\u2028", "\r": None, "\u2029": "\u2028"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Bubble:
    """A measured message; all places are relative to the bubble's upper left corner.

    Attributes:
        size: Of the bubble.
        lines: The laid out text, drawn at `text_corner`.
        text_corner: Where the text begins.
        meta: The time, or the words that it was not sent.
        meta_style: Type style of `meta`.
        meta_rect: Where `meta` stands.
        sign_corner: Where the sign of its state stands, None without one.
        is_bare: True without a ground: emoji only.
    """

    size: QSizeF
    lines: QTextLayout
    text_corner: QPointF
    meta: str
    meta_style: TypeStyle
    meta_rect: QRectF
    sign_corner: QPointF | None
    is_bare: bool


def measure_bubble(record: MessageRecord, *, pane_width: float) -> Bubble:
    """Measure a message for a pane.

    Args:
        record: The message.
        pane_width: Width of the whole pane, margins included.
    """
    text = _cut_line_breaks(body_text(record))
    is_bare = record.kind is MessageKind.TEXT and is_emoji_only(text)
    style = TypeStyle.EMOJI if is_bare else TypeStyle.MESSAGE
    is_mirrored = is_right_to_left(text)
    most = min(MAX_BUBBLE_WIDTH, pane_width * MAX_BUBBLE_SHARE) - 2 * _PADDING_X
    meta, meta_style = _meta(record)
    meta_width = math.ceil(meta_style.metrics.horizontalAdvance(meta))
    sign_width = _SIGN_GAP + SIGN_SIZE.width() if record.is_own else 0.0
    tail = meta_width + sign_width
    lines = _lay_out(text, style, most, is_mirrored=is_mirrored)
    widest = _widest(lines)
    last = lines.lineAt(lines.lineCount() - 1)
    gap = _EMOJI_META_GAP if is_bare else _META_GAP
    fits = last.naturalTextWidth() + gap + tail <= most
    inner = max(widest, last.naturalTextWidth() + gap + tail) if fits else max(widest, tail)
    inner = math.ceil(inner)
    text_height = _height(lines, style)
    height = text_height + (0 if fits else style.line_px)
    padding_x, padding_y = (0.0, 0.0) if is_bare else (_PADDING_X, _PADDING_Y)
    size = QSizeF(inner + 2 * padding_x, height + 2 * padding_y)
    if is_mirrored:
        for number in range(lines.lineCount()):
            line = lines.lineAt(number)
            line.setPosition(QPointF(inner - line.naturalTextWidth(), line.y()))
    foot = _META_FOOT - (_PADDING_Y if is_bare else 0)
    meta_left = padding_x if is_mirrored else size.width() - padding_x - tail
    meta_top = size.height() - foot - meta_style.line_px
    sign_top = size.height() - _SIGN_FOOT + (_PADDING_Y if is_bare else 0)
    # The sign follows the time at the outer side of the bubble.
    if is_mirrored and record.is_own:
        sign_left, meta_left = meta_left, meta_left + SIGN_SIZE.width() + _SIGN_GAP
    else:
        sign_left = meta_left + meta_width + _SIGN_GAP
    return Bubble(
        size=size,
        lines=lines,
        text_corner=QPointF(padding_x, padding_y),
        meta=meta,
        meta_style=meta_style,
        meta_rect=QRectF(meta_left, meta_top, meta_width, meta_style.line_px),
        sign_corner=QPointF(sign_left, sign_top) if record.is_own else None,
        is_bare=is_bare,
    )


def _cut_line_breaks(text: str) -> str:
    """Return the text without what follows more line breaks than anybody would read."""
    if text.count("\n") <= MAX_LINE_BREAKS:
        return text
    return "\n".join(text.split("\n", MAX_LINE_BREAKS)[:MAX_LINE_BREAKS]) + "\n…"


def _meta(record: MessageRecord) -> tuple[str, TypeStyle]:
    if record.state is DeliveryState.FAILED:
        return translate("Message", "Not sent"), TypeStyle.META_MEDIUM
    return time_text.clock_text(record.shown_at_ms), TypeStyle.META


def _lay_out(text: str, style: TypeStyle, width: float, *, is_mirrored: bool) -> QTextLayout:
    layout = QTextLayout(text.translate(_LINE_BREAKS), style.font)
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
    return layout


def _emoji_formats(text: str, style: TypeStyle) -> list[QTextLayout.FormatRange]:
    """Return formats that make emoji as large as a person expects beside letters."""
    formats = []
    for start, length in find_emoji(text):
        font = QFont(style.font)
        font.setPixelSize(round(font.pixelSize() * _EMOJI_SCALE))
        piece = QTextLayout.FormatRange()
        piece.format = QTextCharFormat()
        piece.format.setFont(font)
        piece.start = start
        piece.length = length
        formats.append(piece)
    return formats


def _line_height(natural: float, style: TypeStyle) -> float:
    if natural > style.line_px * _TALLEST_FITTING:
        return math.ceil(natural)
    return style.line_px


def _height(lines: QTextLayout, style: TypeStyle) -> float:
    return sum(
        _line_height(lines.lineAt(number).height(), style) for number in range(lines.lineCount())
    )


def _widest(lines: QTextLayout) -> float:
    return max(lines.lineAt(number).naturalTextWidth() for number in range(lines.lineCount()))
