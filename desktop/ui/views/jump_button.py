"""The button that goes to the newest message."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui.focus import PaintedButton
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING
from desktop.ui.typography import TypeStyle

JUMP_SIZE = Px(40)
_BADGE = Px(18)


class JumpButton(PaintedButton):
    """Goes to the newest message and counts what came meanwhile."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Begin hidden, with nothing new."""
        super().__init__(parent=parent)
        self._theme = theme
        self._count = 0
        self.setFixedSize(JUMP_SIZE + px(4), JUMP_SIZE + _BADGE // 2)
        self.set_count(0)
        self.hide()

    def set_count(self, count: int) -> None:
        """Say how many messages came meanwhile."""
        self._count = count
        self.setAccessibleName(
            self.tr("Newest message, %n new", "", count) if count else self.tr("Newest message")
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint disc, arrow and count."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(2, _BADGE / 2, JUMP_SIZE, JUMP_SIZE).adjusted(1, 1, -1, -1)
        color = tokens.accent if self.is_ring_shown else tokens.border
        painter.setPen(QPen(QColor(color), FOCUS_RING if self.is_ring_shown else 1))
        painter.setBrush(QColor(tokens.hover if self.underMouse() else tokens.raised))
        painter.drawEllipse(disc)
        icon = QRectF(disc.center().x() - px(10), disc.center().y() - px(9), px(20), px(20))
        self._theme.icons.draw(painter, icon, "chevron-down", tokens.text)
        if self._count:
            style = TypeStyle.META_STRONG
            text = str(self._count)
            width = max(_BADGE, style.metrics.horizontalAdvance(text) + px(10))
            box = QRectF((self.width() - width) / 2, 0, width, _BADGE)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(box, _BADGE / 2, _BADGE / 2)
            painter.setFont(style.font)
            painter.setPen(QColor(tokens.on_accent))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
