"""The choice of a look: a small picture of the window in it, above a radio button."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from desktop.ui.choices import paint_radio
from desktop.ui.focus import FocusRing
from desktop.ui.measures import Px, PxSize, px
from desktop.ui.preferences import ThemeChoice
from desktop.ui.theme import Theme
from desktop.ui.tokens import AVATAR_GROUNDS, DARK, FOCUS_RING, LIGHT, Tokens
from desktop.ui.typography import TypeStyle

_PICTURE = PxSize(164, 100)
_LEAST_WIDTH = Px(40)
_RADIUS = Px(10)
_RADIO = Px(16)
_RADIO_GAP = Px(8)
_FOOT = Px(36)
_RING = Px(3)
_RAIL = Px(18)
_LIST = Px(44)
_FACES = (AVATAR_GROUNDS[5], AVATAR_GROUNDS[10], AVATAR_GROUNDS[7], AVATAR_GROUNDS[2])


class ThemeCard(QRadioButton):
    """One look; its words are its accessible name."""

    def __init__(self, theme: Theme, choice: ThemeChoice, text: str, parent: QWidget) -> None:
        """Show a look that is not chosen."""
        super().__init__(text, parent)
        self._theme = theme
        self._choice = choice
        self._ring = FocusRing(self)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return the size of picture, radio button and ring."""
        return QSize(_PICTURE.width() + 2 * _RING, _PICTURE.height() + _FOOT + 2 * _RING)

    def minimumSizeHint(self) -> QSize:
        """Return the least size: the picture may be narrower."""
        return QSize(_LEAST_WIDTH, self.sizeHint().height())

    def hitButton(self, pos: QPoint) -> bool:
        """Tell whether a click counts: anywhere on the card."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture, its outline and the radio button."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(_RING, _RING, self.width() - 2 * _RING, _PICTURE.height())
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
        if self._ring.is_shown:
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
        paint_radio(painter, circle, tokens, is_on=self.isChecked())
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
        top = box.top() + px(14) + px(20) * number
        painter.setBrush(QColor(face))
        painter.drawEllipse(QRectF(side.left() + px(4), top - 1, px(10), px(10)))
        painter.setBrush(QColor(tokens.secondary))
        painter.drawRoundedRect(QRectF(side.left() + px(18), top, px(20), px(3)), 1.5, 1.5)
        painter.setBrush(QColor(tokens.border))
        painter.drawRoundedRect(QRectF(side.left() + px(18), top + px(5), px(14), px(3)), 1.5, 1.5)
    left = side.right() + px(8)
    for rect, color in (
        (QRectF(left, box.top() + px(24), px(46), px(14)), tokens.bubble_other),
        (QRectF(left, box.top() + px(41), px(30), px(14)), tokens.bubble_other),
        (QRectF(box.right() - px(56), box.top() + px(62), px(48), px(14)), tokens.bubble_own),
    ):
        painter.setBrush(QColor(color))
        painter.drawRoundedRect(rect, px(5), px(5))
