"""One entry of a menu: an icon, what happens, and perhaps a quiet second line."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.focus import PaintedButton
from desktop.ui.key_cap import key_text
from desktop.ui.measures import Px
from desktop.ui.theme import Theme
from desktop.ui.tokens import RADIUS_CONTROL
from desktop.ui.typography import TypeStyle

_HEIGHT = Px(36)
_TALL_HEIGHT = Px(48)
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
        is_tall: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Show an entry.

        Args:
            theme: Gives the colours at each paint.
            icon: Name of its icon; its place stays empty without.
            text: What it does.
            role: Colour role of icon and words in place of the usual ones.
            shortcut: Keys that do the same, such as "Ctrl+C".
            is_tall: True to leave room for a second line; see `show_lines`.
            parent: Qt parent.
        """
        super().__init__(text, parent)
        self._theme = theme
        self._icon = icon
        self._role = role
        self._shortcut = key_text(shortcut)
        self._height = _TALL_HEIGHT if is_tall else _HEIGHT
        self._second_line = ""
        self.setAccessibleName(text)
        self.setFixedHeight(self._height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def show_lines(self, text: str, second_line: str) -> None:
        """Show other words, and smaller ones below them; what does not fit is elided."""
        self._second_line = second_line
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of icon, words and padding."""
        width = TypeStyle.BODY.metrics.horizontalAdvance(self.text())
        below = TypeStyle.CAPTION.metrics.horizontalAdvance(self._second_line)
        width = max(width, below)
        keys = TypeStyle.META_MEDIUM.metrics.horizontalAdvance(self._shortcut)
        width += keys + _SHORTCUT_GAP if keys else 0
        return QSize(round(width) + _TEXT_START + _PADDING + 1, self._height)

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
            box = QRectF(left, (self._height - _ICON) / 2, _ICON, _ICON)
            color = getattr(tokens, self._role or "secondary")
            self._theme.icons.draw(painter, box, self._icon, color)
        before, after = (_PADDING, _TEXT_START) if is_mirrored else (_TEXT_START, _PADDING)
        words = self.rect().adjusted(before, 0, -after, 0)
        lines = [(TypeStyle.BODY, self._role or "text", self.text())]
        if self._second_line:
            lines.append((TypeStyle.CAPTION, "secondary", self._second_line))
        start = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        top = (self._height - sum(style.line_px for style, _, _ in lines)) // 2
        for style, role, text in lines:
            painter.setFont(style.font)
            painter.setPen(QColor(getattr(tokens, role)))
            shown = style.metrics.elidedText(text, Qt.TextElideMode.ElideRight, words.width())
            line = QRect(words.left(), top, words.width(), style.line_px)
            painter.drawText(line, start, shown)
            top += style.line_px
        if self._shortcut:
            painter.setFont(TypeStyle.META_MEDIUM.font)
            painter.setPen(QColor(tokens.secondary))
            end = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(words, end, self._shortcut)
