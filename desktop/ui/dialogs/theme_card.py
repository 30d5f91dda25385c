"""The choice of a look: a small picture of the window in it, above a radio button."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from desktop.ui.focus import is_by_keyboard
from desktop.ui.preferences import ThemeChoice
from desktop.ui.theme import Theme
from desktop.ui.tokens import AVATAR_GROUNDS, DARK, FOCUS_RING, LIGHT, Tokens
from desktop.ui.typography import TypeStyle

_PICTURE = QSize(164, 100)
_RADIUS = 10
_RADIO = 16
_RADIO_DOT = 8
_RADIO_GAP = 8
_FOOT = 36
_RING = 3
_RAIL = 18
_LIST = 44
_FACES = (AVATAR_GROUNDS[5], AVATAR_GROUNDS[10], AVATAR_GROUNDS[7], AVATAR_GROUNDS[2])


class ThemeCard(QRadioButton):
    """One look; its words are its accessible name."""

    def __init__(self, theme: Theme, choice: ThemeChoice, text: str, parent: QWidget) -> None:
        """Show a look that is not chosen."""
        super().__init__(text, parent)
        self._theme = theme
        self._choice = choice
        self._is_ring_shown = False
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return the size of picture, radio button and ring."""
        return QSize(_PICTURE.width() + 2 * _RING, _PICTURE.height() + _FOOT + 2 * _RING)

    def hitButton(self, pos: QPoint) -> bool:
        """Tell whether a click counts: anywhere on the card."""
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus."""
        self._is_ring_shown = is_by_keyboard(event.reason())
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self._is_ring_shown = False
        super().focusOutEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture, its outline and the radio button."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(_RING, _RING, _PICTURE.width(), _PICTURE.height())
        outline = QPainterPath()
        outline.addRoundedRect(box, _RADIUS, _RADIUS)
        painter.setClipPath(outline)
        self._paint_pictures(painter, box)
        painter.setClipping(False)
        is_on = self.isChecked()
        width = FOCUS_RING if is_on else 1
        painter.setPen(QPen(QColor(tokens.accent if is_on else tokens.outline), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        painter.drawRoundedRect(box.adjusted(half, half, -half, -half), _RADIUS, _RADIUS)
        self._paint_radio(painter, tokens)
        if self._is_ring_shown:
            painter.setPen(QPen(QColor(tokens.accent), FOCUS_RING))
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, _RADIUS, _RADIUS)

    def _paint_pictures(self, painter: QPainter, box: QRectF) -> None:
        if self._choice != "system":
            _paint_window(painter, box, DARK if self._choice == "dark" else LIGHT)
            return
        _paint_window(painter, box, LIGHT)
        half = QRectF(box)
        half.setLeft(box.center().x())
        painter.save()
        painter.setClipRect(half, Qt.ClipOperation.IntersectClip)
        _paint_window(painter, box, DARK)
        painter.restore()

    def _paint_radio(self, painter: QPainter, tokens: Tokens) -> None:
        style = TypeStyle.BODY_MEDIUM
        words = style.metrics.horizontalAdvance(self.text())
        whole = _RADIO + _RADIO_GAP + words
        left = (self.width() - whole) / 2
        is_mirrored = self.isRightToLeft()
        middle = self.height() - _RING - _FOOT / 2 + 2
        circle_left = left + words + _RADIO_GAP if is_mirrored else left
        circle = QRectF(circle_left, middle - _RADIO / 2, _RADIO, _RADIO)
        is_on = self.isChecked()
        width = 2 if is_on else 1
        painter.setPen(QPen(QColor(tokens.accent if is_on else tokens.outline), width))
        half = width / 2
        painter.drawEllipse(circle.adjusted(half, half, -half, -half))
        if is_on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            inset = (_RADIO - _RADIO_DOT) / 2
            painter.drawEllipse(circle.adjusted(inset, inset, -inset, -inset))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setFont(style.font)
        painter.setPen(QColor(tokens.text))
        text_left = left if is_mirrored else left + _RADIO + _RADIO_GAP
        rect = QRectF(text_left, middle - style.line_px / 2, words + 1, style.line_px)
        painter.drawText(
            rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text()
        )


def _paint_window(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    """Paint a window in small: rail, a list of people, three bubbles. It is never mirrored."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(box, QColor(tokens.window))
    painter.fillRect(QRectF(box.left(), box.top(), _RAIL, box.height()), QColor(tokens.rail))
    side = QRectF(box.left() + _RAIL, box.top(), _LIST, box.height())
    painter.fillRect(side, QColor(tokens.list))
    for number, face in enumerate(_FACES):
        top = box.top() + 14 + 20 * number
        painter.setBrush(QColor(face))
        painter.drawEllipse(QRectF(side.left() + 4, top - 1, 10, 10))
        painter.setBrush(QColor(tokens.secondary))
        painter.drawRoundedRect(QRectF(side.left() + 18, top, 20, 3), 1.5, 1.5)
        painter.setBrush(QColor(tokens.border))
        painter.drawRoundedRect(QRectF(side.left() + 18, top + 5, 14, 3), 1.5, 1.5)
    left = side.right() + 8
    for rect, color in (
        (QRectF(left, box.top() + 24, 46, 14), tokens.bubble_other),
        (QRectF(left, box.top() + 41, 30, 14), tokens.bubble_other),
        (QRectF(box.right() - 56, box.top() + 62, 48, 14), tokens.bubble_own),
    ):
        painter.setBrush(QColor(color))
        painter.drawRoundedRect(rect, 5, 5)
