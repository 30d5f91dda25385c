"""Searching in the open conversation."""

import pytest
from PySide6.QtCore import QDate, QDateTime, Qt, QTime
from PySide6.QtTest import QTest

from desktop.core.events import SearchIndexCompleted
from desktop.core.records import ContactId, MessageRow
from desktop.errors import DatabaseUnreadable
from desktop.ui.dialogs.day_menu import DayMenu
from desktop.ui.main_window import MainWindow
from desktop.ui.views import chat_search
from desktop.ui.views.conversation_view import ConversationView
from tests.ui.conftest import Desk


class Chat:
    """An open chat of 30 messages, every third about the ferry."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.bob: ContactId = desk.messenger.add_contact("bob")
        self.carol: ContactId = desk.messenger.add_contact("carol")
        desk.messenger.add_message(self.carol, "her ferry", is_told=False)
        self.rows: list[MessageRow] = []
        for number in range(30):
            text = f"ferry {number}" if number % 3 == 0 else f"bus {number}"
            message = desk.messenger.add_message(self.bob, text, is_told=False)
            if number % 3 == 0:
                self.rows.insert(0, message.position.row)
        self.window: MainWindow = desk.open_window()
        self.window.shell.chats.choose(self.bob)
        desk.settle()

    @property
    def view(self) -> ConversationView:
        return self.window.shell.conversation

    def look_for(self, text: str) -> None:
        self.view.open_search()
        self.view.search_bar.field.set_text(text)
        self.desk.settle()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        QTest.keyClick(self.view.composer.editor, key, modifier)
        self.desk.settle()

    @property
    def marked(self) -> tuple[int, MessageRow | None]:
        delegate = self.view.messages._delegate
        return len(delegate._words), delegate._current_hit


@pytest.fixture
def chat(desk: Desk) -> Chat:
    return Chat(desk)


def test_ctrl_f_opens_the_bar_and_escape_gives_the_composer_back(chat: Chat) -> None:
    chat.view.write()
    chat.key(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)

    assert chat.view.search_bar.isVisible()
    assert chat.view.search_bar.field.edit.hasFocus()

    QTest.keyClick(chat.view.search_bar.field.edit, Qt.Key.Key_Escape)
    assert not chat.view.search_bar.isVisible()
    assert chat.view.composer.editor.hasFocus()


def test_newest_hit_is_shown_first_and_steps_go_both_ways(chat: Chat) -> None:
    chat.look_for("ferry")
    bar = chat.view.search_bar

    assert bar.place_words == "1 of 10"
    assert chat.marked == (1, chat.rows[0])
    bar.older.click()
    bar.older.click()
    assert bar.place_words == "3 of 10"
    assert chat.marked == (1, chat.rows[2])
    bar.newer.click()
    assert chat.marked == (1, chat.rows[1])


def test_steps_end_at_the_ends(chat: Chat) -> None:
    chat.look_for("ferry")

    chat.view._search._on_stepped(-1)
    assert chat.marked == (1, chat.rows[0])
    for _ in range(20):
        chat.view._search._on_stepped(1)
    assert chat.marked == (1, chat.rows[-1])


def test_more_hits_are_asked_for_beyond_the_last(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_search, "PAGE_HITS", 4)
    chat.look_for("ferry")

    for _ in range(6):
        chat.view._search._on_stepped(1)
        chat.desk.settle()

    assert chat.view.search_bar.place_words == "7 of 8+"
    assert chat.marked == (1, chat.rows[6])


LONG = " ".join(f"word{n} ferry" if n in {3, 200, 900, 901} else f"word{n}" for n in range(1_000))


def hit_in_sight(chat: Chat) -> int | None:
    """Return where in its text the hit that is gone to begins, None if it is not in sight."""
    messages = chat.view.messages
    delegate = messages._delegate
    message, place = delegate._current_hit, delegate._current_place
    assert message is not None
    row = chat.view.model.find_row(message)
    if row is None or place is None:
        return None
    shown = chat.view.model.shown(row)
    bubble = delegate.bubble(shown)
    corner = delegate.bubble_rect(
        messages.visualRect(chat.view.model.index(row)).toRectF(), shown
    ).topLeft()
    boxes = bubble.lines.boxes(place, 1)
    if not boxes:
        return None
    y = corner.y() + bubble.text_corner.y() + boxes[0].center().y()
    return place if 0 <= y <= messages.viewport().height() else None


def test_every_hit_in_one_long_text_is_counted_and_gone_to(chat: Chat) -> None:
    chat.desk.messenger.add_message(chat.bob, LONG)
    chat.desk.settle()
    chat.look_for("ferry")
    bar = chat.view.search_bar
    starts = [at for at in range(len(LONG)) if LONG.startswith("ferry", at)]

    assert bar.place_words == "1 of 14"
    for number, start in enumerate(reversed(starts), 1):
        assert bar.place_words == f"{number} of 14"
        assert hit_in_sight(chat) == start
        bar.older.click()
        chat.desk.settle()
    assert chat.marked == (1, chat.rows[0])

    bar.newer.click()
    chat.desk.settle()
    assert hit_in_sight(chat) == starts[0]


def test_text_is_unfolded_only_where_a_hit_wants_it(chat: Chat) -> None:
    message = chat.desk.messenger.add_message(chat.bob, "ferry " + "word " * 2_000)
    chat.desk.settle()
    chat.look_for("ferry")

    row = chat.view.model.find_row(message.position.row)
    assert row is not None
    assert chat.view.model.shown(row).unfolded == 0


def test_one_hit_of_a_text_is_marked_more_strongly(chat: Chat) -> None:
    chat.desk.messenger.add_message(chat.bob, "ferry, ferry and ferry")
    chat.desk.settle()
    chat.look_for("ferry")
    pictures = [chat.view.messages.grab().toImage()]
    for _ in range(2):
        chat.view.search_bar.older.click()
        chat.desk.settle()
        pictures.append(chat.view.messages.grab().toImage())

    assert chat.view.search_bar.place_words == "3 of 13"
    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]


def test_a_hit_outside_the_window_is_loaded(desk: Desk) -> None:
    bob = desk.messenger.add_contact("bob")
    old = desk.messenger.add_message(bob, "quixotic", is_told=False)
    for number in range(700):
        desk.messenger.add_message(bob, f"text {number}", is_told=False)
    window = desk.open_window()
    window.shell.chats.choose(bob)
    desk.settle()
    view = window.shell.conversation
    assert view.model.find_row(old.position.row) is None

    view.open_search()
    view.search_bar.field.set_text("quixotic")
    desk.settle()

    assert view.model.find_row(old.position.row) is not None


def test_nothing_found_is_said_and_marks_nothing_shown(chat: Chat) -> None:
    chat.look_for("tram")

    assert chat.view.search_bar.place_words == "Not found"
    assert chat.marked == (1, None)


def test_other_words_or_none_begin_anew(chat: Chat) -> None:
    chat.look_for("ferry")
    chat.look_for("bus")
    assert chat.view.search_bar.place_words == "1 of 20"

    chat.look_for("")
    assert chat.marked == (0, None)
    assert chat.view.search_bar.place_words == ""


def test_a_new_message_is_counted_and_the_place_stays(chat: Chat) -> None:
    chat.look_for("ferry")
    chat.view.search_bar.older.click()

    chat.desk.messenger.add_message(chat.bob, "one more ferry")
    chat.desk.settle()

    assert chat.view.search_bar.place_words == "3 of 11"
    assert chat.marked == (1, chat.rows[1])


def test_unfinished_index_is_said_until_it_is_whole(chat: Chat) -> None:
    chat.desk.messenger.is_index_complete = False
    chat.look_for("ferry")
    assert chat.view.search_bar.place_words == "1 of 10 so far"

    chat.desk.messenger.is_index_complete = True
    chat.desk.messenger.tell(SearchIndexCompleted())
    chat.desk.settle()

    assert chat.view.search_bar.place_words == "1 of 10"


def test_another_chat_ends_the_search(chat: Chat) -> None:
    chat.look_for("ferry")

    chat.window.shell.chats.choose(chat.carol)
    chat.desk.settle()

    assert not chat.view.search_bar.isVisible()
    assert chat.marked == (0, None)


def test_failure_is_told(chat: Chat) -> None:
    chat.desk.messenger.faults["search"] = DatabaseUnreadable()
    told: list[object] = []
    chat.view.send_failed.connect(told.append)

    chat.look_for("ferry")

    assert len(told) == 1


def test_a_day_is_gone_to(chat: Chat) -> None:
    day = QDate(2026, 11, 24)
    first = chat.view.model.shown(0).record
    chat.view.open_search()
    chat.view.search_bar.day.click()
    menu = chat.window.findChild(DayMenu)
    assert menu is not None

    menu.picker.grid.day_chosen.emit(day)
    chat.desk.settle()

    midnight = QDateTime(day, QTime(0, 0)).toMSecsSinceEpoch()
    assert ("find_message_since", chat.bob, midnight) in chat.desk.messenger.calls
    index = chat.view.messages.currentIndex()
    assert chat.view.model.shown(index.row()).record == first


def test_the_head_opens_and_closes_it(chat: Chat) -> None:
    chat.view.header.search.click()
    assert chat.view.search_bar.isVisible()

    chat.view.header.search.click()
    assert not chat.view.search_bar.isVisible()
