"""What stands under a point: letters, addresses, actions, and nothing beside them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, QRectF
from pytestqt.qtbot import QtBot

from desktop.core.records import ContactId, DeliveryState, MessageKind, MessageRecord
from desktop.ui.message_hits import MessageHit, find_hit
from desktop.ui.models.message_list_model import MessageListModel
from desktop.ui.theme import Theme
from desktop.ui.views.message_view import MessageView
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger

BOB = ContactId(1)
ROW = QRectF(0, 0, 600, 100)


class Row:
    """One message in a view."""

    def __init__(self, view: MessageView, record: MessageRecord) -> None:
        view._messages.open(BOB, "bob", [record])
        self.delegate = view._delegate
        self.shown = view._messages.shown(0)

    def at(self, point: QPointF) -> MessageHit:
        return find_hit(self.delegate, 0, self.shown, ROW, point)

    def at_letter(self, place: int) -> MessageHit:
        bubble = self.delegate.bubble(self.shown)
        corner = self.delegate.bubble_rect(ROW, self.shown).topLeft() + bubble.text_corner
        [box] = bubble.lines.boxes(place, 1)
        return self.at(box.center() + corner)


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> Iterator[MessageView]:
    model = MessageListModel(lambda: NOON_MS)
    view = MessageView(theme, model)
    model.setParent(view)
    view.resize(600, 400)
    qtbot.addWidget(view)
    yield view
    view.close()


@pytest.fixture
def messenger() -> FakeMessenger:
    messenger = FakeMessenger()
    messenger.add_contact("bob")
    return messenger


def test_letter_and_address_are_told(view: MessageView, messenger: FakeMessenger) -> None:
    row = Row(view, messenger.add_message(BOB, "see https://a.example now"))

    letter, address = row.at_letter(1), row.at_letter(8)

    assert (letter.place, letter.is_letter, letter.link) == (1, True, None)
    assert not letter.is_action
    assert address.link is not None
    assert address.link.url == "https://a.example"
    assert address.is_action


def test_address_is_text_where_links_are_not_shown(
    view: MessageView, messenger: FakeMessenger
) -> None:
    row = Row(view, messenger.add_message(BOB, "see https://a.example now"))
    row.delegate.are_links_shown = False

    assert row.at_letter(8).link is None


def test_point_beside_the_bubble_is_outside_but_has_a_place(
    view: MessageView, messenger: FakeMessenger
) -> None:
    row = Row(view, messenger.add_message(BOB, "hello"))

    hit = row.at(QPointF(590, 60))

    assert not hit.is_inside
    assert not hit.is_letter
    assert hit.place == 5


def test_words_that_show_more_are_an_action(view: MessageView, messenger: FakeMessenger) -> None:
    row = Row(view, messenger.add_message(BOB, "word " * 1_000))
    bubble = row.delegate.bubble(row.shown)
    corner = row.delegate.bubble_rect(ROW, row.shown).topLeft()

    assert row.at(bubble.more_rect.center() + corner).is_more
    assert not row.at_letter(3).is_more


def test_all_of_a_failed_bubble_is_an_action(view: MessageView, messenger: FakeMessenger) -> None:
    record = messenger.add_message(BOB, "hello", is_own=True, state=DeliveryState.FAILED)
    row = Row(view, record)
    rect = row.delegate.bubble_rect(ROW, row.shown)

    assert row.at(rect.center()).is_failed
    assert not row.at(rect.topLeft() - QPointF(5, 0)).is_failed


def test_notice_has_no_text_and_perhaps_an_action(
    view: MessageView, messenger: FakeMessenger
) -> None:
    row = Row(view, messenger.add_message(BOB, "", kind=MessageKind.FIRST_FAILED))
    places = row.delegate.notice_places(ROW, row.shown)

    assert row.at(places.action.center()).is_repair
    words = row.at(places.words.center())
    assert (words.place, words.is_inside, words.is_action) == (None, True, False)
