"""The field for a registration code, which is there only where the server asks for one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.ui.error_texts import ErrorText, describe
from desktop.ui.fields import TextField
from desktop.ui.theme import Theme
from protocol.errors import InvalidForm
from protocol.registration_code import parse_code


class CodeField(TextField):
    """Asks for a registration code; hidden at first."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Make a hidden, empty field."""
        super().__init__(theme, self.tr("Registration code"), parent=parent)
        self.set_help(self.tr("You get it from whoever runs the server."))
        # Groups of digits would change places in a line from the right.
        self.edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.hide()
        self.text_changed.connect(self.clear_marks)

    @property
    def is_missing(self) -> bool:
        """Whether a code is asked for and none was typed yet."""
        return not self.isHidden() and not self.text.strip()

    def set_asked(self, *, is_asked: bool) -> None:
        """Show the field where the server asks for a code, and hide it where it does not."""
        self.setVisible(is_asked)

    def show_refused(self, error: ErrorText) -> None:
        """Ask for a code and say why what was typed, if anything, does not do."""
        self.set_asked(is_asked=True)
        self.show_fault(error.sentence)
        self.setFocus()

    def take(self) -> str | None:
        """Return the code as typed, or "" if none is asked for; None, and say so, if it is none."""
        if self.isHidden():
            return ""
        try:
            parse_code(self.text)
        except InvalidForm as error:
            self.show_refused(describe(error))
            return None
        return self.text
