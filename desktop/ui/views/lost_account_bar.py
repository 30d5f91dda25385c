"""The bar that asks for the password when the server no longer knows the account."""

from PySide6.QtWidgets import QWidget

from desktop.core.events import ConnectionChanged
from desktop.core.records import ConnectionState, ConnectionTrouble
from desktop.ui.theme import Theme
from desktop.ui.views.warning_bar import WarningBar


class LostAccountBar(WarningBar):
    """Shown for as long as only the password goes on; everything else stays usable."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(theme, self.tr("Type password…"), parent)

    def show_state(self, change: ConnectionChanged) -> None:
        """Follow how the app stands with the server."""
        if change.state is ConnectionState.CONNECTING:
            return  # a try that is under way changes nothing yet: no flicker
        if change.trouble is ConnectionTrouble.ACCOUNT_LOST:
            self.say(
                self.tr("The server no longer knows your account"),
                self.tr(
                    "Your chats are safe, and you can read them. To send and receive again, type "
                    "your password."
                ),
            )
        elif change.trouble is ConnectionTrouble.KEY_CHANGED:
            self.say(
                self.tr("Your account is not registered yet"),
                self.tr(
                    "The server shows another identity than before. Type your password to go on; "
                    "you are asked once more before it is sent."
                ),
            )
        else:
            self.hide()
