"""Buttons: with words in three weights, and with an icon alone."""

import enum
import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.focus import PaintedButton
from desktop.ui.key_cap import key_text
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, RADIUS_CONTROL
from desktop.ui.typography import TypeStyle

_HEIGHT = Px(36)
_HEIGHT_LARGE = Px(44)
_PADDING = Px(16)
_ICON = Px(16)
_ICON_LARGE = Px(18)
_ICON_GAP = Px(8)
_PRESSED_ALPHA = 0.86


class ButtonKind(enum.Enum):
    """How much a button asks for attention."""

    PRIMARY = "primary"  # filled with the accent
    SECOND = "second"  # outlined
    QUIET = "quiet"  # accent words alone


class Button(PaintedButton):
    """A button with words and perhaps an icon before them."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        kind: ButtonKind = ButtonKind.SECOND,
        is_large: bool = False,
        icon: str = "",
        style: TypeStyle | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Show words.

        Args:
            theme: Gives the colours at each paint.
            text: The words, a verb; also the accessible name.
            kind: How it is painted.
            is_large: 44 px high, as on first run, instead of 36.
            icon: Name of an icon before the words.
            style: Of the words, if it is not that of other buttons.
            parent: Qt parent.
        """
        super().__init__(text, parent)
        self._theme = theme
        self._kind = kind
        self._is_large = is_large
        self._icon = icon
        self._style = style or (TypeStyle.BUTTON_LARGE if is_large else TypeStyle.BUTTON)
        self.setAccessibleName(text)
        self.setFont(self._style.font)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def _colors(self) -> tuple[str | None, str | None, str]:
        """Return ground, outline and words."""
        tokens = self._theme.tokens
        if not self.isEnabled():
            return tokens.rail, None, tokens.secondary
        if self._kind is ButtonKind.PRIMARY:
            return tokens.accent, None, tokens.on_accent
        ground = tokens.hover if self.underMouse() else None
        if self._kind is ButtonKind.SECOND:
            return ground, tokens.outline, tokens.text
        return None, None, tokens.accent

    def _icon_size(self) -> int:
        return _ICON_LARGE if self._is_large else _ICON

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def sizeHint(self) -> QSize:
        """Return the size of words, icon and padding."""
        width = self._style.metrics.horizontalAdvance(self.text())
        if self._icon:
            width += self._icon_size() + _ICON_GAP
        padding = 0 if self._kind is ButtonKind.QUIET else 2 * _PADDING
        if self._is_large and self._icon:
            padding += _PADDING
        height = _HEIGHT_LARGE if self._is_large else _HEIGHT
        return QSize(math.ceil(width) + padding, height)

    def minimumSizeHint(self) -> QSize:
        """Return the least size: words are never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the button."""
        ground, outline, words = self._colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isDown():
            painter.setOpacity(_PRESSED_ALPHA)
        box = QRectF(self.rect())
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        if outline:
            painter.setPen(QPen(QColor(outline), 1))
            box.adjust(0.5, 0.5, -0.5, -0.5)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        self._paint_words(painter, words)
        if self.is_ring_shown:
            is_filled = self._kind is ButtonKind.PRIMARY
            ring = self._theme.tokens.on_accent if is_filled else self._theme.tokens.accent
            inset = 3 if is_filled else 1
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(ring), FOCUS_RING))
            radius = RADIUS_CONTROL - inset + 1
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius
            )

    def _paint_words(self, painter: QPainter, color: str) -> None:
        size = self._icon_size() if self._icon else 0
        gap = _ICON_GAP if self._icon else 0
        width = self._style.metrics.horizontalAdvance(self.text())
        left = (self.width() - width - size - gap) / 2
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if self._icon:
            icon_left = left + width + gap if is_mirrored else left
            box = QRectF(round(icon_left), round((self.height() - size) / 2), size, size)
            self._theme.icons.draw(painter, box, self._icon, color, is_right_to_left=is_mirrored)
        painter.setFont(self._style.font)
        painter.setPen(QColor(color))
        text_left = left if is_mirrored else left + size + gap
        painter.drawText(
            QRectF(text_left, 0, width + 1, self.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine,
            self.text(),
        )


class IconButton(PaintedButton):
    """A square button with an icon alone; its name is a verb and also its tooltip."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        *,
        size: int = 36,
        icon_size: int = 20,
        role: str = "secondary",
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Show an icon.

        Args:
            theme: Gives the colours at each paint.
            icon: Name of the icon.
            name: What it does; accessible name and tooltip.
            size: Width and height.
            icon_size: Of the icon.
            role: Colour role of the icon.
            shortcut: Shown in the tooltip, such as "Ctrl+N".
            parent: Qt parent.
        """
        super().__init__(parent=parent)
        self._theme = theme
        self._icon = icon
        self._icon_size = icon_size
        self._role = role
        self._shortcut = key_text(shortcut)
        self._ground: str | None = None
        self.setFixedSize(px(size), px(size))
        self.set_name(name)
        theme.changed.connect(self.update)

    def set_name(self, name: str) -> None:
        """Say otherwise what it does."""
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({self._shortcut})" if self._shortcut else name)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def set_colors(self, role: str, ground: str | None = None) -> None:
        """Use other colour roles, for the icon and for the ground without pointer."""
        self._role, self._ground = role, ground
        self.update()

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the button."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = getattr(tokens, self._ground) if self._ground else None
        if ground is None and self.underMouse():
            ground = tokens.hover
        if ground is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CONTROL, RADIUS_CONTROL)
        size = px(self._icon_size)
        corner = (self.width() - size) / 2
        self._theme.icons.draw(
            painter,
            QRectF(corner, corner, size, size),
            self._icon,
            getattr(tokens, self._role),
            is_right_to_left=self.layoutDirection() is Qt.LayoutDirection.RightToLeft,
        )
        if self.is_ring_shown:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.accent), FOCUS_RING))
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
