"""What both lists share: a row is chosen by the program, entered by click or key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.records import ContactId
from desktop.errors import RelayUnreachable
from desktop.ui.error_texts import describe
from desktop.ui.models.conversation_list_model import ConversationListModel
from desktop.ui.theme import Theme
from desktop.ui.views.people_list import PeopleList
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger


@pytest.fixture
def people(theme: Theme, qtbot: QtBot) -> PeopleList:
    messenger = FakeMessenger()
    model = ConversationListModel(lambda: NOON_MS)
    for name in ("bob", "carol"):
        model.put(messenger.conversation(messenger.add_contact(name)))
    people = PeopleList(theme, model)
    model.setParent(people)
    qtbot.addWidget(people)
    people.rows.resize(320, 400)
    return people


def test_program_chooses_and_person_enters(people: PeopleList) -> None:
    chosen: list[ContactId] = []
    entered: list[ContactId] = []
    people.chat_chosen.connect(chosen.append)
    people.chat_entered.connect(entered.append)

    people.choose(ContactId(2))
    assert (chosen, entered) == ([2], [])
    QTest.keyClick(people.rows, Qt.Key.Key_Return)
    assert (chosen, entered) == ([2], [2])
    people.choose(ContactId(99))
    assert chosen == [2]
    people.clear_choice()
    assert people.rows.selectedIndexes() == []


def test_errors_are_told_by_the_toast(people: PeopleList) -> None:
    people.tell(describe(RelayUnreachable()))

    assert not people._toast.isHidden()
