"""Paging through a conversation: what is asked for, what is shown, and what comes meanwhile."""

from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.events import MessageRemoved
from desktop.core.records import ContactId, DeliveryState, MessageKind, MessageRow
from desktop.errors import StorageError
from desktop.ui.error_texts import ErrorText
from desktop.ui.models.message_list_model import MAX_ROWS, MessageListModel
from desktop.ui.views.message_paging import MessagePaging
from desktop.ui.views.message_view import MessageView
from tests.ui.conftest import Desk, show_active


class Pane:
    """A list of messages with its paging, over a messenger with one contact."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk = desk
        self.messenger = desk.messenger
        self.bob = self.messenger.add_contact("bob")
        self.model = MessageListModel(lambda: self.messenger.now_ms)
        self.view = MessageView(desk.theme, self.model)
        self.model.setParent(self.view)
        self.paging = MessagePaging(desk.bridge, self.view, self.model, self.view)
        self.failures: list[ErrorText] = []
        self.paging.failed.connect(self.failures.append)
        self.unread: list[int] = []
        self.paging.unread_below.connect(self.unread.append)
        self.view.resize(800, 600)
        qtbot.addWidget(self.view)
        show_active(self.view)

    def write(self, count: int, *, is_unread: bool = False) -> None:
        for number in range(count):
            self.messenger.add_message(
                self.bob, f"text {number}", is_unread=is_unread, is_told=False
            )

    def open(self, contact: ContactId | None = None, message: MessageRow | None = None) -> None:
        self.paging.open(self.messenger.conversation(contact or self.bob), message)
        self.desk.settle()

    def texts(self) -> list[str]:
        return [self.model.index(row).data() for row in range(self.model.rowCount())]

    def scroll_up(self) -> None:
        for _ in range(10):
            self.view.verticalScrollBar().setValue(0)
            self.desk.settle()
            assert self.model.rowCount() <= MAX_ROWS

    def scroll_down(self) -> None:
        for _ in range(20):
            self.view.verticalScrollBar().setValue(self.view.verticalScrollBar().maximum())
            self.desk.settle()
            assert self.model.rowCount() <= MAX_ROWS


@pytest.fixture
def pane(desk: Desk, qtbot: QtBot) -> Pane:
    return Pane(desk, qtbot)


def test_news_that_come_while_loading_are_shown_behind_the_page(pane: Pane) -> None:
    pane.write(2)
    open_gate = pane.desk.gate("load_messages")
    pane.open()
    own = pane.messenger.add_message(
        pane.bob, "mine", is_own=True, state=DeliveryState.WAITING, is_told=False
    )
    assert not pane.paging.take(partial(pane.model.add, own))
    pane.messenger.change_message(own, DeliveryState.SENT)
    assert pane.texts() == []

    open_gate()
    pane.desk.settle()

    assert pane.texts() == ["text 0", "text 1", "mine"]
    assert pane.model.shown(2).record.state is DeliveryState.SENT


def test_news_of_a_loaded_conversation_are_shown_at_once(pane: Pane) -> None:
    pane.write(2)
    pane.open()
    late = pane.messenger.add_message(pane.bob, "late", is_told=False)

    assert pane.paging.take(partial(pane.model.add, late))
    assert pane.texts() == ["text 0", "text 1", "late"]


def test_line_that_goes_while_loading_is_not_shown(pane: Pane) -> None:
    pane.write(2)
    line = pane.messenger.add_message(pane.bob, "", kind=MessageKind.GAP, is_told=False)
    pane.paging.open(pane.messenger.conversation(pane.bob))
    pane.messenger.tell(MessageRemoved(message=line))

    pane.desk.settle()

    assert pane.texts() == ["text 0", "text 1"]


def test_page_of_a_chat_that_was_left_is_not_shown(pane: Pane) -> None:
    pane.write(2)
    carol = pane.messenger.add_contact("carol")
    open_gate = pane.desk.gate("load_messages")
    pane.open()
    pane.open(carol)

    open_gate()
    pane.desk.settle()

    assert pane.texts() == []
    assert pane.model.contact == carol


def test_page_that_comes_after_closing_is_not_shown(pane: Pane) -> None:
    pane.write(2)
    pane.paging.open(pane.messenger.conversation(pane.bob))
    pane.paging.close()

    pane.desk.settle()

    assert pane.texts() == []
    assert pane.model.contact is None


def test_one_page_is_asked_for_at_a_time_while_scrolling(pane: Pane) -> None:
    pane.write(900)
    pane.open()
    asked = len(pane.messenger.called("load_messages"))
    open_gate = pane.desk.gate("load_messages")

    pane.view.older_wanted.emit()
    pane.view.newer_wanted.emit()
    pane.desk.settle()
    assert len(pane.messenger.called("load_messages")) == asked + 1

    open_gate()
    pane.desk.settle()
    pane.view.older_wanted.emit()
    pane.desk.settle()
    assert len(pane.messenger.called("load_messages")) > asked + 1


def test_scrolling_up_pages_through_the_whole_history(pane: Pane) -> None:
    pane.write(900)
    pane.open()

    pane.scroll_up()
    assert pane.texts()[0] == "text 0"

    pane.scroll_down()
    assert pane.texts()[-1] == "text 899"


def test_newest_message_is_loaded_if_it_is_elsewhere(pane: Pane) -> None:
    pane.write(900)
    pane.open()
    pane.scroll_up()

    pane.paging.go_to_newest()
    pane.desk.settle()

    assert pane.texts()[-1] == "text 899"
    assert pane.view.is_at_end


def test_any_message_is_shown_with_its_neighbours_and_paged_from_both_ways(pane: Pane) -> None:
    pane.write(900)
    target = pane.messenger._messages[pane.bob][100].position.row
    pane.open()

    pane.paging.show_message(target)
    pane.desk.settle()

    row = pane.model.find_row(target)
    assert row is not None
    rect = pane.view.visualRect(pane.model.index(row))
    assert abs(rect.center().y() - pane.view.viewport().height() // 2) < 30
    pane.scroll_up()
    assert pane.texts()[0] == "text 0"
    pane.scroll_down()
    assert pane.texts()[-1] == "text 899"


def test_message_that_is_gone_leads_to_the_newest(pane: Pane) -> None:
    pane.write(3)

    pane.open(message=MessageRow(999))

    assert pane.texts() == ["text 0", "text 1", "text 2"]


def test_unread_that_are_more_than_a_page_begin_at_the_first_of_them(pane: Pane) -> None:
    pane.write(300)
    pane.write(700, is_unread=True)

    pane.open()

    row = pane.model.find_unread_row()
    assert row is not None
    assert pane.texts()[row] == "text 0"
    assert abs(pane.view.visualRect(pane.model.index(row)).top()) <= 1
    assert pane.unread == [700]


def test_page_that_could_not_be_loaded_is_told_and_asked_for_again(pane: Pane) -> None:
    pane.write(900)
    pane.open()
    pane.messenger.faults["load_messages"] = StorageError()
    pane.view.older_wanted.emit()
    pane.desk.settle()
    assert [error.code for error in pane.failures] == ["storage-error"]

    pane.scroll_up()

    assert pane.texts()[0] == "text 0"
