"""Two messages in a size that is not in force yet: what the text size will look like."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.core.records import (
    ContactId,
    DeliveryState,
    MessageKind,
    MessagePosition,
    MessageRecord,
    MessageRow,
)
from desktop.ui.delegates.conversation_delegate import sign_colors
from desktop.ui.delivery_signs import draw_delivery_sign
from desktop.ui.measures import Px, px
from desktop.ui.message_layout import Bubble, measure_bubble
from desktop.ui.theme import Theme
from desktop.ui.tokens import RADIUS_BUBBLE, RADIUS_CARD
from desktop.ui.typography import TypeStyle

_PADDING_X = Px(16)
_PADDING_Y = Px(12)
_GAP = Px(6)
_SHOWN_AT_MS = 1_795_528_920_000
"""Some afternoon."""


class TextSample(QWidget):
    """Shows the messages at the size it is given."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Show them at the size in force."""
        super().__init__(parent)
        self._theme = theme
        self._percent = theme.zoom_percent
        self._texts = (self.tr("This is how your messages will look"), self.tr("Easy to read 👌"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Sample of the text size"))
        theme.changed.connect(self.updateGeometry)

    def show_percent(self, percent: int) -> None:
        """Show another size."""
        self._percent = percent
        self.updateGeometry()
        self.update()

    @property
    def _scale(self) -> float:
        """From what is in force to what is shown."""
        return self._percent / self._theme.zoom_percent

    def _bubbles(self, width: float) -> list[Bubble]:
        place = MessagePosition(place=0, seq=0, row=MessageRow(0))
        records = (
            MessageRecord(
                position=place,
                contact=ContactId(0),
                is_own=is_own,
                kind=MessageKind.TEXT,
                text=text,
                shown_at_ms=_SHOWN_AT_MS,
                state=DeliveryState.READ if is_own else DeliveryState.RECEIVED,
            )
            for text, is_own in zip(self._texts, (False, True), strict=True)
        )
        return [measure_bubble(record, pane_width=width) for record in records]

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def hasHeightForWidth(self) -> bool:
        """Tell that narrow texts are higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of both messages."""
        inner = (width - 2 * _PADDING_X) / self._scale
        heights = [bubble.size.height() for bubble in self._bubbles(inner)]
        return round((sum(heights) + _GAP) * self._scale) + 2 * _PADDING_Y

    def sizeHint(self) -> QSize:
        """Return the size at the width of a page."""
        return QSize(px(584), self.heightForWidth(584))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint both messages on the ground of a conversation."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("window"))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CARD, RADIUS_CARD)
        painter.translate(_PADDING_X, _PADDING_Y)
        painter.scale(self._scale, self._scale)
        width = (self.width() - 2 * _PADDING_X) / self._scale
        top = 0.0
        for bubble, is_own in zip(self._bubbles(width), (False, True), strict=True):
            is_at_right = is_own != self.isRightToLeft()
            corner = QPointF(width - bubble.size.width() if is_at_right else 0, top)
            self._paint_bubble(painter, bubble, corner, is_own=is_own)
            top += bubble.size.height() + _GAP

    def _paint_bubble(
        self, painter: QPainter, bubble: Bubble, corner: QPointF, *, is_own: bool
    ) -> None:
        tokens = self._theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("bubble_own" if is_own else "bubble_other"))
        painter.drawRoundedRect(QRectF(corner, bubble.size), RADIUS_BUBBLE, RADIUS_BUBBLE)
        painter.setPen(tokens.color("text"))
        bubble.lines.draw(painter, corner + bubble.text_corner)
        meta = tokens.bubble_own_meta if is_own else tokens.bubble_other_meta
        painter.setFont(bubble.meta_style.font)
        painter.setPen(QColor(meta))
        place = bubble.meta_rect.translated(corner)
        baseline = QPointF(place.left(), place.top() + TypeStyle.META.baseline_px)
        painter.drawText(baseline, bubble.meta)
        if bubble.sign_corner is not None:
            color = sign_colors(tokens).get(DeliveryState.READ, meta)
            sign = corner + bubble.sign_corner
            draw_delivery_sign(painter, sign, DeliveryState.READ, color)
