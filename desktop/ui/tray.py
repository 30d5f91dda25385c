"""The icon among the desktop's own, with the number of unread messages and a short menu."""

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_ICON_PX = 64
_BADGE_PX = 40
_MOST_SHOWN = 9
_MESSAGE_MS = 10_000


class Tray(QObject):
    """The tray icon; on a desktop without a tray it does nothing.

    Signals:
        window_requested(): The person clicked the icon or "Open".
        message_clicked(int): The person clicked the message with this tag (see `show`).
        quiet_chosen(bool): The person turned "Do not disturb" on or off.
        quit_requested(): The person chose "Quit".
    """

    window_requested = Signal()
    message_clicked = Signal(int)
    quiet_chosen = Signal(bool)
    quit_requested = Signal()

    def __init__(self, app: QGuiApplication, theme: Theme, parent: QObject | None = None) -> None:
        """Build the icon without showing it."""
        super().__init__(parent)
        self._app = app
        self._theme = theme
        self._unread = 0
        self._last_tag = 0
        self._icon = QSystemTrayIcon(self)
        self._menu = QMenu()
        self.quiet = QAction(self.tr("Do not disturb"), self)
        self.quiet.setCheckable(True)
        self.quiet.toggled.connect(self.quiet_chosen)
        self._menu.addAction(self.tr("Open SecureChat"), self.window_requested.emit)
        self._menu.addAction(self.quiet)
        self._menu.addSeparator()
        self._menu.addAction(self.tr("Quit"), self.quit_requested.emit)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        self._icon.messageClicked.connect(lambda: self.message_clicked.emit(self._last_tag))
        theme.changed.connect(self._paint)
        self._paint()

    @property
    def is_available(self) -> bool:
        """Whether this desktop has a tray, so that a hidden window can be found again."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def appear(self) -> None:
        """Stand in the tray, also in one that comes later."""
        self._icon.show()

    def vanish(self) -> None:
        """Leave the tray."""
        self._icon.hide()

    def show_unread(self, count: int) -> None:
        """Say how many messages were not seen: on the icon, beside it, and on the dock's icon."""
        if count != self._unread:
            badge = self._badge()
            self._unread = count
            self._icon.setToolTip(self._tip())
            if self._badge() != badge:
                self._icon.setIcon(self._draw())
            self._app.setBadgeNumber(count)

    def show_quiet(self, *, is_quiet: bool) -> None:
        """Show "Do not disturb" as it is, without telling of it."""
        self.quiet.blockSignals(True)
        self.quiet.setChecked(is_quiet)
        self.quiet.blockSignals(False)

    # ── a plain notification service, where the desktop has no better one ─────────────────────

    def show(self, tag: int, title: str, body: str) -> None:
        """Show a message at the icon; a click on it can only mean the newest."""
        self._last_tag = tag
        self._icon.showMessage(title, body, self._icon.icon(), _MESSAGE_MS)

    def withdraw(self, tag: int) -> None:
        """Do nothing: what a tray has shown cannot be taken back."""

    # ── painting ──────────────────────────────────────────────────────────────────────────────

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in {
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        }:
            self.window_requested.emit()

    def _paint(self) -> None:
        self._icon.setToolTip(self._tip())
        self._icon.setIcon(self._draw())

    def _tip(self) -> str:
        if not self._unread:
            return self.tr("SecureChat")
        if self._unread == 1:
            return self.tr("SecureChat: 1 unread message")
        return self.tr("SecureChat: %n unread messages", "", self._unread)

    def _badge(self) -> str:
        if not self._unread:
            return ""
        return str(self._unread) if self._unread <= _MOST_SHOWN else f"{_MOST_SHOWN}+"

    def _draw(self) -> QIcon:
        tokens = self._theme.tokens
        mark = self._theme.icons.window_icon(tokens)
        if not self._badge():
            return mark
        pixmap = QPixmap(mark.pixmap(_ICON_PX, _ICON_PX))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        corner = _ICON_PX - _BADGE_PX
        box = QRect(corner, corner, _BADGE_PX, _BADGE_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawEllipse(box)
        font = QFont(TypeStyle.META_STRONG.font)
        font.setPixelSize(_BADGE_PX * 2 // 3)
        painter.setFont(font)
        painter.setPen(QColor(tokens.on_accent))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._badge())
        painter.end()
        return QIcon(pixmap)
