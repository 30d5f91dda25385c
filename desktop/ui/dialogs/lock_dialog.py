"""Asks for the password that turns the lock on or off; for the first time also by Ctrl+L."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.error_texts import ErrorText
from desktop.ui.fields import TextField
from desktop.ui.measures import Px
from desktop.ui.theme import Theme

_WIDTH = Px(440)


class LockDialog(FormDialog):
    """Asks whether to turn the lock on, or off.

    Attributes:
        password: Of the account.

    Signals:
        chosen(str): Do it; the password is given.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, *, turns_on: bool, parent: QWidget) -> None:
        """Cover `parent`; call `open` to show it."""
        title = self.tr("Turn on the lock?") if turns_on else self.tr("Turn off the lock?")
        super().__init__(theme, title, _WIDTH, parent)
        self.add_text(
            self.tr(
                "SecureChat then asks for your password when it starts, when you press Ctrl+L, and "
                "when you were away. While it is locked, nothing can be read on this computer, and "
                "messages wait at the server."
            )
            if turns_on
            else self.tr(
                "SecureChat then opens as soon as you are signed in to this computer, without "
                "asking for your password."
            )
        )
        self.password = TextField(
            theme, self.tr("Your password"), is_secret=True, parent=self._holder
        )
        self.column.addWidget(self.password)
        self._do = Button(
            theme,
            self.tr("Turn on") if turns_on else self.tr("Turn off"),
            kind=ButtonKind.PRIMARY,
            parent=self.card,
        )
        self.add_answers(self._do, no=self.tr("Not now"))
        self._do.clicked.connect(self._on_do)
        self.password.entered.connect(self._on_do)
        self.password.text_changed.connect(self.password.clear_marks)

    def show_refused(self, error: ErrorText) -> None:
        """Say why the lock stays as it is; what was typed stays to be typed over."""
        self._do.setEnabled(True)
        self.password.show_fault(error.sentence)
        self.password.edit.selectAll()
        self.password.setFocus()

    def _on_do(self) -> None:
        if not self.password.text:
            self.password.show_fault(self.tr("Type your password first."))
        elif self._do.isEnabled():
            self._do.setEnabled(False)
            self.password.show_help(self.tr("Checking…"))
            self.chosen.emit(self.password.text)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the dialog with the cursor in its field."""
        super().open()
        self.password.setFocus()
