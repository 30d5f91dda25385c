"""The shield beside a contact's presence: what is known of the keys, and the way to verify."""

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.core.records import Trust
from desktop.ui.focus import PaintedButton
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING
from desktop.ui.trust_text import trust_sign
from desktop.ui.typography import TypeStyle

_ICON = Px(14)
_GAP = Px(4)
_PADDING = Px(3)
_HEIGHT = Px(18)


class TrustBadge(PaintedButton):
    """Shows the state of trust; pressed, it leads to the numbers."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin with a contact that was never verified."""
        super().__init__(parent=parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_trust(Trust.UNVERIFIED)
        theme.changed.connect(self.update)

    def show_trust(self, trust: Trust) -> None:
        """Show another state of trust."""
        self._sign = trust_sign(trust)
        self.setText(self._sign.word)
        # What it does while there is something to do, else how things stand.
        is_new = trust is Trust.UNVERIFIED
        self.setAccessibleName(self.tr("Verify") if is_new else self._sign.word)
        self.setAccessibleDescription(
            self._sign.word if is_new else self.tr("Show the safety number")
        )
        self.setToolTip(self.tr("Show the safety number"))
        self.updateGeometry()
        self.update()

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def sizeHint(self) -> QSize:
        """Return the size of icon and word."""
        width = TypeStyle.CAPTION_MEDIUM.metrics.horizontalAdvance(self.text())
        return QSize(math.ceil(width) + _ICON + _GAP + 2 * _PADDING, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the least size: the word is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint icon and word."""
        tokens = self._theme.tokens
        color: str = getattr(tokens, self._sign.role)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_mirrored = self.isRightToLeft()
        if self.underMouse() or self.is_ring_shown:
            is_ring = self.is_ring_shown
            painter.setPen(
                QPen(QColor(tokens.accent), FOCUS_RING) if is_ring else Qt.PenStyle.NoPen
            )
            painter.setBrush(QColor(tokens.hover) if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(4), px(4))
        left = self.width() - _PADDING - _ICON if is_mirrored else _PADDING
        box = QRectF(left, (self.height() - _ICON) / 2, _ICON, _ICON)
        self._theme.icons.draw(painter, box, self._sign.icon, color)
        painter.setFont(TypeStyle.CAPTION_MEDIUM.font)
        painter.setPen(QColor(color))
        skipped = _PADDING + _ICON + _GAP
        words = QRectF(self.rect()).adjusted(
            0 if is_mirrored else skipped, 0, -skipped if is_mirrored else 0, 0
        )
        painter.drawText(
            words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, self.text()
        )
