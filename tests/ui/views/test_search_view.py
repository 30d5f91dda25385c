"""Searching everywhere, in the column of the lists."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.core.events import SearchIndexCompleted
from desktop.core.records import ContactId, Relation
from desktop.core.search_records import SearchQuery, WrittenBy
from desktop.errors import DatabaseUnreadable
from desktop.ui.dialogs.choice_menu import ChoiceMenu
from desktop.ui.main_window import MainWindow
from desktop.ui.models.search_results_model import ResultKind
from desktop.ui.views.search_view import SearchView
from tests.helpers.fake_messenger import NOON_MS
from tests.ui.conftest import Desk

DAY_MS = 24 * 60 * 60 * 1000


class Search:
    """A window with two chats and a request."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        messenger = desk.messenger
        self.bob: ContactId = messenger.add_contact("bob")
        self.fay: ContactId = messenger.add_contact("ferry.fan")
        self.ivo: ContactId = messenger.add_contact("ivo", relation=Relation.REQUEST)
        messenger.add_message(self.bob, "old ferry", at_ms=NOON_MS - 40 * DAY_MS, is_told=False)
        messenger.add_message(self.fay, "hello", is_told=False)
        messenger.add_message(self.ivo, "a ferry?", is_told=False)
        self.own = messenger.add_message(self.bob, "the ferry", is_own=True, is_told=False)
        self.window: MainWindow = desk.open_window()
        self.window.shell.show_search()

    @property
    def view(self) -> SearchView:
        return self.window.shell.search

    def look_for(self, text: str) -> None:
        self.view.field.set_text(text)
        self.desk.settle()

    def texts(self) -> list[str]:
        rows = [self.view.model.result(row) for row in range(self.view.model.rowCount())]
        return [row.hit.message.text for row in rows if row.hit is not None]

    def notes(self) -> list[str]:
        rows = [self.view.model.result(row) for row in range(self.view.model.rowCount())]
        return [row.text for row in rows if row.kind is ResultKind.NOTE]

    def asked(self) -> SearchQuery:
        query = [call[1] for call in self.desk.messenger.calls if call[0] == "search"][-1]
        assert isinstance(query, SearchQuery)
        return query

    def choose(self, words: str) -> None:
        menu = self.window.findChild(ChoiceMenu)
        assert menu is not None
        next(row for row in menu.rows if row.text() == words).click()
        self.desk.settle()


@pytest.fixture
def search(desk: Desk) -> Search:
    return Search(desk)


def test_shortcut_opens_it_with_the_cursor_in_the_field(desk: Desk, search: Search) -> None:
    search.window.shell.show_list()
    control_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier

    QTest.keyClick(search.window.shell.chats.rows, Qt.Key.Key_F, control_shift)

    assert search.view.isVisible()
    assert search.view.field.edit.hasFocus()


def test_messages_of_all_chats_are_found_newest_first(search: Search) -> None:
    search.look_for("ferry")

    assert search.texts() == ["the ferry", "a ferry?", "old ferry"]
    counts = [search.view.model.result(row).count for row in range(search.view.model.rowCount())]
    assert "3 found" in counts


def test_chats_are_found_by_the_beginning_of_their_name(search: Search) -> None:
    search.look_for("fer")
    kinds = {
        search.view.model.result(row).kind: search.view.model.result(row).contact
        for row in range(search.view.model.rowCount())
    }

    contact = kinds[ResultKind.CHAT]
    assert contact is not None
    assert contact.id == search.fay


def test_arrows_in_the_field_show_one_hit_after_another(search: Search) -> None:
    search.look_for("ferry")
    edit = search.view.field.edit
    for _ in range(2):
        QTest.keyClick(edit, Qt.Key.Key_Down)
        search.desk.settle()

    conversation = search.window.shell.conversation
    delegate = conversation.messages._delegate
    assert conversation.contact == search.bob
    assert delegate._current_hit == search.own.position.row
    assert delegate._ringed == search.own.position.row
    assert edit.hasFocus()


