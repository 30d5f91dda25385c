"""The way in and out of a profile: lock, recovery code, and the pages that belong to them."""

import enum
from collections.abc import Callable

# ruff: noqa: PLC0415 - a start that needs none of these pages does not wait for them
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.core.records import LockKind, LockRecord, ProfileState, RecoveryState
from desktop.ui.auto_lock import AutoLock
from desktop.ui.bridge import Bridge
from desktop.ui.error_texts import ErrorText
from desktop.ui.preferences import PreferenceStore
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.views.warning_bar import WarningBar

if TYPE_CHECKING:
    from desktop.ui.dialogs.lock_dialog import LockDialog
    from desktop.ui.views.locked_view import LockedView
    from desktop.ui.views.recovery_code_page import RecoveryCodeView
    from desktop.ui.views.recovery_entry_view import RecoveryEntryView

translate = QCoreApplication.translate


class _Stage(enum.Enum):
    """What the person is at; each comment is what stands in the window."""

    SHUT = "shut"  # locked page, cannot-open page, or a page about the recovery code to type
    ENTERING = "entering"  # the page before, until it is known whether a code is to be made
    FIRST_CODE = "first code"  # a new code, before the chats are shown
    OPEN = "open"  # the chats
    NEW_CODE = "new code"  # a new code, asked for in the settings or by the reminder


