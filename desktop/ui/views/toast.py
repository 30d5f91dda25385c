"""A short message at the foot of the chat list that goes away by itself."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.buttons import IconButton
from desktop.ui.error_texts import ErrorText
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconTile
from desktop.ui.theme import Theme
from desktop.ui.tokens import RADIUS_CARD
from desktop.ui.typography import TypeStyle

_MARGIN = Px(16)
_SHOWN_MS = 6_000
_MIN_HEIGHT = Px(48)


class Toast(QWidget):
    """Stands over the foot of its parent; its accessible name is its text."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self._theme = theme
        self._over = parent
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self._words = TextLabel(theme, TypeStyle.BODY, wraps=True, parent=self)
        close = IconButton(theme, "x", self.tr("Dismiss"), size=32, icon_size=16, parent=self)
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        set_margins(row, self, start=px(16), top=px(10), end=px(8), bottom=px(10))
        row.setSpacing(px(12))
        icon = IconTile(
            theme, "circle-alert", size=18, icon_size=18, radius=0, role="danger", parent=self
        )
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        row.addWidget(close)
        parent.installEventFilter(self)
        self.hide()

    def tell(self, error: ErrorText) -> None:
        """Show an error for six seconds."""
        self._words.setText(error.sentence)
        self.setAccessibleName(error.sentence)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def _place(self) -> None:
        width = self._over.width() - 2 * _MARGIN
        layout = self.layout()
        height = layout.totalHeightForWidth(width) if layout is not None else 0
        height = max(_MIN_HEIGHT, height)
        self.setGeometry(_MARGIN, self._over.height() - height - _MARGIN, width, height)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the parent."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the raised ground."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.raised))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, RADIUS_CARD, RADIUS_CARD)
