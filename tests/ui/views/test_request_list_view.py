"""The list of people who ask to write."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.records import ContactId, Relation
from desktop.errors import RelayUnreachable
from desktop.ui.error_texts import describe
from desktop.ui.models.conversation_list_model import ConversationListModel
from desktop.ui.theme import Theme
from desktop.ui.views.request_list_view import RequestListView
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger
from tests.ui.conftest import show_active


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> RequestListView:
    view = RequestListView(theme, ConversationListModel(lambda: NOON_MS))
    qtbot.addWidget(view)
    view.resize(320, 600)
    show_active(view)
    return view


def ask(view: RequestListView, *names: str) -> list[ContactId]:
    messenger = FakeMessenger()
    contacts = []
    for name in names:
        contact = messenger.add_contact(name, relation=Relation.REQUEST)
        messenger.add_message(contact, "Hello!", is_unread=True)
        view._model.put(messenger.conversation(contact))
        contacts.append(contact)
    return contacts


def test_empty_list_says_what_will_stand_here(view: RequestListView) -> None:
    assert view._words.text().startswith("Nobody new")

    ask(view, "ivo")

    assert "They do not learn whether you looked" in view._words.text()
    assert not view.grab().isNull()


def test_row_is_chosen_by_click_key_and_program(view: RequestListView, qtbot: QtBot) -> None:
    ivo, dagny = ask(view, "ivo", "dagny")
    chosen: list[object] = []
    view.chat_chosen.connect(chosen.append)
    view.chat_entered.connect(chosen.append)

    view.choose(dagny)
    assert chosen == [dagny]
    view.clear_choice()
    row = view.rows.visualRect(view._model.index(view._model.find_row(ivo) or 0))
    QTest.mouseClick(view.rows.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert chosen[-1] == ivo
    QTest.keyClick(view.rows, Qt.Key.Key_Return)
    assert chosen[-1] == ivo


def test_errors_are_told_at_the_foot(view: RequestListView) -> None:
    view.tell(describe(RelayUnreachable()))

    assert view._toast.isVisible()
