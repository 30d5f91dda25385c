"""The list of messages: what is clicked, marked, copied and asked for in it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.records import DeliveryState, MessageKind
from desktop.ui.theme import Theme
from tests.ui.views.message_pane import Pane, move_pressed


@pytest.fixture
def pane(theme: Theme, qtbot: QtBot) -> Pane:
    return Pane(theme, qtbot)


def failed(pane: Pane) -> QPoint:
    record = pane.messenger.add_message(
        pane.bob, "not gone", is_own=True, state=DeliveryState.FAILED, is_told=False
    )
    pane.open([record])
    rect = pane.view.visualRect(pane.model.index(0))
    return QPoint(rect.right() - 60, rect.bottom() - 15)


def test_click_on_a_failed_message_opens_its_reason(pane: Pane, qtbot: QtBot) -> None:
    point = failed(pane)
    QTest.mouseMove(pane.view.viewport(), point)

    with qtbot.waitSignal(pane.view.failure_opened):
        QTest.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=point)


def test_click_beside_it_opens_nothing(pane: Pane, qtbot: QtBot) -> None:
    point = failed(pane)

    with qtbot.assertNotEmitted(pane.view.failure_opened):
        QTest.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, point.y()))


def test_enter_on_a_failed_message_opens_its_reason(pane: Pane, qtbot: QtBot) -> None:
    failed(pane)
    pane.view.setCurrentIndex(pane.model.index(0))

    with qtbot.waitSignal(pane.view.failure_opened):
        QTest.keyClick(pane.view, Qt.Key.Key_Return)


def test_current_message_is_copied(pane: Pane, qtbot: QtBot) -> None:
    pane.open(pane.write(2))
    assert pane.view.copied_text("alice") == ""
    pane.view.setCurrentIndex(pane.model.index(1))

    with qtbot.waitSignal(pane.view.copy_requested):
        QTest.keyClick(pane.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert pane.view.copied_text("alice") == "text 1 text 1 "


def test_first_message_that_failed_is_asked_for_by_click_and_enter(
    pane: Pane, qtbot: QtBot
) -> None:
    record = pane.messenger.add_message(pane.bob, "", kind=MessageKind.FIRST_FAILED)
    pane.open([record])
    index = pane.model.index(0)
    row = pane.view.visualRect(index).toRectF()
    action = pane.view._delegate.notice_places(row, pane.model.shown(0)).action.center().toPoint()

    with qtbot.waitSignal(pane.view.repair_requested):
        QTest.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=action)
    QTest.mouseMove(pane.view.viewport(), action)
    pane.view.setCurrentIndex(index)
    with qtbot.waitSignal(pane.view.repair_requested):
        QTest.keyClick(pane.view, Qt.Key.Key_Return)


def test_other_notices_ask_for_nothing(pane: Pane, qtbot: QtBot) -> None:
    record = pane.messenger.add_message(pane.bob, "", kind=MessageKind.GAP, count=1)
    pane.open([record])
    pane.view.setCurrentIndex(pane.model.index(0))

    with qtbot.assertNotEmitted(pane.view.repair_requested):
        QTest.keyClick(pane.view, Qt.Key.Key_Return)
    assert not pane.view.grab().isNull()


def write(pane: Pane, *texts: str) -> None:
    pane.open([pane.messenger.add_message(pane.bob, text, is_told=False) for text in texts])


def click(pane: Pane, point: QPoint, modifiers: Qt.KeyboardModifier | None = None) -> None:
    plain = Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, modifiers or plain, pos=point)


def chosen(pane: Pane) -> list[str]:
    return [shown.record.text for shown in pane.view.selection.chosen()]


def test_letters_are_marked_by_the_mouse_and_a_click_ends_it(pane: Pane) -> None:
    write(pane, "hello you", "second")

    pane.drag(pane.letter(0, 6), pane.letter(0, 8))
    assert pane.view.copied_text("alice") == "yo"
    assert not pane.view.grab().isNull()

    click(pane, pane.letter(0, 1))
    assert pane.view.selection.is_empty


def test_word_is_marked_by_a_double_click(pane: Pane) -> None:
    write(pane, "hello you")

    QTest.mouseDClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=pane.letter(0, 7))

    assert pane.view.copied_text("alice") == "you"


def test_messages_are_chosen_by_dragging_over_them(pane: Pane) -> None:
    write(pane, "one", "two", "three")

    pane.drag(pane.letter(0, 0), pane.letter(1, 2))

    assert chosen(pane) == ["one", "two"]
    assert pane.view.copied_text("alice").splitlines() == [
        "bob, 24 Nov 2026, 12:00: one",
        "bob, 24 Nov 2026, 12:00: two",
    ]


def test_messages_are_chosen_and_left_by_clicks(pane: Pane) -> None:
    write(pane, "one", "two", "three")
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

    click(pane, pane.letter(0, 0), control)
    click(pane, pane.letter(2, 0))
    assert chosen(pane) == ["one", "three"]

    click(pane, pane.letter(0, 0))
    assert chosen(pane) == ["three"]
    click(pane, pane.letter(1, 0), shift)
    assert chosen(pane) == ["one", "two"]

    click(pane, QPoint(590, pane.letter(1, 0).y()))
    assert chosen(pane) == []


def test_messages_are_chosen_by_the_keyboard(pane: Pane) -> None:
    write(pane, "one", "two", "three")
    pane.view.setCurrentIndex(pane.model.index(2))

    QTest.keyClick(pane.view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert chosen(pane) == ["two", "three"]
    QTest.keyClick(pane.view, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    assert chosen(pane) == ["one", "two", "three"]
    QTest.keyClick(pane.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert chosen(pane) == ["two", "three"]

    QTest.keyClick(pane.view, Qt.Key.Key_Down)
    assert chosen(pane) == []
    QTest.keyClick(pane.view, Qt.Key.Key_Space)
    assert chosen(pane) == ["three"]
    QTest.keyClick(pane.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert chosen(pane) == ["one", "two", "three"]
    QTest.keyClick(pane.view, Qt.Key.Key_Escape)
    assert chosen(pane) == []


def test_plain_arrow_moves_without_choosing(pane: Pane) -> None:
    write(pane, "one", "two")
    pane.view.setCurrentIndex(pane.model.index(1))

    QTest.keyClick(pane.view, Qt.Key.Key_Up)

    assert pane.view.currentIndex().row() == 0
    assert chosen(pane) == []
    assert [shown.record.text for shown in pane.view.targets()] == ["one"]


def test_address_is_opened_by_click_and_enter_never_by_marking(pane: Pane, qtbot: QtBot) -> None:
    write(pane, "see https://a.example now")
    opened: list[str] = []
    pane.view.link_opened.connect(lambda url, _rect: opened.append(url))

    pane.drag(pane.letter(0, 6), pane.letter(0, 12))
    assert opened == []
    click(pane, pane.letter(0, 1))
    click(pane, pane.letter(0, 1))
    assert opened == []

    click(pane, pane.letter(0, 8))
    pane.view.setCurrentIndex(pane.model.index(0))
    QTest.keyClick(pane.view, Qt.Key.Key_Return)
    assert opened == ["https://a.example"] * 2

    pane.view.set_links_shown(are_shown=False)
    click(pane, pane.letter(0, 8))
    QTest.keyClick(pane.view, Qt.Key.Key_Return)
    assert len(opened) == 2


def test_long_message_unfolds_in_its_place(pane: Pane) -> None:
    write(pane, "first", "word " * 3_000, "last")
    pane.view.setCurrentIndex(pane.model.index(1))
    before = pane.view.visualRect(pane.model.index(1)).height()

    QTest.keyClick(pane.view, Qt.Key.Key_Return)
    QApplication.processEvents()

    assert pane.view.visualRect(pane.model.index(1)).height() > before


def test_menu_is_asked_for_by_mouse_and_keyboard(pane: Pane) -> None:
    write(pane, "see https://a.example", "two")
    asked: list[tuple[str, list[str]]] = []
    pane.view.menu_requested.connect(
        lambda url, _point: asked.append(
            (url, [shown.record.text for shown in pane.view.targets()])
        )
    )
    viewport = pane.view.viewport()
    reasons = QContextMenuEvent.Reason

    for point in (pane.letter(0, 8), QPoint(590, 10)):
        event = QContextMenuEvent(reasons.Mouse, point, viewport.mapToGlobal(point))
        QApplication.sendEvent(viewport, event)
    pane.view.setCurrentIndex(pane.model.index(1))
    QApplication.sendEvent(
        viewport, QContextMenuEvent(reasons.Keyboard, QPoint(0, 0), QPoint(0, 0))
    )
    QTest.keyClick(pane.view, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)

    assert asked == [
        ("https://a.example", ["see https://a.example"]),
        ("", ["two"]),
        ("", ["two"]),
    ]


def test_menu_inside_a_choice_is_for_all_of_it_and_beside_it_ends_it(pane: Pane) -> None:
    write(pane, "one", "two", "three")
    pane.view.selection.choose(0, 1)
    viewport = pane.view.viewport()

    for row, expected in ((1, ["one", "two"]), (2, ["three"])):
        point = pane.letter(row, 0)
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, point, viewport.mapToGlobal(point)
        )
        QApplication.sendEvent(viewport, event)
        assert [shown.record.text for shown in pane.view.targets()] == expected


def test_notice_has_no_menu_and_cannot_be_copied(pane: Pane, qtbot: QtBot) -> None:
    pane.open([pane.messenger.add_message(pane.bob, "", kind=MessageKind.GAP, count=1)])
    pane.view.setCurrentIndex(pane.model.index(0))

    with qtbot.assertNotEmitted(pane.view.menu_requested):
        QTest.keyClick(pane.view, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert pane.view.targets() == []
    assert pane.view.copied_text("alice") == ""


def test_delete_key_asks(pane: Pane, qtbot: QtBot) -> None:
    write(pane, "one")

    with qtbot.waitSignal(pane.view.delete_requested):
        QTest.keyClick(pane.view, Qt.Key.Key_Delete)


def test_drag_beyond_the_pane_scrolls_on(pane: Pane) -> None:
    pane.open(pane.write(100))
    bar = pane.view.verticalScrollBar()
    before = bar.value()

    QTest.mousePress(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=pane.letter(99, 0))
    move_pressed(pane.view.viewport(), QPoint(30, -20))
    assert pane.view._scroll_timer.isActive()
    pane.view._on_scroll_step()
    QTest.mouseRelease(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, -20))

    assert bar.value() < before
    assert not pane.view._scroll_timer.isActive()
    assert len(chosen(pane)) > 1
