"""Paints what a search everywhere found: headings, chats, and messages with two lines each."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextCharFormat
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.core.records import MessageRow
from desktop.core.search_words import find_marks
from desktop.ui.avatar import draw_avatar, pick_ground
from desktop.ui.contact_text import avatar_name, contact_name
from desktop.ui.delegates.conversation_delegate import ConversationDelegate
from desktop.ui.delegates.search_marks import draw_marks, utf16_marks
from desktop.ui.list_view import FocusListView
from desktop.ui.measures import Px, px
from desktop.ui.models.search_results_model import (
    RESULT_ROLE,
    ResultKind,
    ResultRow,
    SearchResultsModel,
)
from desktop.ui.text_blocks import TextBlocks, TextRange, lay_out
from desktop.ui.text_direction import is_right_to_left
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, RADIUS_CONTROL, Tokens
from desktop.ui.typography import TypeStyle

_Index = QModelIndex | QPersistentModelIndex

_INSET = Px(8)
_PADDING = Px(8)
_TOP = Px(10)
_AVATAR = Px(40)
_AVATAR_GAP = Px(12)
_LINE = Px(20)
_HIT_HEIGHT = Px(80)
_CHAT_HEIGHT = Px(64)
_HEADING_HEIGHT = Px(32)
_HEADING_TOP = Px(4)
_NOTE_PADDING = Px(16)
_LINES = 2
_BEFORE_HIT = 24
"""Letters shown before the first place that was found, where the text is longer than two lines."""

_MOST_LETTERS = 400
_KEPT = 200


class SearchResultDelegate(QStyledItemDelegate):
    """Measures and paints rows of a SearchResultsModel."""

    def __init__(self, theme: Theme, view: FocusListView, model: SearchResultsModel) -> None:
        """Paint for one view.

        Args:
            theme: Gives the colours at each paint.
            view: Becomes the Qt parent.
            model: Whose rows the view shows.
        """
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._model = model
        self._chats = ConversationDelegate(theme, view)
        self._snippets: dict[tuple[MessageRow, int], tuple[TextBlocks, int]] = {}
        model.modelReset.connect(self._snippets.clear)
        theme.zoomed.connect(self._snippets.clear)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the size of a row."""
        width = self._view.viewport().width()
        row = self._model.result(index.row())
        if row.kind is ResultKind.NOTE:
            metrics = TypeStyle.BODY.metrics
            box = QRectF(0, 0, width - 2 * _NOTE_PADDING, px(1000))
            flags = Qt.TextFlag.TextWordWrap
            height = metrics.boundingRect(box, flags, row.text).height() + 2 * px(12)
            return QSize(width, round(height))
        heights = {ResultKind.HEADING: _HEADING_HEIGHT, ResultKind.CHAT: _CHAT_HEIGHT}
        return QSize(width, int(heights.get(row.kind, _HIT_HEIGHT)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a row."""
        row: ResultRow = index.data(RESULT_ROLE)
        if row.kind is ResultKind.CHAT:
            self._chats.paint(painter, option, index)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        if row.kind is ResultKind.HEADING:
            self._paint_heading(painter, box, row)
        elif row.kind is ResultKind.NOTE:
            self._paint_note(painter, box, row)
        else:
            self._paint_hit(painter, box, row, option.state)
        painter.restore()

    # ── painting ──────────────────────────────────────────────────────────────────────────────

    def _is_mirrored(self) -> bool:
        return self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _paint_heading(self, painter: QPainter, box: QRectF, row: ResultRow) -> None:
        inner = box.adjusted(_INSET + _PADDING, 2 * _HEADING_TOP, -_INSET - _PADDING, 0)
        start, end = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if self._is_mirrored():
            start, end = end, start
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.setPen(QColor(self._theme.tokens.secondary))
        painter.setFont(TypeStyle.CAPTION_STRONG.font)
        painter.drawText(inner, start | middle, row.text)
        painter.setFont(TypeStyle.CAPTION.font)
        painter.drawText(inner, end | middle, row.count)

    def _paint_note(self, painter: QPainter, box: QRectF, row: ResultRow) -> None:
        inner = box.adjusted(_NOTE_PADDING, px(12), -_NOTE_PADDING, 0)
        painter.setPen(QColor(self._theme.tokens.secondary))
        painter.setFont(TypeStyle.BODY.font)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
        painter.drawText(inner, int(flags | Qt.AlignmentFlag.AlignLeading), row.text)

    def _paint_ground(self, painter: QPainter, row: QRectF, state: QStyle.StateFlag) -> None:
        tokens = self._theme.tokens
        ground = None
        if state & QStyle.StateFlag.State_Selected:
            ground = tokens.selected
        elif state & QStyle.StateFlag.State_MouseOver:
            ground = tokens.hover
        if ground is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(row, RADIUS_CONTROL, RADIUS_CONTROL)
        if state & QStyle.StateFlag.State_HasFocus and self._view.is_focus_shown:
            painter.setPen(QPen(QColor(tokens.accent), FOCUS_RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), RADIUS_CONTROL, RADIUS_CONTROL)

    def _paint_hit(
        self, painter: QPainter, box: QRectF, row: ResultRow, state: QStyle.StateFlag
    ) -> None:
        tokens, contact, hit = self._theme.tokens, row.contact, row.hit
        if contact is None or hit is None:
            return
        bar = self._view.verticalScrollBar()
        # The scroll bar stands in the margin at its end, so that rows stay as wide.
        end = _INSET - min(_INSET, bar.width() if bar.isVisible() else 0)
        is_mirrored = self._is_mirrored()
        place = box.adjusted(
            end if is_mirrored else _INSET, 0, -(_INSET if is_mirrored else end), 0
        )
        self._paint_ground(painter, place, state)
        left = place.right() - _PADDING - _AVATAR if is_mirrored else place.left() + _PADDING
        draw_avatar(
            painter,
            QRectF(left, place.top() + _TOP, _AVATAR, _AVATAR),
            ground=pick_ground(contact.account),
            name=avatar_name(contact),
            icons=self._theme.icons,
        )
        skipped = _PADDING + _AVATAR + _AVATAR_GAP
        text = place.adjusted(
            _PADDING if is_mirrored else skipped, _TOP, -(skipped if is_mirrored else _PADDING), 0
        )
        self._paint_name(painter, text, contact_name(contact), row.time, tokens)
        self._paint_snippet(painter, text.adjusted(0, _LINE, 0, 0), row, tokens)

    def _paint_name(
        self, painter: QPainter, text: QRectF, name: str, time: str, tokens: Tokens
    ) -> None:
        line = QRectF(text.left(), text.top(), text.width(), _LINE)
        is_mirrored = self._is_mirrored()
        start, end = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if is_mirrored:
            start, end = end, start
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.setFont(TypeStyle.META.font)
        painter.setPen(QColor(tokens.secondary))
        painter.drawText(line, end | middle, time)
        taken = TypeStyle.META.metrics.horizontalAdvance(time) + px(8)
        left = taken if is_mirrored else 0.0
        room = line.adjusted(left, 0, left - taken, 0)
        style = TypeStyle.LIST_NAME
        painter.setFont(style.font)
        painter.setPen(QColor(tokens.text))
        elided = style.metrics.elidedText(name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, start | middle | Qt.TextFlag.TextSingleLine, elided)

    def _paint_snippet(
        self, painter: QPainter, text: QRectF, row: ResultRow, tokens: Tokens
    ) -> None:
        lines, sender = self._snippet(row, round(text.width()))
        words = lines.text(sender, lines.length)
        marks = [(sender + start, n) for start, n in utf16_marks(words, self._model.words)]
        ranges = draw_marks(painter, lines, text.topLeft(), tokens, marks=marks)
        look = QTextCharFormat()
        look.setForeground(QColor(tokens.text))
        painter.setPen(QColor(tokens.secondary))
        lines.draw(painter, text.topLeft(), [TextRange(0, sender, look), *ranges])

    def _snippet(self, row: ResultRow, width: int) -> tuple[TextBlocks, int]:
        """Return two lines of a message, and how many UTF-16 units of them name the sender."""
        assert row.hit is not None
        key = (row.hit.message.position.row, width)
        if key not in self._snippets:
            if len(self._snippets) > _KEPT:
                self._snippets.clear()
            sender = self.tr("You:") + " " if row.hit.message.is_own else ""
            flat = " ".join(row.hit.message.text.split())
            lines = self._lay_out(sender + flat, width)
            if lines.line_count > _LINES:
                marks = find_marks(flat, self._model.words)
                flat = flat[_snippet_start(flat, marks[0][0] if marks else 0) :]
                lines = self._lay_out(sender + flat, width)
            if lines.line_count > _LINES:
                lines = self._lay_out(self._cut(sender + flat, lines, width), width)
            self._snippets[key] = (lines, len(sender))
        return self._snippets[key]

    def _lay_out(self, text: str, width: int) -> TextBlocks:
        lines = lay_out(
            text[:_MOST_LETTERS], TypeStyle.BODY, width, is_mirrored=is_right_to_left(text)
        )
        if self._is_mirrored():
            lines.align_right(width)
        return lines

    def _cut(self, text: str, lines: TextBlocks, width: int) -> str:
        """Return a text that ends with an ellipsis in the second line."""
        start_x = width if is_right_to_left(text) else 0
        second = lines.place_at(QPointF(start_x, TypeStyle.BODY.line_px + 1))
        head = lines.text(0, second)
        tail = lines.text(second, min(lines.length, second + _MOST_LETTERS))
        metrics = TypeStyle.BODY.metrics
        return head + metrics.elidedText(tail, Qt.TextElideMode.ElideRight, width)


def _snippet_start(text: str, hit: int) -> int:
    """Return where a snippet begins so that a hit stands in its first line."""
    if hit <= _BEFORE_HIT:
        return 0
    start = text.find(" ", hit - _BEFORE_HIT, hit)
    return hit if start < 0 else start + 1
