"""The settings of the account itself: another password, other keys, or the end."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop.ui.buttons import Button
from desktop.ui.dialogs.key_renewal import KeyRenewal, renewal_words
from desktop.ui.dialogs.renew_dialog import Renewal
from desktop.ui.dialogs.setting_rows import SettingsPage
from desktop.ui.dialogs.settings_context import SettingsContext
from desktop.ui.dialogs.settings_results import SettingsEntry
from desktop.ui.error_texts import Concern, ErrorText
from desktop.ui.fields import TextField
from desktop.ui.measures import Px, px
from desktop.ui.overlay import bring_into_sight
from desktop.ui.theme import Theme
from desktop.ui.tone_button import ToneButton, build_danger_button
from desktop.ui.views.notice import Notice, NoticeKind
from desktop.ui.views.password_judge import PasswordJudge
from desktop.ui.views.strength_meter import StrengthMeter

_FIELD_ENOUGH = Px(240)
_FIELD_GAP = Px(16)


class AccountPage(SettingsPage):
    """Changes the password, renews keys and deletes the account.

    Attributes:
        keys: Renews keys.
        judge: Decides whether the new password is good enough; ask for its ratings.

    Signals:
        password_requested(str, str): Change the old password into the new one.
        deletion_requested(str): Delete the account; the password is given.
    """

    password_requested = Signal(str, str)
    deletion_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show empty fields."""
        super().__init__(theme, parent)
        self._build_password()
        self.add_line()
        self.add_heading(self.tr("Keys"))
        self.keys = KeyRenewal(theme, self)
        self._column.addWidget(self.keys)
        for renewal, button in self.keys.buttons.items():
            self.entries.append(SettingsEntry(*renewal_words(renewal), button))
        self.add_line()
        self._build_deletion()
        self._column.addStretch(1)

    def _build_password(self) -> None:
        theme = self._theme
        self.add_heading(self.tr("Password"))
        self.add_words(
            self.tr("You sign in with it. Whoever knows it can take your username away from you.")
        )
        self.old = TextField(theme, self.tr("Password now"), is_secret=True, parent=self)
        self.new = TextField(theme, self.tr("New password"), is_secret=True, parent=self)
        self.meter = StrengthMeter(theme, self)
        self.judge = PasswordJudge(self.new, self.meter)
        self.judge.accepted.connect(self._on_accepted)
        self._fields = fields = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        fields.setSpacing(_FIELD_GAP)
        for field in (self.old, self.new):
            holder = QVBoxLayout()
            holder.addWidget(field)
            if field is self.new:
                holder.addSpacing(px(4))
                holder.addWidget(self.meter)
            holder.addStretch(1)
            fields.addLayout(holder, 1)
        self.add_block(fields)
        self._change = Button(theme, self.tr("Change password"), parent=self)
        self._change.clicked.connect(self._on_change)
        self.new.entered.connect(self._on_change)
        self.old.text_changed.connect(self._clear_faults)
        self.new.text_changed.connect(self._clear_faults)
        self.add_buttons(self._change)
        self._told = Notice(theme, NoticeKind.HINT, parent=self)
        self.add_block(self._told)

    def _build_deletion(self) -> None:
        theme = self._theme
        self.add_heading(self.tr("Delete account"))
        self.add_words(
            self.tr(
                "Your username becomes free, messages on their way to you are lost, and your chats "
                "and keys are removed from this computer. What others have of you stays with them. "
                "Nobody can undo this."
            )
        )
        self.confirm = TextField(
            theme, self.tr("Your password, to delete"), is_secret=True, parent=self
        )
        self.add_block(self.confirm)
        self._delete = ToneButton(
            theme, self.tr("Delete account…"), role="danger", icon="trash-2", parent=self
        )
        self._really = build_danger_button(theme, self.tr("Delete everything now"), "trash-2", self)
        self._really.hide()
        self.add_buttons(self._delete, self._really)
        self._delete.clicked.connect(self._on_delete)
        self._really.clicked.connect(self._on_really)
        self.confirm.text_changed.connect(self._on_confirm_changed)

    # ── answers ───────────────────────────────────────────────────────────────────────────────

    def show_password_changed(self) -> None:
        """Say that the new password counts."""
        for field in (self.old, self.new):
            field.set_text("")
        self._change.setEnabled(True)
        self._told.tell(NoticeKind.HINT, self.tr("The new password counts from now on."))

    def show_password_refused(self, error: ErrorText) -> None:
        """Say why the old password stays."""
        self._change.setEnabled(True)
        _show_refused(self.old, error)

    def show_deletion_failed(self, error: ErrorText) -> None:
        """Say why nothing was deleted."""
        self._really.setEnabled(True)
        _show_refused(self.confirm, error)

    # ── slots ─────────────────────────────────────────────────────────────────────────────────

    def _clear_faults(self) -> None:
        self._told.clear()
        self.old.show_help()
        self.new.show_help()

    def _on_change(self) -> None:
        if not self.old.text:
            self.old.show_fault(self.tr("Type the password that counts now."))
        else:
            self.judge.submit()

    def _on_accepted(self, password: str) -> None:
        self._change.setEnabled(False)
        self.password_requested.emit(self.old.text, password)

    def _on_confirm_changed(self) -> None:
        self.confirm.show_help()
        self._really.hide()
        self._delete.show()
        bring_into_sight(self._delete)

    def _on_delete(self) -> None:
        if not self.confirm.text:
            self.confirm.show_fault(self.tr("Type your password first."))
            return
        self._delete.hide()
        self._really.show()
        bring_into_sight(self._really)

    def _on_really(self) -> None:
        self._really.setEnabled(False)
        self.deletion_requested.emit(self.confirm.text)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the new password below the old one where a password would not fit beside it."""
        super().resizeEvent(event)
        is_beside = self.width() >= 2 * _FIELD_ENOUGH + _FIELD_GAP
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._fields.setDirection(beside if is_beside else below)


def build(context: SettingsContext, parent: QWidget) -> AccountPage:
    """Make the page and connect it to the account it changes."""
    page = AccountPage(context.theme, parent)
    account = context.bridge.account

    def rate(password: str) -> None:
        profile = context.bridge.profile
        account.rate_password(password, "" if profile is None else profile.username)

    page.password_requested.connect(account.change_password)
    page.deletion_requested.connect(account.delete_account)
    renew = {Renewal.COMPUTER: account.renew_device, Renewal.IDENTITY: account.renew_identity}
    page.keys.renewal_requested.connect(lambda renewal: renew[renewal]())
    account.keys_renewed.connect(page.keys.show_renewed)
    account.renewal_failed.connect(page.keys.show_failed)
    page.judge.rating_requested.connect(rate)
    account.password_rated.connect(page.judge.show_rating)
    account.password_changed.connect(page.show_password_changed)
    account.password_refused.connect(page.show_password_refused)
    account.deletion_failed.connect(page.show_deletion_failed)
    return page


def _show_refused(field: TextField, error: ErrorText) -> None:
    """Say it at the field of a password; one that is wrong can be typed over."""
    field.show_fault(_without_name(error))
    if error.concern is Concern.PASSWORD:
        field.edit.selectAll()
        field.setFocus()


def _without_name(error: ErrorText) -> str:
    # Here no name was typed, so "name or password" would lead astray.
    if error.code in {"sign-in-failed", "refused-sign_in_failed"}:
        return QCoreApplication.translate("Account", "This is not the password that counts now.")
    return error.sentence
