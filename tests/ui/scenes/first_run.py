"""Scenes before the chats: the first run, the lock, and what does not open."""

import asyncio

from PySide6.QtWidgets import QApplication

from desktop.core.records import (
    InviteFound,
    KeyringState,
    LockKind,
    LockRecord,
    ProfileState,
    RecoveryState,
)
from desktop.core.rescue_records import RescueRecord, SalvageReport, SavedHistory
from desktop.errors import (
    DatabaseUnreadable,
    KeyringEntryLost,
    RelayUntrusted,
    SignInFailed,
    WrongPassphrase,
)
from desktop.ui.main_window import MainWindow
from desktop.ui.views.onboarding_view import OnboardingView
from desktop.ui.views.welcome_page import Way
from protocol.ids import AccountId, Username
from protocol.messages import PresenceState, RegistrationRule
from protocol.registration_code import write_code
from tests.helpers.fake_messenger import INVITE, OWN_NAME
from tests.ui.desk import Desk
from tests.ui.scenes.people import NORA, add_people, at, at_home

SERVER = "wss://chat.example"


def onboarding(window: MainWindow) -> OnboardingView:
    assert window._onboarding is not None
    return window._onboarding


def welcome(desk: Desk) -> MainWindow:
    return desk.open_window(state=ProfileState.EMPTY, default_relay=SERVER)


def name_taken(desk: Desk) -> MainWindow:
    desk.messenger.people["lena.o"] = PresenceState.UNKNOWN
    window = welcome(desk)
    name = onboarding(window).welcome.name
    name.set_text("lena.o")
    name._pause.timeout.emit()
    desk.settle()
    return window


def code_wanted(desk: Desk) -> MainWindow:
    desk.messenger.registration = RegistrationRule.BY_CODE
    window = welcome(desk)
    page = onboarding(window).welcome
    page.name.set_text("lena.o")
    page.name._pause.timeout.emit()
    desk.settle()
    page.code.set_text(write_code(bytes(range(16))))
    page.code.setFocus()
    return window


def code_refused(desk: Desk) -> MainWindow:
    window = code_wanted(desk)
    page = onboarding(window).welcome
    page._continue.click()
    desk.settle()
    password = onboarding(window).choose_password
    password.password.set_text("four words in a row")
    password._create.click()
    desk.settle()
    return window


def sign_in(desk: Desk) -> MainWindow:
    window = welcome(desk)
    onboarding(window).welcome.choose(Way.SIGN_IN)
    return window


def sign_in_refused(desk: Desk) -> MainWindow:
    desk.messenger.faults["sign_in"] = SignInFailed()
    window = sign_in(desk)
    page = onboarding(window).welcome
    page.old_name.set_text("lena.o")
    page.password.set_text("not the one")
    page._go.click()
    desk.settle()
    return window


def server(desk: Desk) -> MainWindow:
    window = welcome(desk)
    onboarding(window).welcome.server._change.click()
    return window


def server_refused(desk: Desk) -> MainWindow:
    desk.messenger.faults["sign_in"] = RelayUntrusted(is_pinned=False)
    window = sign_in(desk)
    page = onboarding(window).welcome
    page.old_name.set_text("lena.o")
    page.password.set_text("four words in a row")
    page._go.click()
    desk.settle()
    return window


def first_invite(desk: Desk) -> MainWindow:
    desk.messenger.invites[INVITE] = InviteFound(
        username=Username("bob"),
        account=AccountId(bytes(32)),
        relay_address=SERVER,
        is_other_relay=False,
    )
    window = welcome(desk)
    page = onboarding(window).welcome
    page.choose(Way.INVITE)
    page.invite.field.set_text(INVITE)
    desk.settle()
    return window


def invite_wanted(desk: Desk) -> MainWindow:
    QApplication.clipboard().clear()
    window = welcome(desk)
    onboarding(window).welcome.choose(Way.INVITE)
    return window


def continue_as_lena(desk: Desk) -> MainWindow:
    window = welcome(desk)
    page = onboarding(window).welcome
    page.name.set_text("lena.o")
    page._continue.click()
    desk.settle()
    return window


def password_rated(desk: Desk) -> MainWindow:
    window = continue_as_lena(desk)
    page = onboarding(window).choose_password
    page.password.set_text("purple harbour kettle")
    page.judge._pause.timeout.emit()
    desk.settle()
    return window


