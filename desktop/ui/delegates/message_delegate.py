"""Paints one message: the day or the line of new messages above it, bubble, text, time, sign."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextCharFormat
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop.core.records import DeliveryState, MessageKind, MessageRecord, MessageRow
from desktop.core.search_words import SearchWord
from desktop.ui.delegates.bubble_shape import bubble_path
from desktop.ui.delegates.conversation_delegate import sign_colors
from desktop.ui.delegates.notice_painter import (
    LINE_HEIGHT,
    NoticePlaces,
    measure_notice,
    paint_notice,
)
from desktop.ui.delegates.search_marks import draw_marks, utf16_marks, utf16_place
from desktop.ui.delivery_signs import draw_delivery_sign
from desktop.ui.list_view import FocusListView
from desktop.ui.measures import Px, px, zoom_percent
from desktop.ui.message_layout import Bubble, line_room, measure_bubble
from desktop.ui.models.message_list_model import MessageListModel, ShownMessage
from desktop.ui.text_blocks import TextRange
from desktop.ui.theme import Theme
from desktop.ui.tokens import (
    FOCUS_RING,
    NARROW_WIDTH,
    PANE_MARGIN,
    PANE_MARGIN_NARROW,
    RADIUS_BUBBLE,
    Tokens,
)
from desktop.ui.typography import TypeStyle

_Index = QModelIndex | QPersistentModelIndex

_GAP_IN_GROUP = Px(3)
_GAP_BETWEEN_GROUPS = Px(12)
_DAY_HEIGHT = Px(24)
_DAY_PADDING = Px(12)
_DAY_MARGIN = Px(12)
_NEW_LINE_ABOVE = Px(16)
_NEW_LINE_HEIGHT = Px(16)
_NEW_LINE_BELOW = Px(12)
_NEW_LINE_GAP = Px(12)
_NEW_LINE_ALPHA = 0.45
_CHOSEN_ALPHA = 0.12
KEPT_BUBBLES = 800
"""Twice the rows of a window, so that its far end may still be scrolled back to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MarkedText:
    """A part of one message, marked to be copied.

    Attributes:
        message: Which.
        start: Where the part begins, in UTF-16 units of the text that is shown.
        end: Where it ends.
    """

    message: MessageRow
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Measured:
    """How high a row was, and under what circumstances."""

    shown: ShownMessage
    width: int
    zoom: int
    height: int


