"""The painter of messages: measures are kept, every state paints in both looks."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from desktop.core.records import DeliveryState, FailureReason, MessageKind, MessageRow
from desktop.ui.delegates.message_delegate import KEPT_BUBBLES, MessageDelegate
from desktop.ui.delegates.notice_painter import LINE_HEIGHT
from desktop.ui.models.message_list_model import ROW_ROLE, MessageListModel, ShownMessage
from desktop.ui.theme import Theme
from desktop.ui.tokens import DARK, LIGHT
from desktop.ui.views.message_view import MessageView
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger

HEBREW = "שלום, מה שלומך? הכול בסדר אצלנו"


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> Iterator[MessageView]:
    model = MessageListModel(lambda: NOON_MS)
    view = MessageView(theme, model)
    view.setParent(None)
    view.resize(804, 600)
    qtbot.addWidget(view)
    view.show()
    messenger = FakeMessenger()
    bob = messenger.add_contact("bob")
    for state in DeliveryState:
        is_own = state is not DeliveryState.RECEIVED
        messenger.add_message(bob, f"{state.value} 🥖", is_own=is_own, state=state)
    messenger.add_message(bob, HEBREW, is_unread=True)
    messenger.add_message(bob, "🎉🙌", is_unread=True)
    messenger.add_message(bob, "", kind=MessageKind.UNREADABLE)
    messenger.add_message(bob, "word " * 400)
    messenger.add_message(
        bob, "hi", is_own=True, state=DeliveryState.FAILED, failure=FailureReason.MAILBOX_FULL
    )
    model.open(bob, "bob", messenger._messages[bob])
    view.go_to_end()
    yield view
    view.close()


def shown(view: MessageView, row: int) -> ShownMessage:
    value: ShownMessage = view.model().index(row, 0).data(ROW_ROLE)
    return value


def delegate(view: MessageView) -> MessageDelegate:
    found = view.itemDelegate()
    assert isinstance(found, MessageDelegate)
    return found


def test_each_message_is_measured_once(view: MessageView) -> None:
    count = view.model().rowCount()
    assert delegate(view).cached_count == count

    before = [delegate(view).bubble(shown(view, row)) for row in range(count)]
    view.doItemsLayout()
    view.grab()
    after = [delegate(view).bubble(shown(view, row)) for row in range(count)]

    assert all(one is other for one, other in zip(before, after, strict=True))


def test_messages_are_measured_anew_for_another_width(view: MessageView) -> None:
    option = QStyleOptionViewItem()
    index = view.model().index(view.model().rowCount() - 4, 0)
    before = delegate(view).sizeHint(option, index).height()

    view.resize(500, 600)
    # Before anybody measures it is the height that it had.
    assert delegate(view).sizeHint(option, index).height() == before
    assert not delegate(view).is_measured(index.row())

    delegate(view).measure(index.row())
    assert delegate(view).is_measured(index.row())
    assert delegate(view).sizeHint(option, index).height() > before


def test_kept_measures_have_an_end(view: MessageView) -> None:
    some = shown(view, 0)

    for number in range(KEPT_BUBBLES + 50):
        position = replace(some.record.position, row=MessageRow(1_000 + number))
        record = replace(some.record, position=position)
        delegate(view).bubble(replace(some, record=record))

    assert delegate(view).cached_count == KEPT_BUBBLES


@pytest.mark.parametrize("look", ["light", "dark"])
def test_own_and_foreign_bubbles_have_their_colours(
    view: MessageView, theme: Theme, look: str
) -> None:
    theme.choose("dark" if look == "dark" else "light")
    tokens = DARK if look == "dark" else LIGHT

    image = view.grab().toImage()

    colors = {
        image.pixelColor(x, y).name().upper()
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
    }
    assert tokens.bubble_own in colors
    assert tokens.bubble_other in colors


@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_own_bubbles_stand_at_the_end(view: MessageView, direction: Qt.LayoutDirection) -> None:
    view.setLayoutDirection(direction)
    view.doItemsLayout()
    row = QRectF(0, 0, view.viewport().width(), 100)
    is_mirrored = direction is Qt.LayoutDirection.RightToLeft

    for number in range(view.model().rowCount()):
        message = shown(view, number)
        rect = delegate(view).bubble_rect(row, message)
        assert row.left() + 15 <= rect.left()
        assert rect.right() <= row.right() - 13
        is_at_right = rect.right() > row.right() - 30
        is_at_left = rect.left() < 30
        assert is_at_right if message.record.is_own != is_mirrored else is_at_left


def test_view_paints_in_both_directions_without_complaint(
    view: MessageView, theme: Theme, qapp: QApplication
) -> None:
    for look in ("light", "dark"):
        theme.choose("dark" if look == "dark" else "light")
        for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
            view.setLayoutDirection(direction)
            view.setFocus(Qt.FocusReason.TabFocusReason)
            view.setCurrentIndex(view.model().index(0, 0))
            assert not view.grab().isNull()


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_notice_is_one_line_between_the_bubbles(
    theme: Theme, view: MessageView, look: object
) -> None:
    theme.choose("dark" if look is DARK else "light")
    messenger = FakeMessenger()
    bob = messenger.add_contact("bob")
    records = [
        messenger.add_message(bob, "before"),
        messenger.add_message(bob, "", kind=MessageKind.GAP, count=1),
        messenger.add_message(bob, "after"),
    ]
    model = view.model()
    assert isinstance(model, MessageListModel)
    model.open(bob, "bob", records)
    QApplication.processEvents()

    shown: ShownMessage = model.index(1).data(ROW_ROLE)
    height = view.visualRect(model.index(1)).height()
    assert shown.notice == "1 message missing"
    assert LINE_HEIGHT < height < 3 * LINE_HEIGHT
    assert model.shown(0).ends_group
    assert model.shown(2).starts_group
    before = view.grab().toImage()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    view.setCurrentIndex(model.index(1))
    view.is_focus_shown = True
    view.viewport().update()
    assert view.grab().toImage() != before
