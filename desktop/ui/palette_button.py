"""The way to the palette at the head of the chat list: looks like a field to search in."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.actions import find_action
from desktop.ui.focus import PaintedButton
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, RADIUS_CONTROL
from desktop.ui.typography import TypeStyle

_HEIGHT = Px(36)
_ICON = Px(16)
_PADDING = Px(11)
_GAP = Px(8)


class PaletteButton(PaintedButton):
    """Pressed, it opens the palette."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Show "Search" and the shortcut."""
        super().__init__(parent=parent)
        self._theme = theme
        self._keys = find_action("palette").key_text
        self.setText(self.tr("Search"))
        self.setAccessibleName(self.tr("Find a chat, a person or a command"))
        self.setToolTip(f"{self.accessibleName()} ({self._keys})")
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return the height; the width is what the list has."""
        return QSize(px(120), _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint outline, icon, words and keys."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = FOCUS_RING if self.is_ring_shown else 1
        painter.setPen(QPen(QColor(tokens.accent if self.is_ring_shown else tokens.outline), width))
        painter.setBrush(QColor(tokens.hover if self.underMouse() else tokens.window))
        half = width / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        is_mirrored = self.isRightToLeft()
        left = self.width() - _PADDING - _ICON if is_mirrored else _PADDING
        icon = QRectF(left, (self.height() - _ICON) / 2, _ICON, _ICON)
        self._theme.icons.draw(painter, icon, "search", tokens.secondary)
        painter.setPen(QColor(tokens.secondary))
        skipped = _PADDING + _ICON + _GAP
        words = QRectF(self.rect()).adjusted(
            _PADDING if is_mirrored else skipped, 0, -skipped if is_mirrored else -_PADDING, 0
        )
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(TypeStyle.BODY.font)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeading | middle, self.text())
        painter.setFont(TypeStyle.META_MEDIUM.font)
        painter.drawText(words, Qt.AlignmentFlag.AlignTrailing | middle, self._keys)
