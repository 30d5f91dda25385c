"""The conversation pane: loading, news, paging, reading marks, sending and failing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.events import MessageRemoved
from desktop.core.records import (
    ContactId,
    DeliveryState,
    Draft,
    FailureReason,
    MessageKind,
    MessageRow,
    Relation,
    Trust,
)
from desktop.errors import DiskFull, StorageError
from desktop.ui.dialogs.failure_menu import FailureMenu
from desktop.ui.error_texts import ErrorText
from desktop.ui.views.conversation_view import ConversationView
from protocol.messages import PresenceState
from tests.ui.conftest import Desk, show_active


class Pane:
    """The pane over a messenger with one contact."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk = desk
        self.messenger = desk.messenger
        self.bob = self.messenger.add_contact("bob")
        self.view = ConversationView(desk.bridge, desk.theme, lambda: self.messenger.now_ms)
        self.view.resize(800, 600)
        qtbot.addWidget(self.view)
        show_active(self.view)

    def write(self, count: int, *, is_unread: bool = False) -> None:
        for number in range(count):
            self.messenger.add_message(
                self.bob, f"text {number}", is_unread=is_unread, is_told=False
            )

    def open(self, contact: ContactId | None = None) -> None:
        record = self.messenger.conversation(contact or self.bob)
        self.view.open(record, PresenceState.ONLINE)
        self.desk.settle()

    def texts(self) -> list[str]:
        model = self.view.model
        return [model.index(row).data() for row in range(model.rowCount())]

    def type_and_enter(self, text: str) -> None:
        self.view.composer.editor.setPlainText(text)
        QTest.keyClick(self.view.composer.editor, Qt.Key.Key_Return)
        self.desk.settle()


@pytest.fixture
def pane(desk: Desk, qtbot: QtBot) -> Pane:
    return Pane(desk, qtbot)


def test_without_chat_there_is_a_hint_and_no_composer(pane: Pane) -> None:
    assert pane.view.composer.isHidden() or not pane.view.composer.isVisible()
    assert pane.view._pages.currentWidget() is pane.view._none

    pane.view.show_nothing(has_chats=False)

    assert pane.view._pages.currentWidget() is pane.view._first


def test_open_shows_the_newest_messages_and_marks_them_read(pane: Pane) -> None:
    pane.write(3, is_unread=True)
    pane.open()

    assert pane.texts() == ["text 0", "text 1", "text 2"]
    assert pane.messenger.called("mark_read") == [(pane.bob,)]
    assert pane.view.composer.isVisible()
    assert pane.view.header._name.accessibleName() == "Conversation with bob"
    assert pane.view.header._presence.accessibleName() == "Presence: online"


def test_message_that_comes_while_loading_is_not_lost(pane: Pane) -> None:
    pane.write(2)
    open_gate = pane.desk.gate("load_messages")
    pane.open()
    late = pane.messenger.add_message(pane.bob, "late", is_told=True)
    own = pane.messenger.add_message(pane.bob, "mine", is_own=True, state=DeliveryState.WAITING)
    pane.messenger.change_message(own, DeliveryState.SENT)
    assert pane.texts() == []

    open_gate()
    pane.desk.settle()

    assert pane.texts() == ["text 0", "text 1", late.text, "mine"]
    assert pane.view.model.shown(3).record.state is DeliveryState.SENT


def test_line_that_goes_while_loading_is_not_shown(pane: Pane) -> None:
    pane.write(2)
    line = pane.messenger.add_message(pane.bob, "", kind=MessageKind.GAP, is_told=False)
    pane.view.open(pane.messenger.conversation(pane.bob), PresenceState.ONLINE)
    pane.messenger.tell(MessageRemoved(message=line))
    pane.desk.settle()
    assert pane.texts() == ["text 0", "text 1"]

    later = pane.messenger.add_message(pane.bob, "", kind=MessageKind.GAP)
    pane.desk.settle()
    assert len(pane.texts()) == 3
    pane.messenger.tell(MessageRemoved(message=later))
    assert pane.texts() == ["text 0", "text 1"]


def test_news_of_another_chat_are_not_shown(pane: Pane) -> None:
    pane.open()
    carol = pane.messenger.add_contact("carol")

    message = pane.messenger.add_message(carol, "hello", is_own=True, state=DeliveryState.SENT)
    pane.messenger.change_message(message, DeliveryState.DELIVERED)

    assert pane.texts() == []


def test_new_message_in_sight_is_marked_read(pane: Pane) -> None:
    pane.open()
    count = len(pane.messenger.called("mark_read"))

    pane.messenger.add_message(pane.bob, "hello", is_unread=True)
    pane.desk.settle()

    assert pane.texts() == ["hello"]
    assert len(pane.messenger.called("mark_read")) == count + 1


