"""The field for the username of a new account: looked up on a pause, with the answer beside it."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.error_texts import ErrorText, describe
from desktop.ui.fields import TextField
from desktop.ui.theme import Theme
from protocol.errors import InvalidForm
from protocol.ids import Username, parse_username

_PAUSE_MS = 600
"""A name is looked up only when the typing pauses: look-ups are budgeted by the server."""


class NameField(TextField):
    """Asks for a username.

    Signals:
        check_due(str): The typing paused: is this name free?
    """

    check_due = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show an empty field."""
        super().__init__(theme, self.tr("Username"), sign="@", parent=parent)
        self.set_help(self.tr("People find you by this name. Small letters, digits, dots."))
        self._taken: tuple[str, ErrorText] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        self.text_changed.connect(self.check_later)

    def parse(self) -> Username | None:
        """Return the name; if it is none, say so."""
        try:
            return parse_username(self.text)
        except InvalidForm as error:
            self.show_fault(describe(error).sentence)
            return None

    def take(self) -> Username | None:
        """Return the name to go on with; None if it is none or known to be taken, which is said."""
        name = self.parse()
        if name is None:
            return None
        if self._taken is not None and self._taken[0] == name:
            self.show_fault(self._taken[1].sentence)
            return None
        self._pause.stop()
        return name

    def check_later(self) -> None:
        """Forget what is known of the name and look it up after a pause."""
        self._taken = None
        self.show_help()
        self._pause.start()

    def show_check(self, name: str, *, is_taken: bool, taken: ErrorText) -> None:
        """Say whether the name that is typed is free."""
        if is_taken:
            self.show_refused(name, taken)
        elif self.is_typed(name):
            self.show_mark(self.tr("free"))

    def show_refused(self, name: str, error: ErrorText) -> None:
        """Say why the name that is typed cannot be had."""
        if self.is_typed(name):
            self._taken = (name, error)
            self.show_fault(error.sentence)

    def show_check_failed(self, name: str, error: ErrorText) -> None:
        """Say quietly that the name could not be looked up."""
        if self.is_typed(name):
            self.show_help(error.title)

    def is_typed(self, name: str) -> bool:
        """Tell whether this is the name that stands in the field."""
        return name == self.text.strip().removeprefix("@").lower()

    def _on_pause(self) -> None:
        if self.text.strip():
            name = self.parse()
            if name is not None:
                self.check_due.emit(name)
