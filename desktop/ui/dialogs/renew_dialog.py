"""Asks before keys are renewed, and says what that changes and what contacts will see."""

import enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.measures import Px
from desktop.ui.theme import Theme

_WIDTH = Px(440)


class Renewal(enum.Enum):
    """Which keys are renewed."""

    COMPUTER = "computer"
    IDENTITY = "identity"


class RenewDialog(FormDialog):
    """Asks whether to renew keys.

    Signals:
        renewal_requested(): The person wants it.
    """

    renewal_requested = Signal()

    def __init__(self, theme: Theme, renewal: Renewal, parent: QWidget) -> None:
        """Ask about these keys."""
        is_computer = renewal is Renewal.COMPUTER
        title = (
            self.tr("Renew this computer’s keys?")
            if is_computer
            else self.tr("Renew your identity?")
        )
        super().__init__(theme, title, _WIDTH, parent)
        if is_computer:
            self.add_text(
                self.tr(
                    "This computer gets new keys. Whoever copied the old ones, from a backup or "
                    "while you were away, can neither sign in nor read what is written from now on."
                )
            )
            self.add_text(
                self.tr(
                    "The connection ends for a moment. Your chats and your contacts stay. What is "
                    "on its way to you now is sent again by itself."
                )
            )
        else:
            self.add_text(
                self.tr(
                    "The key that proves that you are you is replaced. The old one signs for the "
                    "new one, so your contacts can be sure that it is still you."
                )
            )
            self.add_text(
                self.tr(
                    "Your safety numbers change. Whoever compared them with you keeps the mark "
                    "“Verified”."
                )
            )
        self.add_text(
            self.tr("Your contacts see one line in their chat with you: you renewed your keys.")
        )
        renew = Button(
            theme, self.tr("Renew now"), kind=ButtonKind.PRIMARY, icon="rotate-cw", parent=self.card
        )
        renew.clicked.connect(self._on_renew)
        self.add_answers(renew)

    def _on_renew(self) -> None:
        self.renewal_requested.emit()
        self.close_overlay()
