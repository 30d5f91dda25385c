"""The painter of chat rows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from desktop.core.records import DeliveryState, Draft, Relation, Trust
from desktop.ui.delegates.conversation_delegate import ROW_HEIGHT, ConversationDelegate
from desktop.ui.list_view import FocusListView
from desktop.ui.models.conversation_list_model import PREVIEW_ROLE, ConversationListModel
from desktop.ui.theme import Theme
from desktop.ui.tokens import DARK, LIGHT
from protocol.messages import PresenceState
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger
from tests.ui.conftest import show_active


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> FocusListView:
    messenger = FakeMessenger()
    model = ConversationListModel(lambda: NOON_MS)
    for number, state in enumerate(DeliveryState):
        contact = messenger.add_contact(f"person{number}")
        is_own = state is not DeliveryState.RECEIVED
        messenger.add_message(contact, "hello " * 20, is_own=is_own, state=state)
        for _ in range(number * 300):
            messenger.add_message(contact, "שלום", is_unread=not is_own, is_told=False)
        model.put(messenger.conversation(contact))
    messenger.drafts[messenger.add_contact("empty")] = Draft(text="I found the album", cursor=0)
    stranger = messenger.add_contact("stranger", is_name_confirmed=False)
    model.put(messenger.conversation(stranger))
    model.set_presence(stranger, PresenceState.ONLINE)
    view = FocusListView()
    qtbot.addWidget(view)
    model.setParent(view)
    view.setModel(model)
    view.setItemDelegate(ConversationDelegate(theme, view))
    view.resize(319, 600)
    view.show()
    return view


def colors(view: FocusListView) -> set[str]:
    image = view.grab().toImage()
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
    }


def test_rows_have_one_height(view: FocusListView) -> None:
    delegate = view.itemDelegate()

    heights = {
        delegate.sizeHint(QStyleOptionViewItem(), view.model().index(row, 0)).height()
        for row in range(view.model().rowCount())
    }

    assert heights == {ROW_HEIGHT}


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_every_row_paints(
    view: FocusListView, theme: Theme, look: str, direction: Qt.LayoutDirection
) -> None:
    theme.choose("dark" if look == "dark" else "light")
    tokens = DARK if look == "dark" else LIGHT
    view.setLayoutDirection(direction)
    view.setCurrentIndex(view.model().index(0, 0))

    seen = colors(view)

    assert tokens.selected in seen
    assert tokens.accent in seen
    assert tokens.presence in seen


def test_focus_is_shown_only_to_the_keyboard(view: FocusListView) -> None:
    show_active(view)
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not view.is_focus_shown

    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)

    assert view.is_focus_shown


@pytest.mark.parametrize("trust", [Trust.VERIFIED, Trust.CHANGED, Trust.VERIFIED_CHANGED])
def test_shield_stands_after_the_name(view: FocusListView, trust: Trust) -> None:
    model = view.model()
    assert isinstance(model, ConversationListModel)
    messenger = FakeMessenger()
    contact = messenger.add_contact("a-name-that-is-much-too-long-for")
    model.put(messenger.conversation(contact))
    before = view.grab().toImage()

    messenger.change_contact(contact, trust=trust)
    model.put(messenger.conversation(contact))
    after = view.grab().toImage()

    assert after != before
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert view.grab().toImage() != after


def test_draft_stands_in_the_row_until_its_chat_is_open(view: FocusListView) -> None:
    model = view.model()
    assert isinstance(model, ConversationListModel)
    messenger = FakeMessenger()
    contact = messenger.add_contact("opa")
    messenger.add_message(contact, "hello")
    model.set_conversations([messenger.conversation(contact)])
    without = view.grab().toImage()
    messenger.drafts[contact] = Draft(text="I found the album", cursor=0)

    model.put(messenger.conversation(contact))
    assert view.grab().toImage() != without
    assert LIGHT.danger in colors(view)

    view.setCurrentIndex(model.index(0))
    assert LIGHT.danger not in colors(view)


def test_typing_and_blocked_stand_in_place_of_the_preview(view: FocusListView) -> None:
    model = view.model()
    assert isinstance(model, ConversationListModel)
    pictures = [view.grab().toImage()]
    contact = model.records()[0].contact

    model.set_typing(contact.id, is_typing=True)
    pictures.append(view.grab().toImage())
    model.set_typing(contact.id, is_typing=False)
    messenger = FakeMessenger()
    blocked = messenger.add_contact("ivo", relation=Relation.BLOCKED)
    messenger.add_message(blocked, "never shown in the list", is_own=True)
    model.put(messenger.conversation(blocked))
    pictures.append(view.grab().toImage())

    assert pictures[0] != pictures[1] != pictures[2]
    assert model.index(0).data(PREVIEW_ROLE)
