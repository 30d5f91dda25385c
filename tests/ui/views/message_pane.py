"""A message list over a conversation with Bob, for tests of its views."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.records import MessageRecord
from desktop.ui.models.message_list_model import MessageListModel
from desktop.ui.theme import Theme
from desktop.ui.views.message_view import MessageView
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger
from tests.ui.conftest import show_active


class Pane:
    """A view over a conversation with Bob."""

    def __init__(self, theme: Theme, qtbot: QtBot) -> None:
        self.messenger = FakeMessenger()
        self.bob = self.messenger.add_contact("bob")
        self.model = MessageListModel(lambda: NOON_MS)
        self.view = MessageView(theme, self.model)
        self.model.setParent(self.view)
        self.view.resize(600, 400)
        qtbot.addWidget(self.view)
        show_active(self.view)

    def write(self, count: int) -> list[MessageRecord]:
        return [
            self.messenger.add_message(self.bob, f"text {n} " * (1 + n % 5), is_told=False)
            for n in range(count)
        ]

    def open(self, records: list[MessageRecord]) -> None:
        self.model.open(self.bob, "bob", records)
        self.view.go_to_end()
        QApplication.processEvents()

    def top_text(self) -> str:
        text: str = self.view.indexAt(QPoint(1, 1)).data()
        return text

    def foot_gap(self) -> int:
        last = self.view.visualRect(self.model.index(self.model.rowCount() - 1))
        return self.view.viewport().height() - last.bottom() - 1

    def letter(self, row: int, place: int) -> QPoint:
        """Return the point before a letter of a message, in the viewport."""
        index = self.model.index(row)
        shown = self.model.shown(row)
        bubble = self.view._delegate.bubble(shown)
        rect = self.view._delegate.bubble_rect(self.view.visualRect(index).toRectF(), shown)
        [box] = bubble.lines.boxes(place, 1)
        corner = rect.topLeft() + bubble.text_corner
        return (corner + QPointF(box.left() + 1, box.center().y())).toPoint()

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Press at one point, move to another and release there."""
        viewport = self.view.viewport()
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
        move_pressed(viewport, start + (end - start) / 2)
        move_pressed(viewport, end)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)


def move_pressed(widget: QWidget, point: QPoint) -> None:
    """Move the pointer with the left button down, which QTest cannot."""
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        point.toPointF(),
        widget.mapToGlobal(point).toPointF(),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)