class AccessFlow(QObject):
    """Shows its pages in the window's stack and says when the chats may be seen.

    Attributes:
        record: What opens the profile, as far as is known.
        reminder: The bar that stands over the chats while there is no recovery code.

    Signals:
        search_requested(): Look for the profile again.
        entered(): The chats may be shown.
        covered(): The chats are covered by another page: no dialog may stay over it.
        locked(): Nothing of the profile may stay in the window.
        told(ErrorText): Something worth a toast.
        quit_requested(): Leave SecureChat.
    """

    search_requested = Signal()
    entered = Signal()
    covered = Signal()
    locked = Signal()
    told = Signal(object)
    quit_requested = Signal()

    def __init__(
        self,
        bridge: Bridge,
        theme: Theme,
        preferences: PreferenceStore,
        pages: QStackedWidget,
        now_ms: Callable[[], int],
    ) -> None:
        """Connect everything; nothing is shown.

        Args:
            bridge: The way to the messenger.
            theme: Gives the colours at each paint.
            preferences: When the lock closes by itself, and what was asked once.
            pages: The window's pages.
            now_ms: The clock, Unix milliseconds.
        """
        super().__init__(pages)
        self._bridge = bridge
        self._theme = theme
        self._preferences = preferences
        self._pages = pages
        self._stage = _Stage.SHUT
        self._is_first_run = False
        self._is_known = False
        self._code = ""
        self.record = LockRecord(kind=LockKind.OFF, recovery=RecoveryState.NONE)
        self._locked: LockedView | None = None
        self._entry: RecoveryEntryView | None = None
        self._new_code: RecoveryCodeView | None = None
        self._page: QWidget | None = None
        self._dialog: LockDialog | None = None
        self._auto = AutoLock(pages.window(), now_ms, self)
        self.reminder = WarningBar(theme, self.tr("Make it now"), pages)
        self._connect_signals()

    def _connect_signals(self) -> None:
        access = self._bridge.access
        access.lock_loaded.connect(self._on_lock_loaded)
        access.lock_refused.connect(self._on_lock_refused)
        access.locked.connect(self._on_locked)
        access.code_made.connect(self._on_code_made)
        access.code_kept.connect(self._on_code_kept)
        access.code_failed.connect(self._on_code_failed)
        access.code_refused.connect(self._on_code_refused)
        access.recovered.connect(self._on_recovered)
        access.recovery_failed.connect(self._on_code_refused)
        access.passphrase_needed.connect(self._on_passphrase_needed)
        self._auto.expired.connect(self.lock)
        self.reminder.pressed.connect(access.make_code)
        self._preferences.changed.connect(self._on_preference_changed)

    # ── pages ─────────────────────────────────────────────────────────────────────────────────

    def _show(self, page: QWidget) -> None:
        """Show a page of ours in place of the one before."""
        self._drop_page()
        self._page = page
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)

    def _drop_page(self) -> None:
        """Forget our page: what was typed or shown there goes with it."""
        page, self._page = self._page, None
        self._locked = self._entry = self._new_code = None
        if page is not None:
            self._pages.removeWidget(page)
            page.deleteLater()

    def can_help(self, error: ErrorText) -> bool:
        """Tell whether the recovery code is a way on after this error."""
        is_about_keys = error.code.startswith("keyring") or error.code == "database-unreadable"
        return is_about_keys and self.record.recovery is not RecoveryState.NONE

    def leave(self) -> None:
        """The account is gone: nothing is locked or asked any more."""
        self._auto.stop()
        self._stage = _Stage.SHUT
        self.record = LockRecord(kind=LockKind.OFF, recovery=RecoveryState.NONE)

    # ── the lock ──────────────────────────────────────────────────────────────────────────────

    def show_locked(self, state: ProfileState) -> None:
        """Ask for what opens a profile in this state: LOCKED or VAULT."""
        from desktop.ui.views.locked_view import LockedView

        self._stage = _Stage.SHUT
        is_vault = state is ProfileState.VAULT
        page = LockedView(self._theme, LockKind.PASSPHRASE if is_vault else LockKind.PASSWORD)
        page.offer_recovery(is_offered=self.record.recovery is not RecoveryState.NONE)
        bridge = self._bridge
        if is_vault:
            page.entered.connect(bridge.open_profile)
        else:
            page.entered.connect(lambda password: bridge.open_profile(password=password))
        page.recovery_requested.connect(self.show_entry)
        self._show(page)
        self._locked = page

    def show_refused(self, error: ErrorText) -> None:
        """Say on the locked page that what was typed does not open."""
        if self._locked is not None:
            self._locked.show_refused(error)

    def lock(self) -> None:
        """Lock, or ask once whether the lock shall be turned on."""
        if self._stage is not _Stage.OPEN:
            return
        if self.record.kind is not LockKind.OFF:
            self._lock_now()
        elif not self._preferences.values.is_lock_offered:
            self._offer_lock()
        else:
            self.told.emit(
                ErrorText(
                    title=translate("Errors", "The lock is off."),
                    help=translate("Errors", "You can turn it on in the settings."),
                    code="lock-off",
                )
            )

    def _lock_now(self) -> None:
        self._auto.stop()
        is_vault = self.record.kind is LockKind.PASSPHRASE
        self.covered.emit()
        # Before anything else: from here on nothing is to be read, and drafts were given away.
        self.show_locked(ProfileState.VAULT if is_vault else ProfileState.LOCKED)
        self._bridge.access.lock()

    def _on_locked(self) -> None:
        self.locked.emit()

    def _offer_lock(self) -> None:
        from desktop.ui.dialogs.lock_dialog import LockDialog

        if self._dialog is not None:
            return
        self.covered.emit()
        dialog = LockDialog(self._theme, turns_on=True, parent=self._pages.window())
        dialog.chosen.connect(self._bridge.access.turn_on_lock)
        dialog.closed.connect(self._on_dialog_closed)
        self._dialog = dialog
        self._preferences.change(is_lock_offered=True)
        dialog.open()

    def _on_dialog_closed(self) -> None:
        self._dialog = None

    def _on_lock_loaded(self, record: LockRecord) -> None:
        self.record = record
        self._is_known = True
        if self._locked is not None:
            self._locked.offer_recovery(is_offered=record.recovery is not RecoveryState.NONE)
        if self._dialog is not None and record.kind is not LockKind.OFF:
            # It was turned on by Ctrl+L, which asked to lock.
            self._dialog.close_overlay()
            self._lock_now()
        elif self._stage is _Stage.ENTERING:
            self._decide()
        elif self._stage is _Stage.OPEN:
            self._start_auto_lock()

    def _on_lock_refused(self, error: ErrorText) -> None:
        if self._dialog is not None:
            self._dialog.show_refused(error)
        elif self._stage is _Stage.ENTERING:
            # What cannot be asked now is asked at the next start.
            self._enter()

    def _start_auto_lock(self) -> None:
        is_on = self.record.kind is not LockKind.OFF
        self._auto.start(self._preferences.values.auto_lock_minutes if is_on else 0)

    def _on_preference_changed(self, name: str) -> None:
        if name == "auto_lock_minutes" and self._stage is _Stage.OPEN:
            self._start_auto_lock()

    # ── entering ──────────────────────────────────────────────────────────────────────────────

    def begin_entering(self, *, is_first_run: bool) -> None:
        """An account is open: `entered` follows, perhaps after a page about a recovery code."""
        self._is_first_run = is_first_run
        if is_first_run or not self._is_known:
            # Making a profile, or opening it with the code, has changed what opens it.
            self._stage = _Stage.ENTERING
            self._bridge.access.load_lock()
        else:
            self._decide()

    def _decide(self) -> None:
        if self.record.recovery is RecoveryState.KEPT:
            self._enter()
        else:
            self._stage = _Stage.FIRST_CODE
            self._bridge.access.make_code()

    def _enter(self) -> None:
        self._stage = _Stage.OPEN
        self.entered.emit()
        self._drop_page()
        self._code = ""
        self._show_reminder()
        self._start_auto_lock()

    def _show_reminder(self) -> None:
        if self.record.recovery is RecoveryState.KEPT:
            self.reminder.hide()
        else:
            self.reminder.say(
                self.tr("You have no recovery code yet"),
                self.tr(
                    "Without it, a forgotten password or a lost keyring is the end of your chats."
                ),
            )

    def _on_code_made(self, groups: tuple[str, ...]) -> None:
        from desktop.ui.views.recovery_code_page import RecoveryCodeView

        is_open = self._stage is _Stage.OPEN
        if is_open:
            self._stage = _Stage.NEW_CODE
            self.covered.emit()
        is_old_profile = not is_open and not self._is_first_run
        has_old = self.record.recovery is RecoveryState.KEPT
        view = RecoveryCodeView(
            self._theme,
            groups,
            is_first_run=self._is_first_run and not is_open,
            can_wait=is_old_profile and not self._preferences.values.is_code_postponed,
            can_go_back=is_open,
            renewal=self.record.kind if is_open and has_old else None,
        )
        page = view.page
        page.finished.connect(
            lambda code: self._bridge.access.keep_code(
                code, renews_store=page.renew.isChecked(), password=page.password.text
            )
        )
        view.page.later_requested.connect(self._on_later)
        view.page.back_requested.connect(self._go_back)
        self._show(view)
        self._new_code = view
        view.page.start()

    def _on_later(self) -> None:
        self._preferences.change(is_code_postponed=True)
        self._enter()

    def _on_code_kept(self) -> None:
        self._preferences.change(is_code_postponed=False)
        self.record = LockRecord(kind=self.record.kind, recovery=RecoveryState.KEPT)
        if self._stage is _Stage.NEW_CODE:
            self._go_back()
        else:
            self._enter()

    def _on_code_failed(self, error: ErrorText) -> None:
        if self._new_code is not None:
            self._new_code.page.show_failure(error.sentence)
        elif self._stage is _Stage.FIRST_CODE:
            self._enter()
            self.told.emit(error)

    def _go_back(self) -> None:
        """Leave the page of a new code that was asked for."""
        self._stage = _Stage.OPEN
        self.entered.emit()
        self._drop_page()
        self._show_reminder()

    # ── the code that is typed ────────────────────────────────────────────────────────────────

    def show_entry(self) -> None:
        """Ask for the recovery code."""
        self._show_entry()

    def _show_entry(self, code: str = "") -> "RecoveryEntryView":
        from desktop.ui.views.recovery_entry_view import RecoveryEntryView

        self._stage = _Stage.SHUT
        page = RecoveryEntryView(self._theme)
        page.code.set_text(code)
        page.code_entered.connect(self._on_code_entered)
        page.back_requested.connect(self.search_requested)
        self._show(page)
        self._entry = page
        return page

    def _on_code_entered(self, code: str) -> None:
        self._code = code
        self._bridge.access.open_with_code(code)

    def _on_recovered(self) -> None:
        self._is_known = False

    def _on_code_refused(self, error: ErrorText) -> None:
        entry = self._entry or self._show_entry(self._code)
        entry.show_refused(error)

    def _on_passphrase_needed(self, error: ErrorText) -> None:
        from desktop.ui.views.passphrase_page import PassphrasePage

        ground = Surface(self._theme, "window")
        page = PassphrasePage(self._theme, ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        page.show_trouble(error)
        page.back_requested.connect(self.show_entry)
        page.retry_requested.connect(lambda: self._bridge.access.open_with_code(self._code))
        page.passphrase_chosen.connect(
            lambda passphrase: self._bridge.access.open_with_code(self._code, passphrase)
        )
        page.quit_requested.connect(self.quit_requested)
        self._show(ground)
