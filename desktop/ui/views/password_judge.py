"""Decides whether a password that is being chosen is good enough, and shows how good it is."""

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.core.records import PasswordRating, PasswordStrength
from desktop.ui.fields import TextField
from desktop.ui.views.strength_meter import StrengthMeter

MIN_PASSWORD_CHARS = 8
_PAUSE_MS = 120
"""The meter follows the typing, but not every letter of a fast word."""


class PasswordJudge(QObject):
    """Watches the field of a new password; rating it is somebody else's work.

    Signals:
        rating_requested(str): How good is this password? Answer with `show_rating`.
        accepted(str): The password that was submitted is good enough.
    """

    rating_requested = Signal(str)
    accepted = Signal(str)

    def __init__(self, field: TextField, meter: StrengthMeter) -> None:
        """Watch `field` for as long as it lives, and show its rating in `meter`."""
        super().__init__(field)
        self._field = field
        self._meter = meter
        self._rated: tuple[str, PasswordRating] | None = None
        self._is_awaited = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        field.text_changed.connect(self._on_text_changed)

    @property
    def is_long_enough(self) -> bool:
        """Tell whether the password has the least length."""
        return len(self._field.text) >= MIN_PASSWORD_CHARS

    def submit(self) -> None:
        """Accept the password once it is rated, or say at the field why not."""
        password = self._field.text
        self._is_awaited = False
        if not self.is_long_enough:
            self._field.show_fault(
                self.tr("Use at least {count} characters.").format(count=MIN_PASSWORD_CHARS)
            )
        elif self._rated is None or self._rated[0] != password:
            self._is_awaited = True
            self._ask()
        elif self._rated[1].strength is PasswordStrength.TOO_WEAK:
            self._field.show_fault(self.tr("This password is too easy to guess."))
        else:
            self.accepted.emit(password)

    def show_rating(self, password: str, rating: PasswordRating) -> None:
        """Say how good a password is, if it still stands in the field."""
        if password != self._field.text:
            return
        self._rated = (password, rating)
        if password:
            self._meter.show_rating(rating)
        if self._is_awaited:
            self.submit()

    def _on_text_changed(self) -> None:
        self._is_awaited = False
        if self._field.text:
            self._pause.start()
        else:
            self._pause.stop()
            self._meter.clear()

    def _ask(self) -> None:
        self.rating_requested.emit(self._field.text)
