"""What stands in place of the composer when nothing can be written: a box with icon and words."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconTile
from desktop.ui.theme import Theme
from desktop.ui.tokens import RADIUS_CARD
from desktop.ui.typography import TypeStyle

_HEIGHT = Px(44)


class QuietLine(QWidget):
    """Says why nothing is written here; its accessible name is its text.

    Signals:
        action_requested(): Its button was pressed.
    """

    action_requested = Signal()

    def __init__(
        self, theme: Theme, icon: str, *, action: str = "", parent: QWidget | None = None
    ) -> None:
        """Show an icon, words to be told, and a button if `action` says what it does."""
        super().__init__(parent)
        self._theme = theme
        self._words = TextLabel(theme, TypeStyle.MESSAGE, role="secondary", parent=self)
        row = QHBoxLayout(self)
        set_margins(row, self, start=px(16), top=0, end=px(16), bottom=0)
        row.setSpacing(px(8))
        row.addWidget(IconTile(theme, icon, size=16, icon_size=16, radius=0, parent=self))
        row.addWidget(self._words, 1)
        if action:
            button = Button(theme, action, kind=ButtonKind.QUIET, parent=self)
            button.clicked.connect(self.action_requested)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(_HEIGHT)
        theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def tell(self, text: str) -> None:
        """Say something else."""
        self._words.setText(text)
        self.setAccessibleName(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the box."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.list))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, RADIUS_CARD, RADIUS_CARD)