class MessageDelegate(QStyledItemDelegate):
    """Measures and paints rows of a MessageListModel.

    A view asks for the size of every row whenever its width or the zoom is another. Breaking all
    those texts into lines anew takes longer than a person who drags a border waits, so rows that
    were measured before answer with about their size until somebody calls `measure`.

    Attributes:
        are_links_shown: False to show addresses as any other text.
    """

    def __init__(self, theme: Theme, view: FocusListView, model: MessageListModel) -> None:
        """Paint for one view.

        Args:
            theme: Gives the colours at each paint.
            view: Whose width counts; becomes the Qt parent.
            model: Whose rows the view shows; asked directly, as the way through an index costs
                most of the time of an insert.
        """
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._model = model
        self._ringed: MessageRow | None = None
        self._marked: MarkedText | None = None
        self.are_links_shown = True
        self._words: tuple[SearchWord, ...] = ()
        self._current_hit: MessageRow | None = None
        self._current_place: int | None = None
        self._measured: dict[MessageRow, _Measured] = {}
        self._was_estimated = False
        self._bubbles: dict[MessageRow, tuple[tuple[object, ...], Bubble]] = {}
        theme.zoomed.connect(self._forget_measures)

    def bubble_rect(self, row_rect: QRectF, shown: ShownMessage) -> QRectF:
        """Return where the bubble of a row stands, in the coordinates of `row_rect`."""
        bubble = self.bubble(shown)
        left, right = self._margins()
        top = row_rect.top() + _space_above(shown)
        is_at_right = shown.record.is_own != self._is_mirrored()
        x = row_rect.right() - right - bubble.size.width() if is_at_right else left
        return QRectF(QPointF(x, top), bubble.size)

    def notice_places(self, row_rect: QRectF, shown: ShownMessage) -> NoticePlaces:
        """Return where the parts of a notice stand, in the coordinates of `row_rect`."""
        top = row_rect.top() + _space_above(shown)
        line = QRectF(row_rect.left(), top, self._pane_width(), LINE_HEIGHT)
        is_mirrored = self._is_mirrored()
        return measure_notice(shown, line, margin=max(self._margins()), is_mirrored=is_mirrored)

    def set_ringed(self, message: MessageRow | None) -> None:
        """Draw the ring around this message, as if the keyboard had gone there."""
        self._ringed = message

    def set_marked(self, marked: "MarkedText | None") -> None:
        """Draw a part of one message as marked to be copied."""
        self._marked = marked

    def set_search(
        self, words: tuple[SearchWord, ...], current: MessageRow | None, place: int | None = None
    ) -> None:
        """Mark words in every message; in one of them more strongly, or one alone of these."""
        self._words, self._current_hit, self._current_place = words, current, place

    def place_of_hit(self, message: MessageRow) -> int | None:
        """Return where in a message the current hit begins, in characters of its text."""
        return self._current_place if message == self._current_hit else None

    def _strong_marks(
        self, record: MessageRecord, marks: list[tuple[int, int]]
    ) -> list[tuple[int, int]]:
        if record.position.row != self._current_hit:
            return []
        if self._current_place is None:
            return marks
        start = utf16_place(record.text, self._current_place)
        return [mark for mark in marks if mark[0] == start]

    def _forget_measures(self) -> None:
        self._bubbles.clear()

    def is_measured(self, row: int) -> bool:
        """Tell whether a row's size is exact."""
        return self._find_measured(self._model.shown(row)) is not None

    def measure(self, row: int) -> None:
        """Make a row's size exact."""
        self._measure(self._model.shown(row))

    def take_estimated(self) -> bool:
        """Tell whether the size of any row was given about since this was last asked."""
        was_estimated, self._was_estimated = self._was_estimated, False
        return was_estimated

    def _find_measured(self, shown: ShownMessage) -> _Measured | None:
        kept = self._measured.get(shown.record.position.row)
        if kept is None or kept.shown is not shown or kept.width != self._view.width():
            return None
        return kept if kept.zoom == zoom_percent() else None

    def _measure(self, shown: ShownMessage) -> int:
        kept = self._find_measured(shown)
        if kept is not None:
            return kept.height
        inner = LINE_HEIGHT if shown.notice else self.bubble(shown).size.height()
        height = round(_space_above(shown) + inner)
        row = shown.record.position.row
        self._measured.pop(row, None)
        self._measured[row] = _Measured(shown, self._view.width(), zoom_percent(), height)
        if len(self._measured) > KEPT_BUBBLES:
            del self._measured[next(iter(self._measured))]
        return height

    def _find_estimate(self, shown: ShownMessage) -> int | None:
        """Return about the height of a row whose text would have to be broken into lines anew."""
        kept = self._measured.get(shown.record.position.row)
        if kept is None or kept.shown is not shown or shown.notice:
            return None
        bubble = self._bubbles.get(shown.record.position.row)
        if bubble is not None and bubble[1].fits(line_room(self._pane_width())):
            return None
        self._was_estimated = True
        return round(kept.height * zoom_percent() / kept.zoom)

    @property
    def cached_count(self) -> int:
        """How many measured messages are kept."""
        return len(self._bubbles)

    def _is_mirrored(self) -> bool:
        return self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _pane_width(self) -> int:
        return self._view.width()

    def _margins(self) -> tuple[float, float]:
        """Return the margins at the left and right, the scroll bar counted as a part of one."""
        window = self._view.window().width()
        margin = PANE_MARGIN_NARROW if window < NARROW_WIDTH else PANE_MARGIN
        bar = self._view.verticalScrollBar()
        taken = bar.width() if bar.isVisible() else 0
        return (margin - taken, margin) if self._is_mirrored() else (margin, margin - taken)

    def bubble(self, shown: ShownMessage) -> Bubble:
        """Return a measured message; kept as long as measuring it would give the same."""
        record, width = shown.record, self._pane_width()
        has_failed = record.state is DeliveryState.FAILED
        key = (shown.unfolded, has_failed, record.kind, record.shown_at_ms)
        row = record.position.row
        kept = self._bubbles.get(row)
        if kept is not None and kept[0] == key and kept[1].fits(line_room(width)):
            return kept[1]
        bubble = measure_bubble(record, pane_width=width, unfolded=shown.unfolded)
        self._bubbles.pop(row, None)
        self._bubbles[row] = (key, bubble)
        if len(self._bubbles) > KEPT_BUBBLES:
            del self._bubbles[next(iter(self._bubbles))]
        return bubble

    # ── painting ──────────────────────────────────────────────────────────────────────────────

    def _paint_day(self, painter: QPainter, row: QRectF, day: str, tokens: Tokens) -> None:
        style = TypeStyle.CAPTION_MEDIUM
        width = style.metrics.horizontalAdvance(day) + 2 * _DAY_PADDING
        pane = self._pane_width()
        left = row.left() + (pane - width) / 2
        pill = QRectF(left, row.top() + _DAY_MARGIN, width, _DAY_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.list))
        painter.drawRoundedRect(pill, _DAY_HEIGHT / 2, _DAY_HEIGHT / 2)
        painter.setFont(style.font)
        painter.setPen(QColor(tokens.secondary))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, day)

    def _paint_new_line(
        self, painter: QPainter, row: QRectF, top: float, count: int, tokens: Tokens
    ) -> None:
        text = self.tr("1 new message") if count == 1 else self.tr("%n new messages", "", count)
        style = TypeStyle.CAPTION_STRONG
        width = style.metrics.horizontalAdvance(text)
        left, right = self._margins()
        line = QRectF(
            row.left() + left, top + _NEW_LINE_ABOVE, row.width() - left - right, _NEW_LINE_HEIGHT
        )
        painter.setFont(style.font)
        painter.setPen(QColor(tokens.accent))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)
        faint = QColor(tokens.accent)
        faint.setAlphaF(_NEW_LINE_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faint)
        side = (line.width() - width) / 2 - _NEW_LINE_GAP
        middle = round(line.center().y())
        painter.drawRect(QRectF(line.left(), middle, side, 1))
        painter.drawRect(QRectF(line.right() - side, middle, side, 1))

    def _paint_bubble(
        self, painter: QPainter, rect: QRectF, shown: ShownMessage, tokens: Tokens, clip: QRectF
    ) -> None:
        record = shown.record
        bubble = self.bubble(shown)
        ground = tokens.bubble_own if record.is_own else tokens.bubble_other
        meta_color = tokens.bubble_own_meta if record.is_own else tokens.bubble_other_meta
        if bubble.is_bare:
            meta_color = tokens.secondary
        else:
            is_at_right = record.is_own != self._is_mirrored()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawPath(bubble_path(rect, shown, is_at_right=is_at_right))
        is_notice = record.kind is not MessageKind.TEXT
        painter.setPen(QColor(meta_color if is_notice else tokens.text))
        corner = rect.topLeft() + bubble.text_corner
        found: list[TextRange] = []
        if self._words and not is_notice:
            pen = painter.pen()
            marks = utf16_marks(bubble.lines.text(0, bubble.lines.length), self._words)
            found = draw_marks(
                painter,
                bubble.lines,
                corner,
                tokens,
                marks=marks,
                strong=self._strong_marks(record, marks),
            )
            painter.setPen(pen)
        ranges = self._ranges(bubble, record.position.row, found, tokens)
        bubble.lines.draw(painter, corner, ranges, clip)
        if bubble.more:
            painter.setFont(TypeStyle.BODY_MEDIUM.font)
            painter.setPen(QColor(tokens.link))
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            box = bubble.more_rect.translated(rect.topLeft()).adjusted(0, 0, 1, 0)
            painter.drawText(box, side | Qt.AlignmentFlag.AlignAbsolute, bubble.more)
        has_failed = record.state is DeliveryState.FAILED
        color = tokens.danger if has_failed else meta_color
        painter.setFont(bubble.meta_style.font)
        painter.setPen(QColor(color))
        meta = bubble.meta_rect.translated(rect.topLeft())
        baseline = QPointF(meta.left(), meta.top() + bubble.meta_style.baseline_px)
        painter.drawText(baseline, bubble.meta)
        if bubble.sign_corner is not None:
            color = sign_colors(tokens).get(record.state, color)
            draw_delivery_sign(painter, rect.topLeft() + bubble.sign_corner, record.state, color)

    def _ranges(
        self, bubble: Bubble, message: MessageRow, found: list[TextRange], tokens: Tokens
    ) -> list[TextRange]:
        ranges = []
        if self.are_links_shown:
            look = QTextCharFormat()
            look.setForeground(QColor(tokens.link))
            look.setFontUnderline(True)
            ranges = [TextRange(link.start, link.length, look) for link in bubble.links]
        ranges += found
        marked = self._marked
        if marked is not None and marked.message == message:
            look = QTextCharFormat()
            look.setForeground(QColor(tokens.on_accent))
            look.setBackground(QColor(tokens.accent))
            ranges.append(TextRange(marked.start, marked.end - marked.start, look))
        return ranges

    def _paint_chosen(self, painter: QPainter, row: QRectF, rect: QRectF, tokens: Tokens) -> None:
        """Paint the ground of a row that is chosen to be copied or deleted."""
        ground = QColor(tokens.accent)
        ground.setAlphaF(_CHOSEN_ALPHA)
        painter.fillRect(QRectF(row.left(), rect.top(), row.width(), rect.height()), ground)
        disc = px(18)
        left, right = self._margins()
        is_at_left = rect.center().x() > row.center().x()
        x = row.left() + left if is_at_left else row.right() - right - disc
        box = QRectF(x, rect.center().y() - disc / 2, disc, disc)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawEllipse(box)
        inner = px(3)
        box = box.adjusted(inner, inner, -inner, -inner)
        self._theme.icons.draw(painter, box, "check", tokens.on_accent)

    def _paint_focus(self, painter: QPainter, rect: QRectF, tokens: Tokens) -> None:
        painter.setPen(QPen(QColor(tokens.accent), FOCUS_RING))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, RADIUS_BUBBLE, RADIUS_BUBBLE)

    def height_of(self, shown: ShownMessage) -> int:
        """Return the height of a row in pixels, exact or about."""
        kept = self._find_measured(shown)
        if kept is not None:
            return kept.height
        return self._find_estimate(shown) or self._measure(shown)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the size of a row, exact or about."""
        return QSize(self._view.viewport().width(), self.height_of(self._model.shown(index.row())))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a row."""
        shown = self._model.shown(index.row())
        tokens = self._theme.tokens
        row = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = row.top()
        if shown.day:
            self._paint_day(painter, row, shown.day, tokens)
            top += _DAY_MARGIN + _DAY_HEIGHT
        if shown.unread_count:
            self._paint_new_line(painter, row, top, shown.unread_count, tokens)
        if shown.notice:
            places = self.notice_places(row, shown)
            paint_notice(painter, self._theme, shown, places)
            rect = places.whole.adjusted(-px(8), -px(5), px(8), px(5))
        else:
            rect = self.bubble_rect(row, shown)
            if option.state & QStyle.StateFlag.State_Selected:
                self._paint_chosen(painter, row, rect, tokens)
            self._paint_bubble(painter, rect, shown, tokens, QRectF(self._view.viewport().rect()))
        state = option.state
        is_current = bool(state & QStyle.StateFlag.State_HasFocus)
        is_ringed = shown.record.position.row == self._ringed
        if is_ringed or (is_current and self._view.is_focus_shown):
            self._paint_focus(painter, rect, tokens)
        painter.restore()


def _space_above(shown: ShownMessage) -> float:
    if shown.unread_count:
        above = _NEW_LINE_ABOVE + _NEW_LINE_HEIGHT + _NEW_LINE_BELOW
        return above + (_DAY_MARGIN + _DAY_HEIGHT if shown.day else 0)
    if shown.day:
        return 2 * _DAY_MARGIN + _DAY_HEIGHT
    return _GAP_BETWEEN_GROUPS if shown.starts_group else _GAP_IN_GROUP
