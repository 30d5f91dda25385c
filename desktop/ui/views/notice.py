"""A few words with an icon, set into a page: advice, a warning, or what went wrong."""

import enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.labels import TextLabel
from desktop.ui.measures import px
from desktop.ui.picture import IconTile
from desktop.ui.theme import Theme
from desktop.ui.tokens import RADIUS_CONTROL
from desktop.ui.typography import TypeStyle


class NoticeKind(enum.Enum):
    """How a notice looks: icon, colour role of the words, colour role of the ground."""

    HINT = ("info", "secondary", "")
    WARNING = ("info", "warning", "warning_ground")
    FAULT = ("circle-alert", "danger", "danger_ground")
    BUSY = ("loader", "secondary", "list")


class Notice(QWidget):
    """Shows a text; its accessible name is the text."""

    def __init__(
        self,
        theme: Theme,
        kind: NoticeKind,
        text: str = "",
        *,
        space_above: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        """Show a text, or nothing if it is empty; `space_above` is left free only with a text."""
        super().__init__(parent)
        self._theme = theme
        self._ground = ""
        self._space_above = space_above
        self._icon = IconTile(theme, "info", size=16, icon_size=16, radius=0, parent=self)
        self._words = TextLabel(theme, TypeStyle.CAPTION, wraps=True, parent=self)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(px(12))
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._words, 1)
        self.tell(kind, text)

    def tell(self, kind: NoticeKind, text: str) -> None:
        """Show another text, or nothing if it is empty."""
        icon, role, self._ground = kind.value
        self._icon.set_icon(icon)
        self._icon.set_colors(role, None)
        self._words.set_role(role)
        self._words.setText(text)
        self.setAccessibleName(text)
        margin = px(12) if self._ground else 0
        self._row.setContentsMargins(margin, margin + self._space_above, margin, margin)
        self._row.setSpacing(px(12) if self._ground else px(8))
        self.setVisible(bool(text))
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.tell(NoticeKind.HINT, "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        if not self._ground:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(self._theme.tokens, self._ground)))
        box = self.rect().adjusted(0, self._space_above, 0, 0)
        painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
