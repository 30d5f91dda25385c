"""Measures a message: where its lines, its time and its sign stand inside the bubble."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF

from desktop.core.records import DeliveryState, MessageKind, MessageRecord
from desktop.ui import time_text
from desktop.ui.delivery_signs import SIGN_SIZE
from desktop.ui.emoji import is_emoji_only
from desktop.ui.links import Link, find_links
from desktop.ui.measures import Px
from desktop.ui.message_text import body_text, translate
from desktop.ui.text_blocks import TextBlocks, lay_out
from desktop.ui.text_direction import is_right_to_left
from desktop.ui.text_folding import fold
from desktop.ui.typography import TypeStyle

MAX_BUBBLE_WIDTH = Px(560.0)
MAX_BUBBLE_SHARE = 0.72

_PADDING_X = Px(12.0)
_PADDING_Y = Px(8.0)
_META_GAP = Px(12.0)
_META_FOOT = Px(9.0)
_SIGN_GAP = Px(4.0)
_SIGN_FOOT = Px(22.0)
_EMOJI_META_GAP = Px(8.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bubble:
    """A measured message; all places are relative to the bubble's upper left corner.

    Attributes:
        size: Of the bubble.
        lines: The laid out text, drawn at `text_corner`.
        text_corner: Where the text begins.
        links: The addresses in it.
        more: The words that show more of a long text, empty if all of it is shown.
        more_rect: Where they stand.
        meta: The time, or the words that it was not sent.
        meta_style: Type style of `meta`.
        meta_rect: Where `meta` stands.
        sign_corner: Where the sign of its state stands, None without one.
        is_bare: True without a ground: emoji only.
        room: Width that the lines had; in less than `needed` they would break elsewhere.
        needed: Width that the lines take at least to be as they are.
    """

    size: QSizeF
    lines: TextBlocks
    text_corner: QPointF
    links: tuple[Link, ...]
    more: str
    more_rect: QRectF
    meta: str
    meta_style: TypeStyle
    meta_rect: QRectF
    sign_corner: QPointF | None
    is_bare: bool
    room: float
    needed: float

    def fits(self, room: float) -> bool:
        """Tell whether measuring it for lines of another width would give the same."""
        return room == self.room or room >= self.needed


def line_room(pane_width: float) -> float:
    """Return how wide a line may be in a pane of this width."""
    return min(MAX_BUBBLE_WIDTH, pane_width * MAX_BUBBLE_SHARE) - 2 * _PADDING_X


def measure_bubble(record: MessageRecord, *, pane_width: float, unfolded: int = 0) -> Bubble:
    """Measure a message for a pane.

    Args:
        record: The message.
        pane_width: Width of the whole pane, margins included.
        unfolded: How often the person asked to see more of it.
    """
    text, is_folded = fold(body_text(record), unfolded)
    is_bare = record.kind is MessageKind.TEXT and is_emoji_only(text)
    style = TypeStyle.EMOJI if is_bare else TypeStyle.MESSAGE
    is_mirrored = is_right_to_left(text)
    room = line_room(pane_width)
    meta, meta_style = _meta(record)
    meta_width = math.ceil(meta_style.metrics.horizontalAdvance(meta))
    sign_width = _SIGN_GAP + SIGN_SIZE.width() if record.is_own else 0.0
    tail = meta_width + sign_width
    lines = lay_out(text, style, room, is_mirrored=is_mirrored)
    more = translate("Message", "Show more") if is_folded else ""
    more_width = math.ceil(TypeStyle.BODY_MEDIUM.metrics.horizontalAdvance(more))
    # The words, if any, stand in the line of the time.
    last_width = more_width if more else lines.last_width
    gap = _EMOJI_META_GAP if is_bare else _META_GAP
    fits = last_width + gap + tail <= room
    inner = math.ceil(max(lines.width, last_width + gap + tail if fits else tail))
    text_height = lines.height + (style.line_px if more else 0)
    height = text_height + (0 if fits else style.line_px)
    padding_x, padding_y = (0.0, 0.0) if is_bare else (_PADDING_X, _PADDING_Y)
    size = QSizeF(inner + 2 * padding_x, height + 2 * padding_y)
    if is_mirrored:
        lines.align_right(inner)
    foot = _META_FOOT - (_PADDING_Y if is_bare else 0)
    meta_left = padding_x if is_mirrored else size.width() - padding_x - tail
    meta_top = size.height() - foot - meta_style.line_px
    sign_top = size.height() - _SIGN_FOOT + (_PADDING_Y if is_bare else 0)
    # The sign follows the time at the outer side of the bubble.
    if is_mirrored and record.is_own:
        sign_left, meta_left = meta_left, meta_left + SIGN_SIZE.width() + _SIGN_GAP
    else:
        sign_left = meta_left + meta_width + _SIGN_GAP
    more_left = size.width() - padding_x - more_width if is_mirrored else padding_x
    return Bubble(
        size=size,
        lines=lines,
        text_corner=QPointF(padding_x, padding_y),
        links=find_links(text) if record.kind is MessageKind.TEXT else (),
        more=more,
        more_rect=QRectF(more_left, padding_y + lines.height, more_width, style.line_px),
        meta=meta,
        meta_style=meta_style,
        meta_rect=QRectF(meta_left, meta_top, meta_width, meta_style.line_px),
        sign_corner=QPointF(sign_left, sign_top) if record.is_own else None,
        is_bare=is_bare,
        room=room,
        needed=inner if fits and not lines.is_wrapped else math.inf,
    )


def _meta(record: MessageRecord) -> tuple[str, TypeStyle]:
    if record.state is DeliveryState.FAILED:
        return translate("Message", "Not sent"), TypeStyle.META_MEDIUM
    return time_text.clock_text(record.shown_at_ms), TypeStyle.META
