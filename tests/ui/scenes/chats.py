"""Scenes of the chats: the list, a conversation in its states, requests and what is found."""

from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from desktop.core.events import CatchUpProgressed, ConnectionChanged, TypingChanged
from desktop.core.records import (
    AccountNotice,
    ConnectionState,
    ConnectionTrouble,
    ContactId,
    DeliveryState,
    FailureReason,
    MessageKind,
    MessageTimes,
    Relation,
    Trust,
)
from desktop.errors import TryLater
from desktop.ui.dialogs.message_menu import MessageMenu
from desktop.ui.error_texts import describe
from desktop.ui.main_window import MainWindow
from protocol.messages import PresenceState
from tests.ui.desk import Desk
from tests.ui.scenes.people import (
    NORA,
    TOMASZ,
    add_failed,
    add_people,
    add_requests,
    at,
    at_home,
    with_nora,
)

NARROW = (480, 740)


def empty(desk: Desk) -> MainWindow:
    return desk.open_window()


def hello(desk: Desk) -> MainWindow:
    """Show the empty window beside a private relay, where the echo answers."""
    window = desk.open_window()
    window.shell.conversation.offer_hello("echo")
    return window


def no_chat(desk: Desk) -> MainWindow:
    return at_home(desk)


def chat(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    window.shell.conversation.composer.editor.setPlainText("Thursday at six suits me")
    return window


def narrow_list(desk: Desk) -> MainWindow:
    window = at_home(desk)
    window.resize(*NARROW)
    desk.settle()
    return window


def narrow_chat(desk: Desk) -> MainWindow:
    window = narrow_list(desk)
    window.shell.chats.choose(NORA)
    desk.settle()
    return window


def other_alphabets(desk: Desk) -> MainWindow:
    """Show right-to-left, Chinese and Japanese text, emoji alone, and text of both directions."""
    window = at_home(desk)
    samir = ContactId(5)
    for is_own, text in (
        (True, "نعم وصلت، شكرًا جزيلًا! الصورة الثالثة رائعة."),
        (False, "أرسلتها من خلال https://photos.example/album/12 هذا الصباح"),
        (True, "Ok, فهمت"),
        (False, "漢字とかな、それから 中文 也可以"),
        (False, "😀👍🏽"),
    ):
        desk.messenger.add_message(samir, text, is_own=is_own, at_ms=at(11))
    window.shell.chats.choose(samir)
    desk.settle()
    return window


def long_message(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    line = "The third verse is sung twice, the second time by the altos alone. "
    desk.messenger.add_message(NORA, line * 40, at_ms=at(11, 58))
    desk.settle()
    return window


def notices(desk: Desk) -> MainWindow:
    """Show every line that stands among the messages and is none."""
    window = at_home(desk)
    for kind in MessageKind:
        if kind is not MessageKind.TEXT:
            desk.messenger.add_message(TOMASZ, "", kind=kind, count=2, at_ms=at(11, 55))
    window.shell.chats.choose(TOMASZ)
    desk.settle()
    return window


def chosen_messages(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    selection = window.shell.conversation.messages.selection
    count = window.shell.conversation.model.rowCount()
    selection.choose(count - 4, count - 2)
    return window


def jump(desk: Desk) -> MainWindow:
    """Show an old part of a chat while new messages come in."""
    add_people(desk.messenger)
    for number in range(60):
        desk.messenger.add_message(
            NORA, f"Chair {number + 1} is by the window", at_ms=at(11, 54), is_told=False
        )
    window = desk.open_window()
    window.shell.chats.choose(NORA)
    desk.settle()
    messages = window.shell.conversation.messages
    messages.verticalScrollBar().setValue(messages.verticalScrollBar().maximum() // 3)
    desk.settle()
    desk.messenger.add_message(NORA, "And one more", is_unread=True)
    desk.settle()
    return window


def typing(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    desk.messenger.tell(TypingChanged(contact=NORA, is_typing=True))
    desk.settle()
    return window


# ── connection ────────────────────────────────────────────────────────────────────────────────────


def offline(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    add_failed(desk.messenger, NORA)
    desk.messenger.connect(ConnectionState.OFFLINE, ConnectionTrouble.UNREACHABLE)
    desk.settle()
    return window


def connecting(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    desk.messenger.connect(ConnectionState.CONNECTING)
    desk.settle()
    window.shell.conversation.bar._timer.timeout.emit()
    return window


def too_old(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    desk.messenger.connect(ConnectionState.REFUSED, ConnectionTrouble.APP_TOO_OLD)
    desk.settle()
    return window


def catching_up(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    desk.messenger.tell(
        ConnectionChanged(state=ConnectionState.CATCHING_UP, trouble=ConnectionTrouble.NONE)
    )
    desk.messenger.tell(CatchUpProgressed(done=1_284, share=0.6, reached_ms=at(21, 40, days_ago=2)))
    desk.settle()
    return window


def lost_account(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    desk.messenger.connect(ConnectionState.REFUSED, ConnectionTrouble.ACCOUNT_LOST)
    desk.settle()
    return window


def restored(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    desk.bridge.notice_raised.emit(AccountNotice.RESTORED_PROFILE, 0)
    desk.settle()
    return window


def toast(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    desk.bridge.request_failed.emit(describe(TryLater(40)))
    desk.settle()
    return window


# ── trust and consent ─────────────────────────────────────────────────────────────────────────────


def request(desk: Desk) -> MainWindow:
    add_people(desk.messenger)
    first = add_requests(desk.messenger)
    window = desk.open_window()
    desk.messenger.connect()
    window.shell.show_requests()
    window.shell.requests.choose(first)
    desk.settle()
    return window


def asked(desk: Desk) -> MainWindow:
    """Show a chat whose other side did not accept yet, with one text too many in the composer."""
    window = at_home(desk)
    erin = desk.messenger.add_contact("erin", relation=Relation.ASKED)
    for text in ("Hello Erin, this is Alice from the choir.", "May I write to you here?", "…"):
        desk.messenger.add_message(erin, text, is_own=True, state=DeliveryState.SENT)
    window.shell.chats.choose(erin)
    desk.settle()
    editor = window.shell.conversation.composer.editor
    editor.setPlainText("Are you there?")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.settle()
    return window


def with_trust(desk: Desk, trust: Trust) -> MainWindow:
    window = with_nora(desk)
    desk.messenger.change_contact(NORA, trust=trust)
    desk.settle()
    return window


def unverified(desk: Desk) -> MainWindow:
    return with_trust(desk, Trust.UNVERIFIED)


def amber(desk: Desk) -> MainWindow:
    return with_trust(desk, Trust.CHANGED)


def red(desk: Desk) -> MainWindow:
    return with_trust(desk, Trust.VERIFIED_CHANGED)


def withheld(desk: Desk) -> MainWindow:
    return with_trust(desk, Trust.WITHHELD)


def withheld_red(desk: Desk) -> MainWindow:
    return with_trust(desk, Trust.VERIFIED_WITHHELD)


def blocked(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    desk.messenger.change_contact(NORA, relation=Relation.BLOCKED)
    desk.settle()
    return window


def held(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    contacts = desk.messenger._contacts
    contacts[NORA] = replace(contacts[NORA], held_since_ms=at(12, days_ago=8))
    desk.messenger.change_contact(NORA)
    desk.settle()
    return window


# ── messages ──────────────────────────────────────────────────────────────────────────────────────


def failure(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    record = desk.messenger.add_message(
        NORA,
        "I can bring the folding tables.",
        is_own=True,
        state=DeliveryState.FAILED,
        failure=FailureReason.NO_SUCH_MAILBOX,
    )
    desk.settle()
    conversation = window.shell.conversation
    row = conversation.model.find_row(record.position.row)
    assert row is not None
    conversation.messages._on_entered(conversation.model.index(row))
    return window


def message_menu(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    messages = window.shell.conversation.messages
    row = window.shell.conversation.model.rowCount() - 1
    messages._open_menu(window.shell.conversation.model.index(row), None)
    return window


def link_menu(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    messages = window.shell.conversation.messages
    messages.setCurrentIndex(window.shell.conversation.model.index(4))
    messages.menu_requested.emit("https://a.example", QPoint(20, 20))
    return window


def link(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    place = QRect(200, 300, 9, 9)
    window.shell.conversation.messages.link_opened.emit("http://а.example/spring", place)
    return window


def message_info(desk: Desk) -> MainWindow:
    window = message_menu(desk)
    model = window.shell.conversation.model
    record = model.shown(model.rowCount() - 1).record
    times = MessageTimes(sent_ms=record.shown_at_ms, local_ms=record.shown_at_ms)
    desk.messenger.times[record.position.row] = times
    [menu] = window.findChildren(MessageMenu)
    menu.close_overlay()
    menu.info_requested.emit()
    desk.settle()
    return window


def delete_messages(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    messages = window.shell.conversation.messages
    messages.setCurrentIndex(window.shell.conversation.model.index(1))
    messages.delete_requested.emit()
    return window


def emoji(desk: Desk) -> MainWindow:
    desk.messenger.used_emoji = ["🎉", "👍", "😂", "❤️", "🎹"]
    window = with_nora(desk)
    window.shell.conversation.composer._emoji.click()
    desk.settle()
    return window


def emoji_completion(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    editor = window.shell.conversation.composer.editor
    editor.setFocus()
    QTest.keyClicks(editor, "See you there :smi")
    desk.settle()
    return window


def long_draft(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    editor = window.shell.conversation.composer.editor
    editor.setPlainText("Bring chairs, and the small lamp.\n" * 9)
    return window


# ── search ────────────────────────────────────────────────────────────────────────────────────────


def chat_search(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    window.shell.conversation.open_search()
    window.shell.conversation.search_bar.field.set_text("the")
    desk.settle()
    return window


def day(desk: Desk) -> MainWindow:
    window = chat_search(desk)
    window.shell.conversation.search_bar.day.click()
    return window


def search(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    window.shell.show_search()
    window.shell.search.field.set_text("the")
    desk.settle()
    window.shell.search._choose(1)
    desk.settle()
    return window


def search_nothing(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    window.shell.show_search()
    window.shell.search.field.set_text("zebra")
    desk.settle()
    return window


def search_person(desk: Desk) -> MainWindow:
    window = search(desk)
    window.shell.search.person.click()
    return window


# ── details ───────────────────────────────────────────────────────────────────────────────────────


def details(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    window.resize(1180, 740)
    window.shell.conversation.header.details.click()
    desk.settle()
    return window


def details_name(desk: Desk) -> MainWindow:
    window = details(desk)
    window.shell.details.view.name_row.click()
    desk.settle()
    return window


def details_drawer(desk: Desk) -> MainWindow:
    window = with_nora(desk)
    window.resize(980, 740)
    desk.settle()
    window.shell.conversation.header.details.click()
    desk.settle()
    return window


def presence_recent(desk: Desk) -> MainWindow:
    window = at_home(desk)
    desk.messenger.set_presence(TOMASZ, PresenceState.RECENTLY)
    window.shell.chats.choose(TOMASZ)
    desk.settle()
    return window
