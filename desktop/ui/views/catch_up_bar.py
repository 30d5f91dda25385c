"""Says under the list's head how many held messages came in and until when, with a thin bar."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.events import CatchUpProgressed, ConnectionChanged
from desktop.core.records import ConnectionState
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.time_text import list_text
from desktop.ui.typography import TypeStyle

_BAR = Px(4)
_FEW = 20
"""So few messages are there before anybody could read how many."""


class _Track(QWidget):
    """A line that fills from the leading side."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share = 0.0
        self.setFixedHeight(_BAR)

    def fill(self, share: float) -> None:
        self._share = share
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.border))
        painter.drawRoundedRect(QRectF(self.rect()), _BAR / 2, _BAR / 2)
        width = max(self.width() * self._share, _BAR)
        left = self.width() - width if self.isRightToLeft() else 0.0
        painter.setBrush(QColor(tokens.accent))
        painter.drawRoundedRect(QRectF(left, 0, width, _BAR), _BAR / 2, _BAR / 2)


class CatchUpBar(QWidget):
    """Hidden unless messages that were held come in; its accessible name is its text."""

    def __init__(
        self, theme: Theme, now_ms: Callable[[], int], parent: QWidget | None = None
    ) -> None:
        """Begin hidden; `now_ms` is the clock, Unix milliseconds."""
        super().__init__(parent)
        self._now_ms = now_ms
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

    def show_progress(self, progress: CatchUpProgressed) -> None:
        """Say how many messages came in since the sign-in, and until when they have come."""
        time = list_text(progress.reached_ms, now_ms=self._now_ms())
        self._count.setText(
            self.tr("%Ln messages, up to {time}", "", progress.done).format(time=time)
        )
        self.setAccessibleName(
            self.tr("Catching up, %Ln messages, up to {time}", "", progress.done).format(time=time)
        )
        self._track.fill(progress.share)
        self.setVisible(progress.done >= _FEW)

    def show_state(self, change: ConnectionChanged) -> None:
        """Go away once nothing more is held, or nothing comes."""
        if change.state is not ConnectionState.CATCHING_UP:
            self.hide()
