"""What is done with messages: nothing happens before it was asked for, then all of it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QPoint, QRect, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.records import (
    DeliveryState,
    FailureReason,
    MessageRecord,
    MessageRow,
    MessageTimes,
    Relation,
)
from desktop.ui.dialogs.delete_messages_dialog import DeleteMessagesDialog
from desktop.ui.dialogs.failure_menu import FailureMenu
from desktop.ui.dialogs.link_menu import LinkMenu
from desktop.ui.dialogs.message_info import MessageInfo
from desktop.ui.dialogs.message_menu import MessageMenu
from desktop.ui.menu_row import MenuRow
from desktop.ui.overlay import Overlay
from desktop.ui.views.conversation_view import ConversationView
from protocol.messages import PresenceState
from tests.helpers.fake_messenger import NOON_MS
from tests.ui.conftest import Desk, show_active

URL = "https://a.example/x"


class Browser(QObject):
    """Stands in for the desktop's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(bytes(url.toEncoded().data()).decode())


@pytest.fixture
def browser() -> Iterator[Browser]:
    browser = Browser()
    for scheme in ("http", "https"):
        # The stubs ask for bytes, the binding takes them for wrong.
        QDesktopServices.setUrlHandler(scheme, browser, "open")  # type: ignore[arg-type]
    yield browser
    for scheme in ("http", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


class Pane:
    """A conversation with Bob."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk = desk
        self.messenger = desk.messenger
        self.bob = self.messenger.add_contact("bob")
        self.view = ConversationView(desk.bridge, desk.theme, lambda: self.messenger.now_ms)
        self.view.message_actions.own_name = "alice"
        self.view.resize(800, 600)
        qtbot.addWidget(self.view)
        show_active(self.view)

    def write(self, text: str, **fields: object) -> MessageRecord:
        return self.messenger.add_message(self.bob, text, is_told=False, **fields)  # type: ignore[arg-type]

    def open(self) -> None:
        self.view.open(self.messenger.conversation(self.bob), PresenceState.ONLINE)
        self.desk.settle()
        self.view.messages.setCurrentIndex(self.view.model.index(0))

    def shown(self, kind: type[Overlay]) -> list[Overlay]:
        return [each for each in self.view.findChildren(kind) if each.isVisible()]

    def choose(self, kind: type[Overlay], entry: str) -> None:
        [menu] = self.shown(kind)
        rows = {row.text(): row for row in menu.findChildren(MenuRow)}
        rows[entry].click()
        self.desk.settle()

    def choose_in_menu(self, entry: str, url: str = "") -> None:
        self.view.messages.menu_requested.emit(url, QPoint(20, 20))
        self.choose(MessageMenu, entry)

    def texts(self) -> list[str]:
        model = self.view.model
        return [model.index(row).data() for row in range(model.rowCount())]


@pytest.fixture
def pane(desk: Desk, qtbot: QtBot) -> Pane:
    return Pane(desk, qtbot)


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://a.example">click</a><img src="https://a.example/pixel.png">',
        "file:///etc/passwd",
        "\u202egnp.exe\u202c <b>bold</b> &amp;",
        "[text](javascript:alert(1)) **bold**",
    ],
)
def test_markup_and_marks_of_direction_are_shown_as_they_are_and_nothing_is_fetched(
    pane: Pane, browser: Browser, text: str
) -> None:
    """UI-02."""
    pane.write(text)
    pane.open()
    shown = pane.view.model.shown(0)
    lines = pane.view.messages._delegate.bubble(shown).lines
    assert not pane.view.grab().isNull()

    assert lines.text(0, lines.length) == text
    pane.choose_in_menu("Copy text")
    assert QGuiApplication.clipboard().text() == text
    assert browser.opened == []


def test_address_is_opened_only_after_it_was_shown(pane: Pane, browser: Browser) -> None:
    """UI-02."""
    pane.write(f"see {URL}")
    pane.open()

    pane.view.messages.link_opened.emit(URL, QRect(10, 10, 100, 20))
    assert browser.opened == []
    pane.choose(LinkMenu, "Open in browser")
    assert browser.opened == [URL]

    pane.choose_in_menu("Open link…", URL)
    pane.choose(LinkMenu, "Cancel")
    assert browser.opened == [URL]
    pane.choose_in_menu("Copy link", URL)
    assert QGuiApplication.clipboard().text() == URL


def test_address_of_a_stranger_is_text(pane: Pane) -> None:
    pane.write(f"see {URL}")
    pane.messenger.change_contact(pane.bob, relation=Relation.REQUEST)
    pane.open()
    QTest.keyClick(pane.view.messages, Qt.Key.Key_Return)
    assert pane.shown(LinkMenu) == []

    pane.messenger.change_contact(pane.bob, relation=Relation.ACCEPTED)
    contact = pane.messenger.conversation(pane.bob).contact
    pane.view.show_contact(contact, PresenceState.ONLINE)
    QTest.keyClick(pane.view.messages, Qt.Key.Key_Return)
    assert len(pane.shown(LinkMenu)) == 1


def test_several_messages_are_copied_with_both_names(pane: Pane) -> None:
    pane.write("hello")
    pane.write("hi", is_own=True)
    pane.open()
    pane.view.messages.selection.choose(0, 1)

    QTest.keyClick(pane.view.messages, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text().splitlines() == [
        "bob, 24 Nov 2026, 12:00: hello",
        "alice, 24 Nov 2026, 12:00: hi",
    ]


def test_menu_copies_and_chooses(pane: Pane) -> None:
    pane.write("hello")
    pane.open()

    pane.choose_in_menu("Copy text")
    assert QGuiApplication.clipboard().text() == "hello"
    pane.choose_in_menu("Select")

    assert [shown.record.text for shown in pane.view.messages.selection.chosen()] == ["hello"]


def test_times_are_asked_for_and_shown_once(pane: Pane) -> None:
    record = pane.write("hello")
    pane.messenger.times[record.position.row] = MessageTimes(sent_ms=NOON_MS, local_ms=NOON_MS)
    pane.open()

    pane.choose_in_menu("Info")
    assert len(pane.shown(MessageInfo)) == 1
    pane.desk.bridge.messages.find_times(record.position.row)
    pane.desk.bridge.messages.find_times(MessageRow(99))
    pane.desk.settle()

    assert len(pane.shown(MessageInfo)) == 1


def test_messages_are_deleted_after_a_question_but_not_those_that_wait(pane: Pane) -> None:
    first = pane.write("hello")
    pane.write("stays")
    pane.write("waits", is_own=True, state=DeliveryState.WAITING)
    pane.open()
    pane.view.messages.selection.toggle(0)
    pane.view.messages.selection.toggle(2)

    QTest.keyClick(pane.view.messages, Qt.Key.Key_Delete)
    assert pane.messenger.called("delete_messages") == []
    [dialog] = pane.shown(DeleteMessagesDialog)
    assert isinstance(dialog, DeleteMessagesDialog)
    dialog.delete_requested.emit()
    pane.desk.settle()

    assert pane.messenger.called("delete_messages") == [(pane.bob, (first.position.row,))]
    assert pane.texts() == ["stays", "waits"]
    assert pane.view.messages.selection.is_empty


def test_nothing_is_asked_without_anything_to_delete(pane: Pane) -> None:
    pane.write("waits", is_own=True, state=DeliveryState.WAITING)
    pane.open()

    QTest.keyClick(pane.view.messages, Qt.Key.Key_Delete)

    assert pane.shown(DeleteMessagesDialog) == []


def test_failed_message_is_retried_from_both_menus_and_its_key_asked_for(pane: Pane) -> None:
    record = pane.write(
        "hello",
        is_own=True,
        state=DeliveryState.FAILED,
        failure=FailureReason.NO_SUCH_MAILBOX,
    )
    pane.open()

    QTest.keyClick(pane.view.messages, Qt.Key.Key_Return)
    pane.choose(FailureMenu, "Ask again")
    assert pane.messenger.called("ask_again") == [(pane.bob,)]

    pane.choose_in_menu("Try again")
    assert pane.messenger.called("retry") == [(record.position.row,)]


@pytest.mark.parametrize("others", [0, 3, 40])
def test_menu_of_a_failed_message_covers_none_above_it(pane: Pane, others: int) -> None:
    for number in range(others):
        pane.write(f"a long text that reaches far to the end of its line, number {number} " * 2)
    pane.write("hello", is_own=True, state=DeliveryState.FAILED)
    pane.open()
    messages = pane.view.messages
    failed = pane.view.model.index(others)
    messages.setCurrentIndex(failed)
    messages.go_to_end()
    before = messages.visualRect(failed).bottom() + messages.viewport().y()

    QTest.keyClick(messages, Qt.Key.Key_Return)
    [menu] = pane.shown(FailureMenu)
    pane.desk.settle()

    foot = messages.viewport().mapTo(pane.view, messages.visualRect(failed).topLeft()).y()
    assert menu.card.geometry().top() >= foot
    assert pane.view.rect().contains(menu.card.geometry())
    menu.close_overlay()
    pane.desk.settle()
    assert messages.visualRect(failed).bottom() + messages.viewport().y() == before
    assert messages.is_at_end


def test_failed_message_is_deleted_from_its_menu(pane: Pane) -> None:
    pane.write("hello", is_own=True, state=DeliveryState.FAILED)
    pane.open()

    QTest.keyClick(pane.view.messages, Qt.Key.Key_Return)
    pane.choose(FailureMenu, "Delete here…")

    assert len(pane.shown(DeleteMessagesDialog)) == 1


def test_closed_chat_has_no_menus(pane: Pane) -> None:
    pane.write("hello")
    pane.open()
    pane.view.show_nothing(has_chats=True)

    pane.view.messages.menu_requested.emit("", QPoint(5, 5))
    pane.view.messages.delete_requested.emit()
    pane.view.messages.copy_requested.emit()

    assert pane.shown(Overlay) == []
