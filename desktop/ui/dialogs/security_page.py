"""The settings about what opens the chats on this computer: lock and recovery code."""

import sys

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.core.records import LockKind, LockRecord, RecoveryState
from desktop.ui.buttons import Button
from desktop.ui.choices import Toggle
from desktop.ui.dialogs.choice_select import ChoiceSelect
from desktop.ui.dialogs.lock_dialog import LockDialog
from desktop.ui.dialogs.setting_rows import SettingsPage
from desktop.ui.dialogs.settings_context import SettingsContext
from desktop.ui.error_texts import ErrorText
from desktop.ui.preferences import PreferenceStore
from desktop.ui.theme import Theme
from desktop.ui.views.notice import Notice, NoticeKind

NEVER = 0
HOUR = 60
_MINUTES = (5, 10, 30, HOUR, NEVER)


class SecurityPage(SettingsPage):
    """Shows what is in force; the lock changes once its password was given.

    Attributes:
        lock: Whether the password is asked for.
        time: After how many minutes the lock closes by itself.
        new_code: Makes another recovery code.
        dialog: Asks for the password, None while it does not.

    Signals:
        turn_on_requested(str): Turn the lock on; the password is given.
        turn_off_requested(str): Turn it off; the password is given.
    """

    turn_on_requested = Signal(str)
    turn_off_requested = Signal(str)

    def __init__(
        self, theme: Theme, preferences: PreferenceStore, parent: QWidget | None = None
    ) -> None:
        """Show a lock that is off until `show_lock` says more."""
        super().__init__(theme, parent)
        self._preferences = preferences
        self._record = LockRecord(kind=LockKind.OFF, recovery=RecoveryState.KEPT)
        self.dialog: LockDialog | None = None
        self.lock = Toggle(theme, self.tr("Ask for your password"), self)
        now = preferences.values.auto_lock_minutes
        self.time = ChoiceSelect(
            theme,
            self.tr("Lock when you are away"),
            [
                (str(minutes), self._words_of(minutes))
                for minutes in sorted({*_MINUTES, now}, key=_last)
            ],
            self,
        )
        self.time.show_choice(str(now))
        self.new_code = Button(theme, self.tr("Make a new code…"), parent=self)
        self._fault = Notice(theme, NoticeKind.FAULT, parent=self)
        self._lay_out()
        self.time.chosen.connect(lambda minutes: preferences.change(auto_lock_minutes=int(minutes)))
        self.lock.clicked.connect(self._on_lock_clicked)
        self.show_lock(self._record)

    def _words_of(self, minutes: int) -> str:
        if minutes == NEVER:
            return self.tr("Never")
        if minutes == HOUR:
            return self.tr("After an hour")
        if minutes == 1:
            return self.tr("After a minute")
        return self.tr("After %n minutes", "", minutes)

    def _lay_out(self) -> None:
        self.add_heading(self.tr("Lock"))
        self._lock_row = self.add_row(
            self.tr("Ask for your password"),
            self.tr("When SecureChat starts and after it was locked. Ctrl+L locks at once."),
            self.lock,
        )
        self._vault_line = self.add_words(
            self.tr("SecureChat asks for your passphrase at each start. Ctrl+L locks.")
        )
        self._time_row = self.add_row(
            self.tr("Lock when you are away"),
            self.tr("Closes the chats and asks for your password again."),
            self.time,
        )
        self.add_line()
        self.add_heading(self.tr("Recovery code"))
        self.add_row(
            self.tr("Another code"),
            self.tr(
                "Opens your chats on this computer without password or keyring. The code that you "
                "have now opens nothing after that."
            ),
            self.new_code,
        )
        self.add_block(self._fault)
        self._column.addStretch(1)

    def show_lock(self, record: LockRecord) -> None:
        """Show what opens the profile; a change that was asked for is done."""
        self._record = record
        self._close_dialog()
        self._fault.clear()
        is_vault = record.kind is LockKind.PASSPHRASE
        is_on = record.kind is not LockKind.OFF
        self.lock.setChecked(is_on)
        self._lock_row.setVisible(not is_vault)
        self._vault_line.setVisible(is_vault)
        self._time_row.setVisible(is_on)

    def show_refused(self, error: ErrorText) -> None:
        """Say why the lock stays as it is."""
        self.lock.setChecked(self._record.kind is not LockKind.OFF)
        if self.dialog is not None:
            self.dialog.show_refused(error)
        else:
            self._fault.tell(NoticeKind.FAULT, error.sentence)

    def show_failure(self, error: ErrorText) -> None:
        """Say why there is no new code."""
        self._fault.tell(NoticeKind.FAULT, error.sentence)

    def _on_lock_clicked(self) -> None:
        is_on = self._record.kind is not LockKind.OFF
        # It changes when it is done, not when it is asked for.
        self.lock.setChecked(is_on)
        if self.dialog is not None:
            return
        dialog = LockDialog(self._theme, turns_on=not is_on, parent=self.window())
        dialog.chosen.connect(self.turn_off_requested if is_on else self.turn_on_requested)
        dialog.closed.connect(self._on_dialog_closed)
        self.dialog = dialog
        dialog.open()

    def _on_dialog_closed(self) -> None:
        self.dialog = None

    def _close_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.close_overlay()


def _last(minutes: int) -> int:
    """Sort "never" behind every time."""
    return minutes or sys.maxsize


def build(context: SettingsContext, parent: QWidget) -> SecurityPage:
    """Make the page and ask what opens the profile."""
    access = context.bridge.access
    page = SecurityPage(context.theme, context.preferences, parent)
    access.lock_loaded.connect(page.show_lock)
    access.lock_refused.connect(page.show_refused)
    access.code_failed.connect(page.show_failure)
    page.turn_on_requested.connect(access.turn_on_lock)
    page.turn_off_requested.connect(access.turn_off_lock)
    page.new_code.clicked.connect(access.make_code)
    access.load_lock()
    return page