def test_a_click_shows_the_message_where_it_stands(search: Search) -> None:
    search.look_for("old")
    index = search.view.model.index(1)

    search.view.rows.clicked.emit(index)
    search.desk.settle()

    assert search.window.shell.conversation.contact == search.bob
    assert search.window.shell.conversation.messages.currentIndex().row() == 0


def test_headings_lead_nowhere(search: Search) -> None:
    search.look_for("ferry")

    search.view.rows.clicked.emit(search.view.model.index(0))
    search.desk.settle()

    assert search.window.shell.conversation.contact is None


def test_a_request_opens_from_its_message(search: Search) -> None:
    search.look_for("a ferry")

    search.view._move(1)
    search.desk.settle()

    assert search.window.shell.conversation.contact == search.ivo


def test_escape_goes_back_to_the_chats_and_takes_the_marks_away(search: Search) -> None:
    search.look_for("ferry")
    search.view._move(1)
    search.view._move(1)
    search.desk.settle()

    QTest.keyClick(search.view.field.edit, Qt.Key.Key_Escape)

    shell = search.window.shell
    assert shell.chats.isVisible()
    assert shell.conversation.contact == search.bob
    assert shell.conversation.messages._delegate._words == ()
    assert search.view.field.text == ""


@pytest.mark.parametrize(
    ("person", "contact", "written_by"),
    [("You", None, WrittenBy.ME), ("bob", "bob", WrittenBy.THEM)],
)
def test_person_is_a_filter(
    search: Search, person: str, contact: str | None, written_by: WrittenBy
) -> None:
    search.look_for("ferry")
    search.view.person.click()
    search.choose(person)

    assert search.asked().contact == (search.bob if contact else None)
    assert search.asked().written_by is written_by
    assert search.view.person.text() == f"From {person}"

    search.view.person.click()
    search.desk.settle()
    assert search.asked() == SearchQuery(text="ferry")


def test_date_is_a_filter(search: Search) -> None:
    search.look_for("ferry")
    search.view.since.click()
    search.choose("Last 30 days")

    assert search.texts() == ["the ferry", "a ferry?"]
    assert search.view.since.text() == "Last 30 days"

    search.view.since.click()
    search.desk.settle()
    assert len(search.texts()) == 3


def test_nothing_found_is_said(search: Search) -> None:
    search.look_for("tram")

    assert search.notes() == ["Nothing was found. Try fewer or other words."]


def test_unfinished_index_is_said_until_it_is_whole(search: Search) -> None:
    search.desk.messenger.is_index_complete = False
    search.look_for("ferry")
    assert search.notes() == ["Older messages are still being made ready for search."]

    search.desk.messenger.is_index_complete = True
    search.desk.messenger.tell(SearchIndexCompleted())
    search.desk.settle()
    assert search.notes() == []


def test_older_hits_are_loaded_near_the_end(search: Search) -> None:
    for number in range(120):
        search.desk.messenger.add_message(search.bob, f"ferry {number}", is_told=False)
    search.look_for("ferry")
    assert len(search.texts()) == 50

    bar = search.view.rows.verticalScrollBar()
    for _ in range(4):
        bar.setValue(bar.maximum())
        search.desk.settle()

    assert len(search.texts()) == 123


def test_failure_is_said_in_place_of_hits(search: Search) -> None:
    search.desk.messenger.faults["search"] = DatabaseUnreadable()

    search.look_for("ferry")

    assert search.texts() == []
    assert len(search.notes()) == 1


def test_narrow_window_comes_back_to_what_was_found(search: Search) -> None:
    search.window.resize(480, 740)
    search.look_for("old")
    search.view._move(1)
    search.desk.settle()
    assert not search.view.isVisible()

    search.window.shell.conversation.back_requested.emit()

    assert search.view.isVisible()
    assert search.texts() == ["old ferry"]
