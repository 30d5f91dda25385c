"""What both lists share: a row is chosen by the program, entered by click or key."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from desktop.core.records import ContactId
from desktop.errors import RelayUnreachable
from desktop.ui.delegates.conversation_delegate import ConversationDelegate
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


def test_changed_row_alone_is_painted_anew(
    people: PeopleList, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every row that is painted costs a millisecond, and held messages change one many times."""
    painted: list[int] = []
    paint = ConversationDelegate.paint

    def note(
        delegate: ConversationDelegate,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex,
    ) -> None:
        painted.append(index.row())
        paint(delegate, painter, option, index)

    monkeypatch.setattr(ConversationDelegate, "paint", note)
    people.resize(320, 400)
    people.show()
    qtbot.waitUntil(lambda: set(painted) == {0, 1})
    QTest.qWait(0)
    painted.clear()

    people._model.set_typing(ContactId(2), is_typing=True)
    row = people._model.find_row(ContactId(2))

    qtbot.waitUntil(lambda: bool(painted))
    assert set(painted) == {row}


def test_errors_are_told_by_the_toast(people: PeopleList) -> None:
    people.tell(describe(RelayUnreachable()))

    assert not people._toast.isHidden()
