"""The window: one page at a time, from "what is in the profile?" to the working shell.

It is on the screen before the messenger is loaded (docs/decisions/086-window-first.md): what this
module imports at its top is what stands between the person and the first paint. Every page is
imported when it is first needed.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QDateTime, QEvent, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QMoveEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from desktop.ui.preferences import ZOOM_STEP, PreferenceStore, clamp_zoom
from desktop.ui.theme import Theme
from desktop.ui.tokens import DEFAULT_WINDOW, MINIMUM_WINDOW
from desktop.ui.views.first_page import FirstPage

if TYPE_CHECKING:
    from desktop.core.records import ProfileRecord, ProfileState
    from desktop.core.rescue_records import SavedHistory
    from desktop.ui.bridge import Bridge
    from desktop.ui.error_texts import ErrorText
    from desktop.ui.profiles import Profiles
    from desktop.ui.request_runner import KeyQuestion
    from desktop.ui.views.cannot_open_view import CannotOpenView
    from desktop.ui.views.onboarding_view import OnboardingView
    from desktop.ui.views.shell_view import ShellView

_NAME = "SecureChat"


class MainWindow(QMainWindow):
    """The one window of a profile; it asks for the profile when it is first shown.

    Attributes:
        shell: The pages after an account is open; there once the window is furnished.
        goes_on_hidden: Answers whether closing the window leaves the app running.

    Signals:
        close_requested(): The person wants the app to end; the window is hidden.
    """

    close_requested = Signal()

    shell: "ShellView"

    def __init__(
        self,
        theme: Theme,
        preferences: PreferenceStore,
        *,
        has_profile: bool = True,
        now_ms: Callable[[], int] = QDateTime.currentMSecsSinceEpoch,
    ) -> None:
        """Build the bare window without showing it.

        Args:
            theme: The look in force.
            preferences: What the window remembers.
            has_profile: Whether chats are to be expected; decides how the first moment looks.
            now_ms: The clock, Unix milliseconds; decides only what times are called.
        """
        super().__init__()
        self._theme = theme
        self._preferences = preferences
        self._now_ms = now_ms
        self._bridge: Bridge
        self._default_relay = ""
        self._is_furnished = False
        self._has_begun = False
        self._username = ""
        self.goes_on_hidden: Callable[[], bool] = lambda: False
        self._onboarding: OnboardingView | None = None
        self._cannot_open: CannotOpenView | None = None
        self.setWindowTitle(_NAME)
        self.setMinimumSize(*MINIMUM_WINDOW)
        self.resize(*DEFAULT_WINDOW)
        self._restore_place()
        self._pages = QStackedWidget(self)
        self.setCentralWidget(self._pages)
        list_width = preferences.values.list_width if has_profile else 0
        self._waiting = FirstPage(theme, list_width=list_width)
        self._pages.addWidget(self._waiting)

    def _restore_place(self) -> None:
        """Stand where the window stood last; Qt sees to it that this is on a screen."""
        place = QByteArray.fromBase64(self._preferences.values.window_place.encode())
        if not place.isEmpty():
            self.restoreGeometry(place)

    def _remember_place(self) -> None:
        if self.isVisible() and not self.isMinimized():
            place = bytes(self.saveGeometry().toBase64().data()).decode()
            self._preferences.change(window_place=place)

    @property
    def is_painted(self) -> bool:
        """Whether its first page was painted."""
        return self._waiting.is_painted

    def furnish(self, bridge: "Bridge", profiles: "Profiles", *, default_relay: str) -> None:
        """Build the pages; a window that is shown already then asks for the profile.

        Args:
            bridge: The only way to the messenger.
            profiles: The other profiles of this computer.
            default_relay: Address that first run offers, may be empty.
        """
        from desktop.ui.access_flow import AccessFlow
        from desktop.ui.rescue_flow import RescueFlow
        from desktop.ui.views.shell_view import ShellView

        self._bridge = bridge
        self._default_relay = default_relay
        self.shell = ShellView(
            bridge, self._theme, self._preferences, profiles, now_ms=self._now_ms, parent=self
        )
        self._pages.addWidget(self.shell)
        self.access = AccessFlow(bridge, self._theme, self._preferences, self._pages, self._now_ms)
        self.shell.add_bar(self.access.reminder)
        self.rescue = RescueFlow(bridge, self._theme, self)
        self.shell.add_bar(self.rescue.bar)
        self.shell.add_bar(self.rescue.damage)
        self.shell.failed.connect(self.rescue.note_failure)
        self._connect_signals()
        self._is_furnished = True
        if self.isVisible():
            self.begin()

    def _connect_signals(self) -> None:
        bridge = self._bridge
        self._pages.currentChanged.connect(self._show_title)
        bridge.profile_found.connect(self._on_profile_found)
        bridge.profile_opened.connect(self._on_profile_opened)
        bridge.profile_unfinished.connect(self._show_onboarding)
        bridge.passphrase_refused.connect(self.access.show_refused)
        bridge.access.recovered.connect(self._on_recovered)
        access = self.access
        access.search_requested.connect(self._find_profile)
        access.entered.connect(self._show_shell)
        access.covered.connect(self.shell.close_dialogs)
        access.locked.connect(self.shell.close_profile)
        access.told.connect(self.shell.tell)
        access.quit_requested.connect(self.quit)
        self.rescue.waiting.connect(self._wait)
        self.rescue.refused.connect(self._show_cannot_open)
        self.rescue.search_requested.connect(self._find_profile)
        self.rescue.saved_opened.connect(self._on_saved_opened)
        self.shell.rail.lock_requested.connect(access.lock)
        bridge.open_failed.connect(self._show_cannot_open)
        bridge.account.account_deleted.connect(self._on_account_deleted)
        self._preferences.changed.connect(self._on_preference_changed)
        bridge.key_asked.connect(self._on_key_asked)
        self._bind_actions()

    def _bind_actions(self) -> None:
        from desktop.ui.actions import bind_actions

        own: dict[str, Callable[[], object]] = {
            "close": self.close,
            "quit": self.quit,
            "lock": self.access.lock,
            "zoom-in": lambda: self._zoom_by(ZOOM_STEP),
            "zoom-out": lambda: self._zoom_by(-ZOOM_STEP),
            "zoom-reset": lambda: self._preferences.change(zoom_percent=100),
        }
        bind_actions(self, own)
        self.shell.keys.handlers.update(own)

    def _zoom_by(self, step: int) -> None:
        percent = clamp_zoom(self._preferences.values.zoom_percent + step)
        self._preferences.change(zoom_percent=percent)

    @property
    def actions_by_key(self) -> Mapping[str, Callable[[], object]]:
        """What every action of the table does in this window."""
        return self.shell.keys.handlers

    def _on_preference_changed(self, name: str) -> None:
        if name == "theme":
            self._theme.choose(self._preferences.values.theme)
        elif name == "zoom_percent":
            self._theme.choose_zoom(self._preferences.values.zoom_percent)

    def _show_title(self) -> None:
        """Name the account only where the person sees it anyway (UI-03)."""
        is_open = self._pages.currentWidget() is self.shell
        self.setWindowTitle(f"{_NAME} – {self._username}" if is_open else _NAME)

    # ── pages ─────────────────────────────────────────────────────────────────────────────────

    def _find_profile(self) -> None:
        self.shell.set_read_only(is_read_only=False)
        self.rescue.bar.hide()
        self.rescue.damage.hide()
        self._waiting.wait_for(self.tr("Opening your chats"), "")
        self._pages.setCurrentWidget(self._waiting)
        self._bridge.access.load_lock()
        self._bridge.find_profile()

    def _on_profile_found(self, state: "ProfileState") -> None:
        from desktop.core.records import ProfileState
        from desktop.errors import DatabaseUnreadable
        from desktop.ui.error_texts import describe

        if state is ProfileState.EMPTY:
            self._show_onboarding()
        elif state in {ProfileState.VAULT, ProfileState.LOCKED}:
            self.access.show_locked(state)
        elif state is ProfileState.UNREADABLE:
            self._show_cannot_open(describe(DatabaseUnreadable()))
        else:
            self._waiting.wait_for(
                self.tr("Opening your chats"),
                self.tr("Your desktop may ask you to unlock its keyring. Look for its window."),
            )
            self._bridge.open_profile()

    def _on_profile_opened(self, profile: "ProfileRecord") -> None:
        self._username = profile.username
        self.shell.open_profile(profile)
        self.access.begin_entering(is_first_run=self._onboarding is not None)

    def _wait(self, words: str) -> None:
        self._waiting.wait_for(words, "")
        self._pages.setCurrentWidget(self._waiting)

    def _on_saved_opened(self, saved: "SavedHistory") -> None:
        self._username = saved.username or ""
        self.shell.open_saved(saved)
        self._show_shell()

    def _on_recovered(self, profile: "ProfileRecord | None") -> None:
        if profile is None:
            self._show_onboarding()
        else:
            self._on_profile_opened(profile)

    def _show_shell(self) -> None:
        self._pages.setCurrentWidget(self.shell)
        # The pages before hold passwords that were typed: away with them.
        for page in (self._onboarding, self._cannot_open):
            if page is not None:
                self._pages.removeWidget(page)
                page.deleteLater()
        invite = "" if self._onboarding is None else self._onboarding.invite
        self._onboarding = self._cannot_open = None
        self.shell.take_focus()
        if invite:
            self._bridge.people.open_invite(invite)

    def _on_account_deleted(self) -> None:
        self.access.leave()
        self.shell.close_profile(is_gone=True)
        self._show_onboarding()

    def _show_onboarding(self) -> None:
        if self._onboarding is None:
            from desktop.ui.views.onboarding_view import OnboardingView

            self._onboarding = OnboardingView(self._bridge, self._theme, self._default_relay, self)
            self._onboarding.quit_requested.connect(self.close)
            self._pages.addWidget(self._onboarding)
        self._pages.setCurrentWidget(self._onboarding)

    def _show_cannot_open(self, error: "ErrorText") -> None:
        if self._pages.currentWidget() is self.shell:
            # What was typed a moment ago: a history that is damaged in one place goes on taking it.
            self.shell.conversation.composer.save_draft()
            self.shell.close_profile()
        if self._cannot_open is None:
            from desktop.ui.views.cannot_open_view import CannotOpenView

            self._cannot_open = CannotOpenView(self._theme, self)
            self._cannot_open.retry_requested.connect(self._find_profile)
            self._cannot_open.quit_requested.connect(self.close)
            self._cannot_open.recovery_requested.connect(self.access.show_entry)
            self._pages.addWidget(self._cannot_open)
        self._cannot_open.show_error(error, self._now_ms())
        self._cannot_open.offer_recovery(is_offered=self.access.can_help(error))
        self.rescue.help(self._cannot_open, error)
        self._pages.setCurrentWidget(self._cannot_open)

    def _on_key_asked(self, question: "KeyQuestion") -> None:
        from desktop.ui.dialogs.server_key_dialog import ServerKeyDialog

        dialog = ServerKeyDialog(self._theme, self)
        dialog.answered.connect(
            lambda is_agreed: question.agree() if is_agreed else question.decline()
        )
        dialog.open()

    # ── coming and going ──────────────────────────────────────────────────────────────────────

    def begin(self) -> None:
        """Ask for the profile, once; a window that starts hidden is told to, others do it shown."""
        if not self._has_begun:
            self._has_begun = True
            self._find_profile()

    def come_forward(self) -> None:
        """Show the window in front of the others, as large as it was."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def quit(self) -> None:
        """Hide, and ask for the end of the app."""
        self.hide()
        self.close_requested.emit()

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the profile once the window is up, never before."""
        super().showEvent(event)
        if self._is_furnished:
            self.begin()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Remember the size."""
        super().resizeEvent(event)
        self._remember_place()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Remember the place."""
        super().moveEvent(event)
        self._remember_place()

    def changeEvent(self, event: QEvent) -> None:
        """Remember whether it fills the screen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._remember_place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide; the app goes on if it can be found again, else it is stopped in its order."""
        event.ignore()
        self.hide()
        if not self.goes_on_hidden():
            self.close_requested.emit()
