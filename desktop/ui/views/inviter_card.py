"""Who made an invite, as a card: avatar, name, server."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.records import InviteFound
from desktop.ui.avatar import draw_avatar, pick_ground
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.relay_address import short_address
from desktop.ui.theme import Theme
from desktop.ui.tokens import RADIUS_CARD
from desktop.ui.typography import TypeStyle

_AVATAR = Px(48)


class InviterCard(QWidget):
    """Who made an invite, and at which server.

    Attributes:
        name: Their username.
        server: The same with their server.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._theme = theme
        self._found: InviteFound | None = None
        self.name = TextLabel(theme, TypeStyle.CARD_NAME, parent=self)
        self.server = TextLabel(theme, TypeStyle.BODY, role="secondary", parent=self)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.name)
        column.addWidget(self.server)
        row = QHBoxLayout(self)
        set_margins(
            row, self, start=px(16) + _AVATAR + px(12), top=px(16), end=px(16), bottom=px(16)
        )
        row.addLayout(column, 1)
        self.setFixedHeight(px(74))
        theme.changed.connect(self.update)

    def show_found(self, found: InviteFound) -> None:
        """Show whose invite it is."""
        self._found = found
        self.name.setText(found.username)
        self.name.setAccessibleName(self.tr("Invite of {name}").format(name=found.username))
        self.server.setText(
            self.tr("@{name} at {server}").format(
                name=found.username, server=short_address(found.relay_address)
            )
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint outline and avatar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.tokens.color("border"), 1))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, RADIUS_CARD, RADIUS_CARD)
        left = self.width() - px(16) - _AVATAR if self.isRightToLeft() else px(16)
        avatar = QRectF(left, (self.height() - _AVATAR) / 2, _AVATAR, _AVATAR)
        if self._found is not None:
            draw_avatar(
                painter, avatar, ground=pick_ground(self._found.account), name=self._found.username
            )
