"""The chat list: choosing by mouse, keys and number."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.records import ContactId
from desktop.errors import RelayUnreachable
from desktop.ui.error_texts import describe
from desktop.ui.models.conversation_list_model import ConversationListModel
from desktop.ui.theme import Theme
from desktop.ui.views.conversation_list_view import ConversationListView
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger
from tests.ui.conftest import show_active


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> ConversationListView:
    messenger = FakeMessenger()
    model = ConversationListModel(lambda: NOON_MS)
    for name in ("bob", "carol", "dora"):
        contact = messenger.add_contact(name)
        messenger.add_message(contact, "hi", at_ms=NOON_MS - contact)
        model.put(messenger.conversation(contact))
    view = ConversationListView(theme, model, lambda: NOON_MS)
    model.setParent(view)
    view.resize(320, 600)
    qtbot.addWidget(view)
    show_active(view)
    return view


@pytest.fixture
def chosen(view: ConversationListView) -> list[int]:
    contacts: list[int] = []
    view.chat_chosen.connect(contacts.append)
    return contacts


def test_click_chooses_a_chat(view: ConversationListView, chosen: list[int]) -> None:
    rect = view.rows.visualRect(view._model.index(1))

    QTest.mouseClick(view.rows.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())

    assert chosen[0] == 2


def test_arrow_keys_choose_a_chat(view: ConversationListView, chosen: list[int]) -> None:
    view.choose_row(0)
    view.rows.setFocus()

    QTest.keyClick(view.rows, Qt.Key.Key_Down)

    assert chosen == [1, 2]


def test_rows_are_chosen_by_number_contact_and_step(
    view: ConversationListView, chosen: list[int]
) -> None:
    view.choose_next(1)
    view.choose_next(1)
    view.choose_next(-1)
    view.choose(ContactId(3))
    view.choose_row(7)
    view.choose(ContactId(99))

    assert chosen == [1, 2, 1, 3]
    view.clear_choice()
    assert view.rows.selectedIndexes() == []


def test_names_and_button(view: ConversationListView, qtbot: QtBot) -> None:
    assert view.rows.accessibleName() == "Chats"
    assert view._new.accessibleName() == "New chat"
    with qtbot.waitSignal(view.new_chat_requested):
        view._new.click()


def test_errors_stand_at_the_foot(view: ConversationListView) -> None:
    view.tell(describe(RelayUnreachable()))

    assert view._toast.isVisible()
    assert view._toast.geometry().bottom() < view.height()


def test_focus_alone_chooses_nothing(view: ConversationListView, chosen: list[int]) -> None:
    view.rows.clearFocus()
    view.rows.setFocus(Qt.FocusReason.TabFocusReason)

    assert chosen == []
