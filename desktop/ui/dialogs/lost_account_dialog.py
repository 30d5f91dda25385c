"""Asks for the password that brings an account back to a server that no longer knows it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import CodeNeeded, CodeRefused
from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.error_texts import ErrorText, code_of
from desktop.ui.fields import TextField
from desktop.ui.measures import Px
from desktop.ui.theme import Theme
from desktop.ui.views.code_field import CodeField
from desktop.ui.views.notice import Notice, NoticeKind
from desktop.ui.views.password_judge import MIN_PASSWORD_CHARS

_WIDTH = Px(440)
_ABOUT_CODE = frozenset({code_of(CodeNeeded), code_of(CodeRefused)})


class LostAccountDialog(FormDialog):
    """Asks for the password twice: the server that lost the account cannot notice a typing error.

    Signals:
        password_entered(str, str): Register the account again with it, and with this registration
            code, empty where none is asked for.
    """

    password_entered = Signal(str, str)

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        """Ask about the account of this username."""
        super().__init__(theme, self.tr("Bring your account back"), _WIDTH, parent)
        self.add_text(
            self.tr(
                "The server no longer knows {name}. It may have been set up anew. Your chats and "
                "contacts are on this computer and safe."
            ).format(name=name),
            role="text",
        )
        self.add_text(
            self.tr(
                "With your password, the account is registered there again as it was. What the "
                "server lost of yours is sent again by itself."
            )
        )
        self.password = TextField(theme, self.tr("Password"), is_secret=True, parent=self.card)
        self.again = TextField(
            theme,
            self.tr("The same again"),
            is_secret=True,
            help_text=self.tr("The server cannot check it, and takes it as it is from now on."),
            parent=self.card,
        )
        self.code = CodeField(theme, self.card)
        self._told = Notice(theme, NoticeKind.HINT, parent=self.card)
        for widget in (self.password, self.again, self.code, self._told):
            self.column.addWidget(widget)
        self._go = Button(
            theme, self.tr("Register again"), kind=ButtonKind.PRIMARY, parent=self.card
        )
        self._go.clicked.connect(self._on_go)
        self.add_answers(self._go, no=self.tr("Not now"))
        self.password.text_changed.connect(self._clear_faults)
        self.again.text_changed.connect(self._clear_faults)
        self.password.entered.connect(self.again.setFocus)
        self.again.entered.connect(self._on_go)
        self.code.text_changed.connect(self._told.clear)
        self.code.entered.connect(self._on_go)

    def open(self) -> None:
        """Show the dialog with the cursor in the first field."""
        super().open()
        self.password.setFocus()

    def show_failure(self, error: ErrorText) -> None:
        """Say why the account is not back."""
        self._go.setEnabled(True)
        if error.code in _ABOUT_CODE:
            self._told.clear()
            self.code.show_refused(error)
        else:
            self._told.tell(NoticeKind.FAULT, error.sentence)

    def _clear_faults(self) -> None:
        self._told.clear()
        self.password.show_help()
        self.again.show_help()

    def _on_go(self) -> None:
        if not self._go.isEnabled():
            return
        if len(self.password.text) < MIN_PASSWORD_CHARS:
            self.password.show_fault(
                self.tr("Use at least {count} characters.").format(count=MIN_PASSWORD_CHARS)
            )
        elif self.password.text != self.again.text:
            self.again.show_fault(self.tr("The two are not the same."))
        elif (code := self.code.take()) is not None:
            self._go.setEnabled(False)
            self._told.tell(NoticeKind.BUSY, self.tr("Telling the server…"))
            self.password_entered.emit(self.password.text, code)
