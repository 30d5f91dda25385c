"""A slider that paints itself: a track, the part that is filled, and a knob."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from desktop.ui.focus import FocusRing
from desktop.ui.measures import Px
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING

_TRACK = Px(4)
_KNOB = Px(18)
_HEIGHT = Px(28)
_WIDTH = Px(260)


class Slider(QSlider):
    """A horizontal slider; its value counts once the pointer lets go."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        least: int,
        most: int,
        step: int,
        parent: QWidget | None = None,
    ) -> None:
        """Show a range.

        Args:
            theme: Gives the colours at each paint.
            name: What it sets; its accessible name.
            least: Smallest value.
            most: Greatest value.
            step: Between two values.
            parent: Qt parent.
        """
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._step = step
        self._ring = FocusRing(self)
        self.setRange(least, most)
        self.setSingleStep(step)
        self.setPageStep(2 * step)
        self.setTracking(False)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def _knob_center(self) -> float:
        share = (self.sliderPosition() - self.minimum()) / (self.maximum() - self.minimum())
        if self.isRightToLeft():
            share = 1 - share
        return _KNOB / 2 + 2 + share * (self.width() - _KNOB - 4)

    def _value_at(self, x: float) -> int:
        share = (x - _KNOB / 2 - 2) / (self.width() - _KNOB - 4)
        if self.isRightToLeft():
            share = 1 - share
        exact = self.minimum() + share * (self.maximum() - self.minimum())
        return round(exact / self._step) * self._step

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def sizeHint(self) -> QSize:
        """Return the usual size."""
        return QSize(_WIDTH, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(4 * _KNOB, _HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the knob to the pointer."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setSliderPosition(self._value_at(event.position().x()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the knob follow the pointer."""
        if self.isSliderDown():
            self.setSliderPosition(self._value_at(event.position().x()))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the value count."""
        if self.isSliderDown():
            self.setSliderDown(False)
            self.setValue(self.sliderPosition())
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint track and knob."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, center = self.height() / 2, self._knob_center()
        track = QRectF(2, middle - _TRACK / 2, self.width() - 4, _TRACK)
        painter.setBrush(QColor(tokens.border))
        painter.drawRoundedRect(track, _TRACK / 2, _TRACK / 2)
        filled = QRectF(track)
        if self.isRightToLeft():
            filled.setLeft(center)
        else:
            filled.setRight(center)
        painter.setBrush(QColor(tokens.accent))
        painter.drawRoundedRect(filled, _TRACK / 2, _TRACK / 2)
        knob = QRectF(center - _KNOB / 2, middle - _KNOB / 2, _KNOB, _KNOB)
        painter.setPen(QPen(QColor(tokens.raised), 2))
        painter.drawEllipse(knob.adjusted(2, 2, -2, -2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.accent), FOCUS_RING if self._ring.is_shown else 1))
        painter.drawEllipse(knob.adjusted(0.5, 0.5, -0.5, -0.5))
