"""What the details of a contact are made of: rows that are pressed, and the card of trust."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.core.records import Trust
from desktop.ui.focus import PaintedButton
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, RADIUS_CARD, RADIUS_CONTROL
from desktop.ui.trust_text import trust_sign
from desktop.ui.typography import TypeStyle

_ROW = Px(44)
_ROW_ICON = Px(20)
_ROW_GAP = Px(16)
_VALUE_GAP = Px(12)
_CARD = Px(60)
_CARD_PADDING = Px(16)
_CARD_ICON = Px(20)
_CARD_GAP = Px(12)
_CHEVRON = Px(18)


class DetailRow(PaintedButton):
    """An icon, what happens, and at the end how it stands now."""

    def __init__(
        self, theme: Theme, icon: str, text: str, *, role: str = "", parent: QWidget
    ) -> None:
        """Show a row; `role` colours icon and words in place of the usual ones."""
        super().__init__(text, parent)
        self._theme = theme
        self._icon = icon
        self._role = role
        self._value = ""
        self.setAccessibleName(text)
        self.setFixedHeight(_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def show_text(self, text: str, value: str = "") -> None:
        """Show other words, and how it stands."""
        self.setText(text)
        self._value = value
        self.setAccessibleName(text)
        self.setAccessibleDescription(value)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height; the width is that of the column."""
        return QSize(px(200), _ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the row; its ground reaches a little beyond the column."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CONTROL, RADIUS_CONTROL)
        is_mirrored = self.isRightToLeft()
        edge = px(8)
        left = self.width() - edge - _ROW_ICON if is_mirrored else edge
        box = QRectF(left, (self.height() - _ROW_ICON) / 2, _ROW_ICON, _ROW_ICON)
        icon_color = getattr(tokens, self._role or "secondary")
        self._theme.icons.draw(painter, box, self._icon, icon_color)
        style = TypeStyle.BODY
        painter.setFont(style.font)
        painter.setPen(QColor(getattr(tokens, self._role or "text")))
        skipped = edge + _ROW_ICON + _ROW_GAP
        words = QRectF(self.rect()).adjusted(
            edge if is_mirrored else skipped, 0, -skipped if is_mirrored else -edge, 0
        )
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        text = style.metrics.elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignLeading | middle, text)
        room = words.width() - style.metrics.horizontalAdvance(text) - _VALUE_GAP
        if self._value and room > 0:
            value = style.metrics.elidedText(self._value, Qt.TextElideMode.ElideRight, room)
            painter.setPen(QColor(tokens.secondary))
            painter.drawText(words, Qt.AlignmentFlag.AlignTrailing | middle, value)
        if self.is_ring_shown:
            painter.setPen(QPen(QColor(tokens.accent), FOCUS_RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, RADIUS_CONTROL, RADIUS_CONTROL)


class TrustCard(PaintedButton):
    """How sure one can be of a contact's keys; pressed, it leads to the numbers."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Begin with a contact that was never verified."""
        super().__init__(parent=parent)
        self._theme = theme
        self.setFixedHeight(_CARD)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_trust(Trust.UNVERIFIED)
        theme.changed.connect(self.update)

    def show_trust(self, trust: Trust) -> None:
        """Show another state of trust."""
        self._sign = trust_sign(trust)
        self._ground, self._words = {
            Trust.UNVERIFIED: ("list", self.tr("Compare numbers to be sure")),
            Trust.VERIFIED: ("good_ground", self.tr("You compared the numbers")),
            Trust.CHANGED: ("warning_ground", self.tr("Look before you write")),
            Trust.VERIFIED_CHANGED: ("danger_ground", self.tr("Verify again before you write")),
            Trust.WITHHELD: ("warning_ground", self.tr("Look before you write")),
            Trust.VERIFIED_WITHHELD: ("danger_ground", self.tr("Verify again before you write")),
        }[trust]
        self.setAccessibleName(self.tr("Verify this contact"))
        self.setAccessibleDescription(f"{self._sign.word}. {self._words}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height; the width is that of the column."""
        return QSize(px(200), _CARD)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the card."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color(self._ground))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CARD, RADIUS_CARD)
        color: str = getattr(tokens, self._sign.role)
        is_mirrored = self.isRightToLeft()
        self._paint_icons(painter, color, is_mirrored=is_mirrored)
        start = _CARD_PADDING + _CARD_ICON + _CARD_GAP
        end = _CARD_PADDING + _CHEVRON
        words = QRectF(self.rect()).adjusted(
            end if is_mirrored else start, 0, -start if is_mirrored else -end, 0
        )
        title, line = TypeStyle.BUTTON, TypeStyle.CAPTION
        top = (self.height() - title.line_px - line.line_px) / 2
        for style, text, role in (
            (title, self._sign.word, self._sign.role),
            (line, self._words, self._sign.role),
        ):
            painter.setFont(style.font)
            painter.setPen(tokens.color(role))
            box = QRectF(words.left(), top, words.width(), style.line_px)
            shown = style.metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(
                box, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, shown
            )
            top += style.line_px
        if self.is_ring_shown:
            painter.setPen(QPen(QColor(tokens.accent), FOCUS_RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, RADIUS_CARD, RADIUS_CARD)

    def _paint_icons(self, painter: QPainter, color: str, *, is_mirrored: bool) -> None:
        left = self.width() - _CARD_PADDING - _CARD_ICON if is_mirrored else _CARD_PADDING
        box = QRectF(left, (self.height() - _CARD_ICON) / 2, _CARD_ICON, _CARD_ICON)
        self._theme.icons.draw(painter, box, self._sign.icon, color)
        left = _CARD_PADDING - px(4)
        left = left if is_mirrored else self.width() - left - _CHEVRON
        box = QRectF(left, (self.height() - _CHEVRON) / 2, _CHEVRON, _CHEVRON)
        self._theme.icons.draw(painter, box, "chevron-right", color, is_right_to_left=is_mirrored)