def creating(desk: Desk) -> MainWindow:
    desk.messenger.gates["create_account"] = asyncio.Event()
    window = continue_as_lena(desk)
    page = onboarding(window).choose_password
    page.password.set_text("four words in a row")
    page._create.click()
    desk.settle()
    return window


def passphrase(desk: Desk) -> MainWindow:
    window = keyring_missing(desk)
    onboarding(window).without_keyring._use.click()
    return window


def keyring_missing(desk: Desk) -> MainWindow:
    desk.messenger.keyring_state = KeyringState.MISSING
    return continue_as_lena(desk)


def keyring_locked(desk: Desk) -> MainWindow:
    desk.messenger.keyring_state = KeyringState.LOCKED
    return continue_as_lena(desk)


def first_code(desk: Desk) -> MainWindow:
    desk.messenger.lock_record = LockRecord(kind=LockKind.OFF, recovery=RecoveryState.NONE)
    window = continue_as_lena(desk)
    page = onboarding(window).choose_password
    page.password.set_text("four words in a row")
    page._create.click()
    desk.settle()
    return window


def late_code(desk: Desk) -> MainWindow:
    desk.messenger.lock_record = LockRecord(kind=LockKind.OFF, recovery=RecoveryState.NONE)
    return desk.open_window()


def code_reminder(desk: Desk) -> MainWindow:
    desk.messenger.lock_record = LockRecord(kind=LockKind.OFF, recovery=RecoveryState.NONE)
    add_people(desk.messenger)
    window = desk.open_window()
    assert window.access._new_code is not None
    window.access._new_code.page._later.click()
    window.shell.chats.choose(NORA)
    desk.settle()
    return window


def waiting(desk: Desk) -> MainWindow:
    """Show the rows that stand there before the chats do."""
    desk.messenger.gates["find_profile_state"] = asyncio.Event()
    return desk.open_window()


def opening(desk: Desk) -> MainWindow:
    desk.messenger.gates["open_profile"] = asyncio.Event()
    window = desk.open_window()
    assert window._waiting.page is not None
    window._waiting.page._timer.timeout.emit()
    desk.settle()
    return window


# ── lock ──────────────────────────────────────────────────────────────────────────────────────────


def locked(desk: Desk) -> MainWindow:
    return desk.open_window(state=ProfileState.LOCKED)


def locked_refused(desk: Desk) -> MainWindow:
    desk.messenger.faults["open_profile"] = WrongPassphrase()
    window = locked(desk)
    assert window.access._locked is not None
    window.access._locked.field.set_text("not the one")
    window.access._locked._unlock.click()
    desk.settle()
    return window


def vault(desk: Desk) -> MainWindow:
    return desk.open_window(state=ProfileState.VAULT)


def recovery_entry(desk: Desk) -> MainWindow:
    window = locked(desk)
    window.access.show_entry()
    desk.settle()
    return window


def lock_offer(desk: Desk) -> MainWindow:
    window = at_home(desk)
    window.access.lock()
    desk.settle()
    return window


# ── what does not open ────────────────────────────────────────────────────────────────────────────


def cannot_open(desk: Desk) -> MainWindow:
    return desk.open_window(state=ProfileState.UNREADABLE)


def keyring_changed(desk: Desk) -> MainWindow:
    desk.messenger.faults["open_profile"] = KeyringEntryLost()
    return desk.open_window()


def damaged(desk: Desk) -> MainWindow:
    desk.messenger.rescue = RescueRecord(copy_made_ms=at(8, days_ago=9), can_salvage=True)
    desk.messenger.faults["open_profile"] = DatabaseUnreadable()
    return desk.open_window()


def saved(desk: Desk) -> MainWindow:
    add_people(desk.messenger)
    desk.messenger.saved = SavedHistory(
        username=OWN_NAME,
        report=SalvageReport(messages=4_210, lost_messages=17, lost_people=1, is_exact=True),
    )
    window = damaged(desk)
    assert window._cannot_open is not None
    window._cannot_open.rescue.salvage.chosen.emit()
    desk.settle()
    window.shell.chats.choose(NORA)
    desk.settle()
    return window


def damaged_chat(desk: Desk) -> MainWindow:
    window = at_home(desk)
    desk.messenger.faults["load_messages"] = DatabaseUnreadable()
    window.shell.chats.choose(NORA)
    desk.settle()
    return window
