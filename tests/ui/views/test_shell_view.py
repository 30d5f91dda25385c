"""The working window: chats, people, presence, panes and shortcuts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.core.events import CatchUpProgressed, NoticeRaised, TypingChanged
from desktop.core.records import (
    AccountNotice,
    ConnectionState,
    ConnectionTrouble,
    ContactId,
    Privacy,
    Relation,
)
from desktop.errors import RelayUnreachable, StorageError
from desktop.ui.dialogs.block_dialog import BlockDialog
from desktop.ui.dialogs.settings_dialog import SettingsDialog
from desktop.ui.views.shell_view import ShellView
from protocol.messages import PresenceRule, PresenceState
from tests.helpers.fake_messenger import NOON_MS, OWN_NAME
from tests.ui.conftest import Desk, show_active


def fill(desk: Desk) -> list[ContactId]:
    contacts = []
    for place, name in enumerate(("bob", "carol", "dora")):
        contact = desk.messenger.add_contact(name)
        desk.messenger.add_message(
            contact, f"from {name}", at_ms=NOON_MS - 10 * place, is_told=False
        )
        contacts.append(contact)
    return contacts


@pytest.fixture
def contacts(desk: Desk) -> list[ContactId]:
    return fill(desk)


@pytest.fixture
def shell(desk: Desk, contacts: list[ContactId]) -> ShellView:
    window = desk.open_window()
    desk.messenger.connect()
    return window.shell


def title(shell: ShellView) -> str:
    return shell.conversation.header._name.accessibleName()


def press(shell: ShellView, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or shell, key, modifier)


def test_profile_shows_its_chats(shell: ShellView) -> None:
    assert shell.model.rowCount() == 3
    assert shell.rail.avatar.accessibleName() == f"Signed in as {OWN_NAME}"
    assert shell.conversation.contact is None


def test_profile_without_chats_offers_the_first(desk: Desk) -> None:
    shell = desk.open_window().shell

    view = shell.conversation
    assert view._pages.currentWidget() is view._first
    view._first.add_requested.emit()
    assert shell.new_chat.dialog is not None


def test_narrow_profile_without_chats_has_its_requests_and_settings(desk: Desk) -> None:
    window = desk.open_window()
    window.resize(600, 700)
    desk.settle()
    shell = window.shell
    shell.take_focus()
    assert shell.conversation.isVisible()
    assert not shell.lists.isVisible()
    assert shell.rail.isVisible()
    assert shell.rail.first.hasFocus()

    shell.rail.requests_requested.emit()
    desk.settle()
    assert shell.requests.isVisible()


def test_chat_that_was_open_last_is_open_again(desk: Desk, contacts: list[ContactId]) -> None:
    shell = desk.open_window().shell
    shell.open_chat(contacts[1])
    desk.settle()
    assert desk.preferences.values.last_chat == contacts[1]

    again = desk.open_window().shell
    assert again.conversation.contact == contacts[1]
    assert again.chats.rows.hasFocus()


def test_narrow_window_begins_with_what_was_shown(desk: Desk, contacts: list[ContactId]) -> None:
    first = desk.open_window()
    first.resize(480, 740)
    first.shell.open_chat(contacts[1])
    desk.settle()

    again = desk.open_window()
    assert again.width() == 480
    assert again.shell.conversation.isVisible()
    assert again.shell.conversation.contact == contacts[1]
    assert not again.shell.chats.isVisible()
    assert again.shell.conversation.composer.editor.hasFocus()

    again.shell.conversation.back_requested.emit()
    desk.settle()
    once_more = desk.open_window().shell
    assert once_more.chats.isVisible()
    assert once_more.chats.rows.hasFocus()
    assert once_more.conversation.contact is None


def test_last_chat_that_is_gone_opens_nothing(desk: Desk, contacts: list[ContactId]) -> None:
    desk.preferences.change(last_chat=999)

    assert desk.open_window().shell.conversation.contact is None


def test_hello_opens_the_conversation_with_who_answers(desk: Desk) -> None:
    shell = desk.open_window().shell
    shell.conversation.offer_hello("echo")

    shell.conversation._first.hello_requested.emit("echo", "Hello!")
    desk.settle()

    assert title(shell) == "Conversation with echo"
    assert shell.conversation.model.rowCount() == 1


def test_chosen_chat_opens(desk: Desk, shell: ShellView, contacts: list[ContactId]) -> None:
    rect = shell.chats.rows.visualRect(shell.model.index(1))
    QTest.mouseClick(shell.chats.rows.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    desk.settle()

    assert title(shell) == "Conversation with carol"
    assert shell.conversation.model.rowCount() == 1
    assert shell.conversation.composer.editor.hasFocus()


def test_arrow_keys_stay_in_the_list_until_enter(desk: Desk, shell: ShellView) -> None:
    none = Qt.KeyboardModifier.NoModifier
    assert shell.chats.rows.hasFocus()

    press(shell, Qt.Key.Key_Down, none)
    press(shell, Qt.Key.Key_Down, none)
    desk.settle()
    assert title(shell) == "Conversation with carol"
    assert shell.chats.rows.hasFocus()

    press(shell, Qt.Key.Key_Return, none)
    desk.settle()
    assert shell.conversation.composer.editor.hasFocus()


def test_unread_count_stands_in_the_rail(
    desk: Desk, shell: ShellView, contacts: list[ContactId]
) -> None:
    desk.messenger.add_message(contacts[2], "hello", is_unread=True)
    desk.settle()
    assert shell.rail._chats.accessibleName() == "Show chats, 1 unread"
    assert shell.model.index(0).data() == "bob"

    shell.chats.choose(contacts[2])
    desk.settle()
    assert shell.rail._chats.accessibleName() == "Show chats"


def test_first_contact_takes_the_empty_picture_away(desk: Desk) -> None:
    shell = desk.open_window().shell
    erin = desk.messenger.add_contact("erin")

    desk.messenger.add_message(erin, "hello")
    desk.settle()

    view = shell.conversation
    assert view._pages.currentWidget() is view._none
    assert shell.model.rowCount() == 1


def test_presence_follows_the_news_and_the_connection(
    desk: Desk, shell: ShellView, contacts: list[ContactId]
) -> None:
    presence = shell.conversation.header._presence
    shell.chats.choose(contacts[0])
    desk.messenger.set_presence(contacts[0], PresenceState.ONLINE)
    assert presence.accessibleName() == "Presence: online"

    desk.messenger.connect(ConnectionState.OFFLINE, ConnectionTrouble.UNREACHABLE)
    assert not presence.isVisible()
    assert shell.conversation.bar.text == "Offline. Messages will be sent later."

    desk.messenger.connect()
    assert presence.accessibleName() == "Presence: online"
    assert shell.conversation.bar.text == ""


def test_confirmed_name_is_shown_at_once(desk: Desk) -> None:
    stranger = desk.messenger.add_contact("erin", is_name_confirmed=False)
    desk.messenger.add_message(stranger, "hello", is_told=False)
    shell = desk.open_window().shell
    shell.chats.choose(stranger)
    desk.settle()
    assert title(shell) == "Conversation with New contact"

    unnamed = desk.messenger._contacts[stranger]
    desk.messenger._contacts[stranger] = type(unnamed)(
        id=unnamed.id,
        account=unnamed.account,
        username=unnamed.username,
        is_name_confirmed=True,
    )
    desk.messenger.add_message(stranger, "again")
    desk.settle()

    assert title(shell) == "Conversation with erin"


def test_narrow_window_shows_one_pane_with_a_way_back(
    desk: Desk, shell: ShellView, contacts: list[ContactId]
) -> None:
    shell.window().resize(600, 700)
    desk.settle()
    assert shell.chats.isVisible()
    assert not shell.conversation.isVisible()

    shell.chats.choose(contacts[0])
    desk.settle()
    assert not shell.chats.isVisible()
    assert not shell.rail.isVisible()
    assert shell.conversation.isVisible()

    shell.conversation.header._back.click()
    desk.settle()
    assert shell.chats.isVisible()
    assert shell.conversation.contact is None

    shell.chats.choose(contacts[0])
    shell.window().resize(1180, 740)
    desk.settle()
    assert shell.chats.isVisible()
    assert shell.conversation.isVisible()


def test_what_is_typed_beside_the_composer_is_written_into_it(
    desk: Desk, shell: ShellView, contacts: list[ContactId]
) -> None:
    none = Qt.KeyboardModifier.NoModifier
    editor = shell.conversation.composer.editor
    shell.open_chat(contacts[0])
    desk.settle()
    for place in (shell.chats.rows, shell.conversation.messages, shell.conversation.header.menu):
        place.setFocus()
        press(shell, Qt.Key.Key_H, none)
        assert editor.hasFocus()
        press(shell, Qt.Key.Key_I, none)
    assert editor.toPlainText() == "hihihi"

    shell.conversation.messages.setFocus()
    press(shell, Qt.Key.Key_Up, none)
    press(shell, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    press(shell, Qt.Key.Key_Space, none)
    assert shell.conversation.messages.hasFocus()
    assert editor.toPlainText() == "hihihi"

    QApplication.clipboard().setText("!")
    press(shell, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert editor.toPlainText() == "hihihi!"


def test_letter_does_nothing_while_nothing_can_be_written(shell: ShellView) -> None:
    shell.chats.rows.setFocus()

    press(shell, Qt.Key.Key_C, Qt.KeyboardModifier.NoModifier)

    assert shell.conversation.contact is None
    assert shell.chats.rows.hasFocus()


def test_keys_go_through_the_chats(desk: Desk, shell: ShellView) -> None:
    alt, ctrl = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
    press(shell, Qt.Key.Key_Down, alt)
    assert title(shell) == "Conversation with bob"
    press(shell, Qt.Key.Key_Down, alt)
    assert title(shell) == "Conversation with carol"
    press(shell, Qt.Key.Key_Up, alt)
    assert title(shell) == "Conversation with bob"
    press(shell, Qt.Key.Key_3, ctrl)
    assert title(shell) == "Conversation with dora"
    press(shell, Qt.Key.Key_N, ctrl)
    assert shell.new_chat.dialog is not None
    desk.settle()


def test_escape_goes_back_to_the_composer(
    desk: Desk, shell: ShellView, contacts: list[ContactId]
) -> None:
    shell.chats.choose(contacts[0])
    desk.settle()
    shell.conversation.messages.setFocus()

    press(shell, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)

    assert shell.conversation.composer.editor.hasFocus()


def test_other_failures_are_told_at_the_foot_of_the_list(desk: Desk, shell: ShellView) -> None:
    desk.messenger.faults["load_conversations"] = StorageError()

    desk.bridge.load_chats()
    desk.settle()

    assert shell.chats._toast.isVisible()


def test_new_day_writes_times_anew(desk: Desk, shell: ShellView, contacts: list[ContactId]) -> None:
    shell.chats.choose(contacts[0])
    desk.settle()
    assert shell.conversation.model.shown(0).day == "Today"

    desk.messenger.now_ms += 24 * 3_600_000
    shell._midnight.timeout.emit()

    assert shell.conversation.model.shown(0).day == "Yesterday"


def test_coming_back_to_the_window_tries_to_connect_at_once(desk: Desk, shell: ShellView) -> None:
    other = QWidget()
    desk.messenger.connect(ConnectionState.OFFLINE, ConnectionTrouble.UNREACHABLE)
    assert desk.messenger.called("reconnect_now") == []

    show_active(other)
    show_active(shell.window())

    assert desk.messenger.called("reconnect_now")
    desk.messenger.connect()
    other.close()


def add_request(desk: Desk, name: str = "ivo") -> ContactId:
    contact = desk.messenger.add_contact(name, relation=Relation.REQUEST)
    desk.messenger.add_message(contact, "Hello!", is_unread=True)
    desk.settle()
    return contact


def open_request(desk: Desk, shell: ShellView) -> ContactId:
    contact = add_request(desk)
    shell.rail._requests.click()
    shell.requests.choose(contact)
    desk.settle()
    return contact


def test_request_stands_in_its_own_list(desk: Desk, shell: ShellView) -> None:
    unread = shell.rail._chats.accessibleName()

    contact = add_request(desk)

    assert shell.model.find_row(contact) is None
    assert shell.request_model.find_row(contact) == 0
    assert shell.rail._requests.accessibleDescription() == "1 waiting"
    assert shell.rail._chats.accessibleName() == unread


def test_nothing_parts_old_from_new_where_all_is_new(desk: Desk, shell: ShellView) -> None:
    open_request(desk, shell)

    assert shell.conversation.model.rowCount() == 1
    assert shell.conversation.model.shown(0).unread_count == 0


def test_request_that_is_read_is_counted_no_more(desk: Desk, shell: ShellView) -> None:
    hana = add_request(desk, "hana")
    assert shell.rail._requests._count == 1

    open_request(desk, shell)

    assert shell.rail._requests._count == 1
    assert shell.rail._requests.accessibleDescription() == "2 waiting"
    shell.requests.choose(hana)
    desk.settle()
    assert shell.rail._requests._count == 0
    assert shell.rail._requests.accessibleDescription() == "2 waiting"


def test_requests_are_also_told_apart_at_the_first_load(desk: Desk) -> None:
    fill(desk)
    contact = desk.messenger.add_contact("ivo", relation=Relation.REQUEST)

    shell = desk.open_window().shell

    assert shell.model.rowCount() == 3
    assert shell.request_model.find_row(contact) == 0


def test_accepted_request_moves_to_the_chats_and_can_be_answered(
    desk: Desk, shell: ShellView
) -> None:
    contact = open_request(desk, shell)
    assert shell.requests.isVisible()
    assert not shell.conversation.composer.isVisible()

    shell.conversation.foot.accept_requested.emit()
    desk.settle()

    assert shell.chats.isVisible()
    assert shell.model.find_row(contact) is not None
    assert shell.request_model.rowCount() == 0
    assert shell.conversation.contact == contact
    assert shell.conversation.composer.editor.hasFocus()


def test_deleted_request_is_gone(desk: Desk, shell: ShellView) -> None:
    open_request(desk, shell)

    shell.conversation.foot.delete_requested.emit()
    desk.settle()

    assert shell.request_model.rowCount() == 0
    assert shell.conversation.contact is None
    assert shell.rail._requests.accessibleDescription() == ""
    assert shell.requests.isVisible()


def test_blocked_request_can_be_unblocked_at_once(desk: Desk, shell: ShellView) -> None:
    contact = open_request(desk, shell)

    shell.conversation.foot.block_requested.emit()
    dialog = shell.dialogs.current
    assert isinstance(dialog, BlockDialog)
    dialog._on_block()
    desk.settle()

    assert shell.conversation.contact == contact
    assert shell.conversation.foot.blocked.isVisible()
    assert shell.book.blocked()[0].id == contact


def test_errors_are_told_below_the_list_that_is_shown(desk: Desk, shell: ShellView) -> None:
    open_request(desk, shell)
    desk.messenger.faults["accept"] = RelayUnreachable()

    shell.conversation.foot.accept_requested.emit()
    desk.settle()

    assert shell.requests._toast.isVisible()
    assert not shell.chats._toast.isVisible()


def test_back_from_a_request_leads_to_the_requests(desk: Desk, shell: ShellView) -> None:
    shell.window().resize(500, 700)
    QApplication.processEvents()
    open_request(desk, shell)
    assert not shell.requests.isVisible()

    shell.conversation.back_requested.emit()
    assert shell.requests.isVisible()

    shell.rail.chats_requested.emit()
    assert shell.chats.isVisible()


def test_chats_come_back_from_the_requests(desk: Desk, shell: ShellView) -> None:
    open_request(desk, shell)

    shell.rail._chats.click()

    assert shell.chats.isVisible()
    assert shell.conversation.contact is None


def test_typing_is_shown_in_list_and_head(
    desk: Desk, shell: ShellView, contacts: list[ContactId]
) -> None:
    shell.chats.choose(contacts[0])
    desk.messenger.tell(TypingChanged(contact=contacts[0], is_typing=True))
    desk.messenger.tell(TypingChanged(contact=contacts[1], is_typing=True))
    assert shell.conversation.header._presence.text() == "typing…"

    shell.chats.choose(contacts[1])
    assert shell.conversation.header._presence.text() == "typing…"
    shell.chats.choose(contacts[2])
    assert shell.conversation.header._presence.text() != "typing…"
    assert not shell.grab().isNull()


def test_catching_up_and_notices_are_shown(desk: Desk, shell: ShellView) -> None:
    desk.messenger.connect(ConnectionState.CATCHING_UP)
    desk.messenger.tell(CatchUpProgressed(done=2_300, share=0.2, reached_ms=NOON_MS))
    desk.messenger.tell(NoticeRaised(notice=AccountNotice.CLOCKS_DIFFER))

    assert shell.chats.catch_up.text == "Catching up, 2,300 messages, up to 12:00"
    assert shell.notice.isVisible()
    desk.messenger.connect()
    assert shell.chats.catch_up.text == ""


def test_presence_rule_reaches_the_promise(desk: Desk, shell: ShellView) -> None:
    open_request(desk, shell)
    assert "online" not in shell.conversation.foot.request._promise.text()

    desk.bridge.account.save_privacy(Privacy(presence=PresenceRule.CONTACTS))
    desk.settle()

    assert "online" in shell.conversation.foot.request._promise.text()


def test_settings_open_by_button_and_keys(desk: Desk, shell: ShellView) -> None:
    shell.rail._settings.click()
    first = shell.dialogs.current
    assert isinstance(first, SettingsDialog)
    first.close_overlay()

    press(shell, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)

    assert isinstance(shell.dialogs.current, SettingsDialog)


def test_closed_profile_leaves_nothing(desk: Desk, shell: ShellView) -> None:
    contact = open_request(desk, shell)
    shell.dialogs.open_settings()

    shell.close_profile()

    assert shell.dialogs.current is None
    assert shell.model.rowCount() == shell.request_model.rowCount() == 0
    assert shell.conversation.contact is None
    assert contact not in shell.conversation.composer._writings
