"""First run: the way from nothing to an open account, at most three pages long."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.core.records import KeyringState, NameChecked
from desktop.errors import KeyringLocked, KeyringMissing, NameTaken
from desktop.ui.bridge import AccountRequest, Bridge
from desktop.ui.error_texts import Concern, ErrorText, describe
from desktop.ui.measures import Px
from desktop.ui.relay_address import is_invite
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.views.busy_page import BusyPage
from desktop.ui.views.first_run_side import FirstRunSide
from desktop.ui.views.passphrase_page import PassphrasePage
from desktop.ui.views.password_page import PasswordPage
from desktop.ui.views.welcome_page import WelcomePage

_SIDE_FROM_WIDTH = Px(900)
_PATIENCE_MS = 400
"""A keyring that is open answers sooner; then nothing is said about it."""


class OnboardingView(Surface):
    """Leads to an account; `Bridge.profile_opened` tells that there is one.

    Attributes:
        invite: The invite that the account was made with, empty for none: its chat is next.

    Signals:
        quit_requested(): The person rather leaves.
    """

    quit_requested = Signal()

    def __init__(
        self, bridge: Bridge, theme: Theme, default_relay: str, parent: QWidget | None = None
    ) -> None:
        """Show the welcome page.

        Args:
            bridge: Asked for names, keyring and account.
            theme: Gives the colours at each paint.
            default_relay: Address that is offered, may be empty.
            parent: Qt parent.
        """
        super().__init__(theme, "window", parent=parent)
        self._bridge = bridge
        self._is_new = True
        self.invite = ""
        self._name = ""
        self._password = ""
        self._vault_passphrase: str | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._side = FirstRunSide(theme, self)
        self.welcome = WelcomePage(theme, default_relay, self)
        self.choose_password = PasswordPage(theme, self)
        self.without_keyring = PassphrasePage(theme, self)
        self.busy = BusyPage(theme, self)
        self.pages = QStackedWidget(self)
        for page in (self.welcome, self.choose_password, self.without_keyring, self.busy):
            self.pages.addWidget(page)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side)
        row.addWidget(self.pages, 1)
        self._connect_signals()

    def _connect_signals(self) -> None:
        bridge, welcome = self._bridge, self.welcome
        bridge.keyring_found.connect(self._on_keyring_found)
        bridge.keyring_failed.connect(self._on_keyring_failed)
        bridge.name_checked.connect(self._on_name_checked)
        bridge.name_refused.connect(self._on_name_refused)
        bridge.name_check_failed.connect(self._on_name_check_failed)
        bridge.people.invite_read.connect(self.welcome.show_invite)
        bridge.people.invite_refused.connect(self.welcome.show_invite_fault)
        bridge.account_progressed.connect(self._on_progressed)
        bridge.account_failed.connect(self._on_account_failed)
        bridge.code_refused.connect(self._on_code_refused)
        welcome.check_requested.connect(bridge.check_name)
        welcome.invite_read_requested.connect(bridge.people.read_invite)
        welcome.create_requested.connect(self._on_create_requested)
        welcome.sign_in_requested.connect(self._on_sign_in_requested)
        self.choose_password.back_requested.connect(self.show_welcome)
        self.choose_password.rating_requested.connect(self._on_rating_requested)
        self.choose_password.suggestion_requested.connect(bridge.account.suggest_password)
        bridge.account.password_rated.connect(self.choose_password.judge.show_rating)
        bridge.account.password_suggested.connect(self.choose_password.show_suggestion)
        self.choose_password.create_requested.connect(self._on_password_chosen)
        self.without_keyring.back_requested.connect(self.show_welcome)
        self.without_keyring.retry_requested.connect(bridge.find_keyring)
        self.without_keyring.passphrase_chosen.connect(self._on_passphrase_chosen)
        self.without_keyring.quit_requested.connect(self.quit_requested)
        self._patience.timeout.connect(self._on_patience_ended)

    def show_welcome(self) -> None:
        """Go back to the cards."""
        self.pages.setCurrentWidget(self.welcome)
        self.welcome.choose(self.welcome.way)

    # ── way ───────────────────────────────────────────────────────────────────────────────────

    def _on_create_requested(self, name: str) -> None:
        self._is_new, self._name, self._password = True, name, ""
        self._look_for_keyring()

    def _on_sign_in_requested(self, name: str, password: str) -> None:
        self._is_new, self._name, self._password = False, name, password
        self._look_for_keyring()

    def _look_for_keyring(self) -> None:
        if self._vault_passphrase is None:
            self._patience.start()
            self._bridge.find_keyring()
        else:
            self._go_on()

    def _on_patience_ended(self) -> None:
        self.welcome.show_waiting(
            self.tr("Your desktop may ask you to unlock its keyring. Look for its window.")
        )

    def _on_keyring_found(self, state: KeyringState) -> None:
        self._patience.stop()
        self.welcome.show_waiting("")
        if state is KeyringState.AVAILABLE:
            self._go_on()
        elif state is KeyringState.LOCKED:
            self._on_keyring_failed(describe(KeyringLocked()))
        else:
            self._on_keyring_failed(describe(KeyringMissing()))

    def _on_keyring_failed(self, error: ErrorText) -> None:
        self._patience.stop()
        self.welcome.show_waiting("")
        self.without_keyring.show_trouble(error)
        self.pages.setCurrentWidget(self.without_keyring)

    def _on_passphrase_chosen(self, passphrase: str) -> None:
        self._vault_passphrase = passphrase
        self._go_on()

    def _go_on(self) -> None:
        if self._is_new and not self._password:
            self.pages.setCurrentWidget(self.choose_password)
            self.choose_password.start()
        else:
            self._make_account()

    def _on_rating_requested(self, password: str) -> None:
        self._bridge.account.rate_password(password, self._name)

    def _on_password_chosen(self, password: str) -> None:
        self._password = password
        self._make_account()

    def _make_account(self) -> None:
        title = self.tr("Creating your account") if self._is_new else self.tr("Signing you in")
        self.busy.wait_for(title, self.tr("This takes a moment."), at_once=True)
        self.pages.setCurrentWidget(self.busy)
        relay = self.welcome.relay_address
        self.invite = relay if is_invite(relay) else ""
        self._bridge.make_account(
            AccountRequest(
                is_new=self._is_new,
                relay_address=relay,
                name=self._name,
                password=self._password,
                vault_passphrase=self._vault_passphrase,
                code=self.welcome.registration_code if self._is_new else "",
            )
        )

    # ── answers ───────────────────────────────────────────────────────────────────────────────

    def _on_progressed(self, step: str) -> None:
        words = {
            "keys": self.tr("Making keys that only this computer has…"),
            "saving": self.tr("Putting them into a safe place…"),
            "server": self.tr("Telling the server your name…"),
        }
        title = self.tr("Creating your account") if self._is_new else self.tr("Signing you in")
        self.busy.wait_for(title, words.get(step, self.tr("This takes a moment.")), at_once=True)

    def _on_name_checked(self, name: str, checked: NameChecked) -> None:
        self.welcome.show_check(name, checked, taken=describe(NameTaken()))

    def _on_code_refused(self, error: ErrorText) -> None:
        self.show_welcome()
        self.welcome.show_code_fault(error)

    def _on_name_refused(self, name: str, error: ErrorText) -> None:
        if self.pages.currentWidget() is not self.welcome:
            self.show_welcome()
        self.welcome.show_name_fault(name, error)

    def _on_name_check_failed(self, name: str, error: ErrorText) -> None:
        self.welcome.show_check_failed(name, error)

    def _on_account_failed(self, error: ErrorText) -> None:
        if self._is_new and error.concern is not Concern.SERVER:
            self.pages.setCurrentWidget(self.choose_password)
            self.choose_password.show_failure(error)
            self.choose_password.start()
        else:
            self.show_welcome()
            self.welcome.show_failure(error)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the side out where there is no room for it."""
        super().resizeEvent(event)
        self._side.setVisible(self.width() >= _SIDE_FROM_WIDTH)

    def showEvent(self, event: QShowEvent) -> None:
        """Put the cursor into the first field."""
        super().showEvent(event)
        self.welcome.choose(self.welcome.way)
