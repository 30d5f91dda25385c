"""The thin bar under the header that says how the app stands with the server."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.core.events import ConnectionChanged
from desktop.core.records import ConnectionState, ConnectionTrouble
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconTile
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.trouble_texts import describe_trouble
from desktop.ui.typography import TypeStyle

_HEIGHT = Px(28)
_PATIENCE_MS = 2_000
"""Shorter waits for a connection are not worth a word."""

_TOLD_ABOVE = frozenset({ConnectionTrouble.ACCOUNT_LOST, ConnectionTrouble.KEY_CHANGED})
"""What the bar over the whole window says already, and offers to mend."""


class ConnectionBar(Surface):
    """Hidden while all is well; its accessible name is its text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(theme, "warning_ground", parent=parent)
        self._icon = IconTile(theme, "wifi-off", size=16, icon_size=16, radius=0, parent=self)
        self._words = TextLabel(theme, TypeStyle.CAPTION_MEDIUM, parent=self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PATIENCE_MS)
        self._timer.timeout.connect(self._show_connecting)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), 0, px(16), 0)
        row.setSpacing(px(8))
        row.addStretch(1)
        row.addWidget(self._icon)
        row.addWidget(self._words)
        row.addStretch(1)
        self.setFixedHeight(_HEIGHT)
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says, empty while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    def show_state(self, change: ConnectionChanged) -> None:
        """Say how the app stands now."""
        state = change.state
        if state is ConnectionState.CONNECTING:
            # A bar that is shown already stays until the try has ended: no flicker.
            if self.isHidden() and not self._timer.isActive():
                self._timer.start()
            return
        self._timer.stop()
        if state is ConnectionState.OFFLINE:
            self._say(describe_trouble(change.trouble), "wifi-off", "warning", "warning_ground")
        elif change.trouble in _TOLD_ABOVE:
            self.hide()
        elif state is ConnectionState.REFUSED:
            is_told = change.trouble is not ConnectionTrouble.NONE
            trouble = change.trouble if is_told else ConnectionTrouble.SIGN_IN_FAILED
            self._say(describe_trouble(trouble), "triangle-alert", "danger", "danger_ground")
        elif state is ConnectionState.CATCHING_UP:
            self._say(self.tr("Newer messages are on their way"), "loader", "secondary", "list")
        else:
            self.hide()

    def _show_connecting(self) -> None:
        self._say(self.tr("Connecting…"), "loader", "secondary", "list")

    def _say(self, text: str, icon: str, role: str, ground: str) -> None:
        self._words.setText(text)
        self._words.setToolTip(text)
        self._words.set_role(role)
        self._icon.set_icon(icon)
        self._icon.set_colors(role, None)
        self.set_role(ground)
        self.setAccessibleName(text)
        self.show()
