"""The rail at the start edge: the way to chats, requests and settings, and who is signed in."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.avatar import draw_avatar
from desktop.ui.buttons import IconButton
from desktop.ui.focus import PaintedButton
from desktop.ui.measures import Px, px
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.tokens import AVATAR_GROUNDS, FOCUS_RING, RAIL_WIDTH
from desktop.ui.typography import TypeStyle

_BUTTON = Px(40)
_AVATAR = Px(32)
_BADGE = Px(18)
_BADGE_RING = Px(2)
_MOST_SHOWN = 99
_OWN_GROUND = AVATAR_GROUNDS[8]


class _RailButton(IconButton):
    """The way to a list or a dialog, perhaps with a number of unread messages."""

    def __init__(
        self, theme: Theme, icon: str, name: str, parent: QWidget, *, shortcut: str = ""
    ) -> None:
        super().__init__(
            theme, icon, name, size=_BUTTON, icon_size=22, shortcut=shortcut, parent=parent
        )
        self._count = 0
        self._is_current = False

    def set_current(self, *, is_current: bool) -> None:
        self._is_current = is_current
        if is_current:
            self.set_colors("accent", "selected")
        else:
            self.set_colors("secondary")

    def set_badge(self, count: int) -> None:
        self._count = count
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        tokens = self._theme.tokens
        style = TypeStyle.META_STRONG
        text = str(self._count) if self._count <= _MOST_SHOWN else f"{_MOST_SHOWN}+"
        width = max(_BADGE, style.metrics.horizontalAdvance(text) + px(10))
        left = 0.0 if self.isRightToLeft() else self.width() - width
        box = QRectF(left, 1, width, _BADGE)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.selected if self._is_current else tokens.rail))
        ring = box.adjusted(-_BADGE_RING, -_BADGE_RING, _BADGE_RING, _BADGE_RING)
        painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        painter.setBrush(QColor(tokens.accent))
        painter.drawRoundedRect(box, _BADGE / 2, _BADGE / 2)
        painter.setFont(style.font)
        painter.setPen(QColor(tokens.on_accent))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class _OwnAvatar(PaintedButton):
    """Who is signed in; pressed, it shows the other profiles."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._theme = theme
        self._name = ""
        self.setFixedSize(_BUTTON, _BUTTON)
        self.setAccessibleName(self.tr("Accounts"))

    def show_name(self, name: str) -> None:
        self._name = name
        text = self.tr("Signed in as {name}").format(name=name)
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setAccessibleDescription(self.tr("Other accounts"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = (_BUTTON - _AVATAR) / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        if self._name:
            draw_avatar(painter, box, ground=_OWN_GROUND, name=self._name)
        if self.is_ring_shown:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.tokens.accent), FOCUS_RING))
            painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))


class Rail(Surface):
    """The narrow column at the start of the window.

    Signals:
        chats_requested(): The person wants to see the chat list.
        requests_requested(): The person wants to see who asks to write.
        settings_requested(): The person wants to see the settings.
        account_requested(): The person wants to see the other accounts.
        lock_requested(): The person goes away.

    Attributes:
        avatar: Who is signed in.
    """

    chats_requested = Signal()
    requests_requested = Signal()
    settings_requested = Signal()
    account_requested = Signal()
    lock_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build the rail."""
        super().__init__(theme, "rail", parent=parent)
        self._chats = _RailButton(theme, "message-circle", self.tr("Show chats"), self)
        self._requests = _RailButton(theme, "inbox", self.tr("Requests"), self)
        self._settings = _RailButton(
            theme, "settings", self.tr("Settings"), self, shortcut="Ctrl+,"
        )
        self._lock = _RailButton(theme, "lock", self.tr("Lock"), self, shortcut="Ctrl+L")
        self.avatar = _OwnAvatar(theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(8), px(12), px(8), px(12))
        column.setSpacing(px(4))
        column.addWidget(self._chats)
        column.addWidget(self._requests)
        column.addStretch(1)
        column.addWidget(self._lock)
        column.addWidget(self._settings)
        column.addSpacing(px(4))
        column.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFixedWidth(RAIL_WIDTH)
        self.show_current(is_requests=False)
        self._chats.clicked.connect(self.chats_requested)
        self._requests.clicked.connect(self.requests_requested)
        self._settings.clicked.connect(self.settings_requested)
        self.avatar.clicked.connect(self.account_requested)
        self._lock.clicked.connect(self.lock_requested)

    @property
    def first(self) -> QWidget:
        """What has the focus first."""
        return self._chats

    def show_name(self, name: str) -> None:
        """Show who is signed in."""
        self.avatar.show_name(name)

    def show_unread(self, count: int) -> None:
        """Show how many messages are unread."""
        self._chats.set_badge(count)
        self._chats.set_name(
            self.tr("Show chats, %n unread", "", count) if count else self.tr("Show chats")
        )

    def show_requests(self, count: int, unseen: int) -> None:
        """Show how many people ask to write; the name stays, the number is its description.

        Args:
            count: Everybody who waits for an answer.
            unseen: Of these, those with something that was not looked at yet; the badge.
        """
        self._requests.set_badge(unseen)
        self._requests.setAccessibleDescription(self.tr("%n waiting", "", count) if count else "")

    def show_current(self, *, is_requests: bool) -> None:
        """Mark the list that is shown."""
        self._chats.set_current(is_current=not is_requests)
        self._requests.set_current(is_current=is_requests)
