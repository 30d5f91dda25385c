"""Every control of every page has a name for a screen reader and is reached by the Tab key."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QRadioButton, QWidget

from desktop.core.records import (
    ConnectionState,
    ConnectionTrouble,
    DeliveryState,
    InviteFound,
    KeyringState,
    LockKind,
    LockRecord,
    MessageTimes,
    ProfileState,
    RecoveryState,
    Relation,
    Trust,
)
from desktop.core.rescue_records import RescueRecord
from desktop.errors import DatabaseUnreadable, RelayKeyChanged
from desktop.ui.dialogs.message_menu import MessageMenu
from desktop.ui.dialogs.open_invite_dialog import OpenInviteDialog
from desktop.ui.dialogs.server_key_dialog import ServerKeyDialog
from desktop.ui.dialogs.settings_dialog import SettingsDialog
from desktop.ui.dialogs.verify_dialog import VerifyDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.overlay import Overlay
from desktop.ui.views.recovery_code_page import RecoveryCodePage
from desktop.ui.views.welcome_page import Way
from protocol.ids import Username
from protocol.messages import PresenceState
from tests.helpers.fake_messenger import DIGITS, INVITE
from tests.ui.conftest import Desk


def welcome(desk: Desk) -> MainWindow:
    return desk.open_window(state=ProfileState.EMPTY)


def sign_in(desk: Desk) -> MainWindow:
    window = welcome(desk)
    assert window._onboarding is not None
    window._onboarding.welcome.choose(Way.SIGN_IN)
    return window


def server(desk: Desk) -> MainWindow:
    window = welcome(desk)
    assert window._onboarding is not None
    window._onboarding.welcome.server._change.click()
    return window


def first_invite(desk: Desk) -> MainWindow:
    desk.messenger.invites[INVITE] = InviteFound(
        username=Username("bob"), relay_address="wss://chat.example", is_other_relay=False
    )
    window = welcome(desk)
    assert window._onboarding is not None
    window._onboarding.welcome.choose(Way.INVITE)
    window._onboarding.welcome.invite.field.set_text(INVITE)
    desk.settle()
    return window


def lost_account(desk: Desk) -> MainWindow:
    window = desk.open_window()
    desk.messenger.connect(ConnectionState.REFUSED, ConnectionTrouble.ACCOUNT_LOST)
    desk.settle()
    return window


def account_back(desk: Desk) -> MainWindow:
    window = lost_account(desk)
    window.shell.lost_account._button.click()
    return window


def server_key(desk: Desk) -> MainWindow:
    window = desk.open_window()
    desk.messenger.faults["change_password"] = RelayKeyChanged(bytes(32))
    desk.bridge.account.change_password("old password", "new password")
    desk.settle()
    return window


def locked(desk: Desk) -> MainWindow:
    return desk.open_window(state=ProfileState.LOCKED)


def recovery_entry(desk: Desk) -> MainWindow:
    window = locked(desk)
    window.access.show_entry()
    desk.settle()
    return window


def first_code(desk: Desk) -> MainWindow:
    desk.messenger.lock_record = LockRecord(kind=LockKind.OFF, recovery=RecoveryState.NONE)
    window = continue_as_lena(desk)
    assert window._onboarding is not None
    window._onboarding.choose_password.password.set_text("four words in a row")
    window._onboarding.choose_password._create.click()
    desk.settle()
    return window


def late_code(desk: Desk) -> MainWindow:
    desk.messenger.lock_record = LockRecord(kind=LockKind.OFF, recovery=RecoveryState.NONE)
    return desk.open_window()


def new_code(desk: Desk) -> MainWindow:
    desk.messenger.lock_record = LockRecord(kind=LockKind.PASSWORD, recovery=RecoveryState.KEPT)
    window = chat(desk)
    desk.bridge.access.make_code()
    desk.settle()
    window.findChildren(RecoveryCodePage)[-1].renew.click()
    return window


def lock_offer(desk: Desk) -> MainWindow:
    window = first_chat(desk)
    window.access.lock()
    desk.settle()
    return window


def security(desk: Desk) -> MainWindow:
    desk.messenger.lock_record = LockRecord(kind=LockKind.PASSWORD, recovery=RecoveryState.KEPT)
    window = settings(desk)
    dialog = window.shell.dialogs.current
    assert isinstance(dialog, SettingsDialog)
    dialog.show_section("security")
    desk.settle()
    return window


def continue_as_lena(desk: Desk) -> MainWindow:
    window = welcome(desk)
    assert window._onboarding is not None
    window._onboarding.welcome.name.set_text("lena.o")
    window._onboarding.welcome._continue.click()
    desk.settle()
    return window


def passphrase(desk: Desk) -> MainWindow:
    desk.messenger.keyring_state = KeyringState.MISSING
    window = continue_as_lena(desk)
    assert window._onboarding is not None
    window._onboarding.without_keyring._use.click()
    return window


def vault(desk: Desk) -> MainWindow:
    return desk.open_window(state=ProfileState.VAULT)


def cannot_open(desk: Desk) -> MainWindow:
    return desk.open_window(state=ProfileState.UNREADABLE)


def damaged(desk: Desk) -> MainWindow:
    desk.messenger.rescue = RescueRecord(copy_made_ms=desk.messenger.now_ms, can_salvage=True)
    desk.messenger.faults["open_profile"] = DatabaseUnreadable()
    return desk.open_window()


def saved(desk: Desk) -> MainWindow:
    bob = desk.messenger.add_contact("bob")
    desk.messenger.add_message(bob, "hello", is_told=False)
    window = damaged(desk)
    assert window._cannot_open is not None
    window._cannot_open.rescue.salvage.chosen.emit()
    desk.settle()
    window.shell.chats.choose_row(0)
    desk.settle()
    return window


def first_chat(desk: Desk) -> MainWindow:
    return desk.open_window()


def chat(desk: Desk) -> MainWindow:
    bob = desk.messenger.add_contact("bob")
    desk.messenger.add_message(bob, "hello", is_told=False)
    desk.messenger.add_message(bob, "hi", is_own=True, state=DeliveryState.SENT, is_told=False)
    window = desk.open_window()
    desk.messenger.set_presence(bob, PresenceState.ONLINE)
    window.shell.chats.choose(bob)
    desk.settle()
    window.shell.conversation.composer.editor.setPlainText("draft")
    return window


def ask_name(desk: Desk) -> MainWindow:
    window = chat(desk)
    window.shell.open_new_chat()
    return window


def new_chat(desk: Desk) -> MainWindow:
    window = chat(desk)
    desk.messenger.people["erin"] = PresenceState.ONLINE
    window.shell.open_new_chat()
    dialog = window.shell._dialog
    assert dialog is not None
    dialog._field.set_text("erin")
    dialog._pause.timeout.emit()
    desk.settle()
    return window


def accounts(desk: Desk) -> MainWindow:
    window = chat(desk)
    window.shell.rail.avatar.click()
    return window


def palette(desk: Desk) -> MainWindow:
    window = chat(desk)
    window.shell.keys.open_palette()
    return window


def shortcuts(desk: Desk) -> MainWindow:
    window = chat(desk)
    window.shell.dialogs.open_shortcuts()
    return window


def details(desk: Desk) -> MainWindow:
    window = chat(desk)
    window.resize(1180, 740)
    window.shell.conversation.header.details.click()
    window.shell.details.view.name_row.click()
    desk.settle()
    return window


def delete_chat(desk: Desk) -> MainWindow:
    window = details(desk)
    window.shell.details.view.delete_row.click()
    return window


def request(desk: Desk) -> MainWindow:
    ivo = desk.messenger.add_contact("ivo", relation=Relation.REQUEST)
    desk.messenger.add_message(ivo, "hello", is_told=False)
    window = desk.open_window()
    window.shell.show_requests()
    window.shell.requests.choose(ivo)
    desk.settle()
    return window


def with_trust(desk: Desk, trust: Trust) -> MainWindow:
    bob = desk.messenger.add_contact("bob", trust=trust)
    desk.messenger.add_message(bob, "hello", is_told=False)
    window = desk.open_window()
    window.shell.chats.choose(bob)
    desk.settle()
    return window


def amber(desk: Desk) -> MainWindow:
    return with_trust(desk, Trust.CHANGED)


def red(desk: Desk) -> MainWindow:
    return with_trust(desk, Trust.VERIFIED_CHANGED)


def verify(desk: Desk) -> MainWindow:
    window = with_trust(desk, Trust.UNVERIFIED)
    window.shell.conversation.header.trust.click()
    desk.settle()
    return window


def blocked(desk: Desk) -> MainWindow:
    window = chat(desk)
    bob = window.shell.model.records()[0].contact.id
    desk.messenger.change_contact(bob, relation=Relation.BLOCKED)
    desk.settle()
    return window


def block(desk: Desk) -> MainWindow:
    window = chat(desk)
    window.shell.dialogs.open_block(window.shell.model.records()[0].contact)
    return window


def menu(desk: Desk) -> MainWindow:
    window = chat(desk)
    window.shell.conversation.header.menu.click()
    return window


def settings(desk: Desk) -> MainWindow:
    window = chat(desk)
    window.shell.dialogs.open_settings()
    desk.settle()
    return window


def account(desk: Desk) -> MainWindow:
    window = settings(desk)
    dialog = window.shell.dialogs.current
    assert isinstance(dialog, SettingsDialog)
    dialog.show_section("account")
    return window


def appearance(desk: Desk) -> MainWindow:
    window = settings(desk)
    dialog = window.shell.dialogs.current
    assert isinstance(dialog, SettingsDialog)
    dialog.show_section("appearance")
    return window


def chat_search(desk: Desk) -> MainWindow:
    window = chat(desk)
    window.shell.conversation.open_search()
    window.shell.conversation.search_bar.field.set_text("h")
    desk.settle()
    return window


def day(desk: Desk) -> MainWindow:
    window = chat_search(desk)
    window.shell.conversation.search_bar.day.click()
    return window


def search(desk: Desk) -> MainWindow:
    window = chat(desk)
    bob = window.shell.model.records()[0].contact.id
    desk.messenger.add_message(bob, "in a longer text only one word is marked")
    window.shell.show_search()
    window.shell.search.field.set_text("one")
    desk.settle()
    return window


def search_person(desk: Desk) -> MainWindow:
    window = search(desk)
    window.shell.search.person.click()
    return window


def message_menu(desk: Desk) -> MainWindow:
    window = chat(desk)
    messages = window.shell.conversation.messages
    messages.setCurrentIndex(window.shell.conversation.model.index(0))
    messages.menu_requested.emit("https://a.example", QPoint(20, 20))
    return window


def link(desk: Desk) -> MainWindow:
    window = chat(desk)
    window.shell.conversation.messages.link_opened.emit("http://а.example", QRect(20, 20, 9, 9))
    return window


def message_info(desk: Desk) -> MainWindow:
    window = message_menu(desk)
    record = window.shell.conversation.model.shown(0).record
    times = MessageTimes(sent_ms=record.shown_at_ms, local_ms=record.shown_at_ms)
    desk.messenger.times[record.position.row] = times
    [menu] = window.findChildren(MessageMenu)
    menu.close_overlay()
    menu.info_requested.emit()
    desk.settle()
    return window


def delete_messages(desk: Desk) -> MainWindow:
    window = chat(desk)
    messages = window.shell.conversation.messages
    messages.setCurrentIndex(window.shell.conversation.model.index(0))
    messages.delete_requested.emit()
    return window


def emoji(desk: Desk) -> MainWindow:
    window = chat(desk)
    window.shell.conversation.composer._emoji.click()
    desk.settle()
    return window


def invite(desk: Desk) -> MainWindow:
    window = chat(desk)
    window.shell.dialogs.open_new_invite()
    desk.settle()
    return window


def open_invite(desk: Desk) -> MainWindow:
    QGuiApplication.clipboard().clear()
    window = chat(desk)
    window.shell.dialogs.open_invite()
    dialog = window.shell.dialogs.current
    assert isinstance(dialog, OpenInviteDialog)
    desk.messenger.invites[INVITE] = InviteFound(
        username=Username("sam.w"), relay_address="wss://chat.example", is_other_relay=False
    )
    dialog.field.set_text(INVITE)
    desk.settle()
    return window


PAGES: list[Callable[[Desk], MainWindow]] = [
    welcome, sign_in, server, continue_as_lena, passphrase, vault, cannot_open, first_chat, chat,
    ask_name, new_chat, request, amber, red, verify, blocked, block, menu, settings, account,
    accounts, palette, shortcuts,
    appearance, details, delete_chat, invite, open_invite, first_invite, lost_account, account_back,
    server_key,
    message_menu, link, message_info, delete_messages, emoji,
    chat_search, day, search, search_person, damaged, saved,
    locked, recovery_entry, first_code, late_code, new_code, lock_offer, security,
]  # fmt: skip


def accessible_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name)


def controls(window: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_every_control_has_a_name(desk: Desk, page: Callable[[Desk], MainWindow]) -> None:
    window = page(desk)

    unnamed = [widget for widget in controls(window) if not accessible_name(widget)]

    assert unnamed == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_tab_reaches_every_control(desk: Desk, page: Callable[[Desk], MainWindow]) -> None:
    window = page(desk)
    dialogs = (*window.findChildren(Overlay), *window.findChildren(ServerKeyDialog))
    shown = [dialog for dialog in dialogs if dialog.isVisible()]
    dialog = shown[-1] if shown else None
    wanted = [
        widget
        for widget in controls(window if dialog is None else dialog)
        # Of a group the Tab key reaches the chosen one, the arrow keys the others.
        if not isinstance(widget, QRadioButton) or widget.isChecked()
    ]
    reached: set[QWidget] = set()

    for _ in range(2 * len(wanted) + 4):
        focused = QApplication.focusWidget()
        if focused is not None:
            reached.add(focused)
        QTest.keyClick(focused or window, Qt.Key.Key_Tab)

    assert [accessible_name(widget) for widget in wanted if widget not in reached] == []


@pytest.mark.parametrize(
    ("page", "names"),
    [
        (welcome, {"Create an account", "Sign in", "Username", "Continue", "Change server"}),
        (first_invite, {"Username", "Continue", "Use another invite", "Sign in"}),
        (lost_account, {"Type password…", "Add a contact"}),
        (account_back, {"Password", "The same again", "Register again", "Not now"}),
        (server_key, {"Continue", "Cancel"}),
        (sign_in, {"Create an account", "Sign in", "Username", "Password"}),
        (server, {"Server"}),
        (continue_as_lena, {"Password", "Create account"}),
        (passphrase, {"Passphrase", "Repeat passphrase", "Continue", "Try again"}),
        (vault, {"Passphrase", "Unlock"}),
        (cannot_open, {"Try again", "Quit SecureChat"}),
        (first_chat, {"Chats", "New chat", "Add a contact"}),
        (chat, {"Chats", "New chat", "Messages", "Message", "Send"}),
        (message_menu, {"Copy text", "Copy link", "Open link…", "Select", "Info", "Delete here…"}),
        (link, {"Open in browser", "Copy link", "Cancel"}),
        (message_info, {"Close"}),
        (delete_messages, {"Cancel", "Delete here"}),
        (emoji, {"Search emoji", "Used often", "Smileys and people", "Flags"}),
        (ask_name, {"Username", "Cancel", "Invite someone", "Open an invite"}),
        (new_chat, {"Username", "Start chat", "Cancel"}),
        (request, {"Requests", "Message requests", "Accept", "Delete", "Block"}),
        (amber, {"Accept new key", "Verify", "Key changed"}),
        (red, {"Why?", "Verify again", "No longer verified"}),
        (
            verify,
            {"Mark as verified", "They do not match", "Not now", "Read code from a picture"},
        ),
        (blocked, {"Unblock"}),
        (block, {"Block bob", "Only my contacts see when I am online"}),
        (menu, {"Safety number…", "Block"}),
        (
            settings,
            {"Settings", "Privacy", "Account", "Anyone with my username", "My contacts", "Nobody"},
        ),
        (account, {"Password now", "New password", "Change password", "Delete account…"}),
        (appearance, {"System", "Light", "Dark", "Text size", "Enter sends the message"}),
        (
            details,
            {
                "Close details",
                "Verify this contact",
                "Mute notifications",
                "Search in this chat",
                "Your name for this contact",
                "Save",
                "Block bob",
                "Delete chat…",
            },
        ),
        (palette, {"Chat, person or command"}),
        (shortcuts, {"Close"}),
        (accounts, {"Add another account…"}),
        (delete_chat, {"Delete chat", "Cancel"}),
        (invite, {"Invite link", "Copy invite link"}),
        (
            damaged,
            {"Open the copy made before the last upgrade", "Open what can be read"},
        ),
        (saved, {"Close", "Messages"}),
        (chat_search, {"Search in this chat", "Clear", "Go to a day", "Done"}),
        (day, {"Tuesday, 24 November 2026", "Month before", "Month after"}),
        (search, {"Search all chats", "Filter: From", "Filter: Since", "What was found"}),
        (search_person, {"You", "bob"}),
        (open_invite, {"Invite link", "Open invite"}),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_controls_have_the_names_that_stories_use(
    desk: Desk, page: Callable[[Desk], MainWindow], names: set[str]
) -> None:
    window = page(desk)

    assert names <= {accessible_name(widget) for widget in controls(window)}


def test_labels_of_an_open_chat_are_named(desk: Desk) -> None:
    window = new_chat(desk)

    named = {accessible_name(label) for label in window.findChildren(QLabel) if label.isVisible()}

    assert {"Conversation with bob", "Presence: online", "Found erin, online"} <= named


def test_rows_are_read_by_their_accessible_text(desk: Desk) -> None:
    window = chat(desk)
    rows = {}
    for view in (window.shell.chats.rows, window.shell.conversation.messages):
        interface = QAccessible.queryAccessibleInterface(view)
        rows[accessible_name(view)] = [
            interface.child(number).text(QAccessible.Text.Name)
            for number in range(interface.childCount())
        ]

    assert rows["Chats"] == ["bob, online, last message 12:00: hi"]
    assert rows["Messages"] == ["bob, 12:00: hello", "You, 12:00: hi; sent"]


def test_safety_number_is_read_with_its_digits(desk: Desk) -> None:
    window = verify(desk)
    dialog = window.shell.dialogs.current
    assert dialog is not None
    texts = {}
    for widget in dialog.findChildren(QWidget):
        interface = QAccessible.queryAccessibleInterface(widget)
        description = interface.text(QAccessible.Text.Description)
        texts[interface.text(QAccessible.Text.Name)] = description.replace(" ", "")

    assert texts["Safety number"] == DIGITS
    assert isinstance(dialog, VerifyDialog)
    interface = QAccessible.queryAccessibleInterface(dialog.digits)
    assert interface.role() is QAccessible.Role.StaticText


def test_presence_is_chosen_by_radio_buttons(desk: Desk) -> None:
    window = settings(desk)
    roles = {
        accessible_name(widget): QAccessible.queryAccessibleInterface(widget).role()
        for widget in controls(window)
    }

    assert roles["My contacts"] is QAccessible.Role.RadioButton
    assert roles["Typing"] is QAccessible.Role.CheckBox
