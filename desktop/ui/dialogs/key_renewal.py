"""The part of the account's settings that renews keys: two choices and what came of them."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.buttons import Button
from desktop.ui.dialogs.renew_dialog import Renewal, RenewDialog
from desktop.ui.dialogs.setting_rows import SettingRow
from desktop.ui.error_texts import ErrorText
from desktop.ui.theme import Theme
from desktop.ui.views.notice import Notice, NoticeKind

translate = QCoreApplication.translate


def renewal_words(renewal: Renewal) -> tuple[str, str]:
    """Return title and explanation of a choice."""
    if renewal is Renewal.COMPUTER:
        return (
            translate("KeyRenewal", "This computer’s keys"),
            translate(
                "KeyRenewal",
                "Renew them if somebody else may have used this computer or has a copy of it.",
            ),
        )
    return (
        translate("KeyRenewal", "Your identity"),
        translate("KeyRenewal", "Renew it if somebody may know the key that proves who you are."),
    )


class KeyRenewal(QWidget):
    """Offers both renewals, each behind a question.

    Attributes:
        buttons: Begins a renewal.
        dialog: Asks before it, None while it does not.

    Signals:
        renewal_requested(Renewal): The person said yes.
    """

    renewal_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show both choices."""
        super().__init__(parent)
        self._theme = theme
        self.dialog: RenewDialog | None = None
        self.buttons: dict[Renewal, Button] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for renewal in Renewal:
            title, words = renewal_words(renewal)
            button = Button(theme, self.tr("Renew…"), parent=self)
            button.setAccessibleName(self.tr("Renew: {what}").format(what=title))
            button.setAccessibleDescription(words)
            button.clicked.connect(lambda _checked=False, renewal=renewal: self._ask(renewal))
            self.buttons[renewal] = button
            column.addWidget(SettingRow(theme, title, words, button, self))
        self._told = Notice(theme, NoticeKind.HINT, space_above=12, parent=self)
        column.addWidget(self._told)

    def _ask(self, renewal: Renewal) -> None:
        if self.dialog is not None:
            return
        dialog = RenewDialog(self._theme, renewal, self.window())
        dialog.renewal_requested.connect(lambda: self._begin(renewal))
        dialog.closed.connect(self._on_dialog_closed)
        self.dialog = dialog
        dialog.open()

    def _on_dialog_closed(self) -> None:
        self.dialog = None

    def _begin(self, renewal: Renewal) -> None:
        self._set_enabled(is_enabled=False)
        self._told.tell(NoticeKind.HINT, self.tr("The keys are being renewed…"))
        self.renewal_requested.emit(renewal)

    def _set_enabled(self, *, is_enabled: bool) -> None:
        for button in self.buttons.values():
            button.setEnabled(is_enabled)

    def show_renewed(self) -> None:
        """Say that the new keys count."""
        self._set_enabled(is_enabled=True)
        self._told.tell(NoticeKind.HINT, self.tr("The new keys count from now on."))

    def show_failed(self, error: ErrorText) -> None:
        """Say why the old keys stay for now."""
        self._set_enabled(is_enabled=True)
        self._told.tell(NoticeKind.FAULT, error.sentence)
