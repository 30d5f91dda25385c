"""Asks before a password goes to a server that shows another identity than the last time."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.measures import Px
from desktop.ui.theme import Theme
from desktop.ui.views.notice import Notice, NoticeKind

_WIDTH = Px(440)


class ServerKeyDialog(FormDialog):
    """Says what happened and what could go wrong; whoever closes it has not agreed.

    Signals:
        answered(bool): Whether the password may go there; once, when the dialog is gone.
    """

    answered = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Prepare the question; no button has the focus at first."""
        super().__init__(theme, self.tr("Is this still your server?"), _WIDTH, parent)
        self._is_agreed = False
        self.add_text(
            self.tr(
                "The server shows another identity than the last time you used your password with "
                "it. That is normal after it was set up anew or moved."
            ),
            role="text",
        )
        self.add_text(
            self.tr(
                "It can also mean that somebody else answers in its place. With your password they "
                "could take your username away from you. They could not read your messages."
            )
        )
        self.column.addWidget(
            Notice(
                theme,
                NoticeKind.HINT,
                self.tr(
                    "Nothing has been sent yet. If you are not sure, cancel and ask whoever runs "
                    "the server."
                ),
                parent=self.card,
            )
        )
        go_on = Button(theme, self.tr("Continue"), kind=ButtonKind.PRIMARY, parent=self.card)
        go_on.clicked.connect(self._on_continue)
        self.add_answers(go_on)

        self.closed.connect(self._on_closed)

    def _on_continue(self) -> None:
        self._is_agreed = True
        self.close_overlay()

    def _on_closed(self) -> None:
        self.answered.emit(self._is_agreed)
