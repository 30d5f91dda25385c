"""The rail at the start edge: the way to the chats, and who is signed in."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.avatar import draw_avatar
from desktop.ui.buttons import IconButton
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.tokens import AVATAR_GROUNDS, RAIL_WIDTH
from desktop.ui.typography import TypeStyle

_BUTTON = 40
_AVATAR = 32
_BADGE = 18
_BADGE_RING = 2
_MOST_SHOWN = 99
_OWN_GROUND = AVATAR_GROUNDS[8]


class _ChatsButton(IconButton):
    """The way to the chats, with the number of unread messages."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(
            theme, "message-circle", "", size=_BUTTON, icon_size=22, role="accent", parent=parent
        )
        self._count = 0
        self.set_colors("accent", "selected")
        self.set_count(0)

    def set_count(self, count: int) -> None:
        self._count = count
        name = self.tr("Show chats")
        self.set_name(
            self.tr("{name}, {count} unread").format(name=name, count=count) if count else name
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        tokens = self._theme.tokens
        style = TypeStyle.META_STRONG
        text = str(self._count) if self._count <= _MOST_SHOWN else f"{_MOST_SHOWN}+"
        width = max(_BADGE, style.metrics.horizontalAdvance(text) + 10)
        left = 0.0 if self.isRightToLeft() else self.width() - width
        box = QRectF(left, 1, width, _BADGE)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.selected))
        ring = box.adjusted(-_BADGE_RING, -_BADGE_RING, _BADGE_RING, _BADGE_RING)
        painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        painter.setBrush(QColor(tokens.accent))
        painter.drawRoundedRect(box, _BADGE / 2, _BADGE / 2)
        painter.setFont(style.font)
        painter.setPen(QColor(tokens.on_accent))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class _OwnAvatar(QWidget):
    """Who is signed in; not a control."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = ""
        self.setFixedSize(_AVATAR, _AVATAR)

    def show_name(self, name: str) -> None:
        self._name = name
        text = self.tr("Signed in as {name}").format(name=name)
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._name:
            painter = QPainter(self)
            draw_avatar(painter, QRectF(self.rect()), ground=_OWN_GROUND, name=self._name)


class Rail(Surface):
    """The narrow column at the start of the window.

    Signals:
        chats_requested(): The person wants to see the chat list.
    """

    chats_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build the rail."""
        super().__init__(theme, "rail", parent=parent)
        self._chats = _ChatsButton(theme, self)
        self._avatar = _OwnAvatar(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 16)
        column.setSpacing(4)
        column.addWidget(self._chats)
        column.addStretch(1)
        column.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFixedWidth(RAIL_WIDTH)
        self._chats.clicked.connect(self.chats_requested)

    def show_name(self, name: str) -> None:
        """Show who is signed in."""
        self._avatar.show_name(name)

    def show_unread(self, count: int) -> None:
        """Show how many messages are unread."""
        self._chats.set_count(count)
