"""Says under the head of the list how many held messages came in, with a thin bar that moves."""

from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.events import ConnectionChanged
from desktop.core.records import ConnectionState
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_BAR = Px(4)
_SHARE = 0.25
_STEPS = 24
"""Reports after which the moving part stands at its place again."""
_FEW = 20
"""So few messages are there before anybody could read how many."""


class _Track(QWidget):
    """A part of a line that moves on with every report: the whole is not known."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._step = 0
        self.setFixedHeight(_BAR)

    def advance(self) -> None:
        self._step = (self._step + 1) % _STEPS
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.border))
        painter.drawRoundedRect(QRectF(self.rect()), _BAR / 2, _BAR / 2)
        width = self.width() * _SHARE
        way = (self.width() - width) * abs(1 - 2 * self._step / _STEPS)
        left = way if self.isRightToLeft() else self.width() - width - way
        painter.setBrush(QColor(tokens.accent))
        painter.drawRoundedRect(QRectF(left, 0, width, _BAR), _BAR / 2, _BAR / 2)


class CatchUpBar(QWidget):
    """Hidden unless messages that were held come in; its accessible name is its text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(parent)
        title = TextLabel(theme, TypeStyle.CAPTION_MEDIUM, text=self.tr("Catching up"), parent=self)
        self._count = TextLabel(
            theme,
            TypeStyle.CAPTION,
            role="secondary",
            alignment=Qt.AlignmentFlag.AlignTrailing,
            parent=self,
        )
        self._track = _Track(theme, self)
        line = QHBoxLayout()
        line.addWidget(title)
        line.addWidget(self._count, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), 0, px(16), px(12))
        column.setSpacing(px(6))
        column.addLayout(line)
        column.addWidget(self._track)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, empty while it is hidden."""
        return "" if self.isHidden() else self.accessibleName()

    def show_progress(self, done: int) -> None:
        """Say how many messages came in since the sign-in."""
        count = QLocale().toString(done)
        self._count.setText(self.tr("{count} messages").format(count=count))
        self.setAccessibleName(self.tr("Catching up, {count} messages").format(count=count))
        self._track.advance()
        self.setVisible(done >= _FEW)

    def show_state(self, change: ConnectionChanged) -> None:
        """Go away once nothing more is held, or nothing comes."""
        if change.state is not ConnectionState.CATCHING_UP:
            self.hide()
