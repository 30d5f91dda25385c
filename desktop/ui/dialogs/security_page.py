"""The settings about what opens the chats on this computer: lock and recovery code."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from desktop.core.records import LockKind, LockRecord, RecoveryState
from desktop.ui.buttons import Button
from desktop.ui.choices import Radio, Toggle
from desktop.ui.dialogs.lock_dialog import LockDialog
from desktop.ui.dialogs.setting_rows import SettingsPage
from desktop.ui.dialogs.settings_context import SettingsContext
from desktop.ui.error_texts import ErrorText
from desktop.ui.labels import TextLabel
from desktop.ui.measures import px
from desktop.ui.preferences import PreferenceStore
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from desktop.ui.views.notice import Notice, NoticeKind


class SecurityPage(SettingsPage):
    """Shows what is in force; the lock changes once its password was given.

    Attributes:
        lock: Whether the password is asked for.
        times: After how many minutes the lock closes by itself.
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
        self.times = {
            5: Radio(theme, self.tr("After 5 minutes"), self),
            10: Radio(theme, self.tr("After 10 minutes"), self),
            30: Radio(theme, self.tr("After 30 minutes"), self),
            60: Radio(theme, self.tr("After an hour"), self),
            0: Radio(theme, self.tr("Never"), self),
        }
        self.new_code = Button(theme, self.tr("Make a new code…"), parent=self)
        self._fault = Notice(theme, NoticeKind.FAULT, parent=self)
        self._lay_out()
        group = QButtonGroup(self)
        for minutes, radio in self.times.items():
            group.addButton(radio, minutes)
            radio.setChecked(minutes == preferences.values.auto_lock_minutes)
            if not radio.isChecked():
                # The Tab key reaches the chosen one; Qt sees to that only once one had the focus.
                radio.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        group.idClicked.connect(lambda minutes: preferences.change(auto_lock_minutes=minutes))
        self.lock.clicked.connect(self._on_lock_clicked)
        self.show_lock(self._record)

    def _lay_out(self) -> None:
        self.add_heading(self.tr("Lock"))
        self._lock_row = self.add_row(
            self.tr("Ask for your password"),
            self.tr("When SecureChat starts and after it was locked. Ctrl+L locks at once."),
            self.lock,
        )
        self._vault_line = TextLabel(
            self._theme,
            TypeStyle.BODY,
            text=self.tr("SecureChat asks for your passphrase at each start. Ctrl+L locks."),
            role="secondary",
            wraps=True,
            parent=self,
        )
        self._column.addWidget(self._vault_line)
        self._times = QWidget(self)
        self._times_title = TextLabel(
            self._theme,
            TypeStyle.BODY_MEDIUM,
            text=self.tr("Lock when you are away"),
            parent=self,
        )
        self._column.addSpacing(px(8))
        self._column.addWidget(self._times_title)
        self._column.addSpacing(px(4))
        for radio in self.times.values():
            self._column.addWidget(radio)
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
        self._column.addWidget(self._fault)
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
        self._times_title.setVisible(is_on)
        for radio in self.times.values():
            radio.setVisible(is_on)

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
