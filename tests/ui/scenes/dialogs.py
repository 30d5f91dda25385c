"""Scenes of the dialogs and of the settings, each over the chat that is open behind it."""

from PySide6.QtWidgets import QApplication

from desktop.core.records import (
    ContactId,
    InviteFound,
    LockKind,
    LockRecord,
    ProfileLabel,
    RecoveryState,
    Relation,
)
from desktop.errors import RelayKeyChanged
from desktop.ui.dialogs.account_page import AccountPage
from desktop.ui.dialogs.key_renewal import KeyRenewal
from desktop.ui.dialogs.new_chat_dialog import NewChatDialog
from desktop.ui.dialogs.open_invite_dialog import OpenInviteDialog
from desktop.ui.dialogs.palette import Palette
from desktop.ui.dialogs.renew_dialog import Renewal
from desktop.ui.dialogs.security_page import SecurityPage
from desktop.ui.dialogs.settings_dialog import SettingsDialog
from desktop.ui.dialogs.verify_dialog import VerifyDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.profiles import Profiles
from desktop.ui.views.recovery_code_page import RecoveryCodePage
from protocol.ids import AccountId, Username
from protocol.messages import PresenceState
from tests.helpers.fake_messenger import INVITE
from tests.helpers.neighbours import PlayedNeighbours
from tests.ui.desk import Desk
from tests.ui.scenes.chats import details, lost_account, red, unverified, withheld
from tests.ui.scenes.first_run import SERVER
from tests.ui.scenes.people import with_nora


def account_back(desk: Desk) -> MainWindow:
    window = lost_account(desk)
    window.shell.lost_account._button.click()
    return window


def server_key(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    desk.messenger.faults["change_password"] = RelayKeyChanged(bytes(32))
    desk.bridge.account.change_password("old password", "new password")
    desk.settle()
    return window


def accounts(desk: Desk) -> MainWindow:
    work = ProfileLabel(username="lena.okafor", relay_address="wss://chat.work.example")
    desk.profiles = Profiles(PlayedNeighbours({"account-2": work, "account-3": None}))
    window = with_nora(desk)
    window.shell.rail.avatar.click()
    desk.settle()
    return window


def palette(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    window.shell.keys.open_palette()
    return window


def palette_found(desk: Desk) -> MainWindow:
    window = palette(desk)
    dialog = window.shell.dialogs.current
    assert isinstance(dialog, Palette)
    dialog.edit.setText("no")
    return window


def shortcuts(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    window.shell.dialogs.open_shortcuts()
    return window


def menu(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    window.shell.conversation.header.menu.click()
    return window


# ── new chat and invites ──────────────────────────────────────────────────────────────────────────


def ask_name(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    window.shell.new_chat.open()
    return window


def look_up(desk: Desk, name: str) -> MainWindow:
    window = ask_name(desk)
    dialog = window.shell.new_chat.dialog
    assert isinstance(dialog, NewChatDialog)
    dialog._field.set_text(name)
    dialog._pause.timeout.emit()
    desk.settle()
    return window


def new_chat(desk: Desk) -> MainWindow:
    desk.messenger.people["erin"] = PresenceState.ONLINE
    return look_up(desk, "erin")


def new_chat_nobody(desk: Desk) -> MainWindow:
    return look_up(desk, "erin.w")


def invite(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    window.shell.dialogs.open_new_invite()
    desk.settle()
    return window


def open_invite(desk: Desk) -> MainWindow:
    QApplication.clipboard().clear()
    window = with_nora(desk)
    window.shell.dialogs.open_invite()
    dialog = window.shell.dialogs.current
    assert isinstance(dialog, OpenInviteDialog)
    desk.messenger.invites[INVITE] = InviteFound(
        username=Username("sam.w"),
        account=AccountId(bytes(32)),
        relay_address=SERVER,
        is_other_relay=False,
    )
    dialog.field.set_text(INVITE)
    desk.settle()
    return window


# ── trust ─────────────────────────────────────────────────────────────────────────────────────────


def verify(desk: Desk) -> MainWindow:
    window = unverified(desk)
    window.shell.conversation.header.trust.click()
    desk.settle()
    return window


def verified(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    window.shell.conversation.header.trust.click()
    desk.settle()
    return window


def verify_mismatch(desk: Desk) -> MainWindow:
    window = verify(desk)
    dialog = window.shell.dialogs.current
    assert isinstance(dialog, VerifyDialog)
    dialog.code_read.emit(b"another code")
    desk.settle()
    return window


def why_red(desk: Desk) -> MainWindow:
    window = red(desk)
    window.shell.conversation.banner.why_requested.emit()
    return window


def block(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    window.shell.dialogs.open_block(window.shell.model.records()[0].contact)
    return window


def delete_chat(desk: Desk) -> MainWindow:
    window = details(desk)
    window.shell.details.view.delete_row.click()
    return window


# ── settings ──────────────────────────────────────────────────────────────────────────────────────


def section(desk: Desk, key: str) -> MainWindow:
    window = with_nora(desk)
    window.shell.dialogs.open_settings(key)
    desk.settle()
    return window


def settings(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    desk.messenger.change_contact(ContactId(3), relation=Relation.BLOCKED)
    window.shell.dialogs.open_settings()
    desk.settle()
    return window


def account(desk: Desk) -> MainWindow:
    return section(desk, "account")


def security(desk: Desk) -> MainWindow:
    desk.messenger.lock_record = LockRecord(kind=LockKind.PASSWORD, recovery=RecoveryState.KEPT)
    return section(desk, "security")


def lock_times(desk: Desk) -> MainWindow:
    window = security(desk)
    window.findChildren(SecurityPage)[-1].time.click()
    desk.settle()
    return window


def account_rated(desk: Desk) -> MainWindow:
    window = account(desk)
    page = window.findChildren(AccountPage)[-1]
    page.old.set_text("the old password")
    page.new.set_text("purple harbour kettle")
    page.judge._pause.timeout.emit()
    desk.settle()
    return window


def notifications(desk: Desk) -> MainWindow:
    return section(desk, "notifications")


def appearance(desk: Desk) -> MainWindow:
    return section(desk, "appearance")


def network(desk: Desk) -> MainWindow:
    return section(desk, "network")


def storage(desk: Desk) -> MainWindow:
    return section(desk, "storage")


def about(desk: Desk) -> MainWindow:
    return section(desk, "about")


def settings_found(desk: Desk) -> MainWindow:
    window = settings(desk)
    dialog = window.shell.dialogs.current
    assert isinstance(dialog, SettingsDialog)
    dialog.search.edit.setText("lock")
    desk.settle()
    return window


def new_code(desk: Desk) -> MainWindow:
    desk.messenger.lock_record = LockRecord(kind=LockKind.PASSWORD, recovery=RecoveryState.KEPT)
    window = with_nora(desk)
    desk.bridge.access.make_code()
    desk.settle()
    window.findChildren(RecoveryCodePage)[-1].renew.click()
    return window


def why_withheld(desk: Desk) -> MainWindow:
    window = withheld(desk)
    window.shell.conversation.banner.why_requested.emit()
    return window


def renew(desk: Desk) -> MainWindow:
    window = account(desk)
    [renewal] = window.findChildren(KeyRenewal)
    renewal.buttons[Renewal.IDENTITY].click()
    desk.settle()
    return window
