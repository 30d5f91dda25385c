"""The name of a key in an outline, as a widget and painted."""

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui.labels import TextLabel
from desktop.ui.measures import px
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle


def key_text(keys: str) -> str:
    """Return how this system writes a shortcut such as "Ctrl+N"."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


class KeyCap(TextLabel):
    """Shows one shortcut, such as "Ctrl+N"."""

    def __init__(self, theme: Theme, keys: str, parent: QWidget) -> None:
        """Show these keys."""
        super().__init__(
            theme,
            TypeStyle.META_MEDIUM,
            # Read from Ctrl on, also where text runs from the right.
            text=f"\u2066{keys}\u2069",
            role="secondary",
            alignment=Qt.AlignmentFlag.AlignHCenter,
            parent=parent,
        )

    def sizeHint(self) -> QSize:
        """Leave room for the outline."""
        width = math.ceil(TypeStyle.META_MEDIUM.metrics.horizontalAdvance(self.text()))
        return QSize(width + px(14), px(22))

    def minimumSizeHint(self) -> QSize:
        """Return the least size: keys are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint outline and name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.tokens.border), 1))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, px(5), px(5))
        painter.end()
        super().paintEvent(event)
