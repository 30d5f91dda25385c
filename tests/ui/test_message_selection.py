"""Marking: letters in one message, whole messages across several, never both."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from desktop.core.records import ContactId, MessageKind
from desktop.ui.message_hits import MessageHit
from desktop.ui.message_selection import MessageSelection
from desktop.ui.models.message_list_model import MessageListModel
from desktop.ui.theme import Theme
from desktop.ui.views.message_view import MessageView
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger

BOB = ContactId(1)


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> Iterator[MessageView]:
    model = MessageListModel(lambda: NOON_MS)
    view = MessageView(theme, model)
    model.setParent(view)
    view.resize(600, 400)
    qtbot.addWidget(view)
    messenger = FakeMessenger()
    messenger.add_contact("bob")
    for number in range(3):
        messenger.add_message(BOB, f"hello you {number}")
    messenger.add_message(BOB, "", kind=MessageKind.GAP, count=1)
    messenger.add_message(BOB, "last")
    model.open(BOB, "bob", messenger._messages[BOB])
    view.show()
    view.go_to_end()
    yield view
    view.close()


@pytest.fixture
def selection(view: MessageView) -> MessageSelection:
    return view.selection


def hit(view: MessageView, row: int, place: int) -> MessageHit:
    """Return what stands before a letter of a message."""
    shown = view._messages.shown(row)
    bubble = view._delegate.bubble(shown)
    rect = view._delegate.bubble_rect(view.visualRect(view._messages.index(row)).toRectF(), shown)
    [box] = bubble.lines.boxes(place, 1)
    point = rect.topLeft() + bubble.text_corner + QPointF(box.left() + 0.5, box.center().y())
    return view._hit_in(view._messages.index(row), point)


def texts(selection: MessageSelection) -> list[str]:
    return [shown.record.text for shown in selection.chosen()]


def test_drag_inside_a_message_marks_its_letters(
    view: MessageView, selection: MessageSelection
) -> None:
    selection.press(hit(view, 0, 6))
    selection.drag_to(hit(view, 0, 9))
    assert selection.marked_text() == "you"
    assert not selection.has_chosen

    selection.drag_to(hit(view, 0, 0))
    assert selection.marked_text() == "hello "


def test_drag_into_another_message_chooses_both_and_back_marks_letters_again(
    view: MessageView, selection: MessageSelection
) -> None:
    selection.press(hit(view, 2, 6))
    selection.drag_to(hit(view, 1, 3))
    assert texts(selection) == ["hello you 1", "hello you 2"]
    assert selection.marked_text() == ""

    selection.drag_to(hit(view, 2, 9))
    assert selection.marked_text() == "you"
    assert texts(selection) == []


def test_notices_between_are_not_chosen(view: MessageView, selection: MessageSelection) -> None:
    selection.choose(4, 2)

    assert texts(selection) == ["hello you 2", "last"]


def test_word_is_marked(view: MessageView, selection: MessageSelection) -> None:
    selection.mark_word(hit(view, 1, 7))

    assert selection.marked_text() == "you"


def test_messages_are_chosen_one_by_one_and_extended_from_the_first(
    selection: MessageSelection,
) -> None:
    selection.toggle(0)
    selection.toggle(2)
    assert texts(selection) == ["hello you 0", "hello you 2"]

    selection.toggle(2)
    assert texts(selection) == ["hello you 0"]

    selection.extend(0, 1)
    assert texts(selection) == ["hello you 1", "hello you 2"]
    selection.clear()
    selection.extend(0, 1)
    assert texts(selection) == ["hello you 0", "hello you 1"]


def test_nothing_is_left_after_clear_or_another_chat(
    view: MessageView, selection: MessageSelection
) -> None:
    selection.choose(0, 1)
    selection.clear()
    assert texts(selection) == []

    selection.mark_word(hit(view, 1, 7))
    assert selection.marked_text() == "you"
    view._messages.clear()
    assert selection.is_empty
    assert selection.marked_text() == ""


def test_marked_message_that_is_gone_has_no_text(
    view: MessageView, selection: MessageSelection
) -> None:
    selection.mark_word(hit(view, 1, 7))

    view._messages.remove(view._messages.shown(1).record.position.row)

    assert selection.marked_text() == ""


def test_drag_without_press_marks_nothing(view: MessageView, selection: MessageSelection) -> None:
    selection.drag_to(hit(view, 0, 3))

    assert selection.is_empty