def test_new_message_below_is_counted_until_it_is_seen(pane: Pane) -> None:
    pane.write(100)
    pane.open()
    pane.view.messages.verticalScrollBar().setValue(0)
    pane.desk.settle()
    count = len(pane.messenger.called("mark_read"))

    pane.messenger.add_message(pane.bob, "hello", is_unread=True)
    pane.desk.settle()
    assert pane.view._jump.isVisible()
    assert pane.view._jump.accessibleName() == "Newest message, 1 new"
    assert len(pane.messenger.called("mark_read")) == count

    pane.view._jump.click()
    pane.desk.settle()
    assert not pane.view._jump.isVisible()
    assert pane.view._jump.accessibleName() == "Newest message"
    assert len(pane.messenger.called("mark_read")) > count


def test_jump_to_the_end_loads_it_if_it_is_elsewhere(pane: Pane) -> None:
    pane.write(900)
    pane.open()
    for _ in range(10):
        pane.view.messages.verticalScrollBar().setValue(0)
        pane.desk.settle()

    pane.view.go_to_newest()
    pane.desk.settle()

    assert pane.texts()[-1] == "text 899"
    assert pane.view.messages.is_at_end


def test_written_text_is_sent_and_leaves_the_composer(pane: Pane) -> None:
    pane.open()

    pane.type_and_enter("hello")

    assert pane.texts() == ["hello"]
    assert pane.view.composer.editor.toPlainText() == ""
    assert pane.view.model.shown(0).record.state is DeliveryState.WAITING


def test_text_that_could_not_be_queued_stays_and_the_reason_is_told(pane: Pane) -> None:
    pane.open()
    told: list[ErrorText] = []
    pane.view.send_failed.connect(told.append)
    pane.messenger.faults["send_text"] = DiskFull()

    pane.type_and_enter("hello")

    assert pane.view.composer.editor.toPlainText() == "hello"
    assert [error.code for error in told] == ["disk-full"]

    pane.type_and_enter("hello")
    assert pane.texts() == ["hello"]


def test_own_message_brings_the_end_into_sight(pane: Pane) -> None:
    pane.write(100)
    pane.open()
    pane.view.messages.verticalScrollBar().setValue(0)

    pane.type_and_enter("hello")

    assert pane.view.messages.is_at_end


def test_failed_message_says_why_and_is_tried_again(pane: Pane) -> None:
    message = pane.messenger.add_message(
        pane.bob,
        "hello",
        is_own=True,
        state=DeliveryState.FAILED,
        failure=FailureReason.MAILBOX_FULL,
        is_told=False,
    )
    pane.open()
    list_view = pane.view.messages
    list_view.setCurrentIndex(pane.view.model.index(0))
    QTest.keyClick(list_view, Qt.Key.Key_Return)
    [menu] = pane.view.findChildren(FailureMenu)

    menu._copy.click()
    assert QGuiApplication.clipboard().text() == "hello"

    QTest.keyClick(list_view, Qt.Key.Key_Return)
    menu = pane.view.findChildren(FailureMenu)[-1]
    menu._retry.click()
    pane.desk.settle()

    assert pane.messenger.called("retry") == [(message.position.row,)]
    assert pane.view.model.shown(0).record.state is DeliveryState.WAITING


def test_load_failure_is_told_and_can_be_repeated(pane: Pane) -> None:
    pane.write(2)
    told: list[ErrorText] = []
    pane.view.send_failed.connect(told.append)
    pane.messenger.faults["load_messages"] = StorageError()

    pane.open()
    assert [error.code for error in told] == ["storage-error"]

    pane.view.show_nothing(has_chats=True)
    pane.open()
    assert pane.texts() == ["text 0", "text 1"]


def test_draft_survives_leaving_the_chat(pane: Pane) -> None:
    pane.open()
    pane.view.composer.editor.setPlainText("draft")
    carol = pane.messenger.add_contact("carol")

    pane.open(carol)
    assert pane.view.composer.editor.toPlainText() == ""
    pane.view.show_nothing(has_chats=True)
    pane.open()

    assert pane.view.composer.editor.toPlainText() == "draft"


def test_draft_that_could_not_be_kept_is_kept_at_the_next_occasion(pane: Pane) -> None:
    pane.open()
    pane.messenger.faults["save_draft"] = StorageError()
    QTest.keyClicks(pane.view.composer.editor, "hello")
    pane.open(pane.messenger.add_contact("carol"))
    pane.messenger.faults.clear()
    assert pane.messenger.drafts == {}

    pane.view.composer.hide()
    pane.desk.settle()

    assert pane.messenger.drafts == {pane.bob: Draft(text="hello", cursor=5)}


def test_draft_of_an_earlier_start_comes_back_and_is_kept_when_left(pane: Pane) -> None:
    pane.messenger.drafts[pane.bob] = Draft(text="hello", cursor=2)
    pane.open()
    assert pane.view.composer.editor.toPlainText() == "hello"
    QTest.keyClicks(pane.view.composer.editor, "y")

    pane.view.show_nothing(has_chats=True)
    pane.desk.settle()

    assert pane.messenger.drafts == {pane.bob: Draft(text="heyllo", cursor=3)}


def test_unread_line_is_where_reading_begins(pane: Pane) -> None:
    pane.write(60)
    pane.write(60, is_unread=True)
    pane.open()

    row = pane.view.model.find_unread_row()
    assert row == 60
    top = pane.view.messages.visualRect(pane.view.model.index(row)).top()
    assert abs(top) <= 1
    assert pane.messenger.called("mark_read") == []
    assert pane.view._jump.accessibleName() == "Newest message, 60 new"

    pane.view._jump.click()
    pane.desk.settle()
    assert pane.messenger.called("mark_read") == [(pane.bob,)]


