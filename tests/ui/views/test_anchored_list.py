"""The list of messages stays where the person reads."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.records import DeliveryState, MessageRow
from desktop.ui.models.message_list_model import PAGE_ROWS
from desktop.ui.theme import Theme
from tests.helpers.fake_messenger import NOON_MS
from tests.ui.views.message_pane import Pane


@pytest.fixture
def pane(theme: Theme, qtbot: QtBot) -> Pane:
    return Pane(theme, qtbot)


def test_few_messages_stand_at_the_foot(pane: Pane) -> None:
    pane.open(pane.write(2))

    assert pane.foot_gap() == 0
    assert pane.view.viewport().y() > 200
    assert pane.view.is_at_end


def test_many_messages_begin_at_the_newest(pane: Pane) -> None:
    pane.open(pane.write(100))

    assert pane.foot_gap() == 0
    assert pane.view.viewport().y() == 0


def test_new_message_keeps_the_end_in_sight(pane: Pane) -> None:
    pane.open(pane.write(100))

    for record in pane.write(5):
        pane.model.add(record)
        QApplication.processEvents()

    assert pane.foot_gap() == 0
    assert pane.view.is_at_end


def test_new_message_does_not_move_what_is_read_above(pane: Pane) -> None:
    pane.open(pane.write(100))
    pane.view.verticalScrollBar().setValue(700)
    before = pane.top_text(), pane.view.verticalScrollBar().value()

    pane.model.add(pane.write(1)[0])
    QApplication.processEvents()

    assert (pane.top_text(), pane.view.verticalScrollBar().value()) == before
    assert not pane.view.is_at_end


def test_older_page_does_not_move_what_is_read(pane: Pane) -> None:
    records = pane.write(3 * PAGE_ROWS)
    pane.open(records[2 * PAGE_ROWS :])
    pane.view.verticalScrollBar().setValue(50)
    top = pane.view.indexAt(QPoint(1, 1))
    before = top.data(), pane.view.visualRect(top).bottom()

    pane.model.prepend(records[PAGE_ROWS : 2 * PAGE_ROWS], limit=PAGE_ROWS)
    QApplication.processEvents()

    top = pane.view.indexAt(QPoint(1, 1))
    assert (top.data(), pane.view.visualRect(top).bottom()) == before

    pane.view.verticalScrollBar().setValue(50)
    top = pane.view.indexAt(QPoint(1, 1))
    before = top.data(), pane.view.visualRect(top).bottom()
    pane.model.prepend(records[:PAGE_ROWS], limit=PAGE_ROWS)
    QApplication.processEvents()

    top = pane.view.indexAt(QPoint(1, 1))
    assert (top.data(), pane.view.visualRect(top).bottom()) == before
    assert pane.model.has_newer


@pytest.fixture
def zooming(theme: Theme) -> Iterator[Theme]:
    yield theme
    theme.choose_zoom(100)


def anchored(pane: Pane) -> tuple[MessageRow, int]:
    """Return the first message whose foot is in sight, and where in the pane its foot stands."""
    view = pane.view
    row = view.indexAt(QPoint(1, 1)).row()
    top = view.viewport().y()
    while view.visualRect(pane.model.index(row)).bottom() + top < 0:
        row += 1
    message = pane.model.shown(row).record.position.row
    return message, view.visualRect(pane.model.index(row)).bottom() + top


class Changes:
    """A long conversation in the middle of which somebody reads, and everything that may happen."""

    def __init__(self, pane: Pane, theme: Theme, seed: int) -> None:
        self.pane = pane
        self.theme = theme
        self.chance = random.Random(seed)
        self.records = [
            pane.messenger.add_message(
                pane.bob,
                "word " * self.chance.choice([1, 5, 30, 120]),
                is_own=self.chance.random() < 0.5,
                at_ms=NOON_MS - (700 - number) * self.chance.choice([1_000, 3_600_000]),
                is_told=False,
            )
            for number in range(700)
        ]
        self.low, self.high = 250, 450
        middle = self.records[350].position.row
        page = self.records[self.low : self.high]
        pane.model.open_around(pane.bob, "bob", page, message=middle, limit=PAGE_ROWS)
        pane.view.show_message(middle)
        QApplication.processEvents()

    def scroll(self) -> None:
        # Away from both ends, where nothing can stand still.
        bar = self.pane.view.verticalScrollBar()
        bar.setValue(self.chance.randint(bar.maximum() // 4, bar.maximum() * 3 // 4))

    def older(self) -> None:
        start = max(0, self.low - 50)
        self.pane.model.prepend(self.records[start : self.low], limit=50)
        self.low, self.high = start, start + self.pane.model.rowCount()

    def newer(self) -> None:
        end = min(len(self.records), self.high + 50)
        self.pane.model.append(self.records[self.high : end], limit=50)
        self.low, self.high = end - self.pane.model.rowCount(), end

    def width(self) -> None:
        self.pane.view.resize(self.chance.randint(380, 900), self.pane.view.height())

    def height(self) -> None:
        self.pane.view.resize(self.pane.view.width(), self.chance.randint(250, 600))

    def zoom(self) -> None:
        self.theme.choose_zoom(self.chance.choice([80, 90, 100, 125]))

    def new_message(self) -> None:
        self.pane.model.add(self.pane.write(1)[0])

    def failure(self) -> None:
        shown = self.records[self.low : self.high]
        own = self.chance.choice([each for each in shown if each.is_own])
        self.pane.model.change(replace(own, state=DeliveryState.FAILED), own.position)

    def deletion(self) -> None:
        reading = self.pane.model.find_row(anchored(self.pane)[0])
        assert reading is not None
        row = reading + self.chance.choice([-3, 3])
        self.pane.model.remove(self.pane.model.shown(row).record.position.row)
        del self.records[self.low + row]
        self.high -= 1

    def one(self) -> None:
        """Let one thing happen."""
        change = self.chance.choice(
            [
                *(self.older, self.newer, self.width, self.height),
                *(self.zoom, self.new_message, self.failure, self.deletion),
            ]
        )
        change()
        QApplication.processEvents()


@pytest.mark.parametrize("seed", range(8))
def test_no_change_moves_the_message_that_is_read_by_more_than_a_pixel(
    pane: Pane, zooming: Theme, seed: int
) -> None:
    changes = Changes(pane, zooming, seed)
    for _ in range(20):
        changes.scroll()
        message, foot = anchored(pane)
        if foot > pane.view.height():
            continue  # it fills the pane: how much of it was read stays, not its foot
        changes.one()
        row = pane.model.find_row(message)
        assert row is not None
        top = pane.view.viewport().y()
        moved = pane.view.visualRect(pane.model.index(row)).bottom() + top - foot
        assert abs(moved) <= 1


def measured(pane: Pane) -> list[bool]:
    """Return of each row whether its size is exact."""
    return [pane.view._delegate.is_measured(row) for row in range(pane.model.rowCount())]


def is_exact_in_sight(pane: Pane) -> bool:
    return all(measured(pane)[row] for row in pane.view._rows_in_sight())


@pytest.mark.parametrize("width", [380, 800])
def test_other_width_measures_what_is_in_sight_at_once_and_the_rest_later(
    pane: Pane, theme: Theme, width: int
) -> None:
    changes = Changes(pane, theme, seed=1)
    changes.scroll()
    assert all(measured(pane))

    pane.view.resize(width, 400)
    QApplication.processEvents()
    assert is_exact_in_sight(pane)
    assert measured(pane).count(False) > 50

    message, foot = anchored(pane)
    while pane.view._rest.isActive():
        pane.view._rest.stop()
        pane.view._rest.timeout.emit()
    assert all(measured(pane))
    row = pane.model.find_row(message)
    assert row is not None
    index = pane.model.index(row)
    assert pane.view.visualRect(index).bottom() + pane.view.viewport().y() == foot
    assert pane.view.visualRect(index).height() == pane.view.sizeHintForIndex(index).height()


def test_what_comes_into_sight_is_as_high_as_it_is(pane: Pane, theme: Theme) -> None:
    changes = Changes(pane, theme, seed=2)
    changes.scroll()
    pane.view.resize(400, 400)
    QApplication.processEvents()
    bar = pane.view.verticalScrollBar()

    for _ in range(20):
        bar.setValue(bar.value() - 300)
        assert is_exact_in_sight(pane)


def test_row_is_gone_to_exactly_right_after_another_width(pane: Pane, theme: Theme) -> None:
    Changes(pane, theme, seed=3)
    pane.view.resize(400, 400)

    pane.view.show_row(40)

    assert abs(pane.view.visualRect(pane.model.index(40)).top()) <= 1


def test_other_zoom_measures_what_is_in_sight_at_once(pane: Pane, zooming: Theme) -> None:
    changes = Changes(pane, zooming, seed=4)
    changes.scroll()

    zooming.choose_zoom(150)
    QApplication.processEvents()

    assert is_exact_in_sight(pane)
    assert measured(pane).count(False) > 50


def test_room_below_is_made_by_scrolling_where_there_is_more(pane: Pane) -> None:
    pane.open(pane.write(100))
    bar = pane.view.verticalScrollBar()
    bar.setValue(700)

    assert pane.view.lift(350, 40) == 0
    assert pane.view.lift(350, 150) == 100
    assert bar.value() == 800
    pane.view.settle()
    assert bar.value() == 800
    assert not pane.view.is_at_end


def test_pages_are_asked_for_near_the_ends(pane: Pane, qtbot: QtBot) -> None:
    pane.open(pane.write(PAGE_ROWS))

    with qtbot.waitSignal(pane.view.older_wanted):
        pane.view.verticalScrollBar().setValue(10)


def test_leaving_and_reaching_the_end_is_told(pane: Pane) -> None:
    pane.open(pane.write(100))
    told: list[bool] = []
    pane.view.end_changed.connect(told.append)
    bar = pane.view.verticalScrollBar()

    bar.setValue(bar.maximum() - 300)
    bar.setValue(bar.maximum())

    assert told == [False, True]


def test_first_unread_row_is_shown_at_the_head(pane: Pane) -> None:
    pane.open(pane.write(100))

    pane.view.show_row(40)

    assert abs(pane.view.visualRect(pane.model.index(40)).top()) <= 1
    assert not pane.view.is_at_end


def test_smaller_pane_keeps_the_end_in_sight(pane: Pane) -> None:
    pane.open(pane.write(100))

    pane.view.resize(600, 250)
    QApplication.processEvents()
    assert pane.foot_gap() == 0

    pane.view.resize(420, 250)
    QApplication.processEvents()
    assert pane.foot_gap() == 0


def test_head_stands_above_the_first_message_and_keeps_its_room(pane: Pane) -> None:
    head = QWidget()
    head.setFixedHeight(120)
    pane.open(pane.write(2))

    pane.view.set_head(head)
    QApplication.processEvents()
    assert head.isVisible()
    assert head.geometry().bottom() + 1 == pane.view.viewport().y()

    pane.open(pane.write(60))
    QApplication.processEvents()
    assert head.geometry().top() == 0
    assert pane.view.viewport().y() == 120

    pane.view.set_head(None)
    QApplication.processEvents()
    assert not head.isVisible()
    assert pane.view.viewport().y() == 0
