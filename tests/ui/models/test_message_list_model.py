"""The window over a conversation: exact changes, order by position, never more than 400 rows."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.core.records import (
    PENDING_PLACE,
    ContactId,
    DeliveryState,
    MessagePosition,
    MessageRecord,
    MessageRow,
)
from desktop.ui.models.message_list_model import (
    MAX_ROWS,
    PAGE_ROWS,
    ROW_ROLE,
    MessageListModel,
    ShownMessage,
)
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS
BOB = ContactId(1)


@pytest.fixture
def model(qtmodeltester: ModelTester) -> MessageListModel:
    model = MessageListModel(lambda: NOON_MS)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    return model


@pytest.fixture
def messenger() -> FakeMessenger:
    messenger = FakeMessenger()
    assert messenger.add_contact("bob") == BOB
    return messenger


def write(messenger: FakeMessenger, count: int, *, from_ms: int = NOON_MS) -> list[MessageRecord]:
    return [
        messenger.add_message(BOB, f"text {number}", at_ms=from_ms + number, is_told=False)
        for number in range(count)
    ]


def texts(model: MessageListModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


def shown(model: MessageListModel, row: int) -> ShownMessage:
    value: ShownMessage = model.index(row).data(ROW_ROLE)
    return value


def older(records: list[MessageRecord], before: MessagePosition) -> list[MessageRecord]:
    return [record for record in records if record.position < before][-PAGE_ROWS:]


def newer(records: list[MessageRecord], after: MessagePosition | None) -> list[MessageRecord]:
    assert after is not None
    return [record for record in records if record.position > after][:PAGE_ROWS]


def test_new_message_goes_to_the_end(model: MessageListModel, messenger: FakeMessenger) -> None:
    model.open(BOB, "bob", write(messenger, 2))
    changes: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: changes.append((first, last)))

    [record] = write(messenger, 1)
    assert model.add(record)

    assert changes == [(2, 2)]
    assert texts(model)[-1] == "text 0"


def test_same_message_is_shown_once(model: MessageListModel, messenger: FakeMessenger) -> None:
    records = write(messenger, 3)
    model.open(BOB, "bob", records)

    assert model.add(records[1])

    assert model.rowCount() == 3


def test_message_of_another_contact_is_not_shown(
    model: MessageListModel, messenger: FakeMessenger
) -> None:
    model.open(BOB, "bob", write(messenger, 1))
    carol = messenger.add_contact("carol")

    assert not model.add(messenger.add_message(carol, "hello", is_told=False))

    assert model.rowCount() == 1


def test_accepted_message_moves_before_those_that_wait(
    model: MessageListModel, messenger: FakeMessenger
) -> None:
    first = messenger.add_message(
        BOB, "first", is_own=True, state=DeliveryState.WAITING, is_told=False
    )
    second = messenger.add_message(
        BOB, "second", is_own=True, state=DeliveryState.WAITING, is_told=False
    )
    model.open(BOB, "bob", [first, second])
    moves: list[tuple[int, int]] = []
    model.rowsMoved.connect(lambda _a, start, _end, _b, row: moves.append((start, row)))

    sent = messenger.change_message(second, DeliveryState.SENT)
    model.change(sent, second.position)

    assert texts(model) == ["second", "first"]
    assert moves == [(1, 0)]


def test_message_moves_down_too(model: MessageListModel, messenger: FakeMessenger) -> None:
    records = write(messenger, 3)
    model.open(BOB, "bob", records)
    target = MessagePosition(place=99, seq=0, row=records[0].position.row)

    model.change(replace(records[0], position=target), records[0].position)

    assert texts(model) == ["text 1", "text 2", "text 0"]


def test_change_in_place_tells_that_row_alone(
    model: MessageListModel, messenger: FakeMessenger
) -> None:
    record = messenger.add_message(BOB, "hi", is_own=True, state=DeliveryState.SENT, is_told=False)
    model.open(BOB, "bob", [record])
    changed: list[int] = []
    model.dataChanged.connect(lambda first, _last: changed.append(first.row()))

    model.change(replace(record, state=DeliveryState.DELIVERED), record.position)

    assert changed == [0]
    assert shown(model, 0).record.state is DeliveryState.DELIVERED


def test_change_of_a_message_outside_the_window_is_left_out(
    model: MessageListModel, messenger: FakeMessenger
) -> None:
    records = write(messenger, 3)
    model.open(BOB, "bob", records[1:])

    model.change(replace(records[0], text="other"), records[0].position)

    assert texts(model) == ["text 1", "text 2"]


def test_window_pages_up_and_down_over_a_long_history(
    model: MessageListModel, messenger: FakeMessenger
) -> None:
    records = write(messenger, 1_000)
    model.open(BOB, "bob", records[-PAGE_ROWS:])
    assert model.has_older

    while model.has_older:
        first = model.first
        assert first is not None
        model.prepend(older(records, first), limit=PAGE_ROWS)
        assert model.rowCount() <= MAX_ROWS
        if first == records[0].position:
            break
    assert texts(model)[0] == "text 0"

    while model.has_newer:
        model.append(newer(records, model.last), limit=PAGE_ROWS)
        assert model.rowCount() <= MAX_ROWS
        numbers = [int(text.split()[1]) for text in texts(model)]
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert texts(model)[-1] == "text 999"


def test_message_that_comes_while_the_end_is_elsewhere_is_found_again(
    model: MessageListModel, messenger: FakeMessenger
) -> None:
    records = write(messenger, 800)
    model.open(BOB, "bob", records[-PAGE_ROWS:])
    for _ in range(2):
        first = model.first
        assert first is not None
        model.prepend(older(records, first), limit=PAGE_ROWS)

    late = messenger.add_message(BOB, "late", is_told=False)
    records.append(late)
    assert not model.add(late)

    while model.has_newer:
        model.append(newer(records, model.last), limit=PAGE_ROWS)
    assert texts(model)[-1] == "late"


def test_message_that_comes_while_the_last_page_is_loaded_is_found_too(
    model: MessageListModel, messenger: FakeMessenger
) -> None:
    records = write(messenger, 500)
    model.open_around(BOB, "bob", records[:200], message=records[100].position.row, limit=200)
    page = newer(records[:390], model.last)
    late = messenger.add_message(BOB, "late", is_told=False)
    assert not model.add(late)

    model.append(page, limit=PAGE_ROWS)

    assert model.has_newer
    model.append([late], limit=PAGE_ROWS)
    assert texts(model)[-1] == "late"
    assert not model.has_newer


def test_window_opens_around_a_message_with_both_sides_open(
    model: MessageListModel, messenger: FakeMessenger
) -> None:
    records = write(messenger, 500)
    target = records[250].position.row

    model.open_around(BOB, "bob", records[150:350], message=target, limit=200)
    assert (model.has_older, model.has_newer) == (True, True)
    assert model.find_row(target) == 100

    model.open_around(BOB, "bob", records[240:260], message=target, limit=200)
    assert (model.has_older, model.has_newer) == (False, False)


def test_removed_message_leaves_no_gap(model: MessageListModel, messenger: FakeMessenger) -> None:
    records = write(messenger, 3)
    model.open(BOB, "bob", records)

    model.remove(records[1].position.row)
    model.remove(MessageRow(99))

    assert texts(model) == ["text 0", "text 2"]
    assert not shown(model, 1).starts_group


def test_live_messages_never_let_the_window_grow(
    model: MessageListModel, messenger: FakeMessenger
) -> None:
    model.open(BOB, "bob", write(messenger, PAGE_ROWS))

    for record in write(messenger, PAGE_ROWS + 5):
        model.add(record)

    assert model.rowCount() == MAX_ROWS
    assert model.has_older


def test_days_are_named_once_above_their_first_message(
    model: MessageListModel, messenger: FakeMessenger
) -> None:
    old = write(messenger, 2, from_ms=NOON_MS - DAY_MS)
    new = write(messenger, 2)

    model.open(BOB, "bob", old + new)

    assert [shown(model, row).day for row in range(4)] == ["Yesterday", "", "Today", ""]


def test_messages_of_one_sender_within_five_minutes_stand_together(
    model: MessageListModel, messenger: FakeMessenger
) -> None:
    for at_ms, is_own in [
        (NOON_MS, False),
        (NOON_MS + MINUTE_MS, False),
        (NOON_MS + 7 * MINUTE_MS, False),
        (NOON_MS + 8 * MINUTE_MS, True),
    ]:
        messenger.add_message(BOB, "text", at_ms=at_ms, is_own=is_own, is_told=False)
    model.open(BOB, "bob", messenger._messages[BOB])

    assert [shown(model, row).starts_group for row in range(4)] == [True, False, True, True]
    assert [shown(model, row).ends_group for row in range(4)] == [False, True, True, True]


def test_line_of_new_messages_stands_above_the_first_and_stays(
    model: MessageListModel, messenger: FakeMessenger
) -> None:
    read = write(messenger, 1)
    unread = [messenger.add_message(BOB, "new", is_unread=True, is_told=False) for _ in range(2)]
    model.open(BOB, "bob", read + unread)
    model.set_unread(None, 0)
    assert [shown(model, row).unread_count for row in range(3)] == [0, 2, 0]
    assert model.find_unread_row() == 1

    model.change(replace(unread[0], is_unread=False), unread[0].position)

    assert shown(model, 1).unread_count == 2


def test_rows_are_spoken_with_sender_time_and_state(
    model: MessageListModel, messenger: FakeMessenger
) -> None:
    theirs = messenger.add_message(BOB, "hello", is_told=False)
    own = messenger.add_message(BOB, "hi", is_own=True, is_told=False)
    waiting = messenger.add_message(
        BOB, "later", is_own=True, state=DeliveryState.WAITING, is_told=False
    )
    model.open(BOB, "bob", [theirs, own, waiting])

    spoken = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]

    assert spoken == [
        "bob, 12:00: hello",
        "You, 12:00: hi; delivered",
        "You, 12:00: later; waiting",
    ]


def test_other_name_is_spoken_at_once(model: MessageListModel, messenger: FakeMessenger) -> None:
    model.open(BOB, "New contact", write(messenger, 1))

    model.set_sender("bob")

    spoken = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("bob, ")


def test_nothing_is_left_after_clear(
    model: MessageListModel, messenger: FakeMessenger, qtbot: QtBot
) -> None:
    model.open(BOB, "bob", write(messenger, 3))
    with qtbot.waitSignal(model.modelReset):
        model.clear()

    assert model.rowCount() == 0
    assert model.contact is None
    assert model.first is None


def test_rows_outside_the_model_have_no_data(model: MessageListModel) -> None:
    assert model.data(QModelIndex()) is None
    assert model.find_row(MessageRow(5)) is None


def test_waiting_messages_stand_last() -> None:
    waiting = MessagePosition(place=PENDING_PLACE, seq=0, row=MessageRow(1))

    assert waiting > MessagePosition(place=10**12, seq=5, row=MessageRow(2))


def test_line_that_is_no_longer_true_goes(
    model: MessageListModel, messenger: FakeMessenger
) -> None:
    records = write(messenger, 3)
    model.open(BOB, "bob", records)

    model.remove(records[1].position.row)
    model.remove(records[1].position.row)

    assert texts(model) == ["text 0", "text 2"]
    assert shown(model, 1).record == records[2]