def test_line_of_new_messages_is_found_behind_more_than_a_page(pane: Pane) -> None:
    pane.write(300)
    pane.write(700, is_unread=True)
    pane.open()

    row = pane.view.model.find_unread_row()
    assert row is not None
    assert pane.texts()[row] == "text 0"
    assert pane.view.model.shown(row).unread_count == 700
    assert abs(pane.view.messages.visualRect(pane.view.model.index(row)).top()) <= 1
    assert pane.messenger.called("mark_read") == []

    pane.view.go_to_newest()
    pane.desk.settle()
    assert pane.texts()[-1] == "text 699"
    assert pane.view.messages.is_at_end
    assert pane.messenger.called("mark_read") != []


def test_message_that_is_gone_leads_to_the_newest(pane: Pane) -> None:
    pane.write(3)

    pane.view.open(
        pane.messenger.conversation(pane.bob), PresenceState.ONLINE, message=MessageRow(999)
    )
    pane.desk.settle()

    assert pane.texts() == ["text 0", "text 1", "text 2"]


def test_line_about_missing_messages_goes_when_they_came(pane: Pane) -> None:
    line = pane.messenger.add_message(pane.bob, "", kind=MessageKind.GAP, count=1, is_told=False)
    pane.write(1)
    pane.open()
    assert len(pane.texts()) == 2

    pane.messenger.tell(MessageRemoved(message=line))

    assert pane.texts() == ["text 0"]


def test_narrow_pane_has_a_way_back(pane: Pane, qtbot: QtBot) -> None:
    pane.open()
    pane.view.set_narrow(is_narrow=True)

    with qtbot.waitSignal(pane.view.back_requested):
        pane.view.header._back.click()
    QApplication.processEvents()
    assert pane.view.header._back.isVisible()


def test_message_is_read_only_when_the_window_is_in_front(pane: Pane) -> None:
    pane.open()
    other = QWidget()
    show_active(other)
    count = len(pane.messenger.called("mark_read"))
    pane.messenger.add_message(pane.bob, "hello", is_unread=True)
    pane.desk.settle()
    assert len(pane.messenger.called("mark_read")) == count

    show_active(pane.view)
    pane.desk.settle()

    assert len(pane.messenger.called("mark_read")) > count
    other.close()


def test_fourth_message_to_somebody_who_has_not_accepted_stays(pane: Pane) -> None:
    pane.messenger.change_contact(pane.bob, relation=Relation.ASKED)
    pane.open()
    told: list[ErrorText] = []
    pane.view.send_failed.connect(told.append)
    for number in range(3):
        pane.type_and_enter(f"text {number}")
    assert not pane.view.foot.refusal.isVisible()

    pane.type_and_enter("one more")

    assert pane.view.composer.editor.toPlainText() == "one more"
    assert pane.view.foot.refusal.isVisible()
    assert told == []


def test_request_has_an_introduction_and_no_composer(pane: Pane) -> None:
    pane.messenger.change_contact(pane.bob, relation=Relation.REQUEST, trust=Trust.CHANGED)
    pane.write(2)
    pane.open()

    assert pane.view._intro.isVisible()
    assert not pane.view.composer.isVisible()
    assert not pane.view.banner.isVisible()
    assert not pane.view.grab().isNull()
    pane.view.foot.accept_requested.emit()
    pane.view.foot.delete_requested.emit()
    pane.desk.settle()
    assert pane.messenger.called("accept") == [(pane.bob,)]
    assert pane.messenger.called("delete_request") == [(pane.bob,)]


def test_changed_key_counts_what_waits(pane: Pane) -> None:
    pane.messenger.change_contact(pane.bob, trust=Trust.CHANGED)
    pane.messenger.add_message(
        pane.bob, "waits", is_own=True, state=DeliveryState.WAITING, is_told=False
    )
    pane.open()

    assert pane.view.foot.paused.text == "Sending is paused. 1 message waits here."
    assert pane.view.banner.isVisible()
    pane.view.show_nothing(has_chats=True)
    assert not pane.view.banner.isVisible()


def test_what_is_typed_is_told_but_no_draft_that_comes_back(pane: Pane) -> None:
    other = pane.messenger.add_contact("carol")
    pane.open()
    QTest.keyClicks(pane.view.composer.editor, "ab")
    pane.open(other)
    pane.open()

    assert pane.view.composer.editor.toPlainText() == "ab"
    assert pane.messenger.called("note_typing") == [(pane.bob,), (pane.bob,)]


def test_first_message_that_failed_is_asked_for(pane: Pane) -> None:
    pane.messenger.add_message(pane.bob, "", kind=MessageKind.FIRST_FAILED, is_told=False)
    pane.open()

    pane.view.messages.repair_requested.emit()
    pane.desk.settle()

    assert pane.messenger.called("request_repair") == [(pane.bob,)]
