"""A plain widget painted with one colour role, with a line at some of its sides."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.theme import Theme
from desktop.ui.tokens import RADIUS_CARD


class Surface(QWidget):
    """One of the flat grounds of the window."""

    def __init__(
        self,
        theme: Theme,
        role: str,
        *,
        has_line_below: bool = False,
        has_line_at_end: bool = False,
        has_line_at_start: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Paint a ground.

        Args:
            theme: Gives the colours at each paint.
            role: Field of Tokens with the ground.
            has_line_below: True for a border line at the foot.
            has_line_at_end: True for a border line at the end side.
            has_line_at_start: True for a border line at the start side.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._theme = theme
        self._role = role
        self._has_line_below = has_line_below
        self._has_line_at_end = has_line_at_end
        self._has_line_at_start = has_line_at_start
        theme.changed.connect(self.update)

    def set_role(self, role: str) -> None:
        """Use another ground."""
        if role != self._role:
            self._role = role
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground and lines."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens.color(self._role))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("border"))
        if self._has_line_below:
            painter.drawRect(QRectF(0, self.height() - 1, self.width(), 1))
        if self._has_line_at_end:
            left = 0 if self.isRightToLeft() else self.width() - 1
            painter.drawRect(QRectF(left, 0, 1, self.height()))
        if self._has_line_at_start:
            left = self.width() - 1 if self.isRightToLeft() else 0
            painter.drawRect(QRectF(left, 0, 1, self.height()))


class Panel(QWidget):
    """A rounded ground inside a page, without outline."""

    def __init__(self, theme: Theme, role: str, parent: QWidget | None = None) -> None:
        """Paint a ground; `role` is a field of Tokens."""
        super().__init__(parent)
        self._theme = theme
        self._role = role
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.tokens.color(self._role))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CARD, RADIUS_CARD)
