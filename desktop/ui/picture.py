"""The app's own drawings as widgets, recoloured with the look in force."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme

_DOT = Px(8)


class Picture(QWidget):
    """A drawing of `resources/brand`; decoration, hidden from screen readers by having no name."""

    def __init__(self, theme: Theme, name: str, size: QSize, parent: QWidget | None = None) -> None:
        """Show a drawing at a fixed size."""
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self.setFixedSize(px(size.width()), px(size.height()))
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the drawing."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._theme.icons.draw_picture(painter, QRectF(self.rect()), self._name, self._theme.tokens)


class IconTile(QWidget):
    """An icon on a round or rounded ground."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        *,
        size: int,
        icon_size: int,
        radius: float,
        role: str = "secondary",
        ground: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Show an icon; `role` and `ground` are fields of Tokens."""
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._icon_size = icon_size
        self._radius = radius
        self._role = role
        self._ground = ground
        self.setFixedSize(px(size), px(size))
        theme.changed.connect(self.update)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def set_colors(self, role: str, ground: str | None) -> None:
        """Use other colour roles."""
        self._role, self._ground = role, ground
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground and icon."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._ground is not None:
            painter.setPen(tokens.color(self._ground))
            painter.setBrush(tokens.color(self._ground))
            box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(box, px(self._radius), px(self._radius))
        size = px(self._icon_size)
        corner = (self.width() - size) / 2
        self._theme.icons.draw(
            painter,
            QRectF(corner, corner, size, size),
            self._icon,
            getattr(tokens, self._role),
            is_right_to_left=self.isRightToLeft(),
        )


class IconDot(QWidget):
    """A filled dot, always beside words that say the same."""

    def __init__(self, theme: Theme, role: str, parent: QWidget | None = None) -> None:
        """Show a dot; `role` is a field of Tokens."""
        super().__init__(parent)
        self._theme = theme
        self._role = role
        self.setFixedSize(_DOT, _DOT)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.tokens.color(self._role))
        painter.drawEllipse(self.rect())
