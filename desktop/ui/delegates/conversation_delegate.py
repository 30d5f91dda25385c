"""Paints one row of the conversation list: avatar, name, time, state, preview, unread count."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.core.records import ConversationRecord, DeliveryState, Relation, Trust
from desktop.ui.avatar import draw_avatar, draw_presence_dot, pick_ground
from desktop.ui.contact_text import avatar_name, contact_name
from desktop.ui.delivery_signs import SIGN_SIZE, draw_delivery_sign
from desktop.ui.list_view import FocusListView
from desktop.ui.measures import Px, px
from desktop.ui.models.conversation_list_model import (
    PRESENCE_ROLE,
    PREVIEW_ROLE,
    TIME_ROLE,
    TYPING_ROLE,
)
from desktop.ui.models.conversation_list_model import RECORD_ROLE as CONVERSATION_ROLE
from desktop.ui.text_direction import one_line
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, RADIUS_CONTROL, Tokens
from desktop.ui.trust_text import trust_sign
from desktop.ui.typography import TypeStyle
from protocol.messages import PresenceState

_Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = Px(64)
ROW_INSET = Px(8)
_PADDING = Px(8)
_AVATAR = Px(40)
_AVATAR_GAP = Px(12)
_TEXT_TOP = Px(12)
_LINE = Px(20)
_GAP = Px(4)
_BADGE = Px(18)
_BADGE_PADDING = Px(5)
_BADGE_GAP = Px(8)
_MOST_SHOWN = 999
_SHIELD = Px(14)
_BELL = Px(13)


class ConversationDelegate(QStyledItemDelegate):
    """Paints rows of a ConversationListModel."""

    def __init__(self, theme: Theme, view: FocusListView) -> None:
        """Paint for one view.

        Args:
            theme: Gives the colours at each paint.
            view: Becomes the Qt parent.
        """
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return the one size of all rows."""
        return QSize(self._view.viewport().width(), ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a row."""
        record: ConversationRecord = index.data(CONVERSATION_ROLE)
        tokens = self._theme.tokens
        is_mirrored = self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft
        row = QRectF(option.rect).adjusted(ROW_INSET, 0, -ROW_INSET, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self._paint_ground(painter, row, option.state, tokens)
        place = _Places(row, is_mirrored=is_mirrored)
        draw_avatar(
            painter,
            place.avatar,
            ground=pick_ground(record.contact.account),
            name=avatar_name(record.contact),
            icons=self._theme.icons,
        )
        if index.data(PRESENCE_ROLE) is PresenceState.ONLINE:
            draw_presence_dot(
                painter,
                place.avatar,
                color=tokens.presence,
                ground=ground,
                is_right_to_left=is_mirrored,
            )
        taken = self._paint_time(painter, place, record, index.data(TIME_ROLE), tokens)
        name_style = TypeStyle.LIST_NAME_UNREAD if record.unread_count else TypeStyle.LIST_NAME
        shield = 0 if record.contact.trust is Trust.UNVERIFIED else _GAP + _SHIELD
        bell = _GAP + _BELL if record.contact.is_muted else 0
        width = place.text(
            painter,
            contact_name(record.contact),
            name_style,
            tokens.text,
            line=0,
            taken=taken + shield + bell,
        )
        if shield:
            sign = trust_sign(record.contact.trust)
            box = place.after_text(width + _GAP, _SHIELD, line=0)
            self._theme.icons.draw(painter, box, sign.icon, getattr(tokens, sign.role))
        if bell:
            box = place.after_text(width + shield + _GAP, _BELL, line=0)
            self._theme.icons.draw(painter, box, "bell-off", tokens.secondary)
        taken = self._paint_badge(painter, place, record, tokens)
        # In the chat that is open the composer shows the draft.
        is_open = bool(option.state & QStyle.StateFlag.State_Selected)
        line = self._second_line(index, record, tokens, is_draft_shown=not is_open)
        skipped = 0.0
        if line.sender:
            place.text(painter, line.sender, TypeStyle.BODY, line.sender_color, line=1, taken=taken)
            skipped = TypeStyle.BODY.metrics.horizontalAdvance(line.sender + " ")
        place.text(
            painter, line.text, TypeStyle.BODY, line.color, line=1, taken=taken, skipped=skipped
        )
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, row: QRectF, state: QStyle.StateFlag, tokens: Tokens
    ) -> str:
        ground = tokens.list
        if state & QStyle.StateFlag.State_Selected:
            ground = tokens.selected
        elif state & QStyle.StateFlag.State_MouseOver:
            ground = tokens.hover
        if ground != tokens.list:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(row, RADIUS_CONTROL, RADIUS_CONTROL)
        if state & QStyle.StateFlag.State_HasFocus and self._view.is_focus_shown:
            painter.setPen(QPen(QColor(tokens.accent), FOCUS_RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), RADIUS_CONTROL, RADIUS_CONTROL)
        return ground

    def _paint_time(
        self,
        painter: QPainter,
        place: "_Places",
        record: ConversationRecord,
        time: str,
        tokens: Tokens,
    ) -> float:
        """Paint time and state; return how much of the line they take."""
        if not time or record.last_message is None:
            return 0
        style = TypeStyle.META_STRONG if record.unread_count else TypeStyle.META
        is_loud = record.unread_count and not record.contact.is_muted
        color = tokens.accent if is_loud else tokens.secondary
        taken = place.end_text(painter, time, style, color)
        state = record.last_message.state
        if state is not DeliveryState.RECEIVED:
            sign_color = sign_colors(tokens).get(state, tokens.secondary)
            taken += _GAP + SIGN_SIZE.width()
            draw_delivery_sign(painter, place.end_corner(taken), state, sign_color)
        return taken + _GAP

    def _paint_badge(
        self, painter: QPainter, place: "_Places", record: ConversationRecord, tokens: Tokens
    ) -> float:
        count, is_muted = record.unread_count, record.contact.is_muted
        if not count:
            return 0
        text = str(count) if count <= _MOST_SHOWN else f"{_MOST_SHOWN}+"
        style = TypeStyle.META_STRONG
        width = max(_BADGE, style.metrics.horizontalAdvance(text) + 2 * _BADGE_PADDING)
        box = place.end_box(width, _BADGE, line=1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.muted if is_muted else tokens.accent))
        painter.drawRoundedRect(box, _BADGE / 2, _BADGE / 2)
        painter.setFont(style.font)
        painter.setPen(QColor(tokens.on_muted if is_muted else tokens.on_accent))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return width + _BADGE_GAP

    def _second_line(
        self, index: _Index, record: ConversationRecord, tokens: Tokens, *, is_draft_shown: bool
    ) -> "_SecondLine":
        message, draft = record.last_message, record.draft
        if index.data(TYPING_ROLE):
            return _SecondLine(self.tr("typing…"), tokens.accent)
        if _is_blocked(record):
            return _SecondLine(self.tr("Blocked"), tokens.secondary)
        if message is not None and message.state is DeliveryState.FAILED:
            return _SecondLine(self.tr("A message was not sent"), tokens.danger)
        if draft is not None and is_draft_shown:
            text = one_line(draft.text)
            return _SecondLine(text, tokens.secondary, self.tr("Draft:"), tokens.danger)
        if message is None:
            return _SecondLine(self.tr("No messages yet"), tokens.secondary)
        sender = self.tr("You:") if message.is_own else ""
        return _SecondLine(index.data(PREVIEW_ROLE), tokens.secondary, sender, tokens.secondary)


def sign_colors(tokens: Tokens) -> dict[DeliveryState, str]:
    """Return the colours of those signs that are not painted like the time beside them."""
    return {DeliveryState.FAILED: tokens.danger, DeliveryState.READ: tokens.accent}


def _is_blocked(record: ConversationRecord) -> bool:
    return record.contact.relation is Relation.BLOCKED


@dataclass(frozen=True, slots=True)
class _SecondLine:
    """What stands below the name: perhaps who speaks, and what."""

    text: str
    color: str
    sender: str = ""
    sender_color: str = ""


class _Places:
    """Where the parts of a row stand, in either direction of the window."""

    def __init__(self, row: QRectF, *, is_mirrored: bool) -> None:
        self._row = row
        self._is_mirrored = is_mirrored
        self.avatar = self._from_start(_PADDING, px(12), _AVATAR, _AVATAR)
        self._text_start = _PADDING + _AVATAR + _AVATAR_GAP

    def _from_start(self, start: float, top: float, width: float, height: float) -> QRectF:
        row = self._row
        left = row.right() - start - width if self._is_mirrored else row.left() + start
        return QRectF(left, row.top() + top, width, height)

    def end_box(self, width: float, height: float, *, line: int) -> QRectF:
        start = self._row.width() - _PADDING - width
        top = _TEXT_TOP + line * _LINE + (_LINE - height) / 2
        return self._from_start(start, top, width, height)

    def end_corner(self, taken: float) -> QPointF:
        box = self.end_box(taken, SIGN_SIZE.height(), line=0)
        if self._is_mirrored:
            return QPointF(box.right() - SIGN_SIZE.width(), box.top())
        return box.topLeft()

    def end_text(self, painter: QPainter, text: str, style: TypeStyle, color: str) -> float:
        width = style.metrics.horizontalAdvance(text)
        box = self.end_box(width, style.line_px, line=0)
        painter.setFont(style.font)
        painter.setPen(QColor(color))
        painter.drawText(QPointF(box.left(), box.top() + style.baseline_px), text)
        return width

    def after_text(self, skipped: float, size: float, *, line: int) -> QRectF:
        top = _TEXT_TOP + line * _LINE + (_LINE - size) / 2
        return self._from_start(self._text_start + skipped, top, size, size)

    def text(
        self,
        painter: QPainter,
        text: str,
        style: TypeStyle,
        color: str,
        *,
        line: int,
        taken: float,
        skipped: float = 0.0,
    ) -> float:
        """Paint a text and return how wide it is."""
        start = self._text_start + skipped
        width = self._row.width() - _PADDING - taken - start
        box = self._from_start(start, _TEXT_TOP + line * _LINE, width, _LINE)
        metrics: QFontMetricsF = style.metrics
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        side = Qt.AlignmentFlag.AlignRight if self._is_mirrored else Qt.AlignmentFlag.AlignLeft
        painter.setFont(style.font)
        painter.setPen(QColor(color))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.drawText(
            box,
            side
            | Qt.AlignmentFlag.AlignAbsolute
            | Qt.AlignmentFlag.AlignVCenter
            | Qt.TextFlag.TextSingleLine,
            elided,
        )
        return min(width, metrics.horizontalAdvance(elided))
