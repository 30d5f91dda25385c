"""One entry of a menu: an icon and what happens."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.focus import PaintedButton
from desktop.ui.key_cap import key_text
from desktop.ui.measures import Px
from desktop.ui.theme import Theme
from desktop.ui.tokens import RADIUS_CONTROL
from desktop.ui.typography import TypeStyle

_HEIGHT = Px(36)
_ICON = Px(18)
_PADDING = Px(12)
_TEXT_START = Px(42)
_SHORTCUT_GAP = Px(24)


class MenuRow(PaintedButton):
    """An entry that is pressed."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        text: str,
        *,
        role: str = "",
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Show an entry.

        Args:
            theme: Gives the colours at each paint.
            icon: Name of its icon; its place stays empty without.
            text: What it does.
            role: Colour role of icon and words in place of the usual ones.
            shortcut: Keys that do the same, such as "Ctrl+C".
            parent: Qt parent.
        """
        super().__init__(text, parent)
        self._theme = theme
        self._icon = icon
        self._role = role
        self._shortcut = key_text(shortcut)
        self.setAccessibleName(text)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """Return the size of icon, words and padding."""
        width = TypeStyle.BODY.metrics.horizontalAdvance(self.text())
        keys = TypeStyle.META_MEDIUM.metrics.horizontalAdvance(self._shortcut)
        width += keys + _SHORTCUT_GAP if keys else 0
        return QSize(round(width) + _TEXT_START + _PADDING + 1, _HEIGHT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Be the one entry that is chosen; a pointer that only rests there chooses nothing."""
        if not self.hasFocus():
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mouseMoveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the entry."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CONTROL, RADIUS_CONTROL)
        is_mirrored = self.isRightToLeft()
        left = self.width() - _PADDING - _ICON if is_mirrored else _PADDING
        if self._icon:
            box = QRectF(left, (_HEIGHT - _ICON) / 2, _ICON, _ICON)
            color = getattr(tokens, self._role or "secondary")
            self._theme.icons.draw(painter, box, self._icon, color)
        painter.setFont(TypeStyle.BODY.font)
        painter.setPen(QColor(getattr(tokens, self._role or "text")))
        before, after = (_PADDING, _TEXT_START) if is_mirrored else (_TEXT_START, _PADDING)
        words = self.rect().adjusted(before, 0, -after, 0)
        painter.drawText(
            words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        if self._shortcut:
            painter.setFont(TypeStyle.META_MEDIUM.font)
            painter.setPen(QColor(tokens.secondary))
            end = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(words, end, self._shortcut)
