"""A page with one column of controls in its middle, as on first run."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme

FORM_WIDTH = Px(400)
_HEAD_HEIGHT = Px(60)
_MARGIN = Px(24)
_FOOT_MARGIN = Px(14)
_AROUND = Px(4)


class FormPage(QScrollArea):
    """A column of fixed width between two equal spaces, with something quiet at the foot.

    In a window that is too low for it the page scrolls.

    Attributes:
        form: Add the controls to this layout.
        head: Add what stands at the head of the page, such as the way back, to this one.
        foot: Add what stands at the foot of the page to this one.
    """

    def __init__(self, width: int = FORM_WIDTH, parent: QWidget | None = None) -> None:
        """Build an empty page."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._holder = holder = QWidget(self)
        self.setWidget(holder)
        for widget in (self.viewport(), holder):
            widget.setAutoFillBackground(False)
        self._column = QWidget(holder)
        self._column.setMaximumWidth(width)
        self.form = QVBoxLayout(self._column)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setSpacing(0)
        below = QWidget(holder)
        below.setMinimumHeight(_HEAD_HEIGHT)
        self.foot = QVBoxLayout(below)
        self.foot.setContentsMargins(0, 0, 0, _FOOT_MARGIN)
        self.foot.addStretch(1)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._column, 100)
        middle.addStretch(1)
        # Up to the height of the foot, so that the column stands in the middle of the window.
        above = QWidget(holder)
        above.setMinimumHeight(_MARGIN)
        above.setMaximumHeight(_HEAD_HEIGHT)
        self.head = QHBoxLayout(above)
        self.head.setContentsMargins(0, _MARGIN, 0, 0)
        self.head.setSpacing(0)
        self._page = page = QVBoxLayout(holder)
        holder.installEventFilter(self)
        page.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        page.setSpacing(0)
        # It takes what room there is before the two spaces do, and in a low window none.
        page.addWidget(above, 100)
        page.addStretch(1)
        page.addLayout(middle)
        page.addStretch(1)
        page.addWidget(below)

    def reveal(self, widget: QWidget) -> None:
        """Scroll to a control if it is out of sight, and no further."""
        # From the inside out: what is laid out at once must know how high its parts have become.
        holder: QWidget | None = widget
        while holder is not None and holder is not self._holder:
            if (layout := holder.layout()) is not None:
                layout.invalidate()
                layout.activate()
            holder = holder.parentWidget()
        self._page.invalidate()
        self._page.activate()
        self._fit()
        self.ensureWidgetVisible(widget, 0, _AROUND)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Be as high as the controls need; a scroll area alone does not ask wrapped texts."""
        if watched is self._holder and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        needed = self._page.minimumHeightForWidth(self.viewport().width())
        self._holder.setMinimumHeight(max(needed, 0))


class StepDots(QWidget):
    """How far the first run is: one dot a step, the current one long."""

    def __init__(
        self, theme: Theme, *, current: int, count: int, parent: QWidget | None = None
    ) -> None:
        """Show step `current` of `count`, counted from 1."""
        super().__init__(parent)
        self._theme = theme
        self._current = current
        self._count = count
        self.setFixedSize(QSize(count * px(8) + px(16) + (count - 1) * px(6), px(8)))
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the dots."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left = 0
        for step in range(1, self._count + 1):
            width = px(24) if step == self._current else px(8)
            painter.setBrush(QColor(tokens.accent if step <= self._current else tokens.border))
            x = self.width() - left - width if self.isRightToLeft() else left
            painter.drawRoundedRect(x, 0, width, px(8), px(4), px(4))
            left += width + px(6)
