"""Switches that paint themselves, and how the circle of a radio button is painted."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from desktop.ui.focus import FocusRing
from desktop.ui.measures import Px, PxSize
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, Tokens

_TOGGLE = PxSize(36, 20)
_RING = Px(3)
_KNOB_ON = Px(14)
_KNOB_OFF = Px(12)
_RADIO_DOT = Px(8)


class Toggle(QCheckBox):
    """A switch: on or off."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        """Show a switch that is off; its words stand elsewhere, `name` is its accessible name."""
        super().__init__(parent)
        self._theme = theme
        self._ring = FocusRing(self)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return the size of switch and ring."""
        return _TOGGLE.size() + QSize(2 * _RING, 2 * _RING)

    def hitButton(self, pos: QPoint) -> bool:
        """Tell whether a click counts: anywhere on the switch."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the switch."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(_RING, _RING, _TOGGLE.width(), _TOGGLE.height())
        radius = _TOGGLE.height() / 2
        is_on = self.isChecked()
        if is_on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(box, radius, radius)
        else:
            painter.setPen(QPen(QColor(tokens.outline), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        knob = _KNOB_ON if is_on else _KNOB_OFF
        inset = (box.height() - knob) / 2
        is_at_right = is_on != self.isRightToLeft()
        left = box.right() - inset - knob if is_at_right else box.left() + inset
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.on_accent if is_on else tokens.outline))
        painter.drawEllipse(QRectF(left, box.top() + inset, knob, knob))
        if self._ring.is_shown:
            painter.setPen(QPen(QColor(tokens.accent), FOCUS_RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)


def paint_radio(painter: QPainter, circle: QRectF, tokens: Tokens, *, is_on: bool) -> None:
    """Paint the circle of a radio button, with its dot if it is chosen."""
    width = 2 if is_on else 1
    half = width / 2
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(tokens.accent if is_on else tokens.outline), width))
    painter.drawEllipse(circle.adjusted(half, half, -half, -half))
    if is_on:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        inset = (circle.width() - _RADIO_DOT) / 2
        painter.drawEllipse(circle.adjusted(inset, inset, -inset, -inset))
        painter.setBrush(Qt.BrushStyle.NoBrush)
